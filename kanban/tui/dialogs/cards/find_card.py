"""A card found by typing, or brought back among those that were deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from kanban.domain.errors import KanbanError
from kanban.tui.dialogs.dialog_frame import Dialog
from kanban.tui.widgets.inputs.type_ahead import Item, Pick


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card in a list."""

    id: str
    ref: str
    title: str
    company: str = ""
    stage: str = ""
    note: str = ""
    """In place of the stage, such as when it was deleted."""

    @property
    def item(self) -> Item:
        """How it stands in the list."""
        label = f"{self.title} · {self.company}" if self.company else self.title
        return Item(self.id, label, f"{self.note or self.stage} · {self.ref}", search=f"{self.ref} {self.stage}")


Search = Callable[[str], Awaitable[Sequence[CardLine]]]
"""Finds the cards for what is typed, the best first, a screenful at most."""


class FindCard(Dialog[str]):
    """`FindCard(search)` → a card's id. What is typed is searched as it is typed; of several searches the last counts."""

    def __init__(self, search: Search, heading: str = "Find a card", verb: str = "go there") -> None:
        super().__init__(heading, (("enter", verb),))
        self._search = search
        self._pick = Pick(placeholder="title, company, ref, or a filter", searched=True, most=12, empty="no card")

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._pick

    def on_mount(self) -> None:
        """Show what is there before anything is typed."""
        self._look("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._look(event.value)

    def _look(self, typed: str) -> None:
        self.run_worker(self._found(typed), exclusive=True, exit_on_error=False)

    async def _found(self, typed: str) -> None:
        try:
            lines = await self._search(typed)
        except KanbanError as error:
            self.complain(str(error))
            return
        self.complain("")
        self._pick.show_items([line.item for line in lines])

    @on(Pick.Picked)
    def _picked(self, event: Pick.Picked) -> None:
        event.stop()
        self.dismiss(event.key)


class DeletedCards(Dialog[str]):
    """`DeletedCards(lines)` → the id of the card that is to be brought back."""

    def __init__(self, cards: Sequence[CardLine]) -> None:
        super().__init__("Deleted cards", (("enter", "restore"),))
        empty = "No matches" if cards else "no card is deleted"
        self._pick = Pick([card.item for card in cards], placeholder="type to find", most=12, empty=empty)

    def content(self) -> Iterable[Widget]:
        """Return the list."""
        yield self._pick

    @on(Pick.Picked)
    def _picked(self, event: Pick.Picked) -> None:
        event.stop()
        self.dismiss(event.key)
