"""Boards: listing them, publishing one, and who signs in to it."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from starlette.responses import Response

from kanban.server import shapes
from kanban.server.access import BoardId, Key, Route, Store, Streams, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards", tags=["boards"], route_class=Route)


@router.get("", summary="My boards", response_model=shapes.Boards, responses=problem_responses(401))
def mine(request: Request, hub: Store, who: Who) -> Response:
    """List the boards that the token opens, by name."""
    return answer(request, {"boards": [asdict(info) for info in store.boards_of(hub, who)]})


@router.post(
    "", summary="Publish a board", response_model=shapes.Board, responses=problem_responses(401, 403, 404, 409)
)
def publish(request: Request, hub: Store, who: Who, board: shapes.NewBoard) -> Response:
    """Create the place for a board that was made on a device.

    Until it is opened only its publisher reaches it, and what is pushed keeps the actors, authors, devices and times
    that it claims, marked `via: publish`. Calling it again continues. The answer does not tell whether the accounts in
    the mapping exist.
    """
    return answer(request, asdict(store.create_board(hub, who, board.id, board.device, board.mapping)))


@router.post(
    "/{board}/open",
    summary="End publishing",
    response_model=shapes.Board,
    responses=problem_responses(401, 403, 404, 409),
)
def open_board(request: Request, hub: Store, who: Who, board: BoardId, end: shapes.Published) -> Response:
    """Open a board to its members, once all of it is here. Its publisher is a lead of it.

    Nobody else is on it yet: the accounts of the mapping are invited, and leads invite others.
    """
    return answer(request, asdict(store.finish_publishing(hub, who, board, end.device, end.dseq)))


@router.post(
    "/{board}/invites",
    summary="Invite somebody",
    response_model=shapes.Code,
    responses=problem_responses(401, 403, 404),
)
def invite(request: Request, hub: Store, who: Who, board: BoardId, guest: shapes.Invite) -> Response:
    """Make a one-time code, valid for 48 hours, with which somebody becomes a member. Leads may.

    It ends with the machine that made it, and when its maker no longer leads the board.
    """
    code = store.invite(hub, who, board, guest.name, guest.team, guest.role)
    return answer(request, {"code": code})


@router.get(
    "/{board}/devices",
    summary="Who signs in",
    response_model=shapes.SignIns,
    responses=problem_responses(401, 403, 404),
)
def devices(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """List the sign-ins of a board's members: leads see all of them, others their own."""
    return answer(request, {"devices": [asdict(sign_in) for sign_in in store.devices(hub, who, board)]})


@router.delete(
    "/{board}/devices/{token}",
    summary="Take the board from a machine",
    response_model=shapes.Nothing,
    responses=problem_responses(401, 403, 404),
)
def bar(request: Request, hub: Store, who: Who, live: Streams, board: BoardId, token: Key) -> Response:
    """Take this board away from a machine and those signed in by its codes. Leads may; others for their own machines.

    It stays signed in for its other boards. Its live streams end within 5 s.
    """
    store.bar(hub, who, board, token)
    live.look()
    return answer(request, {})


@router.put(
    "/{board}/devices/{token}",
    summary="Give the board back to a machine",
    response_model=shapes.Nothing,
    responses=problem_responses(401, 403, 404),
)
def admit(request: Request, hub: Store, who: Who, board: BoardId, token: Key) -> Response:
    """Give this board back to a machine. Leads may."""
    store.admit(hub, who, board, token)
    return answer(request, {})


@router.post(
    "/{board}/join", summary="Join a board", response_model=shapes.Board, responses=problem_responses(401, 403, 404)
)
def join(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Become a member of a board that the caller is invited to; for a member it does nothing."""
    store.enter(hub, who, board)
    return answer(request, asdict(store.board_info(hub, who, board)))


@router.post(
    "/{board}/cards/{card}/purge",
    summary="Erase a card for good",
    response_model=shapes.Nothing,
    responses=problem_responses(401, 403, 404),
)
def purge(request: Request, hub: Store, who: Who, board: BoardId, card: Key) -> Response:
    """Erase every value of a card and of its comments, in the log and on the board. Leads may; it can't be undone.

    For people who ask to be erased. The tombstone stays; later changes to the card are rejected as `gone`.
    """
    store.purge(hub, who, board, card)
    return answer(request, {})
