"""The board on a real pty against a bare Textual app: start, keys, bytes, memory, idling."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from tests.bench.boards import home_with, home_with_objections
from tests.bench.table import Table
from tests.terminal import Terminal, kanban

SIZE = (200, 50)
READY = "Nurture"


def start(argv: list[str], env: dict[str, str], ready: str) -> float:
    """Return the ms from the spawn until a text is written."""
    with Terminal(argv, size=SIZE, env=env) as terminal:
        return 1000 * terminal.wait(lambda: ready.encode() in terminal.output)


def keys(
    bare: Terminal, board: Terminal, *some: tuple[str, str], rounds: int = 20
) -> tuple[float, list[tuple[float, float]]]:
    """Return the median ms from a key to its frame: of `j` in the bare app, and of each of some pairs of keys.

    Of a pair there are two: until its first bytes, and until the last of all that it draws. They are pressed by turns:
    how fast a machine is changes within seconds.
    """
    floor, taken = list[float](), [list[tuple[float, float]]() for _ in some]
    for _ in range(rounds):
        for pair, times in zip(some, taken, strict=True):
            floor += [1000 * bare.burst("j").last for _ in pair]
            times += [(1000 * burst.first, 1000 * burst.last) for burst in map(board.burst, pair)]
    return median(floor), [
        (median(first), median(last)) for first, last in (zip(*times, strict=True) for times in taken)
    ]


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    small, large = home_with(folder, 100), home_with(folder, cards)
    bare = [sys.executable, "-m", "tests.bench.bare"]
    starts = [  # by turns, as above
        (start(bare, {}, "bare"), start(kanban(), large, READY), start(kanban(), small, READY))
        for _ in range(2 * times)
    ]
    floor, first, hundred = map(median, zip(*starts, strict=True))
    table.add(f"start to first board, {cards:,} cards", first, floor, 1.25, "ms")
    table.add("the same, floor: our own with 100 cards", first, hundred, 1.1, "ms")

    with Terminal(bare, size=SIZE) as still, Terminal(kanban(), size=SIZE, env=large) as terminal:
        terminal.wait(lambda: READY.encode() in terminal.output)
        terminal.quiet(1.0)
        frame = terminal.frame()
        still.quiet()
        floor, ((key, hints), (_, page), (_, moved)) = keys(
            still, terminal, ("j", "k"), ("pagedown", "pageup"), ("L", "H")
        )
        table.add(f"cursor key to drawn, {cards:,} cards", key, floor, 1.6, "ms")  # less than a kilobyte, sent at once
        table.add("the same, with the hints that follow", hints, floor, 6, "ms")  # where the two cards' hints differ
        table.add("page to drawn", page, floor, 3, "ms")
        table.add("moving a card, committed and drawn", moved, floor, 3, "ms")
        bare_memory = still.memory()
        terminal.send("g")
        terminal.quiet()
        for _ in range(20):
            terminal.burst("j")
        scrolled = median(terminal.burst("j").size for _ in range(10))
        table.add("bytes to scroll one lane, floor: a full frame", scrolled, frame, 0.15, "B")
        _held(table, terminal)
        _filter(table, terminal, key)
        table.add(f"memory, {cards:,} cards", terminal.memory(), bare_memory, 2.5, "MB")
        _idle(table, still, terminal)
        _next_five(table, terminal, cards)
    _objections(table, folder, cards)


OBJECTIONS = 20_000


def _objections(table: Table, folder: Path, cards: int) -> None:
    """Type what a prospect said, on a board where many did: plays that fit come with each letter."""
    home = home_with_objections(folder, cards, OBJECTIONS)
    with Terminal(kanban(), size=SIZE, env=home) as terminal:
        terminal.wait(lambda: READY.encode() in terminal.output)
        terminal.quiet(1.0)
        terminal.burst("/")
        letters = [terminal.burst(letter, quiet=0.15).last * 1000 for letter in "global"]
        terminal.send("\x1b")
        terminal.quiet(0.5)
        terminal.send("\x1b")
        terminal.quiet(0.5)
        terminal.burst("o", quiet=2.0)  # what was said before is read beside the dialog
        typed = [terminal.burst(letter, quiet=0.15).last * 1000 for letter in "expens"]
    called = f"an objection: a letter to drawn, {cards:,} cards, {OBJECTIONS:,} objections"
    table.add(f"{called}, floor: the filter's", median(typed), median(letters), 1.1, "ms")


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


def _next_five(table: Table, terminal: Terminal, cards: int) -> None:
    """Open the next five again and again: they are chosen anew only once something was written, or a minute is over.

    To open a page draws all of the screen, whatever it shows: Today's is the floor of that.
    """
    terminal.burst("T", quiet=2.0)
    terminal.burst("q", quiet=0.3)
    terminal.burst("N", quiet=3.0)
    terminal.burst("q", quiet=0.3)
    opened, floor = list[float](), list[float]()
    for _ in range(10):
        for page, times in (("N", opened), ("T", floor)):
            times.append(1000 * terminal.burst(page, quiet=0.3).last)
            terminal.burst("q", quiet=0.3)
    called = f"the next five after the first time, {cards:,} cards"
    table.add(f"{called}, floor: opening Today", median(opened), median(floor), 1.25, "ms")


def _idle(table: Table, still: Terminal, terminal: Terminal) -> None:
    """Leave both alone for a minute: what the board uses beside the bare app, and what it sends.

    The bare app's use is the floor, because nobody below Textual can do without it: its input thread wakes ten times a
    second, which is more than half of all. The board looks twice a second for what other programs wrote, and once a
    minute for what became late; a whole minute holds one such look, wherever it begins.
    """
    terminal.quiet(1.5)
    both, written, seconds = (still, terminal), len(terminal.output), 60
    before = [each.cpu() for each in both]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.read(end - time.monotonic())
    floor, used = (100 * (each.cpu() - begin) / seconds for each, begin in zip(both, before, strict=True))
    table.add("idle: percent of a core", used, floor, 2.5, "%")
    table.add(f"idle: bytes in {seconds} s", len(terminal.output) - written, None, 0, "B")
