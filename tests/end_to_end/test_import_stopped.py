"""An import on a real terminal that is stopped, resized or left in the middle: nothing is lost, and no process
stays."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")

LEADS = 5_000
BEFORE = 60
"""Cards of the board."""

SIGINT_WAITS = 1 << (signal.SIGINT - 1)


@pytest.fixture
def importing(machine, tmp_path):
    """A board on a terminal, on which the first cards of a file have come in; the process that imports stands still
    until `go_on`, however fast the machine is."""
    path = tmp_path / "many.csv"
    rows = "".join(f"Lead {n},Company {n},lead{n}@acme.example,{n}\n" for n in range(LEADS))
    path.write_text(f"Title,Company,Email,Value\n{rows}", "utf-8")
    with machine.screen(size=(80, 24)) as screen:
        screen.see("60 cards")
        screen.type("I")
        screen.see("[Files]")
        screen.send(f"\x1b[200~'{path}'\x1b[201~")
        screen.see("5,000 rows", 60)
        screen.type("enter")
        screen.see("First cards", 60)
        with closing(sqlite3.connect(f"file:{machine.database}?mode=ro", uri=True)) as board:
            cards = board.execute("SELECT count(*) FROM card").fetchone()
            screen.send("i")
            wait_for(lambda: board.execute("SELECT count(*) FROM card").fetchone() > cards)
            signal_import(machine, signal.SIGSTOP)
        screen.see("leave running", 60)  # what is saved may not be told yet: it stands still between any two steps
        try:
            yield screen
        finally:
            signal_import(machine, signal.SIGCONT)


def wait_for(happens, seconds=60):
    """Wait until something has happened, looking often."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.002)


def signal_import(machine, number):
    for pid in processes_of(machine):
        os.kill(pid, number)


def go_on(machine, screen=None):
    """Let the process that imports go on; with a screen, once that has told it to stop.

    What the screen writes is read meanwhile: a terminal that takes nothing holds up its program.
    """

    def is_told():
        return all(has_been_told(pid) for pid in processes_of(machine))

    if screen and screen.ended:
        wait_for(is_told)
    elif screen:
        screen.wait(is_told, 60)
    signal_import(machine, signal.SIGCONT)


def has_been_told(pid):
    pending = re.search(r"^ShdPnd:\s*(\w+)", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)[1]
    return bool(int(pending, 16) & SIGINT_WAITS)


def processes_of(machine):
    """The programs that work on a home, by the ids of their processes."""
    home = f"KANBAN_HOME={machine.home}".encode()
    pids = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if home in (place / "environ").read_bytes().split(b"\0"):
                pids.append(int(place.name))
        except OSError:  # it has ended, or belongs to somebody else
            continue
    return pids


def all_ended(machine, seconds=30):
    end = time.monotonic() + seconds
    while processes_of(machine):
        assert time.monotonic() < end, processes_of(machine)
        time.sleep(0.05)


def is_whole(machine):
    ran = machine.run("doctor")
    assert ran.code == 0, ran.out + ran.err
    return True


def cards_of(machine):
    return sum(stage["cards"] for stage in machine.told("stage", "list")) - BEFORE


def test_stopped_it_says_what_is_there_and_the_rest_follows(machine, importing):
    importing.send("esc")
    importing.see("Stop the import?")
    importing.send("enter")
    go_on(machine, importing)
    importing.see("of 5,000 cards are on the board.", 60)
    importing.see("enter import the rest")
    told = int(re.search(r"Stopped. ([0-9,]+) of", importing.text)[1].replace(",", ""))
    cards = cards_of(machine)
    assert 0 < told == cards < LEADS
    assert is_whole(machine)
    importing.type("enter")
    importing.see(f"{LEADS - cards:,} new · 0 updated · {cards:,} unchanged", 60)
    importing.type("i")
    importing.see(f"{LEADS - cards:,} cards added", 120)
    assert cards_of(machine) == LEADS
    importing.type("b", "q")
    assert importing.exit() == 0
    all_ended(machine)
    assert is_whole(machine)


def test_stopped_and_undone_nothing_stays(machine, importing):
    importing.send("esc")
    importing.see("Stop the import?")
    importing.send("j")
    importing.send("enter")
    go_on(machine, importing)
    importing.see("Stopped. Nothing of it is on the board.", 60)
    importing.wait(lambda: cards_of(machine) == 0, 60)
    assert is_whole(machine)


def test_it_bears_a_terminal_that_changes_its_size(machine, importing):
    for size in ((60, 15), (200, 50), (30, 8)):
        importing.resize(*size)
        importing.quiet(0.1, 2.0)
    go_on(machine)
    importing.resize(80, 24)
    importing.see("cards added", 120)
    assert cards_of(machine) == LEADS
    assert is_whole(machine)


@pytest.mark.parametrize("how", ["hang up", "terminate"])
def test_a_terminal_that_is_closed_ends_the_import_in_good_order(machine, importing, how):
    if how == "hang up":
        os.close(importing.fd)
        importing.ended = True
    else:
        importing.signal(signal.SIGTERM)
    go_on(machine, importing)
    importing.exit(30)
    all_ended(machine)
    cards = cards_of(machine)
    assert 0 < cards < LEADS
    assert is_whole(machine)
    assert machine.run("undo").code == 0
    assert cards_of(machine) == 0
    assert is_whole(machine)


def test_a_board_that_is_killed_ends_its_import_too(machine, importing):
    importing.signal(signal.SIGKILL)
    importing.exit(30)
    go_on(machine)
    all_ended(machine, 60)
    assert is_whole(machine)
    assert cards_of(machine) > 0
