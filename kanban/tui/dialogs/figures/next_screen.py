"""The next five cards: each with its reasons, and behind each reason the cards that it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from kanban import cell_width
from kanban.domain.values import dates
from kanban.domain.values.money import format_short_money
from kanban.domain.values.text import clean_line, fold, format_count
from kanban.domain.waiting.next_card import SkippedCard
from kanban.reports.next_five.next_choice import NUMBER, NextCard, NextFive
from kanban.reports.next_five.next_reasons import Reason
from kanban.reports.rates import format_share
from kanban.tui.widgets.bars.hints import Hint, draw_hint_line
from kanban.tui.widgets.dashboard_view.figure_lines import BLANK, Figure, FigureLine, line
from kanban.tui.widgets.dashboard_view.figure_list import FigureList

HINTS = (
    Hint("enter", "open or cards"), Hint("s", "skip"), Hint("!", "not true"), Hint("a", "hand over"), Hint("p", "log"),
    Hint("esc", "board"), Hint("r", "new five"), Hint("v", "skipped"), Hint("h j k l", "reason"), Hint("?", "help"),
)  # fmt: skip
SKIPPED_HINTS = (
    Hint("s", "propose again"), Hint("enter", "open"), Hint("v", "next five"), Hint("esc", "board"), Hint("?", "help"),
)  # fmt: skip
SIGNS = {"urgency": "! ", "fit": "= ", "history": "", "waits": ""}

NARROW = 60
"""Cells below which a card shows its strongest reason alone."""

LOW = 22
"""Lines below which no blank line stands between cards."""

MONEY, STAGE = 11, 12

Ask = Callable[[NextCard, Reason, str], None]
"""Does `open`, `skip`, `unskip`, `doubt`, `answer` or `log` with a card and the reason under the cursor."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure stands for."""

    card: NextCard
    reason: Reason


class NextScreen(ModalScreen[str | None]):
    """`NextScreen(who, read, ask, five)`; `read` ends in `show` or `complain`. Returns the card to open.

    `five` is what was chosen last: it stands there until the new ones are read, and stays where it is fresh.
    """

    DEFAULT_CSS = """
    NextScreen { background: $background; }
    NextScreen Vertical { padding: 0 1; background: $background; }
    NextScreen .title { height: 1; margin-bottom: 1; }
    NextScreen FigureList { background: $background; scrollbar-background: $background; }
    NextScreen .told { height: auto; max-height: 4; }
    NextScreen .keys { height: 1; color: $muted; margin: 0 -1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,N", "leave", show=False),
        Binding("s", "do('skip')", show=False),
        Binding("exclamation_mark", "do('doubt')", show=False),
        Binding("a", "do('answer')", show=False),
        Binding("p", "do('log')", show=False),
        Binding("r", "refresh_cards", show=False),
        Binding("v", "turn", show=False),
        Binding("question_mark,f1", "app.help", show=False),
        Binding("ctrl+q", "app.quit", show=False),
    ]

    def __init__(
        self, who: str, read: Callable[[], None], ask: Ask, five: NextFive | None = None, *, is_fresh: bool = False
    ) -> None:
        super().__init__()
        self._who, self._read, self._ask = who, read, ask
        self._title, self._told, self._keys = Static(classes="title"), Static(classes="told"), Static(classes="keys")
        self._list = FigureList()
        self._five = five
        self._is_reading, self._sentence = not is_fresh, ""
        self._is_skipped_list = False
        self._targets: dict[Figure, Target] = {}

    def compose(self) -> ComposeResult:
        """Yield title, cards, a few sentences and the keys."""
        with Vertical():
            yield self._title
            yield self._list
            yield self._told
            yield self._keys

    def on_mount(self) -> None:
        """Read the cards."""
        self._list.focus()
        if self._is_reading:
            self.action_refresh_cards()
        else:
            self._draw()

    def on_resize(self) -> None:
        """Lay out the cards again."""
        self.call_after_refresh(self._draw)

    def show(self, five: NextFive) -> None:
        """Show the cards."""
        self._five, self._is_reading, self._sentence = five, False, ""
        self._draw()

    def complain(self, sentence: str) -> None:
        """Show why something could not be done; what was there stays."""
        self._is_reading, self._sentence = False, sentence
        self._draw()

    # -- drawing

    def _draw(self) -> None:
        if not self.is_attached:
            return
        self._title.update(self._draw_title(self.size.width - 2))
        hints = SKIPPED_HINTS if self._is_skipped_list else HINTS
        self._keys.update(draw_hint_line(hints, self.size.width))
        if self._five:
            self._list.show_lines(list(self._lay_out(self._five, self._list.line_width)))
        self._draw_told()

    def _draw_title(self, width: int) -> Content:
        name = "Skipped" if self._is_skipped_list else "Next five"
        head = f" · {clean_line(self._who)}"
        tail = "counting…" if self._five is None else "refreshing…" if self._is_reading else ""
        if self._five and not tail:
            own, unowned, rest = self._five.looked_at
            counts = [f"{own:,} yours"] * bool(own) + [f"{unowned:,} nobody's"] * bool(unowned)
            tail = " and ".join(counts) or f"{rest:,} of others"
        room = width - len(name) - cell_width.cells(tail)
        return Content.assemble(
            (name, "bold $lane-title"), cell_width.pad(cell_width.shorten(head, room), room), (tail, "$muted")
        )

    def _lay_out(self, five: NextFive, width: int) -> Iterator[FigureLine]:
        self._targets = {}
        cards = [_tell_skipped(one) for one in five.skipped_cards] if self._is_skipped_list else five.cards
        for place, chosen in enumerate(cards, 1):
            yield _draw_head(place, chosen, width)
            yield from self._draw_reasons(chosen, width)
            if self.size.height >= LOW:
                yield BLANK
        if self._is_skipped_list:
            if not cards:
                yield line(("No card is skipped. v: next five", "$muted"))
        elif not five.cards:
            yield line(("No open cards. I: import", "$muted"))
        elif len(five.cards) < NUMBER:
            verb = "is" if len(five.cards) == 1 else "are"
            yield line((f"Only {format_count(len(five.cards), 'card')} {verb} open. I: import", "$muted"))

    def _draw_reasons(self, chosen: NextCard, width: int) -> Iterator[FigureLine]:
        pieces: list[Figure | tuple[str, str]] = [("  ", "")]
        used = 2
        for reason in chosen.reasons[: 1 if width < NARROW else None]:
            label = cell_width.shorten(SIGNS[reason.kind] + clean_line(reason.text), width - 5)
            figure = Figure(label, reason.text, (chosen.card.id,))
            self._targets[figure] = Target(chosen, reason)
            cells = cell_width.cells(label) + 3
            if len(pieces) > 1 and used + cells > width:
                yield line(*pieces)
                pieces, used = [("  ", "")], 2
            pieces += [figure, (" ", "")]
            used += cells
        yield line(*pieces)

    def _draw_told(self) -> None:
        five, target = self._five, self.target
        if not self.is_attached or five is None:
            return
        words = [self._sentence] if self._sentence else []
        if target and target.reason.of is not None and target.reason.won is not None:
            total = five.closed.total
            words.append(
                f"{target.reason.field.capitalize()}: {target.reason.won:,} of {target.reason.of:,} closed deals won. "
                f"The board: {total.won:,} of {total.closed:,} ({format_share(total.won, total.closed)})."
            )
        if five.skipped and not self._is_skipped_list:
            first = five.skipped_cards[0]
            day = dates.format_full_date(date.fromisoformat(first.until))
            until = f" until {day}" if five.skipped == 1 else f", the first until {day}"
            words.append(f"Not shown: {five.skipped:,} skipped{until}.  v: show")
        words.append(five.describe_history())
        lines = [Content(cell_width.shorten(clean_line(text), self.size.width - 2)) for text in words]
        if self._sentence:
            lines[0] = lines[0].stylize("$overdue")
        self._told.update(Content("\n").join(lines))

    # -- keys

    @property
    def target(self) -> Target | None:
        """The card and the reason under the cursor; None where there are none."""
        figure = self._list.figure
        return self._targets.get(figure) if figure else None

    @on(FigureList.Moved)
    def _say_what_counts(self, event: FigureList.Moved) -> None:
        event.stop()
        self._draw_told()

    @on(FigureList.Opened)
    def _open(self, event: FigureList.Opened) -> None:
        event.stop()
        if target := self._targets.get(event.figure):
            self._ask(target.card, target.reason, "open")

    def action_do(self, what: str) -> None:
        """Act on the card under the cursor."""
        target = self.target
        if target is None:
            return
        if what == "skip" and self._is_skipped_list:
            what = "unskip"
        if what == "doubt" and not target.reason.field:
            self.complain("Only a reason that rests on a fact can be untrue: source, campaign or company.")
            return
        self.complain("")
        self._ask(target.card, target.reason, what)

    def action_turn(self) -> None:
        """Show the skipped cards instead of the five, or the five again."""
        self._is_skipped_list = not self._is_skipped_list
        self._draw()

    def action_refresh_cards(self) -> None:
        """Choose the cards again."""
        self._is_reading = True
        self._draw()
        self._read()

    def action_leave(self) -> None:
        """Go back to the board."""
        self.dismiss(None)


def _tell_skipped(skipped: SkippedCard) -> NextCard:
    """Return a skipped card with the reason why it is none of the five."""
    day = dates.format_full_date(date.fromisoformat(skipped.until))
    return NextCard(skipped.card, (Reason("waits", f"until {day}: {clean_line(skipped.why)}"),))


def _draw_head(place: int, chosen: NextCard, width: int) -> FigureLine:
    """Return a card's line: its number, title, company, value and stage."""
    card = chosen.card
    title = clean_line(card.title)
    company = clean_line(card.company or "")
    if company and fold(company) in fold(title):
        company = ""
    value = format_short_money(card.value, card.currency) if card.value is not None else ""
    tails = [(value, MONEY, "right"), (clean_line(card.stage), STAGE, "left")] if width >= NARROW else []
    room = width - 3 - sum(cells + 2 for _, cells, _ in tails)
    first = min(room, max(cell_width.cells(title), room * 11 // 20)) if company else room
    pieces: list[tuple[str, str]] = [
        (f"{place}  ", "$muted"),
        (cell_width.pad(cell_width.shorten(title, first), first), "bold"),
    ]
    if company and room - first > 4:
        rest = room - first - 2
        pieces.append(("  " + cell_width.pad(cell_width.shorten(company, rest), rest), ""))
    elif room > first:
        pieces.append((" " * (room - first), ""))
    for text, cells, side in tails:
        pieces.append(
            (
                "  " + cell_width.pad(cell_width.shorten(text, cells), cells, "right" if side == "right" else "left"),
                "$muted",
            )
        )
    return line(*pieces)
