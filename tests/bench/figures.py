"""Reports against `python -c pass`: on a small board, on a large one, and the first of all, which reads the whole log.

The boards are imported leads, some two changes a card; `histories` has boards on which people worked for years.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median

from tests.bench.boards import home_with
from tests.bench.commands import beside_the_floor, taken
from tests.bench.table import Table
from tests.terminal import kanban

SMALL = 3_900

REPORTS = ("funnel", "handoffs", "movement", "winrate", "forecast")


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    for count, bound in ((SMALL, 15), (cards, 150)):
        env = {**os.environ, **home_with(folder, count)}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        for file in Path(env["KANBAN_HOME"]).rglob("*.figures*"):
            file.unlink()
        floor = median(taken([sys.executable, "-c", "pass"], env) for _ in range(times))
        # nobody waits for it twice: its bound only tells of a change for the worse
        table.add(f"the first report, {count:,} cards", taken(kanban("report", "funnel"), env), floor, 20 * bound, "ms")
        for name in REPORTS:
            measured, floor = beside_the_floor([kanban("report", name)] * times, env)
            table.add(f"kanban report {name}, {count:,} cards", measured, floor, bound, "ms")
