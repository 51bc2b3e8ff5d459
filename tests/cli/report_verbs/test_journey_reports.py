"""The reports on the log, as a user and a program see them; on the demo's board against a naive count of its export."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from kanban.domain import clock
from tests.reports import naive

PERIODS = [(), ("--from", "1 Oct 2026", "--to", "31 Oct 2026"), ("--from", "2 Nov 2026", "--to", "15 Nov 2026")]
BOUNDS = [("", "9999"), ("2026-10-01T00", "2026-11-01T00"), ("2026-11-02T00", "2026-11-16T00")]


@pytest.fixture
def export(demo, tmp_path):
    """The demo's board: its export, read."""
    path = tmp_path / "board.jsonl"
    assert demo("export", str(path), "--format", "jsonl").code == 0
    return naive.read(path)


@pytest.mark.parametrize(("days", "bounds"), list(zip(PERIODS, BOUNDS, strict=True)))
def test_the_funnel_agrees_with_a_naive_count(demo, export, days, bounds):
    rows = demo("report", "funnel", *days, "--json").json["stages"]
    assert [(row["from"], row["reached"], row["converted"], row["open"]) for row in rows[:-1]] == naive.funnel(
        *export, *bounds
    )


@pytest.mark.parametrize(("days", "bounds"), list(zip(PERIODS, BOUNDS, strict=True)))
def test_handoffs_agree_with_a_naive_count(demo, export, days, bounds):
    record = demo("report", "handoffs", *days, "--json").json
    counted = naive.handoffs(*export, *bounds, clock.iso(clock.utc_now()))
    assert counted["made"], "a period without offers shows nothing"
    assert {name: record[name] for name in ("made", "accepted", "returned", "expired", "open", "withdrawn",
                                            "overturned", "returned_later")} == {
        "made": counted["made"], "accepted": counted["accept"], "returned": counted["return"],
        "expired": counted["expire"], "open": counted["open"], "withdrawn": counted["withdraw"],
        "overturned": counted["overturned"], "returned_later": counted["later"],
    }  # fmt: skip
    assert record["first_response"]["n"] == record["made"]
    in_time = record["kept_in_time"]
    assert (in_time["part"], in_time["n"]) == (counted["in time"], counted["in time"] + counted["late"])


def test_stays_agree_with_a_naive_count(demo, export):
    now = clock.utc_now().isoformat()
    rows = demo("report", "stages", "--json").json["stages"]
    for row in rows:
        n, days = naive.median_days(export[1], row["stage"], now)
        assert (row["n"], row["median_days"]) == (n, pytest.approx(days, abs=0.01) if days is not None else None)
    assert sum(row["n"] > row["ended"] > 0 and row["median_days"] is not None for row in rows) > 3


@pytest.mark.parametrize("report", ["funnel", "conversion", "stages", "handoffs", "recycle"])
def test_each_says_that_there_is_nothing(own, report):
    ran = own("report", report)
    assert ran.code == 0, ran.err
    assert "%" not in ran.out.replace("95 %", "")
    assert own("report", report, "--json").code == 0
    assert next(csv.reader(io.StringIO(own("report", report, "--csv").out)))


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        (("funnel", "--cards", "mql"), "MQL reached"), (("funnel", "--cards", "MQL:open"), "MQL open"),
        (("conversion", "--cards", "converted"), "converted"), (("handoffs", "--cards", "returned"), "returned"),
        (("handoffs", "--cards", "no budget"), "no budget"), (("recycle", "--cards", "returned"), "recycled"),
        (("stages", "--cards", "Discovery:here"), "here"),
    ],
)  # fmt: skip
def test_each_figure_opens_its_cards(demo, words, figure):
    """As many cards as the figure counts: on the demo's board no card has two offers of one kind."""
    cards = demo("report", *words, "--json")
    assert cards.code == 0, cards.err
    records = {
        name: demo("report", name, "--json").json for name in ("funnel", "conversion", "handoffs", "recycle", "stages")
    }
    mql = next(row for row in records["funnel"]["stages"] if row["from"] == "MQL")
    counts = {
        "MQL reached": mql["reached"], "MQL open": mql["open"], "converted": records["conversion"]["converted"],
        "returned": records["handoffs"]["returned"], "recycled": records["recycle"]["returned"],
        "no budget": next(row["returned"] for row in records["handoffs"]["reasons"] if row["reason"] == "no budget"),
        "here": next(row["n"] - row["ended"] for row in records["stages"]["stages"] if row["stage"] == "Discovery"),
    }  # fmt: skip
    assert len(cards.json) == counts[figure] > 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("funnel", "--cards", "nowhere"), "is no figure"), (("stages", "--cards", "MQL:gone"), "is no figure"),
        (("handoffs", "--cards", "won"), "is no figure"), (("funnel", "--within", "soon"), "Try 30d"),
        (("conversion", "--start", "Won", "--end", "MQL"), "does not follow"),
        (("conversion", "--end", "Lost"), "where cards end"),
    ],
)  # fmt: skip
def test_what_can_not_be_counted_is_told(demo, words, sentence):
    ran = demo("report", *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err


def test_a_query_counts_only_its_cards(demo):
    whole, part = (demo("report", "handoffs", *query, "--json").json["made"] for query in ((), ("owner:eve",)))
    assert 0 < part < whole


def test_an_undone_move_counts_for_nothing(own):
    own("add", "Acme")
    own("move", "Acme", "MQL")
    assert own("report", "funnel", "--cards", "MQL", "--json").json != []
    own("undo")
    assert own("report", "funnel", "--cards", "MQL", "--json").json == []
    own("redo")
    assert len(own("report", "funnel", "--cards", "MQL", "--json").json) == 1


@pytest.mark.parametrize("days", [*PERIODS, ("--from", "1 Oct 2026", "--period", "2026-12")])
def test_the_movement_adds_up_and_ends_with_the_open_deals(demo, days):
    for parts in demo("report", "movement", *days, "--json").json["currencies"]:
        values = {name: Decimal(part["value"]) for name, part in parts.items() if name != "currency"}
        gains = sum(values[name] for name in ("start", "new", "reopened", "moved_in", "increased"))
        assert (
            gains - sum(values[name] for name in ("decreased", "won", "lost", "returned", "moved_out")) == values["end"]
        )


def test_the_movement_ends_with_what_the_forecast_has_open(demo):
    ends = {row["currency"]: row["end"] for row in demo("report", "movement", "--json").json["currencies"]}
    totals = {row["currency"]: row for row in demo("report", "forecast", "--json").json["total"]}
    assert {code: (row["open"], row["open_count"]) for code, row in totals.items() if row["open_count"]} == {
        code: (end["value"], end["deals"]) for code, end in ends.items() if end["deals"]
    }
    assert len(demo("report", "movement", "--cards", "end", "--json").json) == sum(
        end["deals"] for end in ends.values()
    )


def test_the_movement_of_an_empty_board(own):
    assert "No deal was open in this time." in own("report", "movement").out
    assert own("report", "movement", "--json").json["currencies"] == []
    assert own("report", "movement", "--cards", "gone").code == 2
    assert "Try 2026-12" in own("report", "movement", "--period", "Dec").err


def test_the_dashboard_has_what_its_reports_have(demo):
    record = demo("report", "dashboard", "--json").json
    assert record["funnel"] == demo("report", "funnel", "--from", record["from"], "--json").json["stages"]
    handoffs = demo("report", "handoffs", "--from", record["from"], "--json").json
    assert record["handoffs"]["acceptance"] == handoffs["acceptance"]
    assert "Win rate" in demo("report", "dashboard").out


def test_the_dashboard_is_written_as_a_page(demo, tmp_path):
    page = tmp_path / "q4.html"
    ran = demo("report", "dashboard", "--html", str(page))
    assert (ran.code, ran.out) == (0, "")
    assert page.read_text("utf-8").startswith("<!DOCTYPE html>")
    page.write_text("mine")
    assert demo("report", "dashboard", "--html", str(page)).code != 0
    assert page.read_text() == "mine", "a file that is there stays"
    assert demo("report", "dashboard", "--html", str(page), "--force").code == 0
    assert "</html>" in page.read_text("utf-8")
    assert demo("report", "dashboard", "--html", "-").out.rstrip().endswith("</html>")
    assert demo("report", "dashboard", "--html", str(tmp_path / "no" / "such.html")).code != 0


def test_a_period_that_is_not_over_ends_now(demo):
    today = clock.utc_now().date()
    later = demo("report", "movement", "--to", (today + timedelta(days=9)).strftime("%d %b %Y")).out
    assert "open now" in later
    assert "open at the end of" not in later
    over = demo("report", "movement", "--from", "1 Oct 2026", "--to", "31 Oct 2026").out
    assert "open at the end of Sat 31 Oct 2026" in over or "open at the end of 31 Oct 2026" in over


def test_the_dashboard_as_a_table_is_its_record(demo):
    rows = list(csv.DictReader(io.StringIO(demo("report", "dashboard", "--csv").out)))
    record = demo("report", "dashboard", "--json").json
    counts = {(row["section"], row["name"], row["figure"], row["currency"]): row for row in rows}
    assert len(counts) == len(rows), "each figure once"
    for step in record["funnel"]:
        assert int(counts["funnel", step["from"], "reached", ""]["count"]) == step["reached"]
    assert int(counts["handoffs", "made", "count", ""]["count"]) == record["handoffs"]["made"]
    assert int(counts["handoffs", "acceptance", "of", ""]["count"]) == record["handoffs"]["acceptance"]["n"]
    for parts in record["movement"]:
        assert counts["movement", "end", "deals", parts["currency"] or ""]["value"] == parts["end"]["value"]
    assert int(counts["winrate", "all", "won", ""]["count"]) == record["winrate"]["won"]


def test_each_part_of_the_movement_opens_exactly_its_cards_in_each_currency(demo):
    counted = 0
    for parts in demo("report", "movement", "--json").json["currencies"]:
        code = parts["currency"] or "none"
        for name in (name for name in parts if name != "currency"):
            cards = demo("report", "movement", "--cards", f"{code}:{name}", "--json").json
            assert len(cards) <= parts[name]["deals"], "a deal may have increased twice"
            assert bool(cards) == bool(parts[name]["deals"]), (code, name)
            counted += len(cards)
    assert counted > 0
    ran = demo("report", "movement", "--cards", "XAU:won")
    assert (ran.code, "No deal was open in “XAU”" in ran.err) == (2, True)
    assert "is no part" in demo("report", "movement", "--cards", "EUR:gone").err
