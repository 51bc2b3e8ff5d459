"""Asking before what can't be taken back."""

from __future__ import annotations

import sys


def is_person() -> bool:
    """Tell whether somebody is there who can answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(question: str) -> bool:
    """Ask a yes/no question on the terminal; return False without a terminal."""
    if not is_person():
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def ask_line(question: str) -> str:
    """Ask for a line on the terminal; return "" without a terminal or an answer."""
    if not is_person():
        return ""
    print(f"{question} ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def show_choice(number: int, text: str) -> None:
    """Show a possible answer above the question that takes its number."""
    print(f"  {number}  {text}", file=sys.stderr, flush=True)
