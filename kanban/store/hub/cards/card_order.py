"""`sort:` in SQL for the server's card table; cards without the field come last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.domain.card import CUSTOM, QUERIED, SEARCHED
from kanban.domain.queries.matching import REGISTERS
from kanban.domain.queries.query import COUNTED
from kanban.domain.values import text
from kanban.store.search.conditions import quote_literal

if TYPE_CHECKING:
    from kanban.store.hub.cards.server_dialect import ServerDialect

_WORDS = frozenset({*QUERIED, "marketing", "sales", "reason"})
"""Fields that are sorted as words, letter case aside."""


def order_sql(dialect: ServerDialect, sort: Sequence[tuple[str, bool]]) -> str:
    """Return an ORDER BY for fields of `query.SORTS` and `field.NAME`; it binds nothing.

    Amounts in the board's currency come first, and none is compared with one of another currency. Ties are in the order
    in which the cards were created.
    """
    terms = [term for field, descending in sort for term in _terms(dialect, field, descending=descending)]
    return ", ".join([*terms, "id"])


def _terms(dialect: ServerDialect, field: str, *, descending: bool) -> list[str]:
    turn = " DESC" if descending else ""
    if field == "value":
        own = quote_literal(dialect.board.currency)
        currency = f"coalesce(currency, {own})"
        return [
            "CASE WHEN value IS NULL THEN 1 ELSE 0 END",
            f"CASE {currency} WHEN {own} THEN 0 ELSE 1 END",
            currency,
            f"value{turn}",
        ]
    compared = [_expression(dialect, field)]
    if field.startswith(CUSTOM):
        name, board = quote_literal(text.fold(field.removeprefix(CUSTOM))), quote_literal(dialect.board.id)
        source = (
            f"FROM hub_field WHERE board = {board} AND name = {name} AND card = hub_card.id AND value <> '' "
            "ORDER BY exact LIMIT 1"
        )
        compared = [f"(SELECT number {source})", f"(SELECT value {source})"]
    return [term for sql in compared for term in (f"CASE WHEN {sql} IS NULL THEN 1 ELSE 0 END", f"{sql}{turn}")]


def _expression(dialect: ServerDialect, field: str) -> str:
    stages = dialect.board.stages
    if field in SEARCHED:
        return f"nullif(substr({dialect.part(field)}, 2), '')"
    if field == "stage":
        cases = " ".join(f"WHEN {quote_literal(stage.id)} THEN {place}" for place, stage in enumerate(stages))
        return f"CASE {dialect.lane} {cases} END"
    if field == "owner":
        marketing = ", ".join(quote_literal(stage.id) for stage in stages if stage.side == "marketing") or "''"
        return f"lower(CASE WHEN {dialect.lane} IN ({marketing}) THEN marketing_owner ELSE sales_owner END)"
    if field == "comments":
        return "marketing_comments + sales_comments"
    if field in COUNTED:
        return field
    if field == "probability":
        cases = " ".join(f"WHEN {quote_literal(stage.id)} THEN {stage.probability:g}" for stage in stages)
        return f"coalesce(probability, CASE {dialect.lane} {cases} END)"
    if field in _WORDS:
        return f"lower({f'{field}_owner' if field in {'marketing', 'sales'} else REGISTERS.get(field, field)})"
    return f"nullif({REGISTERS.get(field, field)}, '')"
