"""Which record a row is and which it names: the keys by which rows of several files come to one card."""

from __future__ import annotations

import re
from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING

from kanban.domain.records.arrival import name_key
from kanban.domain.records.outside_ids import complete_ids, hash_names, strip_mark
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.vendors import find_noun, is_list_of_responses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kanban.exchange.recognition.columns import ColumnMapping

    Columns = Sequence[Sequence[str]]

_NAMED = {"lead_id": "lead", "contact_id": "contact", "deal_id": "deal"}
"""Columns that name another record, and what that is called."""


class Identity:
    """Reads who the rows of one file are."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self.own = f"{mapping.system}.{find_noun(mapping)}"
        """What the file's own ids are ids of."""
        self._is_salesforce = mapping.system == "salesforce"
        self._id = mapping.index("id")
        self._named = [
            (column.index, f"{mapping.system}.{called}")
            for target, called in _NAMED.items()
            for column in mapping.all(target)
        ]
        self._linked: list[tuple[int, str]] = []
        """Columns that name records of another program's file, and what that is called; see `id_links`."""
        self._spellings: dict[int, Mapping[str, str]] = {}
        """For these columns the ids as the file has them whose records they name, by those without a mark."""
        self._is_named_elsewhere = False
        self.company_kinds = {column.index: f"{mapping.system}.company" for column in mapping.all("company_id")}
        """What the ids of companies are ids of, by the place of their column."""
        self._people = [column.index for column in mapping.all("person_id")]
        """Columns that name a lead or a contact of Salesforce."""
        self.is_member_list = mapping.kind == "members"
        self._emails = [column.index for column in mapping.all("email")]
        self._contacts = [column.index for column in mapping.all("contact")]
        self._mapping = mapping
        self._named_people: tuple[int, Mapping[str, str]] | None = None
        """The column that names people of another file by words, and what stands for each; see `name_links`."""
        self._names: frozenset[str] = frozenset()
        """What stands for those of its people without a mailbox whom another file names."""
        self.is_response_list = is_list_of_responses(mapping)
        """Whether each row is what somebody answered once, and may answer again: its id is not the person's."""
        self._again: Counter[str] = Counter()
        self.has_mailboxes = True
        """Whether rows of one mailbox may be one person's."""
        self.contacts_of_deals: Mapping[str, str] = {}
        """Ids of contacts by those of deals, where another file tells them."""

    @property
    def names_others(self) -> bool:
        """Whether a row may be named by a record that it names."""
        return self.is_linked or bool(self._named) or bool(self.company_kinds)

    @property
    def is_linked(self) -> bool:
        """Whether rows without any name are to be expected, as records of other files name them."""
        return bool(self._linked) or self._is_named_elsewhere or self.is_member_list

    def name_records(self, index: int, kind: str, spellings: Mapping[str, str]) -> None:
        """Let a column name records of another file, by what that calls its own; `spellings` has its ids."""
        self._linked.append((index, kind))
        self._spellings[index] = spellings

    def name_companies(self, index: int, kind: str, spellings: Mapping[str, str]) -> None:
        """Let a column name companies of another file; see `name_records`."""
        self.company_kinds[index] = kind
        self._spellings[index] = spellings
        self._is_named_elsewhere = True

    def name_people(self, index: int, tokens: Mapping[str, str]) -> None:
        """Let a column name people of another file by words; `tokens` is what stands for each, by name."""
        self._named_people = index, tokens

    def expect_people(self, tokens: frozenset[str]) -> None:
        """Learn what stands for people of this file that another one names, where they have no mailbox."""
        self._names |= tokens

    def read_tokens(self, columns: Columns) -> list[str | None]:
        """Return what stands for the person of each row, where files are joined by names; an empty list elsewhere."""
        if self._named_people:
            index, tokens = self._named_people
            return [find_token(cell, tokens) for cell in columns[index]]
        if not self._names:
            return []
        names = (f"{NAMED}{name}" for name in read_names(self._mapping, columns))
        return [name if name in self._names else None for name in names]

    def take_links(self, other: Identity) -> None:
        """Take what another file's records are called from the identity that this one stands for."""
        self._linked, self._is_named_elsewhere = other._linked, other._is_named_elsewhere
        self.company_kinds |= other.company_kinds
        self._spellings = other._spellings

    def expect_names(self, kinds: Collection[str]) -> None:
        """Learn what the records of the other files are called: some may name rows without a name of their own."""
        self._is_named_elsewhere |= not {*(kind for _, kind in self._named), *self.company_kinds.values()}.isdisjoint(
            kinds
        )

    def ids(self, columns: Columns) -> Sequence[str | None]:
        """Return the rows' own ids."""
        if self._id is None:
            return [None] * len(columns[0])
        return cells.clean_lines(self._read_ids(columns, self._id))

    def read_company_keys(self, columns: Columns) -> Sequence[str | None]:
        """Return the keys of the companies that rows name."""
        keys: list[str | None] = [None] * len(columns[0])
        for index, kind in self.company_kinds.items():
            names = cells.clean_lines(self._read_ids(columns, index))
            keys = [key or (f"{kind}:{name}" if name else None) for key, name in zip(keys, names, strict=True)]
        return keys

    def _read_ids(self, columns: Columns, index: int) -> Sequence[str]:
        ids = complete_ids(_drop_rounded(columns[index]), is_salesforce=self._is_salesforce)
        return [_spell(cell, self._spellings[index]) for cell in ids] if index in self._spellings else ids

    def _list_named(self, columns: Columns) -> Iterator[tuple[str, Sequence[str]]]:
        """Yield what rows name besides themselves: the kind, and a column of ids; the records of other files first."""
        for index, kind in self._linked:
            column = self._read_ids(columns, index)
            if SEPARATOR.search("".join(column)):
                parts = [SEPARATOR.split(cell.strip()) for cell in column]
                for place in range(min(_MOST_NAMED, max(map(len, parts)))):
                    yield kind, [part[place] if place < len(part) else "" for part in parts]
            else:
                yield kind, column
        for index in self._people:
            names = self._read_ids(columns, index)
            yield "salesforce.contact", [name if name.startswith("003") else "" for name in names]
            yield "salesforce.lead", [name if not name.startswith("003") else "" for name in names]
        for index, kind in self._named:
            yield kind, self._read_ids(columns, index)

    def refs(self, columns: Columns) -> list[tuple[str, ...]]:
        """Return the keys of the records that each row names besides itself."""
        key_columns = [
            [f"{kind}:{cell}" if cell else None for cell in cells.clean_lines(names)]
            for kind, names in self._list_named(columns)
        ]
        if kind_and_contacts := self._read_roles(columns):
            kind, contacts = kind_and_contacts
            key_columns.append([f"{kind}:{cell}" if cell else None for cell in contacts])
        if not key_columns:
            return [()] * len(columns[0])
        return [tuple(filter(None, keys)) for keys in zip(*key_columns, strict=True)]

    def ties(self, columns: Columns) -> list[Iterable[int]]:
        """Return columns of hashes; rows that share one (not 0) in any file may belong to one card."""
        columns_of_hashes: list[Iterable[int]] = []
        if self.own.startswith("kanban."):  # each row of an export is a card, whoever shares its e-mail address
            return columns_of_hashes
        if self._id is not None:
            columns_of_hashes.append(_hash_ids(self.own, self._read_ids(columns, self._id)))
        columns_of_hashes += [_hash_ids(kind, names) for kind, names in self._list_named(columns)]
        if kind_and_contacts := self._read_roles(columns):
            columns_of_hashes.append(_hash_ids(*kind_and_contacts))
        if not self.has_mailboxes:
            return columns_of_hashes
        if tokens := self.read_tokens(columns):
            columns_of_hashes.append([hash(token.casefold()) if token else 0 for token in tokens])
        if self._emails or (self._contacts and "@" in "".join(columns[self._contacts[0]])):
            emails = columns[self._emails[0]] if self._emails else _pick_addresses(columns[self._contacts[0]])
            if any(mark in "".join(emails) for mark in "<,;:"):
                emails = [email or "" for email in cells.read_addresses(emails)[0]]
            columns_of_hashes.append(map(hash, map(str.casefold, map(str.strip, emails))))  # of an empty text it is 0
        return columns_of_hashes

    def _read_roles(self, columns: Columns) -> tuple[str, list[str]] | None:
        """Return what the contacts are called that other files name for these deals, and their ids."""
        if not self.contacts_of_deals or self._id is None:
            return None
        return (
            f"{self.own.partition('.')[0]}.contact",
            [self.contacts_of_deals.get(cell.strip(), "") for cell in self._read_ids(columns, self._id)],
        )

    def make_key(self, *parts: str | None) -> str:
        """Build the key of a row without an id from what it is known by; number the second of two equal ones."""
        key = f"{self.own}:{hash_names(*parts)}"
        self._again[key] += 1
        return key if self._again[key] == 1 else f"{key}-{self._again[key]}"

    def start_over(self) -> None:
        """Forget the rows that were read, before they are read again."""
        self._again.clear()


def read_names(mapping: ColumnMapping, columns: Sequence[Sequence[str]]) -> list[str]:
    """Return the keys of the names of people in each row; empty where there is none."""
    parts = [columns[c.index] for c in mapping.all("contact")[:1]]
    first_and_last = [columns[c.index] for field in ("first_name", "last_name") for c in mapping.all(field)[:1]]
    rows: Iterable[tuple[str, ...]] = zip(*(parts or first_and_last), strict=True)
    whole = [name_key(" ".join(row)) for row in rows]
    if parts and first_and_last:
        others = [name_key(" ".join(row)) for row in zip(*first_and_last, strict=True)]
        whole = [name or other for name, other in zip(whole, others, strict=True)]
    return whole


def find_token(cell: str, tokens: Mapping[str, str]) -> str | None:
    """Return what stands for the person, or the first of several, whom a cell names; None for an unknown one."""
    return tokens.get(name_key(cell)) or tokens.get(name_key(SEPARATOR.split(cell.strip())[0])) or None


NAMED = "name "
"""How what stands for a person without a mailbox begins."""


def _pick_addresses(contacts: Sequence[str]) -> list[str]:
    return [cells.split_person(cell)[1] or "" for cell in contacts]


def _drop_rounded(ids: Sequence[str]) -> Sequence[str]:
    """Drop ids that a spreadsheet has rounded: different ones look the same then."""
    rounded = cells.find_rounded(ids)
    return [("" if row in rounded else cell) for row, cell in enumerate(ids)] if rounded else ids


SEPARATOR = re.compile(r"\s*[;,|]\s*")
_MOST_NAMED = 5
"""Records that a cell of several may name."""


def _spell(cell: str, spellings: Mapping[str, str]) -> str:
    """Return the ids of a cell as the file spells them that they are ids in."""
    parts = SEPARATOR.split(cell.strip())
    return ";".join(spellings.get(strip_mark(part), part) for part in parts)


def _hash_ids(kind: str, ids: Sequence[str]) -> Iterable[int]:
    if "" in ids:
        return [hash((kind, cell.strip())) if cell else 0 for cell in ids]
    return map(hash, zip(repeat(kind), map(str.strip, ids)))
