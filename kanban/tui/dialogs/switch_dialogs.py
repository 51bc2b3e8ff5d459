"""Dialogs that change who or where one is: act as another member, or open another board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kanban.domain.board import TEAMS, Board, Member
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import PickDialog
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


@dataclass(frozen=True, slots=True)
class NewMember:
    """A member to add, who acts from then on."""

    name: str
    team: str


class SwitchMember(PickDialog[str | NewMember]):
    """`SwitchMember(board, me)` → a member's id, or for a lead a NewMember."""

    def __init__(self, board: Board, me: Member | None) -> None:
        super().__init__("Act as", (("enter", "act as"),))
        lead = me is not None and me.role == "lead"
        items = [_member_item(member, me) for member in sorted(board.members, key=lambda member: member.team)]
        self._pick = TypeAhead(
            items,
            placeholder="type a name" + (" (a new one is added)" if lead else ""),
            start=me.id if me else None,
            offer=_new_member_items if lead else None,
            empty="No matches" + ("" if lead else ". Only leads can add members."),
        )

    def answer(self, key: str, typed: str) -> str | NewMember:
        """Return the member's id, or who is new."""
        new, _, team = key.partition(":")
        return NewMember(text.clean_line(typed), team) if new == "new" else key


def _member_item(member: Member, me: Member | None) -> Item:
    note = f"{member.team} · {member.role}" + (" · away" if member.away else "")
    here = " · you" if me and me.id == member.id else ""
    return Item(
        member.id, member.name, note + here, f"${member.team}", f"{member.team[:1].upper()} ", " ".join(member.aliases)
    )


def _new_member_items(typed: str) -> list[Item]:
    name = text.clean_line(typed)
    if not name:
        return []
    return [Item(f"new:{team}", f"add {name}", f"to {team}", f"${team}", f"{team[:1].upper()} ") for team in TEAMS]


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A board that can be opened."""

    id: str
    name: str
    note: str = ""
    """Muted words, such as the number of cards."""


@dataclass(frozen=True, slots=True)
class NewBoard:
    """A board to create."""

    name: str


class SwitchBoard(PickDialog[str | NewBoard]):
    """`SwitchBoard(lines, present_id)` → a board's id, or a NewBoard."""

    def __init__(self, boards: Sequence[BoardLine], present: str) -> None:
        super().__init__("Which board?", (("enter", "open"),))
        items = [Item(line.id, line.name, line.note + (" · open" if line.id == present else "")) for line in boards]
        self._pick = TypeAhead(
            items, placeholder="type a name (a new one is created)", start=present, offer=_new_board_item
        )

    def answer(self, key: str, typed: str) -> str | NewBoard:
        """Return the board's id, or the one to make."""
        return NewBoard(text.clean_line(typed)) if key == "new" else key


def _new_board_item(typed: str) -> list[Item]:
    name = text.clean_line(typed)
    return [Item("new", f"create the board {name}", "", "", "+ ")] if name else []
