"""Figures of the board that Zoho's files make, against a count of the files themselves with the standard library."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

CHANCES = {
    "Qualification": "0.2", "Prospect": "0.2",  # Accepted
    "Needs Analysis": "0.4",  # Discovery
    "Initial Offer": "0.6", "Proposal/Price Quote": "0.6",  # Proposal
    "Negotiation/Review": "0.8",  # Negotiation
}  # fmt: skip
"""The files' open stages, with the probability of the stage of the board for which each stands."""

EVER = ("--from", "1 Jan 2000")
WON, LOST = "Closed Won", "Closed Lost"


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def amount(deal):
    return Decimal(deal["Amount"].replace("$", "").replace(",", ""))


@pytest.fixture(scope="module")
def deals(shared):
    """The deals of the file, each with the source of its lead."""
    folder = shared / "data" / "zoho"
    sources = {lead["LEADID"]: lead["Lead Source"] for lead in read(folder / "Leads.csv")}
    return [{**deal, "source": sources[deal["LEADID"]]} for deal in read(folder / "Potentials.csv")]


@pytest.fixture
def zoho(own, shared):
    folder = shared / "data" / "zoho"
    ran = own("import", str(folder / "Leads.csv"), str(folder / "Potentials.csv"), "--yes")
    assert ran.code == 0, ran.err
    return own


def test_win_rate_weighted_slipped_and_values_by_source_are_those_of_the_files(zoho, deals):
    open_deals = [deal for deal in deals if deal["Stage"] in CHANCES]
    closed = [deal for deal in deals if deal["Stage"] in {WON, LOST}]
    assert len(open_deals) + len(closed) == len(deals)

    record = zoho("report", "forecast", "--json").json
    (row,) = record["rows"]
    assert row["row"] == "slipped", "all of them were to close in 2021"
    (values,) = row["values"]
    (total,) = record["total"]
    assert values["currency"] == "USD"
    assert (values["open_count"], Decimal(values["open"])) == (len(open_deals), sum(map(amount, open_deals)))
    assert (values["open_count"], values["open"]) == (1_722, "110255300.00")
    weighted = sum(amount(deal) * Decimal(CHANCES[deal["Stage"]]) for deal in open_deals)
    assert Decimal(total["weighted"]) == weighted == Decimal("38433080.00")
    outcomes = Counter(deal["Stage"] for deal in closed)
    rate = Decimal(outcomes[WON]) / len(closed)  # no closed deal is known to have stood in an open stage
    measured = (sum(map(amount, open_deals)) * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(total["measured"]) == measured
    assert "the board's win rate counts for all" in " ".join(zoho("report", "forecast").out.split())
    slipped = zoho("report", "forecast", "--cards", "slipped", "--json").json
    assert len(slipped) == len(open_deals)

    report = zoho("report", "winrate", *EVER, "--json").json
    assert (report["won"], report["lost"]) == (outcomes[WON], outcomes[LOST]) == (1_425, 485)
    assert report["rate"] == pytest.approx(outcomes[WON] / len(closed))
    by_source = {one["source"]: one for one in report["by_source"]}
    assert by_source.keys() == {deal["source"] for deal in closed}
    for source, one in by_source.items():
        own_deals = [deal for deal in closed if deal["source"] == source]
        sums = {stage: sum(amount(deal) for deal in own_deals if deal["Stage"] == stage) for stage in (WON, LOST)}
        (money,) = one["values"]
        assert (Decimal(money["won"]), Decimal(money["lost"])) == (sums[WON], sums[LOST]), source
        assert one["won"] == sum(deal["Stage"] == WON for deal in own_deals), source
