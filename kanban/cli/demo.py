"""`kanban demo`: a believable board in a home of its own, made in a moment."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from kanban import __version__, config
from kanban.cli import output
from kanban.cli.demo_board import Teller, whole_seconds
from kanban.cli.demo_words import MARKETERS, REPS
from kanban.cli.init import local_zone
from kanban.cli.opening import opened
from kanban.cli.parsing import Parser, natural
from kanban.cli.screen import show
from kanban.config import Places
from kanban.domain.change import MEMBER, Act, Json, Step
from kanban.domain.clock import Now, utc_now
from kanban.domain.errors import UsageFault
from kanban.domain.ids import new_id
from kanban.store import seen, views
from kanban.store.intake import Intake
from kanban.store.opening import found_board
from kanban.store.workspace import Workspace
from kanban.store.writing import record

CARDS = 120
TOLD = 600
"""Cards that have a whole story; of more, the rest came in as if imported, so that a large demo is made soon too."""
MOST = 100_000
BOARD = "Demo"
MARK = "made-by"
"""A file beside the demo's database: the version that made it, and how many cards it was asked for."""

VIEWS = {"Big and open": "open value>=40000", "Overdue": "overdue", "Gone quiet": "stale side:marketing"}


def demo_parser(parser: Parser) -> None:
    """Add what `kanban demo` takes."""
    parser.add_argument("--size", type=natural, metavar="N", help=f"cards, at most {MOST:,} ({CARDS})")
    parser.add_argument("--fresh", action="store_true", help="make it anew, forgetting what was done in it")
    parser.show("kanban demo", "kanban demo --size 5000 --fresh")
    parser.set_defaults(run=run_demo)


def run_demo(args: Namespace) -> int:
    """Open the demo's board; made if it isn't there, is of another version or size, or shall be fresh."""
    size = args.size if args.size is not None else CARDS
    if not 1 <= size <= MOST:
        raise UsageFault(f"A demo has 1 to {MOST:,} cards, not {size:,}.")
    own = config.places()
    where = config.demo_places(own)
    if args.fresh or not _fits(where, args.size):
        make_demo(where, size)
    return show(opened(args.as_name, args.board, where))


def _fits(where: Places, size: int | None) -> bool:
    """Tell whether the demo that is there will do."""
    try:
        version, _, cards = (where.data_dir / MARK).read_text("utf-8").partition(" ")
    except (OSError, UnicodeDecodeError):
        return False
    return where.database.is_file() and version == __version__ and (size is None or cards == str(size))


def make_demo(where: Places, cards: int = CARDS, now: Now = utc_now) -> None:
    """Make the demo's board in its places, and let Ana of marketing be who opens it."""
    config.make_places(where)
    moment = whole_seconds(now())
    draft = where.database.with_name("kanban.db.new")
    _remove(draft)
    (where.data_dir / MARK).unlink(missing_ok=True)
    made = found_board(draft, BOARD, MARKETERS[0], "marketing", timezone=local_zone(), now=lambda: moment)
    board, member = made.board.id, made.member_id or ""
    try:
        _write(made, cards, moment)
    finally:
        made.close()
    _remove(where.database)
    draft.replace(where.database)
    config.remember(where, board=board, member=(board, member), welcomed=True)
    config.write_private(where.data_dir / MARK, f"{__version__} {cards}")
    output.say(f"Made a demo board of {cards:,} cards, apart from your own data.")


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _write(made: Workspace, cards: int, moment: datetime) -> None:
    """Write the demo's members and stories, in one transaction."""
    with made.database.writing() as connection:
        _record(made, made.member_id or "", moment, _colleagues())
        made.reload()
        teller = Teller(made.board, moment)
        story = teller.tell(min(cards, TOLD))
        members = sorted(
            made.board.members, key=lambda member: member.team
        )  # a card is marketing's before it is sales'
        for member in members:
            _record(made, member.id, moment, story.before.get(member.id, []))
        for member in members:
            seen.begin(connection, member.id)
        for member in members:
            _record(made, member.id, moment, story.lately.get(member.id, []))
        for name, source in VIEWS.items():
            views.save(connection, made.board.id, name, source)
    if cards > TOLD:
        # By somebody else than who opens it, whose undo would else begin with taking the demo away.
        made.member_id = made.board.find_member(MARKETERS[1]).id
        Intake(made, lambda taken: f"Imported {taken.created:,} leads").run(teller.crowd(cards - TOLD))


def _record(made: Workspace, actor: str, moment: datetime, steps: list[Step]) -> None:
    """Write steps, if there are any, as something that undo never reaches: a founding."""
    if not steps:
        return
    act = Act("found", tuple(steps), "Made the demo")
    record(made.connection, made.board.id, actor, moment, act, new_id())


def _colleagues() -> list[Step]:
    """Return the steps that make everybody but the first marketer a member; the first rep is a lead too."""
    found = []
    for team, names in (("marketing", MARKETERS[1:]), ("sales", REPS)):
        for name in names:
            role = "lead" if name == REPS[0] else "member"
            registers: dict[str, Json] = {"created": True, "name": name, "team": team, "role": role}
            found.append(Step(MEMBER, new_id(), registers, "member"))
    return found


VERBS = {"demo": demo_parser}
