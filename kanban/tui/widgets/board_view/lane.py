"""One lane: its head and its cards, drawn as lines and sent only where they changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from kanban.cell_width import cells, pad, shorten
from kanban.domain.board import Team
from kanban.domain.card import Face
from kanban.domain.values import money
from kanban.domain.values.text import clean_line
from kanban.tui.board_model import BoardModel, LaneModel
from kanban.tui.widgets.board_view import card_face as faces
from kanban.tui.widgets.board_view.card_face import CHOSEN, CURSOR, LETTERS, STALE, Eyes, Part
from kanban.tui.widgets.board_view.drawn_lines import DrawnLines
from kanban.tui.widgets.styles import Look, Tone

THIN_LINE, DOOR_LINE, LANDING, OVER = "│", "┃", "▔", "▲"

BELONGS = {
    "Nurture": "Leads that are not ready yet", "Engaged": "Leads that answered", "MQL": "Leads worth offering to sales",
    "Handoff": "Offers that wait for an answer", "Accepted": "Leads that sales took on", "Discovery": "Needs being found out",
    "Proposal": "Offers that were made", "Negotiation": "Terms being settled", "Won": "Signed", "Lost": "Not this time",
}  # fmt: skip
"""What an empty lane says belongs there, for the stages a board starts with."""

MOST_STRIPS = 1_500
"""Drawn cards that a lane keeps."""


SIDES: dict[Team, str] = {"marketing": "mkt", "sales": "sales"}
"""What the teams are called where there is little room."""


class Shape(NamedTuple):
    """How lanes are drawn in the room there is."""

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


def shape_for(height: int, *, tabs: bool = False) -> Shape:
    """Return the shape for lanes of so many lines: the more there are, the more air.

    Under `tabs`, which bear the names and counts, the head says only what else there is to say.
    """
    if tabs:
        return Shape(0 if height < 14 else 2, 4 if height >= 24 else 3, int(height >= 32))
    if height >= 32:
        return Shape(3, 4, 1)
    return Shape(2 if height >= 14 else 1, 4 if height >= 24 else 3)


class Lane(DrawnLines):
    """A lane of the board; `Lanes` tells it what it has to know and when to draw."""

    def __init__(self, lane_model: LaneModel, model: BoardModel) -> None:
        super().__init__()
        self.lane_model, self.model = lane_model, model
        self.eyes: Eyes | None = None
        self.look: Look | None = None
        self.shape = Shape(2, 4)
        self.door = False
        """The heavy line is at its left: here the two teams meet."""
        self.first = False
        """Nothing is at its left."""
        self.tabs = False
        """It has all the room, under a line of tabs."""
        self.strip = False
        """It is folded to a narrow strip."""
        self.active = True
        """The board has the focus."""
        self.landing: int | None = None
        """The place at which a dragged card would land."""
        self._cards: dict[tuple[int, int, int], list[Strip]] = {}
        self._heads: dict[object, Strip] = {}

    # -- what the board asks

    def forget(self) -> None:
        """Draw all lines anew: the theme, the day or the board is another. Those that come out the same are not sent."""
        self._cards.clear()
        self._heads.clear()

    def lay(self, shape: Shape, *, strip: bool, first: bool, tabs: bool) -> None:
        """Take the shape that the board has room for."""
        laid = (shape, strip, first, tabs)
        if laid != (self.shape, self.strip, self.first, self.tabs):
            self.shape, self.strip, self.first, self.tabs = laid
            self.forget()
            self.outdate()

    @property
    def rows(self) -> int:
        """How many whole cards fit."""
        return max(1, (self.size.height - self.shape.head + self.shape.gap) // self.shape.pitch)

    def place_at(self, y: int) -> int | None:
        """Return the place of the card at a line of the lane, None where there is none."""
        if y < self.shape.head or self.strip:
            return None
        place = self.lane_model.top + (y - self.shape.head) // self.shape.pitch
        return place if place < len(self.lane_model) else None

    def land(self, place: int | None) -> None:
        """Show or hide where a dragged card would land."""
        if self.landing != place:
            self.landing = place
            self.draw()

    # -- drawing

    def lines_of(self, size: Size, before: Size | None) -> list[Strip]:
        """Return head and cards, or the strip."""
        if before is None or before.width != size.width:
            self.forget()
        if not size or self.look is None or self.eyes is None:
            return [Strip.blank(size.width)] * size.height
        if self.strip:
            lines = self._folded(self.look, size)
        else:
            lines = [*self._head(self.look, size.width), *self._body(self.look, self.eyes, size)]
        return lines[: size.height]

    @property
    def _has_cursor(self) -> bool:
        return self.model.lane == self.lane_model.stage.id

    def _body(self, look: Look, eyes: Eyes, size: Size) -> list[Strip]:
        room = size.height - self.shape.head
        if not len(self.lane_model):
            return self._empty(look, size.width, room)
        top, wanted = self.lane_model.top, -(-room // self.shape.pitch)
        numbers = self.lane_model.shown[top : top + wanted]
        lines: list[Strip] = []
        blank = self._line((), look.plain, size.width)
        cursor = self.model.card if self._has_cursor else None
        for place, card in enumerate(self.model.window(numbers), top):
            state = (card.n == cursor) * (2 if self.active else 1) + 4 * (card.n in self.model.selected)
            lines += self._card(card, state, look, eyes, size.width, landing=place == self.landing)
            lines += [blank] * self.shape.gap
        return (lines + [blank] * room)[:room]

    def _card(self, card: Face, state: int, look: Look, eyes: Eyes, width: int, *, landing: bool) -> list[Strip]:
        waiting, draft = card.id in self.model.waiting, card.id in self.model.drafts
        marked = 16 * card.unread + 32 * card.incomplete + 64 * waiting + 128 * draft
        key = (card.n, card.version, state + 8 * landing + marked)
        if key not in self._cards:
            if len(self._cards) > MOST_STRIPS:
                self._cards.clear()
            under, chosen = state & 3, state & 4
            tone = look.cursor if under == 2 else look.faint if under or chosen else look.plain
            marks = [CURSOR if under else " "] * self.shape.face
            if chosen:
                marks[0] = CHOSEN
            room = width - 2 - (not self.first)
            self._cards[key] = [
                self._line(parts, tone, width, mark)
                for parts, mark in zip(
                    faces.rows(card, eyes, tone, room, self.shape.face, waiting=waiting, draft=draft),
                    marks,
                    strict=True,
                )
            ]
            if landing:
                self._cards[key][0] = self._line([(LANDING * room, look.target)], look.plain, width, LANDING)
        return self._cards[key]

    def _line(self, parts: Iterable[Part], tone: Tone, width: int, mark: str = " ") -> Strip:
        """Return one line: the line at the left, the mark, the parts, and the ground up to the right end."""
        key = (tone.text, width) if mark == " " and not parts else None
        if key and key in self._heads:
            return self._heads[key]
        said, before = mark, tone.text  # what is written alike is one segment
        segments = [] if self.first else [self._edge()]
        used = len(segments) + cells(mark)
        for text, style in parts:
            if style is before:
                said += text
            else:
                segments.append(Segment(said, before))
                said, before = text, style
            used += cells(text)
        if before is not tone.text and used < width and before.bgcolor != tone.text.bgcolor:
            segments.append(Segment(said, before))
            said, before = "", tone.text
        segments.append(Segment(said + " " * (width - used), before))
        strip = Strip(segments, width)
        if key:
            self._heads[key] = strip
        return strip

    def _edge(self) -> Segment:
        look = self.look
        assert look is not None  # noqa: S101 - lines are drawn in a look
        return Segment(DOOR_LINE, look.door) if self.door else Segment(THIN_LINE, look.line)

    # -- the head

    def _head(self, look: Look, width: int) -> list[Strip]:
        lane_model, stage = self.lane_model, self.lane_model.stage
        key = (
            lane_model.summary,
            len(lane_model),
            self.model.filtered,
            self._has_cursor,
            self.active,
            stage,
            self.landing is None,
        )
        found = [self._heads.get((line, key)) for line in range(self.shape.head)]
        if None in found:
            room = width - 2 - (not self.first)
            for line, parts in enumerate(self._head_parts(look, room)[: self.shape.head]):
                self._heads[line, key] = self._line(parts, look.plain, width)
            found = [self._heads[line, key] for line in range(self.shape.head)]
        return [strip for strip in found if strip is not None]

    def _head_parts(self, look: Look, room: int) -> list[list[Part]]:
        head, stage = self.lane_model.summary, self.lane_model.stage
        tone = look.plain
        name = look.head if self.landing is None else look.target
        if self._has_cursor and self.landing is None:
            name = Style.combine([look.head, Style(underline=True)])
        count = f"{head.cards:,}"
        over = stage.limit is not None and head.cards > stage.limit
        if stage.limit is not None:
            count += f"/{stage.limit}"
        if self.model.filtered:
            count = f"{len(self.lane_model):,} of {head.cards:,}"
        counted: list[Part] = [
            (f"{OVER} over " if over else "", tone.overdue),
            (count, tone.overdue if over else tone.muted),
        ]
        if room < sum(cells(said) for said, _ in counted) + 6:
            counted = [(OVER if over else "", tone.overdue), (count, tone.overdue if over else tone.muted)]
        first = faces.apart([(clean_line(stage.name), name)], [part for part in counted if part[0]], room)
        if self.tabs:
            return [self._worth(look, room), self._waits(look, room)]
        return [first, self._worth(look, room), self._waits(look, room)]

    def _waits(self, look: Look, room: int) -> list[Part]:
        """How long cards wait with each side: `sales 41h · mkt 9h`, in business time."""
        for names in (SIDES, LETTERS):
            parts: list[Part] = []
            for team, said in self.lane_model.summary.waits:
                parts += [(" · ", look.plain.muted)] * bool(parts)
                parts.append((f"{names[team]} {said}", look.plain.muted))
            if sum(cells(said) for said, _ in parts) <= room:
                return parts
        return []

    def _worth(self, look: Look, room: int) -> list[Part]:
        """What the cards are worth, and how many are stale."""
        head, tone = self.lane_model.summary, look.plain
        worth, stale = values_said(head.values), f"{STALE} {head.stale:,} stale" if head.stale else ""
        if cells(worth) + cells(stale) >= room:
            stale = stale.removesuffix(" stale")
        return faces.apart([(worth, tone.muted)], [(stale, tone.muted)] if stale else [], room, keep=True)

    def _empty(self, look: Look, width: int, room: int) -> list[Strip]:
        stage = self.lane_model.stage
        if self.model.filtered and self.lane_model.summary.cards:
            said = [f"None of {self.lane_model.summary.cards:,} match.", "esc shows all."]
        elif self.lane_model.summary.cards or not self.model.total:  # an empty board says it once, in its middle
            said = []
        else:
            said = [f"{BELONGS.get(stage.name, 'No cards here yet')}.", "n adds one."]
        inner = width - 3
        lines = [line for words in said for line in _wrapped(words, inner)]
        drawn = [self._line([(line, look.plain.muted)], look.plain, width) for line in lines]
        blank = self._line((), look.plain, width)
        return ([blank, *drawn] + [blank] * room)[:room]

    # -- a folded lane

    def _folded(self, look: Look, size: Size) -> list[Strip]:
        """A strip: the count, and below it the name, from top to bottom where it is wider than the strip."""
        head, stage = self.lane_model.summary, self.lane_model.stage
        room = size.width - (not self.first)
        count = len(self.lane_model) if self.model.filtered else head.cards
        name = clean_line(stage.name)
        figure = short_count(count)
        style = look.target if self.landing is not None else look.head
        fits = cells(figure) <= room
        lines = [(f"{figure:^{room}}" if fits else "", style)]
        down = name if fits else f"{name} {figure}"
        if cells(down) <= room:
            lines.append((f"{down:^{room}}", look.plain.muted))
        else:
            lines += [("", look.plain.muted)] * (max(0, self.shape.head - len(lines)))
            lines += [(f"{letter:^{room}}", look.plain.muted) for letter in down]
        key = ("strip", head, count, self.landing is None, size)
        drawn = []
        for y in range(size.height):
            text, style = lines[y] if y < len(lines) else ("", look.plain.muted)
            if (y, key) not in self._heads:
                parts = [] if self.first else [self._edge()]
                self._heads[y, key] = Strip([*parts, Segment(pad(text, room), style)], size.width)
            drawn.append(self._heads[y, key])
        return drawn


def values_said(values: Sequence[tuple[str, int]]) -> str:
    """Return the sums of a lane: the first currency's, and how many others there are."""
    if not values:
        return ""
    currency, minor = values[0]
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    return money.short_money(minor, currency) + more


def short_count(count: int) -> str:
    """Return a number of cards in at most four cells."""
    return f"{count:,}" if count < 1000 else f"{count // 1000}k"


def shorten_hard(text: str, width: int) -> str:
    """Cut a name to its first cells, without a sign that it was cut: strips are too narrow for one."""
    while cells(text) > width:
        text = text[:-1]
    return text


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and cells(lines[-1]) + 1 + cells(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return [shorten(line, width) for line in lines]
