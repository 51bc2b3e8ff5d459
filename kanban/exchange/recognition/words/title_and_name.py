"""`Title`, `Name` and `Subject`: labels that mean different things in different files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.recognition.words.column_labels import read_label
from kanban.exchange.recognition.words.headers import PERSON_TITLE, squash
from kanban.exchange.recognition.words.languages import find_english
from kanban.exchange.recognition.words.near_words import split_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanban.exchange.recognition.words.headers import Kind

_PERSONS = ("company", "contact", "first_name", "last_name", "email", "phone")
_OF_FORECASTS = frozenset({"close_on", "probability"})
_OF_DEALS = frozenset({"value", "close_on", "probability", "owner", "next_on"})


def settle_title_and_name(labels: Sequence[str], kind: Kind, targets: dict[int, str], claimed: set[str]) -> None:
    """Settle `Title` and `Name`, the labels that mean different things in different files.

    `Title` beside a person is what that person is at work, unless it comes before all that tells who it is. `Name`
    beside a first name is the last name (German, French), beside a last name the first (Spanish, Portuguese, Italian).
    """
    if kind == "plain":
        _drop_subject(labels, targets, claimed)
    persons = {field for field in _PERSONS if field in targets.values()}
    words = [read_label(label).words for label in labels]
    first_person = min((n for n, field in targets.items() if field in _PERSONS), default=len(labels))
    has_person = ("name",) in words or bool(PERSON_TITLE.intersection(map(find_english, labels)) or persons & _NAMED)
    for n, label in enumerate(words):
        if n in targets:
            continue
        is_name = label == ("name",)
        is_title = kind in {"plain", "deals"} and not has_person and (n < first_person or not persons & _SEEN)
        if label == ("title",) and is_title and "title" not in claimed and not read_label(labels[n]).doubts:
            field = "title"
        elif is_name and "first_name" in claimed and not {"contact", "last_name"} & claimed:
            field = "last_name"
        elif is_name and kind == "plain" and is_name_of_company(labels, set(targets.values())):
            field = "company"
        elif is_name and "last_name" in claimed and not {"contact", "first_name"} & claimed:
            field = "first_name"
        elif is_name and not {"contact", "first_name", "last_name"} & claimed and _is_person(kind, targets, claimed):
            field = "contact"
        elif is_name and "title" not in claimed:
            field = "title"
        else:
            continue
        targets[n] = field
        claimed.add(field)


_NAMED = frozenset({"first_name", "last_name"})
_SEEN = frozenset({"contact", "email"})


def _is_person(kind: Kind, targets: Mapping[int, str], claimed: set[str]) -> bool:
    """Tell whether `Name` is a person's: not in a list of deals, nor of tasks and amounts without anybody in it."""
    if kind == "deals":
        return "title" in claimed
    fields = set(targets.values())
    if "value" in fields and fields & _OF_FORECASTS and not fields & {"email", "phone"}:
        return False  # a list of deals with their companies: nobody forecasts people
    return bool(fields.intersection(_PERSONS)) or not fields & _OF_DEALS


def _drop_subject(labels: Sequence[str], targets: dict[int, str], claimed: set[str]) -> None:
    """Let the subject of a message be no title beside the person who wrote it, unless it is about a deal or a task."""
    fields = set(targets.values())
    if "email" not in fields or not fields & {"contact", "first_name"} or fields & _OF_WORK:
        return
    for n in [n for n, field in targets.items() if field == "title"]:
        if read_label(labels[n]).words in _SUBJECTS:
            del targets[n]
            claimed.discard("title")


_SUBJECTS = {("subject",), ("subject", "line"), ("email", "subject"), ("message", "subject")}
_OF_WORK = frozenset({"value", "stage", "status", "close_on", "next_on", "probability", "completed_at"})


def is_name_of_company(labels: Sequence[str], targets: set[str]) -> bool:
    """Tell whether `Name` is a company's: in a list whose first id is one of companies, and that has no people."""
    if not _OF_LEADS.isdisjoint(targets):
        return False
    first = next((words for label in labels if "id" in (words := read_label(label).words)), ())
    return len(first) == 2 and not _COMPANY.isdisjoint(first)


_OF_LEADS = frozenset(
    {"title", "value", "stage", "close_on", "lead_id", "contact_id", "deal_id", *_PERSONS} - {"company", "phone"}
)
_COMPANY = split_words("company account organization business employer")


def find_people_words(header: Sequence[str]) -> frozenset[int]:
    """Return the places of columns that are called like people and hold none: `Persona` beside a name."""
    squashed = list(map(squash, header))
    if "persona" not in squashed or _NAMES.isdisjoint(squashed):
        return frozenset()
    return frozenset(n for n, label in enumerate(squashed) if label == "persona")


_NAMES = frozenset({"name", "fullname", "firstname", "lastname", "contactname"})
"""Labels in English, beside which `Persona` is a kind of buyer and no Spanish person."""
