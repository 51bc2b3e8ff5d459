"""Match leads with cards that are here already: by outside id, then by e-mail, then by name and company."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import NamedTuple

from kanban.domain.board import Board
from kanban.domain.card import CUSTOM, LABEL
from kanban.domain.ids import derive_id
from kanban.domain.records.arrival import (
    DISQUALIFIED,
    SOURCE,
    Arrival,
    Continued,
    Lookalike,
    Matching,
    can_be_same_name,
    can_be_same_person,
    can_be_same_respondent,
    kind_of,
    mailbox_key,
    name_key,
    person_key,
)
from kanban.domain.records.outside_ids import find_other_reading, find_other_spelling
from kanban.domain.values import labels, text
from kanban.store import log
from kanban.store.importing.other_kinds import OtherKinds, read_names
from kanban.store.reading.vocabulary import label_counts


def find_kept_cards(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return the cards among these ids: each with the id of the card that it was merged into, or its own id."""
    return dict(log.select_among(connection, "SELECT id, coalesce(merged_into, id) FROM card WHERE id IN ({})", ids))


class _Person(NamedTuple):
    """Somebody at a mailbox."""

    card: str
    contact: str | None
    company: str | None
    kind: str
    """What sort of record their id in this import is for; empty where that is not known."""
    has_other_deal: bool
    """Whether another deal of theirs becomes a card of its own."""
    other: _Person | None
    """The next one at the same mailbox, or of the same name and company."""
    file: str = ""
    """The file in which this import met them; empty for somebody who was on the board."""
    email: str | None = None


class Known:
    """Every card that a file may mean, by its outside identities, by e-mail, and by name and company."""

    def __init__(
        self, connection: sqlite3.Connection, board: Board, match: Matching = "email", *, is_one_file: bool = False
    ) -> None:
        self.connection = connection
        self.match = match
        self._is_one_file = is_one_file
        self.lookalikes: list[Lookalike] = []
        """Leads that get a card of their own, though they look like one that is here."""
        self.continued: list[Continued] = []
        """New cards of people who have a card with an earlier deal."""
        self.board = board.id
        self.handled: set[str] = set()
        """Cards that this import has written or looked at: later rows of the same lead only fill in."""
        self.is_joined = False
        """Whether the lead that was placed last has had a card that was merged into another one, whose values stay."""
        closed = {stage.id for stage in board.all_stages if stage.is_closed}
        origins = (  # of several cards, the last one counts: one on the board, else the oldest
            "SELECT key, card FROM origin JOIN card ON card.id = origin.card WHERE origin.board = ? "
            "ORDER BY deleted DESC, card.id DESC"
        )
        self._origins: dict[str, str] = dict(connection.execute(origins, (board.id,)))
        self._people: dict[str, _Person] = {}
        """Who is known at each mailbox; several people may share one."""
        self._names: dict[str, _Person] = {}
        """Who is known by each name and company; see `person_key`."""
        sql = (
            "SELECT id, email, company, contact, lane, json_extract(extra, '$.deal') FROM card "
            "WHERE board = ? AND deleted = 0 AND (email IS NOT NULL OR contact IS NOT NULL AND company IS NOT NULL)"
        )
        for card, email, company, contact, lane, deal in connection.execute(sql, (board.id,)):
            person = _Person(card, contact, company, "", lane in closed or bool(deal), None, email=mailbox_key(email))
            self._meet(person)
        self._beside = self._list_known_beside(closed)
        """Mailboxes that a merge kept beside a card's own: what files say of them replaces nothing on that card."""
        self._labels = {text.fold(label): label for label in label_counts(connection, board.id)}
        self._label_names = board.label_names
        self._empty = connection.execute("SELECT 1 FROM card WHERE board = ? LIMIT 1", (board.id,)).fetchone() is None
        """Leads need not be looked for by the ids of their cards: one that exists is met when it is written."""
        self._other_spellings: dict[str, str] = {}
        """Cards by keys that they were not kept under; see `find_other_spelling`."""
        self._other_kinds = OtherKinds(connection, board.id)

    def _list_known_beside(self, closed: AbstractSet[str]) -> frozenset[str]:
        """Note the people whose e-mail a merge kept in a custom field, and return their mailboxes."""
        sql = (
            "SELECT id, company, contact, lane, extra FROM card "
            "WHERE board = ? AND deleted = 0 AND instr(extra, '\"field.E-mail ') > 0"
        )
        mailboxes: set[str] = set()
        for card, company, contact, lane, extra in self.connection.execute(sql, (self.board,)):
            registers = json.loads(extra)
            for name, value in registers.items():
                key = mailbox_key(value) if name.startswith(f"{CUSTOM}E-mail ") else None
                if key and key not in self._people:
                    mailboxes.add(key)
                    has_other_deal = lane in closed or bool(registers.get("deal"))
                    self._meet(_Person(card, contact, company, "", has_other_deal, None, email=key))
        return frozenset(mailboxes)

    def pair_arrivals(self, batch: Sequence[Arrival]) -> Iterator[tuple[str, Arrival, bool]]:
        """Yield (card id, arrival, whether there is no such card yet)."""
        ids = [[derive_id(self.board, SOURCE, key) for key in arrival.keys] for arrival in batch]
        first = 1 if self._empty else 0
        if not self._empty:
            self._note_spellings(batch)
        present = find_kept_cards(self.connection, [card_id for card_ids in ids for card_id in card_ids[first:]])
        if not self._empty:
            self._other_spellings |= self._other_kinds.find_cards(batch, ids, present, self._origins)
        claimed = {
            card: kind
            for arrival, card_ids in zip(batch, ids, strict=True)
            if (card := self._by_identity(arrival, card_ids, present)) and (kind := kind_of(arrival.keys[0]))
        }
        for arrival, card_ids in zip(batch, ids, strict=True):
            self.is_joined = False
            self._spell_labels(arrival)
            if own := self._find_own_card(arrival):
                yield own, arrival, False
                self.handled.add(own)
                continue
            if arrival.own and not arrival.registers.get("title"):
                yield "", arrival, False
                continue
            arrival.own = None  # a card of another board: it comes in as from any other program
            card = self._by_identity(arrival, card_ids, present)
            who = mailbox_key(arrival.registers.get("email"))
            if card is None and not arrival.follows and self.match != "never":
                card = self._by_person(arrival, self._people.get(who or ""), claimed)
                if card is None and "follows" not in arrival.registers:
                    card = self._by_name(arrival, claimed)
            is_new = card is None
            self.is_joined = bool(card) and (
                who in self._beside or any(present.get(card_id) == card != card_id for card_id in card_ids)
            )
            card = card or self._find_free_key(card_ids, arrival, present)
            self._meet_arrival(arrival, card, who)
            if is_new and "follows" in arrival.registers:
                title, earlier = str(arrival.registers.get("title")), str(arrival.registers["follows"])
                self.continued.append(Continued(arrival.file, arrival.line, title, card, earlier))
            if card_ids != [card]:
                self._remember(arrival, card_ids, card, present)
            if arrival.follows:
                arrival.registers["follows"] = self._origins.get(arrival.follows) or derive_id(
                    self.board, SOURCE, arrival.follows
                )
            yield card, arrival, is_new
            if not self.is_joined:
                self.handled.add(card)

    def find_card(self, keys: Sequence[str], mailbox: str | None, names: Sequence[str] = ()) -> str | None:
        """Return the card of the first known of these outside ids, else of the only person at a mailbox, else by name.

        `names` are such as `title:rollout`; one that several cards bear finds none.
        """
        for key in [*keys, *filter(None, map(find_other_spelling, keys))]:
            placed = derive_id(self.board, SOURCE, key)
            card = self._origins.get(key) or find_kept_cards(self.connection, [placed]).get(placed)
            if card:
                return card
        person = self._people.get(mailbox or "") if self.match != "never" else None
        if person:
            return person.card if person.other is None else None
        return next((card for name in names if (card := self._bearers.get(name))), None)

    @cached_property
    def _bearers(self) -> dict[str, str | None]:
        """The only card that bears a name, by `title:rollout`, `contact:ada byron` or `company:acme`."""
        sql = "SELECT id, title, contact, company FROM card WHERE board = ? AND deleted = 0"
        bearers: dict[str, str | None] = {}
        for card, *values in self.connection.execute(sql, (self.board,)):
            for field, value in zip(("title", "contact", "company"), values, strict=True):
                if value:
                    name = f"{field}:{text.fold(value).strip()}"
                    bearers[name] = card if name not in bearers else None
        return bearers

    def _note_spellings(self, batch: Sequence[Arrival]) -> None:
        """Find the records of some leads that earlier imports kept under other keys.

        They have another spelling of the id or, without one, the name of a deal as that of a person, or the other way.
        """
        others = {
            key: other
            for arrival in batch
            for key in arrival.keys
            if (other := find_other_spelling(key) or _find_other_reading(arrival, key)) is not None
        }
        placed = {other: derive_id(self.board, SOURCE, other) for other in others.values()}
        present = find_kept_cards(self.connection, list(placed.values())) if placed else {}
        for key, other in others.items():
            card = self._origins.get(other) or present.get(placed[other])
            if card:
                self._other_spellings[key] = card

    def _spell_labels(self, arrival: Arrival) -> None:
        """Rename labels as the board has them: each once, under its present name, in the spelling used first."""
        arrived = [name for name in arrival.registers if name.startswith(LABEL) and name != LABEL + DISQUALIFIED]
        for name in arrived:
            label = labels.find_current_name(self._label_names, name.removeprefix(LABEL))
            spelled = LABEL + self._labels.setdefault(text.fold(label), label)
            if spelled != name:
                arrival.registers.setdefault(spelled, arrival.registers.pop(name))

    def _find_own_card(self, arrival: Arrival) -> str | None:
        """Return the card that a row of an export names by its id, or its ref where it has none; deleted ones too."""
        if arrival.own is None:
            return None
        card_id, ref = (arrival.own.get(name, "").strip() for name in ("id", "ref"))
        column, name = ("id", card_id) if card_id else ("ref", ref)
        sql = f"SELECT id FROM card WHERE {column} = ? AND board = ? LIMIT 2"
        rows = self.connection.execute(sql, (name, self.board)).fetchall() if name else []
        return str(rows[0][0]) if len(rows) == 1 else None

    def _by_identity(self, arrival: Arrival, ids: list[str], present: dict[str, str]) -> str | None:
        for key, placed in zip(arrival.keys, ids, strict=True):
            card = self._origins.get(key) or present.get(placed) or (placed if placed in self.handled else None)
            card = card or self._other_spellings.get(key)
            if card and (not key.startswith("person:") or self._is_likely(card, arrival)):
                return card
        return None

    def _is_likely(self, card: str, arrival: Arrival) -> bool:
        """Whether the card at a mailbox may be this person's, by its contact's name."""
        contact = arrival.registers.get("contact")
        met = self._people.get(mailbox_key(arrival.registers.get("email")) or "")
        while met and met.card != card:
            met = met.other
        if met:
            known = met.contact
        else:
            row = self.connection.execute("SELECT contact FROM card WHERE id = ?", (card,)).fetchone()
            known = row[0] if row else None
        if self.match == "never":
            return name_key(str(contact or "")) == name_key(known or "")
        return can_be_same_name(contact, known)

    def _by_person(self, arrival: Arrival, met: _Person | None, claimed: Mapping[str, str]) -> str | None:
        """Return the card of this person, never one with another name or another id of the same kind in this import."""
        while met and (
            self._is_other(arrival, met, claimed)
            or not _is_same_person(arrival, met)
            or (self._is_one_file and met.file)  # its rows of one person are one arrival by now
        ):
            met = met.other
        return self._join(arrival, met) if met else None

    def _join(self, arrival: Arrival, met: _Person) -> str | None:
        """Return somebody's card for an arrival; another deal of theirs follows that card instead."""
        if met.has_other_deal and arrival.deal and met.card not in self.handled:
            arrival.registers["follows"] = met.card
            return None
        return met.card

    def _by_name(self, arrival: Arrival, claimed: Mapping[str, str]) -> str | None:
        """Return the card of a person of this name at this company if that decides; else only note that there is one.

        Two rows of one file are never matched with each other.
        """
        key = person_key(arrival.registers.get("contact"), arrival.registers.get("company"))
        met = self._names.get(key) if key else None
        while met and (self._is_other(arrival, met, claimed) or (met.file and met.file == arrival.file)):
            met = met.other
        if met is None:
            return None
        if self.match == "name":
            return self._join(arrival, met)
        title, email = str(arrival.registers.get("title")), arrival.registers.get("email")
        reason = "same name and company" + (", another e-mail address" if email and met.email else "")
        self.lookalikes.append(Lookalike(arrival.file, arrival.line, title, met.card, reason))
        return None

    @staticmethod
    def _is_other(arrival: Arrival, met: _Person, claimed: Mapping[str, str]) -> bool:
        """Whether somebody has another id of the same kind in this import."""
        kind = kind_of(arrival.keys[0])
        return bool(kind) and kind in {met.kind, claimed.get(met.card)}

    def _find_free_key(self, ids: list[str], arrival: Arrival, present: dict[str, str]) -> str:
        """Return the id of a new card, made of its first key unless somebody at the same mailbox has that card."""
        if ids[0] not in self.handled and ids[0] not in present:
            return ids[0]
        return derive_id(self.board, SOURCE, f"{arrival.keys[0]} {name_key(str(arrival.registers.get('contact')))}")

    def _meet_arrival(self, arrival: Arrival, card: str, who: str | None) -> None:
        if self._is_one_file and not any(key.startswith("person:") for key in arrival.keys):
            return  # nobody is looked for among the rows of the same file, and there may be 100,000
        contact, company = arrival.registers.get("contact"), arrival.registers.get("company")
        if who or (contact and company):
            self._meet(
                _Person(
                    card,
                    contact if isinstance(contact, str) else None,
                    company if isinstance(company, str) else None,
                    sys.intern(kind_of(arrival.keys[0])),
                    False,
                    None,
                    arrival.file,
                    who,
                )
            )

    def _meet(self, new: _Person) -> None:
        """Note a person; of several with one name, the first on the board without a deal counts."""
        if new.email:
            _add_person(self._people, new.email, new)  # the same text as in the record: there may be 100,000
        if self._is_one_file and new.file:  # its rows are never taken for each other
            return
        if key := person_key(new.contact, new.company):
            _add_person(self._names, key, new)

    def _remember(self, arrival: Arrival, ids: list[str], card: str, present: Mapping[str, str]) -> None:
        for outside, placed in zip(arrival.keys, ids, strict=True):
            if card not in {placed, present.get(placed), self._origins.get(outside)}:
                self._origins[outside] = card
                arrival.registers[f"origin.{outside}"] = True


def _find_other_reading(arrival: Arrival, key: str) -> str | None:
    return find_other_reading(key, *read_names(arrival))


def _is_same_person(arrival: Arrival, met: _Person) -> bool:
    known = {"contact": met.contact, "company": met.company}
    is_same = can_be_same_respondent if arrival.is_response else can_be_same_person
    return is_same(arrival.registers, known)


def _add_person(people: dict[str, _Person], key: str, new: _Person) -> None:
    met = first = people.get(key)
    while met:
        if met.card == new.card:
            return
        met = met.other
    if first is None:
        people[key] = new  # the same object in both books: there may be 100,000
    elif first.has_other_deal and can_be_same_name(first.contact, new.contact):
        people[key] = new._replace(other=first)
    else:
        people[key] = first._replace(other=new._replace(other=first.other))
