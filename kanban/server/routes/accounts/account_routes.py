"""Accounts: whom a token belongs to, getting one, and revoking one."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import Response

from kanban.server import shapes
from kanban.server.access import Key, Route, Store, Streams, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.store import hub as store

router = APIRouter(prefix="/v1", tags=["accounts"], route_class=Route)


@router.get("/me", summary="Whom the token belongs to", response_model=shapes.Me, responses=problem_responses(401))
def me(request: Request, who: Who) -> Response:
    """Tell whom the token belongs to."""
    return answer(request, {"account": who.account, "name": who.name, "team": who.team, "token": who.token_id})


@router.post(
    "/join", summary="Trade a code for a token", response_model=shapes.Joined, responses=problem_responses(403, 404)
)
def join(request: Request, hub: Store, body: shapes.Join) -> Response:
    """Trade a one-time code for a token, which is shown only this once. Needs no token.

    A wrong code counts against the address it came from.
    """
    token, caller = store.redeem(hub, body.code)
    return answer(request, {"token": token, "account": caller.account, "name": caller.name})


@router.get(
    "/invitations", summary="My invitations", response_model=shapes.Invitations, responses=problem_responses(401)
)
def invitations(request: Request, hub: Store, who: Who) -> Response:
    """List the boards to which the caller's account was invited by their publisher; joining one accepts."""
    return answer(request, {"invitations": [asdict(invitation) for invitation in store.invitations(hub, who)]})


@router.post("/devices", summary="Another machine", response_model=shapes.Code, responses=problem_responses(401))
def another(request: Request, hub: Store, who: Who) -> Response:
    """Make a one-time code, valid for 48 hours, with which another machine of the same person signs in."""
    return answer(request, {"code": store.invite_another_device(hub, who)})


@router.delete(
    "/devices/{token}",
    summary="Sign a machine out",
    response_model=shapes.Nothing,
    responses=problem_responses(401, 403),
)
def revoke(request: Request, hub: Store, who: Who, live: Streams, token: Key) -> Response:
    """Revoke one of the caller's own tokens, with the codes that it made. Its live streams end within 5 s.

    For somebody else's token, it takes away the boards that the caller leads; only its owner and the operator of the
    server can sign it out.
    """
    store.revoke_as(hub, who, token)
    live.look()
    return answer(request, {})
