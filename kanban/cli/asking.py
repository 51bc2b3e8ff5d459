"""Asking before what can't be taken back."""

from __future__ import annotations

import select
import sys

GLANCE = 0.2
"""Seconds between two looks at whether Ctrl-C was pressed while a line is awaited."""


def is_person() -> bool:
    """Tell whether somebody is there who can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str) -> bool:
    """Ask a yes/no question on the terminal; return False without a terminal."""
    if not is_person():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return _read_line().casefold() in {"y", "yes"}


def ask_line(question: str) -> str:
    """Ask for a line on the terminal; return "" without a terminal or an answer."""
    if not is_person():
        return ""
    print(f"{question} ", end="", file=sys.stderr, flush=True)
    return _read_line()


def _read_line() -> str:
    """Read a line from the terminal.

    A Ctrl-C just before the read would only be noticed after it, so the read begins when there is something to read.
    """
    if sys.platform != "win32":  # which can't wait for a console so
        while not select.select([sys.stdin], [], [], GLANCE)[0]:
            pass
    return sys.stdin.readline().strip()


def show_choice(number: int, text: str) -> None:
    """Show a possible answer above the question that takes its number."""
    print(f"  {number}  {text}", file=sys.stderr, flush=True)
