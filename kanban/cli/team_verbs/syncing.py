"""`kanban sync` and `kanban status`: send and fetch now, and how a board stands with its server."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban import config, sync
from kanban.cli import output
from kanban.cli.open_board import open_named_board
from kanban.cli.parsing import JSON, verb
from kanban.cli.progress import draw_progress
from kanban.cli.team_verbs.served import ServedBoard, connect, open_served
from kanban.domain import values

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from kanban.protocol.types import Stopped
    from kanban.store.replica.conflicts.conflict_notes import ConflictNote
    from kanban.store.replica.replica import Replica
    from kanban.store.replica.sync_status import SyncState
    from kanban.sync.sync_round import RoundResult, Transport


def run_sync(args: Namespace) -> int:
    """Send and fetch all changes, and report the result; exits with 1 if any was refused, with 4 without the server."""
    board = open_served(args)
    with connect(board) as client, draw_progress("syncing") as update:
        total, stopped = run_rounds(board.replica, client, lambda _what, done, of: update(done, of))
    if args.json:
        output.write_json(total | {"stopped": stopped.kind if stopped else None})
    for note in total["refused"] + total["overtaken"]:
        why = f" ({str(note['detail']).rstrip('.')})" if note["detail"] else ""
        output.say(f"kanban: “{note['said']}” needs attention{why}; kanban attention tells more.")
    if stopped:
        raise stopped
    _report(board, total)
    return 1 if total["refused"] else 0


def run_rounds(
    replica: Replica, transport: Transport, progress: Callable[[str, int, int | None], None]
) -> tuple[dict[str, Any], Stopped | None]:
    """Sync in rounds until nothing is left; return the totals and what stopped it."""
    total: dict[str, Any] = {
        "pushed": 0,
        "pulled": 0,
        "booted": False,
        "refused": [],
        "overtaken": [],
        "waiting": 0,
        "held": 0,
    }
    total["older"] = older_left = replica.remote().older_left
    while True:
        outcome = sync.sync_round.run_round(replica, transport, progress=progress)
        total["pushed"] += outcome.pushed
        total["pulled"] += outcome.pulled
        total["booted"] |= outcome.is_booted
        total["refused"] += map(_encode_note, outcome.refused)
        total["overtaken"] += map(_encode_note, outcome.overtaken)
        total["waiting"], total["held"] = outcome.waiting, outcome.held_changes
        total["older"] = max(0, older_left - outcome.older)
        if outcome.stopped or not _has_more(outcome):
            return total, outcome.stopped


def _has_more(outcome: RoundResult) -> bool:
    return bool(outcome.older or (outcome.waiting and outcome.pushed))


def _encode_note(note: ConflictNote) -> dict[str, object]:
    return {"id": note.id, "card": note.card, "said": note.summary, "detail": note.detail, "code": note.code}


def _report(board: ServedBoard, total: dict[str, Any]) -> None:
    did = [
        f"sent {output.several(total['pushed'], 'change')}" if total["pushed"] else "",
        f"received {output.several(total['pulled'], 'change')}" if total["pulled"] else "",
        "fetched the whole board again" if total["booted"] else "",
        f"fetched {output.several(total['older'], 'older change')}" if total["older"] else "",
    ]
    if total["held"]:
        did.append(f"{output.several(total['held'], 'change')} waiting for a newer server")
    summary = ", ".join(filter(None, did)) or "nothing new on either side"
    output.narrate(f"{board.opened.workspace.board.name} is in step with {board.remote.url}: {summary}")


# -- status


def run_status(args: Namespace) -> int:
    """Print the state of the sync with the server."""
    here = open_named_board(args.as_name, args.board)
    workspace = here.workspace
    state, me = workspace.sync_state(), workspace.me
    record: dict[str, object] = {
        "board": workspace.board.name,
        "id": workspace.board.id,
        "url": state.url if state else None,
        "member": me.name if me else None,
        "team": me.team if me else None,
        "role": me.role if me else None,
        "account": state.name if state else None,
        "state": state.state if state else "local",
    }
    if state:
        record |= {
            "signed_in": state.url in config.read_credentials(here.places),
            "waiting": state.waiting,
            "held": state.held_changes,
            "attention": state.attention,
            "synced_at": state.synced_at,
            "offline_since": state.offline_since,
            "clock_offset_seconds": round(state.offset_ms / 1000),
            "history_from": state.history_from,
            "history_left": state.history_left,
            **_encode_stop(state, signed_in=state.url in config.read_credentials(here.places)),
        }
    if args.json:
        output.write_json(record)
        return 0
    output.write_line(f"board      {record['board']}")
    output.write_line(f"server     {record['url'] or 'none: it stays on this machine; kanban publish URL shares it'}")
    if me:
        output.write_line(f"you        {me.name}, {me.role}, {me.team}")
    if state:
        if record["stopped"]:
            output.write_line(f"{record['stopped']}: {record['stopped_because']}")
        _report_state(state, workspace.today, workspace.board.timezone)
    return 0


def _encode_stop(state: SyncState, *, signed_in: bool) -> dict[str, object]:
    """Return what stops the sync and what to do about it, in the words of the board's header."""
    again = f"kanban join {state.url} --code CODE signs in again."
    if not signed_in:
        kind, sentence = "unauthorized", again
    elif state.stopped == "unauthorized":
        kind, sentence = state.stopped, f"{state.sentence.rstrip('.')}; {again}"
    else:
        kind, sentence = state.stopped, state.sentence
    known = kind in sync.status.ENDED
    return {
        "stopped": sync.status.ENDED[kind] if known else None,
        "stopped_kind": kind if known else None,
        "stopped_because": sentence if known else None,
        "moved_to": state.moved_to or None,
    }


def _report_state(state: SyncState, today: date, zone: str) -> None:

    output.write_line(
        f"synced     {values.moments.format_short(state.synced_at, today, zone) if state.synced_at else 'never'}"
    )
    if state.offline_since:
        output.write_line(f"offline    since {values.moments.format_short(state.offline_since, today, zone)}")
    held_text = f", {state.held_changes:,} for a newer server" if state.held_changes else ""
    output.write_line(f"waiting    {output.several(state.waiting, 'change')}{held_text}")
    output.write_line(
        f"attention  {output.several(state.attention, 'note') + '; kanban attention' if state.attention else 'nothing'}"
    )
    if state.offset_ms:
        output.write_line(f"clock      {sync.status.describe_offset(state.offset_ms)}, corrected")
    if state.history_from is not None:
        begins = values.moments.format_short(state.history_from, today, zone) if state.history_from else "now"
        remaining = output.several(state.history_left, "older change")
        output.write_line(
            f"history    here from {begins} on, {remaining} to come; kanban sync and an open board fetch them"
        )


_SYNC = (
    "An open board does this by itself; what a verb writes waits until then.\n"
    "On a board that was joined lately this fetches its older history too; "
    "broken off, it goes on there the next time.\n"
    "It exits with 1 where the server refused any of what was sent: kanban attention has it, with the reason.\n"
)
_STATUS = (
    "It asks no server: it says what this machine knows. "
    "Where somebody has to do something it says what: signed out, no longer\na member, server moved, "
    "not on the server any more, this kanban is too old for the server (stopped and stopped_because\nin its JSON).\n"
)

VERBS = {
    "sync": verb(run_sync, JSON, note=_SYNC, examples=("kanban sync", "kanban sync --json")),
    "status": verb(run_status, JSON, note=_STATUS, examples=("kanban status", "kanban status --json")),
}
