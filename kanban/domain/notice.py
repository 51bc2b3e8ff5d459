"""Notices: a line that lands in the inbox of one member, or of everybody in a team, because a rule says so.

Whoever writes one makes a step of it with `notify` and lets it be part of their act; it stands in the card's history, and in
the inbox until it is marked as read there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.change import NOTICE, Step
from kanban.domain.errors import UsageFault
from kanban.domain.ids import new_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kanban.domain.change import Json

BY = "by"
"""The register that says who wrote a notice, or whose act set the rule off that did; a server sets it."""

LONGEST = 280
"""Characters of a notice."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line about a card, for somebody."""

    id: str
    card: str
    to: str
    """A member's id, or a team: then everybody in it."""
    words: str
    at: str
    """When it was written, UTC."""
    rule: str = ""
    """The name of the rule that wrote it; empty where a person did."""
    by: str = ""
    """The member who wrote it, or whose act set the rule off, by id; empty where a server did not say."""


def notify(card: str, to: str, words: str, at: str, *, rule: str = "", notice_id: str | None = None) -> Step:
    """Return the step that puts a line about a card into the inbox of a member (by id) or of a team (`marketing`, `sales`).

    `at` is the moment as the view has it; a rule that must write the same notice on every device gives it an id of its own
    (`ids.placed_id`). Raises UsageFault for a line without words, or one that is too long.
    """
    line = text.clean_line(words)
    if not line or len(line) > LONGEST:
        raise UsageFault(f"A notice has 1 to {LONGEST} characters.")
    registers: dict[str, Json] = {"created": True, "card": card, "to": to, "words": line, "at": at}
    if rule:
        registers["rule"] = rule
    return Step(NOTICE, notice_id or new_id(), registers, "notify", card=card)


def read(notice: str, registers: Mapping[str, Json]) -> Notice | None:
    """Return a notice out of its registers; None for what is none, or was taken back."""
    texts = {
        name: value
        for name in ("card", "to", "words", "at", "rule", BY)
        if isinstance(value := registers.get(name), str)
    }
    if registers.get("deleted") is True or not {"card", "to", "words", "at"} <= texts.keys():
        return None
    return Notice(
        notice, texts["card"], texts["to"], texts["words"], texts["at"], texts.get("rule", ""), texts.get(BY, "")
    )
