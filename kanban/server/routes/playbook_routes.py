"""Objections on a card and the plays that answer them, over REST."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.board import Team
from kanban.domain.change import Act
from kanban.domain.playbook import objection_verbs, play_verbs, playbook_record
from kanban.domain.playbook.play import LONGEST_TITLE
from kanban.server import shapes
from kanban.server.access import BoardId, Key, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes.act_keys import (
    HERE,
    PROBLEMS,
    After,
    Most,
    Once,
    answer_page,
    example,
    find_written,
    request_digest,
    require_on_card,
)
from kanban.store import hub as store

Outcome = Literal["resolved", "stalled", "lost"]
PLAYS = "/v1/boards/$BOARD/plays"


class NewObjection(BaseModel):
    """What a prospect said against it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"words": "too much for one line"}]})
    words: str = Field(max_length=1_000, description="In their words, at most 300 characters.")
    play: str | None = Field(None, max_length=64, description="The id of the play that answers it.")
    activity: str | None = Field(None, max_length=64, description="The id of the activity in which it came up.")


class ObjectionEdit(BaseModel):
    """How an objection ended, and which play answers it; what is absent stays, null clears."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"outcome": "resolved"}]})
    outcome: Outcome | None = None
    play: str | None = Field(None, max_length=64)


class ObjectionRecord(BaseModel):
    """An objection on a card."""

    id: str
    words: str
    author: str | None
    team: Team | None = Field(description="The author's at that moment; null for an imported objection.")
    at: str = Field(description="When it was logged.")
    activity: str | None
    play: str | None = Field(description="The title of the play that was chosen for it.")
    outcome: Outcome | None = Field(description="Null while it is open.")
    outcome_by: str | None
    outcome_at: str | None
    imported_by: str | None
    author_in_file: str | None


class ObjectionRecords(BaseModel):
    """The objections on a card and on those merged into it, oldest first."""

    objections: list[ObjectionRecord]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


class _Settings(BaseModel):
    """What a play says."""

    model_config = ConfigDict(extra="forbid")
    questions: list[str] | None = Field(None, max_length=50, description="What to ask first, a line each.")
    heard: str | None = Field(None, max_length=32_000, description="How to say that it was heard; Markdown.")
    answer: str | None = Field(None, max_length=32_000, description="Markdown.")
    proof: list[str] | None = Field(None, max_length=50, description="What shows it: words, a link, or both.")
    owner: str | None = Field(None, max_length=500, description="Who keeps it right, by name; the writer without it.")
    labels: list[str] | None = Field(None, max_length=50)
    review: str | None = Field(None, max_length=40, description="When it is looked at again, as `2027-06-01` or `+6m`.")
    answers: list[str] = Field([], max_length=50, description="The ids of the requests that it answers.")

    def read_given(self) -> dict[str, object]:
        """Return what was given of the play; null clears."""
        names_set = self.model_fields_set - {"answers"}
        empty: dict[str, object] = {"questions": [], "proof": [], "labels": []}
        return {name: empty.get(name, "") if (v := getattr(self, name)) is None else v for name in names_set}


class NewPlay(_Settings):
    """A play to write."""

    title: str = Field(max_length=LONGEST_TITLE * 4)


class PlayEdit(_Settings):
    """What to change about a play; what is absent stays."""

    title: str | None = Field(None, max_length=LONGEST_TITLE * 4)
    archived: bool | None = Field(None, description="Whether it is offered no more.")

    def read_given(self) -> dict[str, object]:
        """Return what was given of the play."""
        return {name: value for name, value in super().read_given().items() if name != "archived"}


class CardCounts(BaseModel):
    """Cards that met objections, by how they stand now."""

    won: int
    lost: int
    open: int


class PlayRecord(BaseModel):
    """A play with what came of it."""

    id: str
    title: str
    questions: list[str]
    heard: str
    answer: str
    proof: list[str]
    owner: str | None
    labels: list[str]
    review: str | None
    review_is_due: bool
    ready: bool = Field(description="False for one that was only begun.")
    archived: bool
    used: int = Field(description="Objections that it answers.")
    resolved: int
    stalled: int
    lost: int
    open: int
    cards: CardCounts


class PlayRecords(BaseModel):
    """The plays of a board, by title."""

    plays: list[PlayRecord]


class RequestRecord(BaseModel):
    """Objections of one kind on open cards that no play answers."""

    id: str
    words: str
    cards: list[str]
    blocks: dict[str, str] = Field(description="What these cards are worth: decimal text by currency.")
    since: str
    with_: str | None = Field(alias="with", description="Who writes the play.")
    also_said: list[str]


class RequestRecords(BaseModel):
    """What waits for a play, what blocks most open value first."""

    requests: list[RequestRecord]


objections_router = APIRouter(prefix="/v1/boards/{board}/cards/{card}/objections", tags=["cards"], route_class=Route)
router = APIRouter(prefix="/v1/boards/{board}/plays", tags=["structure"], route_class=Route)
requests_router = APIRouter(prefix="/v1/boards/{board}/play-requests", tags=["structure"], route_class=Route)


@objections_router.get(
    "",
    summary="Read the objections",
    response_model=ObjectionRecords,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/objections"),
)
def objections(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Return what the prospect said against it, oldest first."""
    return answer_page(request, "objections", list_objection_records(hub, who, board, card), after, limit)


@objections_router.post(
    "",
    status_code=201,
    summary="Log an objection",
    response_model=ObjectionRecord,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/objections", {"words": "too much for one line"}),
)
def log_objection(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: NewObjection, once: Once = None
) -> Response:
    """Log what the prospect said against it, as the token's member."""

    def verb(view: store.ServerView) -> Act:
        if body.activity:
            require_on_card(view, card, view.activity(body.activity).card, "activity")
        return objection_verbs.log_objection(
            view, [card], body.words, play=body.play or "", activity=body.activity or ""
        )

    wanted = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _find_record(hub, who, board, card, wanted), 201)


@objections_router.patch(
    "/{objection}",
    summary="Settle an objection",
    response_model=ObjectionRecord,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/objections/$OBJECTION", {"outcome": "resolved"}),
)
def settle_objection(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    card: Key,
    objection: Key,
    body: ObjectionEdit,
    once: Once = None,
) -> Response:
    """Say how an objection ended, and which play answers it. Members of both teams may."""

    def verb(view: store.ServerView) -> Act:
        require_on_card(view, card, view.objection(objection).card, "objection")
        act = Act(objection_verbs.SETTLE, (), "Nothing was changed")
        if "play" in body.model_fields_set:
            play = objection_verbs.find_present_play(view, body.play) if body.play else None
            act = objection_verbs.choose_play(view, objection, play)
        if "outcome" in body.model_fields_set:
            settled = objection_verbs.settle(view, [objection], body.outcome or "")
            act = settled._replace(steps=(*act.steps, *settled.steps))
        return act

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _find_record(hub, who, board, card, objection))


@objections_router.delete(
    "/{objection}",
    summary="Delete an objection",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/objections/$OBJECTION"),
)
def delete_objection(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, objection: Key, once: Once = None
) -> Response:
    """Delete one of the caller's own objections; the history says that there was one."""

    def verb(view: store.ServerView) -> Act:
        require_on_card(view, card, view.objection(objection).card, "objection")
        return objection_verbs.delete_objection(view, objection)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


@router.get(
    "",
    summary="List the plays",
    response_model=PlayRecords,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", PLAYS),
)
def plays(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the plays with what came of each, by title."""
    book, here = store.playbook(hub, who, board)
    today = store.find_today(hub, here)
    records = [playbook_record.play_record(play, book.find_figures(play), here, today) for play in book.present]
    return answer(request, {"plays": records})


@router.post(
    "",
    status_code=201,
    summary="Write a play",
    response_model=PlayRecord,
    responses=PROBLEMS,
    openapi_extra=example("POST", PLAYS, {"title": "Your own server", "questions": ["Who decides?"]}),
)
def write_play(request: Request, hub: Store, who: Who, board: BoardId, body: NewPlay, once: Once = None) -> Response:
    """Write a play; with `answers` it goes as a comment to every open card that asked. Marketing and leads may."""

    def verb(view: store.ServerView) -> Act:
        return play_verbs.save_play(view, "", body.read_given(), requests=body.answers)

    wanted = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _find_play(hub, who, board, wanted), 201)


@router.patch(
    "/{play}",
    summary="Change a play",
    response_model=PlayRecord,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{PLAYS}/$PLAY", {"answer": "It runs on your own server.", "review": "+6m"}),
)
def change_play(
    request: Request, hub: Store, who: Who, board: BoardId, play: Key, body: PlayEdit, once: Once = None
) -> Response:
    """Change the given parts of a play and leave the rest. Marketing and leads may."""

    def verb(view: store.ServerView) -> Act:
        act = play_verbs.save_play(view, play, body.read_given(), requests=body.answers)
        if body.archived is not None:
            archived = play_verbs.archive_play(view, play, is_archived=body.archived)
            act = act._replace(steps=(*act.steps, *archived.steps))
        return act

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _find_play(hub, who, board, play))


@router.delete(
    "/{play}",
    summary="Remove a play",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{PLAYS}/$PLAY"),
)
def remove_play(request: Request, hub: Store, who: Who, board: BoardId, play: Key, once: Once = None) -> Response:
    """Remove a play; objections that it answered keep their outcome. Marketing and leads may."""
    store.act(hub, who, board, lambda view: play_verbs.remove_play(view, play), once, request_digest(request))
    return answer(request, {})


@requests_router.get(
    "",
    summary="List what waits for a play",
    response_model=RequestRecords,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", "/v1/boards/$BOARD/play-requests"),
)
def play_requests(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the objections on open cards that no play answers, by what was said; what blocks most comes first."""
    book, here = store.playbook(hub, who, board)
    return answer(request, {"requests": playbook_record.list_request_records(book, here)})


def list_objection_records(hub: Store, who: Who, board: str, card: str) -> list[dict[str, object]]:
    """Return what the prospect of a card said against it, oldest first."""
    entries, plays_here, here = store.objections(hub, who, board, card)
    return [playbook_record.objection_record(entry, here, plays_here) for entry in entries]


def _find_record(hub: Store, who: Who, board: str, card: str, wanted: str) -> dict[str, object]:
    entries, plays_here, here = store.objections(hub, who, board, card)
    return playbook_record.objection_record(find_written(entries, wanted), here, plays_here)


def _find_play(hub: Store, who: Who, board: str, wanted: str) -> dict[str, object]:
    book, here = store.playbook(hub, who, board)
    play = find_written(book.present, wanted)
    return playbook_record.play_record(play, book.find_figures(play), here, store.find_today(hub, here))
