"""What routes are given: the store, who asks, which board; and how they answer."""

from __future__ import annotations

import gzip
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from kanban.domain.traffic import Stopped
from kanban.server.live import Live
from kanban.server.settings import Settings
from kanban.server.shapes import ID
from kanban.store.hub import Caller, Hub, caller_of
from kanban.sync import protocol

PACKED_FROM = 2_048
"""Bytes of an answer from which it is packed, for clients that take gzip."""

_BEARER = HTTPBearer(
    scheme_name="token",
    auto_error=False,
    description="A token, `kbt_…`, of one person on one machine. It is stored as its SHA-256 and can be revoked within 5 s.",
)


def hub_of(request: Request) -> Hub:
    """Return the store."""
    found: Hub = request.app.state.hub
    return found


def live_of(request: Request) -> Live:
    """Return the live streams."""
    found: Live = request.app.state.live
    return found


def settings_of(request: Request) -> Settings:
    """Return the server's numbers."""
    found: Settings = request.app.state.settings
    return found


Store = Annotated[Hub, Depends(hub_of)]
Streams = Annotated[Live, Depends(live_of)]
Numbers = Annotated[Settings, Depends(settings_of)]


def signed_in(
    request: Request, hub: Store, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Caller:
    """Return who asks; raises Stopped without a token that is good."""
    if given is None:
        raise Stopped("unauthorized", "This needs a token, in the header Authorization: Bearer kbt_….")
    caller = caller_of(hub, given.credentials)
    if caller is None:
        raise Stopped(
            "unauthorized", "The token is not known here or was revoked; ask a lead of the board for a new code."
        )
    request.state.account, request.state.token = caller.account, caller.token_id
    return caller


def board_of(request: Request, board: Annotated[str, Path(pattern=ID, description="The board's id.")]) -> str:
    """Return the id of the board that a path names."""
    request.state.board = board
    return board


Who = Annotated[Caller, Depends(signed_in)]
BoardId = Annotated[str, Depends(board_of)]
Key = Annotated[str, Path(pattern=ID)]


def answer(request: Request, body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return JSON, packed where it is worth it and the client takes it; called in a route's own thread."""
    written, sent = protocol.write(body), dict(headers or {})
    if len(written) >= PACKED_FROM:
        sent["Vary"] = "Accept-Encoding"
        if _takes_gzip(request.headers.get("accept-encoding", "")):
            written = gzip.compress(written, 5, mtime=0)
            sent["Content-Encoding"] = "gzip"
    return Response(written, status, sent, "application/json")


def _takes_gzip(accepted: str) -> bool:
    for each in accepted.lower().split(","):
        coding, _, weight = each.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def body_schema(model: str) -> dict[str, Any]:
    """Return what OpenAPI says of a body that the route reads for itself."""
    schema = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    return {"requestBody": {"required": True, "content": {"application/json": schema}}}
