"""Cards over plain REST, for programs that are not devices: a web form, a marketing tool, a script.

Writes run the board's own verbs, with their checks, as the token's member; a client keeps no log and no clock.
"""

from __future__ import annotations

import inspect
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from kanban.domain.acts import verbs
from kanban.domain.card import Card
from kanban.domain.change import Act
from kanban.domain.queries import query
from kanban.server.access import BoardId, Key, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import After, Most, Once, card_body, card_now, example, request_digest
from kanban.server.routes.card_fields import change_act, check_each, collect_outside_registers, find_duplicate, new_card
from kanban.server.routes.playbook_routes import ObjectionRecord, list_objection_records
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/cards", tags=["cards"], route_class=Route)


class CardWithObjections(rest_records.Card):
    """A card with what its prospect said against it."""

    objections: list[ObjectionRecord]


LANGUAGE = f"""What to find, in the words of the board's filter, such as `stage:mql value>=10k sort:-value`.

```
{inspect.cleandoc(query.__doc__ or "").partition(chr(10) * 2)[2]}
```

Days and what is late go by the board's time zone and the server's clock, `me` and `mine` by the token's member. Only
people's own devices know what is unread, so `unread` finds nothing here."""


@router.get(
    "",
    summary="Find cards",
    response_model=rest_records.Cards,
    responses=problem_responses(401, 403, 404),
    operation_id="found_v1_boards__board__cards_get",  # generated clients go by this name, so it stays
)
async def find_cards(
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
    """List cards, oldest first, without deleted ones unless the query asks for them.

    With `sort:` in the query they come in that order; the card `after` which a page begins must then still match the
    query.
    """

    def question(stopper: store.QueryStopper) -> Response:
        page = store.cards(hub, who, board, q, after, limit, stopper)
        return answer(request, {"cards": [card_body(card, page.board) for card in page.cards], "after": page.after})

    return await line.answer(request, who, question)


UPDATED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The card was there and was updated.", "model": rest_records.Card}
}

Duplicates = Annotated[
    Literal["refuse", "update", "add"],
    Query(
        description="What to do when there is a card with that id elsewhere (`outside`), or, if none has it, an open "
        "card with that e-mail address: `refuse` with 409 and the card, `update` that card as PATCH does, or `add` "
        "another one. An id elsewhere always belongs to one card."
    ),
]


@router.post(
    "",
    status_code=201,
    summary="Make a card, or update the one that is there",
    response_model=rest_records.Card,
    responses=problem_responses(401, 403, 404, 409) | UPDATED,
    openapi_extra=example(
        "POST", "/v1/boards/$BOARD/cards?duplicates=update",
        {"title": "Acme pilot", "email": "jane@acme.example", "outside": {"system": "crm", "id": "42"}},
    ),
)  # fmt: skip
def make(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    new: rest_records.NewCard,
    duplicates: Duplicates = "refuse",
    once: Once = None,
) -> Response:
    """Create a card at the top of a stage, by default the first one; the caller owns it for their team.

    When it exists already, `duplicates` says what to do. With `duplicates=update` a script needs no memory: it sends
    what it knows, as often as it likes, and the answer is 201 for a new card and 200 for an existing one. A card that
    is found by its e-mail address also gets the id elsewhere.
    """
    if new.email or new.outside:
        store.make_ready(hub, who, board)
    existing: Card | None = None

    def verb(view: store.ServerView) -> Act:
        nonlocal existing
        existing = find_duplicate(view, new, duplicates)
        if existing is None:
            return verbs.create_cards(view, [new_card(view, new)])
        return change_act(view, existing, new, collect_outside_registers(existing, new))

    done = store.act(hub, who, board, verb, once, request_digest(request))
    is_new = done.verb == "create"
    body = card_now(hub, who, board, done.entities[0] if done.entities else existing.id if existing else "")
    headers = {"Location": f"{request.url.path}/{body['id']}"}
    return answer(request, body, 201 if is_new else 200, headers)


@router.post(
    "/batch",
    status_code=201,
    summary="Make cards",
    response_model=rest_records.Made,
    responses=problem_responses(401, 403, 404, 409),
    openapi_extra=example(
        "POST",
        "/v1/boards/$BOARD/cards/batch",
        {"cards": [{"title": "Acme pilot"}, {"title": "Brandt", "stage": "MQL"}]},
    ),
)
def make_each(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    body: rest_records.NewCards,
    duplicates: Annotated[
        Literal["refuse", "add"],
        Query(description="What to do where there is a card already, as for one card."),
    ] = "refuse",
    once: Once = None,
) -> Response:
    """Create up to 100 cards in one act, all or none. Those of one stage stand in the order in which they were sent."""
    if any(new.email or new.outside for new in body.cards):
        store.make_ready(hub, who, board)
    count = len(body.cards)

    def verb(view: store.ServerView) -> Act:
        check_each(view, body.cards, duplicates)
        return verbs.create_cards(view, [new_card(view, new) for new in body.cards])

    card_ids = store.act(hub, who, board, verb, once, request_digest(request)).entities[:count]
    return answer(request, {"cards": [card_now(hub, who, board, card) for card in card_ids]}, 201)


@router.get(
    "/{card}", summary="Read a card", response_model=CardWithObjections, responses=problem_responses(401, 403, 404)
)
def read(request: Request, hub: Store, who: Who, board: BoardId, card: Key) -> Response:
    """Return one card, also a deleted one, with its objections, oldest first."""
    body = card_body(*store.card(hub, who, board, card))
    return answer(request, body | {"objections": list_objection_records(hub, who, board, card)})


@router.patch(
    "/{card}",
    summary="Change a card",
    response_model=rest_records.Card,
    responses=problem_responses(401, 403, 404, 409),
    openapi_extra=example("PATCH", "/v1/boards/$BOARD/cards/$CARD", {"stage": "MQL", "value": "12k"}),
)
def change(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: rest_records.Edit, once: Once = None
) -> Response:
    """Set the given fields, and leave the others; with `stage` the card moves, with the fields that this requires.

    A move and other fields are one act: both are done, or neither. A move from one team to the other is what it is on
    the board: an offer, an answer or a return. What that asks for comes as `crossing`, the evidence for the agreement's
    requirements as `evidence`.
    """
    store.act(hub, who, board, lambda view: change_act(view, view.card(card), body), once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))
