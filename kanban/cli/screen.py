"""`kanban [BOARD]`: the board on a terminal as a screen, without one as text."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from kanban import cli, config, lazy, tui
from kanban.cli import demo_board, output
from kanban.cli.open_board import OpenedBoard, open_named_board
from kanban.cli.verb_table import VERBS
from kanban.config import Config, Places
from kanban.domain.errors import KanbanError, NotFound, UsageFault
from kanban.domain.values.naming import is_called
from kanban.store.opening import list_boards
from kanban.store.workspace import Workspace

if TYPE_CHECKING:
    from kanban.tui.screens.welcome import Welcome

DUMB = {"dumb", "unknown"}
"""Terminals that can only print lines."""


def open_screen(as_name: str | None, board: str | None, words: list[str]) -> int:
    """Open the board that the words name; raises NotFound for a word that is neither a board nor a verb."""
    if words and board is not None:
        raise UsageFault(f"“{output.fit_line(words[0], 40)}” is no verb, and --board names the board already.")
    where = config.find_places()
    if words and not is_board(where, words[0]):
        raise NotFound(_explain_unknown_word(words[0]))
    if len(words) > 1:
        raise UsageFault(f"“{output.fit_line(words[1], 40)}” is one word too many; kanban --help lists the verbs.")
    name = words[0] if words else board
    if name is None and is_interactive() and not (where.database.exists() and list_boards(where.database)):
        return first_start(where)
    opened = open_named_board(as_name, name, where)
    return show(opened)


def is_interactive() -> bool:
    """Tell whether a person sits at a terminal on which a screen can be drawn."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "") not in DUMB


def show(opened: OpenedBoard, greeting: str = "", *, imports: bool = False) -> int:
    """Show a board: as a screen where there is one, which begins with the greeting or the import page, else as text."""
    if is_interactive():
        return run_tui(opened.workspace, opened.places, opened.config, greeting, imports=imports)
    gc.enable()

    cli.board_text.write_board(opened.workspace)
    return 0


def first_start(where: Places) -> int:
    """Ask for the user's name and what to start with, set it up, and open it."""
    gc.enable()
    settings = config.load(where)
    config.set_textual_variables(settings)

    answer: Welcome | None = None
    problem = ""
    while answer := tui.app.ask_welcome(where, settings, answer, problem):
        if answer.choice == "demo":
            return _run_demo(answer)
        try:
            if code := _set_up(answer):
                return code
            problem = ""
        except KanbanError as fault:
            problem = str(fault)
            if not (where.database.exists() and list_boards(where.database)):
                continue  # else a part of the team's board came before it broke
        return show(open_named_board(None, None, where), problem, imports=answer.choice == "import")
    return 0


def _run_demo(answer: Welcome) -> int:
    name = (demo_board.demo_content.REPS if answer.team == "sales" else demo_board.demo_content.MARKETERS)[0]
    greeting = f"Demo board: you act as {name} of {answer.team}. M: act as another member"
    return _run_verb("demo", as_name=name, greeting=greeting)


def _set_up(answer: Welcome) -> int:
    """Make the board that somebody chose at the first start, or join it."""
    if answer.choice == "team":
        return _run_verb("join", answer.address, f"--code={answer.code}")
    return _run_verb("init", "--name", answer.name, "--team", answer.team)


def _run_verb(verb: str, *words: str, as_name: str | None = None, greeting: str = "") -> int:

    args = cli.parsing.build_parser(verb).read([*words], {"as_name": as_name, "board": None})
    args.greeting = greeting
    code: int = args.run(args)
    return code


def run_tui(workspace: Workspace, where: Places, settings: Config, greeting: str = "", *, imports: bool = False) -> int:
    """Hand the terminal to the TUI until its user quits."""
    config.set_textual_variables(settings)
    gc.disable()  # as a verb's import was, until the first frame is drawn

    return tui.app.run_board(workspace, where, settings, greeting, imports=imports)


def is_board(where: Places, name: str) -> bool:
    """Tell whether a board of this machine has this name or id."""
    known_boards = list_boards(where.database) if where.database.exists() else []
    return any(is_called(name, *board) for board in known_boards)


def _explain_unknown_word(word: str) -> str:
    near = lazy.difflib.get_close_matches(word.casefold(), VERBS, n=3, cutoff=0.6)
    hint = (
        f"did you mean {' or '.join(near)}?" if near else "kanban --help lists the verbs, kanban board list the boards."
    )
    return f"There is no verb and no board “{output.fit_line(word, 40)}”; {hint}"
