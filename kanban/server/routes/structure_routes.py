"""The structure of a board over REST: its stages, its members, and the labels in use."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from kanban.domain.acts import board_verbs
from kanban.domain.board import Board, Member, Stage
from kanban.domain.change import Act
from kanban.domain.errors import NotFound, UsageFault
from kanban.server import shapes
from kanban.server.access import BoardId, Key, Line, Route, Store, Who, answer
from kanban.server.problem_answers import problem_responses
from kanban.server.routes import rest_records
from kanban.server.routes.act_keys import Once, example, request_digest
from kanban.store import hub as store

router = APIRouter(prefix="/v1/boards/{board}", tags=["structure"], route_class=Route)

HERE = "/v1/boards/$BOARD"

MarkTo = Annotated[str | None, Query(max_length=64, description="The id of the stage that takes over its mark.")]
PROBLEMS = problem_responses(401, 403, 404, 409)


@router.get(
    "/labels",
    summary="List the labels",
    response_model=rest_records.Labels,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/labels"),
)
async def labels(request: Request, hub: Store, who: Who, line: Line, board: BoardId) -> Response:
    """Return the labels in use on the board, by name, with how many cards have each; deleted cards don't count."""

    def question(stopper: store.QueryStopper) -> Response:
        counted = store.labels(hub, who, board, stopper)
        return answer(request, {"labels": [{"label": label, "cards": count} for label, count in counted.items()]})

    return await line.answer(request, who, question)


# -- stages


@router.get(
    "/stages",
    summary="List the stages",
    response_model=rest_records.Stages,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/stages"),
)
def stages(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the stages of the board, from left to right."""
    return answer(request, {"stages": _list_stages(store.board(hub, who, board))})


@router.post(
    "/stages",
    status_code=201,
    summary="Add a stage",
    response_model=rest_records.Stage,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/stages", {"name": "Pilot", "after": "Discovery", "probability": 0.5}),
)
def add_stage(
    request: Request, hub: Store, who: Who, board: BoardId, body: rest_records.NewStage, once: Once = None
) -> Response:
    """Add a stage behind another one, on that one's side. Leads may."""

    def verb(view: store.ServerView) -> Act:
        try:
            after = view.board.find_stage(body.after) if body.after else None
        except NotFound as fault:
            raise UsageFault(str(fault)) from fault
        settings = board_verbs.read_stage({name: value for name, value in body.as_typed().items() if name != "name"})
        return board_verbs.add_stage(view, body.name, after=after, settings=settings, anyway=body.anyway)

    stage_id = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _stage(store.board(hub, who, board), stage_id), 201)


@router.patch(
    "/stages/{stage}",
    summary="Change a stage",
    response_model=rest_records.Stage,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/stages/$STAGE", {"limit": 10, "required": ["email"]}),
)
def change_stage(
    request: Request, hub: Store, who: Who, board: BoardId, stage: Key, body: rest_records.StageEdit, once: Once = None
) -> Response:
    """Set the given settings of a stage, or its place, and leave the rest. Leads may. Former names still work."""

    def verb(view: store.ServerView) -> Act:
        current = _find_stage(view.board, stage)
        act = board_verbs.set_stage(view, current, board_verbs.read_stage(body.as_typed()), anyway=body.anyway)
        if body.place is None:
            return act
        moved = board_verbs.move_stage(view, current, body.place - 1 - view.board.place_of(current.id))
        return act._replace(steps=(*act.steps, *moved.steps))

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _stage(store.board(hub, who, board), stage))


@router.delete(
    "/stages/{stage}",
    summary="Remove a stage",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/stages/$STAGE"),
)
def remove_stage(
    request: Request, hub: Store, who: Who, board: BoardId, stage: Key, mark_to: MarkTo = None, once: Once = None
) -> Response:
    """Remove an empty stage. Leads may; an open stage, one for won and one for lost cards must stay.

    A stage with a mark needs `mark_to`.
    """

    def verb(view: store.ServerView) -> Act:
        heir = _find_stage(view.board, mark_to) if mark_to else None
        return board_verbs.remove_stage(view, _find_stage(view.board, stage), marks_to=heir)

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


def _find_stage(board: Board, stage: str) -> Stage:
    return next((known for known in board.stages if known.id == stage), None) or board.stage(stage)


def _list_stages(board: Board) -> list[dict[str, Any]]:
    return [_stage(board, stage.id) for stage in board.stages]


def _stage(board: Board, stage_id: str) -> dict[str, Any]:
    stage = board.stage(stage_id)
    return {
        "id": stage.id,
        "name": stage.name,
        "side": stage.side,
        "outcome": stage.outcome,
        "probability": stage.probability,
        "limit": stage.limit,
        "stale_after": stage.stale_after,
        "required": list(stage.required),
        "marks": list(board.list_marks(stage.id)),
        "guidance": stage.guidance or None,
    }


# -- members


@router.get(
    "/members",
    summary="List the members",
    response_model=rest_records.Members,
    responses=problem_responses(401, 403, 404),
    openapi_extra=example("GET", f"{HERE}/members"),
)
def members(request: Request, hub: Store, who: Who, board: BoardId) -> Response:
    """Return the members of the board."""
    return answer(request, {"members": [_member(member) for member in store.board(hub, who, board).members]})


@router.post(
    "/members",
    status_code=201,
    summary="Add a member",
    response_model=rest_records.Member,
    responses=PROBLEMS,
    openapi_extra=example("POST", f"{HERE}/members", {"name": "Ana", "team": "marketing"}),
)
def add_member(
    request: Request, hub: Store, who: Who, board: BoardId, body: rest_records.NewMember, once: Once = None
) -> Response:
    """Add a member, who can then own cards. Leads may. To sign in they need an invitation under that name."""

    def verb(view: store.ServerView) -> Act:
        return board_verbs.add_member(view, body.name, body.team, body.role)

    member_id = store.act(hub, who, board, verb, once, request_digest(request)).entities[0]
    return answer(request, _member(_find_member(store.board(hub, who, board), member_id)), 201)


@router.patch(
    "/members/{member}",
    summary="Change a member",
    response_model=rest_records.Member,
    responses=PROBLEMS,
    openapi_extra=example("PATCH", f"{HERE}/members/$MEMBER", {"away": True}),
)
def change_member(
    request: Request,
    hub: Store,
    who: Who,
    board: BoardId,
    member: Key,
    body: rest_records.MemberEdit,
    once: Once = None,
) -> Response:
    """Set the given settings of a member. Leads may; everybody may say that they are away, or back."""

    def verb(view: store.ServerView) -> Act:
        return board_verbs.set_member(view, _find_member(view.board, member), body.as_typed())

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, _member(_find_member(store.board(hub, who, board), member)))


@router.delete(
    "/members/{member}",
    summary="Remove a member",
    response_model=shapes.Nothing,
    responses=PROBLEMS,
    openapi_extra=example("DELETE", f"{HERE}/members/$MEMBER"),
)
def remove_member(request: Request, hub: Store, who: Who, board: BoardId, member: Key, once: Once = None) -> Response:
    """Remove a member. Leads may; their comments stay, and their cards keep their name."""

    def verb(view: store.ServerView) -> Act:
        return board_verbs.remove_member(view, _find_member(view.board, member))

    store.act(hub, who, board, verb, once, request_digest(request))
    return answer(request, {})


def _find_member(board: Board, member: str) -> Member:
    person = board.get_member(member)
    if person is None or person.deleted:
        raise NotFound("Nobody on this board has that id.")
    return person


def _member(member: Member) -> dict[str, Any]:
    return {
        "id": member.id, "name": member.name, "team": member.team, "role": member.role, "aliases": list(member.aliases),
        "away": member.away,
    }  # fmt: skip
