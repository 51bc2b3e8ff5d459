"""The next five cards over REST: each with its reasons, what is skipped, and which facts are doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.values import dates
from kanban.domain.waiting import next_marks
from kanban.domain.waiting.next_card import ALIKE
from kanban.reports.next_five import next_choice
from kanban.server.access import BoardId, Key, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import HERE, PROBLEMS, Once, card_now, example, request_digest
from kanban.store import hub as store

if TYPE_CHECKING:
    from collections.abc import Callable

    from kanban.domain.change import Act

Fact = Literal["source", "campaign", "company"]


class ReasonRecord(BaseModel):
    """Why a card is among the five."""

    kind: Literal["urgency", "fit", "history", "waits"]
    text: str
    points: float | None = Field(description="For reasons of history: doublings of the odds.")
    won: int | None
    of: int | None
    query: str | None = Field(description="Finds exactly the cards that it counts.")
    field: Fact | None = Field(description="The fact of the card that it rests on.")
    want: str | None = Field(description="The id of the want that it rests on.")


class NextCardRecord(BaseModel):
    """One of the five."""

    card: str
    ref: str
    title: str
    company: str | None
    value: str | None
    currency: str | None
    stage: str
    circle: Literal["own", "unowned", "rest"] = Field(description="Whose it is, as the token's member sees it.")
    reasons: list[ReasonRecord] = Field(description="The most pressing first; at least one.")


class CircleCounts(BaseModel):
    """How many open cards were looked at: one's own, those of one's side that no member owns, the rest."""

    own: int
    unowned: int
    rest: int


class HistoryUsed(BaseModel):
    """The closed deals that reasons of history rest on."""

    won: int
    closed: int
    used: bool = Field(description="False where too few are closed.")


class SkippedRecord(BaseModel):
    """A card that the member skipped for now."""

    card: str
    ref: str
    title: str
    until: str
    why: str


class NextFiveRecord(BaseModel):
    """The next five cards of the token's member."""

    cards: list[NextCardRecord]
    looked_at: CircleCounts
    skipped: int
    skipped_cards: list[SkippedRecord]
    history: HistoryUsed
    note: str


class Skip(BaseModel):
    """Why a card is left out, and until when."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"why": "not now", "until": "+2d"}]})
    why: rest_records.Line = Field(description=f"{', '.join(next_marks.SKIP_REASONS)}, or other words.")
    until: str = Field(max_length=40, description="The day on which it may come again.")


class Doubt(BaseModel):
    """What is right instead."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"says": "they came by the form"}]})
    says: rest_records.Line = ""


assert set(Fact.__args__) == set(ALIKE)  # type: ignore[attr-defined] # noqa: S101 - the document names them

router = APIRouter(prefix="/v1/boards/{board}", tags=["cards"], route_class=Route)


@router.get(
    "/next",
    summary="Read the next five cards",
    response_model=NextFiveRecord,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", "/v1/boards/$BOARD/next"),
)
async def next_five(request: Request, hub: Store, who: Who, line: Line, board: BoardId) -> Response:
    """Return the next five cards of the token's member, each with its reasons: what is urgent, what fits, history."""

    def question(stopper: store.QueryStopper) -> Response:
        read = store.read_next(hub, who, board, stopper)
        waiting, zone = read.waiting, read.board.zone
        five = next_choice.choose(
            waiting.cards, read.closed, read.now, zone, skipped=waiting.skipped, more=waiting.more
        )
        return answer(request, five.encode())

    return await line.answer(request, who, question)


@router.put(
    "/cards/{card}/skip",
    summary="Skip a card",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("PUT", f"{HERE}/skip", {"why": "waiting for them", "until": "+2d"}),
)
def skip(request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: Skip, once: Once = None) -> Response:
    """Leave a card out of one's own next five until a day."""

    def verb(view: store.ServerView) -> Act:
        return next_marks.skip(view, card, body.why, dates.parse_day(body.until, view.today))

    return _act(request, hub, who, board, card, once, verb)


@router.delete(
    "/cards/{card}/skip",
    summary="Skip a card no longer",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/skip"),
)
def unskip(request: Request, hub: Store, who: Who, board: BoardId, card: Key, once: Once = None) -> Response:
    """Let a card be among one's own next five again."""
    return _act(request, hub, who, board, card, once, lambda view: next_marks.unskip(view, card))


@router.put(
    "/cards/{card}/doubts/{fact}",
    summary="Say that a fact is not true",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("PUT", f"{HERE}/doubts/source", {"says": "they came by the form"}),
)
def doubt(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, fact: Fact, body: Doubt, once: Once = None
) -> Response:
    """Ask marketing to check a fact; until then no reason rests on it."""
    return _act(request, hub, who, board, card, once, lambda view: next_marks.doubt(view, card, fact, body.says))


@router.delete(
    "/cards/{card}/doubts/{fact}",
    summary="Say that a doubted fact is true",
    response_model=rest_records.Card,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/doubts/source"),
)
def confirm(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, fact: Fact, once: Once = None
) -> Response:
    """End a doubt: the fact is true. Marketing may, and leads."""
    return _act(request, hub, who, board, card, once, lambda view: next_marks.confirm(view, card, fact))


def _act(
    request: Request,
    hub: Store,
    who: Who,
    board: str,
    card: str,
    once: str | None,
    verb: Callable[[store.ServerView], Act],
) -> Response:
    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, card_now(hub, who, board, card))
