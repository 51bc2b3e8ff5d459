"""`kanban inbox`: what waits for whoever asks, and how to answer it; and the notices and mentions that were read."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, verb
from kanban.domain import values
from kanban.domain.errors import NotFound, Refused
from kanban.domain.waiting.inbox import KINDS, entry_record
from kanban.store import lessons

if TYPE_CHECKING:
    from kanban.domain.waiting.inbox import InboxEntry
    from kanban.store.workspace import Workspace

ANSWERS = {
    "offer": "accept, ask or return",
    "question": "answer",
    "contest": "rule-on CARD uphold or overturn",
    "returned": "offer",
    "expired": "offer",
    "mention": "comment",
    "unread": "comment",
    "walk": "walk",
}
"""The verbs that answer an entry of each kind."""


def run(args: Namespace) -> int:
    """Print what waits, or mark some of it as read."""
    opened = open_workspace_of(args)
    if opened.me is None:
        raise Refused("Say whose inbox to show: --as NAME, or make a board with kanban init.")
    if args.read is not None:
        _mark_read(opened, args.read)
        if not args.json:
            return 0
    entries = _list_entries(opened)
    if args.json:
        output.write_json([entry_record(entry, opened.board) for entry in entries])
    elif not entries:
        output.say(f"Nothing waits for {opened.me.name}.")
    else:
        _write_entries(entries, opened)
    return 0


def _list_entries(opened: Workspace) -> list[InboxEntry]:
    return [*opened.list_inbox(), *lessons.walks.list_entries(opened)]


def _mark_read(opened: Workspace, name: str) -> None:
    """Mark what was said about a card as read; what waits for an answer stays."""
    entries = _list_entries(opened)
    if name != "all":
        card = opened.find(name)
        entries = [entry for entry in entries if entry.card == card.id]
        if not entries:
            raise NotFound(f"Nothing about “{output.fit_line(card.title, 60)}” waits for you.")
    read = [entry for entry in entries if entry.is_done_by_reading]
    for entry in read:
        opened.resolve_entry(entry)
    unread_count = len(entries) - len(read)
    waits = f"; {unread_count:,} still {'waits' if unread_count == 1 else 'wait'} for an answer" if unread_count else ""
    output.say(f"Marked {len(read):,} as read{waits}.")


def _write_entries(entries: list[InboxEntry], opened: Workspace) -> None:
    rows = [
        [
            entry.ref,
            f"{KINDS[entry.kind]}{_format_deadline(entry, opened)}",
            entry.title,
            opened.board.find_person_name(entry.who),
            entry.words,
            ANSWERS.get(entry.kind, ""),
        ]
        for entry in entries
    ]
    output.write_table(
        ("card", "waits", "title", "from", "said", "answer"), rows, yielding=("title", "said", "from", "answer")
    )


def _format_deadline(entry: InboxEntry, opened: Workspace) -> str:
    """Format the deadline of an entry, with a word where it is late."""
    if not entry.due:
        return ""

    if entry.kind == "returned":
        return f" from {values.dates.format_day(date.fromisoformat(entry.due), opened.today)} on"
    if len(entry.due) == len("2026-11-23"):
        end = values.dates.format_day(date.fromisoformat(entry.due), opened.today)
    else:
        end = values.moments.format_near(entry.due, opened.today, opened.board.timezone)
    return f", {'overdue since' if entry.is_overdue else 'until'} {end}"


VERBS = {
    "inbox": verb(
        run,
        option("--read", "CARD", "mark what was said about a card, or `all`, as read"),
        JSON,
        examples=("kanban inbox", "kanban --as Raj inbox --json", "kanban inbox --read k7q2mab"),
    )
}
