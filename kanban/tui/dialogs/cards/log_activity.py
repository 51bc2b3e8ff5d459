"""Asks what was done with the prospect: a kind and its outcome by one letter, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from kanban.domain import activity, clock
from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs.handoff_verbs import calendar_of
from kanban.domain.values import dates, moments
from kanban.domain.values.past_moments import parse_past_moment
from kanban.tui.dialogs.cards.field_entry import field_entry
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form

ROWS: tuple[tuple[str, str, str], ...] = (
    ("c", "call", "reached"), ("n", "call", "no answer"), ("s", "email", "sent"), ("r", "email", "reply"),
    ("h", "meeting", "held"), ("w", "meeting", "no show"),
)  # fmt: skip
"""Each row's letter, kind and outcome."""

AHEAD = 2
"""Working days by which a step moves where nobody was reached."""


@dataclass(frozen=True, slots=True)
class LoggedActivity:
    """What was typed."""

    kind: str
    outcome: str
    words: str
    done_at: str | None
    """UTC; None for now."""
    next_step: str | None
    """None where it stays as it is."""
    next_on: date | None
    next_time: str | None = None
    objection: str = ""
    """What they objected to, as far as typed."""


class OutcomeRows(Widget, can_focus=True):
    """Six rows; a letter or the arrows choose one."""

    DEFAULT_CSS = "OutcomeRows { height: 6; width: 1fr; margin-bottom: 1; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "confirm", "Log", show=False),
        Binding("down,j", "step(1)", "Next", show=False),
        Binding("up,k", "step(-1)", "Previous", show=False),
    ]
    row: reactive[int] = reactive(1)

    class Chosen(Message):
        """A row was chosen."""

    class Confirmed(Message):
        """The chosen row is what is to be logged."""

    @property
    def chosen(self) -> tuple[str, str]:
        """The kind and the outcome."""
        return ROWS[self.row][1:]

    def render(self) -> Content:
        """Draw the rows, the chosen one with the cursor's mark."""
        lines = []
        for place, (letter, kind, outcome) in enumerate(ROWS):
            mark, style = ("▌", "bold") if place == self.row else (" ", "")
            words = f"{activity.TITLES[kind]:<8} · {outcome}"
            lines.append(Content.assemble((f"{mark} ", style), (letter, "bold $primary"), (f"  {words}", style)))
        return Content("\n").join(lines)

    def action_step(self, by: int) -> None:
        """Choose the next row; below the last one comes the first."""
        self.choose((self.row + by) % len(ROWS))

    def action_confirm(self) -> None:
        """Log the chosen row."""
        self.post_message(self.Confirmed())

    def on_key(self, event: Key) -> None:
        """Choose the row of a letter."""
        for place, (letter, _, _) in enumerate(ROWS):
            if event.character == letter:
                event.stop()
                self.choose(place)

    def on_click(self, event: Click) -> None:
        """Choose the row under the mouse."""
        if 0 <= event.y < len(ROWS):
            self.choose(event.y)

    def choose(self, row: int) -> None:
        """Choose a row."""
        self.row = row
        self.post_message(self.Chosen())


class LogActivity(Form[LoggedActivity]):
    """`LogActivity(board, what, step)` → what was done; `step` is the next step of a single card."""

    def __init__(self, board: Board, what: str, step: str, *, now: datetime) -> None:
        self._board, self._now, self._step = board, now, step
        self._today = moments.find_today(now, board.timezone)
        self._rows = OutcomeRows()
        self._on = field_entry("next_on", board, self._today, called="On", hint="+2d, fri, 1 Dec")
        entries = [
            Entry("text", "Note", hint="optional"),
            Entry("at", "When", hint="now, or e.g. 9:30, yesterday 14:00", reading=self._read_time),
            field_entry("next_step", board, self._today, called="Next step", value=step, hint="optional"),
            self._on,
            Entry("objection", "Objected to", hint="optional, in their words"),
        ]
        super().__init__(f"Activity: {what}", entries, (("enter", "log"), ("tab", "next field")))

    def content(self) -> Iterable[Widget]:
        """Return the rows, then the entries."""
        return [self._rows, *self.entries]

    @property
    def has_unsaved(self) -> bool:
        """Whether something was typed, aside from the day that the chosen row suggests."""
        return any(entry.is_changed for entry in self.entries if entry is not self._on) or (
            self._on.value not in {"", self._suggested_day}
        )

    def on_mount(self) -> None:
        """Suggest the day of the first row."""
        self._suggest()

    def on_outcome_rows_chosen(self, _: OutcomeRows.Chosen) -> None:
        """Suggest another day where nobody was reached."""
        self._suggest()

    def on_outcome_rows_confirmed(self, _: OutcomeRows.Confirmed) -> None:
        """Log it."""
        self.confirm()

    def _suggest(self) -> None:
        if self._on.value in {"", self._suggested_day}:
            tries_again = bool(self._step) and self._rows.chosen[1] in {"no answer", "no show"}
            self._on.fill(self._suggested_day if tries_again else "")

    @property
    def _suggested_day(self) -> str:
        """The day after so many working days, as `parse_day` reads it."""
        calendar, day, left = calendar_of(self._board), self._today, AHEAD
        for _ in range(60):
            day += timedelta(days=1)
            left -= calendar.is_open_on(day)
            if not left:
                break
        return dates.format_full_date(day)

    def _read_time(self, typed: str) -> str:
        if not typed:
            return ""
        at = clock.iso(parse_past_moment(typed, self._now, self._board.timezone))
        return f"→ {moments.format_whole(at, self._today, self._board.timezone)}"

    def answer(self, values: dict[str, str]) -> LoggedActivity:
        """Return what was done; raises UsageFault for a date without a step."""
        kind, outcome = self._rows.chosen
        day, time = dates.parse_due(values["next_on"], self._today) if values["next_on"] else (None, None)
        if day and not values["next_step"]:
            raise UsageFault("A due date needs a next step. Type one.")
        done_at = clock.iso(parse_past_moment(values["at"], self._now, self._board.timezone)) if values["at"] else None
        changes = values["next_step"] != self._step or day is not None
        step = values["next_step"] if changes and values["next_step"] else None
        return LoggedActivity(kind, outcome, values["text"], done_at, step, day, time, values["objection"])
