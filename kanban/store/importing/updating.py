"""Decide what files may still change on cards that are here already."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any

from kanban.domain import fold, rank
from kanban.domain.acts.undo import find_valid_set
from kanban.domain.board import Board, Member
from kanban.domain.card import CUSTOM, HANDOFF, LABEL, is_absent
from kanban.domain.change import ACTIVITY, CARD, COMMENT, OBJECTION, Change, Json, Step
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.domain.ids import derive_id
from kanban.domain.permissions import explain_other_holder
from kanban.domain.records.arrival import (
    ANSWERED,
    DEAL_DECIDES,
    DISQUALIFIED,
    LEAD_DECIDES,
    NEXT_STEP,
    OPTED_OUT,
    Arrival,
    ArrivedActivity,
    ArrivedObjection,
    ImportResult,
)
from kanban.domain.values import text
from kanban.domain.values.fields import TICK
from kanban.store import log
from kanban.store.derive import split_labels
from kanban.store.importing import own_rows
from kanban.store.reading import playbook_rows, read
from kanban.store.rows import CARD_COLUMNS, REGISTERS

Row = dict[str, Any]
Match = tuple[str, Arrival, bool]
"""A card that is there already, a lead about it, and whether that only fills gaps."""

FILES = frozenset({"import", "undo", "redo"})
"""Verbs whose values a file may replace: nobody set them by hand."""

_REVERSALS = frozenset({"undo", "redo"})
"""Verbs that bring back the values of others."""


_ACTED = (HANDOFF, TICK, CONTEST, RULING)
"""Registers and prefixes that only acting on a card sets."""


class LaneEnds:
    """The lower ends of the lanes, where what an import brings finds its places."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._lowest: dict[str, str | None] = {}
        """The lowest rank of each lane that this has added to."""

    def list_cards_below(self, lane: str, count: int = 1) -> list[str]:
        """Return so many ranks below the lowest card of a lane, in order."""
        if lane not in self._lowest:
            sql = "SELECT rank FROM card WHERE lane = ? AND deleted = 0 ORDER BY rank DESC, id DESC LIMIT 1"
            self._lowest[lane] = next((lowest for (lowest,) in self.connection.execute(sql, (lane,))), None)
        ranks = rank.make_keys_between(self._lowest[lane], None, count)
        self._lowest[lane] = ranks[-1]
        return ranks


class Updater:
    """Compares arrivals with their cards, and makes the steps that change them."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        board: Board,
        lane_ends: LaneEnds,
        now: str,
        actor: Member | None,
        field_names: AbstractSet[str] | None = None,
    ) -> None:
        """Take what there is, and the names of custom fields from before the import; None where that is unknown."""
        self._field_names = field_names
        self.connection, self.board, self.lane_ends, self.now, self.actor = connection, board, lane_ends, now, actor
        self._histories: dict[str, list[Change]] = {}
        """The changes of the card that was asked for last."""
        self._active: set[str] | None = None
        """Cards with an activity that somebody logged here, once it was asked for."""

    def build_steps(self, matches: list[Match], result: ImportResult) -> list[Step]:
        """Return the steps for (card, arrival, whether it only fills in), counting into `result`."""
        rows = self._read_rows([card for card, _, _ in matches])
        all_steps: list[Step] = []
        for card, arrival, fills in matches:
            row = rows.get(card)
            if row is None and not card:
                result.unread.append(own_rows.describe_unknown(arrival))
                continue
            if row is None:  # a server has refused it since the leads were sorted out
                result.deleted += 1
                continue
            brought = self._restore(row)
            if row["deleted"] and not brought:
                result.deleted += 1
                continue
            if arrival.own is not None:
                if fills:
                    result.unread.append(own_rows.describe_second_row(read.card(self.connection, card, self.board.id)))
                steps = [] if fills else self._build_own_steps(row, arrival, brought, result)
            else:
                steps = self._card_steps(row, arrival, brought, result, fills=fills)
                steps += self._comment_steps(card, arrival) + self.list_activity_steps(card, arrival.activities)
            if steps and self._is_extended(steps, arrival):
                result.unchanged += 1
                result.extended += 1
                result.new_fields |= {name.removeprefix(CUSTOM) for name in steps[0].set}
            elif steps:
                result.updated += 1
            else:
                result.unchanged += 1
            all_steps += steps
        return all_steps

    def _is_extended(self, steps: list[Step], arrival: Arrival) -> bool:
        """Tell whether a card only gets fields that the board didn't have: a file with one more column."""
        if self._field_names is None or arrival.own is not None or len(steps) != 1 or steps[0].etype != CARD:
            return False
        names = steps[0].set
        return all(name.startswith(CUSTOM) and name.removeprefix(CUSTOM) not in self._field_names for name in names)

    def _read_rows(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
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
        weak = _list_weak(arrival, has_deal=has_deal, has_lead=not has_deal or bool(extra.get("lead")))
        changed = brought
        given_up = LABEL + DISQUALIFIED
        if arrival.deal and given_up not in arrival.registers and extra.get(given_up):
            arrival.registers[given_up] = False
        answered, overtaken = _compare_answers(row, extra, arrival)
        changed |= answered
        for name, value in _list_registers(row, arrival):
            if name in overtaken or (name == given_up and has_deal and not arrival.deal):
                continue
            present = row[name] if name in REGISTERS else extra.get(name)
            if present == value or (value is True and name.startswith(LABEL) and _has_label(row, name)):
                continue
            if not is_absent(present):
                if fills or name in weak or name in arrival.gap_fills:
                    continue
                if not self._is_from_file(row["id"], name, keys):
                    result.kept_fields.append((row["id"], name))
                    continue
            elif name in keys and not self._is_from_file(row["id"], name, keys):
                result.kept_fields.append((row["id"], name))  # emptied by hand
                continue
            changed[name] = value
        steps = [Step(CARD, row["id"], changed, "import")] if changed else []
        if row["stage"] != arrival.stage and not fills and "stage" not in weak:
            if not arrival.is_guessed:
                steps += self._move(row, arrival, keys, result)
            elif arrival.deal and self.board.lane_of(row["stage"]).side == "marketing":
                result.guessed_deals += 1
        return steps

    def _move(self, row: Row, arrival: Arrival, keys: dict[str, str], result: ImportResult) -> list[Step]:
        """Return the step to the stage that a file names, where the card's own still comes from a file."""
        if not self._may_move(row, arrival, keys):
            result.left_moves[arrival.stage, row["stage"]] += 1
            return []
        (place,) = self.lane_ends.list_cards_below(arrival.stage)
        moved: dict[str, Json] = {"stage": arrival.stage, "rank": place}
        past, to = self.board.lane_of(row["stage"]), self.board.lane_of(arrival.stage)
        if past.side != to.side:
            result.crossed[row["stage"], arrival.stage] += 1
            moved |= {"deal": True} if arrival.deal else {}  # by which the server knows why it may cross
        entered = None if arrival.own is not None else arrival.entered_at  # an export tells of its old stage
        return [Step(CARD, row["id"], moved, "import", at=entered or self.now)]

    def _may_move(self, row: Row, arrival: Arrival, keys: dict[str, str]) -> bool:
        """Whether a file may move a card: within a side, to its close, or to sales as a deal; while nobody acted on it.

        A server checks the same; see `kanban.protocol.policies.import_policy`.
        """
        extra = json.loads(row["extra"])
        past, to = self.board.lane_of(row["stage"]), self.board.lane_of(arrival.stage)
        is_deal = arrival.deal and past.side == "marketing"
        if not (past.side == to.side or (to.side == "sales" and (to.is_closed or is_deal))):
            return False
        if not self._is_from_file(row["id"], "stage", keys) or any(name.startswith(_ACTED) for name in extra):
            return False
        if self.actor and explain_other_holder(self.actor, self.board, past, extra.get(HANDOFF)):
            return False
        if self._active is None:
            # those of a file are nobody's act here
            sql = (
                "SELECT json_extract(body, '$.card') FROM entity WHERE board = ? AND etype = ? "
                "AND json_extract(body, '$.author') IS NOT NULL"
            )
            self._active = {card for (card,) in self.connection.execute(sql, (self.board.id, ACTIVITY))}
        return row["id"] not in self._active

    def _build_own_steps(
        self, row: Row, arrival: Arrival, brought: dict[str, Json], result: ImportResult
    ) -> list[Step]:
        """Return what was edited in an export since it was written; what was changed here since then is kept."""
        own, keys = arrival.own or {}, fold.unpack(row["keys"])
        edited = own_rows.read_edits(read.card(self.connection, row["id"], self.board.id), self.board, arrival)
        result.unread += edited.unread
        changed = dict(brought)
        for name, value in edited.registers.items():
            if self._is_changed_since(row["id"], name, keys.get(name), own.get("updated_at", "")):
                result.kept_fields.append((row["id"], name))
            else:
                changed[name] = value
        steps = [Step(CARD, row["id"], changed, "import")] if changed else []
        return steps + (self._move(row, arrival, keys, result) if edited.has_new_stage else [])

    def _is_changed_since(self, card: str, name: str, key: str | None, exported: str) -> bool:
        """Whether a field has another value than at the card's `updated_at` in the file.

        What was changed and undone since then is as it was.
        """
        moment = own_rows.read_export_time(exported, self.now)
        if key is None or not moment:
            return False
        row = self.connection.execute("SELECT at, verb FROM change WHERE id = ?", (key.rsplit(" ", 1)[1],)).fetchone()
        if row is None or row[0] <= moment:
            return False
        history = self._read_history(card)
        if row[1] not in _REVERSALS or not any("created" in change.set for change in history):
            return True
        past = find_valid_set((change for change in history if change.at <= moment), name)
        present = next(change for change in history if change.key == key)
        return (past.set[name] if past else None) != present.set[name]

    def _comment_steps(self, card: str, arrival: Arrival) -> list[Step]:
        """Return the steps that add comments; those that went with the undo of an import come back."""
        steps = []
        for comment in arrival.comments:
            comment_id = derive_id(self.board.id, "comment", comment.key)
            sql = "SELECT deleted AND card = ?, keys FROM comment WHERE id = ?"
            known = self.connection.execute(sql, (card, comment_id)).fetchone()
            if known is None:
                registers = comment.registers(card, self.actor.id if self.actor else "")
                steps.append(Step(COMMENT, comment_id, registers, "import", at=comment.at, card=card))
            elif known[0] and is_import_undone(self.connection, known[1]):
                steps.append(Step(COMMENT, comment_id, {"deleted": False}, "import", card=card))
        return steps

    def _is_from_file(self, card: str, name: str, keys: Mapping[str, str]) -> bool:
        """Whether a register has its value from a file, and not from somebody here."""
        verb = find_verb(self.connection, keys.get(name))
        if verb in _REVERSALS:  # whose value came back
            source = find_valid_set(self._read_history(card), name)
            verb = source.verb if source else verb
        return verb in FILES

    def _read_history(self, card: str) -> list[Change]:
        if card not in self._histories:
            changes = log.read_changes_of(self.connection, [card])
            self._histories = {card: [change for change in changes if change.entity == card]}
        return self._histories[card]

    def list_activity_steps(self, card: str, activities: Iterable[ArrivedActivity | ArrivedObjection]) -> list[Step]:
        """Return the steps that log entries on a card; those that an earlier import has put anywhere stay there."""
        steps = []
        importer = self.actor.id if self.actor else ""
        for entry in activities:
            etype = OBJECTION if isinstance(entry, ArrivedObjection) else ACTIVITY
            activity_id = derive_id(self.board.id, etype, entry.key)
            sql = (
                "SELECT json_extract(body, '$.deleted') AND json_extract(body, '$.card') = ?, keys "
                "FROM entity WHERE id = ?"
            )
            known = self.connection.execute(sql, (card, activity_id)).fetchone()
            if known is None:
                registers = (
                    entry.registers(card, importer, self._plays)
                    if isinstance(entry, ArrivedObjection)
                    else entry.registers(card, importer)
                )
                steps.append(Step(etype, activity_id, registers, "import", at=entry.at, card=card))
            elif known[0] and is_import_undone(self.connection, known[1]):
                steps.append(Step(etype, activity_id, {"deleted": False}, "import", card=card))
        return steps

    @cached_property
    def _plays(self) -> dict[str, str]:
        """The ids of the board's plays, by folded title."""
        present = playbook_rows.list_plays(self.connection, self.board.id)
        return {text.fold(play.title): play.id for play in present if not play.deleted}


def _list_registers(row: Row, arrival: Arrival) -> list[tuple[str, Json]]:
    """Return what an arrival tells; a task with its day is not mixed with the next step that the card has."""
    has_step = bool(row["next_step"] or row["next_on"])
    left = arrival.gap_fills & NEXT_STEP if has_step else frozenset[str]()
    return [(name, value) for name, value in arrival.registers.items() if name not in left]


def _compare_answers(row: Row, extra: Mapping[str, Json], arrival: Arrival) -> tuple[dict[str, Json], AbstractSet[str]]:
    """Return what keeps the time of a newer answer, or the registers of an older one, of which a newer one is here."""
    at, latest = arrival.created_at, max(row["created_at"] or "", str(extra.get(CUSTOM + ANSWERED) or ""))
    told_here = {name for name in arrival.answers if name in arrival.registers and not is_absent(extra.get(name))}
    if not arrival.is_response or not at or not told_here or at == latest:
        return {}, frozenset()
    if at > latest:
        return {CUSTOM + ANSWERED: at}, frozenset()
    return {}, told_here | {LABEL + OPTED_OUT}


def find_verb(connection: sqlite3.Connection, key: str | None) -> str | None:
    """Return the verb of the change whose key won a register."""
    if key is None:
        return None
    row = connection.execute("SELECT verb FROM change WHERE id = ?", (key.rsplit(" ", 1)[1],)).fetchone()
    return row[0] if row else None


def list_field_names(connection: sqlite3.Connection, board: str) -> frozenset[str]:
    """Return the names of the custom fields that cards of a board have."""
    rows = connection.execute("SELECT name FROM own_field WHERE board = ?", (board,))
    return frozenset(name for (name,) in rows)


def _has_label(row: Row, register: str) -> bool:
    """Whether a card has a label, in whatever spelling."""
    folded = text.fold(register.removeprefix(LABEL))
    return any(text.fold(label) == folded for label in split_labels(row["labels"]))


def _list_weak(arrival: Arrival, *, has_deal: bool, has_lead: bool) -> frozenset[str]:
    """Return the registers that an arrival only gives where the card has nothing yet."""
    if has_deal and not arrival.deal:
        return DEAL_DECIDES
    if has_lead and not arrival.lead:
        return LEAD_DECIDES
    return frozenset()


def is_import_undone(connection: sqlite3.Connection, keys: str) -> bool:
    """Whether a card or a campaign is off the board because the import that brought it was undone."""
    key = fold.unpack(keys).get("deleted", " ")
    query = (
        "SELECT 1 FROM change JOIN tx ON tx.n = change.tx JOIN act ON act.id = tx.undo_of "
        "WHERE change.id = ? AND change.verb = 'undo' AND act.verb = 'import'"
    )
    return connection.execute(query, (key.rsplit(" ", 1)[1],)).fetchone() is not None
