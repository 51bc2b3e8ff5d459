"""Where a page of figures goes: a file that is not there yet, or the output."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from kanban.cli import output
from kanban.domain.errors import UsageFault
from kanban.store import whole_file


def check_page(args: Namespace) -> None:
    """Raise KanbanError where the page can't be written, before anything is counted."""
    if not args.html:
        return
    if args.html == "-" and (args.json or getattr(args, "csv", False) or getattr(args, "cards", None)):
        raise UsageFault("--html - writes to the output, as --json, --csv and --cards do; give one of them.")
    if args.html != "-":
        whole_file.check(Path(args.html), force=args.force)


def write_page(args: Namespace, page: str) -> None:
    """Write a page into the file that was named, or to the output for `-`."""
    if args.html == "-":
        output.write(page)
        return
    with whole_file.open_draft(Path(args.html), force=args.force) as file:
        file.write(page.encode("utf-8"))
    output.say(f"Wrote the page {args.html}.")
