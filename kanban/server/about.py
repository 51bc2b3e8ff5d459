"""What the server tells of itself, to anybody; and its live stream, to whoever signs in."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from kanban import __version__
from kanban.server import shapes
from kanban.server.access import Numbers, Route, Store, Streams, Who, answer
from kanban.server.problems import described
from kanban.store.hub import watching
from kanban.sync import protocol

router = APIRouter(route_class=Route)


@router.get("/v1/meta", tags=["server"], summary="What this is", response_model=shapes.Meta, responses=described())
def meta(request: Request, hub: Store, numbers: Numbers) -> Response:
    """Tell which program and protocol this is. Needs no token."""
    body = {
        "name": "kanban",
        "version": __version__,
        "protocol": protocol.VERSION,
        "min_protocol": numbers.min_protocol,
        "server_time": hub.now_ms(),
    }
    return answer(request, body)


@router.get("/health", tags=["server"], summary="Can it serve?", response_model=shapes.Health, responses=described())
def health(request: Request, hub: Store) -> Response:
    """Ask the database for a sign of life: 200, or 503 where it gives none. Needs no token."""
    watching.alive(hub)
    return answer(request, {"status": "ok"})


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
        **described(401),
    },
)
async def events(hub: Store, who: Who, live: Streams) -> StreamingResponse:
    r"""Say which boards have moved on, as server-sent events.

    `event: poke` with `data: {"board": …, "head": …}` for each board at the start, and whenever one moves on; pokes that pile up
    become one. `event: ping` at least every 15 s. A poke makes a client pull sooner; it pulls by a timer all the same. The
    stream ends within 5 s when the token is revoked or its member is taken off a board.
    """
    heads = (await asyncio.to_thread(watching.heads, hub, [who.token_id])).get(who.token_id, {})
    stream = live.open(who.account, who.token_id, heads)
    return StreamingResponse(live.lines(stream), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
