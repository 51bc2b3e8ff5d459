"""Guesses on the command line, and the figures of the report on them, worked out by hand."""

from __future__ import annotations

import json

import pytest


def guess(own, card, percent, who="Ana"):
    ran = own("--as", who, "guess", card, str(percent))
    assert ran.code == 0, ran.err
    return ran


@pytest.fixture
def board(own):
    """A board with Raj of sales, where of eight closed cards of the webinar four were won."""
    assert own("member", "add", "Raj", "--team", "sales").code == 0
    for number in range(8):
        card = own("add", f"Old {number}", "--source", "Webinar", "--stage", "Proposal", "--value", "100").out.strip()
        end = ["won"] if number < 4 else ["lost", "--set", "lost_reason=price"]
        assert own("move", card, *end).code == 0
    return own


def add(own, title, source="webinar"):
    return own("add", title, "--source", source, "--stage", "Proposal", "--value", "100").out.strip()


def close(own, card, *, won):
    ran = own("move", card, *(["won"] if won else ["lost", "--set", "lost_reason=price"]))
    assert ran.code == 0, ran.err


def test_the_rate_of_like_cards_comes_after_the_guess(board):
    card = add(board, "Thornbury")
    before = board("guess", card)
    assert (before.out, before.code) == ("Nobody has guessed yet.\n", 0)
    ran = guess(board, card, "60 %")
    assert ran.out == "M Ana 60\nLike cards (webinar): 4 of 8 won, 50 %.\nSales has not guessed yet.\n"
    assert "Guessed “Thornbury”: 60 %." in ran.err
    assert "Out of sight only: both use this computer." in ran.err
    assert "4 of 8" not in board("--as", "Raj", "guess", card).out
    assert guess(board, card, 50).out.startswith("M Ana 60, then 50\n")
    assert board("guess", card, "40").code == 1
    ran = guess(board, card, 40, "Raj")
    assert ran.out.startswith("M Ana 60, then 50 · S Raj 40, kept\n")
    assert "of sight" not in ran.err


def test_three_guesses_by_hand(board):
    """Won 80 %, lost 30 %, won 60 % and then 70 %; like cards were at 50 %."""
    first, second, third = (add(board, title) for title in ("One", "Two", "Three"))
    guess(board, first, 80)
    guess(board, second, 30)
    guess(board, third, 60)
    guess(board, third, 70)
    guess(board, second, 90, "Raj")
    close(board, first, won=True)
    close(board, second, won=False)
    close(board, third, won=True)
    report = board("report", "calibration", "--json").json
    marketing, sales = report["teams"]
    # (0.8 - 1)² = 0.04, (0.3 - 0)² = 0.09, (0.7 - 1)² = 0.09: 0.22 in all, and each time (0.5 - outcome)² = 0.25
    assert (marketing["team"], marketing["n"], marketing["with_base"]) == ("marketing", 3, 3)
    assert marketing["brier"] == pytest.approx(0.22 / 3)
    assert marketing["base_brier"] == pytest.approx(0.25)
    assert marketing["skill"] == pytest.approx(1 - 0.22 / 0.75)
    # before the change it was (0.6 - 1)² = 0.16
    assert marketing["first_brier"] == pytest.approx(0.29 / 3)
    assert [(band["won"], band["n"]) for band in marketing["bands"]] == [(0, 0), (1, 2), (1, 1)]
    # (0.9 - 0)² = 0.81 against 0.25
    assert (sales["brier"], sales["skill"]) == (pytest.approx(0.81), pytest.approx(1 - 0.81 / 0.25))
    assert (report["cards"], report["people"]) == (3, [])
    text = board("report", "calibration").out
    assert "marketing        3   0.07        0.25  +0.71            0.10" in text
    assert "sales            1   0.81        0.25  −2.24            0.81" in text
    assert "No ranking of people." in text


def test_the_report_lists_its_cards_and_comes_as_csv_and_page(board, tmp_path):
    card = add(board, "Thornbury")
    guess(board, card, 80)
    assert "No deal with a guess closed" in board("report", "calibration").out
    close(board, card, won=True)
    for figure in ("marketing", "marketing:over 70", "marketing:over70 %"):
        assert [one["id"] for one in board("report", "calibration", "--cards", figure, "--json").json] == [
            board("show", card, "--json").json["id"]
        ], figure
    assert board("report", "calibration", "--cards", "sales", "--json").json == []
    assert board("report", "calibration", "--cards", "both").code == 2
    head, marketing, _ = board("report", "calibration", "--csv").out.splitlines()
    row = dict(zip(head.split(","), marketing.split(","), strict=True))
    assert (row["name"], row["n"], row["over_70_won"], row["over_70_n"]) == ("marketing", "1", "1", "1")
    page = tmp_path / "page.html"
    assert board("report", "calibration", "--html", str(page)).code == 0
    assert "1 of 1 won" in page.read_text("utf-8")


def test_somebodys_own_figures_follow_from_twenty_on(board):
    for number in range(20):
        card = add(board, f"New {number}")
        guess(board, card, 40)
        if number < 19:
            guess(board, card, 20, "Raj")
        close(board, card, won=number % 2 == 0)
    people = board("report", "calibration", "--json").json["people"]
    assert [(one["name"], one["n"]) for one in people] == [("Ana", 20)]
    # half of them at (0.4 - 1)² = 0.36, half at 0.4² = 0.16
    assert people[0]["brier"] == pytest.approx(0.26)


def test_files_and_records_have_no_hidden_chance(board):
    card = add(board, "Thornbury")
    guess(board, card, 70)
    exported = board("export", "-", "--format", "jsonl").out
    (line,) = (one for one in map(json.loads, exported.splitlines()) if one.get("title") == "Thornbury")
    assert [(one["team"], one["first"], one["percent"]) for one in line["guesses"]] == [("marketing", None, None)]
    assert all(change["etype"] != "guess" for change in line["changes"])
    (own,) = board("show", card, "--json").json["guesses"]
    (other,) = board("--as", "Raj", "show", card, "--json").json["guesses"]
    assert (own["first"], own["base"]["of"], other["first"], other["base"]) == (70, 8, None, None)


@pytest.mark.parametrize("typed", ["5", "110", "-10", "ten", "6 0", "", "60.0"])
def test_what_is_no_chance_is_refused(board, typed):
    card = add(board, "Thornbury")
    assert board("guess", card, "--", typed).code == 2


def test_an_import_that_closes_a_card_shows_its_guess(board, tmp_path):
    file = tmp_path / "deals.csv"
    rows = "Deal Name,Stage,Amount,Record Id\nGranum,{},1200,zcrm_77\n"
    file.write_text(rows.format("Negotiation"), "utf-8")
    assert board("import", str(file), "--yes").code == 0
    guess(board, "Granum", 30)
    file.write_text(rows.format("Closed Won"), "utf-8")
    assert board("import", str(file), "--yes").code == 0
    assert board("show", "Granum", "--json").json["stage"] == "Won"
    (shown,) = board("--as", "Raj", "guess", "Granum", "--json").json["guesses"]
    assert (shown["first"], shown["revealed"]) == (30, "closed")
