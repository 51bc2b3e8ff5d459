"""Velocity, campaigns, accuracy and `--as-of`, as users and programs see them; the demo against a naive count."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from kanban.domain import clock
from tests.reports import naive

OCTOBER = ("--from", "1 Oct 2026", "--to", "31 Oct 2026")
NOVEMBER = ("--from", "2 Nov 2026", "--to", "22 Nov 2026")
DAYS = {OCTOBER: (date(2026, 10, 1), date(2026, 11, 1)), NOVEMBER: (date(2026, 11, 2), date(2026, 11, 23))}
"""The first day of each period, and the one after its last."""


@pytest.fixture
def export(demo, tmp_path):
    path = tmp_path / "board.jsonl"
    assert demo("export", str(path), "--format", "jsonl").code == 0
    return naive.read(path)


def bounds_of(export, days):
    """The period as times in UTC: its days are those of the board's zone."""
    zone = ZoneInfo(export[0]["timezone"])
    return [clock.iso(datetime.combine(day, time(), zone)) for day in DAYS[days]] if days else ("", "9999")


@pytest.mark.parametrize("days", [OCTOBER, NOVEMBER])
def test_velocity_agrees_with_a_naive_count(demo, export, days):
    record = demo("report", "velocity", *days, "--json").json
    counted = naive.velocity(*export, *bounds_of(export, days), clock.iso(clock.utc_now()))
    rows = {row["currency"]: row for row in record["currencies"]}
    assert rows["EUR"]["per_day"]
    for code, (mean, won, closed, speed) in counted.items():
        if code not in rows:
            assert (mean, closed) == (0, 0)
            continue
        row = rows[code]
        assert (row["mean_open"], row["win_rate"]["part"], row["win_rate"]["n"]) == (pytest.approx(mean), won, closed)
        assert (row["per_day"] and float(row["per_day"])) == (
            None if speed is None else pytest.approx(speed, abs=0.011)
        )


@pytest.mark.parametrize("days", [(), OCTOBER])
def test_campaigns_agree_with_a_naive_count(demo, export, days):
    rows = demo("report", "campaigns", *days, "--json").json["campaigns"]
    counted = naive.campaigns(*export, *bounds_of(export, days))
    assert {
        row["campaign"]: (row["leads"], row["mql"], row["deals"], row["won"], row["sql"]) for row in rows
        if row["leads"] or row["sql"]
    } == counted  # fmt: skip
    assert any(row["cost_per_won"] for row in rows) or days


def test_each_figure_opens_its_cards(demo):
    velocity = demo("report", "velocity", *OCTOBER, "--json").json
    closed = demo("report", "velocity", *OCTOBER, "--cards", "closed", "--json").json
    assert len(closed) == sum(row["win_rate"]["n"] for row in velocity["currencies"]) > 0
    month = next(month for month in velocity["lead_months"] if month["qualified"])
    assert len(demo("report", "velocity", *OCTOBER, "--cards", month["month"], "--json").json) == month["qualified"]
    rows = demo("report", "campaigns", "--json").json["campaigns"]
    row = next(row for row in rows if row["won"] and row["campaign"])
    for figure in ("leads", "mql", "deals", "won", "sql"):
        words = "report", "campaigns", "--cards", f"{row['campaign']}:{figure}", "--json"
        assert len(demo(*words).json) == row[figure]


@pytest.mark.parametrize("report", ["velocity", "campaigns"])
def test_each_says_that_there_is_nothing(own, report):
    ran = own("report", report)
    assert ran.code == 0, ran.err
    assert "No " in ran.out
    assert own("report", report, "--json").code == 0
    assert next(csv.reader(io.StringIO(own("report", report, "--csv").out)))


@pytest.mark.parametrize("report", [("velocity",), ("campaigns",), ("forecast", "--accuracy")])
def test_csv_has_what_json_has(demo, report):
    rows = list(csv.DictReader(io.StringIO(demo("report", *report, "--csv").out)))
    record = demo("report", *report, "--json").json
    key = {"velocity": "currencies", "campaigns": "campaigns", "forecast": "accuracy"}[report[0]]
    assert len(rows) == len(record[key]) + len(record.get("lead_months", ()))
    assert all(None not in row and len(row) > 5 for row in rows)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("velocity", "--cards", "gone"), "is no figure"),
        (("campaigns", "--cards", "gone"), "is no campaign here"),
        (("funnel", "--as-of", "1 Jan 2199"), "still to come"),
        (("funnel", "--as-of", "soon"), "Can't read"),
    ],
)
def test_what_can_not_be_counted_is_told(demo, words, sentence):
    ran = demo("report", *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


def test_accuracy_stands_below_the_forecast(demo):
    day = ("--as-of", "30 Nov 2026")
    assert demo("report", "forecast", *day, "--json").json["accuracy"] is None
    assert "OFF BY" in demo("report", "forecast", *day, "--accuracy").out.upper()


def test_a_board_was_smaller_in_the_past(demo):
    now = demo("report", "funnel", "--json").json["stages"][0]["reached"]
    then = demo("report", "funnel", "--as-of", "10 Nov 2026", "--json").json
    assert (then["as_of"], then["to"]) == ("2026-11-10", "2026-11-10")
    assert 0 < then["stages"][0]["reached"] < now
    assert "as known on 10 Nov 2026" in demo("report", "funnel", "--as-of", "10 Nov 2026").out
