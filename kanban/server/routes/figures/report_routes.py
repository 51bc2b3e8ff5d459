"""Reports over REST: the figures that `kanban report` prints, computed from the server's database."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from kanban.reports.answers.catalog import REPORTS, check_options, find_report, make_question
from kanban.reports.answers.question import find_days
from kanban.server.access import BoardId, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes.act_keys import example
from kanban.server.routes.card_routes import LANGUAGE
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}/reports", tags=["reports"], route_class=Route)

Day = Annotated[str | None, Query(max_length=40)]
Word = Annotated[str | None, Query(max_length=200)]

NAMES = ", ".join(f"`{name}`" for name in REPORTS)


class Report(BaseModel):
    """A report, as `kanban report NAME --json` prints it: the record depends on the report."""

    model_config = ConfigDict(extra="allow")
    report: str
    query: str | None


class Cards(BaseModel):
    """The ids of the cards that a figure counts."""

    cards: list[str]


@router.get(
    "/{name}",
    summary="Read a report",
    response_model=Report | Cards,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", "/v1/boards/$BOARD/reports/funnel?from=90d"),
)
async def report(
    request: Request,
    hub: Store,
    who: Who,
    line: Line,
    board: BoardId,
    name: str,
    q: Annotated[str, Query(max_length=1_000, description=LANGUAGE)] = "",
    first: Annotated[Day, Query(alias="from", description="The first day, as `2026-10-01`, `1 Oct` or `90d`.")] = None,
    last: Annotated[Day, Query(alias="to", description="The last day; today without it.")] = None,
    strict: Annotated[bool, Query(description="Count only who entered the very stages (funnel, conversion).")] = False,
    within: Annotated[Word, Query(description="Count what followed within so many days, as `30d` (the same).")] = None,
    start: Annotated[Word, Query(description="From this stage (conversion).")] = None,
    end: Annotated[Word, Query(description="To this stage (conversion).")] = None,
    period: Annotated[
        Word, Query(description="Only deals to be closed in this month, as `2026-12` (movement).")
    ] = None,
    accuracy: Annotated[bool, Query(description="How right the last six forecasts were, too (forecast).")] = False,
    goal: Annotated[Word, Query(description="This goal, by its name; the live one of the last day (goal).")] = None,
    as_of: Annotated[Day, Query(description="Count only what was known at the end of this day.")] = None,
    cards: Annotated[Word, Query(description="Return the ids of the cards that this figure counts.")] = None,
) -> Response:
    """Return a report; `kanban report` lists which there are, and its pages tell what they count.

    Days and what is late go by the board's time zone and the server's clock. On a board of many changes the first
    report takes a while: until then the answer is 503 with `Retry-After`.
    """
    known = find_report(name)
    values = {
        "strict": strict,
        "within": within,
        "start": start,
        "end": end,
        "period": period,
        "accuracy": accuracy,
        "goal": goal,
    }
    check_options(name, known, values)

    def question(stopper: store.QueryStopper) -> Response:
        with store.read_facts(hub, who, board, q, stopper) as reader:
            days = find_days(first, last, as_of, reader.now, reader.board.zone)
            asked_for = make_question(known, reader.board, q, days, values)
            answered = known.answer(asked_for, reader.read(days.find_known_before(reader.board.zone)))
            body: dict[str, Any] = (
                {"cards": list(dict.fromkeys(answered.list_cards(cards)))} if cards else answered.encode()
            )
        return answer(request, body)

    return await line.answer(request, who, question)
