"""Renaming a label on every card that has it. What uses the former name still finds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kanban.domain.acts import verbs
from kanban.domain.acts.board_verbs import OldName
from kanban.domain.card import LABEL
from kanban.domain.change import FORMER_LABEL, Act, Step
from kanban.domain.ids import derive_id
from kanban.domain.values import labels, text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board
    from kanban.domain.change import Json


def rename_label(view: View, cards: Iterable[str], old: str, new: str, *, anyway: bool = False) -> Act:
    """Rename a label on these cards, which are all that have it; its former name stays as an alias.

    Raises OldName for a former name of another label, unless `anyway` takes it away from that label.
    """
    names, steps = view.board.label_names, list[Step]()
    if names.get(text.fold(new)):
        owner_label = labels.find_current_name(names, new)
        if text.fold(owner_label) != text.fold(labels.find_current_name(names, old)) and not anyway:
            raise OldName(new, owner_label, "label")
        steps.append(_note_former_name(view.board, new, None))
    if text.fold(old) != text.fold(new):
        steps.append(_note_former_name(view.board, old, new))
    act = verbs.edit(view, cards, {LABEL + old: False, LABEL + new: True})
    return act._replace(verb="label", steps=(*act.steps, *steps))


def _note_former_name(board: Board, name: str, now: str | None) -> Step:
    """Return the step that notes a label's present name under a former one; None frees that name."""
    known = text.fold(name) in board.label_names
    registers: dict[str, Json] = {"deleted" if known else "created": not known, "name": name, "now": now}
    return Step(FORMER_LABEL, derive_id(board.id, "label", text.fold(name)), registers, "label")
