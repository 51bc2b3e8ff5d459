"""`kanban report winrate` and `calibration`: deals won of those that closed, and how good guesses were."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.money import format_short_money
from kanban.reports.answers.win_rate_answer import NOTE, CalibrationAnswer, answer_calibration, answer_win_rate
from kanban.reports.calibration import BANDS, SCORES, format_band, format_scores
from kanban.reports.rates import format_share
from kanban.reports.winrate import Closed, WinRate

TITLES = {"source": "By source", "campaign": "By campaign", "owner": "By sales owner"}
MOST = 15
"""How many names a group shows as text."""

COLUMNS = ("won", "lost", "win rate", "95 %", "won value", "by value")
CSV_COLUMNS = (
    "by", "name", "won", "lost", "n", "rate", "low", "high", "currency", "won_value", "lost_value", "value_rate",
)  # fmt: skip


_SCORE_KEYS = ("n", "brier", "first_brier", "with_base", "base_brier", "skill")
CALIBRATION_CSV = (
    "by", "name", *_SCORE_KEYS, "under_30_won", "under_30_n", "from_30_to_70_won", "from_30_to_70_n", "over_70_won",
    "over_70_n",
)  # fmt: skip


def run_win_rate(args: Namespace) -> int:
    """Print the win rate of a period, or the cards that one of its figures counts."""
    request = read_request(args, "winrate", needs_history=False)
    answer = answer_win_rate(request.question, request.facts)
    return request.show(
        args, answer, CSV_COLUMNS, lambda: _flatten(answer.report), lambda: _write_text(request, answer.report)
    )


def run_calibration(args: Namespace) -> int:
    """Print how good the guesses about deals were that closed in a period, or the cards of a team's guesses."""
    request = read_request(args, "calibration", needs_history=False)
    answer = answer_calibration(request.question, request.facts)
    return request.show(
        args, answer, CALIBRATION_CSV, lambda: _flatten_scores(answer), lambda: _write_scores(request, answer)
    )


def _write_scores(request: Request, answer: CalibrationAnswer) -> None:
    request.write_title("Calibration")
    teams = {team: score for team, score in answer.teams.items() if score.scored}
    if not teams:
        output.write_line("No deal with a guess closed in this time.")
        return
    columns = ("guesses", *SCORES)
    output.write_table(("", *columns), [[team, *format_scores(score)] for team, score in teams.items()], right=columns)
    output.write_line()
    bands = [[band, *(format_band(score, band) for score in teams.values())] for band in BANDS]
    output.write_table(("guessed", *teams), bands)
    if answer.people:
        output.write_line()
        people = [[name, *format_scores(score)] for name, score in answer.people]
        output.write_table(("By person", *columns), people, right=columns, yielding=("By person",))
    output.write_line()
    output.write_line(NOTE)


def _flatten_scores(answer: CalibrationAnswer) -> Iterator[list[Any]]:
    """Yield a row for each team and person, with its bands."""
    team_rows = [("team", team, score) for team, score in answer.teams.items()]
    for by, name, score in (*team_rows, *(("person", name, score) for name, score in answer.people)):
        record = score.encode()
        bands = [value for band in record["bands"] for value in (band["won"], band["n"])]
        yield [by, name, *(record[key] for key in _SCORE_KEYS), *bands]


def _write_text(request: Request, report: WinRate) -> None:
    request.write_title("Win rate")
    if not report.total.rate.whole:
        output.write_line("No deal was won or lost in this time.")
    else:
        output.write_table(("", *COLUMNS), [["All", *_format_row(report.total)]], right=COLUMNS)
        for group, names in report.groups.items():
            if list(names) != [None]:
                output.write_line()
                rows = [[name or f"(no {group})", *_format_row(closed)] for name, closed in list(names.items())[:MOST]]
                output.write_table((TITLES[group], *COLUMNS), rows, right=COLUMNS, yielding=(TITLES[group],))
                if len(names) > MOST:
                    deals = sum(closed.rate.whole for closed in list(names.values())[MOST:])
                    output.write_line(
                        f"… and {len(names) - MOST:,} more with {output.several(deals, 'deal')}: --csv has all"
                    )
    if report.before:
        output.write_line()
        was = report.before.rate.format_counted() or "no deal was won or lost"
        output.write_line(f"The period before ({request.format_before()}): {was}")
    if report.total.without_value:
        output.write_line()
        counted = output.several(report.total.without_value, "deal")
        output.write_line(f"Without a value, so not counted by value: {counted}")


def _format_row(closed: Closed) -> list[str]:
    rates = {code: rate for code in closed.currencies if (rate := closed.find_rate_by_value(code))}
    is_one = len(closed.currencies) == 1
    by_value = [f"{'' if is_one else f'{code} '}{format_share(rate.part, rate.whole)}" for code, rate in rates.items()]
    won_values = [
        format_short_money(closed.value_won[code], code or None)
        for code in closed.currencies
        if is_one or closed.value_won[code]
    ]
    rate = closed.rate
    return [
        f"{closed.won:,}", f"{closed.lost:,}", rate.format(), rate.format_interval(),
        " + ".join(won_values), " · ".join(by_value),
    ]  # fmt: skip


def _flatten(report: WinRate) -> Iterator[list[Any]]:
    """Yield a row for each currency of all deals together and of each name."""
    yield from _flatten_closed("all", None, report.total)
    for group, names in report.groups.items():
        for name, closed in names.items():
            yield from _flatten_closed(group, name, closed)


def _flatten_closed(group: str, name: str | None, closed: Closed) -> Iterator[list[Any]]:
    record = closed.encode()
    low, high = record["interval"] or (None, None)
    start = [group, name, *(record[key] for key in ("won", "lost", "n", "rate")), low, high]
    for values in record["values"] or [dict.fromkeys(("currency", "won", "lost", "rate"))]:
        yield [*start, values["currency"], values["won"], values["lost"], values["rate"]]
