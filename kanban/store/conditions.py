"""Pieces of SQL that conditions on cards are made of: what is bound, what is quoted, what a register is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kanban.domain import clock
from kanban.domain.board import Board, Stage
from kanban.domain.card import FIELDS, LABEL

NEVER = "0"

HANDOFF_STATE, HANDOFF_DUE = "json_extract(extra, '$.handoff.state')", "json_extract(extra, '$.handoff.due')"
"""What a card's handoff says of itself, in SQL; asked of the few cards at the door."""

ANSWER_DUE = f"coalesce({HANDOFF_DUE}, json_extract(extra, '$.handoff.reply_due'))"
"""Until when whoever holds a card at the door is to answer: sales an offer, marketing a question."""


@dataclass(slots=True)
class Condition:
    """A condition in SQL with the values that it binds."""

    sql: str
    values: list[object] = field(default_factory=list)
    few: bool = False
    """It names its cards by their ids: an index finds them at once."""

    def all(self, other: Condition) -> Condition:
        """Both hold."""
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)


def either(parts: Iterable[Condition]) -> Condition:
    """At least one holds."""
    some = list(parts)
    return Condition(" OR ".join(f"({part.sql})" for part in some) or NEVER, [v for part in some for v in part.values])


def among(column: str, wanted: Iterable[object]) -> Condition:
    """Return the condition that a column holds one of these."""
    values = list(dict.fromkeys(wanted))
    return Condition(f"{column} IN ({','.join('?' * len(values))})", values) if values else Condition(NEVER)


def escaped(value: str) -> str:
    r"""Return text for a LIKE pattern with ESCAPE '\'."""
    return value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def literal(value: str) -> str:
    """Return text as an SQL literal, where nothing can be bound."""
    return "'" + value.replace("'", "''") + "'"


def shown_on(commented: str) -> str:
    """Return the condition for the cards that show what was written on one of these: itself, and what it was merged into."""
    return (
        f"id IN (WITH RECURSIVE said(card) AS ({commented}), up(id, into_id) AS (SELECT id, merged_into FROM card "
        "WHERE merged_into IS NOT NULL UNION SELECT up.id, above.merged_into FROM up JOIN card above ON above.id = up.into_id "
        "WHERE above.merged_into IS NOT NULL) SELECT card FROM said UNION ALL SELECT into_id FROM up WHERE id IN said)"
    )


def stale_before(stage: Stage, now: datetime) -> str:
    """Return the moment before which a card of this stage must have been touched last to be stale."""
    return clock.iso(now - timedelta(days=stage.stale_after or 0)) if stage.stale_after is not None else ""


def incomplete_sql(board: Board) -> str:
    """Return an expression that is 1 for cards that lack what their stage requires; it binds nothing."""
    cases = [
        f"WHEN {literal(stage.id)} THEN ({' OR '.join(map(lacking_sql, stage.required))})"
        for stage in board.stages
        if stage.required
    ]
    return f"CASE lane {' '.join(cases)} ELSE 0 END" if cases else NEVER


def lacking_sql(name: str) -> str:
    """Return the condition that a card lacks a register, as `card.absent` has it: an amount of 0 is something."""
    if name in FIELDS:
        return f"coalesce({name}, '') = ''"
    if name.startswith(LABEL):
        label = " ".join(name.removeprefix(LABEL).split())
        return f"instr(labels, char(10) || {literal(label)} || char(10)) = 0"
    there = f"SELECT 1 FROM json_each(card.extra) e WHERE e.key = {literal(name)} AND e.type NOT IN ('null', 'false') AND e.value <> ''"
    return f"NOT EXISTS ({there})"
