"""`kanban report`: which figures there are."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

from kanban.cli import output, report_verbs
from kanban.cli.parsing import JSON, Argument, ExclusiveOptions, Verb, option, positional, switch, verb
from kanban.domain.errors import UsageFault
from kanban.reports import funnel, handoffs, movement, recycle, winrate
from kanban.reports.sales import figures

PERIOD = (
    option("--from", "DAY", "the first day (the beginning): 1 Oct, 1 Jan 2026, 30d", dest="first"),
    option("--to", "DAY", "the last day (today)", dest="last"),
    option("--as-of", "DAY", "count only what was known at the end of this day"),
)
QUERY = positional("query", "QUERY", "count only cards that it finds, as they are now", nargs="*")
FORMATS = ExclusiveOptions((JSON, switch("--csv", "print CSV")))
PAGE = (
    option("--html", "FILE", "write a page with charts, to send around or print (- for the output)"),
    switch("--force", "replace a file that is there"),
)


def run_list(args: Namespace) -> int:
    """Print which reports there are, or write all of them as one page."""
    if args.all:
        return report_verbs.all_reports.run_all(args)
    if args.html:
        raise UsageFault("--html writes a page of one report (kanban report funnel --html FILE), or of all with --all.")
    reports = {name: below.says for name, below in VERBS["report"].below.items()}
    if args.json:
        output.write_json([{"report": name, "says": says} for name, says in reports.items()])
    else:
        output.write_table(("report", "shows"), [[name, says] for name, says in reports.items()])
    return 0


COUNTING = (
    switch("--strict", "count only who entered the very stages, the second not before the first"),
    option("--within", "DAYS", "count only what followed within so many days, as 30d"),
)


def _report(run: Callable[[Namespace], int], says: str, *arguments: Argument) -> Verb:
    """Return the verb of a report: with a query, a period and a format."""
    return verb(run, QUERY, *PERIOD, *arguments, *PAGE, FORMATS, takes_terms=True, rest="query", says=says)


VERBS = {
    "report": verb(
        run_list,
        switch("--all", "write all reports as one page"),
        *PERIOD,
        *PAGE,
        JSON,
        examples=(
            "kanban report winrate --from '1 Oct' --to '31 Dec'",
            "kanban report winrate 'owner:ana value>=10000' --json",
            "kanban report dashboard --from '1 Oct' --html q4.html",
            "kanban report --all --from '1 Oct' --html all.html",
            "kanban report winrate 'source:\"Trade Show\"' --from 90d --cards lost",
        ),
        below={
            "dashboard": verb(
                lambda args: report_verbs.dashboard_report.run_dashboard(args),
                QUERY,
                *PERIOD,
                *PAGE,
                FORMATS,
                takes_terms=True,
                rest="query",
                says="the figures of the board's dashboard (r), also as a page",
            ),
            "funnel": _report(
                lambda args: report_verbs.funnel_report.run_funnel(args),
                "which stages cards reached, and how many went on",
                *COUNTING,
                option("--cards", "STAGE[:FIGURE]", f"list the cards of a stage: {', '.join(funnel.FIGURES)}"),
            ),
            "conversion": _report(
                lambda args: report_verbs.funnel_report.run_conversion(args),
                "how many cards went from one stage to another",
                option("--start", "STAGE", "from this stage (the one marked mql)"),
                option("--end", "STAGE", "to this one (Won)"),
                *COUNTING,
                option("--cards", "FIGURE", f"list the cards that it counts: {', '.join(funnel.FIGURES)}"),
            ),
            "stages": _report(
                lambda args: report_verbs.stages_report.run_stages(args),
                "how long cards stay in each stage; stale ones",
                option("--cards", "STAGE[:FIGURE]", "list the cards of a stage: stays, left or here"),
            ),
            "handoffs": _report(
                lambda args: report_verbs.handoffs_report.run_handoffs(args),
                "what became of offers, and who answered in time",
                option(
                    "--cards",
                    "FIGURE",
                    f"list the cards of a reason, or: {', '.join(handoffs.FIGURES)}, without response",
                ),
            ),
            "recycle": _report(
                lambda args: report_verbs.handoffs_report.run_recycle(args),
                "how many returned cards became real after all",
                option("--cards", "FIGURE", "list the cards that it counts", choices=recycle.FIGURES),
            ),
            "movement": _report(
                lambda args: report_verbs.movement_report.run_movement(args),
                "what came to the open deals, and what left them",
                option("--period", "MONTH", "only deals whose close is expected in this month, as 2026-12"),
                option(
                    "--cards", "PART", f"list the cards of a part: {', '.join(movement.PARTS)}; EUR:won of one currency"
                ),
            ),
            "goal": _report(
                lambda args: report_verbs.goal_report.run_goal(args),
                "the one number: what came of its plan, and why",
                option("--goal", "NAME", "this goal (the live one of the last day)"),
                option("--cards", "FIGURE", f"list the cards that it counts: {', '.join(figures.GOAL)}"),
            ),
            "velocity": _report(
                lambda args: report_verbs.velocity_report.run_velocity(args),
                "what the open deals bring a day; qualified leads by month",
                option("--cards", "FIGURE", f"list the cards of a month, or: {', '.join(figures.VELOCITY)}"),
            ),
            "campaigns": _report(
                lambda args: report_verbs.campaigns_report.run_campaigns(args),
                "what campaigns cost, and what became of their leads",
                option("--cards", "NAME[:FIGURE]", f"list the cards of a campaign: {', '.join(figures.CAMPAIGNS)}"),
            ),
            "objections": _report(
                lambda args: report_verbs.objections_report.run_objections(args),
                "what prospects objected to, how it ended, by play",
                option(
                    "--cards",
                    "FIGURE",
                    "list the cards of a play's title, or: met, resolved, stalled, lost, "
                    "open, unanswered; PLAY:resolved those of both",
                ),
            ),
            "wants": _report(
                lambda args: report_verbs.objections_report.run_wants(args),
                "what reps asked for, and what became of the cards they got",
                option(
                    "--cards",
                    "FIGURE",
                    "list the cards: tied, won, lost, open, matching; with a want's number before it, as 2:won",
                ),
            ),
            "winrate": _report(
                lambda args: report_verbs.win_rate_report.run_win_rate(args),
                "won deals of all that were closed, by source and owner",
                option(
                    "--cards", "FIGURE", "list the cards that it counts: won, lost or closed", choices=winrate.FIGURES
                ),
            ),
            "calibration": _report(
                lambda args: report_verbs.win_rate_report.run_calibration(args),
                "how good each team's guesses were, in three bands",
                option(
                    "--cards", "TEAM[:BAND]", "list the cards of a team's guesses, or of a band: sales, 'sales:over 70'"
                ),
            ),
            "forecast": _report(
                lambda args: report_verbs.forecast_report.run_forecast(args),
                "open deals by the month of their close, and what was won",
                switch("--accuracy", "show how right the last six forecasts were, too"),
                option(
                    "--cards",
                    "ROW",
                    "list the cards of a row: slipped, undated, open, won, commit, or a month as 2026-12; "
                    "2026-12:commit those of them that are committed to",
                ),
            ),
        },
    )
}
