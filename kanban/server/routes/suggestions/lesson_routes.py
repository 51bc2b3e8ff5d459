"""Debriefs on deals that are over, and walks through them, over REST."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.board import Team
from kanban.domain.change import Act
from kanban.domain.errors import Refused
from kanban.domain.lessons import lesson, lesson_verbs, walking
from kanban.domain.lessons.lesson import Answer, Kind
from kanban.server import shapes
from kanban.server.access import BoardId, Key, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes.act_keys import (
    HERE,
    PROBLEMS,
    USED,
    After,
    Most,
    Once,
    answer_page,
    example,
    request_digest,
    require_on_card,
)
from kanban.store import hub as store

READ = problem_responses(401, 403, 404)


class NewDebrief(BaseModel):
    """Why the buyer decided so."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"words": "the pilot came too late"}]})
    words: str = Field(max_length=8_000, description="In the buyer's words, at most 2,000 characters.")


class _Said(BaseModel):
    """What debriefs and walks have in common."""

    id: str
    author: str | None
    team: Team | None = Field(description="The author's at that moment; null for an imported one.")
    at: str
    imported_by: str | None
    author_in_file: str | None


class DebriefRecord(_Said):
    """Why the buyer decided so, in their words."""

    words: str


class DebriefRecords(BaseModel):
    """The debriefs of a card and of those merged into it, oldest first."""

    debriefs: list[DebriefRecord]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class AnswerRecord(BaseModel):
    """What somebody would have done, said before the next step was shown."""

    after: str = Field(max_length=64, description="The id of the step that was shown last.")
    words: str = Field(max_length=8_000)
    at: str = Field("", max_length=40, description="When that step happened.")


class NewWalk(BaseModel):
    """The answers of a walk, to be shared on its card."""

    model_config = ConfigDict(extra="forbid")
    answers: list[AnswerRecord] = Field(min_length=1, max_length=lesson.MOST_ANSWERS)


class WalkShared(_Said):
    """What somebody said on a walk."""

    answers: list[AnswerRecord]


class WalksShared(BaseModel):
    """The shared walks of a card, oldest first."""

    walks: list[WalkShared]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class WalkLine(BaseModel):
    """One thing that was done."""

    at: str
    author: str
    team: Team | None
    what: str
    text: str | None = Field(description="A comment's whole text.")


class WalkStep(BaseModel):
    """What was done in one go."""

    id: str
    at: str
    you_said: None = Field(description="Null: answers are the asker's own until they share them.")
    lines: list[WalkLine]


class WalkEnd(BaseModel):
    """How the deal ended."""

    at: str
    stage: str
    outcome: Literal["won", "lost"]
    lost_reason: str | None
    win_reason: str | None


class WalkRecord(BaseModel):
    """A deal that is over, step by step; its end only once all steps were asked for."""

    card: dict[str, Any] = Field(description="The card as it was after the last of these steps.")
    steps: list[WalkStep]
    question: str | None
    over: bool
    end: WalkEnd | None


class WalkProposal(BaseModel):
    """The deal to walk this week."""

    card: str | None = Field(description="Null where there is none.")
    ref: str | None
    title: str | None
    company: str | None
    week: str | None = Field(description="The Monday.")


router = APIRouter(prefix="/v1/boards/{board}/cards/{card}/debriefs", tags=["cards"], route_class=Route)
walks_router = APIRouter(prefix="/v1/boards/{board}", tags=["cards"], route_class=Route)


@router.get(
    "", summary="Read the debriefs", response_model=DebriefRecords, responses=READ,
    openapi_extra=example("GET", f"{HERE}/debriefs"),
)  # fmt: skip
def debriefs(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Return why the buyer decided so, in their words, oldest first."""
    return answer_page(request, "debriefs", _list_records(hub, who, board, card, "debrief"), after, limit)


@router.post(
    "", status_code=201, summary="Write a debrief", response_model=DebriefRecord, responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/debriefs", {"words": "the pilot came too late"}),
)  # fmt: skip
def write_debrief(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: NewDebrief, once: Once = None
) -> Response:
    """Say why they decided so, once a deal is won or lost; a second one of the same author changes the words."""
    act_result = store.act(
        hub, who, board, lambda view: lesson_verbs.debrief(view, card, body.words), once, request_digest(request)
    )
    records = _list_records(hub, who, board, card, "debrief")
    wanted = act_result.entities[0] if act_result.entities else ""
    record = next((one for one in reversed(records) if one["id"] == wanted or one["words"] == body.words.strip()), None)
    if record is None:
        raise Refused(USED)
    return answer(request, record, 201)


@router.delete(
    "/{debrief}", summary="Delete a debrief", response_model=shapes.Nothing, responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/debriefs/$DEBRIEF"),
)  # fmt: skip
def delete_debrief(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, debrief: Key, once: Once = None
) -> Response:
    """Delete the caller's own debrief; the history says that there was one."""

    def verb(view: store.ServerView) -> Act:
        require_on_card(view, card, view.lesson(debrief).card, "debrief")
        return lesson_verbs.delete_lesson(view, debrief)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


@walks_router.get(
    "/walk", summary="Propose a walk", response_model=WalkProposal, responses=READ,
    openapi_extra=example("GET", "/v1/boards/$BOARD/walk"),
)  # fmt: skip
def propose_walk(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the closed deal that the token's member walks this week: won and lost in turn, of their own first."""
    proposed = store.propose_walk(hub, who, board)
    if proposed is None:
        return answer(request, dict.fromkeys(("card", "ref", "title", "company", "week")))
    past = proposed.past
    record = {"card": proposed.card, "ref": proposed.ref, "title": past.title, "week": proposed.week}
    return answer(request, {**record, "company": past.values.get("company")})


@walks_router.get(
    "/cards/{card}/walk", summary="Walk a closed deal", response_model=WalkRecord,
    responses=problem_responses(401, 403, 404, 422), openapi_extra=example("GET", f"{HERE}/walk?steps=2"),
)  # fmt: skip
def walk(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key,
    steps: Annotated[int, Query(ge=1, le=100_000, description="How many steps to show.")] = 1,
) -> Response:  # fmt: skip
    """Return the first steps of a deal that is over. Whoever asks for more than there are is shown the end."""
    story, ref = store.read_story(hub, who, board, card)
    return answer(request, walking.walk_record(story, ref, steps, is_over=steps > len(story.steps)))


@walks_router.get(
    "/cards/{card}/walks", summary="Read shared walks", response_model=WalksShared, responses=READ,
    openapi_extra=example("GET", f"{HERE}/walks"),
)  # fmt: skip
def walks(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Return what members said when they walked the deal, and shared."""
    return answer_page(request, "walks", _list_records(hub, who, board, card, "walk"), after, limit)


@walks_router.post(
    "/cards/{card}/walks", status_code=201, summary="Share a walk", response_model=WalkShared, responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/walks", {"answers": [{"after": "$STEP", "words": "call her"}]}),
)  # fmt: skip
def share_walk(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: NewWalk, once: Once = None
) -> Response:
    """Share what the token's member said at each step of their walk."""

    def verb(view: store.ServerView) -> Act:
        answers = [Answer(one.after, one.at or view.now, one.words) for one in body.answers]
        return lesson_verbs.share_walk(view, card, answers)

    wanted = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    record = next((one for one in _list_records(hub, who, board, card, "walk") if one["id"] == wanted), None)
    if record is None:
        raise Refused(USED)
    return answer(request, record, 201)


def _list_records(hub: Store, who: Who, board: str, card: str, kind: Kind) -> list[dict[str, object]]:
    lessons, here = store.read_lessons(hub, who, board, card)
    return [lesson.lesson_record(one, here) for one in lessons if one.kind == kind]
