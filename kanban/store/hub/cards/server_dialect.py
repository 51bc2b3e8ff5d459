"""How a condition on cards is written for the server's card table, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import SEARCHED
from kanban.domain.values import text
from kanban.store.hub.cards.card_columns import MARKS, field_key, mention_of
from kanban.store.hub.cards.portable_sql import ask, position
from kanban.store.search.client_dialect import comment_words
from kanban.store.search.conditions import NEVER, Condition, among, either, literal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.board import Board, Stage
    from kanban.domain.queries.query import Op

_SHOWN = (
    "id IN (WITH RECURSIVE said(card) AS ({}), up(id, into_id) AS (SELECT id, card FROM hub_entity WHERE board = ? AND "
    "etype = 'card' AND card IS NOT NULL UNION SELECT up.id, above.card FROM up JOIN hub_entity above ON above.board = ? AND "
    "above.etype = 'card' AND above.id = up.into_id WHERE above.card IS NOT NULL) "
    "SELECT card FROM said UNION ALL SELECT into_id FROM up WHERE id IN (SELECT card FROM said))"
)
"""Cards that show what was written on one of these: itself, and what it was merged into."""


class OnServer:
    """The card table of one board: a `store.search.client_dialect.Dialect`."""

    handoff_state, answer_due, linked, again = "handoff_state", "answer_due", "linked = 1", "again"

    def __init__(self, connection: Connection, board: Board) -> None:
        self.connection, self.board = connection, board
        self._position = position(connection)
        cases = " ".join(
            f"WHEN {literal(stage.id)} THEN {literal(board.lane_of(stage.id).id)}" for stage in board.all_stages
        )
        self.lane = f"CASE stage {cases} ELSE {literal(board.stages[0].id)} END"

    def distinct(self, *columns: str) -> set[str]:
        """Return the different values that these columns hold on the board."""
        rows = ask(
            self.connection, f"SELECT DISTINCT {', '.join(columns)} FROM hub_card WHERE board = ?", [self.board.id]
        )
        return {value for row in rows for value in row if value}

    def currencies(self) -> set[str]:
        """Return the currencies of the board's values."""
        return self.distinct("currency")

    def lanes(self, wanted: list[Stage]) -> Condition:
        """Cards that show in one of these stages; in the first one also those of no stage, and of stages that nobody knows."""
        lanes, stages = {stage.id for stage in wanted}, self.board.all_stages
        own = among("stage", [stage.id for stage in stages if self.board.lane_of(stage.id).id in lanes])
        if self.board.stages[0].id not in lanes:
            return own
        known = among("stage", [stage.id for stage in stages])
        return either([own, Condition(f"stage IS NULL OR NOT ({known.sql})", known.values)])

    def word(self, word: str) -> Condition:
        """Cards that have a folded word in a text of their own that is searched."""
        return self._holds("hay", word)

    def searched(self, column: str, op: Op, value: str) -> Condition:
        """Compare one of the columns that free words are looked for in."""
        if op == "=":
            return self._holds("hay", f"{MARKS[SEARCHED.index(column)]}{value}{MARKS[SEARCHED.index(column) + 1]}")
        part = self.part(column)
        for char in text.BETWEEN_DIGITS if column == "phone" else "":
            part = f"replace({part}, {literal(char)}, '')"
        holds = f"{self._position}({part}, ?) > 0"
        return Condition(f"CASE WHEN {self._position}(hay, ?) > 0 THEN {holds} ELSE FALSE END", [value, value])

    def part(self, column: str) -> str:
        """Return the folded text of one of the columns that free words are looked for in, behind its mark, in SQL."""
        begin = SEARCHED.index(column)
        first, after = (f"{self._position}(hay, {literal(mark)})" for mark in MARKS[begin : begin + 2])
        return f"substr(hay, {first}, {after} - {first})"

    def label(self, folded: str) -> Condition:
        """Cards with a label that reads so, letter case aside."""
        return self._holds("hay", f"\n{folded}\n")

    def commented(self, word: str) -> Condition | None:
        """Cards that show a comment with these words in a row, the last one by its beginning; None for none to look for."""
        words = comment_words(word)
        return self._showing(self._holds("words", f" {' '.join(words)}")) if words else None

    def team(self, team: str) -> Condition:
        """Cards that show a comment of a team."""
        return self._showing(Condition("team = ?", [team]))

    def mention(self, name: str) -> Condition:
        """Cards that show a comment which mentions somebody by this folded name."""
        return self._showing(self._holds("calls", mention_of(name)))

    def is_custom(self, name: str) -> bool:
        """Whether a query may ask for a custom field: for any, so that a script may ask before the first card has it."""
        return bool(name)

    def custom(self, name: str, op: Op, value: str) -> Condition:
        """Compare the custom fields that have this folded name."""
        if op == ":":
            return self._has(name, self._holds("value", value))
        if op == "=":
            return self._has(name, Condition("value = ?", [value]))
        return self._has(name, Condition(f"number {op} ?", [float(value)]))

    def has_custom(self, name: str) -> Condition:
        """Cards in which a custom field with this folded name is filled in."""
        return self._has(name, Condition("given = 1"))

    def has_register(self, register: str) -> Condition:
        """Cards in which a custom field is filled in, by the exact name of its register."""
        _, name, _, exact = field_key(self.board.id, "", register)
        return self._has(name, Condition("given = 1 AND exact = ?", [exact]))

    def ticked(self, line: str) -> Condition:
        """Cards on which somebody ticked a line of the agreement, with evidence."""
        return self._holds("ticks", f"\n{line}\n")

    def unread(self, _member: str) -> Condition:
        """Nothing: what a member has read is kept on their own devices."""
        return Condition(NEVER)

    def _holds(self, column: str, wanted: str) -> Condition:
        return Condition(f"{self._position}({column}, ?) > 0", [wanted])

    def _showing(self, said: Condition) -> Condition:
        """Cards that show a comment which is so."""
        board = self.board.id
        sql = _SHOWN.format(f"SELECT card FROM hub_comment WHERE board = ? AND {said.sql}")
        return Condition(sql, [board, *said.values, board, board])

    def _has(self, name: str, held: Condition) -> Condition:
        """Cards with a custom field of this folded name that is so."""
        sql = f"id IN (SELECT card FROM hub_field WHERE board = ? AND name = ? AND {held.sql})"
        return Condition(sql, [self.board.id, name, *held.values])
