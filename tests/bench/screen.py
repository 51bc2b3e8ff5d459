"""The board on a real pty against a bare Textual app: start, keys, bytes, memory, idling."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.boards import home_with
from tests.bench.table import Table
from tests.terminal import Terminal, kanban

SIZE = (200, 50)
READY = "Nurture"


def start(argv: list[str], env: dict[str, str], ready: str) -> float:
    """Return the ms from the spawn until a text is written."""
    with Terminal(argv, size=SIZE, env=env) as terminal:
        return 1000 * terminal.wait(lambda: ready.encode() in terminal.output)


def keys(terminal: Terminal, *pressed: str, times: int = 20) -> tuple[float, float]:
    """Return (median ms from a key to the end of its frame, median bytes)."""
    bursts = [terminal.burst(key) for _ in range(times) for key in pressed]
    return median(burst.last * 1000 for burst in bursts), median(burst.size for burst in bursts)


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    small, large = home_with(folder, 100), home_with(folder, cards)
    bare = [sys.executable, "-m", "tests.bench.bare"]
    starts = [  # by turns: how fast a machine is changes from minute to minute
        (start(bare, {}, "bare"), start(kanban(), large, READY), start(kanban(), small, READY))
        for _ in range(2 * times)
    ]
    floor, first, hundred = map(median, zip(*starts, strict=True))
    table.add(f"start to first board, {cards:,} cards", first, floor, 1.25, "ms")
    table.add("the same, floor: our own with 100 cards", first, hundred, 1.1, "ms")

    with Terminal(bare, size=SIZE) as terminal:
        terminal.quiet()
        bare_key, _ = keys(terminal, "j", times=40)
        bare_memory = terminal.memory()
    with Terminal(kanban(), size=SIZE, env=large) as terminal:
        terminal.wait(lambda: READY.encode() in terminal.output)
        terminal.quiet(1.0)
        frame = terminal.frame()
        key, _ = keys(terminal, "j", "k", times=20)
        table.add(f"cursor key to drawn, {cards:,} cards", key, bare_key, 1.6, "ms")
        page, _ = keys(terminal, "pagedown", "pageup", times=10)
        table.add("page to drawn", page, bare_key, 3, "ms")
        moved, _ = keys(terminal, "L", "H", times=10)
        table.add("moving a card, committed and drawn", moved, bare_key, 3, "ms")
        terminal.send("g")
        terminal.quiet()
        for _ in range(20):
            terminal.burst("j")
        _, scrolled = keys(terminal, "j", times=10)
        table.add("bytes to scroll one lane, floor: a full frame", scrolled, frame, 0.15, "B")
        _held(table, terminal)
        _filter(table, terminal, key)
        table.add(f"memory, {cards:,} cards", terminal.memory(), bare_memory, 2.5, "MB")
        _idle(table, terminal)


def _held(table: Table, terminal: Terminal) -> None:
    """Hold a key for two seconds at 30/s: frames a second, and how many frames come after the release."""
    terminal.quiet(0.5)
    begin, frames, sent, drawn = time.monotonic(), 0, 0, 0.0
    while (now := time.monotonic()) - begin < 2.0:
        if now - begin >= sent / 30:
            terminal.send("j" if sent < 45 else "k")
            sent += 1
        if terminal.read(min(0.005, max(0.0, begin + sent / 30 - time.monotonic()))):
            frames += time.monotonic() - drawn > 0.008  # a frame may come in several reads
            drawn = time.monotonic()
    late = 0
    while terminal.read(0.1):
        late += 1
    table.add("a key held at 30/s: frames a second", frames / 2.0, None, 29, "1/s", least=True)
    table.add("a key held at 30/s: frames after the release", late, None, 2, "")


def _filter(table: Table, terminal: Terminal, key: float) -> None:
    terminal.burst("/")
    letters = [terminal.burst(letter, quiet=0.15).last * 1000 for letter in "global"]
    table.add("filter: a letter to drawn, floor: our cursor key", median(letters), key, 8, "ms")
    for _ in "global":
        terminal.burst("backspace", quiet=0.15)
    terminal.burst("esc", quiet=0.3)


def _idle(table: Table, terminal: Terminal) -> None:
    terminal.quiet(1.5)
    before, written, seconds = terminal.cpu(), len(terminal.output), 20
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.read(end - time.monotonic())
    table.add("idle: percent of a core", 100 * (terminal.cpu() - before) / seconds, None, 0.3, "%")
    table.add(f"idle: bytes in {seconds} s", len(terminal.output) - written, None, 0, "B")
