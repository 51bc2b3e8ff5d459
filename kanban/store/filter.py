"""Queries as SQL: each term of the query language becomes a condition on `card`."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kanban.domain import clock, text
from kanban.domain.board import Board, Member, Stage
from kanban.domain.card import CUSTOM, FIELDS
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.money import exponent
from kanban.domain.query import DAYS, Query, Term

COLUMNS = {
    "marketing": "marketing_owner", "sales": "sales_owner", "reason": "lost_reason", "created": "created_at",
    "updated": "updated_at", "entered": "entered_at", "touched": "touched_at", "close": "close_on", "next": "next_on",
}  # fmt: skip
"""Columns whose query field has another name."""

NEVER, ALWAYS = "0", "1"


@dataclass(slots=True)
class Condition:
    """A condition in SQL with the values that it binds."""

    sql: str
    values: list[object] = field(default_factory=list)

    def all(self, other: Condition) -> Condition:
        """Both hold."""
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)


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
        condition = Condition(f"board = ? AND deleted = {int(query.deleted)}", [self.board.id])
        for term in query.terms:
            if not (term.field == "flag" and term.values == ("deleted",)):
                condition = condition.all(self.term(term))
        return condition

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
        parts = [self._one(term, value) for value in term.values]
        return Condition(" OR ".join(f"({part.sql})" for part in parts), [v for part in parts for v in part.values])

    def _one(self, term: Term, value: str) -> Condition:  # noqa: PLR0911 - one return a kind of field
        match term.field:
            case "word":
                return self.word(value)
            case "has":
                return self._has(value)
            case "stage" | "side" | "holder":
                return self._lanes(term.field, value)
            case "owner":
                return self._owner(("marketing_owner", "sales_owner"), value)
            case "marketing" | "sales":
                return self._owner((f"{term.field}_owner",), value)
            case "label":
                return Condition("folded(labels) LIKE ? ESCAPE '\\'", [f"%\n{escaped(value)}\n%"])
            case "ref":
                return Condition("ref LIKE ? ESCAPE '\\' OR id = ?", [f"{escaped(value)}%", value])
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
        return Condition(f"{own.sql} OR {found.sql}", own.values + found.values) if found else own

    def commented(self, word: str) -> Condition | None:
        """Words in a comment that begin so; None where there is nothing to look for in it."""
        words = match_words(word)
        inner = "SELECT c.card FROM comment_search s JOIN comment c ON c.n = s.rowid WHERE comment_search MATCH ?"
        return Condition(shown_on(inner), [words]) if words else None

    def _text(self, term: Term, value: str) -> Condition:
        column = COLUMNS.get(term.field, term.field)
        if column in {"source", "campaign", "company", "lost_reason", "currency"} and term.op == ":":
            return self._categories(column, value)
        if term.op == "=":
            return Condition(f"folded({column}) = ?", [value])
        return Condition(f"instr(folded({column}), ?) > 0", [value])

    def _categories(self, column: str, value: str) -> Condition:
        """Compare the few different values of a column here, rather than each card's in SQL."""
        rows = self.connection.execute(f"SELECT DISTINCT {column} FROM card WHERE board = ?", (self.board.id,))
        return _among(column, [row[0] for row in rows if row[0] and value in text.fold(row[0])])

    def _custom(self, term: Term, value: str) -> Condition:
        name = term.field.removeprefix(CUSTOM)
        rows = self.connection.execute(
            "SELECT DISTINCT key FROM card, json_each(card.extra) WHERE board = ? AND key LIKE 'field.%'",
            (self.board.id,),
        )
        paths = [row[0] for row in rows if text.fold(row[0].removeprefix(CUSTOM)) == text.fold(name)]
        if not paths:
            raise UsageFault(f"No card on this board has a field of its own called “{name}”.")
        compare = (
            "folded(json_extract(extra, ?)) = ?" if term.op == "=" else "instr(folded(json_extract(extra, ?)), ?) > 0"
        )
        quoted = [f'$."{path}"' for path in paths]
        return Condition(" OR ".join(f"({compare})" for _ in quoted), [v for path in quoted for v in (path, value)])

    # -- people

    def _owner(self, columns: tuple[str, ...], value: str) -> Condition:
        if value == "me":
            wanted = self.my_names()
        else:
            wanted = []
            for column in columns:
                rows = self.connection.execute(f"SELECT DISTINCT {column} FROM card WHERE board = ?", (self.board.id,))
                wanted += [row[0] for row in rows if row[0] and _begins(self._shown_names(row[0]), value)]
        parts = [_among(column, wanted) for column in columns]
        return Condition(" OR ".join(f"({part.sql})" for part in parts), [v for part in parts for v in part.values])

    def _shown_names(self, owner: str) -> str:
        return text.fold(f"{owner} {self.board.owner_name(owner)}")

    def my_names(self) -> list[str]:
        """Return every name under which the reader owns cards."""
        if self.reader is None:
            raise Refused("This query asks for what is yours; say who you are with --as NAME or kanban init.")
        return list(self.board.names_of(self.reader.name))

    def _commented(self, kind: str, value: str) -> Condition:
        inner = "SELECT c.card FROM comment c WHERE c.deleted = 0"
        if kind == "team":
            return Condition(shown_on(f"{inner} AND c.team = ?"), [value])
        names = [text.fold(name) for name in (self.my_names() if value == "me" else [value])]
        likes = " OR ".join("instr(folded(c.body), ?) > 0" for _ in names)
        return Condition(shown_on(f"{inner} AND instr(c.body, '@') > 0 AND ({likes})"), [f"@{name}" for name in names])

    # -- stages, and what follows from them

    def lanes(self, wanted: list[Stage]) -> Condition:
        """Cards that show in one of these stages."""
        return _among("lane", [stage.id for stage in wanted])

    def _lanes(self, kind: str, value: str) -> Condition:
        stages = self.board.stages
        if kind == "stage":
            names = {stage.id: text.fold(stage.name) for stage in stages}
            chosen = [s for s in stages if names[s.id] == value] or [s for s in stages if names[s.id].startswith(value)]
            if not chosen:
                raise UsageFault(f"No stage is called “{value}”; this board has {', '.join(s.name for s in stages)}.")
            return self.lanes(chosen)
        if kind == "side":
            return self.lanes([stage for stage in stages if stage.side.startswith(value)])
        held = [
            s for s in stages if not s.closed and ("marketing" if s.side == "marketing" else "sales").startswith(value)
        ]
        return self.lanes(held)

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
                return self._owner(("marketing_owner", "sales_owner"), "me")
            case "overdue":
                return Condition("next_on < ?", [self.today.isoformat()]).all(self.lanes(opened))
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
        parts, values = [], list[object]()
        for stage in self.board.stages:
            if stage.stale_after is not None and not stage.closed:
                parts.append("(lane = ? AND touched_at < ?)")
                values += [stage.id, stale_before(stage, self.now)]
        return Condition(" OR ".join(parts) or NEVER, values)

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
        currencies = [row[0] for row in self.connection.execute("SELECT DISTINCT currency FROM lane_total") if row[0]]
        odd = " ".join(f"WHEN '{c}' THEN {10 ** exponent(c)}.0" for c in currencies if c.isalpha() and exponent(c) != 2)
        unit = f"CASE currency {odd} ELSE 100.0 END" if odd else "100.0"
        return Condition(f"value / {unit} {op} ?", [float(value)])

    def _day(self, term: Term, value: str) -> Condition:
        """Compare days; those of acts are moments, so a day is from its midnight to the next in the board's zone."""
        column, day = COLUMNS.get(term.field, "entered_at"), date.fromisoformat(value)
        begin, end = day.isoformat(), (day + timedelta(days=1)).isoformat()
        if column.endswith("_at"):
            begin, end = self._midnight(day), self._midnight(day + timedelta(days=1))
        condition = {
            ":": Condition(f"{column} >= ? AND {column} < ?", [begin, end]),
            "=": Condition(f"{column} >= ? AND {column} < ?", [begin, end]),
            ">=": Condition(f"{column} >= ?", [begin]),
            ">": Condition(f"{column} >= ?", [end]),
            "<": Condition(f"{column} < ? AND {column} <> ''", [begin]),
            "<=": Condition(f"{column} < ? AND {column} <> ''", [end]),
        }[term.op]
        return condition.all(self.flag("closed")) if term.field == "closed" else condition

    def _midnight(self, day: date) -> str:
        return clock.iso(datetime.combine(day, time(), self.zone).astimezone(UTC))

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
            case _:
                return Condition(f"{COLUMNS.get(name, name)} IS NOT NULL")


def shown_on(commented: str) -> str:
    """Return the condition for the cards that show what was written on one of these: itself, and what it was merged into."""
    return (
        f"id IN (WITH RECURSIVE home(id) AS ({commented} UNION SELECT up.merged_into FROM card up JOIN home ON up.id = home.id "
        "WHERE up.merged_into IS NOT NULL) SELECT id FROM home)"
    )


def stale_before(stage: Stage, now: datetime) -> str:
    """Return the moment before which a card of this stage must have been touched last to be stale."""
    return clock.iso(now - timedelta(days=stage.stale_after or 0)) if stage.stale_after is not None else ""


def incomplete_sql(board: Board) -> str:
    """Return an expression that is 1 for cards that lack what their stage requires; it binds nothing."""
    cases = []
    for stage in board.stages:
        lacks = [f"coalesce({register_sql(name)}, '') = ''" for name in stage.required]
        if lacks:
            cases.append(f"WHEN lane = {literal(stage.id)} THEN ({' OR '.join(lacks)})")
    return f"CASE {' '.join(cases)} ELSE 0 END" if cases else NEVER


def register_sql(name: str) -> str:
    """Return the expression for a register: its column, or its place among the rest."""
    if name in FIELDS:
        return name
    path = name.replace("'", "''").replace('"', "")
    return f"json_extract(extra, '$.\"{path}\"')"


def match_words(word: str) -> str | None:
    """Return what the full-text index is asked for: these words in a row, the last one by its beginning.

    None for a single letter or sign: it begins words in half of all comments, and finds nobody anything.
    """
    found = text.words(word)
    if len(word) == 1 and word.isascii():
        return None
    return '"' + " ".join(found) + '" *' if found else None


def escaped(value: str) -> str:
    r"""Return text for a LIKE pattern with ESCAPE '\'."""
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _begins(folded: str, value: str) -> bool:
    return f" {folded}".find(f" {value}") >= 0


def _among(column: str, wanted: list[str]) -> Condition:
    if not wanted:
        return Condition(NEVER)
    return Condition(f"{column} IN ({','.join('?' * len(set(wanted)))})", list(dict.fromkeys(wanted)))


def literal(value: str) -> str:
    """Return text as an SQL literal, where nothing can be bound."""
    return "'" + value.replace("'", "''") + "'"
