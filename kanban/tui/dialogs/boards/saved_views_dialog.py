"""Saved views, which are named filters: show one, save the present filter, remove one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType

from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import PickDialog
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


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
