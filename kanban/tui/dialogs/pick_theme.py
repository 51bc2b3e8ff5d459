"""Chooses a theme; each is shown while the cursor is on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on

from kanban.tui.dialogs.dialog_frame import PickDialog
from kanban.tui.theme import ThemeLine
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead


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
