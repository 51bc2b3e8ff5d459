"""What is asked about the agreement: one of its lines, its service levels, a list of reasons, the days of a replay."""

from __future__ import annotations

from datetime import date
from functools import partial

from kanban.domain.agreements import agreement_document
from kanban.domain.agreements.agreement import MOST_REASONS, Content, Levels, Line
from kanban.domain.board import TEAMS, Board
from kanban.domain.errors import UsageFault
from kanban.domain.queries import query
from kanban.domain.values import text
from kanban.domain.values.dates import format_date, format_full_date
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_entry import ListEntry, named


class LineForm(Form[Line]):
    """`LineForm(board, content, line, stage)` → the line as it is to be; without a line, a new one for that stage."""

    def __init__(self, board: Board, content: Content, line: Line | None, stage: str) -> None:
        self._board, self._line, self._content = board, line, content
        names = [agreement_document.stage_name(board, each) for each in (line.stages if line else (stage,))]
        side = board.lane_of(stage).side
        entries = [
            Entry("says", "Requirement", line.says if line else "", hint="e.g. They told us a budget", reading=_needed),
            Entry("fact", "Check", line.fact if line else "", hint="empty: ticked by hand", reading=_fact),
            ListEntry("stage", "Before stage", named([s.name for s in board.stages]), ", ".join(names), several=True),
            ListEntry("team", "Team", named(TEAMS), line.team if line else "sales" if side == "sales" else "marketing"),
        ]  # fmt: skip
        super().__init__("Requirement" if line else "New requirement", entries)

    def answer(self, values: dict[str, str]) -> Line:
        """Return the line."""
        kind = {"fact": values["fact"], "says": values["says"]} if values["fact"] else {"judgement": values["says"]}
        table: dict[str, object] = {**kind, "stage": _listed(values["stage"]), "team": values["team"].casefold()}
        if self._line:
            table["id"] = self._line.id
        taken = {each.id for each in self._content.lines if not self._line or each.id != self._line.id}
        number = self._content.find_number(self._line) if self._line else len(self._content.lines) + 1
        return agreement_document.read_line(table, self._board, taken, number)


def _needed(typed: str) -> str:
    if not typed:
        raise UsageFault("Say what is required.")
    return ""


def _fact(typed: str) -> str:
    if not typed:
        return ""
    fact = agreement_document.read_typed_fact(typed)
    return f"→ {fact}" if fact != typed else "a query on the card's own fields"


def _listed(typed: str) -> list[str]:
    return [plain for part in typed.split(",") if (plain := text.clean_line(part))]


class LevelsForm(Form[Levels]):
    """`LevelsForm(levels)` → the service levels as they are to be."""

    def __init__(self, levels: Levels) -> None:
        hours = partial(_hours, "This")
        attempts = str(levels.attempts) if levels.attempts else ""
        entries = [
            Entry("first_response", "First response", agreement_document.format_hours(levels.first_response), hint="4h, 30m", reading=hours),
            Entry("answer", "Answer an offer", agreement_document.format_hours(levels.answer), hint="8h", reading=hours),
            Entry("attempts", "Attempts", attempts, hint="before a return", reading=_attempts),
        ]  # fmt: skip
        super().__init__("Service levels, in business hours", entries)

    def answer(self, values: dict[str, str]) -> Levels:
        """Return the levels."""
        return agreement_document.read_levels(values)


def _hours(name: str, typed: str) -> str:
    agreement_document.read_hours(typed, name)
    return ""


def _attempts(typed: str) -> str:
    agreement_document.read_levels({"attempts": typed})
    return ""


class ReasonsForm(Form[tuple[str, ...]]):
    """`ReasonsForm(heading, reasons)` → the reasons as they are to be, with commas between them."""

    def __init__(self, heading: str, reasons: tuple[str, ...]) -> None:
        entry = Entry("reasons", "Reasons", ", ".join(reasons), hint="the board's own", reading=_reasons)
        super().__init__(heading, [entry], (("enter", "save"), (",", "between two")))

    def answer(self, values: dict[str, str]) -> tuple[str, ...]:
        """Return the reasons."""
        return tuple(dict.fromkeys(_listed(values["reasons"])))


def _reasons(typed: str) -> str:
    count = len(dict.fromkeys(_listed(typed)))
    if count > MOST_REASONS:
        raise UsageFault(f"At most {MOST_REASONS} reasons.")
    return text.format_count(count, "reason") if count else ""


class ReplayForm(Form[tuple[date, date]]):
    """`ReplayForm(first, last, today)` → the days over which to replay."""

    def __init__(self, first: date, last: date, today: date) -> None:
        self._today = today
        entries = [
            Entry("first", "From", format_full_date(first), hint="90d, 1 Jan 2021", reading=self._read),
            Entry("last", "To", format_full_date(last), hint="today", reading=self._read),
        ]
        super().__init__("Replay over the log", entries, (("enter", "replay"), ("tab", "next field")))

    def _read(self, typed: str) -> str:
        return f"→ {format_date(date.fromisoformat(query.read_past_day(typed, self._today)), self._today)}"

    def answer(self, values: dict[str, str]) -> tuple[date, date]:
        """Return the days; raises UsageFault where they are the wrong way round."""
        first, last = (date.fromisoformat(query.read_past_day(values[name], self._today)) for name in ("first", "last"))
        if first > last:
            raise UsageFault("The first day is after the last one.")
        return first, last
