"""What routes are given: the store, who asks, which board; and how they answer."""

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
from kanban.server.problems import token_error
from kanban.server.requests.query_slots import Queries
from kanban.server.settings import Settings
from kanban.server.shapes import ID
from kanban.store.hub import Caller, Hub


class Parsed(Request):
    """A request whose body `Limits` has parsed, in a thread; FastAPI would do so again, on the event loop."""

    async def json(self) -> Any:  # noqa: ANN401 - as Starlette has it
        """Return what the body says."""
        return self.state.json


class Route(APIRoute):
    """A route that is given what `Limits` has parsed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what serves a request."""
        handle = super().get_route_handler()

        async def handle_parsed(request: Request) -> Response:
            return await handle(Parsed(request.scope, request.receive))

        return handle_parsed


# What routes depend on is `async`, though it awaits nothing: FastAPI runs the rest in threads, where it would wait behind requests.

PACKED_FROM = 2_048
"""Bytes of an answer from which it is packed, for clients that take gzip."""

_BEARER = HTTPBearer(
    scheme_name="token",
    auto_error=False,
    description="A token, `kbt_…`, of one person on one machine. It is stored as its SHA-256 and can be revoked within 5 s.",
)


async def hub_of(request: Request) -> Hub:
    """Return the store."""
    found: Hub = request.app.state.hub
    return found


async def live_of(request: Request) -> Live:
    """Return the live streams."""
    found: Live = request.app.state.live
    return found


async def settings_of(request: Request) -> Settings:
    """Return the server's numbers."""
    found: Settings = request.app.state.settings
    return found


async def queries_of(request: Request) -> Queries:
    """Return the line of those who look for cards."""
    found: Queries = request.app.state.queries
    return found


Store = Annotated[Hub, Depends(hub_of)]
Line = Annotated[Queries, Depends(queries_of)]
Streams = Annotated[Live, Depends(live_of)]
Numbers = Annotated[Settings, Depends(settings_of)]


async def signed_in(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Caller:
    """Return who asks; raises Stopped without a token that is good."""
    caller: Caller | None = getattr(
        request.state, "caller", None
    )  # `Limits` looked the token up before it took the body
    if caller is None:
        raise token_error(with_token=given is not None)
    request.state.account, request.state.token = caller.account, caller.token_id
    return caller


async def board_of(request: Request, board: Annotated[str, Path(pattern=ID, description="The board's id.")]) -> str:
    """Return the id of the board that a path names."""
    request.state.board = board
    return board


Who = Annotated[Caller, Depends(signed_in)]
BoardId = Annotated[str, Depends(board_of)]
Key = Annotated[str, Path(pattern=ID)]


def answer(request: Request, body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return JSON, packed where it is worth it and the client takes it; called in a route's own thread."""
    written, sent = wire.write_message(body), dict(headers or {})
    if len(written) >= PACKED_FROM:
        sent["Vary"] = "Accept-Encoding"
        if takes_gzip(request):
            written = gzip.compress(written, 5, mtime=0)
            sent["Content-Encoding"] = "gzip"
    return Response(written, status, sent, "application/json")


def takes_gzip(request: Request) -> bool:
    """Whether the client takes an answer that is packed."""
    for each in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def body_schema(model: str) -> dict[str, Any]:
    """Return what OpenAPI says of a body that the route reads for itself."""
    schema = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    return {"requestBody": {"required": True, "content": {"application/json": schema}}}
