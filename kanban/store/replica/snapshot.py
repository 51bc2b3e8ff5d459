"""A board fetched as it is.

Entities are staged page by page, then take the place of all that was here in one transaction.

What waits in the outbox is folded over them. The rows are made from the states directly (`snapshot_rows`), since
folding a million changes would take a minute where that takes seconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from kanban.domain import fold
from kanban.domain.change import CARD, COMMENT, Json
from kanban.domain.entity_state import EntityState, digest_text
from kanban.protocol.types import SnapshotPage
from kanban.store import log
from kanban.store.local import comment_state
from kanban.store.projection import Projection
from kanban.store.reading import history_gaps
from kanban.store.register_checks import encode_json
from kanban.store.replica import confirmed, invalidations, new_identity, purging, remote
from kanban.store.replica.remote import Remote
from kanban.store.replica.snapshot_rows import RowBuilder

_ERASED = (
    "SELECT card.id FROM staged JOIN card ON card.id = staged.id AND card.board = staged.board AND card.title <> '' "
    "WHERE staged.board = ? AND staged.etype = 'card' AND json_type(staged.body, '$.set.title') = 'null' "
    "AND json_type(staged.body, '$.set.rank') = 'null' AND json_extract(staged.body, '$.set.deleted')"
)
"""Cards with a title here that are blank on the server: they were erased while one looked away."""

_STAGE = "INSERT OR REPLACE INTO staged (board, etype, id, body) VALUES (?, ?, ?, ?)"


def begin(connection: sqlite3.Connection, board: str, page: SnapshotPage) -> bool:
    """Begin anew with the first page of a snapshot; tells whether it is the last one too."""
    _clear(connection, board)
    remote.change(
        connection, board, state="booting", epoch=page.epoch, boot_head=page.head, boot_tip=page.tip,
        boot_count=page.count,
        boot_after=None,
    )  # fmt: skip
    return _stage(connection, board, page)


def stage(connection: sqlite3.Connection, board: str, page: SnapshotPage, after: str) -> bool | None:
    """Put the page behind `after` beside the others; tells whether it was the last.

    Returns None, with nothing changed, where it is not the next one: another program fetches too, or the server has
    begun a new epoch.
    """
    place = remote.get(connection, board)
    if place.state != "booting" or place.boot_after != after or place.epoch != page.epoch:
        return None
    return _stage(connection, board, page)


def _stage(connection: sqlite3.Connection, board: str, page: SnapshotPage) -> bool:
    connection.executemany(_STAGE, [(board, entity.etype, entity.id, _body(entity)) for entity in page.entities])
    newest = max((max(entity.keys.values(), default="") for entity in page.entities), default="")
    if newest:  # an edit of what is here must beat it, however slow this machine's clock is
        remote.see(connection, newest.partition(" ")[0])
    remote.change(connection, board, boot_after=page.after)
    return page.after is None


def _clear(connection: sqlite3.Connection, board: str) -> None:
    """Let nothing be staged; without a condition, where there is no other board, SQLite drops the pages unread."""
    if connection.execute("SELECT 1 FROM staged WHERE board > ?1 OR board < ?1 LIMIT 1", (board,)).fetchone():
        connection.execute("DELETE FROM staged WHERE board = ?", (board,))
    else:
        connection.execute("DELETE FROM staged")


def _body(state: EntityState) -> str:
    body: dict[str, Json] = {
        "set": state.registers, "keys": fold.pack(state.keys), "made_at": state.made_at, "made_verb": state.made_verb,
        "changed_at": state.changed_at,
    }  # fmt: skip
    return encode_json(body)


def finish(connection: sqlite3.Connection, board: str) -> bool:
    """Let what was staged be the board, with the outbox folded over it; False where the last page is not there."""
    place = remote.get(connection, board)
    if place.state != "booting" or place.boot_head is None or place.boot_after is not None:
        return False
    first = connection.execute("SELECT 1 FROM seen WHERE member = ? AND card = ''", (place.member,)).fetchone() is None
    if connection.execute("SELECT 1 FROM entity WHERE board = ? LIMIT 1", (board,)).fetchone():
        for (card,) in connection.execute(_ERASED, (board,)).fetchall():
            purging.forget_words(connection, board, card)
    build = RowBuilder(connection, board)
    build.clear()
    build.write_few()
    build.write_comments()
    build.write_cards()
    build.derive()
    _fold_waiting(connection, board, place.boot_head, build.numbers)
    _set_homes(connection, board)
    _clear(connection, board)
    if first:
        comment_state.begin_reading(connection, place.member)
    _place(connection, place, build.total)
    invalidations.invalidate_everything(connection, board)
    return True


def _place(connection: sqlite3.Connection, place: Remote, total: int) -> None:
    """Let the cursor stand where the snapshot speaks of, and note from where on history is to be fetched."""
    head = place.boot_head or 0
    history_gaps.begin_ahead(connection, place.board)
    remote.change(
        connection, place.board, state="live", cursor=head, tip=place.boot_tip, digest=digest_text(total),
        boot_head=None,
        boot_tip=None, boot_after=None, boot_count=None,
        older=None if history_gaps.is_whole(connection, place.board, head) else head + 1,
        older_floor=place.cursor if place.older is None else 0,
    )  # fmt: skip


def _fold_waiting(connection: sqlite3.Connection, board: str, head: int, numbers: Mapping[str, int]) -> None:
    """Fold what waits over the new rows. Only the server knows what of it the snapshot speaks of: it is asked again."""
    new_identity.offer_again(connection, board, head)
    waiting = connection.execute("SELECT DISTINCT etype, entity FROM outbox WHERE board = ?", (board,)).fetchall()
    projection = Projection(connection, board)
    projection.numbers = numbers
    # what had a number comes before what gets one now, else its number might be given away
    order = sorted(waiting, key=lambda key: (key[0] in {CARD, COMMENT}, key[0], key[1] not in numbers, key[1]))
    confirmed.rebuild(projection, order)
    projection.finish()


def _set_homes(connection: sqlite3.Connection, board: str) -> None:
    """Let every change stand in the history of its card."""
    sql = (
        f"UPDATE change SET story = {log.HOME} WHERE tx IN (SELECT n FROM tx WHERE board = ?) "
        f"AND story IS NOT {log.HOME}"
    )
    connection.execute(sql, (board,))
