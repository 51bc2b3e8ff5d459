"""What a server asks of an undo: it restores registers of one act of its author to their values before.

A redo does the same to an undo. Either may leave out registers that changed since. What was undone counts as if it
had never been, as on the device that computes an undo (`kanban.domain.acts.undo`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from kanban.domain.acts import undo
from kanban.domain.acts.erasing import RANK
from kanban.domain.agreements import agreement_lines
from kanban.domain.agreements.gate import PASSED
from kanban.domain.automations.rules import RULE
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD, DECISION, MEETING
from kanban.domain.fold import add_implied_times
from kanban.domain.handoffs import handoff
from kanban.domain.handoffs.contest import CONTEST, RULING
from kanban.domain.values import fields
from kanban.protocol.policies.docket import Docket, Rejected

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

TIMES = frozenset({"created_at", "entered_at", "acted_at"})
"""Registers that hold when something happened."""

_ALONE = (HANDOFF, PASSED, agreement_lines.TICK, CONTEST, RULING)
"""Registers and prefixes that no undo takes from somebody who set them later, whoever had seen what."""


@dataclass(frozen=True, slots=True)
class AcceptedUndo:
    """What an undo becomes."""

    registers: dict[str, Json]
    """What it sets, with times and handoffs as they really were before."""
    overtaken: frozenset[str]
    """Registers that somebody set after the undone act, before the undo's author saw that."""


def accept_undo(docket: Docket, actor: Member, state: EntityState | None, change: Change) -> AcceptedUndo:
    """Return what an undo or a redo sets. Raises Rejected where it sets anything but earlier values."""
    target = change.undo_of or ""
    owner = docket.find_owner(target)
    if owner not in {None, actor.id}:
        raise Rejected("forbidden", "Only the person who did it can undo or redo it.")
    if target == change.act:
        raise Rejected("invalid", "An act can't undo itself.")
    history = [earlier for earlier in docket.list_changes(change.etype, change.entity) if earlier.act != change.act]
    own = [earlier for earlier in history if earlier.act == target]
    if change.verb == "redo" and any(earlier.undo_of is None for earlier in own):
        raise Rejected("invalid", "Only what was undone can be redone.")
    past = _Past(docket, history, own, change)
    registers: dict[str, Json] = {}
    overtaken = set[str]()
    for name, value in change.set.items():
        if name not in past.own:
            if value == (state.registers.get(name) if state else None):
                continue  # what it would take back was refused, so there is nothing to be taken back
            raise _reject_unset(name, own)
        if name == RANK and past.is_lost(name):
            registers |= {name: value} if isinstance(value, str) else {}  # a device may still have it
            continue
        registers[name] = past.find_before(name, value)
        later = past.find_later(name)
        if later is None:
            continue
        if (later.seq or 0) <= change.base or name.startswith(_ALONE):
            why = "Somebody else has changed it since, so this can't be undone any more."
            raise Rejected("handoff_moved" if name == HANDOFF else "invalid", why)
        overtaken.add(name)
    goes = change.etype == CARD and registers.get("deleted") is True
    if goes and (past.has_foreign_work(actor.id) or docket.has_foreign_talk(change.entity, actor.id)):
        del registers["deleted"]  # what others have worked on stays on the board
    if registers.get("deleted") is True and _is_review_kept(docket, actor, state, change):
        del registers["deleted"]  # the decisions of others keep their review
    return AcceptedUndo(registers, frozenset(overtaken))


def _is_review_kept(docket: Docket, actor: Member, state: EntityState | None, change: Change) -> bool:
    """Whether a review stays, as others decided in it. Raises Rejected for a decision that was judged since."""
    if change.etype == DECISION and state and state.registers.get("verdict"):
        raise Rejected("invalid", "It was said whether this decision was kept, so it can't be undone any more.")
    return change.etype == MEETING and any(
        one.meeting == change.entity and one.author != actor.id for one in docket.board.decisions
    )


def _reject_unset(name: str, own: Sequence[Change]) -> Rejected:
    if not own:
        return Rejected("missing_parent", "What this undoes is not on the server, so there is nothing to undo.")
    return Rejected(
        "invalid",
        f"The act that this undoes did not set the {fields.format_in_sentence(name)[:40]}.",
    )


class _Past:
    """An entity before an act."""

    def __init__(self, docket: Docket, history: Sequence[Change], own: Sequence[Change], change: Change) -> None:
        self._docket, self._history, self._change = docket, history, change
        self._sets: dict[str, list[Change]] = {}
        self._undone_acts: dict[str, set[str]] = {}
        self.own: dict[str, str] = {}
        """Register to the key of the act's own set of it."""
        for own_change in own:
            for name in add_implied_times(own_change):
                self.own[name] = max(self.own.get(name, ""), own_change.key)
        self._made = self.own.get("created")
        if self._made:
            self.own = {"deleted": self._made}  # all else stays beneath the tombstone, for a redo

    def find_later(self, name: str) -> Change | None:
        """Return the newest set of a register that came after the act's and still counts."""
        undone_acts = self._find_undone(name)
        later = takewhile(lambda other: other.key > self.own[name], reversed(self._list_sets(name)))
        return next((other for other in later if other.act not in undone_acts), None)

    def find_before(self, name: str, value: Json) -> Json:
        """Return a register's value before the act. Raises Rejected where the undo sets another one."""
        former_values: Iterable[Json] = [True] if self._made else self._iter_values(name, self._iter_earlier(name))
        for former in former_values:
            if _is_same(name, value, former):
                return former
        # a device whose clock was corrected has another time, and one that had not heard of others another value
        if name in TIMES or (not self._made and self._was_seen(name, value)):
            return self._find_true_value(name)
        raise Rejected("invalid", f"Before that act “{name[:40]}” held another value than this undo sets.")

    def _was_seen(self, name: str, value: Json) -> bool:
        """Whether a register held a value as far as the undoing device knew."""
        known_changes = (
            earlier
            for earlier in self._iter_earlier(name)
            if (earlier.seq or 0) <= self._change.base or earlier.device == self._change.device
        )
        return any(_is_same(name, value, earlier) for earlier in self._iter_values(name, known_changes))

    def is_lost(self, name: str) -> bool:
        """Whether a register's value before the act was superseded so long ago that it was dropped."""
        if self._made or name not in self.own:
            return False
        last = next(self._iter_earlier(name), None)
        truly = self._find_true_value(name)
        return last is not None and None in {add_implied_times(last)[name], truly}

    def has_foreign_work(self, actor: str) -> bool:
        """Whether anybody but its author, or a rule of another act, has set anything since the act."""
        begun = "" if self._made else min(self.own.values(), default="")
        later = (other for other in self._others if other.key > begun and other.act not in self._gone)
        return any(other.actor != actor or RULE in other.extra for other in later)

    @cached_property
    def _others(self) -> list[Change]:
        return [other for other in self._history if other.act != self._change.undo_of]

    @cached_property
    def _gone(self) -> set[str]:
        aside = {self._change.act, str(self._change.undo_of)}
        return self._docket.find_undone({other.act for other in self._others}, aside)

    def _iter_earlier(self, name: str) -> Iterator[Change]:
        """Yield the changes that set a register before the act, the newest first."""
        setting = self._list_sets(name)
        end = bisect_left(setting, self.own[name], key=lambda change: change.key)
        return (setting[place] for place in range(end - 1, -1, -1))

    def _iter_values(self, name: str, earlier: Iterable[Change]) -> Iterator[Json]:
        """Yield the value just before the act, and then each one without an act that was undone."""
        for change in earlier:
            yield add_implied_times(change)[name]
            if change.act not in self._gone:
                return
        yield None

    def _find_true_value(self, name: str) -> Json:
        """Return a register's value before the act, without what was undone."""
        undone_acts = self._find_undone(name)
        last = next((earlier for earlier in self._iter_earlier(name) if earlier.act not in undone_acts), None)
        return add_implied_times(last)[name] if last else None

    def _find_undone(self, name: str) -> set[str]:
        """Return the acts that don't count for this register; an undo may have left it alone."""
        if name not in self._undone_acts:
            newest_first = (change for change in reversed(self._list_sets(name)) if change.undo_of is not None)
            self._undone_acts[name] = undo.find_cancelled(
                undo.PastAct(change.act, change.verb, "", change.undo_of) for change in newest_first
            )
        return self._undone_acts[name]

    def _list_sets(self, name: str) -> list[Change]:
        if name not in self._sets:
            every = self._docket.list_sets(self._change.etype, self._change.entity, name)
            own = {self._change.act, self._change.undo_of}
            self._sets[name] = [change for change in every if change.act not in own]
        return self._sets[name]


def _is_same(name: str, value: Json, former: Json) -> bool:
    """Whether a value is what a register held, except for the times and deadlines that the server sets."""
    if name == HANDOFF:
        one, other = handoff.read(value), handoff.read(former)
        return (one and (one.offer, one.state)) == (other and (other.offer, other.state))
    if name.startswith(agreement_lines.TICK):
        claimed, tick = agreement_lines.read_tick(value), agreement_lines.read_tick(former)
        return (claimed and (claimed.by, claimed.evidence)) == (tick and (tick.by, tick.evidence))
    if name == PASSED or name.startswith((CONTEST, RULING)):
        return isinstance(value, Mapping) == isinstance(former, Mapping)
    return value == former
