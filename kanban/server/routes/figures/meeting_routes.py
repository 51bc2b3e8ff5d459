"""Pipeline reviews over REST: their agenda, what the teams decided, and whether it was kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kanban.domain.change import Act
from kanban.domain.clock import iso
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.meetings import meeting_verbs, reviews
from kanban.domain.values import dates, moments
from kanban.reports.answers.meeting_answer import answer_meeting
from kanban.reports.meetings.agenda import FIGURES, Agenda, Review
from kanban.reports.meetings.agenda_record import build_meeting, build_record, list_row_cards
from kanban.server.access import BoardId, Key, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import PROBLEMS, USED, Once, example, find_written, request_digest
from kanban.server.routes.figures.report_routes import Cards
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/meetings", tags=["structure"], route_class=Route)

HERE = "/v1/boards/$BOARD/meetings"

Kept = Literal["kept", "not kept"]
NO_DECISION = "No decision on this board has that id."
Figure = Annotated[
    str | None, Query(max_length=40, description=f"Return the ids of the cards of one of {', '.join(FIGURES)}.")
]


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
    verdict: Kept | None
    judged_by: str | None
    judged_at: str | None


class NumberedDecision(DecisionRecord):
    """A decision with the number by which it is called."""

    number: int


class MeetingHead(BaseModel):
    """A pipeline review: when, and by whom."""

    id: str
    begun_at: str
    begun_by: str
    ended_at: str | None
    ended_by: str | None


class MeetingRecord(MeetingHead):
    """A pipeline review with what it counted and decided."""

    figures: dict[str, Any] | None = Field(description="What its agenda counted when it ended.")
    decisions: list[DecisionRecord]


class MeetingNow(MeetingHead):
    """A pipeline review with what it looks back at, and what it decided."""

    earlier: list[NumberedDecision]
    decisions: list[NumberedDecision]


class Item(BaseModel):
    """An item of an agenda: its figures, and its cards with why they are here."""

    model_config = ConfigDict(extra="allow")
    item: str
    title: str


class AgendaRecord(BaseModel):
    """The agenda of the review that goes on, else of one that began now."""

    meeting: MeetingHead | None
    before: MeetingHead | None = Field(description="The last one.")
    since: str
    until: str
    items: list[Item]


class NewDecision(BaseModel):
    """A decision to write down."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"decision": "Call within a day", "owner": "Raj", "due_on": "+1w", "measure": "median under 8 h"}
            ]
        },
    )
    decision: str = Field(max_length=2_000, description="What was decided, at most 300 characters.")
    owner: rest_records.Line = Field(description="Who sees to it, by name.")
    due_on: str = Field(max_length=40, description="By when: `2026-12-04`, `fri`, `+1w`.")
    measure: str = Field(max_length=2_000, description="What will show that it worked, at most 300 characters.")
    card: str | None = Field(None, max_length=64, description="The id of the card that it is about.")


class Judgement(BaseModel):
    """Whether a decision was kept."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"verdict": "kept"}]})
    verdict: Kept | None = Field(description="Null while nobody can say.")


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


@router.get(
    "/agenda",
    summary="Read the agenda",
    response_model=AgendaRecord | Cards,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/agenda"),
)
async def agenda(request: Request, hub: Store, who: Who, line: Line, board: BoardId, cards: Figure = None) -> Response:
    """Return the agenda of the review that goes on, else of one that began now, as `kanban meet --json` prints it.

    It counts from the last review until now. On a board of many changes the first one takes a while: until then the
    answer is 503 with `Retry-After`.
    """
    figure = None if cards is None else " ".join(cards.casefold().split())
    if figure is not None and figure not in FIGURES:
        raise UsageFault(f"“{cards}” is no figure. Try {', '.join(FIGURES)}.")

    def question(stopper: store.QueryStopper) -> Response:
        with store.read_facts(hub, who, board, "", stopper) as reader:
            facts = reader.read(None)
            counted = answer_meeting(reader.board, facts, facts.read_agenda_cards(), iso(reader.now))
            if figure is not None:
                body: dict[str, Any] = {"cards": list(dict.fromkeys(counted.list_cards(figure) or ()))}
            else:
                today = moments.find_today(reader.now, reader.board.zone)
                body = build_record(Review(reader.board, counted, facts.read_cards(list_row_cards(counted)), today))
        return answer(request, body)

    return await line.answer(request, who, question)


@router.post(
    "",
    status_code=201,
    summary="Begin a pipeline review",
    response_model=MeetingNow,
    responses={200: {"model": MeetingNow, "description": "The review that goes on."}, **PROBLEMS},
    openapi_extra=example("POST", HERE),
)
def begin_meeting(request: Request, hub: Store, who: Who, board: BoardId, once: Once = None) -> Response:
    """Begin a review. While one goes on it is returned, with 200. One that nobody ends is over at midnight."""
    entities = store.act(hub, who, board, meeting_verbs.begin, once, request_digest(request)).entities
    here = store.board(hub, who, board)
    meeting = (
        next((one for one in here.meetings if one.id == entities[0]), None)
        if entities
        else reviews.find_current(here, store.find_today(hub, here))
    )
    if meeting is None:
        raise Refused(USED)
    return answer(request, build_meeting(here, meeting), 201 if entities else 200)


@router.post(
    "/end",
    summary="End the pipeline review",
    response_model=MeetingRecord,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/end"),
)
async def end_meeting(
    request: Request, hub: Store, who: Who, line: Line, board: BoardId, once: Once = None
) -> Response:
    """End the review that goes on; what its agenda counts stays with it, for the minutes."""

    def question(stopper: store.QueryStopper) -> Response:
        with store.read_facts(hub, who, board, "", stopper) as reader:
            facts = reader.read(None)
            counted: Agenda = answer_meeting(
                reader.board, facts, facts.read_agenda_cards(), iso(reader.now), is_last=True
            )
        figures = counted.encode_figures()
        ended = store.act(
            hub, who, board, lambda view: meeting_verbs.end(view, figures), once, request_digest(request)
        ).entities[0]
        here = store.board(hub, who, board)
        return answer(request, reviews.build_whole_record(find_written(here.meetings, ended), here))

    return await line.answer(request, who, question)


@router.post(
    "/decisions",
    status_code=201,
    summary="Write down a decision",
    response_model=DecisionRecord,
    responses=PROBLEMS,
    openapi_extra=example(
        "POST",
        f"{HERE}/decisions",
        {"decision": "Call within a day", "owner": "Raj", "due_on": "+1w", "measure": "median under 8 h"},
    ),
)
def decide(request: Request, hub: Store, who: Who, board: BoardId, body: NewDecision, once: Once = None) -> Response:
    """Write down a decision of the review that goes on; where none does, this begins one.

    With a card it stands in the card's thread, too.
    """

    def verb(view: store.ServerView) -> Act:
        owner, day = view.board.find_member(body.owner), dates.parse_day(body.due_on, view.today)
        return meeting_verbs.decide(view, body.decision, owner, day, body.measure, body.card)

    entities = store.act(hub, who, board, verb, once, request_digest(request)).entities
    here = store.board(hub, who, board)
    decision = next((one for one in here.decisions if one.id in entities), None)
    if decision is None:
        raise Refused(USED)
    return answer(request, reviews.build_decision_record(decision, here), 201)


@router.patch(
    "/decisions/{decision}",
    summary="Say whether a decision was kept",
    response_model=DecisionRecord,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/decisions/$DECISION", {"verdict": "kept"}),
)
def judge(
    request: Request, hub: Store, who: Who, board: BoardId, decision: Key, body: Judgement, once: Once = None
) -> Response:
    """Say that a decision was kept, or was not; null takes that back."""

    def verb(view: store.ServerView) -> Act:
        present = next((one for one in view.board.decisions if one.id == decision), None)
        if present is None:
            raise NotFound(NO_DECISION)
        return meeting_verbs.judge(view, present, body.verdict)

    store.act(hub, who, board, verb, once, request_digest(request))
    here = store.board(hub, who, board)
    judged = next((one for one in here.decisions if one.id == decision), None)
    if judged is None:
        raise NotFound(NO_DECISION)
    return answer(request, reviews.build_decision_record(judged, here))
