"""Undo: a new act that gives each register the value it would have without the undone act.

Only registers where the undone act still wins are changed; what somebody changed since stays, and the user is told.
So does a card that an undo would remove, once somebody else has worked on it. Undone acts count as if they had never
been, together with the acts that undid them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kanban.domain.acts.erasing import RANK
from kanban.domain.automations.rules import RULE
from kanban.domain.card import HANDOFF
from kanban.domain.change import CARD, DECISION, GUESS, Change, Json, Step
from kanban.domain.errors import Refused
from kanban.domain.fold import add_implied_times

_ABSENT = object()

_CROSSING = ("stage", "rank", HANDOFF, "entered_at", "acted_at")
"""The registers that a card's way between the teams sets."""


class DoneElsewhere(Refused):
    """Undo or redo would reach an act that was done on another device, which the user must confirm."""

    def __init__(self, act: str, summary: str) -> None:
        super().__init__(f"This was done elsewhere: {summary}.")
        self.act, self.summary = act, summary


@dataclass(frozen=True, slots=True)
class PastAct:
    """What undo needs to know about an act."""

    id: str
    verb: str
    summary: str
    undo_of: str | None


def find_cancelled(newest_first: Iterable[PastAct]) -> set[str]:
    """Return the acts that don't count: undone ones, and undos themselves unless they were undone in turn."""
    cancelled: set[str] = set()
    for act in newest_first:
        if act.id not in cancelled and act.undo_of:
            cancelled |= {act.id, act.undo_of}
    return cancelled


def find_next_undo(newest_first: Sequence[PastAct]) -> PastAct | None:
    """Return the act that undo would undo; None where there is none."""
    cancelled = find_cancelled(newest_first)
    return next((act for act in newest_first if act.id not in cancelled), None)


def find_next_redo(newest_first: Sequence[PastAct]) -> PastAct | None:
    """Return the undo that redo would undo; None once something new was done after it."""
    for act in _iter_without_redone(newest_first):
        return act if act.verb == "undo" else None
    return None


def _iter_without_redone(newest_first: Sequence[PastAct]) -> Iterable[PastAct]:
    """Yield acts, newest first, without undos that were redone, and without their redos."""
    redone: set[str] = set()
    for act in newest_first:
        if act.id in redone:
            continue
        if act.verb == "redo" and act.undo_of:
            redone.add(act.undo_of)
            continue
        yield act


@dataclass(frozen=True, slots=True)
class Inverse:
    """The steps that undo an act, and what stays."""

    steps: list[Step]
    left: list[str]
    """Registers that were changed since."""
    unknown: list[str]
    """Registers whose earlier value is not known here."""
    spared: list[str]
    """Cards that stay on the board, because somebody else has worked on them since."""


def invert_act(
    act_id: str,
    history: Sequence[Change],
    verb: str,
    *,
    since: int = 0,
    merges: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Inverse:
    """Return the steps that undo `act_id` on the entities of `history`, and what they leave alone.

    `history` has every change of these entities and of what belongs to them, in any order. Where some history is still
    to come, `history` is whole from the server number `since` on. A card on which somebody else has worked since is
    never removed; nor is one into which another was merged since: `merges` has the keys of the changes that merged
    cards, by kept card.
    """
    entities: dict[tuple[str, str], list[Change]] = {}
    cards: dict[str, list[Change]] = {}
    for change in history:
        entities.setdefault((change.etype, change.entity), []).append(change)
        cards.setdefault(change.card or change.entity, []).append(change)
    inverse = Inverse([], [], [], [])
    for (etype, entity), changes in entities.items():
        own = [change for change in changes if change.act == act_id]
        if not own:
            continue
        registers = _find_registers_before(changes, own, since, inverse)
        if etype == GUESS and any("shown" in change.set for change in cards[own[0].card or entity]):
            inverse.left.append("shown")  # what others have seen can't be taken back
            continue
        if etype == DECISION and registers.get("deleted") is True and _is_judged(changes):
            return Inverse([], ["verdict"], [], [])  # with the comment that tells of it
        if (
            etype == CARD
            and registers.get("deleted") is True
            and _has_foreign_work(cards[entity], own, merges.get(entity, ()))
        ):
            inverse.spared.append(entity)
        elif registers:
            inverse.steps.append(Step(etype, entity, registers, verb, card=own[0].card))
    stays = set(inverse.spared)
    inverse.steps[:] = [step for step in inverse.steps if step.card not in stays]
    return inverse


def _is_judged(changes: Iterable[Change]) -> bool:
    """Whether somebody said that a decision was kept or not, and that stands."""
    verdict = find_valid_set(changes, "verdict")
    return verdict is not None and verdict.set["verdict"] is not None


def _find_registers_before(
    changes: Sequence[Change], own: Sequence[Change], since: int, inverse: Inverse
) -> dict[str, Json]:
    """Return an entity's registers before an act, and note in `inverse` what is to be left alone."""
    known = [change for change in changes if change.seq is None or change.seq >= since]
    before, after = _find_winners_without(known, own[0].act), _find_winners(own)
    # without the creation, older history is still to come: what a register held before may be in that part
    whole = any("created" in change.set for change in (*known, *own))
    if "created" in after:  # its other fields stay beneath the tombstone, for a redo
        key = after["created"][0]
        after = {"deleted": (key, None)}
        if before.get("deleted", ("", None))[0] <= key:
            before["deleted"] = ("", True)
    elif "deleted" in after and "deleted" not in before and _is_creation_undone(known, own[0].act):
        before["deleted"] = ("", True)
    registers: dict[str, Json] = {}
    left: list[str] = []
    for name, (key, _value) in after.items():
        past = before.get(name)
        if past is None and not whole:
            inverse.unknown.append(name)
        elif past is not None and past[0] > key:
            left.append(name)
        elif name == RANK and past is not None and past[1] is None:
            continue  # where it stood so long ago nobody knows any more: it keeps its place
        else:
            registers[name] = past[1] if past else None
    if HANDOFF in after and not {"stage", HANDOFF} <= registers.keys():  # both or neither: a card is never in between
        left += [name for name in _CROSSING if registers.pop(name, _ABSENT) is not _ABSENT]
    inverse.left.extend(left)
    return registers


def _is_creation_undone(changes: Iterable[Change], aside: str) -> bool:
    """Whether the act that made an entity was undone, so that without the act `aside` there would be none."""
    others = [change for change in changes if change.act != aside]
    cancelled = find_cancelled(list_acts(others))
    creations = [change for change in others if "created" in change.set]
    return bool(creations) and all(change.act in cancelled for change in creations)


def find_valid_set(changes: Iterable[Change], name: str) -> Change | None:
    """Return the change that a register has its value from: the last that sets it and was not undone."""
    sets = [change for change in changes if name in change.set]
    cancelled = find_cancelled(list_acts(sets))
    return max((change for change in sets if change.act not in cancelled), key=lambda change: change.key, default=None)


def _has_foreign_work(history: Iterable[Change], own: Sequence[Change], merges: Iterable[str]) -> bool:
    """Whether anybody but the author worked on a card since: a member, time, or a rule of another act."""
    begun = "" if any("created" in change.set for change in own) else min(change.key for change in own)
    act, author = own[0].act, own[0].actor
    others = [change for change in history if change.act != act and change.key > begun]
    cancelled = find_cancelled(list_acts(others))
    foreign = any((change.actor != author or RULE in change.extra) and change.act not in cancelled for change in others)
    return foreign or any(key > begun for key in merges)


def list_acts(changes: Iterable[Change]) -> list[PastAct]:
    """Return the acts of these changes, newest first."""
    last = {change.act: change for change in sorted(changes, key=lambda change: change.key)}
    newest = sorted(last.values(), key=lambda change: change.key, reverse=True)
    return [PastAct(change.act, change.verb, "", change.undo_of) for change in newest]


def _find_winners_without(changes: Iterable[Change], aside: str) -> dict[str, tuple[str, Json]]:
    """Return the winning key and value of each register, without one act and without what was undone.

    An undo may have left some registers of its act alone: there the act still counts. So each register is asked for
    itself.
    """
    others = [change for change in changes if change.act != aside]
    if not any(change.undo_of for change in others):
        return _find_winners(others)
    sets: dict[str, list[tuple[str, Change, Json]]] = {}
    for change in others:
        for name, value in add_implied_times(change).items():
            sets.setdefault(name, []).append((change.key, change, value))
    best: dict[str, tuple[str, Json]] = {}
    for name, sets_of_name in sets.items():
        cancelled = find_cancelled(list_acts(change for _, change, _ in sets_of_name))
        valid_sets = [(key, value) for key, change, value in sets_of_name if change.act not in cancelled]
        if valid_sets:
            best[name] = max(valid_sets, key=lambda winner: winner[0])
    return best


def _find_winners(changes: Iterable[Change]) -> dict[str, tuple[str, Json]]:
    """Return the winning key and value of each register."""
    best: dict[str, tuple[str, Json]] = {}
    for change in changes:
        for name, value in add_implied_times(change).items():
            if name not in best or change.key > best[name][0]:
                best[name] = (change.key, value)
    return best
