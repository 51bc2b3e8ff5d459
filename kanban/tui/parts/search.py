"""Finding cards by typing, the palette of commands, lanes, views and cards, and going to a card."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError
from kanban.store import reading
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from kanban.tui import dialogs, messages
from kanban.tui.commands import Command, CommandContext
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets import inputs

if TYPE_CHECKING:
    from kanban.domain.card import Card
    from kanban.tui.parts.filter import Filter
    from kanban.tui.parts.panel import Panel

FOUND = 8
"""Cards that are offered for what was typed."""


class Search(Part):
    """Finds cards in a thread of its own, and goes to them."""

    def __init__(
        self,
        host: Host,
        panel: Panel,
        filter_: Filter,
        list_commands: Callable[[], tuple[Sequence[Command], CommandContext]],
        run: Callable[[str], Awaitable[object]],
    ) -> None:
        """Take a function that lists the commands with their context, and one that runs a command."""
        super().__init__(host)
        self._panel, self._filter = panel, filter_
        self._list_commands, self._run = list_commands, run

    async def go_to(self, card: str) -> None:
        """Put the cursor on a card if it shows; open it in any case."""
        host = self.host
        place = self.read(lambda: read.number_of(host.workspace.connection, card), None)
        if place:
            number, lane, _ = place
            lane_model = host.model.lane_models.get(lane)
            row = lane_model.find(number) if lane_model else None
            if row is not None:
                host.lanes.enter(lane, row)
        await self._panel.show_card(card)

    async def visit(self, card: str, come_back: Callable[[], object]) -> None:
        """Go to a card from a page; where it is closed with Esc, `come_back` shows the page again."""
        await self.go_to(card)
        if self._panel.card_id == card:
            self._panel.come_back(come_back)

    # -- the palette

    def action_palette(self) -> None:
        """Find a command, a lane, a view or a card by typing."""
        host = self.host
        commands, situation = self._list_commands()
        items = [
            inputs.type_ahead.Item(f"command:{command.id}", command.title, command.label, search=command.help)
            for command in commands
            if command.is_in_palette and command.available(situation)
        ]
        items += [
            inputs.type_ahead.Item(
                f"lane:{stage.id}", stage.name, f"lane · {host.model.lane_models[stage.id].summary.cards:,}"
            )
            for stage in host.workspace.board.stages
        ]
        views = self._filter.list_views()
        items += [inputs.type_ahead.Item(f"view:{view.query}", view.name, "view", search=view.query) for view in views]
        host.ask(dialogs.find_dialogs.Palette(items, self._find_items), self._pick)

    async def _pick(self, key: str | None) -> None:
        kind, _, target = (key or "").partition(":")
        match kind:
            case "command":
                await self._run(target)
            case "lane":
                self.host.lanes.enter(target)
            case "view":
                self.host.post_message(messages.ViewPicked(target))
            case "card":
                await self.go_to(target)

    async def _find_items(self, typed: str) -> Sequence[inputs.type_ahead.Item]:
        lines = await asyncio.to_thread(self._find, typed)
        return [replace(line.item, key=f"card:{line.id}") for line in lines]

    # -- in a thread

    def _find(self, typed: str) -> list[dialogs.find_dialogs.CardLine]:
        with closing(self.host.workspace.open_sibling()) as workspace:
            cards = list_cards(workspace, typed, FOUND)
            board = workspace.board
        return [
            dialogs.find_dialogs.CardLine(
                card.id, card.ref, card.title, card.company or "", board.lane_of(card.stage).name
            )
            for card in cards
        ]

    async def find_twins(self, card: str, typed: str) -> Sequence[dialogs.find_dialogs.CardLine]:
        """Find the cards that one could be merged with, likely duplicates first."""
        return await asyncio.to_thread(self._find_twins, card, typed)

    def _find_twins(self, card_id: str, typed: str) -> list[dialogs.find_dialogs.CardLine]:
        with closing(self.host.workspace.open_sibling()) as workspace:
            board = workspace.board
            likely = reading.duplicates.find_likely(workspace.connection, board, workspace.card(card_id), FOUND)
            listed = list_cards(workspace, typed, FOUND + 1)
        signs = {card.id: f"same {sign}" for card, sign in likely}
        ranks = {card: rank for rank, card in enumerate(signs)}
        cards = {card.id: card for card in [*(card for card, _ in likely if not typed), *listed] if card.id != card_id}
        ranked = sorted(cards.values(), key=lambda card: ranks.get(card.id, len(ranks)))
        return [
            dialogs.find_dialogs.CardLine(
                card.id, card.ref, card.title, card.company or "", stage := board.lane_of(card.stage).name,
                note=f"{signs[card.id]} · {stage}" if card.id in signs else "",
            )
            for card in ranked[:FOUND]
        ]  # fmt: skip


def list_cards(workspace: Workspace, typed: str, most: int) -> list[Card]:
    """Return the cards that match words, a filter or the beginning of a ref; none for a faulty filter."""
    try:
        cards = {card.id: card for card, _, _ in workspace.list_cards(typed, most)}
        if typed.isalnum():
            cards |= {card.id: card for card, _, _ in workspace.list_cards(f"ref:{typed.lower()}", most)}
    except KanbanError:
        return []
    return [*cards.values()][:most]
