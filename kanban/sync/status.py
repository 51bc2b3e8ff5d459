"""The sync status of a board, and the few words in which a screen or `kanban status` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Literal, cast

from kanban.domain.values import moments
from kanban.domain.values.text import format_count
from kanban.protocol.types import Kind
from kanban.store.replica.sync_status import SyncState

OFF_BY = 60_000
"""Milliseconds from which on a wrong clock is shown."""

Tone = Literal["good", "busy", "warning", "attention"]
"""How a phrase is meant, for whoever colours it; the words say it too."""


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """What a long round is doing."""

    what: str
    """push, pull, boot or older, as in `kanban.sync.sync_round`."""
    done: int
    of: int | None
    """None when nobody knows how much there is."""


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The sync status of a board at one moment."""

    waiting: int = 0
    """Own changes that the server does not have yet."""
    held_changes: int = 0
    """Own changes that the server can't take until it is upgraded."""
    attention: int = 0
    """Notes that somebody should look at."""
    synced_at: str = ""
    """When both sides last agreed, UTC ISO 8601; empty if never."""
    offline_since: str = ""
    """Since when the server can't be reached, UTC ISO 8601; empty when it can."""
    offset_ms: int = 0
    """Server clock minus this machine's clock; negative when this machine is fast."""
    stopped: Kind | Literal[""] = ""
    """What ended the last round early."""
    sentence: str = ""
    """The same for people."""
    moved_to: str = ""
    """The server's new address, if it moved."""
    history_left: int = 0
    """Older changes still to be fetched."""
    busy: RoundProgress | None = None


def status_of(state: SyncState | None) -> SyncStatus:
    """Return a board's sync status out of what the database knows."""
    if state is None:
        return SyncStatus()
    return SyncStatus(
        waiting=state.waiting,
        held_changes=state.held_changes,
        attention=state.attention,
        synced_at=state.synced_at or "",
        offline_since=state.offline_since or "",
        offset_ms=state.offset_ms,
        stopped=cast("Kind", state.stopped) if state.stopped in ENDED else "",
        sentence=state.sentence,
        moved_to=state.moved_to,
        history_left=state.history_left,
    )


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words with their tone."""

    text: str
    tone: Tone


def phrases(status: SyncStatus, today: date, zone: str | tzinfo) -> list[Phrase]:
    """Return the phrases of the status line, the most important first; times in `zone`, seen from its day `today`."""
    result = [_state(status, today, zone)]
    if status.attention:
        verb = "needs" if status.attention == 1 else "need"
        result.append(Phrase(f"! {status.attention:,} {verb} attention", "attention"))
    if status.held_changes:
        verb = "waits" if status.held_changes == 1 else "wait"
        result.append(Phrase(f"{status.held_changes:,} {verb} for a newer server", "warning"))
    if abs(status.offset_ms) >= OFF_BY:
        result.append(Phrase(f"clock {describe_offset(status.offset_ms)}, corrected", "warning"))
    if status.history_left > _LONG:
        result.append(Phrase(f"{format_count(status.history_left, 'older change')} to come", "busy"))
    return result


def _state(status: SyncStatus, today: date, zone: str | tzinfo) -> Phrase:
    waits = f"↑{status.waiting:,} waiting" if status.waiting else ""
    ended = ENDED.get(status.stopped)
    if ended:
        return Phrase(", ".join(filter(None, (ended, waits))), "attention")
    if status.stopped:
        since = (
            f"offline since {moments.format_short(status.offline_since, today, zone)}"
            if status.offline_since
            else "offline"
        )
        return Phrase(f"{since}, {status.waiting:,} waiting" if waits else since, "warning")
    if status.busy and status.busy.what != "older" and (status.busy.of or 0) > _LONG:
        return Phrase(describe_work(status.busy), "busy")
    if waits:
        return Phrase(waits, "busy")
    if status.synced_at:
        return Phrase(f"● synced {moments.format_short(status.synced_at, today, zone)}", "good")
    return Phrase("not synced yet", "busy")


_LONG = 1_000
"""Changes or cards from which on progress is shown."""

ENDED: dict[str, str] = {
    "unauthorized": "signed out",
    "forbidden": "no longer a member",
    "unknown_board": "not on the server any more",
    "too_old": "this kanban is too old for the server",
    "moved": "server moved",
}
"""Reasons that stop syncing until somebody acts, in few words."""

_DOING = {"push": "sending", "pull": "receiving", "boot": "fetching the board"}


def describe_work(busy: RoundProgress) -> str:
    """Return what a round is doing: `sending 1,500 of 5,000`."""
    doing = _DOING.get(busy.what, busy.what)
    if busy.of is None:
        return f"{doing} {busy.done:,}"
    return f"{doing} {min(busy.done, busy.of):,} of {busy.of:,}"


def describe_offset(offset_ms: int) -> str:
    """Return how wrong this machine's clock is: `9 min fast`, `3 h slow`."""
    minutes = round(abs(offset_ms) / 60_000)
    amount = f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
    if minutes >= 3 * 24 * 60:
        amount = f"{round(minutes / 60 / 24):,} days"
    return f"{amount} {'fast' if offset_ms < 0 else 'slow'}"
