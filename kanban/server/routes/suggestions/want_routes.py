"""Wants over REST: what reps need of marketing, how far each is, and which cards would match it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.errors import NotFound
from kanban.domain.values import dates
from kanban.domain.wants import want_rights, want_verbs
from kanban.domain.wants.want import MOST
from kanban.server.access import BoardId, Key, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import PROBLEMS, Once, example, request_digest
from kanban.store import hub as store

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.change import Act
    from kanban.domain.wants.want import Want, WantProgress

WANTS = "/v1/boards/$BOARD/wants"


class NewWant(BaseModel):
    """What a rep asks marketing for."""

    model_config = ConfigDict(extra="forbid")
    query: rest_records.Line = Field(description="Which cards, in the words of the board's filter.")
    number: int = Field(strict=True, ge=1, le=MOST, description="How many.")
    by: str = Field(max_length=40, description="The last day on which it is open, as `2026-11-30` or `+4w`.")
    because: rest_records.Line = Field("", description="Why such cards: a case study, a reference.")


class WantRecord(BaseModel):
    """A want, and how far it is."""

    id: str
    place: int = Field(description="Its number in the list, from 1.")
    owner: str = Field(description="The rep, by name.")
    query: str
    number: int
    tied: int = Field(description="How many cards it has.")
    by: str
    because: str | None
    at: str = Field(description="When it was made.")
    state: Literal["open", "met", "over", "ended"]
    would_match: int = Field(description="How many more open cards match it now.")


class WantWithCards(WantRecord):
    """A want with the ids of its cards."""

    cards: list[str] = Field(description="The ids of the cards that are tied to it.")
    matching: list[str] = Field(description="The ids of the cards that would match it now, at most 500.")


class Wants(BaseModel):
    """The wants of a board, in the order in which they were made."""

    wants: list[WantRecord]


router = APIRouter(prefix="/v1/boards/{board}/wants", tags=["cards"], route_class=Route)


@router.get(
    "",
    summary="List the wants",
    response_model=Wants,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", WANTS),
)
async def wants(request: Request, hub: Store, who: Who, line: Line, board: BoardId) -> Response:
    """Return all wants of reps, with how many cards each has, and how many would match it now."""

    def question(stopper: store.QueryStopper) -> Response:
        listed, here = store.read_wants(hub, who, board, stopper)
        return answer(request, {"wants": [_build_record(hub, here, row) for row in listed]})

    return await line.answer(request, who, question)


@router.post(
    "",
    status_code=201,
    summary="Make a want",
    response_model=WantRecord,
    responses=PROBLEMS,
    openapi_extra=example(
        "POST", WANTS, {"query": "field.Industry:steel value>=5000", "number": 10, "by": "+4w", "because": "a case"}
    ),
)  # fmt: skip
def make_want(request: Request, hub: Store, who: Who, board: BoardId, body: NewWant, once: Once = None) -> Response:
    """Ask marketing for so many cards by a day, in one's own name. Only sales can.

    Cards are tied to it as they are made or changed, by whomever, until it has as many.
    """

    def verb(view: store.ServerView) -> Act:
        by = dates.parse_day(body.by, view.today)
        return want_verbs.add_want(view, body.query, body.number, by, body.because)

    wanted = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _find_record(hub, who, board, wanted), 201)


@router.get(
    "/{want}",
    summary="Read a want with its cards",
    response_model=WantWithCards,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{WANTS}/$WANT"),
)
async def want_with_cards(request: Request, hub: Store, who: Who, line: Line, board: BoardId, want: Key) -> Response:
    """Return a want with the cards that are tied to it, and those that would match it now."""

    def question(stopper: store.QueryStopper) -> Response:
        listed, here = store.read_wants(hub, who, board, stopper)
        row = next((row for row in listed if row.want.id == want), None)
        if row is None:
            raise NotFound("No want on this board has that id.")
        cards = {"cards": list(row.cards), "matching": list(row.matching[:MOST])}
        return answer(request, _build_record(hub, here, row) | cards)

    return await line.answer(request, who, question)


@router.post(
    "/{want}/end",
    summary="End a want",
    response_model=WantRecord,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{WANTS}/$WANT/end"),
)
def end_want(request: Request, hub: Store, who: Who, board: BoardId, want: Key, once: Once = None) -> Response:
    """End a want before its day: its owner may, and leads."""

    def verb(view: store.ServerView) -> Act:
        return want_verbs.end_want(view, _find_want(view.board, want))

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _find_record(hub, who, board, want))


def _find_want(board: Board, wanted: str) -> Want:
    want = next((want for want in board.wants if want.id == wanted), None)
    if want is None:
        raise NotFound("No want on this board has that id.")
    return want


def _find_record(hub: Store, who: Who, board: str, wanted: str) -> dict[str, Any]:
    listed, here = store.read_wants(hub, who, board)
    row = next((row for row in listed if row.want.id == wanted), None)
    if row is None:
        raise NotFound("No want on this board has that id.")
    return _build_record(hub, here, row)


def _build_record(hub: Store, board: Board, row: WantProgress) -> dict[str, Any]:
    plain = want_rights.build_record(row.want, board, len(row.cards), store.find_today(hub, board))
    return {"place": row.place, **plain, "would_match": len(row.matching)}
