"""Pieces of SQL that conditions on cards are made of: what is bound, what is quoted, what a register is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain import agreements, staleness
from kanban.domain.board import Board, Stage
from kanban.domain.card import CUSTOM, FIELDS, LABEL
from kanban.domain.errors import UsageFault
from kanban.domain.values import labels, text
from kanban.domain.values.money import ODD

if TYPE_CHECKING:
    from kanban.domain.agreements.agreement import Line
    from kanban.domain.queries.query import Term

# not 0: PostgreSQL takes no number for a condition
NEVER = "FALSE"

HANDOFF_STATE, HANDOFF_DUE = "json_extract(extra, '$.handoff.state')", "json_extract(extra, '$.handoff.due')"
OFFERED_AT = "json_extract(extra, '$.handoff.offered_at')"
"""What a card's handoff says of itself, in SQL; asked of the few cards that were handed over."""

AGAIN = (
    "CASE WHEN instr(extra, '\"again\"') > 0 AND json_extract(extra, '$.handoff.state') = 'returned' AND "
    "json_type(extra, '$.handoff.again') = 'text' AND json_extract(extra, '$.handoff.again') <> 'never' "
    "THEN json_extract(extra, '$.handoff.again') END"
)
"""The day on which to try a returned card again, as `staleness.read_again` has it."""

RESPONSE_SINCE = f"CASE WHEN {HANDOFF_STATE} = 'accepted' AND sales_attempted_at < {OFFERED_AT} THEN {OFFERED_AT} END"
"""Since when a card waits for the first attempt of sales, in SQL; null where it does not."""

HANDED = "deleted = 0 AND instr(extra, '\"handoff\"') > 0"
"""Cards that were offered at some time; the condition stands word for word as in an index of `tables.py`."""

ANSWER_DUE = f"coalesce({HANDOFF_DUE}, json_extract(extra, '$.handoff.reply_due'))"
"""Until when whoever holds a card at the door is to answer: sales an offer, marketing a question."""


class Condition(NamedTuple):
    """A condition in SQL with the values that it binds."""

    sql: str
    values: Sequence[object] = ()
    is_by_id: bool = False
    """It names its cards by their ids: an index finds them at once."""

    def join_all(self, other: Condition) -> Condition:
        """Both hold."""
        return Condition(f"({self.sql}) AND ({other.sql})", [*self.values, *other.values])

    def negate(self) -> Condition:
        """It does not hold, or can't be told."""
        # NOT of NULL is NULL, which would leave out the cards of which the condition can't be told
        return Condition(f"NOT coalesce(({self.sql}), FALSE)", self.values)


def join_either(parts: Iterable[Condition]) -> Condition:
    """At least one holds."""
    conditions = list(parts)
    return Condition(
        " OR ".join(f"({part.sql})" for part in conditions) or NEVER, [v for part in conditions for v in part.values]
    )


def join_every(parts: Iterable[Condition]) -> Condition:
    """All hold, of which there is at least one."""
    # side by side and not one in the other, which SQLite's parser would not follow far
    conditions = list(parts)
    return Condition(
        " AND ".join(f"({part.sql})" for part in conditions), [v for part in conditions for v in part.values]
    )


def match_any_of(column: str, choices: Iterable[object]) -> Condition:
    """Return the condition that a column holds one of these."""
    values = list(dict.fromkeys(choices))
    return Condition(f"{column} IN ({','.join('?' * len(values))})", values) if values else Condition(NEVER)


def escape_like(value: str) -> str:
    r"""Return text for a LIKE pattern with ESCAPE '\'."""
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def quote_literal(value: str) -> str:
    """Return text as an SQL literal, where nothing can be bound."""
    return "'" + value.replace("'", "''") + "'"


def sql_of_shown_lane(commented: str) -> str:
    """Return the condition for cards that show a comment on one of these: themselves, and what they were merged into.

    It walks all merged cards once, not up from each commented one: few cards are merged, and many are commented on.
    """
    return (
        f"id IN (WITH RECURSIVE said(card) AS ({commented}), up(id, into_id) AS (SELECT id, merged_into FROM card "
        "WHERE merged_into IS NOT NULL UNION SELECT up.id, above.merged_into FROM up JOIN card above "
        "ON above.id = up.into_id "
        "WHERE above.merged_into IS NOT NULL) SELECT card FROM said UNION ALL SELECT into_id FROM up WHERE id IN said)"
    )


def is_stale(stage: Stage, now: datetime, timezone: str, again: str) -> Condition:
    """Return the condition that a card of this stage is stale; `again` is the day to try it again, in SQL."""
    before = staleness.find_stale_limit(stage, now)
    day = staleness.find_quiet_day(before, timezone)
    return Condition(f"touched_at < ? AND coalesce(next_on, '') < ? AND coalesce({again}, '') < ?", [before, day, day])


def incomplete_sql(board: Board) -> str:
    """Return an expression that is 1 for cards that lack fields or lines their stage asks for; it binds nothing."""
    signed = board.agreement
    cases = []
    for stage in board.stages:
        lacks = [*map(sql_of_lacking, stage.required)]
        lacks += [unmet_sql(line, board) for line in (signed.content.list_guarding(stage.id) if signed else ())]
        if lacks:
            cases.append(f"WHEN {quote_literal(stage.id)} THEN ({' OR '.join(lacks)})")
    return f"CASE lane {' '.join(cases)} ELSE 0 END" if cases else NEVER


def met_lines_sql(board: Board) -> str:
    """Return an expression for how many of the lines ahead of a card it meets; NULL where there are none.

    It binds nothing.
    """
    signed = board.agreement
    if signed is None:
        return "NULL"

    lines = {stage.id: agreements.gate.list_lines_ahead_of(board, stage, signed) for stage in board.stages}
    cases = [
        f"WHEN {quote_literal(stage)} THEN {' + '.join(f'(NOT ({unmet_sql(line, board)}))' for line in lines_ahead)}"
        for stage, lines_ahead in lines.items()
        if lines_ahead
    ]
    return f"CASE lane {' '.join(cases)} END" if cases else "NULL"


def sql_of_lacking(name: str) -> str:
    """Return the condition that a card lacks a register, as `card.is_absent` has it: an amount of 0 is something."""
    if name in FIELDS:
        return f"coalesce({name}, '') = ''"
    if name.startswith(LABEL):
        label = " ".join(name.removeprefix(LABEL).split())
        return f"instr(folded(labels), char(10) || {quote_literal(text.fold(label))} || char(10)) = 0"
    present_sql = (
        f"SELECT 1 FROM json_each(card.extra) e WHERE e.key = {quote_literal(name)} AND e.type NOT IN ('null', "
        "'false') "
        "AND e.value <> ''"
    )
    return f"NOT EXISTS ({present_sql})"


# -- the agreement's lines: what `kanban.domain.agreements.gate` decides of one card, for many


def unmet_sql(line: Line, board: Board) -> str:
    """Return the condition that a card does not meet a line: its fact does not hold, or nobody ticked it.

    It binds nothing. A fact about an amount in another currency than it names can't be told; it counts as met where a
    lead has ticked the line.
    """
    if line.kind == "judgement":
        return f"NOT {_ticked_sql(line)}"

    try:
        terms = agreements.agreement_lines.read_fact(line.fact).terms
    except UsageFault:
        return "1"
    holds_sql = " AND ".join(_fact_sql(term, board) for term in terms)
    if not any(term.field == "value" for term in terms):
        return f"NOT ({holds_sql})"
    undecided_sql = " AND ".join(f"({_fact_sql(term, board)} OR {_unknown_sql(term, board)})" for term in terms)
    return f"NOT (({holds_sql}) OR ({undecided_sql} AND {_ticked_sql(line)}))"


def _ticked_sql(line: Line) -> str:
    texts_sql = " AND ".join(f"json_type(e.value, '$.{name}') = 'text'" for name in ("by", "evidence", "at"))
    filled_sql = " AND ".join(f"json_extract(e.value, '$.{name}') <> ''" for name in ("by", "evidence", "at"))
    key = quote_literal(f"tick.{line.id}")
    ticks = f"SELECT 1 FROM json_each(card.extra) e WHERE e.key = {key} AND e.type = 'object'"
    return f"EXISTS ({ticks} AND {texts_sql} AND {filled_sql})"


def _fact_sql(term: Term, board: Board) -> str:
    any_holds_sql = " OR ".join(f"coalesce({_held_sql(term, value, board)}, 0)" for value in term.values)
    return f"(NOT ({any_holds_sql}) AND NOT {_unknown_sql(term, board)})" if term.is_negated else f"({any_holds_sql})"


def _unknown_sql(term: Term, board: Board) -> str:
    if term.field != "value":
        return "0"
    currency = board.currency
    own = quote_literal(currency)
    others = " OR ".join(
        f"coalesce(currency, {own}) <> {quote_literal(value.partition(' ')[2] or currency)}" for value in term.values
    )
    holds_sql = " OR ".join(f"coalesce({_held_sql(term, value, board)}, 0)" for value in term.values)
    return f"(value IS NOT NULL AND ({others}) AND NOT ({holds_sql}))"


def _held_sql(term: Term, value: str, board: Board) -> str:
    match term.field:
        case "has" if value.startswith(CUSTOM):
            return sql_of_own_field(quote_literal(value.removeprefix(CUSTOM)), GIVEN)
        case "has":
            return _HAS.get(value) or f"{_COLUMNS.get(value, value)} IS NOT NULL"
        case "label":
            names = labels.list_names(board.label_names, value)
            tests = (f"instr(folded(labels), char(10) || {quote_literal(name)} || char(10)) > 0" for name in names)
            return f"({' OR '.join(tests)})"
        case "value":
            amount, _, currency = value.partition(" ")
            unit = (
                f"CASE currency {' '.join(f'WHEN {quote_literal(c)} THEN {10**n}.0' for c, n in ODD.items())} ELSE "
                "100.0 END"
            )
            own = quote_literal(board.currency)
            same = f" AND coalesce(currency, {own}) = {quote_literal(currency or board.currency)}"
            return f"(value / ({unit}) {'=' if term.op == ':' else term.op} {float(amount)!r}{same})"
        case _ if term.field.startswith(CUSTOM):
            says = _says_sql("e.value", term, value)
            if term.op not in {":", "="}:
                says = f"number(e.value) {term.op} {float(value)!r}"
            return sql_of_own_field(f"folded({quote_literal(term.field.removeprefix(CUSTOM))})", says)
        case _:
            return _says_sql(_COLUMNS.get(term.field, term.field), term, value)


def _says_sql(value_sql: str, term: Term, value: str) -> str:
    folded = f"folded(coalesce({value_sql}, ''))"
    return f"{folded} = {quote_literal(value)}" if term.op == "=" else f"instr({folded}, {quote_literal(value)}) > 0"


GIVEN = "e.type NOT IN ('null', 'false') AND e.value <> ''"
"""The condition that a register `e` holds something, as `card.is_absent` has it."""


def sql_of_own_field(folded: str, says: str) -> str:
    """Return the condition that a custom field with this folded name has a value `e` that meets the SQL given."""
    name_sql = f"e.key LIKE 'field.%' AND folded(substr(e.key, {len(CUSTOM) + 1})) = {folded}"
    return f"EXISTS (SELECT 1 FROM json_each(card.extra) e WHERE {name_sql} AND {says})"


_HAS = {
    "label": "labels <> ''",
    "owner": "coalesce(marketing_owner, sales_owner) IS NOT NULL",
    "link": "EXISTS (SELECT 1 FROM json_each(card.extra) e WHERE e.key LIKE 'link.%' AND e.type = 'object')",
    "next": "coalesce(next_step, next_on) IS NOT NULL",
}
"""What `has:` asks for where it is no single column."""

_COLUMNS = {"marketing": "marketing_owner", "sales": "sales_owner", "reason": "lost_reason", "close": "close_on"}
"""Columns that a query calls otherwise."""
