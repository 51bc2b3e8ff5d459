"""The command palette: finds commands, lanes and views by name, and cards by their text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from textual import on
from textual.widgets import Input

from kanban.tui.dialogs.dialog_frame import PickKey
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead, rank_items

Search = Callable[[str], Awaitable[Sequence[Item]]]
"""Returns a few cards for the typed text."""

LEAST = 2
"""The fewest letters for which cards are searched."""


class Palette(PickKey):
    """`Palette(items, search)` → the key of the chosen item."""

    def __init__(self, items: Sequence[Item], search: Search) -> None:
        super().__init__("Do or find", (("enter", "run or open"),))
        self._items, self._search = list(items), search
        self._pick = TypeAhead(items, placeholder="a command, a lane, a view or a card", searched=True, most=12)

    @on(Input.Changed)
    def _search_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._pick.show_items(self._find_commands(event.value))
        if len(event.value.strip()) >= LEAST:
            self.run_worker(self._add_cards(event.value), exclusive=True, exit_on_error=False)

    def _find_commands(self, typed: str) -> list[Item]:
        return rank_items(self._items, typed)

    async def _add_cards(self, typed: str) -> None:
        cards = await self._search(typed.strip())
        if typed == self._pick.typed:
            self._pick.show_items([*self._find_commands(typed)[:6], *cards])
