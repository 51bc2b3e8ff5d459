"""What must hold of cards that are gone: nobody's work on them disappeared unsaid. No rule of the program is asked."""

from __future__ import annotations

from collections.abc import Iterable

from kanban.domain.change import Change
from tests.sync.simulation.world import Device, Violation, World

SILENT = {
    "rank", "created", "created_at", "entered_at", "acted_at", "passed", "deleted", "merged_into", "card", "author",
    "team", "kind",
}  # fmt: skip
"""Registers that nobody misses by themselves."""


def check_removed(world: World, changes: list[Change]) -> None:
    """Raise Violation for the first change that was made without knowing that its card was gone, of which nobody
    hears."""
    devices = {device.replica.device: device for device in world.devices}
    cards = {change.entity for change in changes if change.etype == "card"} - world.once_purged
    by_card: dict[str, list[Change]] = {}
    for change in changes:
        by_card.setdefault(str(change.card or change.entity), []).append(change)
        if change.set.get("merged_into"):
            by_card.setdefault(str(change.set["merged_into"]), []).append(change)
    for card in sorted(cards):
        removal = _removal(card, by_card[card])
        if removal is None:
            continue
        undone = _undone(by_card[card])
        for work in by_card[card]:
            if work.act in undone:
                continue  # nobody misses what was taken back
            if world.restored and 0 in {work.base, removal.base}:
                # it was offered again to a restored server: what its author had seen then is not known any more
                continue
            apart = work.base < (removal.seq or 0) and removal.base < (work.seq or 0)
            if apart and work.actor != removal.actor and _is_missed(work, card):
                _heard(devices, card, removal, work)


def _removal(card: str, history: Iterable[Change]) -> Change | None:
    """Return what took a card off the board, None where it is on it."""
    setting = [change for change in history if change.entity == card and "deleted" in change.set]
    last = max(setting, key=lambda change: change.key, default=None)
    return last if last and last.set["deleted"] else None


def _undone(history: Iterable[Change]) -> set[str]:
    """Return the acts that were taken back and not done again, with those that took them back."""
    undone: set[str] = set()
    backs: set[str] = set()
    for change in sorted(history, key=lambda change: change.key, reverse=True):
        if change.undo_of and change.act not in undone:
            undone.add(change.undo_of)
            backs.add(change.act)
    return undone | backs


def _is_missed(work: Change, card: str) -> bool:
    if work.actor == "board" or "rule" in work.extra or work.etype == "notice":
        return False
    if work.etype != "card":
        return bool(work.set)
    if work.entity != card:
        return True
    if "created" in work.set:
        return False  # whoever removed it knew that much
    return any(name not in SILENT and not name.startswith(("origin.", "rule.")) for name in work.set)


def _heard(devices: dict[str, Device], card: str, removal: Change, work: Change) -> None:
    mine = devices.get(removal.device)
    if removal.verb == "undo" and mine is not None:
        raise Violation(f"The undo {removal.id} left {card} deleted under {work.actor}'s {work.verb} {work.id}.")
    for change in (removal, work):
        device = devices.get(change.device)
        if device is not None and not _notes(device, card):
            raise Violation(f"{device.name} was not told of {work.verb} {work.id} on {card}, gone by {removal.id}.")


def _notes(device: Device, card: str) -> int:
    sql = "SELECT count(*) FROM attention WHERE kind = 'removed' AND card = ?"
    found: int = device.database.connection.execute(sql, (card,)).fetchone()[0]
    return found
