"""Tell both sides, once, when somebody deletes or merges a card while somebody else works on it.

After a merge, edits of the card that is gone move to the card that was kept, into fields that are empty there. Only the
device on which the edits were made moves them, so this happens once even for a person with several devices.
An undo never removes a card on which others have worked: the device that ran the undo brings the card back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kanban.domain import clock
from kanban.domain.acts import undo
from kanban.domain.acts.merged_edits import MergedEdits, carry
from kanban.domain.automations.rules import RULE
from kanban.domain.board import Board
from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK, ORIGIN, RULE_MARK, Card
from kanban.domain.change import CARD, NOTICE, TIME, Act, Change, Json, Step
from kanban.domain.errors import KanbanError
from kanban.domain.fold import unpack
from kanban.store import log
from kanban.store.acts.writing import Writing, as_member
from kanban.store.entities import load_board
from kanban.store.reading import history_gaps, read
from kanban.store.replica import confirmed, remote
from kanban.store.replica.conflicts import conflict_notes, conflict_words
from kanban.store.replica.conflicts.conflict_notes import ConflictNote
from kanban.store.replica.conflicts.lost_edits import SILENT, are_concurrent
from kanban.store.replica.remote import Remote

_NO_WORK = SILENT | {"deleted", "merged_into", "passed", "lead", "deal"}
"""Registers that nobody misses on a card that is gone."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A card that was removed, and the work of people who did not know of the removal."""

    card: str
    keys: dict[str, str]
    """Which change set each register of the card on the server."""
    change: Change
    """The change that removed the card."""
    works: tuple[Change, ...]


@dataclass(slots=True)
class RemovalOutcome:
    """The notes and the changed cards that new changes led to."""

    notes: list[ConflictNote] = field(default_factory=list)
    cards: set[str] = field(default_factory=set)
    """Ids of cards that were changed here."""


def settle(
    connection: sqlite3.Connection, board: str, news: Sequence[str], spared: Sequence[Change], now_ms: int
) -> RemovalOutcome:
    """Write notes on the cards that these changes removed, and make the changes that only this device may make.

    `news` are the ids of changes that arrived, or that the server confirmed. `spared` are this device's undos that
    should have removed a card, and for which the server kept the card.
    """
    outcome = RemovalOutcome()
    conflict_notes.resolve_restored(connection, board)
    if connection.execute("SELECT 1 FROM meta WHERE key = ?", (f"dseq:{board}",)).fetchone() is None:
        return outcome  # nothing was ever done here
    removals = list(_find_removals(connection, board, news))
    if not removals and not spared:
        return outcome
    place, device = remote.get(connection, board), remote.read_device(connection)
    reporter = _RemovalReporter(connection, place, load_board(connection, board), now_ms, outcome)
    for removal in removals:
        mine = [work for work in removal.works if work.actor == place.member and work.device == device]
        if mine:
            reporter.tell_worker(removal, mine)
        change = removal.change
        if change.actor != place.member or change.device != device:
            continue
        others = [work for work in removal.works if work.actor != place.member]
        if others and change.verb == "undo":
            reporter.spared.append((change, others))
        elif others:
            reporter.tell_remover(removal, change, others)
    for change in spared:
        reporter.spared.append((change, _list_others(connection, change)))
    reporter.bring_back()
    return outcome


# -- what happened


def _find_removals(connection: sqlite3.Connection, board: str, news: Sequence[str]) -> Iterator[Removal]:
    """Yield the removed cards among those of these changes, if somebody worked on them without knowing."""
    cards = _find_gone(connection, board, news)
    if not cards:
        return
    fresh = set(news)
    entities = confirmed.load_all(connection, board, [(CARD, card) for card in sorted(cards)])
    for (_, card), entity in entities.items():
        if entity.base is None or not entity.base["deleted"]:
            continue
        keys = unpack(entity.base["keys"])
        change = _find_change(connection, keys.get("deleted", "").partition(" ")[2])
        if change is None or change.seq is None or change.verb == "purge":
            continue  # where older history has yet to come, this is looked at again when it does
        works = tuple(
            work
            for work in _collect_works(connection, card)
            if (work.id in fresh or change.id in fresh)
            and work.seq is not None
            and work.actor != change.actor
            and are_concurrent(change, work)
        )
        if works:
            yield Removal(card, keys, change, works)


def _find_gone(connection: sqlite3.Connection, board: str, news: Sequence[str]) -> set[str]:
    """Return the cards of these changes that may be removed, and cards that they were merged into."""
    touched_sql = (
        "SELECT DISTINCT card.id, card.merged_into FROM change JOIN card ON card.n = change.story "
        "WHERE change.id IN ({}) "
        "AND card.board = ?"
    )
    cards: set[str] = set()
    for card, into in log.select_among(connection, touched_sql, news, board):
        cards |= {card, into} if into else {card}
    sql = (
        "SELECT id FROM card WHERE id IN ({}) AND (deleted = 1 OR EXISTS (SELECT 1 FROM confirmed WHERE "
        "confirmed.board = card.board AND confirmed.etype = 'card' AND confirmed.entity = card.id))"
    )
    return {row[0] for row in log.select_among(connection, sql, sorted(cards))}


def _collect_works(connection: sqlite3.Connection, card: str) -> list[Change]:
    """Return what people did to a card: changed fields, comments, and cards that they merged into it."""
    merges = (
        f"{log.SELECT} WHERE change.etype = 'card' AND change.entity IN (SELECT id FROM card WHERE merged_into = ?) "
        "AND instr(change.body, '\"merged_into\"')"
    )
    into = [merge for merge in log.read(connection, merges, (card,)) if merge.set.get("merged_into") == card]
    history = [*log.read_changes_of(connection, [card]), *into]
    undone = undo.find_cancelled(undo.list_acts(history))
    return [change for change in history if change.act not in undone and _is_work(change, card)]


def _is_work(change: Change, card: str) -> bool:
    """Whether a change is a person's own work that they would not want to lose."""
    if change.actor == TIME or RULE in change.extra or change.etype == NOTICE:
        return False
    if change.etype != CARD:
        return bool(change.set)
    if change.entity != card:
        return change.set.get("merged_into") == card
    if "created" in change.set:
        return False  # whoever removed it knew that much
    return any(name not in _NO_WORK and not name.startswith((ORIGIN, RULE_MARK)) for name in change.set)


def _find_change(connection: sqlite3.Connection, name: str) -> Change | None:
    return next(log.read(connection, f"{log.SELECT} WHERE change.id = ?", (name,)), None)


def _list_others(connection: sqlite3.Connection, change: Change) -> list[Change]:
    """Return the work of others on the card of an undo that the author of the undo had not seen."""
    return [
        work
        for work in _collect_works(connection, change.entity)
        if work.actor != change.actor and work.seq is not None and change.base < work.seq
    ]


def find_spared(connection: sqlite3.Connection, changes: Sequence[Change], known: dict[str, int]) -> list[Change]:
    """Return this device's undos among confirmed changes that should have removed a card which the server kept.

    Call this before the changes are taken over from the server: afterwards the log no longer has what was sent.
    """
    spared = []
    for change in changes:
        if change.verb == "undo" and change.etype == CARD and change.id in known and "deleted" not in change.set:
            own_undo = _find_change(connection, change.id)
            if own_undo is not None and own_undo.seq is None and own_undo.set.get("deleted") is True:
                spared.append(change)
    return spared


# -- notes, and changes that this device makes


class _RemovalReporter:
    """Writes the notes, and moves own edits of a merged card to the card that was kept."""

    def __init__(
        self, connection: sqlite3.Connection, place: Remote, board: Board, now_ms: int, outcome: RemovalOutcome
    ) -> None:
        self.connection, self.place, self.board, self.now_ms, self.outcome = connection, place, board, now_ms, outcome
        self.spared: list[tuple[Change, Sequence[Change]]] = []
        """Own undos that removed a card, or tried to, each with what others did to that card meanwhile."""

    def tell_worker(self, removal: Removal, mine: Sequence[Change]) -> None:
        """Note for whoever worked on a card that it is gone; after a merge, first move their edits to the kept card."""
        title = conflict_words.quote_title(self.connection, removal.card)
        target = read.merged_into(self.connection, self.place.board, removal.card)
        work = conflict_words.describe_works(self.connection, self.board, mine, removal.card)
        if target is None or target.deleted:
            who = conflict_words.name_people(self.board, [removal.change])
            did = f"removed {title} from the board" if removal.change.undo_of else f"deleted {title}"
            summary = f"{who} {did} while you worked on it: {work}"
            self._note(removal.card, summary, changes=[_restore(removal.card)])
            return
        carried = carry(self.board, target, _collect_latest_fields(removal, mine))
        if not self._move(target, title, carried.moved):
            carried = MergedEdits({}, {**carried.moved, **carried.contrary})
        merge = _find_change(self.connection, removal.keys.get("merged_into", "").partition(" ")[2])
        who = conflict_words.name_people(self.board, [merge] if merge else [])
        summary = f"{who} merged {title} into {conflict_words.quote(target.title)} while you worked on it: {work}"
        detail = conflict_words.describe_carried(self.board, target, carried, mine)
        self._note(
            removal.card, summary, detail, changes=[_edit(target.id, carried.contrary) or _restore(removal.card)]
        )

    def tell_remover(self, removal: Removal, change: Change, others: Sequence[Change]) -> None:
        """Note for whoever removed a card that others worked on it."""
        title = conflict_words.quote_title(self.connection, removal.card)
        into = change.set.get("merged_into")
        did = f"merged into {conflict_words.quote_title(self.connection, str(into))}" if into else "deleted"
        work = conflict_words.describe_works(self.connection, self.board, others, removal.card)
        summary = (
            f"{conflict_words.name_people(self.board, others)} worked on {title}, which you {did} meanwhile: {work}"
        )
        self._note(removal.card, summary, changes=[_restore(removal.card)])

    def bring_back(self) -> None:
        """Bring back cards that own undos removed while others worked on them, and write one note about all of them."""
        titles, others = list[str](), list[Change]()
        cards = dict.fromkeys(change.entity for change, _ in self.spared)
        for change, works in self.spared:
            self._redo(change)
            titles.append(conflict_words.quote_title(self.connection, change.entity))
            others += works
        if titles:
            them = "it" if len(titles) == 1 else "them"
            summary = (
                f"Your undo left {conflict_words.name_cards(titles)} on the board:"
                f" {conflict_words.name_people(self.board, others)} worked on {them} meanwhile"
            )
            note = conflict_notes.add(
                self.connection,
                self.place.board,
                "notice",
                next(iter(cards)) if len(cards) == 1 else None,
                summary,
                self._at,
            )
            self.outcome.notes.append(note)

    def _redo(self, change: Change) -> None:
        """Reverse an own undo for one card, its comments and notices; the rest of the undo stays."""
        view, since = self._build_view(), history_gaps.find_beginning(self.connection, self.place.board)
        if view is None:
            return
        history = log.read_changes_of(self.connection, [change.entity])
        back = undo.invert_act(change.act, history, "redo", since=since[0] if since else 0)
        if back.steps:
            act = Act("redo", tuple(back.steps), "", undo_of=change.act)
            # it is no act of its own for undo and redo: what else was undone can still be done again
            self.outcome.cards |= view.write(act, noted=False).cards

    def _move(self, target: Card, title: str, registers: dict[str, Json]) -> bool:
        """Write edits of a merged card to the card that was kept; return whether this member may still write."""
        if not registers:
            return True
        view = self._build_view()
        if view is None:
            return False
        summary = (
            f"Moved the {conflict_words.name_fields(registers)} of {title} to {conflict_words.quote(target.title)}"
        )
        act = Act("edit", (Step(CARD, target.id, registers, "edit"),), summary)
        self.outcome.cards |= view.write(act).cards
        return True

    def _build_view(self) -> Writing | None:
        """Return the board to write to; None if this member has left it."""
        try:
            return as_member(self.connection, self.place.board, self.place.member, clock.from_ms(self.now_ms))
        except KanbanError:
            return None

    @property
    def _at(self) -> str:
        return remote.format_now(self.now_ms)

    def _note(self, card: str, summary: str, detail: str = "", *, changes: Sequence[dict[str, object]]) -> None:
        note = conflict_notes.add(
            self.connection, self.place.board, "removed", card, summary, self._at, detail=detail, changes=changes
        )
        self.outcome.notes.append(note)


def _collect_latest_fields(removal: Removal, mine: Sequence[Change]) -> dict[str, Json]:
    """Return the fields that these changes set and nobody has changed since."""
    return {
        name: value
        for work in sorted(mine, key=lambda change: change.key)
        if work.etype == CARD and work.entity == removal.card
        for name, value in work.set.items()
        if removal.keys.get(name) == work.key and (name in FIELDS or name.startswith((CUSTOM, LABEL, LINK)))
    }


def _edit(card: str, registers: dict[str, Json]) -> dict[str, object] | None:
    """Return a change that sets these fields of a card, in the form in which notes keep it; None without fields."""
    return {"etype": CARD, "entity": card, "card": card, "verb": "edit", "set": registers} if registers else None


def _restore(card: str) -> dict[str, object]:
    """Return a change that restores a card, in the form in which notes keep it."""
    return {
        "etype": CARD, "entity": card, "card": card, "verb": "restore", "set": {"deleted": False, "merged_into": None},
    }  # fmt: skip
