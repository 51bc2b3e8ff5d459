"""Group rows that may be one lead while files are read, and release each group once all its rows are there."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain.records.arrival import (
    LEAD_DECIDES,
    can_be_same_name,
    can_be_same_person,
    can_be_same_respondent,
    kind_of,
    name_key,
)
from kanban.exchange.leads.row_drafts.draft import (
    fill_draft,
    fill_membership,
    fill_same_person,
    fill_same_respondent,
    link_deal,
    merge_deal,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kanban.domain.records.arrival import Arrival


class Row(NamedTuple):
    """The draft of one row, with what decides which rows are merged."""

    draft: Arrival
    refs: tuple[str, ...]
    """The keys of other records that the row names."""
    is_titled: bool
    """Whether the file gives the title; otherwise it was made from the person or company."""
    person: str | None
    """What rows of one mailbox share; None where such rows are not to be joined."""
    is_member: bool = False
    """Whether it only says that somebody is a member of a campaign."""
    is_response: bool = False
    """Whether it is one of several answers that somebody may give, each with an id of its own."""


class Ties:
    """Which rows share a number with others; see `Identity.ties`."""

    def __init__(self) -> None:
        self._columns: dict[int, list[array[int]]] = {}
        self.shared: dict[int, int] = {}
        """How many times each number is there that is there more than once."""

    def look(self, sheet: int, columns: Sequence[Iterable[int]]) -> None:
        """Record the ties of the next rows of a sheet."""
        hashes = self._columns.setdefault(sheet, [array("q") for _ in columns])
        for column, ties in zip(hashes, columns, strict=True):
            column.extend(ties)

    def settle(self) -> None:
        """Find the shared ties; call it once every row of every sheet was passed to `look`."""
        tie_counts: Counter[int] = Counter()
        for columns in self._columns.values():
            for column in columns:
                tie_counts.update(column)
        self.shared = {tie: count for tie, count in tie_counts.items() if count > 1 and tie}

    def of(self, sheet: int) -> dict[int, list[int]]:
        """Return a sheet's rows that share ties with others: row number in the sheet → ties, in order."""
        ties: dict[int, list[int]] = {}
        for column in self._columns.get(sheet, ()) if self.shared else ():
            for row, tie in enumerate(column):
                if tie in self.shared:
                    ties.setdefault(row, []).append(tie)
        return dict(sorted(ties.items()))


class _Group:
    """Rows bound by ties, directly or through others."""

    __slots__ = ("awaited", "rows", "ties")

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.ties: set[int] = set()
        self.awaited = 0
        """How many more times ties of the group will come up."""


class RowGatherer:
    """Holds rows back until all that may belong to their lead are there."""

    def __init__(self, shared: Mapping[int, int]) -> None:
        """Take the number of rows that share each tie."""
        self._shared = shared
        self._groups: dict[int, _Group] = {}

    def add(self, row: Row, ties: Iterable[int]) -> list[Row]:
        """Add a row with its shared ties; return its group's rows if it completes the group."""
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
        """Yield the groups left incomplete because one of their rows was rejected."""
        for group in list({id(group): group for group in self._groups.values()}.values()):
            self._let_go(group)
            yield group.rows

    def _let_go(self, group: _Group) -> None:
        for tie in group.ties:
            self._groups.pop(tie, None)


def fold_rows(rows: Sequence[Row], weight: Callable[[str], int]) -> list[Arrival]:
    """Merge related rows into cards: one for each lead, with its oldest deal, and one for each further deal.

    `weight` ranks stages by their ids. Of two rows of one lead the one further along counts, of equals the later one.
    """
    if len(rows) == 1 and not rows[0].refs:
        return [rows[0].draft]
    people = _People(rows, weight)
    deals: dict[str, Row] = {}
    for row in rows:
        if row.draft.deal:
            known = deals.get(row.draft.keys[0])
            deals[row.draft.keys[0]] = row._replace(draft=fill_draft(row.draft, known.draft)) if known else row
    of_lead: dict[int, list[Arrival]] = {}
    alone: list[list[Row]] = []
    for row in sorted(deals.values(), key=lambda row: row.draft.created_at or "~"):
        place = people.lead_of(row)
        if place is None:
            fellows = next((others for others in alone if _is_deal_of_same(row, others[0])), None)
            if fellows is None:
                alone.append([row])
            else:
                fellows.append(row)
        else:
            of_lead.setdefault(place, []).append(row.draft)
    cards = []
    for place, lead in enumerate(people.leads()):
        its_deals = of_lead.get(place, [])
        cards.append(merge_deal(lead, its_deals[0]) if its_deals else lead)
        cards += [link_deal(lead, deal) for deal in its_deals[1:]]
    for first, *more in alone:
        first.draft.keys = (*first.refs[:1], *first.draft.keys)
        for row in more:
            row.draft.follows = first.draft.keys[0]
        cards += [first.draft, *(row.draft for row in more)]
    return cards


class _People:
    """The leads among some rows: those that carry one id, or one person's e-mail address.

    Several people may share a mailbox: rows with other ids of one kind, or other names, are other people.
    """

    def __init__(self, rows: Sequence[Row], weight: Callable[[str], int]) -> None:
        self._weight = weight
        self._found: list[list[Row]] = []
        self._by_key: dict[str, list[int]] = {}
        self._by_person: dict[str, list[int]] = {}
        self._by_ref: dict[str, int] = {}
        for row in rows:
            if not row.draft.deal:
                self._add(row)

    def leads(self) -> Iterator[Arrival]:
        """Yield each lead, merged from its rows, in order of first appearance."""
        leads = [self._build_one(rows) for rows in self._found]
        for lead, rows in zip(leads, self._found, strict=True):
            if "title" not in lead.registers:  # of several leads of one contact the first is the contact's
                self._borrow_name(lead, rows, leads)
        yield from leads

    def _borrow_name(self, lead: Arrival, rows: Sequence[Row], leads: Sequence[Arrival]) -> None:
        """Give a lead without a name the name of the person whose record its row names."""
        named_places = (place for row in rows for ref in row.refs for place in self._by_key.get(ref, ()))
        other = next((leads[place] for place in named_places if "title" in leads[place].registers), None)
        if other is not None and other is not lead:
            person = {name: value for name, value in other.registers.items() if name in LEAD_DECIDES}
            lead.registers = {**person, **lead.registers}
            lead.follows = lead.follows or other.keys[0]

    def lead_of(self, deal: Row) -> int | None:
        """Return the index of the lead that a deal names, or that is about the same person."""
        places = [place for ref in deal.refs for place in self._by_key.get(ref, ())[:1]]
        if deal.draft.keys[0] in self._by_ref:
            places.append(self._by_ref[deal.draft.keys[0]])
        if deal.person and not places:
            named_kinds = set(map(kind_of, deal.refs))
            places += [
                place
                for place in self._by_person.get(deal.person, ())
                if all(can_be_same_person(deal.draft.registers, row.draft.registers) for row in self._found[place])
                and not any(kind_of(row.draft.keys[0]) in named_kinds for row in self._found[place])
            ]
        return next(iter(places), None)

    def _add(self, row: Row) -> None:
        key, person = row.draft.keys[0], row.person
        places = [
            *self._by_key.get(key, ()),
            *(place for ref in row.refs for place in self._by_key.get(ref, ())),
            *([self._by_ref[key]] if key in self._by_ref else ()),
            *(self._by_person.get(person, ()) if person else ()),
        ]
        place = next((place for place in places if all(_may_be_one(row, other) for other in self._found[place])), None)
        if place is None:
            place = len(self._found)
            self._found.append([])
        self._found[place].append(row)
        for index, name in ((self._by_key, key), (self._by_person, person)):
            if name and place not in index.setdefault(name, []):
                index[name].append(place)
        for ref in row.refs:
            self._by_ref.setdefault(ref, place)

    def _build_one(self, rows: list[Row]) -> Arrival:
        rows = sorted(rows, key=lambda row: row.is_member)
        if all(row.is_response and row.draft.created_at for row in rows):
            rows = sorted(rows, key=lambda row: row.draft.created_at or "")
        lead = rows[0].draft
        for row in rows[1:]:
            if row.is_member:
                lead = fill_membership(lead, row.draft)
                continue
            further = self._weight(row.draft.stage) >= self._weight(lead.stage)
            has_ids = kind_of(row.draft.keys[0]) or kind_of(lead.keys[0])
            is_named_alike = can_be_same_name(row.draft.registers.get("contact"), lead.registers.get("contact"))
            fill = fill_draft if has_ids and is_named_alike else fill_same_person  # another name is not lost
            fill = fill_same_respondent if row.is_response else fill
            lead = fill(row.draft, lead) if further else fill(lead, row.draft)
        keys = dict.fromkeys(key for row in rows for key in row.draft.keys)
        lead.keys = tuple(self._distinct(key, rows) for key in keys)
        return lead

    def _distinct(self, key: str, rows: list[Row]) -> str:
        """Add the person's name to the key of a mailbox that several people in these files share."""
        if not key.startswith("person:") or len(self._by_key.get(key, ())) < 2:
            return key
        names = [contact for row in rows if isinstance(contact := row.draft.registers.get("contact"), str)]
        return f"{key} {name_key(max(names, key=len))}" if names else key


def _is_deal_of_same(deal: Row, other: Row) -> bool:
    """Tell whether two deals without a known lead belong to the same lead."""
    if deal.refs or other.refs:
        return deal.refs[:1] == other.refs[:1]
    return (
        deal.person is not None
        and deal.person == other.person
        and can_be_same_person(deal.draft.registers, other.draft.registers)
    )


def _may_be_one(row: Row, other: Row) -> bool:
    """Tell whether two rows of one mailbox may be one lead: no if their ids of one kind, names or titles differ."""
    mine, theirs = row.draft, other.draft
    if mine.keys[0] == theirs.keys[0] and kind_of(mine.keys[0]):
        return True
    if mine.keys[0] in other.refs or theirs.keys[0] in row.refs:
        return True
    if mine.own and theirs.own and mine.own.get("ref") != theirs.own.get("ref"):
        return False
    if row.is_response and other.is_response:
        return can_be_same_respondent(mine.registers, theirs.registers)
    kinds = kind_of(mine.keys[0]), kind_of(theirs.keys[0])
    if kinds[0] and kinds[0] == kinds[1]:
        return False
    if not can_be_same_person(mine.registers, theirs.registers):
        return False
    if not (row.is_titled and other.is_titled) or mine.registers["title"] == theirs.registers["title"]:
        return True
    return not all(kinds)
