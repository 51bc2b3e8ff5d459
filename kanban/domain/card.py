"""A card: one lead for its whole life, with what both teams know about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from kanban.domain.change import Json
from kanban.domain.values.text import fold

CommentKind = Literal["comment", "offer", "question", "answer", "return", "objection", "decision"]

FIELDS: dict[str, str] = {
    "title": "text",
    "company": "text",
    "contact": "text",
    "email": "text",
    "phone": "text",
    "value": "money",
    "currency": "currency",
    "source": "text",
    "campaign": "text",
    "marketing_owner": "owner",
    "sales_owner": "owner",
    "next_step": "text",
    "next_on": "day",
    "close_on": "day",
    "probability": "share",
    "lost_reason": "text",
    "win_reason": "text",
}
"""The fields that a person may edit, with the kind of value that each takes; `kanban.domain.values.fields` reads them."""

TITLES = {name: name.replace("_", " ").capitalize() for name in FIELDS} | {
    "email": "E-mail", "next_on": "Next step date", "close_on": "Close date",
}  # fmt: skip
"""What people call the fields: the label of each, the same everywhere."""

TYPED = {name: title.lower().replace("e-mail", "email").replace(" ", "-") for name, title in TITLES.items()}
"""How a field is typed on the command line: `close-date`. Blanks and underscores do too, and the register's own name."""

RECORD = (
    "id", "ref", "title", "company", "contact", "email", "phone", "value", "currency", "stage", "side", "holder", "handoff",
    "marketing_owner", "sales_owner", "source", "campaign", "labels", "next_step", "next_on", "comments", "unread", "created_at",
    "updated_at", "entered_stage_at", "close_on", "closed_at", "lost_reason", "win_reason", "probability", "incomplete", "stale",
    "deleted",
)  # fmt: skip
"""What a card is as one flat record, in the order in which JSON, exports and `--csv` have it (`kanban.domain.records.record`)."""

SEARCHED = ("title", "company", "contact", "email", "phone")
"""The fields in which free words are looked for, beside the labels and the custom fields."""

SEARCHED_LENGTH = 2_000
"""Characters of a custom field in which free words are looked for."""

LABEL, LINK, CUSTOM, ORIGIN = "label.", "link.", "field.", "origin."
"""Prefixes of the registers that are sets of things: one register for each member of the set."""

ALIAS = "alias."
"""Prefix of a stage's registers that keep the names that it had before."""

MARK = "rule."
"""Prefix of the registers that say of a rule, by its id, for which time it has run, or what kept it from that."""

HANDOFF = "handoff"
"""The register of what happens at the door between the teams; see `kanban.domain.handoffs.handoff`."""


AUTHOR_IN_FILE, IMPORTED_BY = "author_in_file", "imported_by"
"""Registers of a comment that a file brought: the name that it gives the author, and the member who imported it."""


OF_OUTCOME = {"win_reason": "won", "lost_reason": "lost"}
"""Fields that say why a card closed, with the outcome that they belong to."""


def is_absent(value: Json) -> bool:
    """Whether a register holds nothing: never set, emptied or switched off. An amount of 0 is something."""
    return value is None or value is False or value == ""


class Comment(NamedTuple):
    """What someone wrote on a card; its card, author and team never change."""

    id: str
    card: str
    author: str
    """A member's id; empty for a comment that a file brought, which is nobody's here."""
    team: str
    """The author's team at that moment; empty for a comment that a file brought."""
    kind: CommentKind
    body: str
    at: str
    edited: bool = False
    deleted: bool = False
    is_imported: bool = False
    imported_by: str = ""
    """The id of the member who imported it; empty where nobody did, or version 0.1.0 did not write it down."""
    author_in_file: str = ""
    """The name that the file gives its author."""


class Card(NamedTuple):
    """A whole card, as `kanban show` and the card panel see it."""

    id: str
    board: str
    ref: str
    """Seven characters from the random end of the id, what people type."""
    title: str
    stage: str
    """The id of its stage, which may be gone: `Board.lane_of` tells where it shows."""
    rank: str
    created_at: str
    entered_at: str
    """When it entered its present stage."""
    touched_at: str
    """The last act that matters: a move, a comment, a next step done, a handoff act."""
    updated_at: str
    company: str | None = None
    contact: str | None = None
    email: str | None = None
    phone: str | None = None
    value: int | None = None
    """In minor units of `currency`."""
    currency: str | None = None
    source: str | None = None
    campaign: str | None = None
    marketing_owner: str | None = None
    sales_owner: str | None = None
    next_step: str | None = None
    next_on: str | None = None
    """ISO date."""
    close_on: str | None = None
    """Expected close, ISO date."""
    lost_reason: str | None = None
    win_reason: str | None = None
    probability: float | None = None
    """0 to 1, where it overrides that of the stage."""
    deleted: bool = False
    labels: tuple[str, ...] = ()
    marketing_comments: int = 0
    sales_comments: int = 0
    extra: Mapping[str, Json] = MappingProxyType({})
    """Registers without a column: custom fields, links, origins, what a newer version wrote."""

    def registers(self, prefix: str) -> dict[str, Json]:
        """Return the members of one set of registers, without the prefix, those that are present."""
        return {
            name.removeprefix(prefix): value
            for name, value in sorted(self.extra.items())
            if name.startswith(prefix) and not is_absent(value)
        }

    def value_of(self, name: str) -> Json:
        """Return the present value of a register by its name, None where it was never set."""
        if name.startswith(LABEL):
            wanted = fold(name.removeprefix(LABEL))
            return any(fold(label) == wanted for label in self.labels) or None
        if name in FIELDS or name in {"stage", "rank", "deleted", "entered_at"}:
            value: Json = getattr(self, name)
            return value
        return self.extra.get(name)


class Face(NamedTuple):
    """What a lane draws of one card; read in windows, never for the whole board."""

    n: int
    """The card's number in this database: small, stable here, never shown or synced."""
    id: str
    ref: str
    title: str
    company: str | None
    value: int | None
    currency: str | None
    stage: str
    marketing_owner: str | None
    sales_owner: str | None
    next_step: str | None
    next_on: str | None
    entered_at: str
    touched_at: str
    labels: tuple[str, ...]
    marketing_comments: int
    sales_comments: int
    unread: bool
    incomplete: bool
    version: int
    """Changes whenever anything about the card does: the key for drawn lines."""
    handoff: str | None = None
    """The state of its handoff."""
    due: str | None = None
    """Until when its offer is to be answered, or the question about it, UTC."""
    met: int | None = None
    """How many lines of the agreement that are ahead of it are met; None where none is, or none was signed."""
    to: str | None = None
    """The member who is to answer its offer, by id."""
    again: str | None = None
    """The day on which to try again with what was returned, ISO, or `never`."""


def format_custom(value: Json) -> str | None:
    """Return the value of a custom field as it is compared: as SQLite writes what JSON holds."""
    match value:
        case bool():
            return str(int(value))
        case list() | dict():
            return str(json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
        case None | str():
            return value
        case _:
            return str(value)


def list_searched_custom(registers: Mapping[str, Json]) -> list[str]:
    """Return the texts of the custom fields among registers in which free words are looked for, by name."""
    names = sorted(name for name in registers if name.startswith(CUSTOM) and not is_absent(registers[name]))
    return [(format_custom(registers[name]) or "")[:SEARCHED_LENGTH] for name in names]
