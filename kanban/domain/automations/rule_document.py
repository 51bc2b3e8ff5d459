"""Rules as TOML, and as the texts of a form: name, when, if, then, on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kanban.domain.automations import rule_words
from kanban.domain.errors import UsageFault

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.automations.rules import Rule
    from kanban.domain.board import Board
    from kanban.domain.change import Json

_KEYS = {"name", "when", "if", "then", "on"}


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as it was typed; None for parts that were not."""

    name: str | None = None
    when: str | None = None
    condition: str | None = None
    then: tuple[str, ...] | None = None
    on: bool | None = None

    def registers(self, board: Board, today: date) -> dict[str, Json]:
        """Return its registers, without the name. Raises UsageFault or NotFound."""
        registers: dict[str, Json] = {}
        if self.when is not None:
            registers |= rule_words.read_when(self.when, board)
        if self.condition is not None:
            registers |= rule_words.read_if(self.condition, board, today)
        if self.then is not None:
            registers |= rule_words.read_then(self.then, board, today)
        if self.on is not None:
            registers["on"] = self.on
        return registers

    def require_complete(self) -> RuleDraft:
        """Return it where it has all that a new rule needs. Raises UsageFault."""
        if self.name is None:
            raise UsageFault("A rule needs a name.")
        if self.when is None:
            raise UsageFault(f"Say what the rule waits for: {rule_words.WHENS}.")
        if not self.then:
            raise UsageFault(f"Say what the rule does: {rule_words.THENS}.")
        return self


def read_drafts(table: Mapping[str, Any]) -> list[RuleDraft]:
    """Return the rules of a TOML file: one by itself, or several under [[rule]]. Raises UsageFault."""
    tables = table.get("rule")
    if tables is None:
        return [_read_draft(table)]
    if not isinstance(tables, list) or not all(isinstance(rule, Mapping) for rule in tables):
        raise UsageFault("Several rules in one file stand under [[rule]] each.")
    return [_read_draft(rule) for rule in tables]


def _read_draft(table: Mapping[str, Any]) -> RuleDraft:
    odd = sorted(table.keys() - _KEYS)
    if odd:
        raise UsageFault(f"A rule has no “{odd[0]}”; it has name, when, if, then and on.")
    for key in ("name", "when", "if"):
        if not isinstance(table.get(key, ""), str):
            raise UsageFault(f"“{key}” of a rule is a text in quotes.")
    then = table.get("then")
    then = [then] if isinstance(then, str) else then
    if then is not None and not (isinstance(then, list) and all(isinstance(act, str) for act in then)):
        raise UsageFault("“then” of a rule is a list of texts in quotes.")
    if not isinstance(table.get("on", True), bool):
        raise UsageFault("“on” of a rule is true or false.")
    return RuleDraft(
        table.get("name"), table.get("when"), table.get("if"), None if then is None else tuple(then), table.get("on")
    )


def draft_of(rule: Rule, board: Board) -> RuleDraft:
    """Return a rule as it is typed."""
    then = tuple(rule_words.format_doing(doing, board) for doing in rule.then)
    return RuleDraft(rule.name, rule_words.format_when(rule, board), rule.condition, then, rule.on)


def table_of(draft: RuleDraft) -> dict[str, Any]:
    """Return a rule as its TOML table."""
    then: Sequence[str] = draft.then or ()
    values = {"name": draft.name, "when": draft.when, "if": draft.condition or None, "then": list(then), "on": draft.on}
    return {key: value for key, value in values.items() if value is not None}


def record_of(rule: Rule, board: Board, today: date) -> dict[str, Any]:
    """Return a rule as a JSON object."""
    draft = draft_of(rule, board)
    return {
        "id": rule.id,
        "name": draft.name,
        "when": draft.when,
        "if": draft.condition or None,
        "then": list(draft.then or ()),
        "on": rule.on,
        "since": rule.since or None,
        "trouble": rule_words.find_trouble(rule, board, today) or None,
    }
