"""How a condition on cards is written for the tables that it is asked of.

The compiler of queries (`kanban.store.search.query_sql`) is the same for a device and for a server on SQLite or
PostgreSQL. All that it says differently stands here: `DeviceDialect` speaks to a device's own tables,
`kanban.store.hub.cards` to a server's.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Protocol

from kanban.domain.card import CUSTOM
from kanban.domain.values import text
from kanban.store.search.conditions import (
    AGAIN,
    ANSWER_DUE,
    GIVEN,
    HANDOFF_STATE,
    OFFERED_AT,
    Condition,
    join_either,
    match_any_of,
    quote_literal,
    sql_of_own_field,
    sql_of_shown_lane,
)

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.queries.query import Op


class Dialect(Protocol):
    """What the compiler asks of a database. All values in conditions are bound with `?`; `op` is the query's."""

    handoff_state: str
    """The state of a card's handoff, in SQL."""
    answer_due: str
    """Until when whoever holds a card at the door is to answer, in SQL."""
    offered_at: str
    """When a card was offered last, in SQL."""
    lane: str
    """The id of the stage in which a card shows, in SQL."""
    linked: str
    """The condition that a card has a link."""
    again: str
    """The day on which to try a returned card again, in SQL."""

    def list_distinct(self, *columns: str) -> set[str]:
        """Return the different values that these columns hold on the board."""

    def list_currencies(self) -> set[str]:
        """Return the currencies of the board's values."""

    def match_lanes(self, stages: list[Stage]) -> Condition:
        """Cards that show in one of these stages."""

    def word(self, word: str) -> Condition:
        """Cards that have a folded word in a text of their own that is searched."""

    def column_text(self, column: str, op: Op, value: str) -> Condition:
        """Compare one of the columns that free words are looked for in."""

    def label(self, folded: str) -> Condition:
        """Cards with a label that reads so, letter case aside."""

    def comment_text(self, word: str) -> Condition | None:
        """Cards that show a comment with these words in a row, the last one by its beginning.

        None for none to look for.
        """

    def match_team(self, team: str) -> Condition:
        """Cards that show a comment of a team."""

    def match_mention(self, name: str) -> Condition:
        """Cards that show a comment which mentions somebody by this folded name."""

    def is_custom(self, name: str) -> bool:
        """Whether a query may ask for a custom field by this folded name."""

    def match_custom(self, name: str, op: Op, value: str) -> Condition:
        """Compare the custom fields that have this folded name."""

    def has_custom(self, name: str) -> Condition:
        """Cards in which a custom field with this folded name is filled in."""

    def has_register(self, register: str) -> Condition:
        """Cards in which a custom field is filled in, by the exact name of its register."""

    def tick(self, line: str) -> Condition:
        """Cards on which somebody ticked a line of the agreement, with evidence."""

    def match_unread(self, member: str) -> Condition:
        """Cards with a comment that a member has not read."""

    def match_committed(self) -> Condition:
        """Cards to which somebody commits."""


class DeviceDialect:
    """The tables of a device, on SQLite with the functions of `kanban.store.database`."""

    handoff_state, answer_due, lane, again, offered_at = HANDOFF_STATE, ANSWER_DUE, "lane", AGAIN, OFFERED_AT
    # a link that was removed leaves its register, with null
    linked = "EXISTS (SELECT 1 FROM json_each(card.extra) e WHERE e.key LIKE 'link.%' AND e.type = 'object')"

    def __init__(self, connection: sqlite3.Connection, board: Board) -> None:
        self.connection, self.board = connection, board

    def list_distinct(self, *columns: str) -> set[str]:
        """Return the different values that these columns hold on the board."""
        sql = f"SELECT DISTINCT {', '.join(columns)} FROM card WHERE board = ?"
        return {value for row in self.connection.execute(sql, (self.board.id,)) for value in row if value}

    def match_committed(self) -> Condition:
        """Cards to which somebody commits."""
        # few are: the text is looked through first, which costs less than to read all of it
        says = "coalesce(json_extract(extra, '$.commit'), 0) = 1"
        return Condition(f"CASE WHEN instr(extra, '\"commit\"') > 0 THEN {says} ELSE FALSE END")

    def list_currencies(self) -> set[str]:
        """Return the currencies of the board's values."""
        return {row[0] for row in self.connection.execute("SELECT DISTINCT currency FROM lane_total") if row[0]}

    def match_lanes(self, stages: list[Stage]) -> Condition:
        """Cards that show in one of these stages."""
        return match_any_of("lane", [stage.id for stage in stages])

    def word(self, word: str) -> Condition:
        """Cards that have a folded word in a text of their own that is searched."""
        return Condition("instr(hay, ?) > 0", [word])

    def column_text(self, column: str, op: Op, value: str) -> Condition:
        """Compare one of the columns that free words are looked for in."""
        # `hay` has all of these columns folded already: SQLite looks there before it calls `folded`, which is Python
        compare = f"folded({column}) = ?" if op == "=" else f"instr({_searched_sql(column)}, ?) > 0"
        return Condition(f"instr(hay, ?) > 0 AND {compare}", [value, value])

    def label(self, folded: str) -> Condition:
        """Cards with a label that reads so, letter case aside."""
        # the second is exact (a whole label), the first rules out most cards without a call of Python
        return Condition("instr(hay, ?) > 0 AND instr(folded(labels), ?) > 0", [folded, f"\n{folded}\n"])

    def comment_text(self, word: str) -> Condition | None:
        """Cards that show a comment with these words in a row, the last one by its beginning.

        None for none to look for.
        """
        match_sql = match_words(word)
        inner = (
            "SELECT c.card FROM comment_search s JOIN comment c ON c.n = s.rowid WHERE comment_search MATCH ? "
            "AND c.board = ?"
        )
        return Condition(sql_of_shown_lane(inner), [match_sql, self.board.id], is_by_id=True) if match_sql else None

    def match_team(self, team: str) -> Condition:
        """Cards that show a comment of a team."""
        return Condition(
            sql_of_shown_lane("SELECT c.card FROM comment c WHERE c.deleted = 0 AND c.team = ? AND c.board = ?"),
            [team, self.board.id],
        )

    def match_mention(self, name: str) -> Condition:
        """Cards that show a comment which mentions somebody by this folded name."""
        inner = (
            # `mentions` is Python, and most comments mention nobody
            "SELECT c.card FROM comment c WHERE c.deleted = 0 AND instr(c.body, '@') AND mentions(c.body, ?) "
            "AND c.board = ?"
        )
        return Condition(sql_of_shown_lane(inner), [name, self.board.id])

    def is_custom(self, name: str) -> bool:
        """Whether a query may ask for a custom field by this folded name: some card has it."""
        return bool(self._registers(name))

    def match_custom(self, name: str, op: Op, value: str) -> Condition:
        """Compare the custom fields that have this folded name."""
        says = {"=": "folded(e.value) = ?", ":": "instr(folded(e.value), ?) > 0"}.get(op, f"number(e.value) {op} ?")
        compared = value if op in {":", "="} else float(value)
        return join_either(self._register(register, says, [compared]) for register in self._registers(name))

    def has_custom(self, name: str) -> Condition:
        """Cards in which a custom field with this folded name is filled in."""
        return Condition(sql_of_own_field(quote_literal(name), GIVEN))

    def has_register(self, register: str) -> Condition:
        """Cards in which a custom field is filled in, by the exact name of its register."""
        return self._register(register, GIVEN, [])

    def tick(self, line: str) -> Condition:
        """Cards on which somebody ticked a line of the agreement, with evidence."""
        filled_sql = " AND ".join(
            f"json_type(e.value, '$.{name}') = 'text' AND json_extract(e.value, '$.{name}') <> ''"
            for name in ("by", "evidence", "at")
        )
        return self._register(f"tick.{line}", f"e.type = 'object' AND {filled_sql}", [])

    def match_unread(self, member: str) -> Condition:
        """Cards with a comment that a member has not read."""
        sql = (
            "talk > max(coalesce((SELECT upto FROM seen WHERE member = ? AND seen.card = card.id), 0), "
            "coalesce((SELECT upto FROM seen WHERE member = ? AND card = ''), 0))"
        )
        return Condition(sql, [member, member])

    def _registers(self, name: str) -> list[str]:
        rows = self.connection.execute("SELECT name FROM own_field WHERE board = ?", (self.board.id,))
        return [CUSTOM + row[0] for row in rows if text.fold(row[0]) == name]

    def _register(self, register: str, says: str, values: list[object]) -> Condition:
        """Cards with a register without a column whose value `e` is so."""
        quoted = json.dumps(register, ensure_ascii=False) + ":"
        # Looking for the quoted name in the text is quicker than parsing every card's JSON. It may also hit a value,
        # so the second condition decides.
        exists = f"EXISTS (SELECT 1 FROM json_each(card.extra) e WHERE e.key = ? AND {says})"
        return Condition(f"instr(extra, ?) AND {exists}", [quoted, register, *values])


def _searched_sql(column: str) -> str:
    """Return what a column is searched in: folded, and a phone number without what stands between its digits."""
    sql = f"folded({column})"
    for char in text.BETWEEN_DIGITS if column == "phone" else "":
        sql = f"replace({sql}, {quote_literal(char)}, '')"
    return sql


def comment_words(word: str) -> list[str]:
    """Return the words that a comment is to have in a row; none where a word is not looked for in comments.

    A single letter or sign begins words in half of all comments, and finds nobody anything.
    """
    return [] if len(word) == 1 and word.isascii() else text.split_words(word)


def match_words(word: str) -> str | None:
    """Return what a device's full-text index is asked for: these words in a row, the last one by its beginning."""
    words = comment_words(word)
    return '"' + " ".join(words) + '" *' if words else None
