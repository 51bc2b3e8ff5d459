"""A card: one lead for its whole life, with what both teams know about it."""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

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
    "next_time": "time",
    "close_on": "day",
    "probability": "share",
    "lost_reason": "text",
    "win_reason": "text",
}
"""The fields that people may edit, with their kind of value; `kanban.domain.values.fields` reads them."""

TITLES = {name: name.replace("_", " ").capitalize() for name in FIELDS} | {
    "email": "E-mail", "next_on": "Next step date", "next_time": "Next step time", "close_on": "Close date",
}  # fmt: skip
"""The label of each field, the same everywhere."""

TYPED = {name: title.lower().replace("e-mail", "email").replace(" ", "-") for name, title in TITLES.items()}
"""A field's name on the command line: `close-date`. Blanks, underscores and the register's name work too."""

QUERIED = tuple(
    name
    for name, kind in FIELDS.items()
    if kind == "text" and name not in {"next_step", "lost_reason", "win_reason"}  # queries call them otherwise, or not
)
"""The fields of text that queries call by their own name: `source:fair`, `has:source`, `sort:source`."""

RECORD = (
    "id", "ref", "title", "company", "contact", "email", "phone", "value", "currency", "stage", "side", "holder",
    "handoff",
    "marketing_owner", "sales_owner",
    "source", "campaign",
    "labels", "next_step", "next_on", "next_time", "comments", "activities", "unread",
    "created_at",
    "updated_at", "entered_stage_at", "close_on", "closed_at", "lost_reason", "win_reason", "probability",
    "commit", "incomplete", "stale", "deleted",
)  # fmt: skip
"""A card as a flat record: the order of keys in JSON, exports and `--csv`; see `kanban.domain.records.record`."""

SEARCHED = ("title", "company", "contact", "email", "phone")
"""The fields that free words search, beside labels and custom fields."""

SEARCHED_LENGTH = 2_000
"""How many characters of a custom field free words search."""

LABEL, LINK, CUSTOM, ORIGIN = "label.", "link.", "field.", "origin."
"""Prefixes of registers that are sets of things: one register for each member."""

ALIAS = "alias."
"""Prefix of a stage's registers that keep its former names."""

MARK = "mark."
"""Prefix of a stage's registers that give it a mark (true), or take it away (false)."""

RULE_MARK = "rule."
"""Prefix of a card's registers about rules, by rule id: when it ran last, or why it could not."""

HANDOFF = "handoff"
"""The register of what happens at the door between the teams; see `kanban.domain.handoffs.handoff`."""


AUTHOR_IN_FILE, IMPORTED_BY = "author_in_file", "imported_by"
"""Registers of an imported comment: the author's name in the file, and the member who imported it."""


OF_OUTCOME = {"win_reason": "won", "lost_reason": "lost"}
"""Fields that say why a card closed, with the outcome they belong to."""


def is_absent(value: Json) -> bool:
    """Whether a register holds nothing: never set, cleared or switched off. An amount of 0 is something."""
    return value is None or value is False or value == ""


class Comment(NamedTuple):
    """A comment on a card; its card, author and team never change."""

    id: str
    card: str
    author: str
    """A member's id; empty for an imported comment."""
    team: str
    """The author's team at that time; empty for an imported comment."""
    kind: CommentKind
    body: str
    at: str
    edited: bool = False
    deleted: bool = False
    is_imported: bool = False
    imported_by: str = ""
    """The id of the member who imported it; empty where nobody did, or version 0.1.0 did not note it."""
    author_in_file: str = ""
    """The author's name in the file."""


class Card(NamedTuple):
    """A whole card, as `kanban show` and the card panel need it."""

    id: str
    board: str
    ref: str
    """Seven characters from the random end of the id, for people to type."""
    title: str
    stage: str
    """The id of its stage, which may have been removed: `Board.lane_of` gives where it shows."""
    rank: str
    created_at: str
    entered_at: str
    """When it entered its stage."""
    touched_at: str
    """When it was last moved, commented on, handed over, or had a step done."""
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
    next_time: str | None = None
    """When on that day, in the board's zone: `14:30`."""
    close_on: str | None = None
    """Expected close, ISO date."""
    lost_reason: str | None = None
    win_reason: str | None = None
    probability: float | None = None
    """0 to 1, where it overrides the stage's."""
    deleted: bool = False
    labels: tuple[str, ...] = ()
    marketing_comments: int = 0
    sales_comments: int = 0
    attempts: int = 0
    """How many activities were logged on it."""
    contacts: int = 0
    """How many of them reached the prospect."""
    attempted_at: str = ""
    """When the last one took place, UTC; empty where there is none."""
    sales_attempted_at: str = ""
    """When the last one of sales took place."""
    extra: Mapping[str, Json] = MappingProxyType({})
    """Registers without a column: custom fields, links, origins, and those of newer versions."""

    def registers(self, prefix: str) -> dict[str, Json]:
        """Return the present members of one set of registers, by name without the prefix."""
        return {
            name.removeprefix(prefix): value
            for name, value in sorted(self.extra.items())
            if name.startswith(prefix) and not is_absent(value)
        }

    def value_of(self, name: str) -> Json:
        """Return the value of a register by its name; None where it was never set."""
        if name.startswith(LABEL):
            wanted = fold(name.removeprefix(LABEL))
            return any(fold(label) == wanted for label in self.labels) or None
        if name in FIELDS or name in {"stage", "rank", "deleted", "entered_at"}:
            value: Json = getattr(self, name)
            return value
        return self.extra.get(name)


class CardSummary(NamedTuple):
    """What a lane draws of one card. It is read a window at a time, never for the whole board."""

    n: int
    """The card's number in this database: small and stable, never shown or synced."""
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
    next_time: str | None
    entered_at: str
    touched_at: str
    labels: tuple[str, ...]
    marketing_comments: int
    sales_comments: int
    has_unread: bool
    is_incomplete: bool
    version: int
    """Changes with every change of the card: the key for drawn lines."""
    handoff: str | None = None
    """The state of its handoff."""
    due: str | None = None
    """When an answer to its offer, or to the question about it, is due, UTC."""
    met: int | None = None
    """How many requirements ahead of it are met; None where there are none, or no version is signed."""
    to: str | None = None
    """The id of the member who is to answer its offer."""
    again: str | None = None
    """The day to try a returned card again, ISO, or `never`."""
    contacts: int = 0
    """How many activities reached the prospect."""
    response_since: str | None = None
    """When it was offered, UTC, while sales has made no attempt since it accepted."""


def format_custom(value: Json) -> str | None:
    """Return a custom field's value as text for comparing, the same text that SQLite makes of its JSON."""
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
    """Return the texts of the custom fields that free words search, in the order of their names."""
    names = sorted([name for name in registers if name.startswith(CUSTOM)])
    texts = [format_custom(value) for value in map(registers.get, names) if not is_absent(value)]
    return [(searched or "")[:SEARCHED_LENGTH] for searched in texts]
