"""Import leads as cards, in batches that leave room for everyone else who writes.

Here is also what people said about the columns of their files, for the next import.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kanban.domain import clock
from kanban.domain.change import Act
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.domain.permissions import require_role
from kanban.domain.records.arrival import ImportResult
from kanban.store import acts, log
from kanban.store.acts.writing import ChangeStamper, as_member, record_parts
from kanban.store.database import CHECKPOINT_PAGES
from kanban.store.importing.card_matching import find_kept_cards
from kanban.store.importing.planner import Planner, Window
from kanban.store.importing.updating import LaneEnds, Match, Updater, list_field_names
from kanban.store.importing.writer import CardPreparer, PreparedCard, enter

if TYPE_CHECKING:
    from datetime import datetime

    from kanban.domain.board import Member
    from kanban.domain.records.arrival import Arrival, Matching
    from kanban.store.workspace import Workspace

HOLD, ALONE = 0.02, 0.08
"""Seconds for which one batch may keep others from writing: while somebody does, and while nobody has for a while."""

QUIET = 5.0
"""Seconds without a foreign write after which one writes alone."""

SMALLEST, LARGEST = 200, 3_000
"""Leads in one batch; in between, as many as that allows. The fewer batches, the fewer pages are written twice."""

PAUSE = 0.001
"""Seconds between two batches, at least, so that a waiting writer gets in."""


class Importer:
    """One import into a board."""

    def __init__(self, workspace: Workspace, summarize: Callable[[ImportResult], str], *, dry: bool = False) -> None:
        self.workspace = workspace
        self.summarize = summarize
        self.dry = dry
        self.result = ImportResult(new_id())
        with workspace.database.faults():
            self._head = log.read_head(workspace.connection)
            self.lane_ends = LaneEnds(workspace.connection)
            self._field_names = list_field_names(workspace.connection, workspace.board.id)
        self._has_wants = bool(workspace.board.wants) and not dry
        self._newest = acts.want_ties.find_newest_card(workspace.connection) if self._has_wants else 0
        self._changed: list[str] = []
        """The cards that were there before, and that rows told of."""
        self._is_alone = True
        """Nobody else has written since this began."""
        self._disturbed = -QUIET
        """When somebody else was last seen to have written."""
        self._size = SMALLEST
        self._let_go = 0.0

    def run(
        self,
        arrivals: Iterable[Arrival],
        progress: Callable[[ImportResult], None] = lambda _: None,
        match: Matching = "email",
    ) -> ImportResult:
        """Plan and write everything; see `take`."""
        workspace = self.workspace
        preparer = None if self.dry else CardPreparer(workspace.board.id, workspace.member_id or "")
        planner = Planner(workspace.database, workspace.board, self.lane_ends, preparer, workspace.now, match)
        return self.take(planner.split_windows(arrivals), progress)

    def take(
        self, windows: Iterable[Window], progress: Callable[[ImportResult], None] = lambda _: None
    ) -> ImportResult:
        """Write what was planned. `progress` is called after every batch, and may raise to stop between two.

        Raises Refused where the member may not add cards.
        """
        workspace = self.workspace
        me = workspace.me
        if me is None:
            raise Refused(
                "Say who imports first.", command="kanban init --name NAME --team marketing does, or --as NAME"
            )
        require_role(me, "member", "import")
        connection = workspace.connection
        # no batch waits for the disk: after a power cut the import can be run again, and finds what is there
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA cache_size=-32768")
        connection.execute(f"PRAGMA wal_autocheckpoint={4 * CHECKPOINT_PAGES}")  # most pages are written to again soon
        try:
            for window in windows:
                for _ in self._write_batches(window):
                    progress(self.result)
        finally:
            if self._has_wants:
                self._tie()
            if not self.dry:
                acts.guess_reveals.reveal_if_any(workspace.database, workspace.board.id, workspace.now())
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
            workspace.database.checkpoint()
        return self.result

    def _write_batches(self, window: Window) -> Iterator[None]:
        """Write a window of leads, pausing after every batch."""
        self.result.lookalikes += window.lookalikes
        self.result.continued += window.continued
        cards, matches = window.cards, window.matches
        if self.dry:
            self._count(window.new, window.twins)
            self._build_updater(clock.iso(self.workspace.now())).build_steps(matches, self.result)
            yield
            return
        while cards:
            batch, cards = cards[: self._size], cards[self._size :]
            self._write_batch(batch, [])
            yield
        while matches:
            batch_of_matches, matches = matches[: self._size], matches[self._size :]
            self._write_batch([], batch_of_matches)
            yield

    def _write_batch(self, cards: list[PreparedCard], matches: list[Match]) -> None:
        """Write some leads in one transaction."""
        gap = time.monotonic() - self._let_go
        if gap < PAUSE:
            time.sleep(PAUSE - gap)
        with self.workspace.database.writing() as connection:
            began = time.monotonic()
            view = as_member(connection, self.workspace.board.id, self.workspace.member_id, self.workspace.now())
            head = log.read_head(connection)
            twins = sum(card.twins for card in cards)
            cards, written_meanwhile = self._split_known(cards, head)
            self._write(cards, [*written_meanwhile, *matches], view.actor, view.moment)
            if self._has_wants:
                self._changed += [match[0] for match in [*written_meanwhile, *matches]]
            self._count(len(cards), twins)
            self._head = log.read_head(connection)
            if self._head > head:
                sentence = self.summarize(self.result)
                act, board, actor = self.result.act, view.board.id, view.actor.id
                log.note_act(connection, act, board, actor, "import", sentence, view.now, None, head + 1)
        self._let_go = time.monotonic()
        held_s = self._let_go - began
        hold = HOLD if self._let_go - self._disturbed < QUIET else ALONE
        # grows by half at most: one quick batch tells little of the next one
        self._size = min(LARGEST, max(SMALLEST, int(self._size * min(1.5, hold / held_s))))

    def _split_known(self, cards: list[PreparedCard], head: int) -> tuple[list[PreparedCard], list[Match]]:
        """Split off the new cards that another import has written since they were planned."""
        if head != self._head:
            self._is_alone, self._disturbed = False, time.monotonic()
        if self._is_alone:
            return cards, []
        present = find_kept_cards(self.workspace.connection, [card.id for card in cards])
        met = [(present[card.id], card.arrival(), False) for card in cards if card.id in present]
        return [card for card in cards if card.id not in present], met

    def _write(self, cards: list[PreparedCard], matches: list[Match], actor: Member, now: datetime) -> None:
        connection, board, act = self.workspace.connection, self.workspace.board.id, self.result.act
        stamper = ChangeStamper(connection, board, now)
        projection = stamper.projection()
        enter(cards, projection, stamper, act, actor.id)
        with_activities = any(card.activities for card in cards)
        if matches or with_activities:
            updater = self._build_updater(clock.iso(now))
            steps = [step for card in cards for step in updater.list_activity_steps(card.id, card.activities)]
            changes = stamper.changes(act, steps + updater.build_steps(matches, self.result), actor.id)
            projection.apply(changes)
            log.append(connection, board, changes)
        projection.finish()
        stamper.save()

    def _tie(self) -> None:
        """Tie the cards that came to the wants that they match, and those that changed.

        They are found without the lock, in one pass: for each batch it would cost several times as much.
        """
        workspace, act = self.workspace, self.result.act
        board, now = workspace.board, workspace.now()
        ties = acts.want_ties.list_ties(workspace.connection, board, self._changed, now, above=self._newest)
        if ties and not self.dry:
            with workspace.database.writing() as connection:
                view = as_member(connection, board.id, workspace.member_id, now)
                head = log.read_head(connection)
                whole = Act("import", (), "")
                record_parts(connection, board.id, view.actor.id, view.moment, whole, act, [(ties, ())])
                sentence = self.summarize(self.result)
                log.note_act(connection, act, board.id, view.actor.id, "import", sentence, view.now, None, head + 1)

    def _build_updater(self, now: str) -> Updater:
        workspace = self.workspace
        return Updater(workspace.connection, workspace.board, self.lane_ends, now, workspace.me, self._field_names)

    def _count(self, created: int, unchanged: int) -> None:
        self.result.created += created
        self.result.unchanged += unchanged


# -- which column is which field, and which word which stage: as people said in earlier imports, on this machine alone

_COLUMN, _STAGES, _LABEL = "column ", "stages ", "\0label"
"""How the keys of the two kinds of rows begin; the label of the column follows. So a file with one more column, or with
its columns in another order, is read as the last one was. Version 0.1.0 kept one row for each header line; where both
know a column, the row of its label counts. The third one is the key, among words for stages, of the label as a file
wrote it."""


def list_columns(connection: sqlite3.Connection, board: str) -> dict[str, str]:
    """Return the field of each column that imports know, by label."""
    rows = _read_mappings(connection, board)
    known = {
        str(label): str(field)
        for key, mapping in rows.items()
        if not key.startswith((_COLUMN, _STAGES))
        for label, field in mapping.items()
    }
    known |= {key.removeprefix(_COLUMN): str(row["field"]) for key, row in rows.items() if key.startswith(_COLUMN)}
    return known


def list_stage_words(connection: sqlite3.Connection, board: str) -> dict[str, dict[str, str]]:
    """Return the stage ids by word of each column whose words imports know, by label."""
    return {
        key.removeprefix(_STAGES): {str(word): str(stage) for word, stage in words.items() if word != _LABEL}
        for key, words in _read_mappings(connection, board).items()
        if key.startswith(_STAGES)
    }


def keep_column(connection: sqlite3.Connection, board: str, label: str, field: str, in_file: str) -> None:
    """Remember the field of a column, instead of the one before; `in_file` is its label as the file has it."""
    _keep_mapping(connection, board, _COLUMN + label, {"field": field, "label": in_file})


def keep_stage_words(
    connection: sqlite3.Connection, board: str, label: str, words: Mapping[str, str], in_file: str
) -> None:
    """Remember the stages that words in a column mean, beside those of other words; see `keep_column`."""
    known = list_stage_words(connection, board).get(label, {})
    _keep_mapping(connection, board, _STAGES + label, known | dict(words) | {_LABEL: in_file})


def forget(
    connection: sqlite3.Connection, board: str, is_wanted: Callable[[str], bool]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Drop what is remembered of the columns whose label is wanted; returns it by the labels that files have."""
    columns = {label: field for label, field in list_columns(connection, board).items() if is_wanted(label)}
    words = {label: some for label, some in list_stage_words(connection, board).items() if is_wanted(label)}
    in_files = _list_labels(connection, board)
    for key, mapping in _read_mappings(connection, board).items():
        if key.startswith((_COLUMN, _STAGES)):
            rest = {} if is_wanted(key.removeprefix(_COLUMN).removeprefix(_STAGES)) else mapping
        else:
            rest = {label: field for label, field in mapping.items() if not is_wanted(label)}
        if not rest:
            connection.execute("DELETE FROM import_mapping WHERE board = ? AND fingerprint = ?", (board, key))
        elif rest != mapping:
            _keep_mapping(connection, board, key, rest)
    return (
        {in_files.get(label, label): field for label, field in columns.items()},
        {in_files.get(label, label): some for label, some in words.items()},
    )


def _list_labels(connection: sqlite3.Connection, board: str) -> dict[str, str]:
    """Return the labels of columns as files have them, by what is remembered instead."""
    labels: dict[str, str] = {}
    for key, mapping in _read_mappings(connection, board).items():
        for start, name in ((_STAGES, _LABEL), (_COLUMN, "label")):
            if key.startswith(start) and name in mapping:
                labels[key.removeprefix(start)] = str(mapping[name])
    return labels


def _read_mappings(connection: sqlite3.Connection, board: str) -> dict[str, dict[str, Any]]:
    rows = connection.execute("SELECT fingerprint, mapping FROM import_mapping WHERE board = ?", (board,))
    return {str(key): json.loads(mapping) for key, mapping in rows}


def _keep_mapping(connection: sqlite3.Connection, board: str, key: str, mapping: Mapping[str, str]) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO import_mapping (board, fingerprint, mapping) VALUES (?, ?, ?)",
        (board, key, json.dumps(dict(mapping), ensure_ascii=False)),
    )
