"""One lead from an import, as the files give it, ready to become a card or to update one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.change import Json


SOURCE = "import"
"""The namespace in which outside ids become card ids."""


_MADE_UP = re.compile(r"[0-9a-f]{20}(?:-\d+)?")
"""The name of a row without an id of its own: a hash of its words."""


@dataclass(frozen=True, slots=True)
class ExportedChange:
    """A change of an exported card, as its file has it: stages and people by name."""

    id: str
    verb: str
    at: str
    etype: str
    entity: str
    set: Mapping[str, Any]
    stamp: str
    actor: str


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
class ArrivedActivity:
    """An activity in an imported file."""

    key: str
    """Its identity within its source, the same at every import: `zoho.activity:4563`."""
    kind: str
    outcome: str
    at: str
    """When it took place, UTC ISO 8601."""
    author: str
    """The author's name in the file; empty where there is none."""
    text: str = ""

    def registers(self, card: str, importer: str) -> dict[str, Json]:
        """Return the registers of an imported activity: it has no author here, and no team."""
        values: dict[str, Json] = {
            "created": True, "card": card, "kind": self.kind, "outcome": self.outcome, "done_at": self.at,
            "author": None, "team": None, AUTHOR_IN_FILE: self.author or None, IMPORTED_BY: importer,
        }  # fmt: skip
        return {**values, "text": self.text} if self.text else values


@dataclass(slots=True)
class ArrivedObjection:
    """An objection in an export of this program."""

    key: str
    """Its identity, the same at every import: `kanban.objection:` and its id there."""
    words: str
    at: str
    """When it was logged, UTC ISO 8601."""
    author: str
    """The author's name in the file; empty where there is none."""
    play: str = ""
    """The title of the play that answered it."""
    outcome: str = ""
    outcome_at: str = ""

    def registers(self, card: str, importer: str, plays: Mapping[str, str] = MappingProxyType({})) -> dict[str, Json]:
        """Return the registers of an imported objection; `plays` are the board's, by folded title."""
        values: dict[str, Json] = {
            "created": True, "card": card, "words": self.words, "at": self.at, "author": None, "team": None,
            AUTHOR_IN_FILE: self.author or None, IMPORTED_BY: importer,
        }  # fmt: skip
        if self.outcome:
            values |= {"outcome": self.outcome, "outcome_at": self.outcome_at or self.at, "outcome_by": importer}
        play = plays.get(text.fold(self.play)) if self.play else None
        return values | {"play": play} if play else values


@dataclass(slots=True)
class ArrivedCampaign:
    """A campaign in an imported file."""

    name: str
    registers: dict[str, Json]
    """What the file says beside the name, by register; nothing empty."""


@dataclass(slots=True)
class StrayNotes:
    """Notes on one record that is not in the files, but may be on the board."""

    records: tuple[str, ...]
    """Outside ids of the records that they name, the one that counts most first."""
    mailbox: str | None
    comments: list[ArrivedComment]
    names: tuple[str, ...] = ()
    """What these records are called, as `title:rollout`, folded, the one that counts most first."""
    activities: list[ArrivedActivity] = field(default_factory=list)
    steps: list[tuple[str, str]] = field(default_factory=list)
    """Days and words of open tasks, the first day first."""

    @property
    def count(self) -> int:
        """How many rows of files these are."""
        return len(self.comments) + len(self.activities) + len(self.steps)


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
    file: str = field(default="", compare=False)
    """The name of the file that it comes from, of several the one that counts most."""
    line: int = field(default=0, compare=False)
    """The line of its row there."""
    gap_fills: AbstractSet[str] = frozenset()
    """Registers that tell of its company, or stand beside the lead: they only fill what the card lacks."""
    activities: list[ArrivedActivity | ArrivedObjection] = field(default_factory=list)
    """Its activities, and, of an export of this program, its objections."""
    is_response: bool = False
    """Whether it is an answer to a form, of which a person may give several."""
    answers: AbstractSet[str] = frozenset()
    """Registers that tell whether somebody wants to hear from us, or comes."""


NEXT_STEP = frozenset({"next_step", "next_on", "next_time"})
"""What open tasks fill: both together, where a card has neither."""


def fill_next_step(arrival: Arrival, step: tuple[str, str]) -> bool:
    """Give a lead without a next step a task, by its day (perhaps with a time) and words; return whether it has."""
    if not NEXT_STEP.isdisjoint(arrival.registers):
        return False
    day, words = step
    next_on, _, next_time = day.partition(" ")
    arrival.registers |= {"next_on": next_on, "next_step": words, **({"next_time": next_time} if next_time else {})}
    arrival.gap_fills |= NEXT_STEP
    return True


def mailbox_key(email: object) -> str | None:
    """Return what records of one mailbox share; None without an e-mail address."""
    return email.strip().lower() or None if isinstance(email, str) else None


def can_be_same_person(first: Mapping[str, Json], second: Mapping[str, Json]) -> bool:
    """Return whether two records of one mailbox, given by their registers, may be one person's."""
    return can_be_same_name(first.get("contact"), second.get("contact")) and can_be_same_company(
        first.get("company"), second.get("company")
    )


def can_be_same_respondent(first: Mapping[str, Json], second: Mapping[str, Json]) -> bool:
    """Return the same for an answer to a form: who gives the same name there is one person, whatever the company."""
    names = first.get("contact"), second.get("contact")
    if isinstance(names[0], str) and isinstance(names[1], str) and name_key(names[0]) == name_key(names[1]):
        return True
    return can_be_same_person(first, second)


def can_be_same_company(first: object, second: object) -> bool:
    """Return whether two names may be one company's: “Acme” and “ACME GmbH” may; a missing name may be any."""
    if not isinstance(first, str) or not isinstance(second, str) or first == second:
        return True
    return _strip_legal_form(first) == _strip_legal_form(second)


_LEGAL_FORMS = re.compile(
    r"(?<=.) (?:ab|ag|aps|as|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|limited|llc|llp|lp|ltd|nv|ohg|oy|"
    r"plc|pty|sa|sarl|sas|se|spa|srl|ug)(?= |$)"
)


def _strip_legal_form(name: str) -> str:
    words = text.fold(name).replace(".", "").replace(",", " ").replace("&", " ").split()
    return _LEGAL_FORMS.sub("", " ".join(words))


def person_key(contact: object, company: object) -> str | None:
    """Return what records share that look like one person's: the same name at the same company; None without both."""
    if not isinstance(contact, str) or not isinstance(company, str):
        return None
    last, comma, first = contact.partition(",")
    return f"{first.strip()} {last}\n{company}".casefold() if comma else f"{contact}\n{company}".casefold()


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

OPTED_OUT = "opted out"
"""The label of people who opted out, unsubscribed, bounced or don't attend. Offering such a card needs a confirmation,
and no rule offers it."""

ANSWERED = "Answered"
"""The custom field that keeps when the latest answer came, of a card that several answers have told of."""

RESPONDED = "responded"
"""The label of members of a campaign who answered it."""

LEAD_DECIDES = frozenset({"source", "contact", "company", "email", "phone", "marketing_owner", "campaign"})
"""What a deal's row never changes on a card that came from a lead."""


Matching = Literal["email", "never", "name"]
"""Which leads without a known id are a card that is here: those with its e-mail address (`email`), also those with its
name and company alone (`name`), or none (`never`)."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A row that became a card of its own, though it may be somebody who has a card already."""

    file: str
    line: int
    title: str
    card: str
    """The id of the card that it looks like."""
    reason: str
    """Why, to stand behind a colon."""


@dataclass(frozen=True, slots=True)
class Continued:
    """A new card of somebody who has a card with an earlier deal."""

    file: str
    line: int
    title: str
    card: str
    """The id of the new card."""
    earlier: str
    """The id of the earlier deal's card."""


@dataclass(slots=True)
class ImportResult:
    """The result of an import."""

    act: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    extended: int = 0
    """How many of the unchanged cards got fields that no card had before."""
    new_fields: set[str] = field(default_factory=set)
    """The names of these fields."""
    kept_fields: list[tuple[str, str]] = field(default_factory=list)
    """(card id, field) where a value that somebody changed here was kept."""
    left_moves: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Cards that a file would have moved and that stay, by the ids of the file's stage and of their own."""
    crossed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Cards that a file has moved to the other side, by the ids of the stage before and after."""
    guessed_deals: int = 0
    """Deals whose card stays on marketing's side, as their stage is a guess."""
    deleted: int = 0
    """Leads whose card was deleted here, and stays so."""
    unread: list[str] = field(default_factory=list)
    """Sentences about edited cells of exports that could not be read."""
    lookalikes: list[Lookalike] = field(default_factory=list)
    """Rows that look like cards that are here."""
    continued: list[Continued] = field(default_factory=list)
    """New cards of people who have a card with an earlier deal."""

    @property
    def leads(self) -> int:
        """How many leads were looked at."""
        return self.created + self.updated + self.unchanged + self.deleted
