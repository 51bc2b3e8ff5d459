"""What routes get through dependencies (the store, the caller, the board), and how they answer."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from kanban.protocol import wire
from kanban.server.live import Live
from kanban.server.problem_answers import token_error
from kanban.server.requests.query_slots import QuerySlots
from kanban.server.settings import Settings
from kanban.server.shapes import ID
from kanban.store.hub import Caller, Hub


class ParsedRequest(Request):
    """A request whose body `Limits` has parsed in a thread; FastAPI would parse it again, on the event loop."""

    async def json(self) -> Any:  # noqa: ANN401 - as Starlette has it
        """Return the parsed body."""
        return self.state.json


class Route(APIRoute):
    """A route that gets the body as `Limits` parsed it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of a request."""
        handle = super().get_route_handler()

        async def handle_parsed(request: Request) -> Response:
            return await handle(ParsedRequest(request.scope, request.receive))

        return handle_parsed


# Dependencies are `async` though they await nothing: FastAPI runs others in threads, where they wait behind requests.

PACKED_FROM = 2_048
"""Bytes from which on an answer is compressed, for clients that take gzip."""

_BEARER = HTTPBearer(
    scheme_name="token",
    auto_error=False,
    description="A token, `kbt_…`, of one person on one machine. It is stored as its SHA-256; revoking it takes effect "
    "within 5 s.",
)


async def hub_of(request: Request) -> Hub:
    """Return the store."""
    hub: Hub = request.app.state.hub
    return hub


async def live_of(request: Request) -> Live:
    """Return the live streams."""
    live: Live = request.app.state.live
    return live


async def settings_of(request: Request) -> Settings:
    """Return the server's settings."""
    settings: Settings = request.app.state.settings
    return settings


async def queries_of(request: Request) -> QuerySlots:
    """Return the queue of queries."""
    queries: QuerySlots = request.app.state.queries
    return queries


Store = Annotated[Hub, Depends(hub_of)]
Line = Annotated[QuerySlots, Depends(queries_of)]
Streams = Annotated[Live, Depends(live_of)]
Numbers = Annotated[Settings, Depends(settings_of)]


async def require_sign_in(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Caller:
    """Return the caller; raises Stopped without a valid token."""
    caller: Caller | None = getattr(
        request.state, "caller", None
    )  # `Limits` looked the token up before it took the body
    if caller is None:
        raise token_error(with_token=credentials is not None)
    request.state.account, request.state.token = caller.account, caller.token_id
    return caller


async def board_of(request: Request, board: Annotated[str, Path(pattern=ID, description="The board's id.")]) -> str:
    """Return the board id in the path."""
    request.state.board = board
    return board


Who = Annotated[Caller, Depends(require_sign_in)]
BoardId = Annotated[str, Depends(board_of)]
Key = Annotated[str, Path(pattern=ID)]


def answer(request: Request, body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return JSON, compressed when that is worth it and the client takes it; call it in a route's own thread."""
    data, all_headers = wire.write_message(body), dict(headers or {})
    if len(data) >= PACKED_FROM:
        all_headers["Vary"] = "Accept-Encoding"
        if can_take_gzip(request):
            data = gzip.compress(data, 5, mtime=0)
            all_headers["Content-Encoding"] = "gzip"
    return Response(data, status, all_headers, "application/json")


def can_take_gzip(request: Request) -> bool:
    """Whether the client takes a compressed answer."""
    for item in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = item.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def body_schema(model: str) -> dict[str, Any]:
    """Return the OpenAPI description of a body that the route reads by itself."""
    schema = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    return {"requestBody": {"required": True, "content": {"application/json": schema}}}
