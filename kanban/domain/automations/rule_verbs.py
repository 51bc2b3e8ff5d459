"""What leads do to rules: add, change, switch on and off, remove. Like all verbs, these write nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.board_verbs import read_name
from kanban.domain.change import RULE, Act, Step
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.automations.rules import Rule
    from kanban.domain.change import Json

MOST = 100
"""The most rules of a board."""


def add_rule(view: View, name: str, registers: Mapping[str, Json]) -> Act:
    """Add a rule that runs from now on; `registers` come from `rule_words`."""
    permissions.require_role(view.actor, "lead", "add rules")
    plain = _check_name_is_free(view, name)
    if len(view.board.rules) >= MOST:
        raise Refused(f"A board has at most {MOST} rules; remove one first.")
    values: dict[str, Json] = {"created": True, "on": True, "since": view.now, **registers, "name": plain}
    present = {key: value for key, value in values.items() if value is not None}
    return Act("rule", (Step(RULE, new_id(), present, "rule"),), f"Added the rule “{plain}”")


def set_rule(view: View, rule: Rule, registers: Mapping[str, Json]) -> Act:
    """Change a rule: its name, event, query, acts, or whether it is on."""
    permissions.require_role(view.actor, "lead", "change rules")
    rule = _find_current_rule(view, rule)
    changed = dict(registers)
    if "name" in changed:
        name = str(changed["name"])
        changed["name"] = (
            read_name(name, "rule") if text.fold(name) == text.fold(rule.name) else _check_name_is_free(view, name)
        )
    settings = encode_rule(rule)
    changed = {key: value for key, value in changed.items() if settings.get(key) != value}
    if changed.get("on") is True or {"when", "stage"} & changed.keys():  # it starts to wait anew
        changed["since"] = view.now
    name = str(changed.get("name", rule.name))
    switched = (
        f"Switched the rule “{name}” {'on' if changed['on'] else 'off'}" if changed.keys() - {"since"} == {"on"} else ""
    )
    steps = (Step(RULE, rule.id, changed, "rule"),) if changed else ()
    return Act(
        "rule", steps, switched or (f"Changed the rule “{name}”" if changed else f"The rule “{name}” stays as it is")
    )


def remove_rule(view: View, rule: Rule) -> Act:
    """Remove a rule; what it did stays."""
    permissions.require_role(view.actor, "lead", "remove rules")
    rule = _find_current_rule(view, rule)
    return Act("rule", (Step(RULE, rule.id, {"deleted": True}, "rule"),), f"Removed the rule “{rule.name}”")


def encode_rule(rule: Rule) -> dict[str, Json]:
    """Return a rule as its registers."""
    return {
        "name": rule.name, "when": rule.when, "stage": rule.stage or None, "if": rule.condition or None,
        "then": [doing.encode() for doing in rule.then], "on": rule.on,
    }  # fmt: skip


def _find_current_rule(view: View, rule: Rule) -> Rule:
    current = next((other for other in view.board.rules if other.id == rule.id), None)
    if current is None:
        raise NotFound(f"The rule “{rule.name}” was removed meanwhile.")
    return current


def _check_name_is_free(view: View, name: str) -> str:
    plain = read_name(name, "rule")
    if any(text.fold(rule.name) == text.fold(plain) for rule in view.board.rules):
        raise Refused(f"There is a rule called “{plain}” already; choose another name.")
    return plain
