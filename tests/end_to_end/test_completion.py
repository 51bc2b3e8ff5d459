"""Completion in real shells: TAB inserts what the board knows, quoted, and runs nothing of it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.terminal import Screen

EVIL = "$(touch x)"
START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
LOAD = {
    "bash": """PS1='% '; source {script}; kanban() {{ printf '<%s>' "$@"; echo; }}""",
    "zsh": """PS1='%% '; autoload -U compinit && compinit -D; source {script}; """
    """kanban() {{ printf '<%s>' "$@"; echo; }}""",
    "fish": """function fish_prompt; echo '% '; end; source {script}; """
    """function kanban; printf '<%s>' $argv; echo; end""",
}
"""Completion, and in place of the program a function that shows the words which the shell made of the line."""


@pytest.fixture(params=START)
def shell(request, home, tmp_path, run_cli):
    """A shell with the completions loaded, for a board whose names need quotes."""
    if shutil.which(request.param) is None:
        pytest.skip(f"there is no {request.param} here")
    run_cli("init", "--name", "Ana", "--team", "marketing")
    for stage in (EVIL, "Needs Analysis", "Größe; ls"):
        assert run_cli("stage", "add", stage).code == 0
    run_cli("add", "Łukasz deal", "--label", "second site")
    run_cli("member", "add", "Bo O'Neil", "--team", "sales")
    programs, work = tmp_path / "bin", tmp_path / "work"
    programs.mkdir()
    work.mkdir()
    kanban = programs / "kanban"
    checkout = Path(__file__).parents[2]
    kanban.write_text(f'#!/bin/sh\nPYTHONPATH="{checkout}:$PYTHONPATH" exec "{sys.executable}" -m kanban "$@"\n')
    kanban.chmod(0o755)
    script = tmp_path / f"kanban.{request.param}"
    script.write_text(run_cli("completions", request.param).out, "utf-8")
    env = {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "HOME": str(work),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
    }
    with Screen(START[request.param], size=(100, 30), env=env) as screen:
        screen.send(f"cd {work}; {LOAD[request.param].format(script=script)}; echo re''ady\r")
        screen.see("ready")
        yield screen, work


def completed(screen, typed, words):
    """Type a line and TAB, and see what the shell makes of the completed line."""
    screen.send("\x0c")  # an empty screen
    screen.quiet(0.2)
    screen.send(typed)
    screen.see(typed[-6:])
    screen.send("tab")
    screen.quiet(0.5)
    screen.send("\r")
    screen.see("".join(f"<{word}>" for word in words))


def test_what_the_board_knows_is_inserted_quoted_and_never_run(shell):
    screen, work = shell
    completed(screen, "kanban move x Need", ["move", "x", "Needs Analysis"])
    completed(screen, "kanban list stage:Nur", ["list", "stage:Nurture"])
    completed(screen, "kanban edit x label=sec", ["edit", "x", "label=second site"])
    completed(screen, "kanban move x '$(to", ["move", "x", EVIL])
    completed(screen, 'kanban move x "Nee', ["move", "x", "Needs Analysis"])
    completed(screen, "kanban move x Gr", ["move", "x", "Größe; ls"])
    completed(screen, "kanban member set B", ["member", "set", "Bo O'Neil"])
    completed(screen, "kanban show Łuk", ["show", "Łukasz deal"])
    assert [path.name for path in work.iterdir() if not path.name.startswith(".")] == []


def test_verbs_and_options_are_still_completed(shell):
    screen, _ = shell
    completed(screen, "kanban agreem", ["agreement"])
    completed(screen, "kanban move x Nurture --se", ["move", "x", "Nurture", "--set"])
