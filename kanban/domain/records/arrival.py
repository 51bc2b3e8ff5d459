"""One lead from an import, as the files give it, ready to become a card or to update one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json


SOURCE = "import"
"""The namespace in which outside ids become card ids."""


_MADE_UP = re.compile(r"[0-9a-f]{20}(?:-\d+)?")
"""The name of a row without an id of its own: a hash of its words."""


@dataclass(slots=True)
class ArrivedComment:
    """A comment in an imported file."""

    key: str
    """Its identity within its source, the same at every import: `crm:4563:2`."""
    author: str
    """The author's name in the file; empty where there is none."""
    team: str
    """Empty for files. Where it is given, `author` is a member, as on the demo board."""
    at: str
    body: str

    def registers(self, card: str, importer: str) -> dict[str, Json]:
        """Return the registers of an imported comment: it has no author here, and no team."""
        values: dict[str, Json] = {
            "created": True,
            "card": card,
            "author": self.author,
            "team": self.team,
            "kind": "comment",
            "body": self.body,
        }
        if not self.team:
            values |= {"author": None, "team": None, AUTHOR_IN_FILE: self.author or None, IMPORTED_BY: importer}
        return values


@dataclass(slots=True)
class Arrival:
    """One lead from all files of an import. Mutable and flat, because there are 100,000 of them."""

    keys: tuple[str, ...]
    """Its outside ids, `zoho:4563`. The first decides the card's id, any of them finds it again."""
    registers: dict[str, Json]
    """What the files say, by register; nothing empty, and no stage."""
    stage: str
    """The id of its stage."""
    created_at: str | None = None
    entered_at: str | None = None
    """When it entered that stage, or closed; None where the files don't say."""
    lead: bool = True
    """Whether it comes from a lead's row."""
    deal: bool = False
    """Whether it comes from a deal's row."""
    comments: list[ArrivedComment] = field(default_factory=list)
    follows: str | None = None
    """An outside id of another card that this one links to: the one with an older deal of the same lead."""
    is_guessed: bool = False
    """The stage was guessed, since the files don't name it. A guess places new cards and moves none."""
    own: Mapping[str, str] | None = None
    """The raw cells of a row that this program exported, by column (`card_row.COLUMNS`, `field.NAME`); else None."""
    company_key: str | None = None
    """The outside id of its company, by which files are joined."""
    gap_fills: AbstractSet[str] = frozenset()
    """Registers that tell of its company and not of the lead: they only fill what the card lacks."""


def person_key(email: object, company: object) -> str | None:
    """Return what makes two records one person: the same e-mail at the same company; None without both."""
    if not isinstance(email, str) or not isinstance(company, str):
        return None
    return f"{email.strip().lower()}\n{text.fold(company)}"


def can_be_same_name(first: object, second: object) -> bool:
    """Return whether two names may be one person's: “Jane”, “Jane Roe” and “J. Roe” may.

    “Jane Roe” and “Bo Roe” may not. A missing name may be anybody's.
    """
    if not isinstance(first, str) or not isinstance(second, str):
        return True
    short, long = sorted((_split_words(first), _split_words(second)), key=len)
    for word in short:
        match = next((known for known in long if known == word), None)
        match = match or next((known for known in long if _is_initial(word, known) or _is_initial(known, word)), None)
        if match is None:
            return False
        long.remove(match)
    return True


def name_key(name: str) -> str:
    """Return what different spellings of one name share: the same for “Roe, Jane” and “jane roe”."""
    return " ".join(sorted(_split_words(name)))


def _split_words(name: str) -> list[str]:
    return [word for part in text.fold(name).replace(",", " ").split() if (word := part.strip(".'’\"()"))]


def _is_initial(short: str, long: str) -> bool:
    return len(short) == 1 and long.startswith(short)


def kind_of(key: str) -> str:
    """Return the kind of an outside id: `hubspot.contact`; empty for one made from an address or from words."""
    kind, _, name = key.partition(":")
    return "" if kind == "person" or _MADE_UP.fullmatch(name) else kind


DEAL_DECIDES = frozenset({"title", "value", "currency", "sales_owner", "close_on", "stage"})
"""What a lead's row never changes on a card that has a deal."""

DISQUALIFIED = "disqualified"
"""The label of leads that their program calls junk or lost. Cards with a deal don't get it: Lost is for deals."""

LEAD_DECIDES = frozenset({"source", "contact", "company", "email", "phone", "marketing_owner", "campaign"})
"""What a deal's row never changes on a card that came from a lead."""


@dataclass(slots=True)
class ImportResult:
    """The result of an import."""

    act: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_fields: list[tuple[str, str]] = field(default_factory=list)
    """(card id, field) where a value that somebody changed here was kept."""
    deleted: int = 0
    """Leads whose card was deleted here, and stays so."""
    unread: list[str] = field(default_factory=list)
    """Sentences about edited cells of exports that could not be read."""

    @property
    def leads(self) -> int:
        """How many leads were looked at."""
        return self.created + self.updated + self.unchanged + self.deleted
