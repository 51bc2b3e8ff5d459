"""What waits for a member, out of the tables: each kind of entry by an index that holds little more than what waits.

The conditions stand word for word as in `tables.py`, else SQLite would not use the indexes; a test looks at its plans.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from kanban.domain import clock, permissions
from kanban.domain.board import Board, Member
from kanban.domain.handoffs import contest, handoff
from kanban.domain.handoffs.handoff import Handoff
from kanban.domain.queries import matching
from kanban.domain.values import moments, text
from kanban.domain.waiting import inbox as waits
from kanban.domain.waiting import notice
from kanban.domain.waiting.inbox import InboxEntry, Kind, sort_entries
from kanban.store.reading import read
from kanban.store.reading.waiting import CONTESTED
from kanban.store.search import want_search
from kanban.store.search.client_dialect import match_words
from kanban.store.search.conditions import HANDED, HANDOFF_STATE

if TYPE_CHECKING:
    from kanban.domain.wants.want import Want

MOST = 5_000
"""Entries of one kind that are read at most."""

PLANNED, TALKED = "deleted = 0 AND next_on IS NOT NULL", "deleted = 0 AND talk > 0"
_BY, _AGAIN = "json_extract(extra, '$.handoff.by')", "json_extract(extra, '$.handoff.again')"

MATCHED_FOR = 600.0
"""Seconds for which it is not looked up again whether a want has a match: cards that come to match are tied at once."""

_MATCHED: dict[str, tuple[float, bool]] = {}
"""When it was looked up for a want, by `time.monotonic`, and whether there was a match."""

_COLUMNS = (
    "card.id, card.ref, card.title, card.company, card.lane, card.marketing_owner, card.acted_at, card.next_step,"
    " card.next_on"
)
_UNREAD_WITH_MERGED = (
    "WITH RECURSIVE merged(id) AS (SELECT ?1 UNION SELECT card.id FROM card JOIN merged "
    "ON card.merged_into = merged.id AND card.board = ?4) "
    "SELECT comment.id, author, body, at FROM comment WHERE card IN (SELECT id FROM merged) "
    "AND board = ?4 "
    "AND deleted = 0 AND quiet = 0 AND author <> ?2 AND n > max(?3, coalesce((SELECT upto FROM seen WHERE member = ?2 "
    "AND seen.card = ?1), 0)) ORDER BY n"
)


def list_entries(
    connection: sqlite3.Connection, board: Board, me: Member | None, now: datetime, most: int = MOST
) -> list[InboxEntry]:
    """Return what waits for a member, in the order of the inbox, so many of a kind at most; nothing for nobody."""
    if me is None or me.deleted:
        return []
    return _Inbox(connection, board, me, now, most).list_entries()


def offers_and_questions(connection: sqlite3.Connection, board: Board, me: Member, now: datetime) -> list[InboxEntry]:
    """Return the offers or questions that wait for a member's answer, the first that runs out first."""
    return sort_entries(list(_Inbox(connection, board, me, now, MOST).list_handoffs()))


def find_own_names(connection: sqlite3.Connection, board: Board, me: Member, column: str, which: str) -> list[str]:
    """Return the names under which a member owns some of these cards: read name by name, as there are few of them.

    `column` is one of the owners' columns, `which` a condition on cards that has an index with it.
    """
    sql = (
        f"WITH RECURSIVE owner(name) AS (SELECT min({column}) FROM card WHERE board = ?1 AND {which} UNION ALL "
        f"SELECT (SELECT min({column}) FROM card WHERE board = ?1 AND {which} AND {column} > owner.name) "
        "FROM owner WHERE owner.name IS NOT NULL) SELECT name FROM owner WHERE name IS NOT NULL"
    )
    return [row[0] for row in connection.execute(sql, (board.id,)) if me.is_named(row[0])]


def mark_dealt_with(connection: sqlite3.Connection, member: str, key: str) -> None:
    """Take an entry off a member's list."""
    connection.execute("INSERT OR IGNORE INTO dealt (member, entry) VALUES (?, ?)", (member, key))


class _Inbox:
    """One reading of one member's inbox."""

    def __init__(self, connection: sqlite3.Connection, board: Board, me: Member, now: datetime, most: int) -> None:
        self.most = most
        self._began: dict[str, str] = {}
        self.connection, self.board, self.me = connection, board, me
        self.now = clock.iso(now)
        self.zone = board.zone
        self.today = now.astimezone(self.zone).date()
        self.works = permissions.RANK[me.role] >= permissions.RANK["member"]
        self.baseline = read.find_baseline(connection, me.id)

    def list_entries(self) -> list[InboxEntry]:
        waiting = [*self.list_handoffs(), *self._list_tried_again(), *self._list_contests(), *self._list_notices()]
        waiting += self._list_wants()
        waiting = self._drop_dealt(waiting)
        waiting += self._list_mentions()
        shown_cards = {entry.card for entry in waiting}
        waiting += [entry for entry in self._list_unread() if entry.card not in shown_cards]
        return sort_entries(waiting)

    def _drop_dealt(self, waiting: list[InboxEntry]) -> list[InboxEntry]:
        keys = json.dumps([entry.key for entry in waiting if entry.is_done_by_reading])
        sql = "SELECT entry FROM dealt WHERE member = ? AND entry IN (SELECT value FROM json_each(?))"
        dealt = {row[0] for row in self.connection.execute(sql, (self.me.id, keys))}
        return [entry for entry in waiting if entry.key not in dealt]

    # -- what stands at the door

    def list_handoffs(self) -> Iterator[InboxEntry]:
        """Yield offers for a member of sales, questions for one of marketing."""
        state = waits.find_awaited_state(self.me)
        if state is None:
            return
        doors = {stage.id for stage in self.board.stages if stage.side == "door" and not stage.is_closed}
        for row, present in self._list_handoffs(f"{HANDOFF_STATE} = ?", (state,)):
            if row[4] not in doors:
                continue
            if not waits.waits_for(self.board, self.me, present, row[5]):
                continue
            if state == "offered":
                author, words, comment = self._find_last_words(row[0], present)
                yield self._build_entry(
                    "offer", present.offer, row, author, words, present.since or present.offered_at,
                    due=present.due or "", overdue=present.is_overdue(self.now), comment=comment,
                )  # fmt: skip
            else:
                question = self._find_comment(present.question)
                yield self._build_entry(
                    "question", present.question or present.offer, row, question[0], question[1],
                    question[2] or present.offered_at,
                    due=present.reply_due or "", overdue=present.is_overdue(self.now), comment=present.question or "",
                )  # fmt: skip

    def _is_mine_in_marketing(self, present: Handoff, owner: str | None) -> bool:
        return waits.is_for_marketer(self.board, self.me, present, owner)

    def _list_tried_again(self) -> Iterator[InboxEntry]:
        """Yield what came back to its marketer: returned with a day that has come, or with nobody's answer."""
        if self.me.team != "marketing" or not self.works:
            return
        lanes = {stage.id for stage in self.board.stages if stage.side == "marketing" and not stage.is_closed}
        others = {member.id for member in self.board.members if member.team == "marketing"} - {self.me.id}
        whose = json.dumps([member.id for member in self.board.all_members if member.id not in others])
        by = f"{_BY} IN (SELECT value FROM json_each(?))"
        returned = f"{HANDOFF_STATE} = 'returned' AND {by} AND {_AGAIN} <= ?"
        for row, present in self._list_handoffs(returned, (whose, self.today.isoformat())):
            again = present.again or ""
            moved = row[6] > (present.answered_at or "") and row[6] >= self._find_midnight(again)
            if row[4] in lanes and not moved and self._is_mine_in_marketing(present, row[5]):
                yield self._build_entry(
                    "returned", f"{present.offer}:{again}", row, present.answered_by or "",
                    self._find_return_reason(present), present.answered_at or "", due=again,
                )  # fmt: skip
        for row, present in self._list_handoffs(f"{HANDOFF_STATE} = 'expired' AND {by}", (whose,)):
            if (
                row[4] in lanes
                and row[6] <= (present.answered_at or "")
                and self._is_mine_in_marketing(present, row[5])
            ):
                yield self._build_entry(
                    "expired", present.offer, row, present.to or "", "", present.answered_at or present.offered_at
                )

    def _find_return_reason(self, present: Handoff) -> str:
        unless = f"; would have passed if {present.unless}" if present.unless else ""
        return f"{present.reason or ''}{unless}"

    def _list_handoffs(self, condition: str, values: Iterable[object]) -> list[tuple[Sequence[Any], Handoff]]:
        sql = (
            f"SELECT {_COLUMNS}, json_extract(extra, '$.handoff') FROM card WHERE board = ? AND {HANDED} "
            f"AND {condition} LIMIT {self.most}"
        )
        rows = self.connection.execute(sql, (self.board.id, *values)).fetchall()
        return [(row, present) for row in rows if (present := handoff.read(json.loads(row[-1])))]

    # -- wants

    def _list_wants(self) -> Iterator[InboxEntry]:
        """Yield marketing's open wants that have no card, and that none would match."""
        for want in self.board.wants if self.me.team == "marketing" and self.works else ():
            tied = want_search.count_tied(self.connection, self.board, want)
            if tied or want.find_state(tied, self.today) != "open":
                continue
            if self._has_match(want):
                continue
            because = f", because {want.because}" if want.because else ""
            yield InboxEntry(
                f"want:{want.id}", "want", "", "", want.query, "", want.owner,
                f"0 of {want.number}, 0 would match{because}", want.at, due=want.by,
            )  # fmt: skip

    def _has_match(self, want: Want) -> bool:
        """Whether a card would match a want: looked up again after some minutes, as that may read the whole board."""
        known = _MATCHED.get(want.id)
        if known is None or time.monotonic() - known[0] > MATCHED_FOR:
            now = clock.from_iso(self.now)
            matching = want_search.find_matching(self.connection, self.board, want, now, most=1)
            known = _MATCHED[want.id] = time.monotonic(), bool(matching)
        return known[1]

    # -- contested returns

    def _list_contests(self) -> Iterator[InboxEntry]:
        """Yield what this member is to rule on as a lead, and what was ruled on their own contests."""
        sql = f"SELECT {_COLUMNS}, extra FROM card WHERE board = ? AND {CONTESTED} LIMIT {self.most}"
        rows = self.connection.execute(sql, (self.board.id,)).fetchall()
        for row, contested in [
            (card_row, ruling) for card_row in rows for ruling in contest.list_contests(json.loads(card_row[-1]))
        ]:
            words = f"{contested.reason}: {contested.words}" if contested.reason else contested.words
            ruled = bool(contested.outcome or contested.is_split)
            if self.me.role == "lead" and self.me.team not in contested.rulings and not ruled:
                yield self._build_entry("contest", contested.offer, row, contested.by, words, contested.at)
            elif (
                ruled
                and contested.by == self.me.id
                and any(ruling.by != self.me.id for ruling in contested.rulings.values())
            ):
                last = max(contested.rulings.values(), key=lambda ruling: ruling.at)
                verdict = contest.RULED[contested.outcome] if contested.outcome else "open to the next meeting"
                words = "; ".join(ruling.because for ruling in contested.rulings.values() if ruling.because)
                because = f": {words}" if words else ""
                key = ":".join(
                    (
                        contested.offer,
                        *(f"{team}={ruling.verdict}" for team, ruling in sorted(contested.rulings.items())),
                    )
                )
                yield self._build_entry("ruled", key, row, last.by, f"{verdict}{because}", last.at)

    # -- what a rule tells

    def _list_notices(self) -> Iterator[InboxEntry]:
        sql = (
            f"SELECT {_COLUMNS}, e.id, e.body FROM entity e JOIN card ON card.id = json_extract(e.body, '$.card') "
            "WHERE e.board = ?1 AND e.etype = 'notice' AND json_extract(e.body, '$.to') IN (?2, ?3) "
            "AND card.deleted = 0 "
            "AND NOT EXISTS (SELECT 1 FROM dealt WHERE member = ?2 AND entry = 'notice:' || e.id) "
            f"LIMIT {self.most}"
        )
        for row in self.connection.execute(sql, (self.board.id, self.me.id, self.me.team)).fetchall():
            posted = notice.read(row[-2], json.loads(row[-1]))
            if posted:
                yield self._build_entry(
                    "notice",
                    posted.id,
                    row,
                    posted.rule or self.board.find_person_name(posted.by),
                    posted.words,
                    posted.at,
                )

    # -- what was said

    def _list_mentions(self) -> Iterator[InboxEntry]:
        """Yield comments that call the member by name and that they have not read."""
        names = matching.list_mention_names(self.board, "me", self.me)
        match_sql = " OR ".join(words for name in names if (words := match_words(name)))
        if not match_sql:
            return
        sql = (
            "SELECT c.n, c.id, c.card, c.author, c.body, c.at FROM comment_search s JOIN comment c ON c.n = s.rowid "
            "WHERE comment_search MATCH ? AND s.rowid > ? AND c.board = ? AND c.deleted = 0 AND c.quiet = 0 "
            "AND c.author <> ? "
            f"ORDER BY s.rowid DESC LIMIT {self.most}"
        )
        for number, comment, said_on, author, body, at in self.connection.execute(
            sql, (match_sql, self.baseline, self.board.id, self.me.id)
        ).fetchall():
            row = self._find_shown(said_on)
            if row is None or number <= row[-1] or not any(text.has_mention(body, name) for name in names):
                continue
            yield self._build_entry("mention", comment, row, author, body, at, comment=comment)

    def _find_shown(self, card: str) -> Sequence[Any] | None:
        """Return the card that shows what was said on one, and up to which comment the member has read it."""
        sql = (
            "WITH RECURSIVE up(id, into_id, deleted) AS (SELECT id, merged_into, deleted FROM card WHERE id = ?1 UNION "
            "SELECT card.id, card.merged_into, card.deleted FROM card JOIN up ON card.id = up.into_id) "
            f"SELECT {_COLUMNS}, coalesce((SELECT upto FROM seen WHERE member = ?2 AND seen.card = card.id), 0) "
            "FROM up JOIN card USING (id) WHERE up.deleted = 0 AND card.board = ?3"
        )
        row: Sequence[Any] | None = self.connection.execute(sql, (card, self.me.id, self.board.id)).fetchone()
        return row

    def _list_unread(self) -> Iterator[InboxEntry]:
        """Yield the member's own cards on which somebody wrote what they have not read."""
        for column in ("marketing_owner", "sales_owner"):
            sql = (
                f"SELECT {_COLUMNS} FROM card WHERE board = ?1 AND {TALKED} AND {column} = ?2 AND talk > ?3 AND talk > "
                f"coalesce((SELECT upto FROM seen WHERE member = ?4 AND seen.card = card.id), 0) LIMIT {self.most}"
            )
            for owner in self._list_names(column, TALKED):
                values = (self.board.id, owner, self.baseline, self.me.id)
                for row in self.connection.execute(sql, values).fetchall():
                    unread_rows = self.connection.execute(
                        _UNREAD_WITH_MERGED, (row[0], self.me.id, self.baseline, self.board.id)
                    ).fetchall()
                    if unread_rows:
                        comment, author, body, at = unread_rows[-1]
                        yield self._build_entry(
                            "unread", row[0], row, author, body, at, comment=comment, count=len(unread_rows)
                        )

    # -- shared

    def _list_names(self, column: str, which: str) -> list[str]:
        return find_own_names(self.connection, self.board, self.me, column, which)

    def _find_comment(self, comment: str | None) -> tuple[str, str, str]:
        """Return (author, body, at) of a comment; empty where it is not there."""
        sql = "SELECT author, body, at FROM comment WHERE id = ? AND deleted = 0"
        row = self.connection.execute(sql, (comment,)).fetchone() if comment else None
        return (row[0], row[1], row[2]) if row else ("", "", "")

    def _find_last_words(self, card: str, present: Handoff) -> tuple[str, str, str]:
        """Return (author, body, id) of what marketing said last about an offer: why now, or an answer."""
        sql = (
            "SELECT author, body, id FROM comment WHERE card = ? AND board = ? AND at >= ? AND kind IN ('offer', "
            "'answer') AND deleted = 0 "
            "ORDER BY at DESC, n DESC LIMIT 1"
        )
        row = self.connection.execute(sql, (card, self.board.id, present.offered_at)).fetchone()
        if row is None and present.overturned:  # it was said along with the offer that came back
            return present.by, self._find_comment(present.why)[1], present.why or ""
        return (row[0], row[1], row[2]) if row else (present.by, "", present.why or "")

    def _find_midnight(self, day: str) -> str:
        """Return when a day begins on the board, UTC."""
        if day not in self._began:
            self._began[day] = moments.day_bounds(date.fromisoformat(day), self.zone)[0]
        return self._began[day]

    def _build_entry(
        self, kind: Kind, key: str, row: Sequence[Any], who: str, words: str, at: str, *, due: str = "",
        overdue: bool = False,
        comment: str = "", count: int = 1,
    ) -> InboxEntry:  # fmt: skip
        first_line = text.clean_line(words.strip().split("\n", 1)[0])
        return InboxEntry(
            f"{kind}:{key}",
            kind,
            row[0],
            row[1],
            row[2],
            row[3] or "",
            who,
            first_line,
            at,
            due,
            overdue,
            comment,
            count,
        )
