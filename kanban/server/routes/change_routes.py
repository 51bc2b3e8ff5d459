"""Push, pull, snapshot and history: how changes travel between devices and a board's log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from kanban.protocol import wire
from kanban.protocol.types import MOST_PAGE, PAGE
from kanban.server import shapes
from kanban.server.access import BoardId, Route, Store, Who, answer, body_schema
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import pushed_changes
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}", tags=["changes"], route_class=Route)

Epoch = Annotated[
    str, Query(pattern=r"^[0-9A-Za-z_.:-]{0,64}$", description="The board's epoch, as it was last heard.")
]
Number = Annotated[int, Query(ge=0, lt=1 << 53)]
After = Annotated[
    str | None, Query(pattern=r"^[0-9A-Za-z_.: -]{1,200}$", description="The `after` of the page before.")
]
Most = Annotated[int, Query(ge=1, le=MOST_PAGE, description="At most so many; there may be fewer.")]


async def _body_of(request: Request) -> object:
    return getattr(request.state, "json", None)


@router.post(
    "/push",
    summary="Offer changes",
    response_model=shapes.Pushed,
    responses=problem_responses(401, 403, 404, 409),
    openapi_extra=body_schema("Push"),
)
def push(
    request: Request, hub: Store, who: Who, board: BoardId, body: Annotated[object, Depends(_body_of)]
) -> Response:
    """Take changes into the log, each exactly once, and answer with a verdict for each, in their order.

    One transaction holds the board's lock while it skips known changes (by `id`), checks what the member may do,
    numbers the changes densely from `head + 1`, settles their stamps, folds them, and writes head and digest.

    - A change that is offered again is a `duplicate`, or `rejected` as before.
    - A rejected change uses up its `dseq`, and never blocks the ones after it. A transaction is rejected as a whole.
    - A `dseq` that skips one: 409 `gap`. A known `dseq` with another `id`: 409 `device_forked`; the device takes a new
      id, renumbers what waits and offers it again.
    - A stamp more than 5 minutes ahead is set back to now, not refused. If the device knew the present winner of a
      field (`seq <= base`, or its own), the stamp is raised just above it: clocks decide between concurrent edits only.
    - The server sets actor and device, except on a board that is being published.
    - Ids of version 8 (of changes, transactions, acts and devices) are the server's own. Its changes carry a code,
      `mac`, made with its key over their content; a restored server takes them back unchanged from any device that has
      them. Any other change with such an id is `invalid`.
    - An empty push changes nothing.
    """
    offer = pushed_changes.read(body)
    pushed = store.push(hub, who, board, offer.device, offer.epoch, offer.changes)
    return answer(request, wire.encode_pushed(offer.add_reasons(pushed)))


@router.get(
    "/changes", summary="Pull changes", response_model=shapes.Page, responses=problem_responses(401, 403, 404, 409)
)
def changes(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    epoch: Epoch,
    since: Number,
    tip: Annotated[
        str | None, Query(pattern=shapes.ID, description="The id of the change with the number `since`.")
    ] = None,
    limit: Most = PAGE,
) -> Response:
    """Return the changes after a number, in order and without a gap.

    Only what was pulled is confirmed: a client keeps an accepted change of its own until its cursor has passed it. When
    `since` lies beyond the head, or `tip` is not the change with that number, the server was restored from a backup:
    the board gets a new epoch and the answer is 409 `epoch`. A device then takes a new id and offers its own last 30
    days again. A server that is empty or shorter is never taken for a deletion.
    """
    return answer(request, wire.encode_page(store.pull(hub, who, board, epoch, since, tip, limit)))


@router.get(
    "/snapshot", summary="Boot a device", response_model=shapes.Snapshot, responses=problem_responses(401, 403, 404)
)
def snapshot(request: Request, hub: Store, who: Who, board: BoardId, after: After = None) -> Response:
    """Return a board's entities as they are, a page at a time.

    Any page may be asked for again, from any worker. What is written meanwhile comes with the pull from the first
    page's head.
    """
    return answer(request, wire.encode_snapshot(store.snapshot(hub, who, board, after)))


@router.get(
    "/history", summary="Older history", response_model=shapes.History, responses=problem_responses(401, 403, 404)
)
def history(request: Request, hub: Store, who: Who, board: BoardId, before: Number, limit: Most = PAGE) -> Response:
    """Return changes before a number, newest first: what a booted device has not pulled."""
    return answer(request, wire.encode_older(store.read_older(hub, who, board, before, limit)))
