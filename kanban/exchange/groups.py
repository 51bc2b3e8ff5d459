"""Rows that may be one lead: gathered while files are read, and let go as soon as nothing more can come."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kanban.exchange.draft import Draft, Key, fill, with_deal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


class Row(NamedTuple):
    """A draft of one row, with what folding needs to know of it."""

    draft: Draft
    refs: tuple[Key, ...]
    """The records that it names besides itself."""
    titled: bool
    """Whether its title stands in the file, and is not made of who it is about."""
    person: tuple[str, str] | None
    """The draft's."""


class Ties:
    """Which rows share a number with others; see `Identity.ties`."""

    def __init__(self) -> None:
        self._columns: dict[int, list[array[int]]] = {}
        self.shared: dict[int, int] = {}
        """How many times each number is there that is there more than once."""

    def look(self, sheet: int, columns: Sequence[Iterable[int]]) -> None:
        """Take note of the ties of the next rows of a sheet."""
        kept = self._columns.setdefault(sheet, [array("q") for _ in columns])
        for column, ties in zip(kept, columns, strict=True):
            column.extend(ties)

    def settle(self) -> None:
        """Find out what is shared, once every row of every sheet was looked at."""
        seen: Counter[int] = Counter()
        for columns in self._columns.values():
            for column in columns:
                seen.update(column)
        self.shared = {tie: count for tie, count in seen.items() if count > 1 and tie}

    def of(self, sheet: int) -> dict[int, list[int]]:
        """Give the shared ties of each row of a sheet that has any, by its place among the sheet's rows, in order."""
        found: dict[int, list[int]] = {}
        for column in self._columns.get(sheet, ()) if self.shared else ():
            for row, tie in enumerate(column):
                if tie in self.shared:
                    found.setdefault(row, []).append(tie)
        return dict(sorted(found.items()))


class _Group:
    """Rows bound by ties, directly or through others."""

    __slots__ = ("awaited", "rows", "ties")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.ties: set[int] = set()
        self.awaited = 0
        """How many more times a tie of the group is to be met."""


class Gathering:
    """Holds rows back until all that may belong to their lead are there."""

    def __init__(self, shared: Mapping[int, int]) -> None:
        """Take how many times each tie will be met."""
        self._shared = shared
        self._groups: dict[int, _Group] = {}

    def add(self, row: Row, ties: Iterable[int]) -> list[Row]:
        """Take a row with its shared ties; give its group's rows if it was the last of them."""
        mine = set(ties)
        group = _Group()
        for tie in mine:
            other = self._groups.get(tie)
            if other is None:
                group.ties.add(tie)
                group.awaited += self._shared[tie]
            elif other is not group:
                if len(other.ties) + len(other.rows) > len(group.ties) + len(group.rows):
                    group, other = other, group
                group.rows += other.rows
                group.ties |= other.ties
                group.awaited += other.awaited
                for moved in other.ties:
                    self._groups[moved] = group
        for tie in mine:
            self._groups[tie] = group
        group.rows.append(row)
        group.awaited -= len(mine)
        if group.awaited > 0:
            return []
        self._let_go(group)
        return group.rows

    def rest(self) -> Iterator[list[Row]]:
        """Give the groups of which a row was rejected, so that they never became whole."""
        for group in list({id(group): group for group in self._groups.values()}.values()):
            self._let_go(group)
            yield group.rows

    def _let_go(self, group: _Group) -> None:
        for tie in group.ties:
            self._groups.pop(tie, None)


def folded(rows: Sequence[Row], weight: Callable[[str], int]) -> list[Draft]:
    """Make cards of rows that may belong together: one for each lead, with its oldest deal; one for each further deal.

    `weight` ranks the names of stages. Of two rows of one lead the one further along counts, of equals the later one.
    """
    if len(rows) == 1 and not rows[0].refs:
        return [rows[0].draft]
    people = _People(rows, weight)
    deals: dict[Key, Row] = {}
    for row in rows:
        if row.draft.deal:
            known = deals.get(row.draft.keys[0])
            deals[row.draft.keys[0]] = row._replace(draft=fill(row.draft, known.draft)) if known else row
    of_lead: dict[int, list[Row]] = {}
    alone: dict[Key | None, list[Row]] = {}
    for row in sorted(deals.values(), key=lambda row: row.draft.created_at or "~"):
        place = people.lead_of(row)
        if place is None:
            alone.setdefault(row.refs[0] if row.refs else None, []).append(row)
        else:
            of_lead.setdefault(place, []).append(row)
    cards = []
    for place, lead in enumerate(people.leads()):
        cards += _with_deals(lead, [row.draft for row in of_lead.get(place, ())])
    for ref, others in alone.items():
        if ref is None:
            cards += [row.draft for row in others]
        else:
            first, *more = (row.draft for row in others)
            cards.append(first._replace(keys=(ref, *first.keys)))
            cards += [deal._replace(kin=ref) for deal in more]
    return cards


def _with_deals(lead: Draft, deals: Sequence[Draft]) -> list[Draft]:
    if not deals:
        return [lead]
    bare = lead._replace(keys=(), fields={}, links=(), comments=(), origin=(), labels=(), value=None, sales_owner=None)
    further = [with_deal(bare, deal)._replace(kin=lead.keys[0]) for deal in deals[1:]]
    return [with_deal(lead, deals[0]), *further]


class _People:
    """The leads among some rows: those that carry one id, or one person's e-mail address and company."""

    def __init__(self, rows: Sequence[Row], weight: Callable[[str], int]) -> None:
        self._weight = weight
        self._found: list[list[Row]] = []
        self._by_key: dict[Key, int] = {}
        self._by_person: dict[tuple[str, str], int] = {}
        self._by_deal: dict[Key, int] = {}
        self._companies: dict[str, set[str]] = {}
        for row in rows:
            if row.person and row.person[1]:
                self._companies.setdefault(row.person[0], set()).add(row.person[1])
        for row in rows:
            if not row.draft.deal:
                self._add(row)

    def leads(self) -> Iterator[Draft]:
        """Give each lead, folded from its rows, in the order in which they were first met."""
        for rows in self._found:
            yield self._one(rows)

    def lead_of(self, deal: Row) -> int | None:
        """Give the place of the lead that a deal names, or whose person it has."""
        places = [self._by_key.get(ref) for ref in deal.refs]
        places.append(self._by_deal.get(deal.draft.keys[0]))
        person = self._person(deal)
        places.append(self._by_person.get(person) if person and not deal.refs else None)
        return next((place for place in places if place is not None), None)

    def _add(self, row: Row) -> None:
        key = row.draft.keys[0]
        person = self._person(row)
        place = self._by_key.get(key)
        if place is None and person in self._by_person and _may_be_one(row, self._found[self._by_person[person]][0]):
            place = self._by_person[person]
        if place is None:
            place = len(self._found)
            self._found.append([])
        self._found[place].append(row)
        self._by_key.setdefault(key, place)
        if person:
            self._by_person.setdefault(person, place)
        for ref in row.refs:
            self._by_deal.setdefault(ref, place)

    def _person(self, row: Row) -> tuple[str, str] | None:
        """Name the person of a row; one without a company is taken for the one who has that address."""
        person = row.person
        if person and not person[1]:
            companies = self._companies.get(person[0], ())
            return (person[0], next(iter(companies))) if len(companies) == 1 else person
        return person

    def _one(self, rows: list[Row]) -> Draft:
        lead = rows[0].draft
        for row in rows[1:]:
            further = self._weight(row.draft.stage) >= self._weight(lead.stage)
            lead = fill(row.draft, lead) if further else fill(lead, row.draft)
        return lead._replace(
            keys=tuple(dict.fromkeys(key for row in rows for key in row.draft.keys)),
            origin=tuple(dict.fromkeys(place for row in rows for place in row.draft.origin)),
        )


def _may_be_one(row: Row, other: Row) -> bool:
    """Whether two rows of one person are one lead: not if both have ids, other ones, and titles of their own."""
    if not (row.titled and other.titled) or row.draft.title == other.draft.title:
        return True
    return "person" in {row.draft.keys[0][0], other.draft.keys[0][0]}
