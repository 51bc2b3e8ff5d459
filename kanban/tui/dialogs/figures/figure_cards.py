"""The cards behind a figure: exactly those that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from kanban import cell_width
from kanban.domain.board import Board
from kanban.domain.card import Card
from kanban.domain.values.money import format_short_money
from kanban.domain.values.text import clean_line
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.line_list import Block, LineList

HINTS = (Hint("enter", "open"), Hint("j k", "card"), Hint("esc", "figures"), Hint("?", "help"))


class FigureCards(ModalScreen[str | None]):
    """`FigureCards(board, title, cards, count, start)` → the id of the card to open.

    `count` may be more than are listed; the cursor begins on `start`, else on the first card.
    """

    DEFAULT_CSS = """
    FigureCards { background: $background; }
    FigureCards Vertical { padding: 0 1; background: $background; }
    FigureCards .title { height: 1; margin-bottom: 1; }
    FigureCards LineList { background: $background; scrollbar-background: $background; }
    FigureCards .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", show=False),
        Binding("enter,o", "open", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("ctrl+q", "app.quit", show=False),
    ]

    def __init__(self, board: Board, title: str, cards: Sequence[Card], count: int, start: str = "") -> None:
        super().__init__()
        self._start = start if any(card.id == start for card in cards) else None
        self._board, self._heading, self._cards, self._count = board, title, cards, count
        self._list = LineList()
        self._title, self._keys = Static(classes="title"), Static(classes="keys")

    def compose(self) -> ComposeResult:
        """Yield title, cards and keys."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._keys

    def on_mount(self) -> None:
        """Show the cards."""
        self._list.focus()
        self._draw(anew=True)

    def on_resize(self) -> None:
        """Fit the title to the width."""
        self.call_after_refresh(self._draw)

    def _draw(self, *, anew: bool = False) -> None:
        count = f"{self._count:,} card{'s' * (self._count != 1)}"
        if self._count > len(self._cards):
            count += f", the first {len(self._cards):,} shown"
        room = self.size.width - 3 - cell_width.cells(count)
        self._title.update(
            Content.assemble((cell_width.pad(clean_line(self._heading), max(0, room)), "bold $lane-title"), count)
        )
        self._keys.update(draw_hint_line(HINTS, self.size.width))
        if anew:
            blocks = [Block(card.id, card, partial(_draw_card, self._board, card)) for card in self._cards]
            self._list.show_blocks(blocks, anew=True, start=self._start)

    def action_open(self) -> None:
        """Open the card under the cursor."""
        if block := self._list.block:
            self.dismiss(block.key)

    def action_leave(self) -> None:
        """Go back to the figures."""
        self.dismiss(None)


def _draw_card(board: Board, card: Card, width: int) -> list[Content]:
    """Return a card's line: title and company, value, sales owner, where it stands now."""
    title = clean_line(card.title)
    if card.company and clean_line(card.company).casefold() not in title.casefold():
        title += f" · {clean_line(card.company)}"
    value = format_short_money(card.value, card.currency) if card.value is not None else ""
    owner = clean_line(board.owner_name(card.sales_owner or card.marketing_owner) or "")
    stage = clean_line(board.lane_of(card.stage).name)
    tails = [(value, 11), (owner, 12), (stage, 14)] if width >= 64 else [(stage, 14)]
    room = max(8, width - 2 - sum(cells + 2 for _, cells in tails))
    pieces: list[tuple[str, str]] = [("  ", ""), (cell_width.pad(title, room), "bold")]
    for place, (text, cells) in enumerate(tails):
        is_money = len(tails) > 1 and place == 0
        pieces.append((f"  {cell_width.pad(text, cells, 'right' if is_money else 'left')}", "$muted"))
    return [Content.assemble(*pieces)]
