"""Pipeline reviews over REST, to read: when the teams met, what they decided, and whether it was kept."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from kanban.domain.meetings import reviews
from kanban.server.access import BoardId, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes.act_keys import example
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/meetings", tags=["structure"], route_class=Route)

HERE = "/v1/boards/$BOARD/meetings"


class DecisionRecord(BaseModel):
    """What was decided in a pipeline review."""

    id: str
    meeting: str
    decision: str
    owner: str = Field(description="Who sees to it, by name.")
    due_on: str
    measure: str | None = Field(description="What will show that it worked.")
    card: str | None = Field(description="The card that it is about.")
    decided_by: str
    at: str
    verdict: Literal["kept", "not kept"] | None
    judged_by: str | None
    judged_at: str | None


class MeetingRecord(BaseModel):
    """A pipeline review."""

    id: str
    begun_at: str
    begun_by: str
    ended_at: str | None
    ended_by: str | None
    figures: dict[str, Any] | None = Field(description="What its agenda counted when it ended.")
    decisions: list[DecisionRecord]


class Meetings(BaseModel):
    """The pipeline reviews of a board, the oldest first."""

    meetings: list[MeetingRecord]


@router.get(
    "",
    summary="List the pipeline reviews",
    response_model=Meetings,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", HERE),
)
def meetings(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the pipeline reviews with their decisions, the oldest first."""
    here = store.board(hub, who, board)
    return answer(request, {"meetings": [reviews.build_whole_record(meeting, here) for meeting in here.meetings]})
