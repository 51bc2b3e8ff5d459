"""Whether a change that claims to be a rule's is what the rule makes, as it is now or was.

Devices run the rules and push what they add. This checks what each act of a rule sets; who may set it is checked as
for any other change. Days and names that a device read otherwise, because it had not heard of something yet, are
accepted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.agreements.gate import PASSED
from kanban.domain.card import FIELDS, HANDOFF, LABEL, OF_OUTCOME
from kanban.domain.change import CARD, COMMENT
from kanban.domain.errors import KanbanError
from kanban.domain.handoffs import handoff
from kanban.domain.values import fields, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kanban.domain.automations.rules import Rule, RuleAct
    from kanban.domain.board import Board
    from kanban.domain.change import Change, Json
    from kanban.protocol.policies.docket import Docket

_OF_OFFER = frozenset({"stage", "rank", HANDOFF, PASSED, *OF_OUTCOME})
"""Registers of a card that an offer sets."""

_OF_COMMENT = frozenset({"created", "card", "author", "team", "kind", "body"})


def can_make(docket: Docket, rule: Rule, change: Change) -> bool:
    """Whether a rule makes such a change of a card, or of a comment on it."""
    if change.etype == CARD and change.set:
        return any(_can_set(docket, doing, change.set) for doing in rule.then)
    return change.etype == COMMENT and any(_can_write(rule, doing, change.set) for doing in rule.then)


def _can_write(rule: Rule, doing: RuleAct, registers: Mapping[str, Json]) -> bool:
    """Whether one act of a rule writes such a comment."""
    if registers.keys() != _OF_COMMENT or not doing.text:
        return False
    words = text.clean_line(doing.text) if doing.do == "offer" else f"Rule “{rule.name}”: {doing.text}"
    try:
        return doing.do in {"offer", "comment"} and (registers["kind"], registers["body"]) == (
            doing.do,
            text.clean_body(words),
        )
    except KanbanError:  # too long for a comment, so the rule has never written it
        return False


def _can_set(docket: Docket, doing: RuleAct, registers: Mapping[str, Json]) -> bool:
    """Whether one act of a rule sets such registers of a card."""
    board = docket.board
    match doing.do:
        case "assign":
            return _can_assign(board, doing.to, registers)
        case "label":
            return _can_label(board, doing.text, registers)
        case "set":
            return (
                _can_label(board, doing.text, registers)
                if doing.name == "label"
                else _can_fill(docket, doing, registers)
            )
        case "next":
            day = bool(doing.on) or registers.get("next_on") is None
            return (
                registers.keys() <= {"next_step", "next_on"}
                and registers.get("next_step", doing.text) == doing.text
                and day
            )
        case "offer":
            offered = handoff.read(registers.get(HANDOFF))
            offers = offered is not None and offered.state == "offered" and doing.to in {"", offered.to}
            return registers.keys() == {"rank"} or (offers and registers.keys() <= _OF_OFFER)
        case _:
            return False


def _can_assign(board: Board, member: str, registers: Mapping[str, Json]) -> bool:
    known = board.get_member(member)
    if known is None or len(registers) != 1:
        return False
    ((name, value),) = registers.items()
    return name in {"marketing_owner", "sales_owner"} and isinstance(value, str) and known.is_named(value)


def _can_label(board: Board, typed: str, registers: Mapping[str, Json]) -> bool:
    """Whether a rule adds and removes these labels; a renamed one may have any name it was given since."""
    wanted: dict[bool, set[str]] = {True: set(), False: set()}
    for part in text.clean_line(typed).split(","):
        plain = part.strip()
        wanted[not plain.startswith("-")].add(text.fold(plain.removeprefix("-").strip()))
    renamed = set(map(text.fold, board.label_names.values()))
    return bool(registers) and all(
        name.startswith(LABEL) and text.fold(name.removeprefix(LABEL)) in wanted[value is True] | renamed
        for name, value in registers.items()
    )


def _can_fill(docket: Docket, doing: RuleAct, registers: Mapping[str, Json]) -> bool:
    board, today = docket.board, clock.from_iso(docket.now).date()
    try:
        name = fields.find_register(doing.name)
        if not registers or not registers.keys() <= ({name, "currency"} if name == "value" else {name}):
            return False
        if FIELDS.get(name, "text") != "text":  # read by a calendar, a currency or names that may be others by now
            return True
        return registers == fields.read(doing.name, doing.text, board, today)
    except KanbanError:
        return False
