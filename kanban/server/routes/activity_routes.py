"""Activities on a card over REST: what was done with the prospect."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain import clock
from kanban.domain.acts import activity_verbs
from kanban.domain.board import Team
from kanban.domain.change import Act
from kanban.domain.records.record import activity_record
from kanban.domain.values import dates
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

ActivityKind = Literal["call", "email", "meeting"]
ActivityOutcome = Literal["reached", "no answer", "sent", "reply", "held", "no show"]


class NewActivity(BaseModel):
    """Something that was done with the prospect."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"kind": "call", "outcome": "reached", "text": "Wants two."}]}
    )
    kind: ActivityKind
    outcome: ActivityOutcome = Field(
        description="call: reached, no answer; email: sent, reply; meeting: held, no show."
    )
    text: str | None = Field(None, max_length=32_000, description="Markdown.")
    at: str | None = Field(None, max_length=40, description="When it took place, with a zone; now without it.")
    next_step: str | None = Field(None, max_length=2_000, description="The next step; one in its place is done.")
    next_on: str | None = Field(
        None,
        max_length=40,
        description="Its day, perhaps with a time (`2026-12-04 14:30`); alone it moves it.",
    )


class Activity(BaseModel):
    """Something that was done with the prospect."""

    id: str
    kind: ActivityKind
    outcome: ActivityOutcome
    author: str | None
    team: Team | None = Field(description="The author's at that moment; null for an imported activity.")
    at: str = Field(description="When it took place.")
    text: str | None
    logged_at: str = Field(description="When it was written down.")
    imported_by: str | None
    author_in_file: str | None


class Activities(BaseModel):
    """The activities on a card and on those merged into it, in the order in which they took place."""

    activities: list[Activity]
    after: str | None = Field(description="What to ask the next page with; null on the last one.")


router = APIRouter(prefix="/v1/boards/{board}/cards/{card}/activities", tags=["cards"], route_class=Route)


@router.get(
    "",
    summary="Read the activities",
    response_model=Activities,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/activities"),
)
def activities(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, after: After = None, limit: Most = 100
) -> Response:
    """Return what was done with the prospect, in the order in which it took place."""
    logged, known = store.activities(hub, who, board, card)
    return answer_page(request, "activities", [activity_record(entry, known) for entry in logged], after, limit)


@router.post(
    "",
    status_code=201,
    summary="Log an activity",
    response_model=Activity,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/activities", {"kind": "call", "outcome": "no answer"}),
)
def log_activity(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, body: NewActivity, once: Once = None
) -> Response:
    """Log a call, an e-mail or a meeting as the token's member, with the next step that follows, if there is one."""
    done_at = clock.iso(clock.from_iso(body.at)) if body.at else None

    def verb(view: store.ServerView) -> Act:
        day, time = dates.parse_due(body.next_on, view.today) if body.next_on else (None, None)
        return activity_verbs.log_activity(
            view, [card], body.kind, body.outcome, words=body.text or "", done_at=done_at, next_step=body.next_step,
            next_on=day, next_time=time,
        )  # fmt: skip

    wanted = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _build_record(hub, who, board, card, wanted), 201)


class ActivityEdit(BaseModel):
    """The new words of an activity."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"text": "Wants three."}]})
    text: str | None = Field(max_length=32_000, description="Markdown; null or empty for none.")


@router.patch(
    "/{activity}",
    summary="Edit an activity",
    response_model=Activity,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/activities/$ACTIVITY", {"text": "Wants three."}),
)
def edit_activity(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    card: Key,
    activity: Key,
    body: ActivityEdit,
    once: Once = None,
) -> Response:
    """Change the words of one of the caller's own activities; what it was, how it went and when never change."""

    def verb(view: store.ServerView) -> Act:
        require_on_card(view, card, view.activity(activity).card, "activity")
        return activity_verbs.edit_activity(view, activity, body.text or "")

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _build_record(hub, who, board, card, activity))


@router.delete(
    "/{activity}",
    summary="Delete an activity",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/activities/$ACTIVITY"),
)
def delete_activity(
    request: Request, hub: Store, who: Who, board: BoardId, card: Key, activity: Key, once: Once = None
) -> Response:
    """Delete one of the caller's own activities; the history says that there was one."""

    def verb(view: store.ServerView) -> Act:
        require_on_card(view, card, view.activity(activity).card, "activity")
        return activity_verbs.delete_activity(view, activity)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


def _build_record(hub: Store, who: Who, board: str, card: str, wanted: str) -> dict[str, Any]:
    logged, known = store.activities(hub, who, board, card)
    return activity_record(find_written(logged, wanted), known)
