"""Cards over plain REST, for whatever is no device: a web form, a marketing tool, a script.

Writes are the very verbs of the board, with their checks, as the token's member; a client keeps no log and no clock.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from kanban.domain import fields, links, query, verbs
from kanban.domain.board import Board, Stage
from kanban.domain.card import LABEL, LINK, Card
from kanban.domain.change import Act, Json
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.fields import TICK
from kanban.domain.ids import new_id
from kanban.domain.record import card_record, comment_record
from kanban.domain.view import View
from kanban.server import records, shapes
from kanban.server.access import BoardId, Key, Line, Route, Store, Who, answer
from kanban.server.problems import described
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/cards", tags=["cards"], route_class=Route)

Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Any text of one's own. Sent again with the same key nothing is done again, and the answer is about what "
        "was done the first time; with the same key and something else to do, it is 422.",
    ),
]
After = Annotated[str | None, Query(max_length=200, pattern=shapes.LINE, description="The `after` of the page before.")]
Most = Annotated[int, Query(ge=1, le=500, description="At most so many.")]

LANGUAGE = f"""What to find, in the words of the board's filter, such as `stage:mql value>=10k sort:-value`.

```
{inspect.cleandoc(query.__doc__ or "").partition(chr(10) * 2)[2]}
```

Days and what is late go by the board's time zone and the server's clock, `me` and `mine` by the token's member. What is unread is
known on people's own devices alone, so `unread` finds nothing here."""

USED = "That Idempotency-Key was used for something else, or what it made is gone by now; choose another key."


@router.get("", summary="Find cards", response_model=records.Cards, responses=described(401, 403, 404))
async def found(
    request: Request,
    hub: Store,
    who: Who,
    line: Line,
    board: BoardId,
    q: Annotated[
        str,
        Query(max_length=1_000, description=LANGUAGE),
    ] = "",
    after: After = None,
    limit: Most = 100,
) -> Response:
    """List cards, without those that are deleted unless the query asks for them, in the order in which they were made.

    With `sort:` in the query they come in that order, and the card behind which a page begins must still be found by it.
    """

    def question(stopper: store.Stopper) -> Response:
        page = store.cards(hub, who, board, q, after, limit, stopper)
        return answer(request, {"cards": [_card(card, page.board) for card in page.cards], "after": page.after})

    return await line.answer(request, who, question)


@router.post(
    "",
    status_code=201,
    summary="Make a card",
    response_model=records.Card,
    responses=described(401, 403, 404, 409),
)
def make(request: Request, hub: Store, who: Who, board: BoardId, told: records.NewCard, once: Once = None) -> Response:
    """Place a card at the top of a stage, the first one unless another is named; its maker owns it for their team."""

    def verb(view: View) -> Act:
        return verbs.create(view, _registers(view, told), stage=_stage(view, told))

    made = store.act(hub, who, board, verb, once, _asked(request)).made[0]
    try:
        body = _card(*store.card(hub, who, board, made))
    except NotFound as fault:
        raise Refused(USED) from fault
    return answer(request, body, 201, {"Location": f"{request.url.path}/{made}"})


@router.get("/{card}", summary="Read a card", response_model=records.Card, responses=described(401, 403, 404))
def read(request: Request, hub: Store, who: Who, board: BoardId, card: Key) -> Response:
    """Give one card, also one that is deleted."""
    return answer(request, _card(*store.card(hub, who, board, card)))


@router.patch("/{card}", summary="Change a card", response_model=records.Card, responses=described(401, 403, 404, 409))
def change(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, told: records.Edit, once: Once = None
) -> Response:
    """Set the fields that are given, and leave the others; with a `stage` the card moves, and brings along what that requires.

    Another stage and other fields are one act: both are done, or neither. From one team to the other a move is what it is on
    the board: an offer, an answer, a return; what that asks for comes as `crossing`, and what shows the agreement's judgements
    as `evidence`.
    """

    def verb(view: View) -> Act:
        present = view.card(card)
        registers, stage = _registers(view, told, present), _stage(view, told)
        if stage is None or stage.id == view.board.lane_of(present.stage).id:
            if told.crossing or told.evidence:
                what = "crossing" if told.crossing else "evidence"
                raise UsageFault(f"“{what}” goes with a move: name the stage that the card is to go to.")
            return verbs.edit(view, [card], registers)
        return verbs.move(view, [card], to=stage, given=registers)

    store.act(hub, who, board, verb, once, _asked(request))
    return answer(request, _card(*store.card(hub, who, board, card)))


@router.get(
    "/{card}/comments", summary="Read the thread", response_model=records.Comments, responses=described(401, 403, 404)
)
def thread(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Give the comments on a card and on those merged into it, oldest first, without those that were taken back."""
    comments, known = store.comments(hub, who, board, card)
    start = next((n for n, each in enumerate(comments, 1) if each.id == after), 0)
    some = comments[start : start + limit]
    more = some[-1].id if some and start + limit < len(comments) else None
    return answer(request, {"comments": [comment_record(each, known) for each in some], "after": more})


@router.post(
    "/{card}/comments",
    status_code=201,
    summary="Comment",
    response_model=records.Comment,
    responses=described(401, 403, 404, 409),
)
def comment(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, told: records.NewComment, once: Once = None
) -> Response:
    """Write a comment as the token's member, of their team at this moment."""
    made = store.act(hub, who, board, lambda view: verbs.comment(view, card, told.body), once, _asked(request)).made[0]
    comments, known = store.comments(hub, who, board, card)
    written = next((each for each in comments if each.id == made), None)
    if written is None:
        raise Refused(USED)
    return answer(request, comment_record(written, known), 201)


def _asked(request: Request) -> str:
    """Return what tells a request apart from every other one: its method, its address and all that it says."""
    said = json.dumps(request.state.json, sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.url.path}\n{said}".encode()).hexdigest()


def _registers(view: View, told: records.Told, card: Card | None = None) -> dict[str, Json]:
    """Return what a request sets, read as what somebody types is."""
    crossing: dict[str, str] = {}
    if isinstance(told, records.Edit):
        crossing |= {str(name): said for name, said in told.crossing.items()}
        crossing |= {f"{TICK}{line}": shown for line, shown in told.evidence.items()}
    typed = told.typed(view.board) | crossing
    registers = fields.read_all(typed, view.board, view.today, card, crossing=bool(crossing))
    if told.labels is not None:
        wanted = {fields.clean_label(label) for label in told.labels}
        off = set(card.labels) - wanted if card else set()
        registers |= {LABEL + label: True for label in sorted(wanted)} | {LABEL + label: False for label in sorted(off)}
    for link in told.links:
        registers |= {f"{LINK}{new_id()}": links.read_link(link.url, link.name)[0]}
    return registers


def _stage(view: View, told: records.Told) -> Stage | None:
    """Return the stage that a request names; raises UsageFault, because what is not there is not its address."""
    try:
        return view.board.find_stage(told.stage) if told.stage else None
    except NotFound as fault:
        raise UsageFault(str(fault)) from fault


def _card(card: Card, board: Board) -> dict[str, Any]:
    record = card_record(card, board)
    del record["unread"]  # what somebody has read is kept on their own device
    record["fields"] = card.registers("field.")
    record["links"] = [{"id": name, **value} for name, value in card.registers(LINK).items() if isinstance(value, dict)]
    return record
