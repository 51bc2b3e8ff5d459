"""Filters with a name: pick one, keep the present one, take one away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from kanban.domain.values import text
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, Pick


@dataclass(frozen=True, slots=True)
class ViewAnswer:
    """What is to be done with a saved view."""

    kind: Literal["show", "save", "remove"]
    name: str
    query: str
    """Of the view; to be kept under the name where it is to be saved."""


class SavedViews(Dialog[ViewAnswer]):
    """`SavedViews([(name, query), …], present_query)` → a ViewAnswer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+r", "remove", "Remove", show=False)]

    def __init__(self, views: Sequence[tuple[str, str]], present: str) -> None:
        super().__init__("Views", (("enter", "show"), ("ctrl+r", "remove")))
        self._views, self._query = dict(views), text.clean_line(present)
        items = [Item(f"view {name}", name, query or "everything", search=query) for name, query in views]
        placeholder = "a view, or a name for the present filter" if self._query else "a view"
        self._pick = Pick(items, placeholder=placeholder, offer=self._save, empty=self._nothing())

    def _nothing(self) -> str:
        if self._views:
            return "No matches"
        return (
            "none yet: type a name to keep this filter" if self._query else "none yet: filter with /, then keep it here"
        )

    def content(self) -> Iterable[Widget]:
        """Return the views."""
        yield self._pick

    def _save(self, typed: str) -> list[Item]:
        name = text.clean_line(typed)
        if not name or not self._query:
            return []
        same = next((each for each in self._views if text.fold(each) == text.fold(name)), "")
        if same:
            return [Item("save", f"Replace the view “{same}” with this filter", self._query, "", "+ ")]
        return [Item("save", f"Save this filter as “{name}”", self._query, "", "+ ")]

    @on(Pick.Picked)
    def _picked(self, event: Pick.Picked) -> None:
        event.stop()
        if event.key == "save":
            self.dismiss(ViewAnswer("save", text.clean_line(event.typed), self._query))
        else:
            name = event.key.removeprefix("view ")
            self.dismiss(ViewAnswer("show", name, self._views[name]))

    def action_remove(self) -> None:
        """Take the view under the cursor away."""
        name = (self._pick.key or "").removeprefix("view ")
        if name in self._views:
            self.dismiss(ViewAnswer("remove", name, self._views[name]))
