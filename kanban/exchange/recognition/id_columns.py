"""Columns that hold ids of records, by their labels: which records, and whether they are the row's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.near_words import COMPANY, split_words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kanban.exchange.recognition.words.headers import Kind

Noun = Literal["people", "deals", "companies"]

NAMING_FIELDS: Mapping[str, Noun] = {
    "lead_id": "people",
    "contact_id": "people",
    "deal_id": "deals",
    "company_id": "companies",
}
"""Fields of ids that name another record, and what that is."""

_ID_WORDS = frozenset(split_words("id ids key number no nr num code ref reference uuid guid"))
_NOUNS: tuple[tuple[Noun, frozenset[str]], ...] = (
    ("people", frozenset(split_words("contact person lead customer client prospect attendee member ansprechpartner"))),
    ("companies", frozenset(COMPANY)),
    ("deals", frozenset(split_words("deal opportunity potential"))),
)
_OF_KINDS: dict[Kind, Noun] = {
    "leads": "people",
    "contacts": "people",
    "members": "people",
    "deals": "deals",
    "companies": "companies",
}
_PERSONS = frozenset({"contact", "first_name", "last_name", "email"})


def is_id_label(label: str) -> bool:
    """Tell whether a label is of ids or numbers of records."""
    return not _ID_WORDS.isdisjoint(read_label(label).words)


def find_nouns(label: str) -> frozenset[Noun]:
    """Return which records a label of ids names: of people (leads too), deals or companies; a client may be two."""
    words = read_label(label).words
    return frozenset(noun for noun, nouns in _NOUNS if not nouns.isdisjoint(words))


def find_noun_of_file(kind: Kind, targets: Collection[str]) -> Noun | None:
    """Return what the rows of a file are, by its kind and its fields; None where that is open."""
    if kind != "plain":
        return _OF_KINDS.get(kind)
    return "people" if _PERSONS.intersection(targets) else None


def is_list_of_deals(targets: AbstractSet[str], labels_beside: Collection[str]) -> bool:
    """Tell whether a plain file lists deals: it has amounts, and names its people or companies by id alone.

    `labels_beside` are the labels of columns that feed no field.
    """
    persons = (_PERSONS | {"phone"}).intersection(targets)
    if (
        not persons
        and "deal_id" in targets
        and "id" not in targets
        and "value" in targets
        and {"stage", "status"} & targets
    ):
        return True
    if "value" not in targets or (persons and not (persons == {"contact"} and "title" in targets)):
        return False
    names_others = ("lead_id" in targets and "id" in targets) or "contact_id" in targets or "company_id" in targets
    return names_others or any(is_id_label(label) and find_nouns(label) - {"deals"} for label in labels_beside)


def is_list_of_companies(targets: Collection[str]) -> bool:
    """Tell whether a plain file that others name as companies lists nothing else."""
    return "company" in targets and not _OF_LEADS.intersection(targets)


_OF_LEADS = _PERSONS | {"title", "value", "stage", "close_on", "lead_id", "contact_id", "deal_id"}


def is_own_id(label: str, targets: Collection[str]) -> bool:
    """Tell whether `Contact ID` holds the ids of the rows of a list of people, or `Company ID` of one of companies."""
    words = _list_id_words(label)
    if len(words) != 2 or _OWN_IDS.isdisjoint(words):
        return False
    if _PERSONS.intersection(targets):
        return "value" not in targets and not _PEOPLE.isdisjoint(words)
    return is_list_of_companies(targets) and not COMPANY.isdisjoint(words)


def is_id_of_deal(label: str) -> bool:
    """Tell whether a label is of the ids of deals: `OpportunityExtId__c`."""
    words = _list_id_words(label)
    return len(words) == 2 and not _OWN_IDS.isdisjoint(words) and find_nouns(label) == {"deals"}


def find_first_own_id(labels: Sequence[str], targets: Mapping[int, str], fed: Collection[str]) -> int | None:
    """Return the place of the first column that may hold the rows' own ids, where another one is of leads."""
    places = [n for n, field in targets.items() if field == "lead_id"]
    others = [n for n, label in enumerate(labels) if n not in targets and is_own_id(label, fed)] if places else []
    return min(places + others) if others else None


def _list_id_words(label: str) -> tuple[str, ...]:
    """Return the words of a label without those that only say where an id comes from: `Contact Ext Id__c`."""
    return tuple(word for word in read_label(label).words if word not in _ID_FILLERS)


_ID_FILLERS = frozenset({"ext", "external", "c"})
_OWN_IDS = frozenset({"id", "uuid", "guid", "key"})
_PEOPLE = frozenset(split_words("contact person customer client"))
