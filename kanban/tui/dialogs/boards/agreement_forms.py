"""The forms of the agreement: a requirement, the service levels, a list of reasons, the period of a replay."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial

from kanban.domain.agreements import agreement_document
from kanban.domain.agreements.agreement import MOST_REASONS, Content, Levels, Line
from kanban.domain.board import TEAMS, Board
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.queries import query
from kanban.domain.values import text
from kanban.domain.values.dates import format_date, format_full_date
from kanban.tui.dialogs.entry import Entry
from kanban.tui.dialogs.form import Form
from kanban.tui.dialogs.list_entry import ListEntry, list_plain_options


class LineForm(Form[Line]):
    """`LineForm(board, content, line, stage)` → the new line; without a `line`, one is added for that stage."""

    def __init__(self, board: Board, content: Content, line: Line | None, stage: str) -> None:
        self._board, self._line, self._content = board, line, content
        names = [agreement_document.stage_name(board, guarded) for guarded in (line.stages if line else (stage,))]
        side = board.lane_of(stage).side
        says, fact = (line.says, line.fact) if line else ("", "")
        team = line.team if line else "sales" if side == "sales" else "marketing"
        stages = list_plain_options([stage.name for stage in board.stages])
        entries = [
            Entry("says", "Requirement", says, hint="e.g. They told us a budget", reading=_require_words),
            Entry("fact", "Check", fact, hint="empty: ticked by hand", reading=_read_check),
            ListEntry("stage", "Before stage", stages, ", ".join(names), several=True),
            ListEntry("team", "Team", list_plain_options(TEAMS), team),
        ]
        super().__init__("Requirement" if line else "New requirement", entries)

    def answer(self, values: dict[str, str]) -> Line:
        """Return the line; raises KanbanError for a check that can't be read."""
        kind = {"fact": values["fact"], "says": values["says"]} if values["fact"] else {"judgement": values["says"]}
        table: dict[str, object] = {**kind, "stage": _split_list(values["stage"]), "team": values["team"].casefold()}
        if self._line:
            table["id"] = self._line.id
        used_ids = {line.id for line in self._content.lines if not self._line or line.id != self._line.id}
        number = self._content.find_number(self._line) if self._line else len(self._content.lines) + 1
        return agreement_document.read_line(table, self._board, used_ids, number)


def _require_words(typed: str) -> str:
    if not typed:
        raise UsageFault("Type the requirement.")
    return ""


def _read_check(typed: str) -> str:
    if not typed:
        return ""
    fact = agreement_document.read_typed_fact(typed)
    return f"→ {fact}" if fact != typed else "a query on the card's own fields"


def _split_list(typed: str) -> list[str]:
    return [plain for part in typed.split(",") if (plain := text.clean_line(part))]


class LevelsForm(Form[Levels]):
    """`LevelsForm(levels)` → the new service levels."""

    def __init__(self, levels: Levels) -> None:
        hours = partial(_check_hours, "This")
        attempts = str(levels.attempts) if levels.attempts else ""
        first, answer, reply = map(
            agreement_document.format_hours, (levels.first_response, levels.answer, levels.reply)
        )
        entries = [
            Entry("first_response", "First response", first, hint="4h, 30m", reading=hours),
            Entry("answer", "Answer an offer", answer, hint="8h", reading=hours),
            Entry("reply", "Answer a question", reply, hint="8h", reading=hours),
            Entry("attempts", "Attempts", attempts, hint="before a return", reading=_check_attempts),
        ]  # fmt: skip
        super().__init__("Service levels, in business hours", entries)

    def answer(self, values: dict[str, str]) -> Levels:
        """Return the levels."""
        return agreement_document.read_levels(values)


def _check_hours(name: str, typed: str) -> str:
    agreement_document.read_hours(typed, name)
    return ""


def _check_attempts(typed: str) -> str:
    agreement_document.read_levels({"attempts": typed})
    return ""


class ReasonsForm(Form[tuple[str, ...]]):
    """`ReasonsForm(heading, reasons)` → the new reasons, typed with commas between them."""

    def __init__(self, heading: str, reasons: tuple[str, ...]) -> None:
        entry = Entry("reasons", "Reasons", ", ".join(reasons), hint="the board's own", reading=_count_reasons)
        super().__init__(heading, [entry], (("enter", "save"), (",", "between two")))

    def answer(self, values: dict[str, str]) -> tuple[str, ...]:
        """Return the reasons."""
        return tuple(dict.fromkeys(_split_list(values["reasons"])))


def _count_reasons(typed: str) -> str:
    count = len(dict.fromkeys(_split_list(typed)))
    if count > MOST_REASONS:
        raise UsageFault(f"At most {MOST_REASONS} reasons.")
    return text.format_count(count, "reason") if count else ""


class ReplayForm(Form[tuple[date, date]]):
    """`ReplayForm(first, last, today)` → the first and the last day of the replay."""

    def __init__(self, first: date, last: date, today: date) -> None:
        self._today = today
        entries = [
            Entry("first", "From", format_full_date(first), hint="90d, 1 Oct", reading=self._preview_first),
            Entry("last", "To", format_full_date(last), hint="today", reading=self._preview_last),
        ]
        super().__init__("Replay over the log", entries, (("enter", "replay"), ("tab", "next field")))

    def _preview_first(self, typed: str) -> str:
        return f"→ {format_date(query.read_day(typed, self._today), self._today)}"

    def _preview_last(self, typed: str) -> str:
        first = None
        with suppress(KanbanError):  # what is wrong with the first day stands below its own entry
            first = query.read_day(self.values["first"], self._today)
        return f"→ {format_date(query.read_day(typed, self._today, first), self._today)}"

    def answer(self, values: dict[str, str]) -> tuple[date, date]:
        """Return the days; raises UsageFault if the first is after the last."""
        return query.read_days(values["first"], values["last"], self._today)
