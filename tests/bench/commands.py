"""The command line against `python -c pass`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.boards import home_with
from tests.bench.table import Table
from tests.terminal import kanban


def seconds(argv: list[str], env: dict[str, str], times: int) -> float:
    """Return the median wall time of a command in ms."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        subprocess.run(argv, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        taken.append((time.perf_counter() - begin) * 1000)
    return median(taken)


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    env = {**os.environ, **home_with(folder, cards)}
    times = max(times, 9)
    floor = seconds([sys.executable, "-c", "pass"], env, times)
    table.add("kanban --help", seconds(kanban("--help"), env, times), floor, 5, "ms")
    listing = seconds(kanban("list", "--json", "--limit", "20"), env, times)
    table.add(f"kanban list --json --limit 20, {cards:,} cards", listing, floor, 6, "ms")
    found = subprocess.run(
        kanban("list", "--json", "--limit", "1"), env=env, check=True, capture_output=True, text=True
    )
    ref = found.stdout.split('"ref": "')[1].split('"')[0]
    stages = iter(["Engaged", "MQL"] * times)
    taken = [seconds(kanban("move", ref, next(stages)), env, 1) for _ in range(times)]
    table.add(f"kanban move, {cards:,} cards", median(taken), floor, 10, "ms")
