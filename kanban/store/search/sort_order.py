"""What `sort:` and `--sort` mean in SQL: the order of cards by their fields, those without the field last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, QUERIED
from kanban.domain.queries.matching import REGISTERS
from kanban.domain.values import text
from kanban.store.search.conditions import quote_literal

if TYPE_CHECKING:
    from kanban.domain.board import Board

_WORDS = frozenset({*QUERIED, "marketing", "sales", "reason"})
"""Fields that are sorted as words, letter case and accents aside."""


def order_sql(board: Board, sort: Sequence[tuple[str, bool]]) -> str:
    """Return the terms of an ORDER BY for fields of `query.SORTS` and `field.NAME`; it binds nothing.

    Of amounts those in the board's currency come first, and none is compared with one of another currency. Cards that
    the fields do not tell apart keep the order of the board.
    """
    terms = [term for field, descending in sort for term in _terms(board, field, descending=descending)]
    return ", ".join([*terms, _by_stage(board), "rank", "id"])


def _terms(board: Board, field: str, *, descending: bool) -> list[str]:
    turn = " DESC" if descending else ""
    if field == "value":
        own = f"coalesce(currency, {quote_literal(board.currency)})"
        return ["value IS NULL", f"{own} <> {quote_literal(board.currency)}", own, f"value{turn}"]
    sql = _expression(board, field)
    return [
        f"{sql} IS NULL",
        *([f"number({sql}) IS NULL", f"number({sql}){turn}"] if field.startswith(CUSTOM) else []),
        f"{sql}{turn}",
    ]


def _expression(board: Board, field: str) -> str:
    if field.startswith(CUSTOM):
        name = quote_literal(text.fold(field.removeprefix(CUSTOM)))
        name_sql = f"e.key LIKE 'field.%' AND folded(substr(e.key, {len(CUSTOM) + 1})) = {name}"
        return (
            f"(SELECT folded(e.value) FROM json_each(card.extra) e WHERE {name_sql} AND e.value <> '' "
            "ORDER BY e.key LIMIT 1)"
        )
    if field == "stage":
        return _by_stage(board)
    if field == "owner":
        marketing = ", ".join(quote_literal(stage.id) for stage in board.stages if stage.side == "marketing") or "''"
        return f"nullif(folded(CASE WHEN lane IN ({marketing}) THEN marketing_owner ELSE sales_owner END), '')"
    if field == "comments":
        return "marketing_comments + sales_comments"
    if field == "probability":
        cases = " ".join(f"WHEN {quote_literal(stage.id)} THEN {stage.probability:g}" for stage in board.stages)
        return f"coalesce(probability, CASE lane {cases} END)" if cases else "probability"
    column = REGISTERS.get(field, field)
    column = f"{field}_owner" if field in {"marketing", "sales"} else column
    return f"nullif(folded({column}), '')" if field in _WORDS else column


def _by_stage(board: Board) -> str:
    cases = " ".join(f"WHEN {quote_literal(stage.id)} THEN {n}" for n, stage in enumerate(board.stages))
    return f"CASE lane {cases} ELSE {len(board.stages)} END" if cases else "0"
