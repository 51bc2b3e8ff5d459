"""Progress of long work: a line on stderr where a person watches, nothing elsewhere."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from kanban import libraries

Thing = TypeVar("Thing")

EVERY = 0.1
"""Seconds between two drawings."""


@contextmanager
def draw_progress(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function that draws the progress; pass it what is done and the total, None if that is unknown."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    bars, console = libraries.rich_progress, libraries.rich_console
    columns = (bars.TextColumn(title), bars.BarColumn(), bars.MofNCompleteColumn(), bars.TimeElapsedColumn())
    with bars.Progress(*columns, console=console.Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        due = 0.0

        def update(done: int, total: int | None) -> None:
            nonlocal due
            now = time.monotonic()
            if now >= due:
                due = now + EVERY
                progress.update(task, completed=done, total=total)

        yield update


@contextmanager
def write_progress() -> Iterator[Callable[[int, int | None], None]]:
    """Yield a function that writes the progress as lines of JSON on stderr, for a program that started this one."""

    def update(done: int, total: int | None) -> None:
        print(json.dumps({"progress": done, "of": total}), file=sys.stderr, flush=True)

    yield update


def write_safe(cards: int) -> None:
    """Write how many cards an import that did not come to its end leaves on the board, for who reads its progress."""
    print(json.dumps({"progress": cards, "safe": cards}), file=sys.stderr, flush=True)


def draw_count(things: Iterable[Thing], title: str) -> Iterator[Thing]:
    """Yield things, and draw how many they were so far."""
    with draw_progress(title) as update:
        for number, thing in enumerate(things, 1):
            yield thing
            update(number, None)
