"""A board on which both teams worked for two years: cards that moved, were offered, answered and returned, and were
talked about.

Made by the program's own verbs at past moments, some hundred cards an act, so that it holds what people's boards hold.
`python -m tests.bench histories` makes one of 100,000 cards, 500,000 comments and activities and 1,000,000 changes,
which takes ten minutes, so this part runs only where it is named.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from kanban import config
from kanban.cli.demo_board.crowd import Crowd
from kanban.cli.demo_board.demo_content import MARKETERS, REPS
from kanban.domain.acts import activity_verbs, board_verbs, verbs
from kanban.domain.clock import utc_now
from kanban.domain.handoffs.handoff_verbs import BAD_TIMING
from kanban.store.importing.importer import Importer
from kanban.store.opening import create_board, open_workspace
from kanban.store.workspace import Workspace
from tests.bench.commands import beside_the_floor
from tests.bench.figures import REPORTS
from tests.bench.screen import READY, SIZE, start
from tests.bench.table import Table
from tests.terminal import Terminal, kanban

OTHERS = ("dashboard", "conversion", "forecast --accuracy", "recycle", "stages", "velocity", "campaigns")
"""Reports that may take longer than those that SQL counts alone."""

WEEKS = 104
AT_ONCE = 250
"""Cards of one act."""
SEED = 20_261_201

ONWARD = {
    "Nurture": ("Engaged", 0.01), "Engaged": ("MQL", 0.02), "MQL": ("Handoff", 0.08), "Accepted": ("Discovery", 0.3),
    "Discovery": ("Proposal", 0.1), "Proposal": ("Negotiation", 0.1), "Negotiation": ("Won", 0.06),
}  # fmt: skip
"""Where a share of a stage's cards goes each week."""
LOSING = {"Discovery": 0.03, "Proposal": 0.04, "Negotiation": 0.05}
TOUCHES = (("call", "no answer"), ("call", "reached"), ("email", "sent"), ("email", "reply"), ("meeting", "held"))


class Years:
    """A board that grows week by week."""

    def __init__(self, path: Path, cards: int, changes: int) -> None:
        self.now = utc_now() - timedelta(weeks=WEEKS)
        self.random = random.Random(SEED)
        self.cards, self.changes = cards, changes
        self.marketing = create_board(path, "Pipeline", MARKETERS[0], "marketing", now=self.moment)
        for team, names in (("marketing", MARKETERS[1:]), ("sales", REPS)):
            for name in names:
                self.marketing.act(lambda view, name=name, team=team: board_verbs.add_member(view, name, team))
        board = self.marketing.board
        rep = next(member for member in board.members if member.name == REPS[0])
        self.sales = open_workspace(path, board.id, rep.id, now=self.moment)
        self.crowd = Crowd(board, self.now)
        self.stages = {stage.name: stage for stage in board.stages}
        self.pools: dict[str, list[str]] = {}

    def moment(self) -> datetime:
        """Return the present moment of the board, which never stands still."""
        self.now += timedelta(seconds=1)
        return self.now

    def live(self, week: int) -> None:
        """Let a week pass: cards come, move on, are offered and answered, and are talked about."""
        monday = self.now.replace(hour=9, minute=0, second=0) + timedelta(days=7 - self.now.weekday())
        self.now = min(monday, utc_now() - timedelta(hours=WEEKS - week))
        before = self.count_changes()
        self._arrive(self.cards // WEEKS + (self.cards % WEEKS if week == 0 else 0))
        self.sales.let_time_pass()  # offers that nobody answered expire
        for name, (to, share) in ONWARD.items():
            self._move(name, to, share)
        self.now = min(self.now + timedelta(hours=self.random.choice((1, 3, 6, 26))), utc_now())
        self._answer()
        for name, share in LOSING.items():
            self._move(name, "Lost", share)
        due = self.changes * (week + 1) // WEEKS - before
        self._talk(max(0, due - (self.count_changes() - before)))

    def count_changes(self) -> int:
        """Return how many changes the log has."""
        (count,) = self.marketing.connection.execute("SELECT count(*) FROM change").fetchone()
        return int(count)

    def close(self) -> None:
        """Close the board."""
        self.sales.close()
        self.marketing.close()

    def _arrive(self, count: int) -> None:
        self.crowd.now = self.now
        Importer(self.marketing, lambda imported: f"Imported {imported.created:,} leads").run(
            self.crowd.arrivals(count)
        )
        for name, stage in self.stages.items():
            rows = self.marketing.connection.execute("SELECT id FROM card WHERE lane = ? AND deleted = 0", (stage.id,))
            self.pools[name] = [card for (card,) in rows]

    def _move(self, name: str, to: str, share: float) -> None:
        workspace = self.sales if self.stages[name].side == "sales" else self.marketing
        inputs = {"why": "Asked for a price", "lost_reason": "No budget", "value": 1_200_000} if to in {
            "Handoff", "Lost", "Won"} else {}  # fmt: skip
        for some in self._draw(name, share):
            self._act(workspace, some, to, inputs)
            self.pools[to] += some

    def _answer(self) -> None:
        """Accept most of what is at the door, return some; the rest waits, or expires."""
        soon = (self.now + timedelta(days=4)).date().isoformat()
        for to, share, inputs in (
            ("Accepted", 0.6, {"next_step": "Call them", "next_on": soon}),
            ("Nurture", 0.5, {"return_reason": BAD_TIMING, "again": soon}),
        ):
            for some in self._draw("Handoff", share):
                self._act(self.sales, some, to, inputs)
                self.pools[to] += some

    def _talk(self, count: int) -> None:
        """Write so many comments, activities, next steps and places: of ten three, three, two and two."""
        open_cards = [card for name, cards in self.pools.items() if not self.stages[name].is_closed for card in cards]
        while count > 0 and open_cards:
            some = self.random.sample(open_cards, min(AT_ONCE, count, len(open_cards)))
            workspace, act = self._choose_words(some)
            workspace.act(act)
            count -= len(some)

    def _choose_words(self, some: list[str]) -> tuple[Workspace, Callable[..., object]]:
        kind, outcome = self.random.choice(TOUCHES)
        workspace = self.random.choice((self.marketing, self.sales))
        match self.random.randrange(8):
            case 0 | 1 | 2:
                return workspace, lambda view: verbs.comment_on_cards(view, some, "They will think about it.")
            case 3 | 4 | 5:
                return workspace, lambda view: activity_verbs.log_activity(view, some, kind, outcome)
            case _:
                day = (self.now + timedelta(days=self.random.randrange(1, 20))).date().isoformat()
                registers = {"next_step": f"Call again about {day}", "next_on": day}
                return self.marketing, lambda view: verbs.edit(view, some, registers)

    def _draw(self, name: str, share: float) -> Iterator[list[str]]:
        """Take a share of a stage's cards out of its pool, some at a time."""
        pool = self.pools[name]
        self.random.shuffle(pool)
        count = round(len(pool) * share)
        drawn, self.pools[name] = pool[:count], pool[count:]
        for begin in range(0, count, AT_ONCE):
            yield drawn[begin : begin + AT_ONCE]

    def _act(self, workspace: Workspace, some: list[str], to: str, inputs: dict[str, object]) -> None:
        workspace.act(lambda view: verbs.move(view, some, to=self.stages[to], inputs=inputs))


def home_with_history(folder: Path, cards: int, changes: int) -> dict[str, str]:
    """Return the environment of a home whose board has so many cards and changes."""
    home = folder / f"years-{cards}-{changes}"
    if not home.exists():
        where = config.places_below(home)
        config.make_places(where)
        years = Years(where.database, cards, changes)
        for week in range(WEEKS):
            years.live(week)
        board, rep = years.marketing.board, years.sales.member_id or ""
        years.close()
        config.remember(where, board=board.id, member=(board.id, rep), welcomed=True)
    return {"KANBAN_HOME": str(home)}


def measure_dashboard(env: dict[str, str]) -> tuple[float, float]:
    """Return the ms from `r` to the dashboard's first figures, and to the last of them."""
    with Terminal(kanban(), size=SIZE, env=env) as terminal:
        terminal.wait(lambda: READY.encode() in terminal.output)
        terminal.quiet(1.0)
        drawn, pressed = len(terminal.output), time.monotonic()
        terminal.send("r")
        times = []
        terminal.wait(lambda: b"still open" in terminal.output[drawn:])
        times.append(1000 * (time.monotonic() - pressed))
        # all are counted when the head of what is counted last stands there, with rows below it
        terminal.wait(lambda: b"off by" in terminal.output[drawn:])
        times.append(1000 * (time.monotonic() - pressed))
    return times[0], times[1]


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    small, large = home_with_history(folder, 1_000, 10_000), home_with_history(folder, cards, 10 * cards)
    bare = median(start([sys.executable, "-m", "tests.bench.bare"], {}, "bare") for _ in range(times))
    for env in (small, large):
        subprocess.run(kanban("report", "funnel"), env=os.environ | env, check=True, capture_output=True)
    firsts, wholes = map(median, zip(*(measure_dashboard(large) for _ in range(times)), strict=True))
    _, whole = map(median, zip(*(measure_dashboard(small) for _ in range(times)), strict=True))
    table.add(f"dashboard: first figures, {10 * cards:,} changes", firsts, bare, 2, "ms")
    table.add("dashboard: all figures, floor: 1,000 cards", wholes, whole, 3, "ms")
    for name in REPORTS:
        measured, floor = beside_the_floor([kanban("report", name)] * times, os.environ | large)
        table.add(f"kanban report {name}, {10 * cards:,} changes", measured, floor, 60, "ms")
    for name in OTHERS:
        measured, floor = beside_the_floor([kanban("report", *name.split())] * times, os.environ | large)
        table.add(f"kanban report {name}, {10 * cards:,} changes", measured, floor, 150, "ms")
