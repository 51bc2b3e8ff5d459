"""Dialogs that switch: to another member, another board, a saved view or another theme."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType

from kanban.domain.board import TEAMS, Board, Member
from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import PickDialog
from kanban.tui.theme import ThemeLine
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


@dataclass(frozen=True, slots=True)
class ViewAnswer:
    """An act on a saved view."""

    kind: Literal["show", "save", "remove"]
    name: str
    query: str
    """The view's filter; for `save`, the one to store under the name."""


class SavedViews(PickDialog[ViewAnswer]):
    """`SavedViews([(name, query), …], present_query)` → a ViewAnswer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "remove", "Remove", show=False)]

    def __init__(self, views: Sequence[tuple[str, str]], present: str) -> None:
        super().__init__("Views", (("enter", "show"), ("ctrl+r", "remove")))
        self._views, self._query = dict(views), text.clean_line(present)
        items = [Item(f"view {name}", name, query or "everything", search=query) for name, query in views]
        placeholder = "a view, or a name for this filter" if self._query else "a view"
        self._pick = TypeAhead(items, placeholder=placeholder, offer=self._save_item, empty=self._empty_hint())

    def _empty_hint(self) -> str:
        if self._views:
            return "No matches"
        return (
            "No views yet. Type a name to save this filter."
            if self._query
            else "No views yet. Filter first (/), then save."
        )

    def _save_item(self, typed: str) -> list[Item]:
        name = text.clean_line(typed)
        if not name or not self._query:
            return []
        same = next((view for view in self._views if text.fold(view) == text.fold(name)), "")
        if same:
            return [Item("save", f"Replace the view “{same}” with this filter", self._query, "", "+ ")]
        return [Item("save", f"Save this filter as “{name}”", self._query, "", "+ ")]

    def answer(self, key: str, typed: str) -> ViewAnswer:
        """Return the view to show, or the name under which to save this filter."""
        if key == "save":
            return ViewAnswer("save", text.clean_line(typed), self._query)
        name = key.removeprefix("view ")
        return ViewAnswer("show", name, self._views[name])

    def action_remove(self) -> None:
        """Remove the view under the cursor."""
        name = (self._pick.key or "").removeprefix("view ")
        if name in self._views:
            self.dismiss(ViewAnswer("remove", name, self._views[name]))


class PickTheme(PickDialog[str]):
    """`PickTheme(lines, present, wear)` → a theme's name; `wear` is called with each theme under the cursor."""

    def __init__(self, themes: Sequence[ThemeLine], present: str, wear: Callable[[str], None]) -> None:
        super().__init__("Theme", (("enter", "use"),))
        self._present, self._wear, self._worn = present, wear, present
        items = [
            Item(theme.name, theme.name, f"{'dark' if theme.is_dark else 'light'} · {theme.origin}") for theme in themes
        ]
        self._pick = TypeAhead(items, placeholder="a theme", start=present)

    @on(TypeAhead.Moved)
    def _preview_theme(self, event: TypeAhead.Moved) -> None:
        event.stop()
        if event.key:
            self._try_on(event.key)

    def _try_on(self, name: str) -> None:
        if name != self._worn:
            self._worn = name
            self._wear(name)

    def answer(self, key: str, typed: str) -> str:  # noqa: ARG002 - no theme is made by typing
        """Return the theme, which is shown already."""
        self._try_on(key)
        return key

    def action_leave(self) -> None:
        """Go back to the theme from before."""
        self._try_on(self._present)
        super().action_leave()
