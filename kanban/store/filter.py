"""Queries as SQL: each term of the query language becomes a condition on `card`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kanban.domain import clock, matching, text
from kanban.domain.board import TEAMS, Board, Member, Stage
from kanban.domain.card import CUSTOM
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.matching import REGISTERS, SEARCHED
from kanban.domain.money import exponent
from kanban.domain.query import DAYS, Query, Term
from kanban.store.conditions import (
    ANSWER_DUE,
    GIVEN,
    HANDOFF_STATE,
    NEVER,
    Condition,
    among,
    either,
    escaped,
    incomplete_sql,
    literal,
    own_field_sql,
    shown_on,
    stale_before,
)


class Compiler:
    """Turns the terms of a query into conditions, for one board, one reader and one moment."""

    def __init__(self, connection: sqlite3.Connection, board: Board, reader: Member | None, now: datetime) -> None:
        self.connection, self.board, self.reader = connection, board, reader
        self.zone = ZoneInfo(board.timezone)
        self.now = now
        self.today = now.astimezone(self.zone).date()

    def where(self, query: Query) -> Condition:
        """Return the whole condition, that a card is on this board and not deleted included."""
        # a literal, because an index over what is on the board is only used where the statement itself says so
        parts = [Condition(f"board = ? AND deleted = {int(query.deleted)}", [self.board.id])]
        parts += [self.term(term) for term in query.terms if not (term.field == "flag" and term.values == ("deleted",))]
        # side by side and not one in the other, which SQLite's parser would not follow far
        return Condition(" AND ".join(f"({part.sql})" for part in parts), [v for part in parts for v in part.values])

    def structured(self, query: Query) -> Condition:
        """Return the condition of all but the plain words, which the board looks for in memory."""
        return self.where(Query(query.structured, query.source))

    def term(self, term: Term) -> Condition:
        """Return the condition of one term."""
        made = self._positive(term)
        return Condition(f"NOT coalesce(({made.sql}), 0)", made.values) if term.negated else made

    def _positive(self, term: Term) -> Condition:
        if term.field == "flag":
            return self.flag(term.values[0])
        return either(self._one(term, value) for value in term.values)

    def _one(self, term: Term, value: str) -> Condition:  # noqa: PLR0911 - one return a kind of field
        match term.field:
            case "word":
                return self.word(value)
            case "has":
                return self._has(value)
            case "stage" | "side" | "holder":
                return self._standing(term, value)
            case "owner":
                return self._owner(("marketing_owner", "sales_owner"), term, value)
            case "marketing" | "sales":
                return self._owner((f"{term.field}_owner",), term, value)
            case "label":
                return Condition("instr(hay, ?) > 0 AND instr(folded(labels), ?) > 0", [value, f"\n{value}\n"])
            case "ref":
                return Condition("ref LIKE ? ESCAPE '\\' OR id = ?", [escaped(value) + "%" * (term.op == ":"), value])
            case "team" | "mentions":
                return self._commented(term.field, value)
            case "value" | "probability" | "comments":
                return self._number(term, value)
            case _ if term.field in DAYS:
                return self._day(term, value)
            case _ if term.field.startswith(CUSTOM):
                return self._custom(term, value)
            case _:
                return self._text(term, value)

    # -- words

    def word(self, word: str) -> Condition:
        """Free text: part of the card's own texts, or the beginning of words in a comment on it."""
        found = self.commented(word)
        own = Condition("instr(hay, ?) > 0", [word])
        return Condition(f"{own.sql} OR {found.sql}", [*own.values, *found.values]) if found else own

    def commented(self, word: str) -> Condition | None:
        """Words in a comment that begin so; None where there is nothing to look for in it."""
        words = match_words(word)
        inner = "SELECT c.card FROM comment_search s JOIN comment c ON c.n = s.rowid WHERE comment_search MATCH ?"
        return Condition(shown_on(inner), [words], few=True) if words else None

    def _text(self, term: Term, value: str) -> Condition:
        column = REGISTERS.get(term.field, term.field)
        if column not in SEARCHED:
            return self._categories(column, term, value)
        compare = "folded({}) = ?" if term.op == "=" else "instr(folded({}), ?) > 0"
        return Condition(f"instr(hay, ?) > 0 AND {compare.format(column)}", [value, value])

    def _categories(self, column: str, term: Term, value: str) -> Condition:
        """Compare the few different values of a column here, rather than each card's in SQL."""
        rows = self.connection.execute(f"SELECT DISTINCT {column} FROM card WHERE board = ?", (self.board.id,))
        found = [row[0] for row in rows if row[0]]
        if term.op == "=":
            return among(column, [each for each in found if text.fold(each) == value])
        return among(column, [each for each in found if value in text.fold(each)])

    def _custom(self, term: Term, value: str) -> Condition:
        wanted = text.fold(term.field.removeprefix(CUSTOM))
        rows = self.connection.execute("SELECT name FROM own_field WHERE board = ?", (self.board.id,))
        registers = [CUSTOM + row[0] for row in rows if text.fold(row[0]) == wanted]
        if not registers:
            raise UsageFault(
                f"No card on this board has a field of its own called “{term.field.removeprefix(CUSTOM)}”."
            )
        compare = {"=": "folded(e.value) = ?", ":": "instr(folded(e.value), ?) > 0"}.get(
            term.op, f"number(e.value) {term.op} ?"
        )
        wanted_value = value if term.op in {":", "="} else float(value)
        return either(
            Condition(
                f"instr(extra, ?) AND EXISTS (SELECT 1 FROM json_each(card.extra) e WHERE e.key = ? AND {compare})",
                [written_name(register), register, wanted_value],
            )
            for register in registers
        )

    # -- people

    def _owner(self, columns: tuple[str, ...], term: Term | None, value: str) -> Condition:
        """Compare the names under which cards are owned: what people are called, not how it happens to be written."""
        means = self._meant(term, value)
        rows = self.connection.execute(
            f"SELECT DISTINCT {', '.join(columns)} FROM card WHERE board = ?", (self.board.id,)
        )
        chosen = sorted({owner for row in rows for owner in row if owner and means(owner)})
        return either(among(column, chosen) for column in columns)

    def _meant(self, term: Term | None, value: str) -> Callable[[str], bool]:
        """Return what tells whether a card's owner is meant."""
        if value == "me":
            return self._me().answers_to
        if term and term.op == "=":
            return lambda owner: value in self._names(owner)
        return lambda owner: any(f" {value}" in f" {name}" for name in self._names(owner))

    def _names(self, owner: str) -> tuple[str, str]:
        return text.fold(owner), text.fold(self.board.owner_name(owner) or "")

    def _me(self) -> Member:
        if self.reader is None:
            raise Refused("This query asks for what is yours; say who you are with --as NAME or kanban init.")
        return self.reader

    def _commented(self, kind: str, value: str) -> Condition:
        inner = "SELECT c.card FROM comment c WHERE c.deleted = 0"
        if kind == "team":
            return Condition(shown_on(f"{inner} AND c.team = ?"), [matching.only(TEAMS, value, "A team")])
        names = matching.called(self.board, value, self._me() if value == "me" else None)
        return either(
            Condition(shown_on(f"{inner} AND instr(c.body, '@') AND mentions(c.body, ?)"), [name]) for name in names
        )

    # -- stages, and what follows from them

    def lanes(self, wanted: list[Stage]) -> Condition:
        """Cards that show in one of these stages."""
        return among("lane", [stage.id for stage in wanted])

    def _standing(self, term: Term, value: str) -> Condition:
        """Cards in stages; or those that a team holds: in its own stages, and at the door what waits for it to act."""
        if term.field != "holder":
            return self.lanes(matching.stages_meant(self.board, term, value))
        team = matching.only(TEAMS, value, "A holder")
        stages = self.board.stages
        held = self.lanes([s for s in stages if not s.closed and s.side == team])
        door = self.lanes([s for s in stages if s.side == "door" and not s.closed])
        asked = Condition(f"coalesce({HANDOFF_STATE}, '') {'=' if team == 'marketing' else '<>'} 'asked'")
        return either([held, door.all(asked)])

    def flag(self, name: str) -> Condition:
        """Return the condition of one of the words that are a whole term."""
        stages = self.board.stages
        opened, closed = [s for s in stages if not s.closed], [s for s in stages if s.closed]
        match name:
            case "open":
                return self.lanes(opened)
            case "closed":
                return self.lanes(closed)
            case "won" | "lost":
                return self.lanes([stage for stage in stages if stage.outcome == name])
            case "mine":
                return self._owner(("marketing_owner", "sales_owner"), None, "me")
            case "overdue":
                late = Condition("next_on < ?", [self.today.isoformat()]).all(self.lanes(opened))
                door = self.lanes([stage for stage in stages if stage.side == "door"])
                unanswered = Condition(
                    f"{HANDOFF_STATE} IN ('offered', 'asked') AND {ANSWER_DUE} < ?", [clock.iso(self.now)]
                )
                return either([late, door.all(unanswered)])
            case "stale":
                return self.stale()
            case "unread":
                return self.unread()
            case "incomplete":
                return Condition(incomplete_sql(self.board))
            case _:
                return Condition(NEVER)

    def stale(self) -> Condition:
        """Cards silent for longer than their stage allows."""
        stages = [stage for stage in self.board.stages if stage.stale_after is not None and not stage.closed]
        return either(
            Condition("lane = ? AND touched_at < ?", [stage.id, stale_before(stage, self.now)]) for stage in stages
        )

    def unread(self) -> Condition:
        """Cards with a comment that the reader has not read."""
        if self.reader is None:
            return Condition(NEVER)
        sql = (
            "talk > max(coalesce((SELECT upto FROM seen WHERE member = ? AND card = card.id), 0), "
            "coalesce((SELECT upto FROM seen WHERE member = ? AND card = ''), 0))"
        ).replace("card = card.id", "seen.card = card.id")
        return Condition(sql, [self.reader.id, self.reader.id])

    # -- numbers and days

    def _number(self, term: Term, value: str) -> Condition:
        op = "=" if term.op == ":" else term.op
        if term.field == "comments":
            return Condition(f"marketing_comments + sales_comments {op} ?", [float(value)])
        if term.field == "probability":
            cases = " ".join(
                f"WHEN lane = {literal(stage.id)} THEN {stage.probability:g}" for stage in self.board.stages
            )
            return Condition(f"coalesce(probability, CASE {cases} END) {op} ?", [float(value)])
        amount, _, currency = value.partition(" ")
        currencies = [row[0] for row in self.connection.execute("SELECT DISTINCT currency FROM lane_total") if row[0]]
        odd = " ".join(f"WHEN {literal(c)} THEN {10 ** exponent(c)}.0" for c in currencies if exponent(c) != 2)
        unit = f"CASE currency {odd} ELSE 100.0 END" if odd else "100.0"
        found = Condition(f"value / {unit} {op} ?", [float(amount)])
        return found.all(Condition("currency = ?", [currency])) if currency else found

    def _day(self, term: Term, value: str) -> Condition:
        """Compare days; those of acts are moments, so a day is from its midnight to the next in the board's zone."""
        column = REGISTERS.get(term.field, "entered_at")
        zone = self.zone if column.endswith("_at") else None
        begin, end = matching.span(date.fromisoformat(value), zone)
        condition = {
            ":": Condition(f"{column} >= ? AND {column} < ?", [begin, end]),
            "=": Condition(f"{column} >= ? AND {column} < ?", [begin, end]),
            ">=": Condition(f"{column} >= ?", [begin]),
            ">": Condition(f"{column} >= ?", [end]),
            "<": Condition(f"{column} < ? AND {column} <> ''", [begin]),
            "<=": Condition(f"{column} < ? AND {column} <> ''", [end]),
        }[term.op]
        return condition.all(self.flag("closed")) if term.field == "closed" else condition

    def _has(self, name: str) -> Condition:
        match name:
            case "label":
                return Condition("labels <> ''")
            case "comments":
                return Condition("marketing_comments + sales_comments > 0")
            case "owner":
                return Condition("coalesce(marketing_owner, sales_owner) IS NOT NULL")
            case "link":
                return Condition(
                    "EXISTS (SELECT 1 FROM json_each(card.extra) e WHERE e.key LIKE 'link.%' AND e.type = 'object')"
                )
            case "next":
                return Condition("coalesce(next_step, next_on) IS NOT NULL")
            case _ if name.startswith(CUSTOM):
                return Condition(own_field_sql(literal(name.removeprefix(CUSTOM)), GIVEN))
            case _:
                return Condition(f"{REGISTERS.get(name, name)} IS NOT NULL")


def match_words(word: str) -> str | None:
    """Return what the full-text index is asked for: these words in a row, the last one by its beginning.

    None for a single letter or sign: it begins words in half of all comments, and finds nobody anything.
    """
    found = text.words(word)
    if len(word) == 1 and word.isascii():
        return None
    return '"' + " ".join(found) + '" *' if found else None


def written_name(register: str) -> str:
    """Return a register's name as it stands in the JSON of `extra`."""
    return json.dumps(register, ensure_ascii=False) + ":"
