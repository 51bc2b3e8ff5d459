"""Finds by typing: a command, a lane, a view or a card in the palette; a card; a deleted card to restore."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from kanban.domain.errors import KanbanError
from kanban.tui.dialogs.dialog_frame import PickKey
from kanban.tui.widgets.inputs.type_ahead import Item, TypeAhead, rank_items


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card in a list."""

    id: str
    ref: str
    title: str
    company: str = ""
    stage: str = ""
    note: str = ""
    """Words instead of the stage, such as when it was deleted."""

    @property
    def item(self) -> Item:
        """Its line in the list."""
        label = f"{self.title} · {self.company}" if self.company else self.title
        return Item(self.id, label, f"{self.note or self.stage} · {self.ref}", search=f"{self.ref} {self.stage}")


Search = Callable[[str], Awaitable[Sequence[CardLine]]]
"""Returns the cards for typed text, the best first, at most a screenful."""


class FindCard(PickKey):
    """`FindCard(search)` → a card's id. It searches at every letter; only the last search counts."""

    def __init__(self, search: Search, heading: str = "Find a card", verb: str = "go there") -> None:
        super().__init__(heading, (("enter", verb),))
        self._search = search
        self._pick = TypeAhead(
            placeholder="title, company, ref, or a filter", search=self._start_search, most=12, empty="No cards match."
        )

    def on_mount(self) -> None:
        """Show the cards for an empty search."""
        self._start_search("")

    def _start_search(self, typed: str) -> None:
        self.run_worker(self._show_matches(typed), exclusive=True, exit_on_error=False)

    async def _show_matches(self, typed: str) -> None:
        try:
            lines = await self._search(typed)
        except KanbanError as error:
            self.complain(str(error))
            return
        self.complain("")
        self._pick.show_items([line.item for line in lines])


class DeletedCards(PickKey):
    """`DeletedCards(lines)` → the id of the card to restore."""

    def __init__(self, cards: Sequence[CardLine]) -> None:
        super().__init__("Deleted cards", (("enter", "restore"),))
        empty = "No matches" if cards else "No deleted cards."
        self._pick = TypeAhead([card.item for card in cards], placeholder="type to find", most=12, empty=empty)


SearchItems = Callable[[str], Awaitable[Sequence[Item]]]
"""Returns a few cards for the typed text."""

LEAST = 2
"""The fewest letters for which cards are searched."""


class Palette(PickKey):
    """`Palette(items, search)` → the key of the chosen item."""

    def __init__(self, items: Sequence[Item], search: SearchItems) -> None:
        super().__init__("Do or find", (("enter", "run or open"),))
        self._items, self._search = list(items), search
        self._pick = TypeAhead(
            items, placeholder="a command, a lane, a view or a card", search=self._search_typed, most=12
        )

    def _search_typed(self, typed: str) -> None:
        self._pick.show_items(self._find_commands(typed))
        if len(typed.strip()) >= LEAST:
            self.run_worker(self._add_cards(typed), exclusive=True, exit_on_error=False)

    def _find_commands(self, typed: str) -> list[Item]:
        return rank_items(self._items, typed)

    async def _add_cards(self, typed: str) -> None:
        cards = await self._search(typed.strip())
        if typed == self._pick.typed:
            self._pick.show_items([*self._find_commands(typed)[:6], *cards])
