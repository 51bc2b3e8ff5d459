"""What an import may do to an existing card: edit it, and move it while nobody has acted on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.agreements import agreement_lines
from kanban.domain.card import HANDOFF
from kanban.domain.handoffs import handoff
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.board import Stage
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

IMPORT = "import"
"""The verb of imports."""

DEAL = "deal"
"""The register of cards that came from a list of deals. Such a list tells where a deal stands, as for a new card."""

_ACTED = (HANDOFF, agreement_lines.TICK, CONTEST, RULING)
"""Registers and prefixes that only acting on a card sets."""


@dataclass(frozen=True, slots=True)
class ImportedChange:
    """What an imported change becomes."""

    registers: dict[str, Json]
    is_placed: bool = False
    """The file decides its stage and date; the stage's requirements are asked at the card's next move."""


def accept_import(docket: Docket, state: EntityState, change: Change) -> ImportedChange:
    """Return what an import sets on an existing card. Raises Rejected for what it may not.

    Two people who import the same file make one card: the second one's creation is left out.
    """
    registers, present = dict(change.set), state.registers
    if HANDOFF in registers:
        raise Rejected("invalid", "A file brings no offer; make one once the card is there.")
    twin = "created" in state.keys and registers.pop("created", None) is not None
    if "stage" not in registers:
        return ImportedChange(registers)
    board, past, to = docket.board, present.get("stage"), registers["stage"]
    if not isinstance(past, str):
        return ImportedChange(registers, is_placed=_is_begun_by(docket, state, change))
    if not isinstance(to, str) or all(stage.id != to for stage in board.all_stages):
        raise Rejected("invalid", "The stage that this moves the card to is not on the board.", alone=True)
    if board.lane_of(past).id == board.lane_of(to).id:
        return ImportedChange(_drop_place(registers))
    try:
        _check_move(docket, state, change, board.lane_of(past), board.lane_of(to))
    except Rejected:
        if not twin:
            raise
        return ImportedChange(_drop_place(registers))
    return ImportedChange(registers, is_placed=True)


def _drop_place(registers: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in registers.items() if name not in {"stage", "rank"}}


def _is_begun_by(docket: Docket, state: EntityState, change: Change) -> bool:
    """Whether the same act made the card, which has no stage yet."""
    created_by = state.keys.get("created", "").partition(" ")[2]
    return any(
        earlier.id == created_by and earlier.act == change.act
        for earlier in docket.list_changes(change.etype, change.entity)
    )


def _check_move(docket: Docket, state: EntityState, change: Change, past: Stage, to: Stage) -> None:
    """Raise Rejected unless an import may move the card: a file placed it, and nobody acted on it since."""
    present = handoff.read(state.registers.get(HANDOFF))
    if present is not None and present.is_open:
        raise Rejected("handoff_moved", "The card waits at the door now, so the file does not move it.", alone=True)
    is_deal = past.side == "marketing" and (change.set.get(DEAL) is True or state.registers.get(DEAL) is True)
    if not (past.side == to.side or (to.side == "sales" and (to.is_closed or is_deal))):
        raise Rejected(
            "forbidden", f"A file can't move a card from {past.side} to {to.side}; that takes an offer and its answer.",
            alone=True,
        )  # fmt: skip
    history = docket.list_changes(change.etype, change.entity)
    undone_acts = docket.find_undone({earlier.act for earlier in history}, ())
    valid_changes = [earlier for earlier in history if earlier.act not in undone_acts]
    if docket.has_activity(change.entity) or any(map(_is_act, valid_changes)) or not _is_placed_by_file(valid_changes):
        raise Rejected(
            "forbidden", "Somebody has worked on this card here, so a file does not move it any more.", alone=True
        )


def _is_act(change: Change) -> bool:
    """Whether a change is somebody's act on a card: a move, a handoff act, a tick."""
    return any(name.startswith(_ACTED) for name in change.set) or ("stage" in change.set and change.verb != IMPORT)


def _is_placed_by_file(history: Sequence[Change]) -> bool:
    return any("stage" in change.set and change.verb == IMPORT for change in history)
