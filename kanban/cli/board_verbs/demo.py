"""`kanban demo`: a believable board in a home of its own, made in a moment."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kanban import __version__, config
from kanban.cli import output
from kanban.cli.demo_board.demo_content import MARKETERS
from kanban.cli.demo_board.player import BEGINNING, HOUR, VIEWS, Clock, Player
from kanban.cli.init import find_local_zone
from kanban.cli.open_board import open_named_board
from kanban.cli.parsing import option, read_count, switch, verb
from kanban.cli.screen import is_interactive, show
from kanban.config import Places
from kanban.domain import clock
from kanban.domain.board import DEFAULT_HOURS
from kanban.domain.clock import Now, utc_now
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates
from kanban.domain.values.business_time import make_calendar
from kanban.store import log
from kanban.store.maintenance import demo_use
from kanban.store.opening import create_board

CARDS = 120
MOST = 100_000
BOARD = "Demo"
FRESH = timedelta(days=1)
"""For how long a demo tells of today."""


@dataclass(frozen=True, slots=True)
class DemoMark:
    """How a demo was made."""

    version: str
    cards: int
    at: str
    """When, UTC."""
    head: int
    """The log's newest row then; what follows it somebody has done since, or time."""


def run_demo(args: Namespace, now: Now = utc_now) -> int:
    """Open the demo's board, made anew where what is there does not tell of today, and nobody has worked in it."""
    size = args.size if args.size is not None else CARDS
    if not 1 <= size <= MOST:
        raise UsageFault(f"A demo has 1 to {MOST:,} cards, not {size:,}.")
    where = config.demo_places(config.find_places())
    reason = "" if args.fresh else _explain_kept_demo(where, args.size, now())
    if reason is None or args.fresh:
        make_demo(where, size, now)
    elif reason and not is_interactive():
        output.say(f"{reason} kanban demo --fresh makes a new one.")
    return show(open_named_board(args.as_name, args.board, where), reason or str(getattr(args, "greeting", "")))


def _explain_kept_demo(where: Places, size: int | None, now: datetime) -> str | None:
    """Explain why the existing demo is kept: empty where it is current, None where a new one can be made.

    A demo of another version, size or day is kept once somebody has worked in it.
    """
    if not where.database.is_file():
        return None
    use = demo_use.look(where.database)
    mark = _read_mark(use.marker)
    if mark and _is_current(mark, size, now):
        return ""
    if not use.is_worked_in(mark.head if mark else 0, VIEWS):
        return None
    since = f"of {dates.format_date(clock.from_iso(mark.at).date(), now.date())} " if mark else ""
    return f"This demo {since}is kept, because somebody has worked in it."


def _read_mark(line: str) -> DemoMark | None:
    """Return what a demo says of how it was made, None where it says nothing."""
    version, cards, moment, head = line.split(" ") if line.count(" ") == 3 else ("", "", "", "")
    return DemoMark(version, int(cards), moment, int(head)) if version else None


def _is_current(mark: DemoMark, size: int | None, now: datetime) -> bool:
    """Tell whether the existing demo has this version, the requested size and today's dates."""
    age = now - clock.from_iso(mark.at)
    return mark.version == __version__ and size in {None, mark.cards} and timedelta() <= age < FRESH


def make_demo(where: Places, cards: int = CARDS, now: Now = utc_now) -> None:
    """Make the demo's board in its places, and let Ana of marketing be who opens it."""
    config.make_places(where)
    zone, moment = find_local_zone(), now().astimezone(UTC).replace(microsecond=0)
    draft = where.database.with_name("kanban.db.new")
    _remove_database(draft)
    hours = make_calendar(DEFAULT_HOURS, zone, ())
    clock_there = Clock(hours.subtract_worked(moment, BEGINNING * HOUR))
    workspace = create_board(draft, BOARD, MARKETERS[0], "marketing", timezone=zone, now=clock_there)
    board, member = workspace.board.id, workspace.member_id or ""
    try:
        with demo_use.wait_less(workspace.database):
            Player(workspace, clock_there, moment).play(cards)
        demo_use.note_marker(
            workspace.database, f"{__version__} {cards} {clock.iso(moment)} {log.read_head(workspace.connection)}"
        )
    finally:
        workspace.close()
    _remove_database(where.database)
    draft.replace(where.database)
    config.remember(where, board=board, member=(board, member), welcomed=True)
    output.say(f"Made a demo board of {output.several(cards, 'card')}, apart from your own data.")


def _remove_database(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


VERBS = {
    "demo": verb(
        run_demo,
        option("--size", "N", f"cards, at most {MOST:,} ({CARDS})", type=read_count),
        switch("--fresh", "make a new one; what was done in the old one is lost"),
        examples=("kanban demo", "kanban demo --size 5000 --fresh", "kanban --as Raj demo"),
    )
}
