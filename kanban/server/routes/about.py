"""What the server tells anybody about itself; and its live stream, for whoever signs in."""

from __future__ import annotations

import asyncio
import gzip

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response, StreamingResponse

from kanban import __version__
from kanban.protocol import registers, wire
from kanban.server import shapes
from kanban.server.access import Numbers, Route, Store, Streams, Who, answer, can_take_gzip
from kanban.server.jobs.health import HealthCheck
from kanban.server.problem_answers import BUSY_SECONDS, problem, problem_responses
from kanban.server.requests.limiters import neighbourhood
from kanban.store.hub import watching

UNWELL = {
    "locked": "Another program has locked the server's database, so nothing can be written.",
    "away": "The server's database does not answer.",
}

router = APIRouter(route_class=Route)


@router.get(
    "/v1/meta", tags=["server"], summary="What this is", response_model=shapes.Meta, responses=problem_responses()
)
def meta(request: Request, hub: Store, numbers: Numbers) -> Response:
    """Tell which program and protocol this is, and what it takes. Needs no token.

    `entities` lists the registers of each type; one that ends in `.*` stands for a set of them, such as `label.vip`. A
    client holds back a change with any other register until the list has it. Pages of changes carry the list's edition,
    `takes`.
    """
    body = {
        "name": "kanban",
        "version": __version__,
        "protocol": wire.VERSION,
        "min_protocol": numbers.min_protocol,
        "server_time": hub.now_ms(),
        "takes": registers.compute_edition(),
        "entities": registers.list_registers(),
    }
    return answer(request, body)


@router.get("/openapi.json", include_in_schema=False)
def document(request: Request) -> Response:
    """Describe the interface. Needs no token."""
    app: FastAPI = request.app
    if not hasattr(app.state, "document"):
        data = wire.write_message(app.openapi())
        app.state.document = data, gzip.compress(data, mtime=0)
    whole, packed = app.state.document
    headers = {"Vary": "Accept-Encoding"}
    if can_take_gzip(request):
        return Response(packed, 200, headers | {"Content-Encoding": "gzip"}, "application/json")
    return Response(whole, 200, headers, "application/json")


@router.get(
    "/health", tags=["server"], summary="Can it serve?", response_model=shapes.Health, responses=problem_responses()
)
@router.head("/health", tags=["server"], summary="The same, without a body", responses=problem_responses())
async def health(request: Request) -> Response:
    """Tell how the database, the clock of the boards and the disk are. Needs no token, and is never answered with 429.

    503, within five seconds, when the database can't be read or written. `degraded` when something else needs
    attention: the clock is late, or failed on some boards; or the disk is nearly full.
    """
    watched: HealthCheck = request.app.state.health
    report = await watched.report()
    parts = {
        "database": report.database,
        "clock": {"state": report.clock, "passed_at": report.clock_at, "stuck_boards": report.stuck_boards},
        "disk": {"state": report.disk, "free_bytes": report.free_bytes},
    }
    if not report.can_serve:
        return problem(503, "slow_down", UNWELL[report.database], retry_after=BUSY_SECONDS, more=parts)
    return answer(request, {"status": "ok" if report.is_well else "degraded", **parts})


@router.get(
    "/v1/events",
    tags=["changes"],
    summary="Live pokes",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Server-sent events, until the client leaves, the token is revoked or the server stops.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **problem_responses(401),
    },
)
async def events(request: Request, hub: Store, who: Who, live: Streams) -> StreamingResponse:
    r"""Say which boards have changed, as server-sent events.

    `event: poke` with `data: {"board": …, "head": …}` for each board at the start, and whenever one changes; pokes that
    pile up become one. `event: ping` at least every 15 s. A poke makes a client pull sooner; it pulls by its timer
    anyway. The stream ends within 5 s when the token is revoked or its member is removed from a board.
    """
    heads = (await asyncio.to_thread(watching.heads, hub, [who.token_id])).get(who.token_id, {})
    stream = live.open(who.account, who.token_id, heads, neighbourhood(request.client.host if request.client else ""))
    return StreamingResponse(live.lines(stream), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
