"""Chooses a theme; each is shown while the cursor is on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import on
from textual.widget import Widget

from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.theme import ThemeLine
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


class PickTheme(Dialog[str]):
    """`PickTheme(lines, present, wear)` → a theme's name; `wear` is called with each theme under the cursor."""

    def __init__(self, themes: Sequence[ThemeLine], present: str, wear: Callable[[str], None]) -> None:
        super().__init__("Theme", (("enter", "use"),))
        self._present, self._wear, self._worn = present, wear, present
        items = [
            Item(theme.name, theme.name, f"{'dark' if theme.is_dark else 'light'} · {theme.origin}") for theme in themes
        ]
        self._pick = TypeAhead(items, placeholder="a theme", start=present)

    def content(self) -> Iterable[Widget]:
        """Return the themes."""
        yield self._pick

    @on(TypeAhead.Moved)
    def _preview_theme(self, event: TypeAhead.Moved) -> None:
        event.stop()
        if event.key:
            self._try_on(event.key)

    def _try_on(self, name: str) -> None:
        if name != self._worn:
            self._worn = name
            self._wear(name)

    @on(TypeAhead.Picked)
    def _dismiss_pick(self, event: TypeAhead.Picked) -> None:
        event.stop()
        self._try_on(event.key)
        self.dismiss(event.key)

    def action_leave(self) -> None:
        """Go back to the theme from before."""
        self._try_on(self._present)
        super().action_leave()
