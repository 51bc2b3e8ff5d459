"""The command line against `python -c pass`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from tests.bench.boards import home_with
from tests.bench.table import Table
from tests.terminal import kanban

FLOOR = [sys.executable, "-c", "pass"]


def taken(argv: list[str], env: dict[str, str]) -> float:
    """Return the wall time of a command in ms."""
    begin = time.perf_counter()
    subprocess.run(argv, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1000


def beside_the_floor(commands: Iterable[list[str]], env: dict[str, str]) -> tuple[float, float]:
    """Return the median times of commands and of the floor, which take turns: so both meet the same load."""
    times = [(taken(argv, env), taken(FLOOR, env)) for argv in commands]
    return median(command for command, _ in times), median(floor for _, floor in times)


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    env = {**os.environ, **home_with(folder, cards)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as where it is installed
    times = max(times, 9)
    listing = kanban("list", "--json", "--limit", "20")
    found = subprocess.run(listing, env=env, check=True, capture_output=True, text=True)
    ref = found.stdout.split('"ref": "')[1].split('"')[0]
    moves = [kanban("move", ref, stage) for _ in range(times) for stage in ("Engaged", "MQL")][:times]
    subprocess.run(kanban("move", ref, "Engaged"), env=env, check=True, capture_output=True)  # compiled from here on
    for name, commands, bound in (
        ("kanban --help", [kanban("--help")] * times, 5),
        (f"kanban list --json --limit 20, {cards:,} cards", [listing] * times, 6),
        (f"kanban move, {cards:,} cards", moves, 10),
    ):
        measured, floor = beside_the_floor(commands, env)
        table.add(name, measured, floor, bound, "ms")
