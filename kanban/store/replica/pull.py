"""Taking a page of changes: rows, log, cursor, digest and clock move on together, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from kanban.domain import fold
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD, COMMENT, MEMBER, Change
from kanban.domain.entity_state import add_digest, digest_text
from kanban.protocol.types import Page
from kanban.store import log
from kanban.store.entities import load_board
from kanban.store.local import comment_state
from kanban.store.projection import Projection, Touched
from kanban.store.reading import history_gaps
from kanban.store.register_checks import encode_json
from kanban.store.replica import confirmed, invalidations, new_identity, outbox, purging, remote
from kanban.store.replica.conflicts import conflict_notes, lost_edits, removals
from kanban.store.replica.conflicts.conflict_notes import ConflictNote
from kanban.store.replica.conflicts.lost_edits import LossFinder, LostEdit
from kanban.store.replica.remote import Remote

_ORDER = {HANDOFF: 0, "stage": 1, "currency": 3}
"""Of what one change lost, what is told first; all else comes between."""


@dataclass(frozen=True, slots=True)
class PullResult:
    """What a page brought, for those who draw it."""

    cards: frozenset[str]
    lanes: frozenset[str]
    is_structure_changed: bool
    """Stages, members or settings changed."""
    overtaken: tuple[ConflictNote, ...]
    """Own edits that lost to somebody else's, and cards that somebody removed while others worked on them."""
    changes: int
    """How many of its changes were not here yet."""
    cursor: int
    head: int
    """The server's newest number, as the page told it."""


def take(connection: sqlite3.Connection, board: str, page: Page, now_ms: int) -> PullResult | None:
    """Take a page, within the transaction that `connection` holds.

    Returns None, with nothing changed, for one that does not go on where this device stands: it was late, or doubled,
    or of another epoch.
    """
    place = remote.get(connection, board)
    if place.state != "live" or page.epoch != place.epoch or page.since != place.cursor:
        return None
    known = find_numbers(connection, page.changes)
    spared = removals.find_spared(connection, page.changes, known)
    settle(connection, [(known[change.id], change) for change in page.changes if change.id in known])
    returning = _take_returned(connection, page.changes, known)
    fresh = [change for change in page.changes if change.id not in known]
    caught_up = _list_caught_up(connection, fresh, place.member)
    page_changes = {change.id: change for change in page.changes}
    watch = LossFinder(connection, place.member, remote.read_device(connection), page_changes, returning)
    total, losses, touched = _write_rows(connection, page.changes, fresh, place, watch)
    for member, card in caught_up:
        comment_state.mark_read(connection, member, card)
    for change in fresh:
        if change.etype == MEMBER and "created" in change.set:
            comment_state.begin_reading(connection, change.entity)
    if page.changes and known:
        invalidations.invalidate_cards(connection, board, touched.cards)
    _move_on(connection, place, page, total, now_ms)
    notes = _list_notes(connection, board, losses, remote.format_now(now_ms))
    removed = removals.settle(connection, board, [*(change.id for change in fresh), *sorted(returning)], spared, now_ms)
    return PullResult(
        frozenset(touched.cards | removed.cards),
        frozenset(touched.lanes),
        touched.is_structure_changed,
        (*notes, *removed.notes),
        len(fresh),
        page.to,
        page.head,
    )


def _write_rows(
    connection: sqlite3.Connection, changes: Sequence[Change], fresh: Sequence[Change], place: Remote, watch: LossFinder
) -> tuple[int, dict[str, list[LostEdit]], Touched]:
    """Write the rows that changes of a page make, and those of them that are new here to the log.

    Returns the digest after them, what own changes lost (by id), and what was touched.
    """
    projection = Projection(connection, place.board)
    projection.awaited = log.find_awaited(
        connection, list({change.entity for change in changes if change.etype == CARD})
    )
    erased = {  # a title that comes empty is the first one sees of it, where the purge is on a later page
        change.entity: purging.find_titles(connection, change.entity)
        for change in changes
        if change.etype == CARD and (change.verb == "purge" or change.set.get("title", "") is None)
    }
    total, losses = _fold(projection, changes, place, watch)
    touched = projection.finish()
    log.append(connection, place.board, fresh)
    for titles in erased.values():
        purging.forget_titles(connection, place.board, titles)
    for change in changes:
        if change.verb == "purge" and change.etype == CARD:
            total = purging.purge(connection, place.board, change.entity, total)
            untold = [
                mine for mine, some in losses.items() if (some[0].mine.card or some[0].mine.entity) == change.entity
            ]
            for mine in untold:  # nobody is told what became of it
                del losses[mine]
    return total, losses, touched


def _move_on(connection: sqlite3.Connection, place: Remote, page: Page, total: int, now_ms: int) -> None:
    """Let this device stand behind the page: its cursor, the digest, the clock, and that it was heard of the server."""
    board = place.board
    if page.changes:
        new_identity.offer_again(connection, board, page.to)
        remote.see(connection, max(change.stamp for change in page.changes))
        remote.change(connection, board, tip=page.changes[-1].id)
    reached = {"synced_at": remote.format_now(now_ms)} if page.to == page.head else {}
    remote.change(connection, board, cursor=page.to, digest=digest_text(total), **reached)
    if reached:
        history_gaps.end_ahead(connection, board)
    remote.note_contact(connection, place, page.server_ms, now_ms)


def find_numbers(connection: sqlite3.Connection, changes: Sequence[Change]) -> dict[str, int]:
    """Return which of these are in the log: id to number."""
    sql = "SELECT id, n FROM change WHERE id IN ({})"
    return dict(log.select_among(connection, sql, [change.id for change in changes]))


def _take_returned(connection: sqlite3.Connection, changes: Sequence[Change], known: dict[str, int]) -> frozenset[str]:
    """Take out of the outbox what was made here; returns the ids that were there."""
    sql = "SELECT change FROM outbox WHERE change IN ({})"
    waiting_numbers = {row[0] for row in log.select_among(connection, sql, list(known.values()))}
    outbox.drop(connection, waiting_numbers)
    return frozenset(change.id for change in changes if known.get(change.id) in waiting_numbers)


def settle(connection: sqlite3.Connection, those: Sequence[tuple[int, Change]]) -> None:
    """Let changes in the log (each with its number) be as the server has them.

    Numbered, stamped, their times looked at.
    """
    sql = "UPDATE change SET seq = ?, stamp = ?, at = ?, body = ?, extra = ? WHERE n = ?"
    rows = [
        (
            change.seq,
            change.stamp,
            change.at,
            encode_json(change.set),
            encode_json(change.extra) if change.extra else None,
            n,
        )
        for n, change in those
    ]
    connection.executemany(sql, rows)
    acted = "SELECT change.n, tx.actor FROM change JOIN tx ON tx.n = change.tx WHERE change.n IN ({})"
    actors = dict(log.select_among(connection, acted, [n for n, _ in those]))
    actor = "UPDATE tx SET actor = ? WHERE n = (SELECT tx FROM change WHERE n = ?)"
    connection.executemany(actor, [(change.actor, n) for n, change in those if actors[n] != change.actor])


def _list_caught_up(connection: sqlite3.Connection, fresh: Sequence[Change], me: str) -> list[tuple[str, str]]:
    """Return (member, card) for whom nothing is new on a card although comments come: one's own from another device."""
    theirs = {change.card for change in fresh if change.etype == COMMENT and change.actor != me}
    merges = [change for change in fresh if change.etype == CARD and change.set.get("merged_into")]
    mine = [change for change in fresh if change.etype == COMMENT and change.actor == me and change.card not in theirs]
    return comment_state.list_caught_up(connection, [*mine, *merges], me) if mine or merges else []


def _fold(
    projection: Projection, changes: Sequence[Change], place: Remote, watch: LossFinder
) -> tuple[int, dict[str, list[LostEdit]]]:
    """Fold changes into the confirmed state and the rows; returns the digest, and what own changes lost, by id."""
    total = place.total
    losses: dict[str, list[LostEdit]] = {}
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.etype, change.entity), []).append(change)
    entities = confirmed.load_all(projection.connection, projection.board_id, groups)
    dropped: list[tuple[str, str, str]] = []
    for name, some in groups.items():
        entity = entities[name]
        before = fold.unpack(entity.base["keys"]) if entity.base else {}
        minus, past = confirmed.digest(entity), dict(entity.base or {})
        confirmed.fold_into(projection.board_id, entity, some)
        plus = confirmed.digest(entity)
        total = add_digest(total, minus=minus, plus=plus)
        if watch.can_lose(some, before):
            _look(watch, some, before, losses)
        if entity.base != past or entity.is_apart or entity.is_stray:  # a set that lost may still be the latest change
            confirmed.save(projection, entity, dropped)
    confirmed.drop(projection.connection, dropped)
    return total, losses


def _look(
    watch: LossFinder, changes: Sequence[Change], keys: dict[str, str], losses: dict[str, list[LostEdit]]
) -> None:
    """Follow how the keys of one entity rise, and note what own changes lose on the way."""
    agreed: dict[str, Change] = {}  # own sets that were overtaken by the same value: the next one may be another
    for change in changes:
        after = dict(keys)
        fold.fold(after, change)
        for loss in (*watch.find_losses(change, keys, after), *watch.find_later_edits(change, after, agreed)):
            if loss.value == loss.mine.set[loss.name]:
                agreed[loss.name] = loss.mine
            else:
                agreed.pop(loss.name, None)
                losses.setdefault(loss.mine.id, []).append(loss)
        keys = after


def _list_notes(
    connection: sqlite3.Connection, board: str, losses: dict[str, list[LostEdit]], at: str
) -> list[ConflictNote]:
    """Keep one note for each own change that lost something."""
    notes: list[ConflictNote] = []
    if not losses:
        return notes
    present = load_board(connection, board)
    for some in losses.values():
        ordered = sorted(some, key=lambda loss: (_ORDER.get(loss.name, 2), loss.name))
        summary, *more = dict.fromkeys(lost_edits.describe_loss(connection, present, loss) for loss in ordered)
        again = lost_edits.merge_losses(some)
        detail = "\n".join(more)
        notes.append(
            conflict_notes.add(
                connection, board, "overtaken", again["card"], summary, at, detail=detail, changes=[again]
            )
        )
    return notes
