"""Plan an import: which leads are new, and where their cards go. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain import clock
from kanban.domain.ids import derive_id
from kanban.domain.records.arrival import Arrival, fill_next_step
from kanban.store import log
from kanban.store.importing.card_matching import Known
from kanban.store.importing.updating import LaneEnds, Match
from kanban.store.importing.writer import NewLead

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.clock import Now
    from kanban.domain.records.arrival import Continued, Lookalike, Matching, StrayNotes
    from kanban.store.database import Database
    from kanban.store.importing.writer import CardPreparer, PreparedCard

WINDOW = 2_000
"""Leads that are planned together. Their cards are written in the order of their ids, or every batch would touch all
pages of the ids' index."""


class Window(NamedTuple):
    """The plan for a few thousand leads."""

    cards: list[PreparedCard]
    """New ones, in the order of their ids; none where nothing is to be written."""
    matches: list[Match]
    new: int
    """How many leads have no card yet."""
    twins: int
    """How many more rows told of these."""
    lookalikes: list[Lookalike]
    """Leads among them that look like a card that is here."""
    continued: list[Continued]
    """Leads among them of people who have a card with an earlier deal."""


class Planner:
    """Plans the import of leads into one board."""

    def __init__(
        self,
        database: Database,
        board: Board,
        lane_ends: LaneEnds,
        preparer: CardPreparer | None,
        now: Now,
        match: Matching = "email",
        *,
        is_one_file: bool = False,
    ) -> None:
        """Read what is known of the board; without a `preparer` new leads are only counted."""
        self._database, self._board = database, board.id
        with database.faults():
            self._known = Known(database.connection, board, match, is_one_file=is_one_file)
        self._lane_ends, self._preparer, self._now = lane_ends, preparer, now

    def split_windows(self, arrivals: Iterable[Arrival]) -> Iterator[Window]:
        """Yield the plan for leads, a few thousand at a time."""
        waiting = iter(arrivals)
        while window_arrivals := list(islice(waiting, WINDOW)):
            with self._database.faults():
                window = self._read_window(window_arrivals)
            yield window

    def place_notes(self, strays: Iterable[StrayNotes]) -> tuple[Window, int]:
        """Plan which cards of the board get notes whose records are not in the files; return also how many notes."""
        by_card: dict[str, Arrival] = {}
        placed = 0
        with self._database.faults():
            for notes in strays:
                if card := self._known.find_card(notes.records, notes.mailbox, notes.names):
                    arrival = by_card.setdefault(card, Arrival((), {}, "", is_guessed=True))
                    arrival.comments += notes.comments
                    arrival.activities += notes.activities
                    for step in notes.steps[:1]:
                        fill_next_step(arrival, step)
                    placed += notes.count
        matches: list[Match] = [(card, arrival, True) for card, arrival in by_card.items()]
        return Window([], matches, 0, 0, [], []), placed

    def _read_window(self, arrivals: list[Arrival]) -> Window:
        new: dict[str, Arrival] = {}
        twins: Counter[str] = Counter()
        matches: list[Match] = []
        for card, arrival, is_new in self._known.pair_arrivals(arrivals):
            if is_new:
                new[card] = arrival
            elif card in new:
                _fill(new[card], arrival)
                twins[card] += 1
            else:
                matches.append((card, arrival, self._known.is_joined or card in self._known.handled))
        if self._preparer:
            self._drop_known_comments(new.values())
        ranks = self._assign_ranks(new)
        new_leads = [NewLead(card, new[card], ranks[card], twins[card]) for card in sorted(new)]
        preparer, now = self._preparer, clock.iso(self._now())
        cards = [preparer.prepare(lead, now) for lead in new_leads] if preparer else []
        lookalikes, self._known.lookalikes = self._known.lookalikes, []
        continued, self._known.continued = self._known.continued, []
        return Window(cards, matches, len(new_leads), twins.total(), lookalikes, continued)

    def _drop_known_comments(self, arrivals: Iterable[Arrival]) -> None:
        """Drop comments that an earlier import has put on another card: a note may name several records."""
        ids = {
            derive_id(self._board, "comment", comment.key): comment
            for arrival in arrivals
            for comment in arrival.comments
        }
        known_ids = log.select_among(self._database.connection, "SELECT id FROM comment WHERE id IN ({})", list(ids))
        known_keys = {ids[comment_id].key for (comment_id,) in known_ids}
        if known_keys:
            for arrival in arrivals:
                arrival.comments = [comment for comment in arrival.comments if comment.key not in known_keys]

    def _assign_ranks(self, new: dict[str, Arrival]) -> dict[str, str]:
        """Give new cards their places below the others of their lanes, in the order in which they came."""
        coming = Counter(arrival.stage for arrival in new.values())
        lanes = {stage: iter(self._lane_ends.list_cards_below(stage, count)) for stage, count in coming.items()}
        return {card: next(lanes[arrival.stage]) for card, arrival in new.items()}


def _fill(arrival: Arrival, other: Arrival) -> None:
    """Fill the gaps of a lead from a later row of the same lead."""
    for name in arrival.gap_fills & other.registers.keys() - other.gap_fills:
        arrival.registers[name] = other.registers[name]
    for name, value in other.registers.items():
        arrival.registers.setdefault(name, value)
    comment_keys = {comment.key for comment in arrival.comments}
    arrival.comments += [comment for comment in other.comments if comment.key not in comment_keys]
    activity_keys = {entry.key for entry in arrival.activities}
    arrival.activities += [entry for entry in other.activities if entry.key not in activity_keys]
