"""The terminal itself: none at all, too small a one, one that grows, goes away or comes back; and what breaks in the
program."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal import Screen

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a pty needs a Unix")

TOO_SMALL = "This terminal is"


@pytest.mark.parametrize(
    "env", [{}, {"TERM": "dumb"}, {"NO_COLOR": ""}, {"NO_COLOR": "1", "COLUMNS": "3", "LINES": "0"}]
)
def test_without_a_terminal_the_board_is_text(machine, env):
    for words in ([], ["Demo"]):
        ran = machine.run(*words, **env)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Demo · Ana, marketing · 60 cards\n")
        assert "\x1b" not in ran.out
        for lane in ("MARKETING", "Nurture", "DOOR", "Handoff", "SALES", "Won", "Lost"):
            assert lane in ran.out


def test_a_terminal_that_can_only_print_lines_gets_text(machine):
    with machine.screen(TERM="dumb") as screen:
        screen.see("Lost")
        assert screen.exit() == 0
        assert b"\x1b" not in screen.output


@pytest.mark.parametrize("value", ["", "1"])
def test_no_color_counts_unless_it_is_empty(machine, value):
    with machine.screen(NO_COLOR=value) as screen:
        screen.see("60 cards")
        screen.type("q")
        assert screen.exit() == 0
        colors = set(re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", screen.output))
        assert all(red == green == blue for red, green, blue in colors) is (value != "")


def test_a_terminal_that_shrinks_and_grows_shows_the_board_again_with_its_keys(machine):
    with machine.screen() as screen:
        screen.see("60 cards")
        for size in ((20, 5), (1, 1), (60, 15), (300, 100), (39, 40), (40, 8), (20, 5), (120, 40)):
            screen.resize(*size)
            if size in {(20, 5), (39, 40)}:
                screen.see(TOO_SMALL)
            elif size != (1, 1):
                screen.see("60 cards")
        screen.type("enter")
        screen.see("1 [Thread]")
        whole = [line[66:] for line in screen.text.splitlines()[1:8]]
        for size in ((20, 5), (60, 15)):
            screen.resize(*size)
            screen.quiet(0.2)
            screen.resize(120, 40)
            screen.wait(lambda: [line[66:] for line in screen.text.splitlines()[1:8]] == whole, 10)
        screen.type("q")
        assert screen.exit() == 0


def test_of_two_sizes_at_once_the_last_one_counts(machine):
    with machine.screen() as screen:
        screen.see("60 cards")
        for _ in range(25):
            screen.resize(20, 5)
            screen.see(TOO_SMALL)
            screen.resize(1, 1)
            screen.resize(60, 15)
            screen.see("60 cards")
        screen.type("q")
        assert screen.exit() == 0


def test_nothing_is_moved_that_can_not_be_seen(machine):
    before = machine.told("list")
    with machine.screen(size=(20, 5)) as screen:
        screen.see(TOO_SMALL)
        screen.type("L", "x", "delete", "u")
        screen.resize(120, 40)
        screen.see("60 cards")
        screen.type("q")
        assert screen.exit() == 0
    assert machine.told("list") == before


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_told_to_end_it_leaves_the_terminal_as_it_was(machine, name):
    number = getattr(signal, name)
    with machine.screen() as screen:
        screen.see("60 cards")
        screen.signal(number)
        assert screen.exit() == 128 + number
        assert screen.restored()


def test_it_ends_when_its_terminal_does(machine):
    screen = machine.screen()
    screen.see("60 cards")
    assert screen.hang_up() == 128 + signal.SIGHUP


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="whether it is stopped is only to be seen on Linux")
def test_ctrl_z_gives_the_terminal_back_and_fg_the_board(machine):
    with machine.screen() as screen:
        screen.see("60 cards")
        screen.send("\x1a")
        screen.wait(lambda: screen.state() == "T", 10)
        screen.quiet(0.1)
        assert screen.restored()
        screen.screen.reset()
        screen.signal(signal.SIGCONT)
        screen.see("60 cards")
        screen.see("/ filter")
        screen.type("q")
        assert screen.exit() == 0
        assert screen.restored()


def test_ctrl_c_says_how_one_quits(machine):
    with machine.screen() as screen:
        screen.see("60 cards")
        screen.send("ctrl+c")
        screen.see("q quits, esc closes what is open.")
        screen.type("q")
        assert screen.exit() == 0


BREAKS = """
import sys
from pathlib import Path
from kanban.cli.main import run
from kanban.tui.parts.moves import Moves
from kanban.tui.board_worker import BoardWorker
def fail(*_):
    secret = "of a card \\x1b]52;c;AAAA\\x07"
    raise ValueError("it \\x1b[2Jbroke")
Moves.action_move_right = fail
BoardWorker.undo = lambda worker: worker.run(fail)
sys.argv = ["kanban"]
run()
"""


def test_what_breaks_the_board_is_one_sentence_and_the_rest_is_in_the_log(machine):
    with Screen([sys.executable, "-c", BREAKS], env=machine.env) as screen:
        screen.see("60 cards")
        screen.type("u")
        screen.see("Unexpected error. Nothing was changed.")
        screen.send("L")
        assert screen.exit() == 1
        assert screen.restored()
        said = bytes(screen.output).rpartition(b"\x1b[?1006l")[2].decode()
    log = machine.home / "log" / "kanban.log"
    assert said.strip() == (
        f"kanban: something went wrong that should not have (ValueError: it ␛[2Jbroke); the details are in {log}."
    )
    assert log.read_text("utf-8").count("Traceback") == 2
    assert b"\x1b]52" not in screen.output
