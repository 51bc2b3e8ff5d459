"""What routes that change a board share: idempotency keys, and how cards are returned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from kanban.domain.board import Board
from kanban.domain.card import LINK, Card
from kanban.domain.errors import NotFound, Refused
from kanban.domain.records.record import card_record
from kanban.server import shapes
from kanban.server.access import answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.store import hub as store

Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Any text of your own. The same request with the same key is done once, and the answer is about "
        "what was done the first time; another request with the same key gets 422.",
    ),
]
After = Annotated[str | None, Query(max_length=200, pattern=shapes.LINE, description="The `after` of the page before.")]
Most = Annotated[int, Query(ge=1, le=500, description="At most so many.")]

HERE = "/v1/boards/$BOARD/cards/$CARD"
"""The address of a card, in examples."""
PROBLEMS = problem_responses(401, 403, 404, 409)

Handler = TypeVar("Handler", bound=Callable[..., Response])

USED = "That Idempotency-Key was used for something else, or what it made is gone by now; choose another key."


class _Entry(Protocol):
    """Something on a card that has an id."""

    @property
    def id(self) -> str:
        """Its id."""


Entry = TypeVar("Entry", bound=_Entry)


def find_written(entries: Iterable[Entry], wanted: str) -> Entry:
    """Return what an act wrote; raises Refused when the key was used for another act, or it is gone."""
    entry = next((one for one in entries if one.id == wanted), None)
    if entry is None:
        raise Refused(USED)
    return entry


def require_on_card(view: store.ServerView, card: str, card_of_entry: str, noun: str) -> None:
    """Raise NotFound for an entry of another card; what was merged into a card is its own."""
    if card_of_entry not in view.list_with_merged(view.card(card).id):
        raise NotFound(f"That {noun} is on another card.")


def request_digest(request: Request) -> str:
    """Return a hash that identifies a request: its method, address and body."""
    content = json.dumps(getattr(request.state, "json", None), sort_keys=True)
    place = f"{request.url.path}?{request.url.query}".rstrip("?")
    return hashlib.sha256(f"{request.method} {place}\n{content}".encode()).hexdigest()


def example(method: str, path: str, body: object = None) -> dict[str, Any]:
    """Return a line of curl that OpenAPI shows beside an operation."""
    sent = (
        f" -H 'Content-Type: application/json' -d '{json.dumps(body, ensure_ascii=False)}'" if body is not None else ""
    )
    line = f"""curl -X {method} -H "Authorization: Bearer $TOKEN"{sent} "$SERVER{path}\""""
    return {"x-codeSamples": [{"lang": "Shell", "label": "curl", "source": line}]}


def card_act(
    router: APIRouter, path: str, summary: str, body: object = None, *, operation_id: str | None = None
) -> Callable[[Handler], Handler]:
    """Return a decorator that makes a function the route of an act on a card, which answers with the card.

    `body` is an example of what to send. Without an `operation_id` OpenAPI names the act after the function.
    """
    return router.post(
        path,
        summary=summary,
        response_model=rest_records.Card,
        responses=PROBLEMS,
        openapi_extra=example("POST", f"{HERE}{path}", body),
        operation_id=operation_id,
    )


def card_body(card: Card, board: Board) -> dict[str, Any]:
    """Return a card as REST gives it."""
    record = card_record(card, board)
    del record["unread"]  # what somebody has read is kept on their own device
    record["fields"] = card.registers("field.")
    record["links"] = [{"id": name, **value} for name, value in card.registers(LINK).items() if isinstance(value, dict)]
    return record


def card_now(hub: store.Hub, who: store.Caller, board: str, card: str) -> dict[str, Any]:
    """Return a card after an act; raises Refused when the key was used for another act."""
    try:
        return card_body(*store.card(hub, who, board, card))
    except NotFound as fault:
        raise Refused(USED) from fault


def answer_page(request: Request, name: str, records: list[dict[str, Any]], after: str | None, limit: int) -> Response:
    """Answer with the records after the one with id `after`, at most `limit` of them."""
    start = next((n for n, record in enumerate(records, 1) if record["id"] == after), 0)
    page = records[start : start + limit]
    more = page[-1]["id"] if page and start + limit < len(records) else None
    return answer(request, {name: page, "after": more})
