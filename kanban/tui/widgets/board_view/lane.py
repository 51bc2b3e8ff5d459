"""One lane: its head and its cards, drawn as lines of which only the changed ones are sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from kanban.cell_width import cells, pad, shorten
from kanban.domain.board import Team
from kanban.domain.card import CardSummary
from kanban.domain.values import money
from kanban.domain.values.text import clean_line
from kanban.tui.board_model import BoardModel, LaneModel
from kanban.tui.widgets.board_view import card_face
from kanban.tui.widgets.board_view.card_face import CHOSEN, CURSOR, LETTERS, STALE, FaceContext, Part
from kanban.tui.widgets.board_view.drawn_lines import DrawnLines
from kanban.tui.widgets.styles import BoardStyles, TextStyles

THIN_LINE, DOOR_LINE, LANDING, OVER = "│", "┃", "▔", "▲"

BELONGS = {
    "Nurture": "Leads that are not ready yet", "Engaged": "Leads that answered", "MQL": "Leads worth offering to sales",
    "Handoff": "Offers that wait for an answer", "Accepted": "Leads that sales took on",
    "Discovery": "Finding out what they need", "Proposal": "Proposals that were sent",
    "Negotiation": "Terms being agreed", "Won": "Signed", "Lost": "Not this time",
}  # fmt: skip
"""The words in an empty lane, for the stages that a board starts with."""

MOST_STRIPS = 1_500
"""The most drawn cards that a lane keeps."""


SIDES: dict[Team, str] = {"marketing": "mkt", "sales": "sales"}
"""Short names of the teams."""


class LaneHeights(NamedTuple):
    """The heights of a lane's pieces, in lines."""

    head: int
    """Lines of a lane's head."""
    face: int
    """Lines of a card."""
    gap: int = 0
    """Empty lines below a card."""

    @property
    def pitch(self) -> int:
        """Lines from one card to the next."""
        return self.face + self.gap


def choose_heights(height: int, *, tabs: bool = False) -> LaneHeights:
    """Return the heights for lanes of `height` lines.

    With `tabs`, which already show name and count, the head has only the sums and the waiting times.
    """
    if tabs:
        return LaneHeights(0 if height < 14 else 2, 4 if height >= 24 else 3, int(height >= 32))
    if height >= 32:
        return LaneHeights(3, 4, 1)
    return LaneHeights(2 if height >= 14 else 1, 4 if height >= 24 else 3)


class Lane(DrawnLines):
    """A lane of the board; `Lanes` sets its fields and calls `draw`."""

    def __init__(self, lane_model: LaneModel, model: BoardModel) -> None:
        super().__init__()
        self.lane_model, self.model = lane_model, model
        self.context: FaceContext | None = None
        self.board_styles: BoardStyles | None = None
        self.heights = LaneHeights(2, 4)
        self.has_door = False
        """The heavy line is at its left, because the two teams meet here."""
        self.is_first = False
        """Nothing is at its left."""
        self.has_tabs = False
        """It is the only lane shown, under a line of tabs."""
        self.has_strip = False
        """It is folded to a narrow strip."""
        self.is_active = True
        """Whether the board has the focus."""
        self.landing: int | None = None
        """The place at which a dragged card would land."""
        self._cards: dict[tuple[int, int, int], list[Strip]] = {}
        """Drawn cards by number, version and state; `clear_cache` empties this for another width or theme."""
        self._strips: dict[object, Strip] = {}
        """Other drawn lines by what they depend on."""

    # -- what the board asks

    def clear_cache(self) -> None:
        """Drop the kept lines, because the theme, the day, the width or the board changed."""
        self._cards.clear()
        self._strips.clear()

    def set_heights(self, heights: LaneHeights, *, strip: bool, first: bool, tabs: bool) -> None:
        """Set how it is drawn, as the board's layout says."""
        setup = (heights, strip, first, tabs)
        if setup != (self.heights, self.has_strip, self.is_first, self.has_tabs):
            self.heights, self.has_strip, self.is_first, self.has_tabs = setup
            self.clear_cache()
            self.invalidate()

    @property
    def rows(self) -> int:
        """The number of whole cards that fit."""
        return max(1, (self.size.height - self.heights.head + self.heights.gap) // self.heights.pitch)

    def place_at(self, y: int) -> int | None:
        """Return the place of the card at a line of the lane, None if there is no card."""
        if y < self.heights.head or self.has_strip:
            return None
        place = self.lane_model.top + (y - self.heights.head) // self.heights.pitch
        return place if place < len(self.lane_model) else None

    def show_landing(self, place: int | None) -> None:
        """Show or hide where a dragged card would land."""
        if self.landing != place:
            self.landing = place
            self.draw()

    # -- drawing

    def draw_lines(self, size: Size, before: Size | None) -> list[Strip]:
        """Return the lines of head and cards, or of the narrow strip."""
        if before is None or before.width != size.width:
            self.clear_cache()
        if not size or self.board_styles is None or self.context is None:
            return [Strip.blank(size.width)] * size.height
        if self.has_strip:
            lines = self._draw_folded(self.board_styles, size)
        else:
            lines = [
                *self._draw_head(self.board_styles, size.width),
                *self._draw_body(self.board_styles, self.context, size),
            ]
        return lines[: size.height]

    @property
    def _has_cursor(self) -> bool:
        return self.model.lane == self.lane_model.stage.id

    def _draw_body(self, board_styles: BoardStyles, context: FaceContext, size: Size) -> list[Strip]:
        room = size.height - self.heights.head
        if not len(self.lane_model):
            return self._draw_empty(board_styles, size.width, room)
        top, card_count = self.lane_model.top, -(-room // self.heights.pitch)
        numbers = self.lane_model.shown[top : top + card_count]
        lines: list[Strip] = []
        blank = self._draw_line((), board_styles.plain, size.width)
        cursor = self.model.card if self._has_cursor else None
        for place, card in enumerate(self.model.list_window(numbers), top):
            state = (card.n == cursor) * (2 if self.is_active else 1) + 4 * (card.n in self.model.selected)
            lines += self._draw_card(card, state, board_styles, context, size.width, landing=place == self.landing)
            lines += [blank] * self.heights.gap
        return (lines + [blank] * room)[:room]

    def _draw_card(
        self,
        card: CardSummary,
        state: int,
        board_styles: BoardStyles,
        context: FaceContext,
        width: int,
        *,
        landing: bool,
    ) -> list[Strip]:
        """Return a card's lines; `state` is 1 under the cursor without focus, 2 with it, plus 4 when selected."""
        waiting, draft = card.id in self.model.waiting, card.id in self.model.drafts
        # A card's version covers all its fields but the reader's own: the bits below stand for those.
        marked = 16 * card.has_unread + 32 * card.is_incomplete + 64 * waiting + 128 * draft
        key = (card.n, card.version, state + 8 * landing + marked)
        if key not in self._cards:
            if len(self._cards) > MOST_STRIPS:
                self._cards.clear()
            under, chosen = state & 3, state & 4
            styles = (
                board_styles.cursor if under == 2 else board_styles.faint if under or chosen else board_styles.plain
            )
            marks = [CURSOR if under else " "] * self.heights.face
            if chosen:
                marks[0] = CHOSEN
            room = width - 2 - (not self.is_first)
            self._cards[key] = [
                self._draw_line(parts, styles, width, mark)
                for parts, mark in zip(
                    card_face.draw_face(card, context, styles, room, self.heights.face, waiting=waiting, draft=draft),
                    marks,
                    strict=True,
                )
            ]
            if landing:
                self._cards[key][0] = self._draw_line(
                    [(LANDING * room, board_styles.target)], board_styles.plain, width, LANDING
                )
        return self._cards[key]

    def _draw_line(self, parts: Iterable[Part], styles: TextStyles, width: int, mark: str = " ") -> Strip:
        """Return one line: the edge at its left, the mark, the parts, and blanks up to the right end."""
        key = (styles.text, width) if mark == " " and not parts else None
        if key and key in self._strips:
            return self._strips[key]
        pending, before = mark, styles.text  # neighbours of one style become one segment: fewer bytes to the terminal
        segments = [] if self.is_first else [self._draw_edge()]
        used = len(segments) + cells(mark)
        for text, style in parts:
            if style is before:
                pending += text
            else:
                segments.append(Segment(pending, before))
                pending, before = text, style
            used += cells(text)
        # a part with a background of its own ends with its text, and does not colour the rest of the line
        if before is not styles.text and used < width and before.bgcolor != styles.text.bgcolor:
            segments.append(Segment(pending, before))
            pending, before = "", styles.text
        segments.append(Segment(pending + " " * (width - used), before))
        strip = Strip(segments, width)
        if key:
            self._strips[key] = strip
        return strip

    def _draw_edge(self) -> Segment:
        board_styles = self.board_styles
        assert board_styles is not None  # noqa: S101 - lines are drawn with styles
        return Segment(DOOR_LINE, board_styles.door) if self.has_door else Segment(THIN_LINE, board_styles.line)

    # -- the head

    def _draw_head(self, board_styles: BoardStyles, width: int) -> list[Strip]:
        lane_model, stage = self.lane_model, self.lane_model.stage
        key = (
            lane_model.summary,
            len(lane_model),
            self.model.is_filtered,
            self._has_cursor,
            self.is_active,
            stage,
            self.landing is None,
        )
        strips = [self._strips.get((line, key)) for line in range(self.heights.head)]
        if None in strips:
            room = width - 2 - (not self.is_first)
            for line, parts in enumerate(self._head_parts(board_styles, room)[: self.heights.head]):
                self._strips[line, key] = self._draw_line(parts, board_styles.plain, width)
            strips = [self._strips[line, key] for line in range(self.heights.head)]
        return [strip for strip in strips if strip is not None]

    def _head_parts(self, board_styles: BoardStyles, room: int) -> list[list[Part]]:
        head, stage = self.lane_model.summary, self.lane_model.stage
        styles = board_styles.plain
        name = board_styles.head if self.landing is None else board_styles.target
        if self._has_cursor and self.landing is None:
            name = Style.combine([board_styles.head, Style(underline=True)])
        count = f"{head.cards:,}"
        over = stage.limit is not None and head.cards > stage.limit
        if stage.limit is not None:
            count += f"/{stage.limit}"
        if self.model.is_filtered:
            count = f"{len(self.lane_model):,} of {head.cards:,}"
        counted: list[Part] = [
            (f"{OVER} over " if over else "", styles.overdue),
            (count, styles.overdue if over else styles.muted),
        ]
        if room < sum(cells(text) for text, _ in counted) + 6:
            counted = [(OVER if over else "", styles.overdue), (count, styles.overdue if over else styles.muted)]
        first = card_face.justify([(clean_line(stage.name), name)], [part for part in counted if part[0]], room)
        if self.has_tabs:
            return [self._draw_worth(board_styles, room), self._draw_waits(board_styles, room)]
        return [first, self._draw_worth(board_styles, room), self._draw_waits(board_styles, room)]

    def _draw_waits(self, board_styles: BoardStyles, room: int) -> list[Part]:
        """Return how long cards wait for each team, in business time: `sales 41h · mkt 9h`."""
        for names in (SIDES, LETTERS):
            parts: list[Part] = []
            for team, wait in self.lane_model.summary.waits:
                parts += [(" · ", board_styles.plain.muted)] * bool(parts)
                parts.append((f"{names[team]} {wait}", board_styles.plain.muted))
            if sum(cells(text) for text, _ in parts) <= room:
                return parts
        return []

    def _draw_worth(self, board_styles: BoardStyles, room: int) -> list[Part]:
        """Return the sum of the cards' values, and how many cards are stale."""
        head, styles = self.lane_model.summary, board_styles.plain
        worth, stale = format_values(head.values), f"{STALE} {head.stale:,} stale" if head.stale else ""
        if cells(worth) + cells(stale) >= room:
            stale = stale.removesuffix(" stale")
        return card_face.justify([(worth, styles.muted)], [(stale, styles.muted)] if stale else [], room, keep=True)

    def _draw_empty(self, board_styles: BoardStyles, width: int, room: int) -> list[Strip]:
        stage = self.lane_model.stage
        if self.model.is_filtered and self.lane_model.summary.cards:
            sentences = [f"None of {self.lane_model.summary.cards:,} match.", "Esc: show all"]
        elif self.lane_model.summary.cards or not self.model.total:  # an empty board says it once, in its middle
            sentences = []
        else:
            sentences = [f"{BELONGS.get(stage.name, 'No cards here yet')}.", "n: add a card"]
        inner = width - 3
        lines = [line for sentence in sentences for line in _wrap_words(sentence, inner)]
        strips = [self._draw_line([(line, board_styles.plain.muted)], board_styles.plain, width) for line in lines]
        blank = self._draw_line((), board_styles.plain, width)
        return ([blank, *strips] + [blank] * room)[:room]

    # -- a folded lane

    def _draw_folded(self, board_styles: BoardStyles, size: Size) -> list[Strip]:
        """Return the strip's lines: the count, then the name, written downwards if it is too wide."""
        head, stage = self.lane_model.summary, self.lane_model.stage
        room = size.width - (not self.is_first)
        count = len(self.lane_model) if self.model.is_filtered else head.cards
        name = clean_line(stage.name)
        figure = format_count(count)
        style = board_styles.target if self.landing is not None else board_styles.head
        fits = cells(figure) <= room
        lines = [(f"{figure:^{room}}" if fits else "", style)]
        down = name if fits else f"{name} {figure}"
        if cells(down) <= room:
            lines.append((f"{down:^{room}}", board_styles.plain.muted))
        else:
            lines += [("", board_styles.plain.muted)] * (max(0, self.heights.head - len(lines)))
            lines += [(f"{letter:^{room}}", board_styles.plain.muted) for letter in down]
        key = ("strip", head, count, self.landing is None, size)
        strips = []
        for y in range(size.height):
            text, style = lines[y] if y < len(lines) else ("", board_styles.plain.muted)
            if (y, key) not in self._strips:
                parts = [] if self.is_first else [self._draw_edge()]
                self._strips[y, key] = Strip([*parts, Segment(pad(text, room), style)], size.width)
            strips.append(self._strips[y, key])
        return strips


def format_values(values: Sequence[tuple[str, int]]) -> str:
    """Return a lane's sum in its first currency, and how many more currencies there are: `€12k +1`."""
    if not values:
        return ""
    currency, minor = values[0]
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    return money.format_short_money(minor, currency) + more


def format_count(count: int) -> str:
    """Return a number of cards in at most four cells."""
    return f"{count:,}" if count < 1000 else f"{count // 1000}k"


def cut_to_width(text: str, width: int) -> str:
    """Cut a name to `width` cells, without an ellipsis: strips are too narrow for one."""
    while cells(text) > width:
        text = text[:-1]
    return text


def _wrap_words(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [shorten(line, width) for line in lines]
