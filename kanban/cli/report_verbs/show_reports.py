"""`kanban report`: which figures there are."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.parsing import JSON, option, verb
from kanban.cli.report_verbs.forecast_report import run_forecast
from kanban.cli.report_verbs.report_options import FORMATS, PERIOD, QUERY
from kanban.cli.report_verbs.win_rate_report import run_win_rate
from kanban.reports import winrate


def run_list(args: Namespace) -> int:
    """Print which reports there are."""
    reports = {name: below.says for name, below in VERBS["report"].below.items()}
    if args.json:
        output.write_json([{"report": name, "says": says} for name, says in reports.items()])
    else:
        output.write_table(("report", "shows"), [[name, says] for name, says in reports.items()])
    return 0


VERBS = {
    "report": verb(
        run_list,
        JSON,
        examples=(
            "kanban report winrate --from '1 Oct' --to '31 Dec'",
            "kanban report winrate 'owner:ana value>=10000' --json",
            "kanban report winrate 'source:\"Trade Show\"' --from 90d --cards lost",
        ),
        below={
            "winrate": verb(
                run_win_rate,
                QUERY,
                *PERIOD,
                option(
                    "--cards", "FIGURE", "list the cards that it counts: won, lost or closed", choices=winrate.FIGURES
                ),
                FORMATS,
                takes_terms=True,
                rest="query",
                says="won deals of all that were closed, by source and owner",
            ),
            "forecast": verb(
                run_forecast,
                QUERY,
                *PERIOD,
                option("--cards", "ROW", "list the cards of a row: slipped, undated, open, won, or a month as 2026-12"),
                FORMATS,
                takes_terms=True,
                rest="query",
                says="open deals by the month of their close, and what was won",
            ),
        },
    )
}
