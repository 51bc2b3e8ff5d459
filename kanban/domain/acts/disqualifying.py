"""Disqualifying: marketing ends a lead that was never worth offering, in a stage of its own.

To older versions that stage is a closed one of marketing. Its id is derived, so that everybody adds the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.acts import positions
from kanban.domain.acts.view import name_cards
from kanban.domain.board import DEFAULT_STAGES
from kanban.domain.change import BOARD, STAGE, Act, Step
from kanban.domain.errors import Refused
from kanban.domain.handoffs import first_response, handoff
from kanban.domain.ids import derive_id
from kanban.domain.values import text
from kanban.domain.values.fields import NEVER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Stage
    from kanban.domain.card import Card
    from kanban.domain.change import Json

NAME, SIDE, PROBABILITY, OUTCOME, _, REQUIRED = DEFAULT_STAGES[-1]


def derive_stage_id(board: str) -> str:
    """Return the id of the stage Disqualified of a board."""
    return derive_id(board, STAGE, "disqualified")


def find_stage(board: Board) -> Stage | None:
    """Return the stage of a board in which leads are disqualified; None where it has none."""
    return next((stage for stage in board.stages if stage.ending == "disqualified"), None)


def is_stage_due(board: Board) -> bool:
    """Whether a board of an older version lacks the stage.

    It does not where a lead removed or changed it, nor where another stage of theirs is called so or does the same.
    """
    return (
        bool(board.stages)
        and not _has_stage(board)
        and not any(
            stage.ending == "disqualified" or (not stage.deleted and text.fold(stage.name) == text.fold(NAME))
            for stage in board.all_stages
        )
    )


def is_upgrade_due(board: Board) -> bool:
    """Whether a board of an older version lacks the stage, or the time since which first responses are measured.

    Boards of this version are made with the stage under its derived id, and all of their offers are measured. One that
    had such a stage of its own is told the time when an agreement asks for a first response: before it, none is late.
    """
    is_asked_for = first_response.find_level(board) is not None
    return is_stage_due(board) or (is_asked_for and not board.responses_since and not _has_stage(board))


def _has_stage(board: Board) -> bool:
    derived = derive_stage_id(board.id)
    return any(stage.id == derived for stage in board.all_stages)


def upgrade(view: View) -> Act:
    """Add the stage to a board of an older version, as the last one; no card moves.

    From now on its offers are measured by sales' first attempt, too, also where it has such a stage of its own.
    """
    board = view.board
    if not is_upgrade_due(board):
        return Act("stage", (), f"{NAME} is a stage of this board already")
    steps = []
    if is_stage_due(board):
        order = [(stage.rank, stage.id) for stage in board.stages]
        (place,), moved = positions.place_within(order, len(order))
        registers: dict[str, Json] = {
            "created": True, "name": NAME, "side": SIDE, "rank": place, "probability": PROBABILITY, "outcome": OUTCOME,
            "stale_after": None, "required": list(REQUIRED),
        }  # fmt: skip
        steps.append(Step(STAGE, derive_stage_id(board.id), registers, "stage"))
        steps += [Step(STAGE, stage, {"rank": key}, "stage") for stage, key in moved.items()]
    if not board.responses_since:
        # no board of an older version has activities, so by them every accepted offer of before would be late at once
        steps.append(Step(BOARD, board.id, {"responses_since": view.now}, "board"))
    return Act("stage", tuple(steps), f"Added the stage {NAME}")


def explain_reached(view: View, card: Card) -> str | None:
    """Return why a card can't be disqualified, to end a sentence: it was a real deal; None where it can be."""
    return find_obstacle(view.board, view.list_entered(card.id))


def find_obstacle(board: Board, entered: Sequence[str]) -> str | None:
    """The same for the stages that a card has entered, by their ids."""
    sql = board.marked.get("sql")
    if sql is None or sql.deleted:
        return None
    first = board.place_of(sql.id)
    reached = (board.lane_of(stage) for stage in entered)
    if any(board.place_of(stage.id) >= first and stage.outcome != "lost" for stage in reached):
        return f"has been in {sql.name} or later, so it is not disqualified: sales marks it Lost"
    return None


def require_may_disqualify(view: View, card: Card, here: Stage) -> None:
    """Raise Refused where a card can't be disqualified from the stage that it is in, by whoever acts."""
    if here.ending == "disqualified":
        return
    if here.is_closed:
        raise Refused(f"{name_cards([card])} is closed; reopen it first.")
    if here.side == "marketing" and view.actor.team != "marketing" and handoff.find_door(view.board) is not None:
        raise Refused("Only marketing can disqualify a lead that is with marketing.")
    if here.side == "door" and view.actor.team == "marketing":
        raise Refused(f"{name_cards([card])} is offered to sales; withdraw the offer first.")
    require_worthless(view, card)


def complete_return(inputs: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a return takes that ends a lead: the reason why it is lost is the one for the return."""
    rest = {name: value for name, value in inputs.items() if name != "lost_reason"}
    return {**rest, "return_reason": inputs.get("return_reason") or inputs.get("lost_reason"), "again": NEVER}


def require_worthless(view: View, card: Card) -> None:
    """Raise Refused for a card that was a real deal once."""
    if why := explain_reached(view, card):
        raise Refused(f"{name_cards([card])} {why}.")
