"""Calendars: a link that reads one person's next steps, and the requests with which its owner makes and ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from kanban.domain.errors import NotFound
from kanban.exchange.calendar_file import CalendarStep, build_calendar
from kanban.server import shapes
from kanban.server.access import Key, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem, problem_responses
from kanban.server.routes.act_keys import example
from kanban.store import hub as store

if TYPE_CHECKING:
    from kanban.server.requests.limiters import RateLimiter

CALENDAR = "/v1/calendar/"
"""How the path of every link begins."""

router = APIRouter(prefix="/v1", tags=["accounts"], route_class=Route)

Link = Annotated[str, Path(description="The secret that the link was made with.")]


@router.get(
    "/calendar/{link}.ics",
    summary="A person's next steps, for their calendar",
    response_class=Response,
    responses={
        200: {"description": "The calendar (iCalendar).", "content": {"text/calendar": {"schema": {"type": "string"}}}},
        **problem_responses(404),
    },
    openapi_extra=example("GET", "/v1/calendar/$LINK.ics"),
)
async def calendar(request: Request, hub: Store, line: Line, link: Link) -> Response:
    """Return the next steps of the open cards that the link's owner owns, on every board that they are a member of.

    Needs no token: the secret is in the path, and reads nothing else. Of an unknown link, one that was revoked, and
    one whose owner is on no board any more the answer is 404. Steps with a time are appointments of half an hour,
    others are for their day. At most 2,000 are given, those of the first days.
    """
    opened = await to_thread.run_sync(store.open_link, hub, link)
    if opened is None:
        raise _build_unknown_error()
    request.state.token, caller = opened
    request.state.account = caller.account
    rates: RateLimiter = request.app.state.calendar_rates
    if wait := rates.take(opened[0]):
        return problem(429, "slow_down", "This calendar is read too often; wait a little.", retry_after=wait)

    def write_steps(stopper: store.QueryStopper) -> Response:
        steps = store.list_steps(hub, caller, stopper)
        if steps is None:
            raise _build_unknown_error()
        has_many = len({step.board for step in steps}) > 1
        content = build_calendar(
            f"kanban: {caller.name}",
            (CalendarStep(*step.row, step.zone, step.board if has_many else "") for step in steps),
        )
        headers = {"Content-Disposition": 'inline; filename="kanban.ics"'}
        return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")

    return await line.answer(request, caller, write_steps)


def _build_unknown_error() -> NotFound:
    """Return the error for a link that opens nothing, whatever the reason."""
    return NotFound("No calendar has this link; its owner makes a new one with kanban calendar --link.")


@router.post(
    "/calendars",
    summary="Make a link of one's calendar",
    response_model=shapes.NewCalendar,
    responses=problem_responses(401),
    openapi_extra=example("POST", "/v1/calendars"),
)
def add(request: Request, hub: Store, who: Who) -> Response:
    """Make a secret link from which a calendar reads the caller's next steps; its path is shown only this once.

    It opens what the token opens that makes it, reads nothing but next steps, and ends with that token.
    """
    link, secret = store.add_link(hub, who)
    return answer(request, {"id": link, "path": f"{CALENDAR}{secret}.ics"})


@router.get(
    "/calendars",
    summary="My calendar's links",
    response_model=shapes.Calendars,
    responses=problem_responses(401),
    openapi_extra=example("GET", "/v1/calendars"),
)
def list_calendars(request: Request, hub: Store, who: Who) -> Response:
    """List the caller's links, without their secrets: when each was made, and on which day a calendar read it last."""
    links = [
        {"id": link.id, "made_at": link.made_at, "read_on": link.read_on, "own": link.is_own}
        for link in store.list_links(hub, who)
    ]
    return answer(request, {"calendars": links})


@router.delete(
    "/calendars/{calendar}",
    summary="Revoke a link of one's calendar",
    response_model=shapes.Nothing,
    responses=problem_responses(401, 404),
    openapi_extra=example("DELETE", "/v1/calendars/$CALENDAR"),
)
def remove(request: Request, hub: Store, who: Who, calendar: Key) -> Response:
    """End one of the caller's links at once; calendars that still have it are answered 404."""
    store.remove_link(hub, who, calendar)
    return answer(request, {})
