"""Conditions on cards in SQL for the server's card table, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import SEARCHED
from kanban.domain.commitments import COMMIT
from kanban.domain.values import text
from kanban.store.hub.cards.card_columns import MARKS, field_key, mention_of
from kanban.store.hub.cards.portable_sql import ask, position
from kanban.store.search.client_dialect import comment_words
from kanban.store.search.conditions import NEVER, Condition, join_either, match_any_of, quote_literal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from kanban.domain.board import Board, Stage
    from kanban.domain.queries.query import Op

_SHOWN = (
    "id IN (WITH RECURSIVE said(card) AS ({}), up(id, into_id) AS (SELECT id, card FROM hub_entity WHERE board = ? AND "
    "etype = 'card' AND card IS NOT NULL UNION SELECT up.id, above.card FROM up JOIN hub_entity above ON above.board = "
    "? AND above.etype = 'card' AND above.id = up.into_id WHERE above.card IS NOT NULL) "
    "SELECT card FROM said UNION ALL SELECT into_id FROM up WHERE id IN (SELECT card FROM said))"
)
"""Cards that show a comment on one of these: the card itself, and what it was merged into."""


class ServerDialect:
    """The card table of one board: a `store.search.client_dialect.Dialect`."""

    handoff_state, answer_due, linked, again = "handoff_state", "answer_due", "linked = 1", "again"
    offered_at = "offered_at"

    def __init__(self, connection: Connection, board: Board) -> None:
        self.connection, self.board = connection, board
        self._position = position(connection)
        cases = " ".join(
            f"WHEN {quote_literal(stage.id)} THEN {quote_literal(board.lane_of(stage.id).id)}"
            for stage in board.all_stages
        )
        self.lane = f"CASE stage {cases} ELSE {quote_literal(board.stages[0].id)} END"

    def list_distinct(self, *columns: str) -> set[str]:
        """Return the distinct values of these columns on the board."""
        rows = ask(
            self.connection, f"SELECT DISTINCT {', '.join(columns)} FROM hub_card WHERE board = ?", [self.board.id]
        )
        return {value for row in rows for value in row if value}

    def list_currencies(self) -> set[str]:
        """Return the currencies of the board's values."""
        return self.list_distinct("currency")

    def match_lanes(self, wanted: list[Stage]) -> Condition:
        """Match cards in these stages; the first one also has cards without a stage, or with an unknown one."""
        lanes, stages = {stage.id for stage in wanted}, self.board.all_stages
        own = match_any_of("stage", [stage.id for stage in stages if self.board.lane_of(stage.id).id in lanes])
        if self.board.stages[0].id not in lanes:
            return own
        known = match_any_of("stage", [stage.id for stage in stages])
        return join_either([own, Condition(f"stage IS NULL OR NOT ({known.sql})", known.values)])

    def word(self, word: str) -> Condition:
        """Match cards whose own searched text contains a folded word."""
        return self._match_line("hay", word)

    def column_text(self, column: str, op: Op, value: str) -> Condition:
        """Compare a searched column."""
        if op == "=":
            # each part of `hay` stands between two marks: with them around the value, it is the whole part
            return self._match_line("hay", f"{MARKS[SEARCHED.index(column)]}{value}{MARKS[SEARCHED.index(column) + 1]}")
        part = self.part(column)
        for char in text.BETWEEN_DIGITS if column == "phone" else "":
            part = f"replace({part}, {quote_literal(char)}, '')"
        holds = f"{self._position}({part}, ?) > 0"
        # CASE and not AND, of which PostgreSQL may test the dear side first
        return Condition(f"CASE WHEN {self._position}(hay, ?) > 0 THEN {holds} ELSE FALSE END", [value, value])

    def part(self, column: str) -> str:
        """Return SQL for the folded text of a searched column, after its mark."""
        begin = SEARCHED.index(column)
        first, after = (f"{self._position}(hay, {quote_literal(mark)})" for mark in MARKS[begin : begin + 2])
        return f"substr(hay, {first}, {after} - {first})"

    def label(self, folded: str) -> Condition:
        """Match cards with a label, letter case aside."""
        return self._match_line("hay", f"\n{folded}\n")

    def comment_text(self, word: str) -> Condition | None:
        """Match cards with a comment that has these words in a row (the last may go on); None for no words."""
        words = comment_words(word)
        return self._require_shown(self._match_line("words", f" {' '.join(words)}")) if words else None

    def match_team(self, team: str) -> Condition:
        """Match cards with a comment by a team."""
        return self._require_shown(Condition("team = ?", [team]))

    def match_mention(self, name: str) -> Condition:
        """Match cards with a comment that mentions somebody with this folded name."""
        return self._require_shown(self._match_line("calls", mention_of(name)))

    def is_custom(self, name: str) -> bool:
        """Whether a query may use a custom field: always, so that scripts may ask before a card has it."""
        return bool(name)

    def match_custom(self, name: str, op: Op, value: str) -> Condition:
        """Compare the custom fields with this folded name."""
        if op == ":":
            return self._has(name, self._match_line("value", value))
        if op == "=":
            return self._has(name, Condition("value = ?", [value]))
        return self._has(name, Condition(f"number {op} ?", [float(value)]))

    def has_custom(self, name: str) -> Condition:
        """Match cards where a custom field with this folded name is filled in."""
        return self._has(name, Condition("given = 1"))

    def has_register(self, register: str) -> Condition:
        """Match cards where the custom field of exactly this register is filled in."""
        _, name, _, exact = field_key(self.board.id, "", register)
        return self._has(name, Condition("given = 1 AND exact = ?", [exact]))

    def tick(self, line: str) -> Condition:
        """Match cards on which a requirement of the agreement is ticked, with evidence."""
        return self._match_line("ticks", f"\n{line}\n")

    def match_committed(self) -> Condition:
        """Match cards to which somebody commits. They are few, so they have no column of their own."""
        is_postgres = self.connection.dialect.name == "postgresql"
        says = "body::json ->> 'commit' = 'true'" if is_postgres else "json_extract(body, '$.commit') = 1"
        sql = (
            "id IN (SELECT id FROM hub_entity WHERE board = ? AND etype = 'card' AND "
            f"CASE WHEN {self._position}(body, ?) > 0 THEN {says} ELSE FALSE END)"
        )
        return Condition(sql, [self.board.id, f'"{COMMIT}"'])

    def match_unread(self, _member: str) -> Condition:
        """Match nothing: what a member has read is stored on their own devices."""
        return Condition(NEVER)

    def _match_line(self, column: str, wanted: str) -> Condition:
        return Condition(f"{self._position}({column}, ?) > 0", [wanted])

    def _require_shown(self, condition: Condition) -> Condition:
        """Match cards that show a comment which fulfils a condition."""
        board = self.board.id
        sql = _SHOWN.format(f"SELECT card FROM hub_comment WHERE board = ? AND {condition.sql}")
        return Condition(sql, [board, *condition.values, board, board])

    def _has(self, name: str, condition: Condition) -> Condition:
        """Match cards with a custom field of this folded name that fulfils a condition."""
        sql = f"id IN (SELECT card FROM hub_field WHERE board = ? AND name = ? AND {condition.sql})"
        return Condition(sql, [self.board.id, name, *condition.values])
