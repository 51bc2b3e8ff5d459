"""Notices: lines that a rule puts into the inbox of a member, or of everybody in a team.

`notify` returns a step that becomes part of an act. The notice stands in the card's history, and in the inbox until
it is marked as read there.
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
"""The register of who wrote a notice, or whose act triggered the rule; the server sets it."""

LONGEST = 280
"""The most characters of a notice."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A line about a card, for a member or a team."""

    id: str
    card: str
    to: str
    """A member's id, or a team for everybody in it."""
    words: str
    at: str
    """When it was written, UTC."""
    rule: str = ""
    """The name of the rule that wrote it; empty for a person's."""
    by: str = ""
    """The id of the member who wrote it, or whose act triggered the rule; empty where a server did not say."""


def notify(
    card: str, to: str, words: str, at: str, *, rule: str = "", by: str = "", notice_id: str | None = None
) -> Step:
    """Return the step that puts a line into the inbox of a member (by id) or a team (`marketing`, `sales`).

    `at` is the view's time. A rule that must write the same notice on every device gives it a `notice_id`
    (`ids.derive_id`). `by` is the member who writes it. Raises UsageFault for an empty or too long line.
    """
    line = text.clean_line(words)
    if not line or len(line) > LONGEST:
        raise UsageFault(f"A notice has 1 to {LONGEST} characters.")
    registers: dict[str, Json] = {"created": True, "card": card, "to": to, "words": line, "at": at}
    registers |= {name: value for name, value in (("rule", rule), (BY, by)) if value}
    return Step(NOTICE, notice_id or new_id(), registers, "notify", card=card)


def read(notice: str, registers: Mapping[str, Json]) -> Notice | None:
    """Return the notice in an entity's registers; None where there is none, or it was deleted."""
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
