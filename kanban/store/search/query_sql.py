"""Queries as SQL: each term of the query language becomes a condition on cards, in the dialect of the tables asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.agreements import agreement_lines
from kanban.domain.board import TEAMS, Board, Member, Stage
from kanban.domain.card import CUSTOM, FIELDS, LABEL, SEARCHED
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs import first_response
from kanban.domain.queries import matching
from kanban.domain.queries.matching import REGISTERS
from kanban.domain.queries.query import COUNTED, DAYS, NUMERIC, Query, Term
from kanban.domain.values import fields, labels, moments, text
from kanban.domain.values.money import count_decimals
from kanban.store.search.conditions import (
    NEVER,
    Condition,
    escape_like,
    is_stale,
    join_either,
    join_every,
    match_any_of,
    quote_literal,
)

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Line
    from kanban.store.search.client_dialect import Dialect


class Compiler:
    """Turns the terms of a query into conditions, for one board, one reader and one moment."""

    def __init__(self, dialect: Dialect, board: Board, reader: Member | None, now: datetime) -> None:
        self.dialect, self.board, self.reader = dialect, board, reader
        self.zone = board.zone
        self.now = now
        self.today = now.astimezone(self.zone).date()
        self._has_closed = False
        """The query asks for closed cards, so that terms about what is to be done find them too."""
        self._has_further = True
        """What a merge kept beside a field counts as well; for a line of the agreement only the field itself does."""

    def compile_where(self, query: Query) -> Condition:
        """Return the whole condition, that a card is on this board and not deleted included; raises UsageFault."""
        self._check(query)
        self._has_closed = matching.has_closed_term(query, self.board)
        # a literal, because an index over what is on the board is only used where the statement itself says so
        parts = [Condition(f"board = ? AND deleted = {int(query.has_deleted_term)}", [self.board.id])]
        parts += [
            self.compile_term(term)
            for term in query.terms
            if not (term.field == "flag" and term.values == ("deleted",))
        ]
        return join_every(parts)

    def compile_structured(self, query: Query) -> Condition:
        """Return the condition of all but the plain words, which the board looks for in memory."""
        return self.compile_where(Query(query.structured, query.source))

    def compile_term(self, term: Term) -> Condition:
        """Return the condition of one term."""
        condition = self._compile_positive(term)
        if not term.is_negated:
            return (
                condition
                if term.field != "next" or self._has_closed
                else condition.join_all(self.compile_lanes(self._opened))
            )
        return (
            condition.negate().join_all(self.compile_unknown(term).negate())
            if term.field == "value"
            else condition.negate()
        )

    def compile_unknown(self, term: Term) -> Condition:
        """Return the condition under which a term can't be told: it compares an amount with one of another currency."""
        if term.field != "value":
            return Condition(NEVER)
        own, none = self.board.currency, self._compile_positive(term).negate()
        others = [
            Condition("coalesce(currency, ?) <> ?", [own, value.partition(" ")[2] or own]) for value in term.values
        ]
        return join_either(others).join_all(Condition("value IS NOT NULL")).join_all(none)

    def _check(self, query: Query) -> None:
        """Raise UsageFault for a custom field that no card has, where the dialect knows that."""
        for term in query.terms:
            name = term.field.removeprefix(CUSTOM)
            if term.field.startswith(CUSTOM) and not self.dialect.is_custom(text.fold(name)):
                raise UsageFault(f"No card on this board has a custom field called “{name}”.")

    def _compile_positive(self, term: Term) -> Condition:
        if term.field == "flag":
            return self.flag(term.values[0])
        return join_either(self._compile_one(term, value) for value in term.values)

    def _compile_one(self, term: Term, value: str) -> Condition:  # noqa: PLR0911 - one return a kind of field
        match term.field:
            case "word":
                return self.word(value)
            case "has":
                return self._has(value)
            case "stage" | "side" | "holder":
                return self._stage_or_holder(term, value)
            case "owner":
                return self._compile_owner(("marketing_owner", "sales_owner"), term, value)
            case "marketing" | "sales":
                return self._compile_owner((f"{term.field}_owner",), term, value)
            case "label":
                return join_either(map(self.dialect.label, labels.list_names(self.board.label_names, value)))
            case "ref":
                return Condition(
                    "ref LIKE ? ESCAPE '\\' OR id = ?", [escape_like(value) + "%" * (term.op == ":"), value]
                )
            case "team" | "mentions":
                return self._comment_condition(term.field, value)
            case _ if term.field in NUMERIC:
                return self._number(term, value)
            case _ if term.field in DAYS:
                return self._compile_day(term, value)
            case _ if term.field.startswith(CUSTOM):
                return self._compile_custom(term, value)
            case _:
                return self._compile_text(term, value)

    # -- words

    def word(self, word: str) -> Condition:
        """Free text: part of the card's own texts, or the beginning of words in a comment on it."""
        own, in_comments = self.dialect.word(word), self.comment_text(word)
        return join_either([own, in_comments]) if in_comments else own

    def comment_text(self, word: str) -> Condition | None:
        """Words in a comment that begin so; None where there is nothing to look for in it."""
        return self.dialect.comment_text(word)

    def _compile_text(self, term: Term, value: str) -> Condition:
        column = REGISTERS.get(term.field, term.field)
        if column not in SEARCHED:
            return self._compile_categories(column, term, value)
        own = self.dialect.column_text(column, term.op, value)
        if not self._has_further:
            return own
        names = [text.fold(name) for name in fields.list_further_names(column)]
        further = [self.dialect.match_custom(name, term.op, value) for name in names if self.dialect.is_custom(name)]
        return join_either([own, *further]) if further else own

    def _compile_categories(self, column: str, term: Term, value: str) -> Condition:
        """Compare the few different values of a column here, rather than each card's in SQL."""
        present = sorted(self.dialect.list_distinct(column))
        if term.op == "=":
            return match_any_of(column, [category for category in present if text.fold(category) == value])
        return match_any_of(column, [category for category in present if value in text.fold(category)])

    def _compile_custom(self, term: Term, value: str) -> Condition:
        return self.dialect.match_custom(text.fold(term.field.removeprefix(CUSTOM)), term.op, value)

    # -- people

    def _compile_owner(self, columns: tuple[str, ...], term: Term | None, value: str) -> Condition:
        """Compare the names under which cards are owned: what people are called, not how it happens to be written."""
        means = self._match_owner(term, value)
        chosen = sorted(owner for owner in self.dialect.list_distinct(*columns) if means(owner))
        return join_either(match_any_of(column, chosen) for column in columns)

    def _match_owner(self, term: Term | None, value: str) -> Callable[[str], bool]:
        """Return what tells whether a card's owner is meant."""
        if value == "me":
            return matching.require_reader(self.reader).is_named
        return matching.build_owner_test(self.board, value, exact=term is not None and term.op == "=")

    def _comment_condition(self, kind: str, value: str) -> Condition:
        if kind == "team":
            return self.dialect.match_team(matching.read_choice(TEAMS, value, "A team"))
        names = matching.list_mention_names(
            self.board, value, matching.require_reader(self.reader) if value == "me" else None
        )
        return join_either(map(self.dialect.match_mention, names))

    # -- stages, and what follows from them

    def compile_lanes(self, stages: list[Stage]) -> Condition:
        """Cards that show in one of these stages."""
        return self.dialect.match_lanes(stages)

    def _stage_or_holder(self, term: Term, value: str) -> Condition:
        """Cards in stages; or those that a team holds: in its own stages, and at the door what waits for it to act."""
        if term.field != "holder":
            return self.compile_lanes(matching.find_stages(self.board, term, value))
        team = matching.read_choice(TEAMS, value, "A holder")
        stages = self.board.stages
        own_lanes = self.compile_lanes([s for s in stages if not s.is_closed and s.side == team])
        door = self.compile_lanes([s for s in stages if s.side == "door" and not s.is_closed])
        waits_for_team = Condition(
            f"coalesce({self.dialect.handoff_state}, '') {'=' if team == 'marketing' else '<>'} 'asked'"
        )
        return join_either([own_lanes, door.join_all(waits_for_team)])

    @property
    def _opened(self) -> list[Stage]:
        return [stage for stage in self.board.stages if not stage.is_closed]

    def flag(self, name: str) -> Condition:
        """Return the condition of one of the words that are a whole term."""
        stages = self.board.stages
        closed = [s for s in stages if s.is_closed]
        match name:
            case "open":
                return self.compile_lanes(self._opened)
            case "closed":
                return self.compile_lanes(closed)
            case "won" | "lost" | "disqualified":
                return self.compile_lanes([stage for stage in stages if stage.ending == name])
            case "committed":
                sales = [stage for stage in self._opened if stage.side == "sales"]
                return self.compile_lanes(sales).join_all(self.dialect.match_committed())
            case "mine":
                return self._compile_owner(("marketing_owner", "sales_owner"), None, "me")
            case "overdue":
                today = self.today.isoformat()
                passed = "(next_on < ? OR next_on = ? AND next_time < ?)"
                late = Condition(passed, [today, today, moments.format_time(self.now.astimezone(self.zone))]).join_all(
                    self.compile_lanes(list(stages) if self._has_closed else self._opened)
                )
                door = self.compile_lanes([stage for stage in stages if stage.side == "door"])
                waits = f"{self.dialect.handoff_state} IN ('offered', 'asked') AND {self.dialect.answer_due} < ?"
                answers = door.join_all(Condition(waits, [clock.iso(self.now)]))
                return join_either([late, answers, *self._compile_late_responses()])
            case "stale":
                return self.compile_stale()
            case "unread":
                return self.compile_unread()
            case "incomplete":
                return self.compile_incomplete()
            case _:
                return Condition(NEVER)

    def _compile_late_responses(self) -> list[Condition]:
        """Cards on which sales has made no attempt in the time that the agreement promises."""
        before = first_response.find_late_before(self.board, self.now)
        if not before:
            return []
        state, offered_at = self.dialect.handoff_state, self.dialect.offered_at
        waits = f"{state} = 'accepted' AND {offered_at} < ? AND {offered_at} >= ? AND sales_attempted_at < {offered_at}"
        condition = Condition(waits, [before, self.board.responses_since])
        return [self.compile_lanes(first_response.list_stages(self.board)).join_all(condition)]

    def compile_stale(self) -> Condition:
        """Cards silent for longer than their stage allows."""
        considered = self.board.stages if self._has_closed else self._opened
        stages = [stage for stage in considered if stage.stale_after is not None]
        return join_either(
            self.compile_lanes([stage]).join_all(is_stale(stage, self.now, self.board.timezone, self.dialect.again))
            for stage in stages
        )

    def compile_unread(self) -> Condition:
        """Cards with a comment that the reader has not read."""
        return self.dialect.match_unread(self.reader.id) if self.reader else Condition(NEVER)

    def compile_incomplete(self) -> Condition:
        """Cards that lack what their stage asks for, fields and lines of the agreement."""
        signed, parts = self.board.agreement, list[Condition]()
        for stage in self.board.stages:
            guarding = signed.content.list_guarding(stage.id) if signed else ()
            lacks = [
                *map(self._compile_lacking, stage.required),
                *(self.compile_line(line).negate() for line in guarding),
            ]
            if lacks:
                parts.append(self.compile_lanes([stage]).join_all(join_either(lacks)))
        return join_either(parts)

    def _compile_lacking(self, name: str) -> Condition:
        """Cards that lack a register, as `card.is_absent` has it: an amount of 0 is something."""
        if name in FIELDS:
            return Condition(f"{name} IS NULL" if FIELDS[name] in {"money", "share"} else f"coalesce({name}, '') = ''")
        if name.startswith(LABEL):
            label = " ".join(name.removeprefix(LABEL).split())
            return self.dialect.label(text.fold(label)).negate()
        return self.dialect.has_register(name).negate()

    def compile_line(self, line: Line) -> Condition:
        """Return the condition that a card meets a line of the agreement: its fact holds, or somebody ticked it."""
        if line.kind == "judgement":
            return self.dialect.tick(line.id)
        try:
            terms = agreement_lines.read_fact(line.fact).terms
        except UsageFault:
            return Condition(NEVER)
        self._has_further = False
        conditions = [(self.compile_term(term), self.compile_unknown(term)) for term in terms]
        self._has_further = True
        holds = join_every(term for term, _ in conditions)
        if not any(term.field == "value" for term in terms):
            return holds
        return join_either([holds, join_every(map(join_either, conditions)).join_all(self.dialect.tick(line.id))])

    # -- numbers and days

    def _number(self, term: Term, value: str) -> Condition:
        op = "=" if term.op == ":" else term.op
        if term.field == "comments":
            return Condition(f"marketing_comments + sales_comments {op} ?", [float(value)])
        if term.field in COUNTED:
            return Condition(f"{term.field} {op} ?", [float(value)])
        if term.field == "probability":
            cases = " ".join(
                f"WHEN {quote_literal(stage.id)} THEN {stage.probability:g}" for stage in self.board.stages
            )
            return Condition(f"coalesce(probability, CASE {self.dialect.lane} {cases} END) {op} ?", [float(value)])
        amount, _, currency = value.partition(" ")
        currencies = sorted(self.dialect.list_currencies())
        odd = " ".join(
            f"WHEN {quote_literal(c)} THEN {10 ** count_decimals(c)}.0" for c in currencies if count_decimals(c) != 2
        )
        unit = f"CASE currency {odd} ELSE 100.0 END" if odd else "100.0"
        own = self.board.currency
        return Condition(f"value / {unit} {op} ? AND coalesce(currency, ?) = ?", [float(amount), own, currency or own])

    def _compile_day(self, term: Term, value: str) -> Condition:
        """Compare days; those of acts are moments, so a day is from its midnight to the next in the board's zone."""
        column = REGISTERS.get(term.field, "entered_at")
        zone = self.zone if column.endswith("_at") else None
        begin, end = moments.day_bounds(date.fromisoformat(value), zone)
        condition = {
            ":": Condition(f"{column} >= ? AND {column} < ?", [begin, end]),
            "=": Condition(f"{column} >= ? AND {column} < ?", [begin, end]),
            ">=": Condition(f"{column} >= ?", [begin]),
            ">": Condition(f"{column} >= ?", [end]),
            "<": Condition(f"{column} < ? AND {column} <> ''", [begin]),
            "<=": Condition(f"{column} < ? AND {column} <> ''", [end]),
        }[term.op]
        return condition.join_all(self.flag("closed")) if term.field == "closed" else condition

    def _has(self, name: str) -> Condition:
        match name:
            case "label":
                return Condition("labels <> ''")
            case "comments":
                return Condition("marketing_comments + sales_comments > 0")
            case "owner":
                return Condition("coalesce(marketing_owner, sales_owner) IS NOT NULL")
            case "link":
                return Condition(self.dialect.linked)
            case "next":
                return Condition("coalesce(next_step, next_on) IS NOT NULL")
            case _ if name.startswith(CUSTOM):
                return self.dialect.has_custom(name.removeprefix(CUSTOM))
            case _:
                return Condition(f"{REGISTERS.get(name, name)} IS NOT NULL")
