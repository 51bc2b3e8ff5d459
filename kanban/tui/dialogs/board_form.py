"""The board's own settings, as one types them."""

from __future__ import annotations

from functools import partial
from zoneinfo import available_timezones

from kanban.domain import board_verbs, text
from kanban.domain.board import Board
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form

_HINTS = {
    "name": "a name", "currency": "EUR", "timezone": "Europe/Berlin", "hours": "Mon-Fri 9-17", "holidays": "2026-12-25, 2027-01-01",
    "routing": "round-robin", "limit_policy": "warn", "moves": "anyone", "lost_reasons": "price, other", "win_reasons": "price, product",
    "return_reasons": "no budget, other",
}  # fmt: skip
_CALLED = {
    "timezone": "Time zone",
    "limit_policy": "Over a limit",
    "routing": "Offers go to",
    "moves": "Cards are moved by",
}
_COMMAS = {"holidays", "lost_reasons", "win_reasons", "return_reasons"}


class BoardForm(Form[dict[str, str]]):
    """The settings → those that changed, as they were typed."""

    def __init__(self, board: Board) -> None:
        self._before = settings_of(board)
        words = {**board_verbs.CHOICES, "timezone": tuple(sorted(available_timezones()))}
        entries = [
            Entry(
                name, _CALLED.get(name, name.replace("_", " ").capitalize()), value, hint=_HINTS[name],
                words=words.get(name, ()), commas=name in _COMMAS, reading=partial(_read, name, value),
            )
            for name, value in self._before.items()
        ]  # fmt: skip
        super().__init__("Board", entries)

    def answer(self, values: dict[str, str]) -> dict[str, str]:
        """Return what changed."""
        return {name: value for name, value in values.items() if value != self._before[name]}


def _read(name: str, before: str, typed: str) -> str:
    """Raise KanbanError for what won't do; what stands there already does."""
    if typed != before:
        board_verbs.setting(name, text.clean_line(typed))
    return ""


def settings_of(board: Board) -> dict[str, str]:
    """Return a board's settings as one would type them."""
    found = {name: getattr(board, name) for name in board_verbs.SETTINGS}
    return {
        name: text.clean_line(", ".join(value) if isinstance(value, tuple) else str(value))
        for name, value in found.items()
    }
