"""Ids of records in other programs: two spellings that mean one record."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kanban import lazy
from kanban.domain.values.text import fold_accents

if TYPE_CHECKING:
    from collections.abc import Sequence

SHORT, LONG = 15, 18
"""Characters of an id of Salesforce: in reports, where case counts, and in exports, with a check of the cases added."""

_SHORT_ID = re.compile(r"[0-9A-Za-z]{15}")
_KEY = re.compile(r"(salesforce\.\w+|file\.\w+):([0-9A-Za-z]{15})([A-Z0-5]{3})")
_KINDS = re.compile(r"(?:00[136QTUvDkK]|701|005|a[0-9A-Za-z]{2})[0-9A-Za-z]{12}")
"""What ids of the usual records begin with, where nothing else tells that a file is one of Salesforce."""

_MARK = re.compile(r"(?:zcrm_|(?:l|ag|as|c|f|z):|(?:L|D|C|CO)_|#)(?=\d)")
"""What Zoho, Facebook and Bitrix24 put before an id to tell what it is of; people write `#`."""

_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def strip_mark(name: str) -> str:
    """Return an id without the mark that its program puts before it, as the other side of a join may have it."""
    return _MARK.sub("", name, count=1) if _MARK.match(name) else name


@lru_cache(4096)
def complete_id(name: str) -> str:
    """Return the long spelling of an id of Salesforce; any other text stays as it is."""
    if len(name) != SHORT or not _SHORT_ID.fullmatch(name):
        return name
    groups = (name[:5], name[5:10], name[10:])
    return name + "".join(
        _CHECKS[sum(1 << place for place, sign in enumerate(group) if "A" <= sign <= "Z")] for group in groups
    )


def complete_ids(cells: Sequence[str], *, is_salesforce: bool) -> Sequence[str]:
    """Return a column of ids in their long spelling; of files of other programs only what looks like Salesforce's."""
    if SHORT not in set(map(len, map(str.strip, cells))):
        return cells
    stripped = [cell.strip() for cell in cells]
    if not is_salesforce and not all(_KINDS.fullmatch(cell) for cell in stripped if len(cell) == SHORT):
        return cells
    return [complete_id(cell) for cell in stripped]


def find_other_spelling(key: str) -> str | None:
    """Return the key with the short spelling of its id, under which an earlier import may have kept the record."""
    match = _KEY.fullmatch(key)
    if match is None or complete_id(match[2]) != match[2] + match[3]:
        return None
    return f"{match[1]}:{match[2]}"


_MADE_UP = re.compile(r"([0-9a-f]{20})(-\d+)?")
"""The name of a row without an id of its own: a hash of its words, and which of several equal rows it is."""


def hash_names(*names: str | None) -> str:
    """Return what stands for a row without an id: a hash of what it is known by, whatever the case of its letters."""
    text = "\n".join(name or "" for name in names).casefold()
    return lazy.hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def find_other_reading(key: str, title: str | None, company: str | None, contact: str | None) -> str | None:
    """Return the key of a row without an id where its name was taken for a person's and is none, or the other way.

    None for a key that is not made of these three, and for a row whose person has another name than its title.
    """
    own, _, name = key.partition(":")
    match = _MADE_UP.fullmatch(name)
    if match is None or contact not in {None, title} or match[1] != hash_names(title, company, contact):
        return None
    return f"{own}:{hash_names(title, company, None if contact else title)}{match[2] or ''}"


_OTHER_KINDS = {"file.card": "file.deal", "file.deal": "file.card"}
"""What rows of plain lists and of lists of deals are called, each with the other."""


def list_other_kinds(key: str, title: str | None, company: str | None, contact: str | None, number: str) -> list[str]:
    """Return the keys of a row whose file was taken for a plain list, or one of deals, and is read as the other now.

    `number` (`-2`) says which of several equal rows it is, where the key of a deal does not.
    """
    own, _, name = key.partition(":")
    other = _OTHER_KINDS.get(own)
    if other is None:
        return []
    match = _MADE_UP.fullmatch(name)
    if match is None:
        return [f"{other}:{name}"]
    contacts = dict.fromkeys((contact, None, title)) if contact in {None, title} else (contact,)
    if own == "file.card":  # deals are known by the day of their creation too, if their file has it
        return [f"{other}:{hash_names(title, '', company, some)}{match[2] or ''}" for some in contacts]
    return [f"{other}:{hash_names(title, company, some)}{number}" for some in contacts]


def build_person_key(email: str, company: str | None) -> str:
    """Return the key of a person who has no id."""
    return f"person:{email.strip().lower()} {fold_accents(company or '')}".strip()


def is_made_up(key: str) -> bool:
    """Tell whether a key is made of what its row is known by, as it has no id."""
    return _MADE_UP.fullmatch(key.partition(":")[2]) is not None
