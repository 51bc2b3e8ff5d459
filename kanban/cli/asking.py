"""Asking before what can't be taken back."""

from __future__ import annotations

import sys


def confirm(question: str) -> bool:
    """Ask on the terminal, and tell whether the answer is yes; no where nobody sits at one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}


def ask_line(question: str) -> str:
    """Ask for a line on the terminal; empty where nobody sits at one, or answers nothing."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return ""
    print(f"{question} ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()
