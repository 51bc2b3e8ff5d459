"""Taking an act back: a new act that gives each field the value it would have without the undone one.

Only fields where the undone act still wins are touched; what somebody changed since is left alone, and said. Acts that
were themselves undone count as if they had never been, together with the acts that undid them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.card import HANDOFF
from kanban.domain.change import Change, Json, Step
from kanban.domain.fold import implied

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_ABSENT = object()

_CROSSING = ("stage", "rank", HANDOFF, "entered_at", "acted_at")
"""What a card's way between the teams sets."""


@dataclass(frozen=True, slots=True)
class PastAct:
    """What undo needs to know of an act."""

    id: str
    verb: str
    said: str
    undo_of: str | None


def cancelled(newest_first: Iterable[PastAct]) -> set[str]:
    """Return the acts that count for nothing: undone ones, and the undos themselves unless they were undone in turn."""
    gone: set[str] = set()
    for act in newest_first:
        if act.id not in gone and act.undo_of:
            gone |= {act.id, act.undo_of}
    return gone


def acts_in(story: Iterable[Change]) -> list[PastAct]:
    """Return the acts of everyone that a story tells of, newest first."""
    last: dict[str, Change] = {}
    for change in sorted(story, key=lambda each: each.key):
        last[change.act] = change
    newest_first = sorted(last.values(), key=lambda each: each.key, reverse=True)
    return [PastAct(change.act, change.verb, "", change.undo_of) for change in newest_first]


def next_undo(newest_first: Sequence[PastAct]) -> PastAct | None:
    """Return the act that undo would take back, or None."""
    gone = cancelled(newest_first)
    return next((act for act in newest_first if act.id not in gone), None)


def next_redo(newest_first: Sequence[PastAct]) -> PastAct | None:
    """Return the undo that redo would take back: none once something new was done after it."""
    for act in _standing(newest_first):
        return act if act.verb == "undo" else None
    return None


def _standing(newest_first: Sequence[PastAct]) -> Iterable[PastAct]:
    """Yield acts, newest first, leaving out undos that were redone, together with their redos."""
    gone: set[str] = set()
    for act in newest_first:
        if act.id in gone:
            continue
        if act.verb == "redo" and act.undo_of:
            gone.add(act.undo_of)
            continue
        yield act


def inverse(
    act_id: str, story: Sequence[Change], gone: AbstractSet[str], verb: str, *, since: int = 0
) -> tuple[list[Step], list[str], list[str]]:
    """Return the steps that take `act_id` back on the entities of `story`, and the fields it had to leave alone.

    These are, first, the ones that were changed since, and then those of which nobody here knows what they were before.

    `story` is every change of these entities, in any order; `gone` are the acts that count for nothing. Where some history has
    yet to come, it is whole from the server number `since` on: what is older may not be what was there last.
    """
    entities: dict[tuple[str, str], list[Change]] = {}
    for change in story:
        entities.setdefault((change.etype, change.entity), []).append(change)
    steps, left, unknown = [], [], []
    for (etype, entity), changes in entities.items():
        own = [change for change in changes if change.act == act_id]
        if not own:
            continue
        known = [change for change in changes if change.seq is None or change.seq >= since]
        others = [change for change in known if change.act != act_id and change.act not in gone]
        before, after = _winners(others), _winners(own)
        whole = any("created" in change.set for change in (*known, *own))  # else older history has yet to come
        if "created" in after:  # its other fields stay beneath the tombstone, for a redo
            key = after["created"][0]
            after = {"deleted": (key, None)}
            if before.get("deleted", ("", None))[0] <= key:
                before["deleted"] = ("", True)
        registers: dict[str, Json] = {}
        for name, (key, _value) in after.items():
            past = before.get(name)
            if past is None and not whole:
                unknown.append(name)
            elif past is not None and past[0] > key:
                left.append(name)
            else:
                registers[name] = past[1] if past else None
        if (
            HANDOFF in after and not {"stage", HANDOFF} <= registers.keys()
        ):  # both or neither: a card is never in between
            left += [name for name in _CROSSING if registers.pop(name, _ABSENT) is not _ABSENT]
        if registers:
            steps.append(Step(etype, entity, registers, verb, card=own[0].card))
    return steps, left, unknown


def _winners(changes: Iterable[Change]) -> dict[str, tuple[str, Json]]:
    """Return for each field the key and value of the set that wins."""
    best: dict[str, tuple[str, Json]] = {}
    for change in changes:
        for name, value in implied(change).items():
            if name not in best or change.key > best[name][0]:
                best[name] = (change.key, value)
    return best
