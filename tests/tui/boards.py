"""A board in a database with known cards, and the whole app on it, without a terminal."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from datetime import timedelta
from difflib import unified_diff
from pathlib import Path

from kanban import config
from kanban.config import Config
from kanban.domain.acts import board_verbs, verbs
from kanban.domain.values import fields
from kanban.store.opening import create_board, open_workspace
from kanban.tui.app import KanbanApp
from tests.tui.cards import NOW, screen_text
from tests.tui.rest import prompt, raise_fault, rest, rest_drawn

CARDS = (
    ("Acme pilot", "Nurture", {"company": "Acme GmbH", "value": "12000", "label": "vip", "next_step": "call the CFO",
                               "next_on": "2026-11-27"}),
    ("Globex renewal", "Nurture", {"company": "Globex", "value": "8500", "email": "jane@globex.example"}),
    ("Initech seats", "Nurture", {"company": "Initech", "value": "$4000"}),
    ("Hooli trial", "Engaged", {"company": "Hooli", "value": "700.50"}),
    ("東京支店の契約更新について", "Engaged", {"company": "株式会社サンプル", "value": "¥300000"}),
    ("Umbrella pilot", "MQL", {"company": "Umbrella", "value": "30000"}),
    ("Soylent rollout", "Handoff", {"company": "Soylent", "value": "9900", "sales_owner": "Raj", "next_step": "answer",
                                    "next_on": "2026-11-24"}),
    ("Stark retrofit", "Discovery", {"company": "Stark", "value": "75000", "sales_owner": "Raj"}),
    ("Wonka audit", "Won", {"company": "Wonka", "value": "5000", "sales_owner": "Raj"}),
)  # fmt: skip
"""Title, stage and fields of the cards, the top of each lane first."""

PATIENCE = 120
"""Seconds after which a worker that does not answer has stopped."""


def _asked(asked):
    """How often a worker was asked for something."""
    return getattr(asked, "jobs", 0)


def at(days):
    """A clock that stands still, so many days before the tests' now."""
    moment = NOW - timedelta(days=days)
    return lambda: moment


MADE = {}
"""For each list of cards: the file of a board with them, the board's id, and its founder's."""


def make_board(path: Path, cards=CARDS):
    """Found a board of Ana (marketing), Bo and Raj (sales); Ana is who acts. Its cards are two weeks old.

    The second one with the same cards is a copy of the first.
    """
    cards_of_file, file, *ids = MADE.get(id(cards), (None, b""))
    if cards_of_file is cards and isinstance(cards, tuple) and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file)
        return open_workspace(path, *ids, now=at(0))
    made = _found(path, cards)
    ids = made.board.id, made.member_id
    # who closes a file that SQLite has open takes its locks: another process would delete the log beside it
    made.close()
    MADE[id(cards)] = (cards, path.read_bytes(), *ids)
    return open_workspace(path, *ids, now=at(0))


def _found(path, cards):
    made = create_board(path, "Pipeline", "Ana", "marketing", timezone="Europe/Berlin", now=at(20))
    made.now = at(14)
    for name, team in (("Bo", "marketing"), ("Raj", "sales")):
        made.act(lambda view, name=name, team=team: board_verbs.add_member(view, name, team))
    for title, stage, given in reversed(cards):
        made.act(
            lambda view, title=title, stage=stage, given=given: verbs.create(
                view,
                fields.read_all({"title": title, **given}, view.board, view.today),
                stage=view.board.find_stage(stage),
            )
        )
    made.now = at(0)
    return made


def card_named(workspace, title):
    """The card with this title."""
    return workspace.find(title)


def lane_of(workspace, title):
    """The name of the stage in which a card stands."""
    return workspace.board.lane_of(workspace.find(title).stage).name


def titles(workspace, stage):
    """The titles of a lane's cards, from the top down."""
    wanted = workspace.board.find_stage(stage).id
    return [card.title for card, lane, _ in workspace.list_cards() if lane == wanted]


def member_of(workspace, name):
    """The id of a member."""
    return workspace.board.find_member(name).id


def key_is_waiting(app):
    """Whether a key is under way, or waits for one."""
    keys = app.keys
    return (keys._is_busy and not keys._is_lost) or bool(keys._waiting)


async def settled(pilot):
    """Wait until the worker has done all that was asked, what came of that was asked of it too, and the screen shows
    it."""
    await rest(pilot.app)
    for _ in range(1000):
        if not key_is_waiting(pilot.app):
            break
        await _go_on(pilot)  # a key waits for the one before
    screen = pilot.app.screen_stack[0]
    asked = -1
    while _asked(screen.worker) != asked:
        while _reads_on(screen.worker):  # only while nobody asks for anything
            await _go_on(pilot)
        asked = _asked(screen.worker) + 1
        await _done(screen, pilot)
    await rest_drawn(pilot.app)


async def counted(pilot):
    """Wait, as `settled` does, and for what is counted in threads of their own; what comes of that may count again."""
    await settled(pilot)
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)


def _reads_on(worker):
    """Whether inbox or waiting times are still to be read."""
    return worker.owes_inbox or worker._is_measuring


async def _go_on(pilot):
    await asyncio.sleep(0.001)
    await rest(pilot.app)


async def _done(screen, pilot):
    done, loop = asyncio.Event(), asyncio.get_running_loop()

    def job(_):
        loop.call_soon_threadsafe(done.set)

    raise_fault(pilot.app)  # whose worker has stopped
    screen.worker.run(job)
    async with asyncio.timeout(PATIENCE):
        await done.wait()
    await rest(pilot.app)


@asynccontextmanager
async def playing(workspace, size=(120, 40), settings=None):
    """Run the whole app on a board; gives (screen, pilot)."""
    app = KanbanApp(workspace, config.find_places(), settings or Config())
    with prompt(app):
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield app.screen_stack[0], pilot
    workspace.close()


async def press(pilot, *keys):
    """Press keys, and wait for what comes of each: a dialog may be asked of the worker before it takes the next one."""
    for key in keys:
        await pilot.app._press_keys([key])  # as the pilot does; it is drawn once, with all that came of the key
        await settled(pilot)
    if not keys:
        await settled(pilot)


def shown(pilot):
    """What stands on the screen, as one text."""
    return "\n".join(screen_text(pilot.app))


def spot(pilot, words):
    """Where words stand on the screen."""
    for y, line in enumerate(screen_text(pilot.app)):
        if words in line:
            return line.index(words) + 1, y
    raise AssertionError(words)


def cursor(screen):
    """The title of the card under the cursor."""
    summary = screen.model.card_summary
    return summary.title if summary else None


def compare(name, lines):
    """Compare a screen with the one that was kept; KANBAN_SNAPSHOTS=write keeps it anew."""
    kept = Path(__file__).parent / "snapshots" / f"{name}.txt"
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    if os.environ.get("KANBAN_SNAPSHOTS") == "write":
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(text, "utf-8")
    differences = unified_diff(
        kept.read_text("utf-8").splitlines(), text.splitlines(), "kept", "shown", n=0, lineterm=""
    )
    told = "\n".join(differences)
    assert not told, f"{name} differs:\n{told}"
