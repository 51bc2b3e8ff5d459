"""The form of the board's settings."""

from __future__ import annotations

from datetime import date
from functools import partial
from zoneinfo import available_timezones

from kanban.domain.acts import board_verbs
from kanban.domain.board import Board
from kanban.domain.values import text
from kanban.domain.values.dates import format_full_date
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_entry import ListEntry, list_plain_options
from kanban.tui.widgets.inputs.options import currency_options

_HINTS = {
    "name": "a name", "hours": "Mon-Fri 9-17", "holidays": "25 Dec 2026, 1 Jan 2027", "lost_reasons": "price, other",
    "win_reasons": "price, product", "return_reasons": "no budget, other",
}  # fmt: skip
_CALLED = {
    "timezone": "Time zone",
    "limit_policy": "Over a limit",
    "routing": "Offers go to",
    "moves": "Cards moved by",
}
WORDS = {
    "round-robin": "each sales rep in turn", "least-busy": "the rep with fewest cards", "warn": "warn",
    "refuse": "refuse the move", "anyone": "anyone", "holder": "the team that holds them, and leads",
}  # fmt: skip
"""Labels of the settings' values."""


class BoardForm(Form[dict[str, str]]):
    """`BoardForm(board)` → the settings that changed, as typed."""

    def __init__(self, board: Board) -> None:
        self._before = list_settings(board)
        super().__init__("Board", [_make_entry(name, value, board) for name, value in self._before.items()])

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return the settings that changed."""
        return {name: value for name, value in values.items() if value != self._before[name]}


def _make_entry(name: str, value: str, board: Board) -> Entry:
    """Return the entry of a setting: a list if its values are known, otherwise an input."""
    called = _CALLED.get(name, name.replace("_", " ").capitalize())
    if name in board_verbs.CHOICES:
        return ListEntry(name, called, [(key, WORDS[key]) for key in board_verbs.CHOICES[name]], value)
    if name == "currency":
        return ListEntry(name, called, currency_options(board), value, reading=partial(_check_setting, name, value))
    if name == "timezone":
        return ListEntry(name, called, list_plain_options(sorted(available_timezones())), value)
    return Entry(name, called, value, hint=_HINTS[name], reading=partial(_check_setting, name, value))


def _check_setting(name: str, before: str, typed: str) -> str:
    """Raise KanbanError for a refused value; the present one is always accepted."""
    if typed != before:
        board_verbs.read_setting(name, text.clean_line(typed))
    return ""


def list_settings(board: Board) -> dict[str, str]:
    """Return a board's settings as people type them."""
    settings = {name: getattr(board, name) for name in board_verbs.SETTINGS}
    settings["holidays"] = tuple(_format_day(day) for day in board.holidays)
    return {
        name: text.clean_line(", ".join(value) if isinstance(value, tuple) else str(value))
        for name, value in settings.items()
    }


def _format_day(day: str) -> str:
    try:
        return format_full_date(date.fromisoformat(day))
    except ValueError:  # a newer version or another program wrote it
        return day
