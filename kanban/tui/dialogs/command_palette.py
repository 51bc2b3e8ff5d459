"""The palette: commands, lanes and views by their names, and cards by what is written on them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, Pick, ranked

Search = Callable[[str], Awaitable[Sequence[Item]]]
"""Finds the cards for what is typed, a few at most."""

LEAST = 2
"""Letters from which on cards are looked for."""


class Palette(Dialog[str]):
    """`Palette(items, search)` → the key of what was picked."""

    def __init__(self, items: Sequence[Item], search: Search) -> None:
        super().__init__("Do or find", (("enter", "do it"),))
        self._items, self._search = list(items), search
        self._pick = Pick(items, placeholder="a command, a lane, a view or a card", searched=True, most=12)

    def content(self) -> Iterable[Widget]:
        """Return what can be picked."""
        yield self._pick

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._pick.show_items(self._named(event.value))
        if len(event.value.strip()) >= LEAST:
            self.run_worker(self._found(event.value), exclusive=True, exit_on_error=False)

    def _named(self, typed: str) -> list[Item]:
        return ranked(self._items, typed)

    async def _found(self, typed: str) -> None:
        cards = await self._search(typed.strip())
        if typed == self._pick.typed:
            self._pick.show_items([*self._named(typed)[:6], *cards])

    @on(Pick.Picked)
    def _picked(self, event: Pick.Picked) -> None:
        event.stop()
        self.dismiss(event.key)
