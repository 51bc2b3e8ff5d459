"""`kanban report campaigns`: what campaigns cost, the leads that began with them, and what became of those."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from kanban.cli import output
from kanban.cli.report_verbs.request import Request, read_request
from kanban.domain.values.money import format_short_money
from kanban.reports.answers.campaigns_answer import CampaignsAnswer, answer_campaigns
from kanban.reports.sales.campaign_figures import CampaignFigures

COLUMNS = ("cost", "leads", "MQL", "deals", "won", "won of leads", "95 %", "cost per won", "SQL")
CSV_COLUMNS = (
    "campaign", "type", "status", "currency", "planned_cost", "actual_cost", "leads", "mql", "deals", "won", "n",
    "rate", "low", "high", "cost_per_won", "sql",
)  # fmt: skip


def run_campaigns(args: Namespace) -> int:
    """Print the campaigns of a period, or the cards that a figure of one counts."""
    request = read_request(args, "campaigns")
    answer = answer_campaigns(request.question, request.facts)
    return request.show(
        args, answer, CSV_COLUMNS, lambda: map(_flatten, answer.rows), lambda: _write_text(request, answer)
    )


def _write_text(request: Request, answer: CampaignsAnswer) -> None:
    request.write_title("Campaigns")
    if not answer.rows:
        output.write_line("No campaign is listed, and no card was created in this time.")
        return
    has_before = request.question.before is not None
    columns = ("campaign", *COLUMNS, *(["won before"] if has_before else []))
    rows = []
    for row in answer.rows:
        before = answer.find_before(row)
        was = [before.rate.format_counted() if before else ""] if has_before else []
        rows.append([row.name or "(none)", *_format(row), *was])
    output.write_table(columns, rows, right=columns[1:], yielding=("campaign",))
    output.write_line()
    output.write_line(
        "Leads: cards created in this time whose first campaign it is; MQL, deals and won are those of them. "
        "SQL: cards that were qualified in this time while it was their campaign."
    )
    if any(row.is_planned for row in answer.rows):
        output.write_line("* planned: no actual cost is known.")
    if has_before:
        output.write_line(f"Before: {request.format_before()}")


def _format(row: CampaignFigures) -> list[str]:
    currency = row.campaign.currency if row.campaign else None

    def money(minor: int | None) -> str:
        return "" if minor is None else f"{format_short_money(minor, currency)}{'*' if row.is_planned else ''}"

    counts = [f"{len(cards):,}" if cards else "" for cards in (row.leads, row.mql, row.deals, row.won)]
    sql = f"{len(row.sql):,}" if row.sql else ""
    return [
        money(row.cost), *counts, row.rate.format(), row.rate.format_interval(), money(row.cost_per_won), sql,
    ]  # fmt: skip


def _flatten(row: CampaignFigures) -> list[Any]:
    record = row.encode()
    low, high = record["interval"] or (None, None)
    return [{**record, "low": low, "high": high}[column] for column in CSV_COLUMNS]
