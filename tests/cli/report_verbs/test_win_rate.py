"""`kanban report winrate` as a user and a program see it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest


@pytest.fixture
def closed(own):
    """Four deals: two won, one lost and one open; and a lead that is still marketing's."""
    own("member", "use", "Ana")
    own("member", "add", "Raj", "--team", "sales", "--role", "lead")
    for title, stage, value, source in [
        ("One", "won", "1000", "Web"), ("Two", "won", "500", "Fair"), ("Three", "lost", "1500", "Web"),
        ("Four", "proposal", "1", "Web"),
    ]:  # fmt: skip
        words = ("--set", "lost_reason=price") if stage == "lost" else ()
        ran = own("--as", "Raj", "add", title, "--stage", stage, "--value", value, "--source", source, *words)
        assert ran.code == 0, ran.err
    own("add", "Five")
    return own


def test_it_counts_closed_deals(closed):
    record = closed("report", "winrate", "--json").json
    assert (record["won"], record["lost"], record["n"], record["rate"]) == (2, 1, 3, pytest.approx(2 / 3))
    assert record["values"] == [{"currency": "EUR", "won": "1500.00", "lost": "1500.00", "rate": 0.5}]
    assert [(row["source"], row["won"], row["lost"]) for row in record["by_source"]] == [("Web", 1, 1), ("Fair", 1, 0)]
    assert record["before"] is None


def test_the_text_has_the_rates_and_the_period_before(closed):
    ran = closed("report", "winrate", "--from", "7d")
    assert ran.code == 0
    assert "2 of 3" in ran.out
    assert "The period before" in ran.out
    assert "no deal was won or lost" in ran.out
    record = closed("report", "winrate", "--from", "9 Jan 2024", "--to", "11 Jan 2024", "--json").json
    assert (record["before"]["from"], record["before"]["to"]) == ("2024-01-06", "2024-01-08")


def test_a_query_and_a_figure_open_their_cards(closed):
    titles = [card["title"] for card in closed("report", "winrate", "source:web", "--cards", "won", "--json").json]
    assert titles == ["One"]
    assert "Three" in closed("report", "winrate", "--cards", "lost").out


def test_csv_has_a_row_for_each_name(closed):
    rows = list(csv.DictReader(io.StringIO(closed("report", "winrate", "--csv").out)))
    assert [(row["by"], row["name"], row["won"], row["n"]) for row in rows[:3]] == [
        ("all", "", "2", "3"), ("source", "Web", "1", "2"), ("source", "Fair", "1", "1"),
    ]  # fmt: skip


def test_an_empty_board_says_so_with_nulls(own):
    ran = own("report", "winrate", "--json")
    assert (ran.code, ran.json["rate"], ran.json["won"]) == (0, None, 0)
    assert "No deal was won or lost in this time." in own("report", "winrate").out


def test_the_example_of_the_page_runs_on_any_day(own):
    assert own("report", "winrate", "--from", "1 Oct", "--to", "31 Dec").code == 0
    assert own("report", "winrate", "--from", "1 Oct").code == 0


def test_days_the_wrong_way_round_are_refused(own):
    ran = own("report", "winrate", "--from", "today", "--to", "yesterday")
    assert ran.code == 2
    assert "give the earlier day first" in ran.err


def test_sums_below_zero_have_no_rate_by_value(own):
    own("member", "add", "Raj", "--team", "sales")
    for title, stage in (("Refund", "won"), ("Credit", "lost")):
        ran = own("--as", "Raj", "add", title, "--stage", stage, "--value", "-100", "--set", "lost_reason=price")
        assert ran.code == 0, ran.err
    assert "%" not in own("report", "winrate").out.replace("95 %", "")
    assert own("report", "winrate", "--json").json["values"][0]["rate"] is None


def test_the_reports_are_listed(own):
    assert [row["report"] for row in own("report", "--json").json] == [
        "dashboard", "funnel", "conversion", "stages", "handoffs", "recycle", "movement", "goal", "velocity",
        "campaigns", "objections", "wants", "winrate", "calibration", "forecast",
    ]  # fmt: skip
    assert "…" not in own("report").out


def test_it_agrees_with_the_files_of_a_crm(own, shared):
    """Count what the deals' file says, with the standard library alone."""
    folder = shared / "data" / "zoho"
    assert own("import", str(folder / "Leads.csv"), str(folder / "Potentials.csv"), "--yes").code == 0
    deals, leads = (
        list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
        for name in ("Potentials.csv", "Leads.csv")
    )
    sources = {row["LEADID"]: row["Lead Source"] for row in leads}  # the lead's source stays, whatever its deal says
    counted, values = Counter(), Counter()
    for row in deals:
        outcome = {"Closed Won": "won", "Closed Lost": "lost"}.get(row["Stage"])
        counted[sources.get(row["LEADID"]) or row["Lead Source"], outcome] += 1
        counted[outcome] += 1
        values[outcome] += Decimal(row["Amount"].lstrip("$").replace(",", "") or 0)
    record = own("report", "winrate", "--json").json
    assert (record["won"], record["lost"]) == (counted["won"], counted["lost"])
    assert (Decimal(record["values"][0]["won"]), Decimal(record["values"][0]["lost"])) == (
        values["won"],
        values["lost"],
    )
    for row in record["by_source"]:
        assert (row["won"], row["lost"]) == (counted[row["source"], "won"], counted[row["source"], "lost"]), row[
            "source"
        ]


def test_several_currencies_are_named_and_nothing_won_in_one_is_left_out(closed):
    for title, value, stage, words in (
        ("Six", "CHF 700", "lost", ("--set", "lost_reason=price")),
        ("Seven", "$300", "won", ()),
    ):
        assert closed("--as", "Raj", "add", title, "--stage", stage, "--value", value, *words).code == 0
    (line,) = [line for line in closed("report", "winrate").out.splitlines() if line.startswith("All")]
    assert "CHF 0 %" in line
    assert "EUR 50 %" in line
    assert "USD 100 %" in line
    assert "CHF 0 +" not in line
    assert "€1,500 + $300" in line or "$300 + €1,500" in line
