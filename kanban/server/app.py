"""The server as an ASGI app."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import Route

from kanban import __version__
from kanban.server import problem_answers, shapes
from kanban.server.jobs.card_table_job import building
from kanban.server.jobs.deadline_job import DeadlineJob
from kanban.server.jobs.health import HealthCheck
from kanban.server.jobs.nightly_job import NightlyJob
from kanban.server.limits import Limits, MovedServer
from kanban.server.live import Live
from kanban.server.requests.limiters import KeyedLimiter, RateLimiter
from kanban.server.requests.query_slots import QuerySlots
from kanban.server.requests.request_log import RequestLog
from kanban.server.routes import (
    about,
    activity_routes,
    board_routes,
    campaign_routes,
    card_act_routes,
    card_routes,
    change_routes,
    handoff_routes,
    playbook_routes,
    structure_routes,
    web_form_routes,
)
from kanban.server.routes.accounts import account_routes, calendar_routes
from kanban.server.routes.figures import meeting_routes, report_routes
from kanban.server.routes.suggestions import guess_routes, lesson_routes, next_routes, want_routes
from kanban.server.settings import Settings

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

RESERVED = 8
"""Database connections that are not for requests: token lookups, watching heads, the clock, card tables, health."""

ABOUT = """
The boards that marketing and sales share: the sync protocol (version 1) and a plain REST interface beside it, with the
same rules and permissions.

**The invariant.** Any two devices that have applied the same changes hold the same board, whatever the order and
however often they received them. An edit that the server acknowledged is never dropped: a later one can outvote it, and
then its author is told. Every change of a board has a number, dense from 1; whoever has read up to a number has read
all below it.

**Errors** are `application/problem+json`, and `kind` names them for programs. 401: keep what waits and sign in again.
409 `epoch`, `gap`, `device_forked`: see push and pull. 413: send half. 422: it will never fit. 426: read only until the
client is newer. 429 and 503: wait as long as `Retry-After` says. Anything else, also a 200 that is not JSON, is a
network in between: try again later.

**Limits**: 1 MiB a request on the wire (gzip is taken once; no body is read without a token), 8 MiB unpacked and
250,000 values for a push, 500 changes a push, 128 KiB a value, 16 levels of JSON in it. The server's README lists all
of them.
"""


ROUTERS = (
    change_routes.router,
    board_routes.router,
    structure_routes.router,
    activity_routes.router,
    campaign_routes.router,
    playbook_routes.router,
    playbook_routes.requests_router,
    meeting_routes.router,
    card_routes.router,
    card_act_routes.router,
    playbook_routes.objections_router,
    lesson_routes.router,
    lesson_routes.walks_router,
    guess_routes.router,
    next_routes.router,
    want_routes.router,
    handoff_routes.router,
    report_routes.router,
    account_routes.router,
    calendar_routes.router,
    web_form_routes.router,
    about.router,
)

ROUTES = [route for router in ROUTERS for route in router.routes]
"""What every app answers. Included routers would be built anew for each app, at its first request."""


def create_app(hub: Hub, settings: Settings | None = None, *, close_hub: bool = False) -> FastAPI:
    """Return the app over an open store; with `close_hub` the store is closed when the app ends."""
    settings = settings or Settings()
    live, turns = Live(hub, settings), KeyedLimiter(settings.running)
    clock, queries = DeadlineJob(hub, settings.time_seconds), QuerySlots(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        threads = hub.connections - RESERVED - settings.queries
        to_thread.current_default_thread_limiter().total_tokens = threads
        night = NightlyJob(hub, settings.time_seconds)
        async with live.running(), clock.running(), building(hub, settings.time_seconds), night.running():
            yield
        if close_hub:
            hub.close()

    app = FastAPI(
        title="joint-kanban",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        openapi_url=None,  # FastAPI would write it anew for everybody who asks, on the event loop
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=ROUTES,
    )
    app.state.clock, app.state.health, app.state.queries = clock, HealthCheck(hub, clock), queries
    app.state.form_door = web_form_routes.FormLimits(settings)
    app.state.calendar_rates = RateLimiter(settings.per_calendar, time.monotonic)
    app.state.stop = partial(live.stop, turns.end, queries.end)
    app.state.hub, app.state.settings, app.state.live, app.state.turns = hub, settings, live, turns
    app.state.routes = [route for route in ROUTES if isinstance(route, Route)]
    problem_answers.answer_with_problems(app)
    app.add_middleware(Limits, hub=hub, settings=settings, turns=turns)
    if settings.moved_to:
        app.add_middleware(MovedServer, to=settings.moved_to)
    app.add_middleware(RequestLog)  # the one that is added last is the outermost
    lock = Lock()
    app.openapi = lambda: _document(app, lock)  # type: ignore[method-assign]  # FastAPI's own way to have a say in it
    return app


def _document(app: FastAPI, lock: Lock) -> dict[str, Any]:
    """Return the OpenAPI document, with the schemas that routes read and write by themselves.

    Whoever asks first has it written; the others wait for that: it takes half a second of a core, and FastAPI turns
    warnings off for the whole process while it works, which two threads at once undo for each other.
    """
    with lock:
        if app.openapi_schema is None:
            app.openapi_schema = _write_document(app)
        return app.openapi_schema


def _write_document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    document["components"]["schemas"] |= shapes.schemas(problem_answers.Problem, shapes.Push)
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)
    return document
