"""`kanban report wants`: what was asked for, the cards that each want got, and what became of those."""

from __future__ import annotations

import csv
import io

import pytest


@pytest.fixture
def wanted(own):
    """Two wants: one with three cards, one of which was won and one lost, and one without any."""
    own("member", "add", "Raj", "--team", "sales")
    own("--as", "Raj", "want", "add", "source:fair", "--by", "+4w", "--number", "3", "--because", "the case study")
    own("--as", "Raj", "want", "add", "source:web value>=5000", "--by", "+2w", "--number", "2")
    titles = ("Acme", "Globex", "Initech")
    refs = [own("add", title, "--source", "fair", "--value", "9000").out.strip() for title in titles]
    own("add", "Small", "--source", "web", "--value", "900")
    for ref, stage in zip(refs, ("Won", "Lost"), strict=False):
        own("offer", ref, "--why", "x", "--anyway")
        own("--as", "Raj", "accept", ref, "--next", "call", "--on", "+1d")
        own("--as", "Raj", "move", ref, stage, "--set", "lost-reason=competitor")
    return refs


def test_it_counts_the_cards_that_are_tied(own, wanted):
    record = own("report", "wants", "--json").json
    assert record["states"] == {"open": 1, "met": 1, "over": 0, "ended": 0}
    assert [record[name] for name in ("tied", "won", "lost", "open", "matching")] == [3, 1, 1, 1, 0]
    first, second = record["wants"]
    assert (first["owner"], first["query"], first["number"], first["state"]) == ("Raj", "source:fair", 3, "met")
    assert [first[name] for name in ("tied", "won", "lost", "open")] == [3, 1, 1, 1]
    assert (second["tied"], second["because"]) == (0, None)


def test_it_is_printed_in_every_form(own, wanted, tmp_path):
    printed = own("report", "wants").out
    assert "3 of 3" in printed
    assert "1 open · 1 met." in printed
    rows = list(csv.DictReader(io.StringIO(own("report", "wants", "--csv").out)))
    assert [(row["query"], row["tied"], row["won"]) for row in rows] == [
        ("source:fair", "3", "1"), ("source:web value>=5000", "0", "0"),
    ]  # fmt: skip
    page = tmp_path / "wants.html"
    assert own("report", "wants", "--html", str(page)).code == 0
    assert "source:fair" in page.read_text("utf-8")
    whole = tmp_path / "all.html"
    assert own("report", "--all", "--html", str(whole)).code == 0


def test_its_figures_open_their_cards(own, wanted):
    def titles(figure):
        return sorted(card["title"] for card in own("report", "wants", "--cards", figure, "--json").json)

    assert titles("tied") == ["Acme", "Globex", "Initech"]
    assert titles("1:won") == ["Acme"]
    assert titles("lost") == ["Globex"]
    assert titles("2") == []
    assert own("report", "wants", "--cards", "nothing").code == 2
    assert own("report", "wants", "--cards", "7:won").code == 2


def test_a_query_and_days_limit_it(own, wanted):
    assert own("report", "wants", "stage:won", "--json").json["wants"][0]["tied"] == 1
    assert own("report", "wants", "--to", "1 Jan 2020", "--json").json["wants"] == []
    assert "No want was open" in own("report", "wants", "--to", "1 Jan 2020").out
