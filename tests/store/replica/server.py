"""A server in a few lines, to hold the replica against: numbers, stamps and verdicts as the protocol has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from kanban.domain.acts.erasing import erase_change
from kanban.domain.change import Change
from kanban.domain.clock import iso_ms, stamp_ms
from kanban.domain.entity_state import EntityState, add_digest, digest_of, digest_text
from kanban.domain.fold import add_implied_times
from kanban.domain.ids import new_id
from kanban.protocol.types import Older, Page, Pushed, SnapshotPage, Verdict

Judge = Callable[[Change], str]


@dataclass
class Server:
    """One board."""

    epoch: str = "epoch-1"
    log: list[Change] = field(default_factory=list)
    states: dict[tuple[str, str], EntityState] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    judge: Judge = lambda change: ""
    ms: int = 0
    clamped: int = 0

    @property
    def head(self) -> int:
        return len(self.log)

    @property
    def digest(self) -> str:
        total = 0
        for (etype, entity), state in self.states.items():
            total = add_digest(total, minus=0, plus=digest_of(etype, entity, state.keys))
        return digest_text(total)

    def push(self, actor: str, device: str, changes: list[Change]) -> Pushed:
        verdicts: list[Verdict] = []
        there = {change.id: change for change in self.log}
        bad = {change.tx: code for change in changes if (code := self.judge(change)) and change.id not in there}
        for change in changes:
            if change.id in there:
                old = there[change.id]
                verdicts.append(Verdict(change.id, "duplicate", old.seq, old.stamp))
            elif change.tx in bad or change.id in self.refused:
                code = self.refused.setdefault(change.id, bad.get(change.tx, ""))
                verdicts.append(Verdict(change.id, "rejected", code=code, detail=f"No: {code}."))
            else:
                kept, won = self.accept(change._replace(actor=actor, device=device))
                verdicts.append(Verdict(change.id, "applied" if won else "superseded", kept.seq, kept.stamp))
        return Pushed(self.epoch, self.head, tuple(verdicts), self.ms)

    def accept(self, change: Change) -> tuple[Change, bool]:
        if self.ms and stamp_ms(change.stamp) > self.ms + 300_000:
            self.clamped = max(self.ms << 16, self.clamped + 1)
            change = replace(change, stamp=_stamp(self.clamped, change))
        state = self.states.setdefault((change.etype, change.entity), EntityState(change.etype, change.entity))
        above = [state.keys[name] for name in add_implied_times(change) if state.keys.get(name, "") > change.key]
        by_id = {each.id: each for each in self.log}
        for key in sorted(above):
            winner = by_id[key.split(" ")[1]]
            if (winner.seq or 0) <= change.base or winner.device == change.device:
                change = replace(change, stamp=_stamp((int(key[:12], 16) << 16 | int(key[13:17], 16)) + 1, change))
        change = change._replace(seq=self.head + 1)
        self.log.append(change)
        return change, bool(state.fold(change))

    def purge(self, actor: str, card: str) -> None:
        """Erase a card and its comments as a server does: a tombstone for each, and no values in what was before."""
        whole = [("card", card), *(each for each, state in self.states.items() if state.registers.get("card") == card)]
        for etype, entity in whole:
            self.log = [
                erase_change(each) if (each.etype, each.entity) == (etype, entity) else each for each in self.log
            ]
            state = self.states[etype, entity] = EntityState(etype, entity)
            stamp = f"{max(int(each.stamp[:12], 16) for each in self.log) + 1:012x}-0000-{'5e' * 4}"
            tombstone = Change(
                new_id(), "purge", "purge", "purge", iso_ms(stamp_ms(stamp)), etype, entity, {"deleted": True}, stamp,
                actor, "server", self.head, self.head, seq=self.head + 1,
            )  # fmt: skip
            self.log.append(tombstone)
            for each in self.log:
                if (each.etype, each.entity) == (etype, entity):
                    state.fold(each)

    def pull(self, since: int, limit: int = 500) -> Page:
        some = tuple(self.log[since : since + limit])
        to = since + len(some)
        return Page(self.epoch, since, to, self.head, some, self.digest if to == self.head else None, self.ms)

    def snapshot(self, after: str | None = None, limit: int = 3) -> SnapshotPage:
        keys = sorted(self.states)
        start = int(after or 0)
        some = tuple(self.states[key] for key in keys[start : start + limit])
        more = str(start + limit) if start + limit < len(keys) else None
        tip = self.log[-1].id if self.log else None
        return SnapshotPage(self.epoch, self.head, tip, some, more, None if after else len(keys), self.ms)

    def older(self, before: int, limit: int = 4) -> Older:
        some = tuple(self.log[max(0, before - 1 - limit) : before - 1][::-1])
        last = some[-1].seq if some else None
        return Older(self.epoch, some, last if last and last > 1 else None)


def _stamp(ticks: int, change: Change) -> str:
    return f"{ticks >> 16:012x}-{ticks & 0xFFFF:04x}-{change.stamp[-8:]}"
