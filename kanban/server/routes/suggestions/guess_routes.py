"""Guesses over REST: the chance that each team gives a card, which nobody else reads before both are in."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.board import Team
from kanban.domain.change import Act
from kanban.domain.guesses import guess_record, guess_verbs
from kanban.server.access import BoardId, Key, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes.act_keys import HERE, PROBLEMS, Once, example, request_digest
from kanban.store import hub as store


class NewGuess(BaseModel):
    """The chance that the team of the token's member gives a card, or what it is changed to."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"percent": 60}]})
    percent: int = Field(strict=True, ge=0, le=100, multiple_of=10, description="In per cent: 0, 10, 20 … 100.")


class GuessBase(BaseModel):
    """How closed cards like it had ended when the guess was made."""

    won: int
    of: int
    rate: float
    source: str | None = Field(description="What makes them alike; null where they are all closed cards of the board.")


class GuessRecord(BaseModel):
    """A team's guess about a card, as far as the token's member may know it."""

    id: str
    team: Team
    author: str | None
    at: str = Field(description="When it was made.")
    first: int | None = Field(description="What was guessed at first; null while it is not for this member.")
    percent: int | None = Field(description="What counts: after the change, where there was one.")
    revised: bool
    revealed: Literal["both", "closed"] | None = Field(description="Why everybody may see it; null while they may not.")
    base: GuessBase | None = Field(description="Null without closed cards, and until this member has guessed.")


class Guesses(BaseModel):
    """The guesses about a card, marketing's first."""

    guesses: list[GuessRecord]


router = APIRouter(prefix="/v1/boards/{board}/cards/{card}/guesses", tags=["cards"], route_class=Route)


@router.get(
    "",
    summary="Read the guesses",
    response_model=Guesses,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/guesses"),
)
def guesses(request: Request, hub: Store, who: Who, board: BoardId, card: Key) -> Response:
    """Return who has guessed; the chances of others once both teams' guesses are in, or the card closed."""
    return answer(request, _build_body(hub, who, board, card))


@router.post(
    "",
    status_code=201,
    summary="Guess the outcome, or change the guess once",
    response_model=Guesses,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/guesses", {"percent": 60}),
)
def guess_outcome(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: NewGuess, once: Once = None
) -> Response:
    """Set the chance that the member's team gives the card, or change it once; the rate of like cards then shows."""
    store.make_ready(hub, who, board)

    def verb(view: store.ServerView) -> Act:
        return guess_verbs.guess_outcome(view, card, body.percent, store.find_base_rate(view, card))

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _build_body(hub, who, board, card), 201)


def _build_body(hub: store.Hub, who: store.Caller, board: str, card: str) -> dict[str, Any]:
    known, here, reader = store.guesses(hub, who, board, card)
    return {"guesses": guess_record.build_records(known, here, reader)}
