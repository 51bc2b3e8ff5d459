"""The board as it is on the screen, without a screen: the cards of each lane in order, the cursor, the selection.

It holds the numbers of all cards and the summaries of those that were looked at; it changes nothing but itself, and
replaces what the store says was written.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kanban.domain.board import Board, Stage, Team
from kanban.domain.card import CardSummary

MOST_SUMMARIES = 3_000
"""Summaries that are kept, some 3 MB; past it those that no lane shows are forgotten."""

Fetch = Callable[[Sequence[int]], list[CardSummary]]
"""Reads the summaries of cards by their numbers; those that are gone are left out."""


Waits = tuple[tuple[Team, str], ...]
"""How long cards wait with each team, in words: the medians, in business time."""


class LaneSummary(NamedTuple):
    """The figures in a lane's head: counts and sums over all of its cards."""

    cards: int = 0
    values: tuple[tuple[str, int], ...] = ()
    """Sums in minor units by currency, the one of most cards first."""
    stale: int = 0
    waits: Waits = ()
    fresh: int = 0
    """How many hold a comment that the member has not read."""
    late: int = 0
    """How many are overdue: a next step, or an answer at the door."""


class CardPlace(NamedTuple):
    """Where a card is after something was written."""

    number: int
    lane: str | None
    """The id of the stage in which it shows; None when it left the board."""
    above: int | None = None
    """The number of the card right above it; None at the top."""
    summary: CardSummary | None = None
    is_shown: bool = True
    """It meets the filter."""


class LaneModel:
    """The cards of one lane, from top to bottom."""

    __slots__ = ("is_complete", "shown", "stage", "summary", "top", "whole")

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.summary = LaneSummary()
        self.whole = array("q")
        """All cards; before they have been read, the first ones."""
        self.shown = self.whole
        """The cards that meet the filter; without one the very same array."""
        self.is_complete = False
        self.top = 0
        """The place of the first card that is visible."""

    def __len__(self) -> int:
        return len(self.shown)

    def find(self, number: int, hint: int = -1) -> int | None:
        """Return the place of a card among those that show, None where it is not."""
        numbers = self.shown
        if 0 <= hint < len(numbers) and numbers[hint] == number:
            return hint
        try:
            return numbers.index(number)
        except ValueError:
            return None

    def load(self, numbers: array[int]) -> None:
        """Take all cards in order."""
        filtered = self.shown is not self.whole
        self.whole, self.is_complete = numbers, True
        if not filtered:
            self._swap(numbers)

    def show(self, numbers: array[int] | None) -> None:
        """Show only these, or all (None)."""
        self._swap(self.whole if numbers is None else numbers)

    def _swap(self, numbers: array[int]) -> None:
        """Show other cards; the card at the top of the view stays there if possible."""
        anchor = self.shown[self.top] if 0 < self.top < len(self.shown) else None
        self.shown = numbers
        place = self.find(anchor, self.top) if anchor is not None else 0
        self.top = min(self.top, max(0, len(numbers) - 1)) if place is None else place

    def drop(self, number: int) -> bool:
        """Take a card out; tell whether it was here."""
        place = self.find(number)
        if self.shown is not self.whole:
            try:
                self.whole.remove(number)
            except ValueError:
                return False
        if place is not None:
            del self.shown[place]
            self.top -= place < self.top
        return place is not None or self.shown is not self.whole

    def put(self, number: int, above: int | None, *, is_shown: bool) -> None:
        """Put a card right below another one (None: at the top); one that is far below what was read is not kept."""
        place = 0
        if above is not None:
            try:
                place = self.whole.index(above) + 1
            except ValueError:
                if not self.is_complete:
                    return
                place = len(self.whole)
        if self.shown is not self.whole:
            if is_shown:
                self._insert(self._find_shown_place(place), number)
            self.whole.insert(place, number)
        else:
            self._insert(place, number)

    def _insert(self, place: int, number: int) -> None:
        self.shown.insert(place, number)
        self.top += place < self.top

    def _find_shown_place(self, place: int) -> int:
        """Return the place among the shown cards for a place among all cards."""
        known = set(self.shown)
        for at in range(place - 1, -1, -1):
            if self.whole[at] in known:
                return self.shown.index(self.whole[at]) + 1
        return 0

    def reveal(self, place: int, rows: int) -> None:
        """Scroll as little as it takes for the card at `place` to be whole on the screen, where `rows` cards fit."""
        last = max(0, len(self.shown) - rows)
        self.top = max(
            0, min(self.top, place, last) if place < self.top else min(max(self.top, place - rows + 1), last)
        )


class BoardModel:
    """All lanes with what they show, the cursor and the selection."""

    def __init__(self, board: Board, fetch: Fetch) -> None:
        self.fetch = fetch
        self.card_summaries: dict[int, CardSummary] = {}
        self.lane_models: dict[str, LaneModel] = {}
        self.board = board
        self.lane = self.home = board.stages[0].id
        """The ids of the lane that has the cursor, and of the one where its reader's work begins."""
        self.card: int | None = None
        """The number of the card under the cursor; None in an empty lane."""
        self.selected: dict[int, str] = {}
        """The selected cards: number to id."""
        self.waiting: frozenset[str] = frozenset()
        """The ids of the cards that a shared board's server does not have as they are here."""
        self.drafts: frozenset[str] = frozenset()
        """The ids of the cards on which the member began a comment and did not send it."""
        self.rows = 1
        """How many whole cards a lane shows."""
        self.is_filtered = False
        self._place = 0
        self.restage(board)

    # -- what there is

    @property
    def lane_model(self) -> LaneModel:
        """The lane that has the cursor."""
        return self.lane_models[self.lane]

    @property
    def place(self) -> int | None:
        """The place of the cursor in its lane."""
        if self.card is None:
            return None
        place = self.lane_model.find(self.card, self._place)
        if place is not None:
            self._place = place
        return place

    @property
    def card_summary(self) -> CardSummary | None:
        """The card under the cursor."""
        if self.card is None:
            return None
        summaries = self.list_window(array("q", [self.card]))
        return summaries[0] if summaries else None

    @property
    def count(self) -> int:
        """How many cards show."""
        if self.is_filtered:
            return sum(len(lane_model) for lane_model in self.lane_models.values())
        return self.total

    @property
    def total(self) -> int:
        """How many cards there are."""
        return sum(lane_model.summary.cards for lane_model in self.lane_models.values())

    @property
    def hidden(self) -> int:
        """How many of the selected cards the filter hides."""
        return len(self.selected) - len(self.list_selected_and_shown())

    def list_selected_and_shown(self) -> tuple[str, ...]:
        """Return the ids of the selected cards that the filter leaves."""
        if not self.is_filtered or not self.selected:
            return tuple(self.selected.values())
        visible = set[int]().union(*(lane_model.shown for lane_model in self.lane_models.values()))
        return tuple(card for number, card in self.selected.items() if number in visible)

    def list_window(self, numbers: Iterable[int]) -> list[CardSummary]:
        """Return the summaries of these cards; those that are not known yet are read."""
        ordered, summaries = list(numbers), self.card_summaries
        missing = [number for number in ordered if number not in summaries]
        if missing:
            if len(summaries) > MOST_SUMMARIES:
                self._forget()
            summaries.update((summary.n, summary) for summary in self.fetch(missing))
        return [summaries[number] for number in ordered if number in summaries]

    def _forget(self) -> None:
        needed = {
            n
            for lane_model in self.lane_models.values()
            for n in lane_model.shown[lane_model.top : lane_model.top + self.rows + 2]
        }
        needed |= self.selected.keys()
        self.card_summaries = {
            number: summary
            for number, summary in self.card_summaries.items()
            if number in needed or number == self.card
        }

    def list_ids(self) -> tuple[str, ...]:
        """Return the ids of the cards that a command is meant for: the selected ones, else the one under the cursor."""
        if self.selected:
            return tuple(self.selected.values())
        summary = self.card_summary
        return (summary.id,) if summary else ()

    # -- what was read or written

    def restage(self, board: Board) -> None:
        """Replace the board: its stages or members may have changed."""
        self.board = board
        known_lanes = self.lane_models  # an empty lane is false, and its lane still draws it
        self.lane_models = {
            stage.id: known_lanes[stage.id] if stage.id in known_lanes else LaneModel(stage) for stage in board.stages
        }
        for stage in board.stages:
            self.lane_models[stage.id].stage = stage
        if self.lane not in self.lane_models:
            self.lane = board.stages[0].id
            self._settle(0)

    def begin(self, lane: str, summaries: Iterable[CardSummary]) -> None:
        """Take the first cards of a lane: what the first frame draws."""
        first_cards = list(summaries)
        self.card_summaries.update((summary.n, summary) for summary in first_cards)
        lane_model = self.lane_models[lane]
        lane_model.whole[:] = array("q", [summary.n for summary in first_cards])
        lane_model.is_complete = len(first_cards) >= lane_model.summary.cards

    def load(self, lanes: Mapping[str, array[int]]) -> None:
        """Take all cards of lanes, in order."""
        before = self._stand
        for lane, numbers in lanes.items():
            if lane in self.lane_models:
                self.lane_models[lane].load(numbers)
        self._recover(before)

    def show(self, lanes: Mapping[str, array[int]] | None) -> None:
        """Show the cards that meet a filter, or all of them (None)."""
        before = self._stand
        self.is_filtered = lanes is not None
        for lane, lane_model in self.lane_models.items():
            lane_model.show(None if lanes is None else lanes.get(lane, array("q")))
        self._recover(before)

    def put(self, placed: Iterable[CardPlace]) -> set[str]:
        """Replace cards by what the store says of them; return the lanes that look different now."""
        before, touched = self._stand, set[str]()
        for place in placed:
            touched |= self._lift(place.number)
            if place.summary:
                self.card_summaries[place.number] = place.summary
            if place.lane in self.lane_models:
                self.lane_models[place.lane].put(place.number, place.above, is_shown=place.is_shown)
                touched.add(place.lane)
                if place.number == self.card and place.is_shown:
                    self.lane = place.lane
            else:
                self.card_summaries.pop(place.number, None)
                self.selected.pop(place.number, None)
        self._recover(before)
        return touched

    def _lift(self, number: int) -> set[str]:
        """Take a card out of the lane that has it: most often the one that its summary was last seen in."""
        summary = self.card_summaries.get(number)
        if summary and summary.stage in self.lane_models and self.lane_models[summary.stage].drop(number):
            return {summary.stage}
        return {lane for lane, lane_model in self.lane_models.items() if lane_model.drop(number)}

    @property
    def _stand(self) -> tuple[str, int, int]:
        """Where the cursor is: its lane, its place there, and the place at which that lane's view begins."""
        return self.lane, self.place or 0, self.lane_model.top

    def _recover(self, before: tuple[str, int, int]) -> None:
        """Keep the cursor on its card and in view; if that is gone, put it on the card that is there now."""
        place = self.place
        if place is None:
            self._settle(before[1])
        elif self._stand != before:
            self.lane_model.reveal(place, self.rows)

    def _settle(self, place: int) -> None:
        """Put the cursor at a place of its lane, or at the nearest there is."""
        numbers = self.lane_model.shown
        self._place = max(0, min(place, len(numbers) - 1))
        self.card = numbers[self._place] if numbers else None
        self.lane_model.reveal(self._place, self.rows)

    # -- the cursor

    def go_home(self, team: Team | None) -> None:
        """Put the cursor where a team's work begins: sales at the door, everybody else in the first lane."""
        own = (stage.id for stage in self.board.stages if stage.side != "marketing" and not stage.is_closed)
        self.home = next(own, self.board.stages[0].id) if team == "sales" else self.board.stages[0].id
        self.lane = self.home
        self.go(0)

    def go(self, place: int) -> bool:
        """Put the cursor at a place of its lane; tell whether it moved."""
        before = self.card
        self._settle(place)
        return self.card != before

    def step(self, places: int) -> bool:
        """Move the cursor so many places down (negative: up); tell whether it moved."""
        return self.go((self.place or 0) + places)

    def enter(self, lane: str, place: int | None = None) -> bool:
        """Move the cursor to a lane, to the row that it is on unless a place is given; tell whether it moved."""
        before = (self.lane, self.card)
        row = (self.place or 0) - self.lane_model.top if self.card is not None else 0
        self.lane = lane
        self._settle(self.lane_model.top + row if place is None else place)
        return before != (self.lane, self.card)

    def find_lane_beside(self, steps: int) -> str:
        """Return the lane so many lanes to the right of the cursor's (negative: left), stopping at the ends."""
        return self.board.find_stage_beside(self.lane, steps).id

    def point_at(self, card_id: str) -> bool:
        """Put the cursor on a card by its id, where its summary is known; tell whether it is there."""
        for number, summary in self.card_summaries.items():
            if summary.id == card_id:
                for lane, lane_model in self.lane_models.items():
                    place = lane_model.find(number)
                    if place is not None:
                        self.enter(lane, place)
                        return True
        return False

    # -- the selection

    def select(self, summaries: Iterable[CardSummary]) -> None:
        """Select cards; if all of them were selected, drop them instead."""
        ids_by_number = {summary.n: summary.id for summary in summaries}
        if ids_by_number.keys() <= self.selected.keys():
            for number in ids_by_number:
                del self.selected[number]
        else:
            self.selected.update(ids_by_number)
