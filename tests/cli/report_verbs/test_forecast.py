"""`kanban report forecast` as a user and a program see it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from kanban.domain import clock

CHANCES = {"Accepted": 20, "Discovery": 40, "Proposal": 60, "Negotiation": 80}


@pytest.fixture
def raj(own):
    own("member", "add", "Raj", "--team", "sales", "--role", "lead")
    for title, stage, value, close_on in [
        ("Late", "proposal", "1000", "2020-01-02"), ("Far", "negotiation", "500", "2099-12-31"),
        ("Bare", "discovery", "300", None), ("Done", "won", "70", None),
    ]:  # fmt: skip
        words = ("--set", f"close_on={close_on}") if close_on else ()
        ran = own("--as", "Raj", "add", title, "--stage", stage, "--value", value, *words)
        assert ran.code == 0, ran.err
    return own


def test_open_deals_stand_in_their_rows(raj):
    record = raj("report", "forecast", "--json").json
    rows = {row["row"]: row["values"][0] for row in record["rows"]}
    assert {name: row["weighted"] for name, row in rows.items() if row["open_count"]} == {
        "2099-12": "400.00", "undated": "120.00", "slipped": "600.00",
    }  # fmt: skip
    assert (record["total"][0]["won_count"], record["total"][0]["won"], record["total"][0]["weighted"]) == (
        1,
        "70.00",
        "1120.00",
    )
    text = raj("report", "forecast").out
    assert all(word in text for word in ("slipped", "no close date", "Dec 2099", "€1,800", "€1,120"))


@pytest.mark.parametrize(
    ("row", "titles"),
    [
        ("slipped", ["Late"]),
        ("undated", ["Bare"]),
        ("no close date", ["Bare"]),
        ("2099-12", ["Far"]),
        ("Dec 2099", ["Far"]),
        ("open", ["Bare", "Late", "Far"]),
        ("won", ["Done"]),
    ],
)
def test_a_row_opens_its_cards(raj, row, titles):
    assert [card["title"] for card in raj("report", "forecast", "--cards", row, "--json").json] == titles


@pytest.fixture
def committed(raj):
    """Raj commits to all but the deal without a day, and takes one back again."""
    for title in ("Late", "Far"):
        assert raj("--as", "Raj", "commit", title).code == 0
    assert raj("--as", "Raj", "add", "Not any more", "--stage", "proposal", "--value", "900").code == 0
    for words in ((), ("--off",)):
        assert raj("--as", "Raj", "commit", "Not any more", *words).code == 0
    return raj


def test_what_was_committed_to_stands_in_its_row(committed):
    record = committed("report", "forecast", "--json").json
    counts = {row["row"]: (row["values"][0]["commit"], row["values"][0]["commit_count"]) for row in record["rows"]}
    assert (counts["slipped"], counts["2099-12"], counts["undated"]) == (("1000.00", 1), ("500.00", 1), ("0.00", 0))
    assert (record["total"][0]["commit"], record["total"][0]["commit_count"]) == ("1500.00", 2)
    rows = list(csv.DictReader(io.StringIO(committed("report", "forecast", "--csv").out)))
    assert (rows[-1]["commit"], rows[-1]["commit_count"]) == ("1500.00", "2")
    lines = committed("report", "forecast").out.splitlines()
    assert lines[1].endswith("COMMIT")
    assert next(line for line in lines if line.startswith("all")).endswith("€1,500")


@pytest.mark.parametrize(
    ("row", "titles"),
    [("commit", ["Far", "Late"]), ("slipped:commit", ["Late"]), ("Dec 2099:commit", ["Far"]), ("undated:commit", [])],
)
def test_what_was_committed_to_opens_its_cards(committed, row, titles):
    cards = committed("report", "forecast", "--cards", row, "--json").json
    assert sorted(card["title"] for card in cards) == titles


def test_the_page_has_what_was_committed_to(committed, tmp_path):
    page = tmp_path / "forecast.html"
    assert committed("report", "forecast", "--html", str(page)).code == 0
    text = page.read_text(encoding="utf-8")
    assert ">commit<" in text
    assert "€500" in text


def test_deals_without_value_and_currency_have_no_table_of_their_own(raj):
    assert raj("--as", "Raj", "add", "Unpriced", "--stage", "proposal").code == 0
    text = raj("report", "forecast").out
    assert "NO CURRENCY" not in text
    assert "Open without a value, so they weigh nothing: 1 deal" in text
    assert "NO CURRENCY" in raj("report", "forecast", "title:Unpriced").out


@pytest.mark.parametrize("row", ["2026-13", "Foo 2026"])
def test_a_row_that_there_is_not_is_refused(raj, row):
    ran = raj("report", "forecast", "--cards", row)
    assert ran.code == 2
    assert "Try slipped, undated, open, won, commit, or a month as 2026-12." in ran.err


def test_the_period_begins_with_the_quarter_of_its_last_day(raj):
    record = raj("report", "forecast", "--to", "2020-02-03", "--json").json
    assert (record["from"], record["to"]) == ("2020-01-01", "2020-02-03")


def test_the_heading_has_both_days_of_the_period(raj):
    assert "won since 1 Jan 2020" in raj("report", "forecast", "--from", "2020-01-01").out
    text = raj("report", "forecast", "--from", "2020-01-01", "--to", "2020-03-31").out
    assert "won 1 Jan 2020 – 31 Mar 2020" in text
    assert "€70" not in text


def test_a_time_that_is_over_tells_what_was_won_in_it_alone(raj):
    whole = raj("report", "forecast", "--json").json
    assert any(row["row"] == "slipped" for row in whole["rows"]), "there are open deals"
    days = ("--from", "2020-01-01", "--to", "2020-03-31")
    assert raj("report", "forecast", *days, "--json").json["rows"] == []
    assert raj("report", "forecast", *days, "--cards", "open", "--json").json == []
    assert "No deal was won in this time." in raj("report", "forecast", *days).out
    yesterday = (clock.utc_now() - timedelta(days=1)).date().isoformat()
    text = raj("report", "forecast", "--from", "2020-01-01", "--to", yesterday).out
    assert "Open deals belong to the present" in text
    assert not {"open", "weighted", "commit", "slipped"} & {*text.casefold().split("\n", 2)[2].split()}


def test_a_period_may_reach_to_the_ends_of_the_calendar(raj):
    for verb in ("forecast", "winrate"):
        ran = raj("report", verb, "--from", "0001-01-01", "--to", "9999-12-31")
        assert (ran.code, ran.err) == (0, "")
        assert "€70" in ran.out


def test_csv_has_a_row_for_each_row(raj):
    rows = list(csv.DictReader(io.StringIO(raj("report", "forecast", "--csv").out)))
    assert [row["row"] for row in rows][-3:] == ["undated", "slipped", "all"]
    assert rows[-1]["open"] == "1800.00"


def test_an_empty_board_says_so(own):
    assert "No open deals, and none was won in this time." in own("report", "forecast").out
    assert own("report", "forecast", "--json").json["rows"] == []


def test_it_agrees_with_the_files_of_a_crm(own, shared):
    """Every open deal of the file has a close date that is over; its stage alone says what it weighs."""
    folder = shared / "data" / "zoho"
    assert own("import", str(folder / "Leads.csv"), str(folder / "Potentials.csv"), "--yes").code == 0
    deals = list(csv.DictReader(io.StringIO((folder / "Potentials.csv").read_text(encoding="utf-8"))))
    values = [
        Decimal(row["Amount"].lstrip("$").replace(",", "")) for row in deals if not row["Stage"].startswith("Closed")
    ]
    record = own("report", "forecast", "--json").json
    assert [row["row"] for row in record["rows"] if row["values"][0]["open_count"]] == ["slipped"]
    (slipped,) = record["rows"][-1]["values"]
    assert (slipped["open_count"], Decimal(slipped["open"])) == (len(values), sum(values)) == (1_722, 110_255_300)
    cards = own("list", "side:sales open", "--json").json
    assert (
        Decimal(slipped["weighted"])
        == sum(Decimal(card["value"]) * CHANCES[card["stage"]] / 100 for card in cards)
        == 38_433_080
    )
    won, lost = (sum(row["Stage"] == f"Closed {outcome}" for row in deals) for outcome in ("Won", "Lost"))
    assert all(stage["n"] == 0 for stage in record["measured"]["stages"]), (
        "no closed deal of a file is known to have stood in any"
    )
    assert abs(Decimal(slipped["measured"]) - sum(values) * won / (won + lost)) < 1
