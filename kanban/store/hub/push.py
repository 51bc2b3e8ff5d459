"""Push: what a device offers is taken or refused change by change, in its order, exactly once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, insert, select, text, update

from kanban.domain import clock
from kanban.domain.automations.rules import OF
from kanban.domain.card import HANDOFF
from kanban.domain.change import (
    ACTIVITY,
    AGREEMENT,
    BOARD,
    CAMPAIGN,
    CARD,
    COMMENT,
    DECISION,
    GOAL,
    GUESS,
    HANGING,
    LESSON,
    MAC,
    MEETING,
    MEMBER,
    OBJECTION,
    PLAY,
    RULE,
    STAGE,
    WANT,
    Change,
)
from kanban.domain.errors import KanbanError
from kanban.domain.values import fields
from kanban.protocol import registers
from kanban.protocol.policies import agreement_policy
from kanban.protocol.policies.docket import Rejected
from kanban.protocol.policies.import_policy import IMPORT
from kanban.protocol.policies.server_policy import PURGE, Accepted, Refusal, judge
from kanban.protocol.types import MOST_CHANGES, MOST_FIELDS, MOST_VALUE, Pushed, Stopped, Verdict
from kanban.store import register_checks
from kanban.store.hub import quotas, refusals, server_tables
from kanban.store.hub.acts import overturned_returns, returned_acts
from kanban.store.hub.board_rows import BoardRow, lock_row, read_row
from kanban.store.hub.maintenance.disk_erasing import scrub
from kanban.store.hub.members.accounts import Caller, member_id, member_of, require_member
from kanban.store.hub.server_key import is_server_id
from kanban.store.hub.transaction import BoardTransaction, VouchedOrigin

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

_C, _V, _P, _D = server_tables.change.c, server_tables.verdict.c, server_tables.progress.c, server_tables.device.c
_KNOWN = select(_C.id, _C.seq, _C.stamp).where(
    _C.board == bindparam("board"), _C.id.in_(bindparam("ids", expanding=True))
)
_REFUSED = select(_V.id, _V.code, _V.detail).where(
    _V.board == bindparam("board"), _V.id.in_(bindparam("ids", expanding=True))
)
_PROGRESS = select(_P.token, _P.high).where(_P.board == bindparam("board"), _P.device == bindparam("device"))
_REGISTER = text("INSERT INTO hub_device (id, token, made_at) VALUES (:id, :token, :made_at) ON CONFLICT DO NOTHING")
_OWNER = select(_D.token).where(_D.id == bindparam("device"))
_SERVERS = select(server_tables.board.c.id).where(server_tables.board.c.device == bindparam("device"))
_JOINED = select(server_tables.account.c.made_at).where(server_tables.account.c.id == bindparam("account"))
_ADVANCE = update(server_tables.progress).where(_P.board == bindparam("b_board"), _P.device == bindparam("b_device"))
_LATER = Refusal("unknown", "It builds on what this server does not know yet; it has to be upgraded first.")
_MOVED = Refusal("handoff_moved", "It was moved to another stage meanwhile.")
DAY_MS = 86_400_000
"""Milliseconds before its account was made that an act may claim to have happened: clocks differ."""

_OURS = frozenset({
    BOARD, STAGE, MEMBER, RULE, AGREEMENT, CAMPAIGN, ACTIVITY, GOAL, MEETING, DECISION, OBJECTION, PLAY, WANT, LESSON,
    GUESS, CARD, COMMENT,
})  # fmt: skip


@dataclass(slots=True)
class DeviceProgress:
    """How far a device has come on a board."""

    device: str
    high: int
    has_row: bool


def push(hub: Hub, caller: Caller, board: str, device: str, epoch: str, changes: Sequence[Change]) -> Pushed:
    """Take what a device offers; the answer has a verdict for each change, in their order.

    Raises Stopped: unknown_board, forbidden, epoch, gap, device_forked, too_large; then nothing was taken.
    """
    now = hub.now_ms()
    if len(changes) > MOST_CHANGES:
        raise Stopped("too_large", f"{len(changes):,} changes came at once; {MOST_CHANGES} are allowed.")
    # an empty push only asks where the board stands: that needs no lock
    if not changes:
        with hub.reading() as connection:
            row = read_row(connection, board)
            member_of(hub, connection, row, caller)
            check_epoch(row, epoch)
            return Pushed(row.epoch, row.head, (), now)
    with hub.writing() as connection:
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now)
        transaction.member = member_id(connection, transaction.row, caller)
        if transaction.member:
            require_member(transaction.board, transaction.member, caller)
            joined = connection.execute(_JOINED, {"account": caller.account}).scalar_one()
            transaction.floor = clock.iso_ms(clock.ms_of(joined) - DAY_MS)
        check_epoch(transaction.row, epoch)
        pushed = Push(transaction, progress_of(connection, caller, board, device, now)).run(changes)
        advance(connection, caller, board, pushed.progress, now)
        if transaction.changes:
            transaction.write()
        head = transaction.row.head
        if transaction.changes and transaction.member:
            head = overturned_returns.offer_again(hub, connection, transaction.row, transaction.changes, now)
    # after the commit: who is told pulls at once
    if transaction.changes:
        hub.tell(board, head)
    if pushed.tombstones:
        scrub(hub, [entity for _, entity in pushed.tombstones])
    return Pushed(transaction.row.epoch, head, tuple(pushed.verdicts), now)


def check_epoch(row: BoardRow, epoch: str) -> None:
    """Raise Stopped if the caller knows another epoch of a board."""
    if epoch != row.epoch:
        raise Stopped("epoch", "The server was restored since this device last spoke to it.", epoch=row.epoch)


class Push:
    """The changes of one request on their way through the transaction."""

    def __init__(self, transaction: BoardTransaction, progress: DeviceProgress) -> None:
        self.transaction, self.progress = transaction, progress
        self.publishing = not transaction.member
        self.verdicts: list[Verdict] = []
        self.refused: list[dict[str, object]] = []
        self.unknown: set[str] = set()
        """Changes of this push that refer to something unknown here, with their acts and what they would create."""
        self._base = transaction.row.head
        self.tombstones: list[tuple[str, str]] = []
        """What a restored server had erased for good, as its own changes say that devices bring back."""

    def run(self, changes: Sequence[Change]) -> Push:
        """Take the changes, each protocol transaction whole or not at all."""
        connection, board = self.transaction.connection, self.transaction.row.id
        params = {"board": board, "ids": [change.id for change in changes]}
        known = {row.id: Verdict(row.id, "duplicate", row.seq, row.stamp) for row in connection.execute(_KNOWN, params)}
        for row in connection.execute(_REFUSED, params):
            known[row.id] = Verdict(row.id, "rejected", code=row.code, detail=row.detail)
        fresh = [change for change in changes if change.id not in known]
        self.transaction.load(_entities_of(fresh))
        self.transaction.past.load(
            (name for change in fresh for name in (change.act, change.tx, change.undo_of) if name),
            (change.entity for change in fresh if change.undo_of is not None),
        )
        for _, tx_changes in groupby(changes, key=lambda change: change.tx):
            new: list[Change] = []
            answers: list[Verdict | None] = []
            for change in tx_changes:
                former = known.get(change.id)
                self._advance_number(change, known=former is not None)
                answers.append(former)
                if former is None:
                    new.append(change)
                    # where the same change comes twice in one push, the second gets the verdict of the first
                    known[change.id] = Verdict(change.id, "duplicate")
            verdicts = iter(self._take_transaction(new))
            for answer in answers:
                verdict = answer or next(verdicts)
                if answer is None:
                    known[verdict.id] = verdict
                elif answer.status == "duplicate":
                    verdict = known[answer.id]
                    if verdict.status != "rejected":
                        verdict = replace(verdict, status="duplicate")
                self.verdicts.append(verdict)
        if self.tombstones:
            returned_acts.erase_again(self.transaction, self.tombstones)
        if self.refused:
            refusals.keep(self.transaction.hub, connection, self.refused, self.progress.high)
        return self

    def _advance_number(self, change: Change, *, known: bool) -> None:
        """Follow the device's own numbers; raises Stopped for a skipped one, or one that another change has had."""
        progress = self.progress
        if self.publishing:
            if change.device in {"", progress.device}:
                progress.high = max(progress.high, change.dseq)
        elif change.dseq > progress.high + 1:
            raise Stopped(
                "gap", f"The server waits for the change {progress.high + 1:,} of this device, not {change.dseq:,}."
            )
        elif change.dseq == progress.high + 1:
            progress.high = change.dseq
        elif not known:
            raise Stopped(
                "device_forked",
                "This device sent another change under that number before: it is a copy, or was restored.",
            )

    def _take_transaction(self, tx: Sequence[Change]) -> list[Verdict]:
        """Take a protocol transaction, or refuse it as a whole."""
        transaction = self.transaction
        transaction.begin(len(tx))
        if self.unknown and any(map(self._is_built_on_unknown, tx)):
            return self._refuse(tx, tx[0], _LATER)
        imported, first = all(change.verb == IMPORT for change in tx), len(self.refused)
        verdicts: list[Verdict] = []
        for change in tx:
            judged = (
                _find_fault(change)
                or (_check_undo_of(tx[0], change) if change is not tx[0] else None)
                or self._judge(change)
            )
            if isinstance(judged, Refusal):
                if judged.is_alone and imported:  # a card of a file that stays where it is keeps no other one back
                    verdicts += self._refuse([change], change, judged)
                    continue
                transaction.undo()
                del self.refused[first:]
                return self._refuse(tx, change, judged)
            own_change = (
                returned_acts.renumber(transaction, judged.change) if self._is_returning(change) else judged.change
            )
            accepted, won = transaction.take(own_change, self._vouch_for(judged.change), keeps_time=judged.keeps_time)
            verdicts.append(Verdict(accepted.id, "applied" if won else "superseded", accepted.seq, accepted.stamp))
            if change.verb == PURGE and self._is_returning(change):
                self.tombstones.append((change.etype, change.entity))
        return verdicts

    def _judge(self, change: Change) -> Accepted | Refusal:
        """Return a change as it is to be taken, or a refusal. A board that is being published is taken as it is."""
        if self.publishing:
            return Accepted(change, keeps_time=True)
        if odd := registers.find_misfit(change):
            return Refusal("invalid", f"“{odd[:40]}” can't hold that value.")
        if self._is_returning(change):
            refusal = returned_acts.find_refusal(self.transaction, change)
            return refusal or Accepted(change, keeps_time=True)
        judged = judge(self.transaction, change._replace(device=self.progress.device))
        if isinstance(judged, Refusal):
            return judged
        if judged.keeps_time:
            return replace(judged, change=judged.change._replace(at=min(judged.change.at, self.transaction.now)))
        if change.etype == CARD and {"stage", HANDOFF} & judged.change.set.keys():
            return self._find_later_refusal(judged.change, self._vouch_for(change)) or judged
        return judged

    def _find_later_refusal(self, change: Change, origin: VouchedOrigin) -> Refusal | None:
        """Refuse what would take effect only in part, because a later change unknown to its author keeps the rest."""
        outvoted = self.transaction.find_outvoted(change, origin)
        if HANDOFF in change.set and outvoted & {"stage", HANDOFF}:
            return _MOVED  # else the card would be here and its handoff there
        card = self.transaction.find(CARD, change.entity)
        if card is None or not outvoted or "stage" in outvoted:
            return None
        holds = {name: value for name, value in change.set.items() if name not in outvoted}
        try:
            agreement_policy.require_fields(self.transaction.board, card, change._replace(set=holds))
        except Rejected as rejected:
            return Refusal(rejected.code, str(rejected))
        return None

    def _is_returning(self, change: Change) -> bool:
        """Whether a change claims to be one that the server made itself."""
        return not self.publishing and returned_acts.is_of_server(change)

    def _is_built_on_unknown(self, change: Change) -> bool:
        """Whether a change builds on one that must be offered again after an upgrade, and has to go with it."""
        references = (
            change.entity,
            change.card,
            change.undo_of,
            change.extra.get(OF),
            change.set.get("card"),
            change.set.get("merged_into"),
        )
        return any(isinstance(reference, str) and reference in self.unknown for reference in references)

    def _vouch_for(self, change: Change) -> VouchedOrigin:
        """Return what the server vouches for. On a board that is being published claims are kept, and marked."""
        if self.publishing:
            device = change.device or self.progress.device
            return VouchedOrigin(change.actor, device, 0, {**change.extra, "via": "publish"})
        if self._is_returning(change):
            return returned_acts.vouch_for(self.transaction, change)
        extra = {name: value for name, value in change.extra.items() if name not in {MAC, "via"}}
        return VouchedOrigin(self.transaction.member, self.progress.device, min(change.base, self._base), extra)

    def _refuse(self, tx: Sequence[Change], culprit: Change, refusal: Refusal) -> list[Verdict]:
        verdicts = []
        for change in tx:
            detail = refusal.detail
            if change is not culprit:
                detail = f"Another change of the same act was refused: {detail}"
            if refusal.code == "unknown":
                self.unknown.update((change.id, change.act, *([change.entity] if "created" in change.set else ())))
            else:  # what is unknown is offered again after an upgrade, and looked at anew
                self.refused.append(
                    {
                        "board": self.transaction.row.id, "id": change.id, "device": self.progress.device,
                        "dseq": change.dseq, "code": refusal.code, "detail": detail,
                    }
                )  # fmt: skip
            verdicts.append(Verdict(change.id, "rejected", code=refusal.code, detail=detail))
        return verdicts


def _entities_of(changes: Iterable[Change]) -> Iterable[tuple[str, str]]:
    """Yield what judging will need: the entities, and the cards of comments and notices."""
    for change in changes:
        yield change.etype, change.entity
        card = change.set.get("card") if change.etype in HANGING else None
        if isinstance(card, str):
            yield CARD, card


def _check_undo_of(first: Change, change: Change) -> Refusal | None:
    """Refuse changes that are no transaction: devices assume that all of it undoes what the first one undoes."""
    if change.undo_of == first.undo_of:
        return None
    return Refusal("invalid", "The changes of a transaction undo the same act, or none.")


def _find_fault(change: Change) -> Refusal | None:
    """Return why a change can't be kept at all; None if it can."""
    if change.etype in _OURS and register_checks.check_identity(change.entity) is None:
        return Refusal("invalid", f"A {change.etype} has a UUID for its id.")
    try:
        clock.stamp_ms(change.stamp)
    except KanbanError as fault:
        return Refusal("invalid", str(fault))
    if len(change.set) > MOST_FIELDS:
        return Refusal("too_large", f"A change sets at most {MOST_FIELDS} fields.")
    for name, value in change.set.items():
        if isinstance(value, str):
            large = len(value) * 4 > MOST_VALUE and len(value.encode("utf-8", "surrogatepass")) > MOST_VALUE
        else:
            large = isinstance(value, list | dict) and len(json.dumps(value, ensure_ascii=False)) > MOST_VALUE
        if large:
            return Refusal(
                "too_large", f"The {fields.format_in_sentence(name)[:40]} is larger than {MOST_VALUE >> 10} KiB."
            )
    if odd := registers.find_unknown(change):
        return Refusal("unknown", f"This server does not know “{odd[:40]}” yet; it has to be upgraded first.")
    return None


# -- devices


def progress_of(connection: Connection, caller: Caller, board: str, device: str, now_ms: int) -> DeviceProgress:
    """Return how far a device has come; raises Stopped if it belongs to another token."""
    row = connection.execute(_PROGRESS, {"board": board, "device": device}).one_or_none()
    owner = row.token if row else connection.execute(_OWNER, {"device": device}).scalar()
    if is_server_id(device):
        raise Stopped("device_forked", "That is no id of a device; take a new one.")
    if (
        owner is None
    ):  # on PostgreSQL two boards may be pushed to at once: whoever comes second waits, and finds it there
        quotas.check_devices(connection, caller.token_id)
        if connection.execute(_SERVERS, {"device": device}).first() is not None:
            raise Stopped("device_forked", "That is the server's own device; take a new id.")
        made_at = clock.iso_ms(now_ms)
        connection.execute(_REGISTER, {"id": device, "token": caller.token_id, "made_at": made_at})
        owner = connection.execute(_OWNER, {"device": device}).scalar()
    if owner != caller.token_id:
        raise Stopped("device_forked", "That device signed in as somebody else before: it is a copy, or changed hands.")
    return DeviceProgress(device, row.high if row else 0, has_row=row is not None)


def advance(connection: Connection, caller: Caller, board: str, progress: DeviceProgress, now_ms: int) -> None:
    """Write how far a device has come."""
    at = clock.iso_ms(now_ms)
    if progress.has_row:
        values = {"b_board": board, "b_device": progress.device, "high": progress.high, "at": at}
        connection.execute(_ADVANCE, values)
    else:
        values = {"board": board, "device": progress.device, "token": caller.token_id, "high": progress.high, "at": at}
        connection.execute(insert(server_tables.progress), values)
