"""A server's answer to a push: accepted changes wait for their return, refused ones are undone and kept aside."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kanban.domain.automations.rules import OF, RULE
from kanban.domain.change import CARD, MAC, Change
from kanban.protocol.types import Pushed, Verdict
from kanban.store import log
from kanban.store.projection import Projection
from kanban.store.replica import backfill, confirmed, forgetting, held_changes, invalidations, outbox, remote
from kanban.store.replica.conflicts import conflict_notes
from kanban.store.replica.conflicts.conflict_notes import ConflictNote


@dataclass(frozen=True, slots=True)
class PushResult:
    """What came of a push."""

    accepted: int
    refused: tuple[ConflictNote, ...]
    """What was refused, with its reason."""
    cards: frozenset[str]
    """Ids of the cards to draw anew."""
    lanes: frozenset[str]
    is_structure_changed: bool


def note_verdicts(connection: sqlite3.Connection, board: str, pushed: Pushed, now_ms: int) -> PushResult:
    """Note the verdicts, within the transaction that `connection` holds.

    Those of another epoch say nothing of this one.
    """
    place = remote.get(connection, board)
    if pushed.epoch != place.epoch:
        return take_out(connection, board, (), {}, {}, now_ms)
    remote.note_contact(connection, place, pushed.server_ms, now_ms)
    numbers = _map_numbers(connection, board, [verdict.id for verdict in pushed.verdicts])
    known = [verdict for verdict in pushed.verdicts if verdict.id in numbers]
    accepted = [verdict for verdict in known if verdict.status != "rejected"]
    refused = {verdict.id: verdict for verdict in known if verdict.status == "rejected"}
    held_changes.hold_back(
        connection, board, [name for name, verdict in refused.items() if verdict.code == "unknown"], counted=True
    )
    refused = {name: verdict for name, verdict in refused.items() if verdict.code != "unknown"}
    outbox.note_accepted(connection, [(verdict.seq or place.cursor, numbers[verdict.id]) for verdict in accepted])
    confirmed_before = [
        verdict for verdict in accepted if verdict.status == "duplicate" and (verdict.seq or 0) <= place.cursor
    ]
    return take_out(connection, board, confirmed_before, refused, numbers, now_ms, accepted=len(accepted))


def take_out(
    connection: sqlite3.Connection,
    board: str,
    passed: Sequence[Verdict],
    bad: Mapping[str, Verdict],
    numbers: Mapping[str, int],
    now_ms: int,
    *,
    accepted: int = 0,
) -> PushResult:
    """Take out of the outbox what is confirmed already, and what was refused: that leaves the log and the rows too."""
    refused = _list_changes(connection, [numbers[name] for name in bad])
    summaries = _describe_acts(connection, refused)
    entities = _list_entities(
        connection, [*(numbers[verdict.id] for verdict in passed), *(numbers[name] for name in bad)]
    )
    if passed:  # it came with a snapshot, and not as a change that says how the server has it
        backfill.ask_again(connection, board, [verdict.seq for verdict in passed if verdict.seq])
    outbox.drop(connection, [numbers[verdict.id] for verdict in passed])
    forgetting.forget(connection, [numbers[name] for name in bad])
    projection = Projection(connection, board)
    confirmed.rebuild(projection, entities)
    touched = projection.finish()
    if touched.is_structure_changed or (bad and _is_lost(connection, touched.cards)):
        invalidations.invalidate_everything(connection, board)
    elif bad:
        invalidations.invalidate_cards(connection, board, touched.cards)
    notes = _list_notes(connection, board, refused, bad, summaries, remote.format_now(now_ms))
    return PushResult(
        accepted,
        tuple(notes),
        frozenset(touched.cards),
        frozenset(touched.lanes),
        touched.is_structure_changed,
    )


def _is_lost(connection: sqlite3.Connection, cards: Iterable[str]) -> bool:
    """Whether some of these cards are there no more."""
    return any(connection.execute("SELECT 1 FROM card WHERE id = ?", (card,)).fetchone() is None for card in cards)


def _map_numbers(connection: sqlite3.Connection, board: str, ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers in the log of those that are in the outbox."""
    sql = (
        "SELECT id, n FROM change WHERE id IN ({}) "  # else SQLite goes through all of the outbox
        "AND EXISTS (SELECT 1 FROM outbox WHERE outbox.change = change.n AND outbox.board = ?)"
    )
    return dict(log.select_among(connection, sql, ids, board))


def _list_changes(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[Change]:
    return [
        change
        for number in sorted(numbers)
        for change in log.read(connection, f"{log.SELECT} WHERE change.n = ?", (number,))
    ]


def _list_entities(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[str, str]]:
    """Return (type, id) of what these changes speak of, what other rows hang on first."""
    entities = {
        connection.execute("SELECT etype, entity FROM change WHERE n = ?", (number,)).fetchone() for number in numbers
    }
    return sorted(entities, key=lambda key: (key[0] in {"card", "comment"}, key))


def _describe_acts(connection: sqlite3.Connection, changes: Sequence[Change]) -> dict[str, str]:
    """Return what each act said of itself, and of cards whose titles will be gone, before they are."""
    summaries: dict[str, str] = {}
    for change in changes:
        row = connection.execute("SELECT said FROM act WHERE id = ?", (change.act,)).fetchone()
        summaries[change.act] = row[0] if row else f"Your {change.verb.replace('_', ' ')}"
    return summaries


def _is_erased(connection: sqlite3.Connection, change: Change) -> bool:
    """Whether it speaks of a card that was erased for good: there is nothing to do again."""
    card = change.entity if change.etype == CARD else change.card
    sql = "SELECT 1 FROM change WHERE story = (SELECT n FROM card WHERE id = ?) AND verb = 'purge' LIMIT 1"
    return connection.execute(sql, (card,)).fetchone() is not None


def _is_causeless(connection: sqlite3.Connection, change: Change) -> bool:
    """Whether a rule did it and what set the rule off was refused too.

    That is told, and done again it sets the rule off anew.
    """
    cause = change.extra.get(OF)
    sql = "SELECT 1 FROM change WHERE id = ?"
    return cause is not None and connection.execute(sql, (str(cause),)).fetchone() is None


def _list_notes(
    connection: sqlite3.Connection,
    board: str,
    refused: Sequence[Change],
    bad: Mapping[str, Verdict],
    summaries: Mapping[str, str],
    at: str,
) -> list[ConflictNote]:
    """Keep one note for each act of which something was refused."""
    acts: dict[str, list[Change]] = {}
    for change in refused:
        if MAC not in change.extra and not _is_causeless(connection, change):
            acts.setdefault(change.act, []).append(change)
    notes = []
    for act, changes in acts.items():
        verdicts = [bad[change.id] for change in changes]
        why = next((verdict for verdict in verdicts if verdict.detail), verdicts[0])
        cards = {change.entity if change.etype == CARD else change.card for change in changes} - {None}
        by_rules = all(RULE in change.extra for change in changes)
        detail = why.detail or f"The server refused it ({why.code or 'no reason given'})."
        notes.append(
            conflict_notes.add(
                connection,
                board,
                "refused",
                next(iter(cards)) if len(cards) == 1 else None,
                f"What a rule added to this: {summaries[act]}" if by_rules else summaries[act],
                at,
                detail=detail,
                code=why.code,
                changes=[
                    conflict_notes.encode_retry(change) for change in changes if not _is_erased(connection, change)
                ],
            )
        )
    return notes
