"""`kanban report objections`: counted by hand, by a naive second count, as of a day, and the same over every door."""

from __future__ import annotations

import csv
import io
import json

import pytest

WORDS = ("no cloud", "too slow", "too much")


@pytest.fixture
def deals(own):
    """Five deals with eight objections: two plays, one of them unused, and two that nothing answers."""
    own("play", "add", "Own server", "questions=Who?")
    own("play", "add", "Nobody needs it", "questions=Why?")
    refs = [
        own("add", name, "--stage", "Proposal", "--value", value).out.strip()
        for name, value in (("A", "100"), ("B", "200"), ("C", "400"), ("D", "USD 50"), ("E", "800"))
    ]
    for ref, words, play, outcome in (
        (refs[0], "no cloud", "Own server", "resolved"), (refs[0], "too slow", "Own server", "lost"),
        (refs[1], "no cloud", "Own server", "resolved"), (refs[2], "no cloud", "Own server", ""),
        (refs[3], "no cloud", "Own server", "stalled"), (refs[2], "too much", "", ""),
        (refs[4], "too much", "", "lost"), (refs[4], "too slow", "Own server", ""),
    ):  # fmt: skip
        own("objection", ref, words, *(["--play", play] if play else []))
        if outcome:
            own("settle", ref, outcome, "--of", words)
    own("move", refs[0], "Won", "--set", "win-reason=product")
    own("move", refs[1], "Lost", "--set", "lost-reason=price")
    own("delete", refs[4])
    return refs


def naive(own):
    """The same figures, counted from what `show --json` tells of each card."""
    plays: dict[str | None, dict[str, object]] = {}
    for card in own("list", "--json").json:
        for one in own("show", card["id"], "--json").json["objections"]:
            row = plays.setdefault(one["play"], {"met": 0, "cards": {"won": set(), "lost": set(), "open": set()}})
            row["met"] += 1
            state = {"Won": "won", "Lost": "lost"}.get(card["stage"], "open")
            row["cards"][state].add(card["id"])
            outcome = one["outcome"] or "open"
            row[outcome] = row.get(outcome, 0) + 1
    return {
        play: {
            **{name: row.get(name, 0) for name in ("met", "resolved", "stalled", "lost", "open")},
            "cards": {name: len(cards) for name, cards in row["cards"].items()},
        }
        for play, row in plays.items()
    }


def test_the_figures_by_hand_and_by_a_second_count(own, deals):
    record = own("report", "objections", "--json").json
    assert [row["play"] for row in record["plays"]] == ["Own server", None]
    first, without = record["plays"]
    assert {name: first[name] for name in ("met", "resolved", "stalled", "lost", "open")} == {
        "met": 5, "resolved": 2, "stalled": 1, "lost": 1, "open": 1,
    }  # fmt: skip
    assert first["cards"] == {"won": 1, "lost": 1, "open": 2}
    assert first["open_value"] == {"EUR": "400.00", "USD": "50.00"}
    assert (without["met"], without["open"], without["open_value"]) == (1, 1, {"EUR": "400.00"})
    assert (record["met"], record["open_value"]) == (6, {"EUR": "400.00", "USD": "50.00"})
    second = naive(own)
    for row in record["plays"]:
        assert {name: row[name] for name in second[row["play"]]} == second[row["play"]]


def test_it_is_printed_as_text_csv_and_page(own, deals, tmp_path):
    printed = own("report", "objections").out
    assert printed.startswith("Objections · ")
    assert "Own server" in printed
    assert "€400 + $50" in printed
    rows = list(csv.DictReader(io.StringIO(own("report", "objections", "--csv").out)))
    assert [(row["play"], row["met"], row["open_value"]) for row in rows] == [
        ("Own server", "5", "400.00 EUR + 50.00 USD"), ("", "1", "400.00 EUR"),
    ]  # fmt: skip
    page = tmp_path / "page.html"
    assert own("report", "objections", "--html", str(page)).code == 0
    assert "Own server" in page.read_text()


def test_a_figure_lists_its_cards(own, deals):
    def cards(figure):
        return sorted(card["title"] for card in own("report", "objections", "--cards", figure, "--json").json)

    assert cards("unanswered") == ["C"]
    assert cards("resolved") == ["A", "B"]
    assert cards("own server") == ["A", "B", "C", "D"]
    assert cards("Own server:lost") == ["A"]
    assert own("report", "objections", "--cards", "nothing").code == 2


def test_a_query_and_a_period_limit_it(own, deals):
    assert own("report", "objections", "stage:won", "--json").json["met"] == 2
    assert own("report", "objections", "--to", "1 Jan 2020", "--json").json["met"] == 0
    assert "No objection was logged" in own("report", "objections", "--to", "1 Jan 2020").out
    assert own("report", "objections", "--from", "7d", "--json").json["before"]["met"] == 0


def test_an_empty_board_has_none(own):
    record = own("report", "objections", "--json").json
    assert (record["met"], record["plays"], record["open_value"]) == (0, [], {})
    assert json.loads(own("report", "objections", "--json").out)["report"] == "objections"
