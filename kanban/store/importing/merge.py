"""Match leads with cards that are here already, and decide what the files may still change on them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from kanban.domain import fold, rank
from kanban.domain.board import Board, Member
from kanban.domain.card import CUSTOM, HANDOFF, LABEL, is_absent
from kanban.domain.change import CARD, COMMENT, Json, Step
from kanban.domain.ids import derive_id
from kanban.domain.permissions import explain_other_holder
from kanban.domain.records.arrival import (
    DEAL_DECIDES,
    DISQUALIFIED,
    LEAD_DECIDES,
    SOURCE,
    Arrival,
    ImportResult,
    can_be_same_name,
    kind_of,
    name_key,
    person_key,
)
from kanban.domain.values import labels, text
from kanban.store import log
from kanban.store.derive import labels_from
from kanban.store.importing import own_rows
from kanban.store.reading import read
from kanban.store.reading.vocabulary import label_counts
from kanban.store.rows import CARD_COLUMNS, REGISTERS

Row = dict[str, Any]
Match = tuple[str, Arrival, bool]
"""A card that is there already, a lead about it, and whether that only fills gaps."""

FILES = frozenset({"import", "undo", "redo"})
"""Verbs whose values a file may replace: nobody set them by hand."""


class LaneEnds:
    """The lower ends of the lanes, where what an import brings finds its places."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._lowest: dict[str, str | None] = {}
        """The lowest rank of each lane that this has added to."""

    def below(self, lane: str, count: int = 1) -> list[str]:
        """Return so many ranks below the lowest card of a lane, in order."""
        if lane not in self._lowest:
            sql = "SELECT rank FROM card WHERE lane = ? AND deleted = 0 ORDER BY rank DESC, id DESC LIMIT 1"
            self._lowest[lane] = next((lowest for (lowest,) in self.connection.execute(sql, (lane,))), None)
        ranks = rank.make_keys_between(self._lowest[lane], None, count)
        self._lowest[lane] = ranks[-1]
        return ranks


def find_kept_cards(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return those of these ids that are cards, each with the card that it was merged into, or itself."""
    return dict(log.among(connection, "SELECT id, coalesce(merged_into, id) FROM card WHERE id IN ({})", ids))


class _Person(NamedTuple):
    """Somebody at a mailbox."""

    card: str
    contact: str | None
    kind: str
    """What their id in this import is an id of; empty where it is not known."""
    has_other_deal: bool
    """Another deal of theirs makes a card of its own."""
    other: _Person | None
    """The next one at the same mailbox."""


class Known:
    """Every card that a file may mean, by its outside identities and by e-mail with company."""

    def __init__(self, connection: sqlite3.Connection, board: Board) -> None:
        self.connection = connection
        self.board = board.id
        self.handled: set[str] = set()
        """Cards that this import has written or looked at: later rows of the same lead only fill in."""
        self.joined = False
        """Whether the lead that was placed last has had a card that was merged into another one, whose values stay."""
        closed = {stage.id for stage in board.all_stages if stage.closed}
        origins = (  # of several cards, the last one counts: one on the board, else the oldest
            "SELECT key, card FROM origin JOIN card ON card.id = origin.card WHERE origin.board = ? "
            "ORDER BY deleted DESC, card.id DESC"
        )
        self._origins: dict[str, str] = dict(connection.execute(origins, (board.id,)))
        self._people: dict[str, _Person] = {}
        """Who is known at each mailbox, by `person_key`; several people may share one."""
        sql = (
            "SELECT id, email, company, contact, lane, json_extract(extra, '$.deal') FROM card "
            "WHERE board = ? AND deleted = 0 AND email IS NOT NULL"
        )
        for card, email, company, contact, lane, deal in connection.execute(sql, (board.id,)):
            if key := person_key(email, company):
                self._meet(key, _Person(card, contact, "", lane in closed or bool(deal), None))
        self._beside = self._known_beside(closed)
        """Mailboxes that a merge kept beside a card's own: what files say of them replaces nothing on that card."""
        self._labels = {text.fold(label): label for label in label_counts(connection, board.id)}
        self._label_names = board.label_names
        self._empty = connection.execute("SELECT 1 FROM card WHERE board = ? LIMIT 1", (board.id,)).fetchone() is None
        """Leads need not be looked for by the ids of their cards: one that exists is met when it is written."""

    def _known_beside(self, closed: AbstractSet[str]) -> frozenset[str]:
        """Note the people whose e-mail a merge kept in a custom field, and return their mailboxes."""
        sql = (
            "SELECT id, company, contact, lane, extra FROM card "
            "WHERE board = ? AND deleted = 0 AND instr(extra, '\"field.E-mail ') > 0"
        )
        mailboxes: set[str] = set()
        for card, company, contact, lane, extra in self.connection.execute(sql, (self.board,)):
            registers = json.loads(extra)
            for name, value in registers.items():
                key = person_key(value, company) if name.startswith(f"{CUSTOM}E-mail ") else None
                if key and key not in self._people:
                    mailboxes.add(key)
                    self._meet(key, _Person(card, contact, "", lane in closed or bool(registers.get("deal")), None))
        return frozenset(mailboxes)

    def places(self, batch: Sequence[Arrival]) -> Iterator[tuple[str, Arrival, bool]]:
        """Yield (card id, arrival, whether there is no such card yet)."""
        ids = [[derive_id(self.board, SOURCE, key) for key in arrival.keys] for arrival in batch]
        first = 1 if self._empty else 0
        present = find_kept_cards(self.connection, [card_id for card_ids in ids for card_id in card_ids[first:]])
        claimed = {
            card: kind
            for arrival, card_ids in zip(batch, ids, strict=True)
            if (card := self._by_identity(arrival, card_ids, present)) and (kind := kind_of(arrival.keys[0]))
        }
        for arrival, card_ids in zip(batch, ids, strict=True):
            self.joined = False
            self._spell_labels(arrival)
            if own := self._own_card(arrival):
                yield own, arrival, False
                self.handled.add(own)
                continue
            if arrival.own and not arrival.registers.get("title"):
                yield "", arrival, False
                continue
            arrival.own = None  # a card of another board: it comes in as from any other program
            card = self._by_identity(arrival, card_ids, present)
            who = person_key(arrival.registers.get("email"), arrival.registers.get("company"))
            if card is None and who and not arrival.follows:
                card = self._by_person(arrival, who, claimed)
            is_new = card is None
            self.joined = bool(card) and (
                who in self._beside or any(present.get(card_id) == card != card_id for card_id in card_ids)
            )
            card = card or self._free(card_ids, arrival, present)
            if who:
                contact, kind = arrival.registers.get("contact"), kind_of(arrival.keys[0])
                self._meet(who, _Person(card, contact if isinstance(contact, str) else None, kind, False, None))
            if card_ids != [card]:
                self._remember(arrival, card_ids, card, present)
            if arrival.follows:
                arrival.registers["follows"] = self._origins.get(arrival.follows) or derive_id(
                    self.board, SOURCE, arrival.follows
                )
            yield card, arrival, is_new
            if not self.joined:
                self.handled.add(card)

    def _spell_labels(self, arrival: Arrival) -> None:
        """Rename labels as the board has them: each once, under its present name, in the spelling used first."""
        arrived = [name for name in arrival.registers if name.startswith(LABEL) and name != LABEL + DISQUALIFIED]
        for name in arrived:
            label = labels.find_current_name(self._label_names, name.removeprefix(LABEL))
            spelled = LABEL + self._labels.setdefault(text.fold(label), label)
            if spelled != name:
                arrival.registers.setdefault(spelled, arrival.registers.pop(name))

    def _own_card(self, arrival: Arrival) -> str | None:
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
            if card and (not key.startswith("person:") or self._is_likely(card, arrival)):
                return card
        return None

    def _is_likely(self, card: str, arrival: Arrival) -> bool:
        """Whether the card at a mailbox may be this person's, by its contact's name."""
        contact = arrival.registers.get("contact")
        if not isinstance(contact, str):
            return True
        met = self._people.get(person_key(arrival.registers.get("email"), arrival.registers.get("company")) or "")
        while met:
            if met.card == card:
                return can_be_same_name(contact, met.contact)
            met = met.other
        row = self.connection.execute("SELECT contact FROM card WHERE id = ?", (card,)).fetchone()
        return row is None or can_be_same_name(contact, row[0])

    def _by_person(self, arrival: Arrival, who: str, claimed: Mapping[str, str]) -> str | None:
        """Return the card of this person, never one with another name or another id of the same kind in this import."""
        contact, kind = arrival.registers.get("contact"), kind_of(arrival.keys[0])
        met = self._people.get(who)
        while met:
            same_kind = kind and kind in {met.kind, claimed.get(met.card)}
            if not same_kind and can_be_same_name(contact, met.contact):
                break
            met = met.other
        if met and met.has_other_deal and arrival.deal and met.card not in self.handled:
            arrival.registers["follows"] = met.card
            return None
        return met.card if met else None

    def _free(self, ids: list[str], arrival: Arrival, present: dict[str, str]) -> str:
        """Return the id of a new card, made of its first key unless somebody at the same mailbox has that card."""
        if ids[0] not in self.handled and ids[0] not in present:
            return ids[0]
        return derive_id(self.board, SOURCE, f"{arrival.keys[0]} {name_key(str(arrival.registers.get('contact')))}")

    def _meet(self, who: str, new: _Person) -> None:
        """Note a person at a mailbox; of several with one name, the first on the board without a deal counts."""
        met = first = self._people.get(who)
        while met:
            if met.card == new.card:
                return
            met = met.other
        if first is None or (first.has_other_deal and can_be_same_name(first.contact, new.contact)):
            self._people[who] = new._replace(other=first)
        else:
            self._people[who] = first._replace(other=new._replace(other=first.other))

    def _remember(self, arrival: Arrival, ids: list[str], card: str, present: Mapping[str, str]) -> None:
        for outside, placed in zip(arrival.keys, ids, strict=True):
            if card not in {placed, present.get(placed), self._origins.get(outside)}:
                self._origins[outside] = card
                arrival.registers[f"origin.{outside}"] = True


class Updater:
    """Compares arrivals with their cards, and makes the steps that change them."""

    def __init__(
        self, connection: sqlite3.Connection, board: Board, lane_ends: LaneEnds, now: str, actor: Member | None
    ) -> None:
        self.connection, self.board, self.lane_ends, self.now, self.actor = connection, board, lane_ends, now, actor

    def steps(self, matches: list[Match], result: ImportResult) -> list[Step]:
        """Return the steps for (card, arrival, whether it only fills in), counting into `result`."""
        rows = self._rows([card for card, _, _ in matches])
        all_steps: list[Step] = []
        for card, arrival, fills in matches:
            row = rows.get(card)
            if row is None and not card:
                result.unread.append(own_rows.unknown(arrival))
                continue
            if row is None:  # a server has refused it since the leads were sorted out
                result.deleted += 1
                continue
            brought = self._restore(row)
            if row["deleted"] and not brought:
                result.deleted += 1
                continue
            if arrival.own is not None:
                steps = [] if fills else self._own_steps(row, arrival, brought, result)
            else:
                steps = self._card_steps(row, arrival, brought, result, fills=fills)
                steps += self._comment_steps(card, arrival)
            if steps:
                result.updated += 1
            else:
                result.unchanged += 1
            all_steps += steps
        return all_steps

    def _rows(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        card_ids = list(dict.fromkeys(ids))
        sql = f"SELECT {', '.join(CARD_COLUMNS)} FROM card WHERE id IN ({','.join('?' * len(card_ids))})"
        return {row[0]: dict(zip(CARD_COLUMNS, row, strict=True)) for row in self.connection.execute(sql, card_ids)}

    def _restore(self, row: Row) -> dict[str, Json]:
        """Return what brings back a card that went with the undo of an import; one deleted by hand stays so."""
        undone = row["deleted"] and not row["merged_into"] and is_import_undone(self.connection, row["keys"])
        return {"deleted": False} if undone else {}

    def _card_steps(
        self, row: Row, arrival: Arrival, brought: dict[str, Json], result: ImportResult, *, fills: bool
    ) -> list[Step]:
        extra, keys = json.loads(row["extra"]), fold.unpack(row["keys"])
        has_deal = bool(extra.get("deal"))
        weak = _weak(arrival, has_deal=has_deal, has_lead=not has_deal or bool(extra.get("lead")))
        changed = brought
        given_up = LABEL + DISQUALIFIED
        if arrival.deal and given_up not in arrival.registers and extra.get(given_up):
            arrival.registers[given_up] = False
        for name, value in arrival.registers.items():
            if name == given_up and has_deal and not arrival.deal:
                continue
            present = row[name] if name in REGISTERS else extra.get(name)
            if present == value or (value is True and name.startswith(LABEL) and _has_label(row, name)):
                continue
            if not is_absent(present):
                if fills or name in weak:
                    continue
                if self._verb(keys.get(name)) not in FILES:
                    result.kept_fields.append((row["id"], name))
                    continue
            elif name in keys and self._verb(keys[name]) not in FILES:
                result.kept_fields.append((row["id"], name))  # emptied by hand
                continue
            changed[name] = value
        steps = [Step(CARD, row["id"], changed, "import")] if changed else []
        if row["stage"] != arrival.stage and not fills and "stage" not in weak and not arrival.is_guessed:
            steps += self._move(row, arrival, keys, result)
        return steps

    def _move(self, row: Row, arrival: Arrival, keys: dict[str, str], result: ImportResult) -> list[Step]:
        """Return the step to the stage that a file names, where the card's own still comes from a file."""
        handoff = json.loads(row["extra"]).get(HANDOFF)
        lane = self.board.lane_of(row["stage"])
        obstacle = self.actor and explain_other_holder(self.actor, self.board, lane, handoff)
        if obstacle or self._verb(keys.get("stage")) not in FILES:
            result.kept_fields.append((row["id"], "stage"))
            return []
        (place,) = self.lane_ends.below(arrival.stage)
        moved: dict[str, Json] = {"stage": arrival.stage, "rank": place}
        entered = None if arrival.own is not None else arrival.entered_at  # an export tells of its old stage
        return [Step(CARD, row["id"], moved, "import", at=entered or self.now)]

    def _own_steps(self, row: Row, arrival: Arrival, brought: dict[str, Json], result: ImportResult) -> list[Step]:
        """Return what was edited in an export since it was written; what was changed here since then is kept."""
        own, keys = arrival.own or {}, fold.unpack(row["keys"])
        edited = own_rows.edits(read.card(self.connection, row["id"], self.board.id), self.board, arrival)
        result.unread += edited.unread
        changed = dict(brought)
        for name, value in edited.registers.items():
            if self._is_changed_since(keys.get(name), own.get("updated_at", "")):
                result.kept_fields.append((row["id"], name))
            else:
                changed[name] = value
        steps = [Step(CARD, row["id"], changed, "import")] if changed else []
        return steps + (self._move(row, arrival, keys, result) if edited.has_new_stage else [])

    def _is_changed_since(self, key: str | None, exported: str) -> bool:
        """Whether a field was changed here after the card's `updated_at` in the file."""
        if key is None or not exported.strip():
            return False
        row = self.connection.execute("SELECT at FROM change WHERE id = ?", (key.rsplit(" ", 1)[1],)).fetchone()
        return row is not None and row[0] > exported.strip()

    def _comment_steps(self, card: str, arrival: Arrival) -> list[Step]:
        steps = []
        for comment in arrival.comments:
            comment_id = derive_id(self.board.id, "comment", comment.key)
            if self.connection.execute("SELECT 1 FROM comment WHERE id = ?", (comment_id,)).fetchone() is None:
                registers = comment.registers(card, self.actor.id if self.actor else "")
                steps.append(Step(COMMENT, comment_id, registers, "import", at=comment.at, card=card))
        return steps

    def _verb(self, key: str | None) -> str | None:
        """Return the verb of the change whose key won a field."""
        if key is None:
            return None
        row = self.connection.execute("SELECT verb FROM change WHERE id = ?", (key.rsplit(" ", 1)[1],)).fetchone()
        return row[0] if row else None


def _has_label(row: Row, register: str) -> bool:
    """Whether a card has a label, in whatever spelling."""
    folded = text.fold(register.removeprefix(LABEL))
    return any(text.fold(label) == folded for label in labels_from(row["labels"]))


def _weak(arrival: Arrival, *, has_deal: bool, has_lead: bool) -> frozenset[str]:
    """Return the registers that an arrival only gives where the card has nothing yet."""
    if has_deal and not arrival.deal:
        return DEAL_DECIDES
    if has_lead and not arrival.lead:
        return LEAD_DECIDES
    return frozenset()


def is_import_undone(connection: sqlite3.Connection, keys: str) -> bool:
    """Whether a card is off the board because the import that brought it was undone."""
    key = fold.unpack(keys).get("deleted", " ")
    query = (
        "SELECT 1 FROM change JOIN tx ON tx.n = change.tx JOIN act ON act.id = tx.undo_of "
        "WHERE change.id = ? AND change.verb = 'undo' AND act.verb = 'import'"
    )
    return connection.execute(query, (key.rsplit(" ", 1)[1],)).fetchone() is not None
