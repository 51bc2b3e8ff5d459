"""`kanban want`: made from a filter, filled by what is made, changed and imported, offered to its rep first."""

from __future__ import annotations

import pytest


@pytest.fixture
def team(own):
    """Ana of marketing, Raj and Eve of sales; Raj wants ten cards from the fair."""
    own("member", "use", "Ana")
    own("member", "add", "Raj", "--team", "sales")
    own("member", "add", "Eve", "--team", "sales")
    ran = own(
        "--as", "Raj", "want", "add", "source:fair", "value>=1000", "--by", "+4w", "--number", "10", "--because", "case"
    )
    assert ran.code == 0, ran.err
    return own


def want_of(run):
    (record,) = run("want", "list", "--json").json
    return record


def leads(folder, count, source="Fair", start=0):
    file = folder / f"leads-{start}.csv"
    rows = [f"Lead {n},Company {n},{source},{1000 + n},lead{n}@x.example" for n in range(start, start + count)]
    file.write_text("\n".join(["Name,Company,Source,Value,E-mail", *rows]) + "\n", "utf-8")
    return str(file)


def test_an_import_in_which_nine_match_fills_it_to_nine(team, tmp_path):
    team("add", "Was here", "--source", "Fair", "--value", "2000", "--stage", "won")
    assert team("import", leads(tmp_path, 9), leads(tmp_path, 20, "Web", start=50), "--yes").code == 0
    record = want_of(team)
    assert (record["tied"], record["number"], record["state"]) == (9, 10, "open")
    assert record["would_match"] == 0
    shown = team("want", "show", "1", "--json").json
    titles = {team("show", card, "--json").json["source"] for card in shown["cards"]}
    assert (len(shown["cards"]), titles) == (9, {"Fair"})
    assert team("undo").code == 0
    assert want_of(team)["tied"] == 0


def test_what_is_made_and_what_is_changed_is_matched_until_it_is_met(team, tmp_path):
    first = team("add", "One", "--source", "Fair", "--value", "5000").out.strip()
    later = team("add", "Two", "--source", "Fair", "--value", "10").out.strip()
    assert want_of(team)["tied"] == 1
    assert "Raj's want “source:fair value>=1000”" in team("history", first).out
    team("edit", later, "value=2000")
    assert want_of(team)["tied"] == 2
    team("undo")
    assert want_of(team)["tied"] == 1
    team("import", leads(tmp_path, 12), "--yes")
    record = want_of(team)
    assert (record["tied"], record["state"], record["would_match"]) == (10, "met", 3)


def test_it_ends_by_its_day_or_by_hand(team, tmp_path):
    assert team("--as", "Eve", "want", "end", "1").code == 1
    assert team("--as", "Raj", "want", "end", "1").code == 0
    assert want_of(team)["state"] == "ended"
    team("import", leads(tmp_path, 3), "--yes")
    record = want_of(team)
    assert (record["tied"], record["would_match"]) == (0, 3)
    assert team("--as", "Raj", "undo").code == 0
    assert want_of(team)["state"] == "open"


def test_it_is_offered_to_its_rep_first(team):
    team(
        "--as",
        "Ana",
        "add",
        "Eve's turn",
        "--source",
        "Web",
        "--value",
        "5000",
        "--stage",
        "mql",
        "--email",
        "w@x.example",
    )
    for number in range(2):
        ref = team("--as", "Ana", "add", f"Deal {number}", "--source", "Fair", "--value", "5000", "--stage", "mql",
                   "--email", f"d{number}@x.example").out.strip()  # fmt: skip
        ran = team("--as", "Ana", "offer", ref, "--why", "asked")
        assert ran.code == 0, ran.err
        assert team("show", ref, "--json").json["handoff"]["to"] == "Raj"
    cards = team("--as", "Raj", "next", "--json").json["cards"]
    fits = [reason["text"] for card in cards for reason in card["reasons"] if reason["want"]]
    assert fits[0] == "your want: source:fair value>=1000, 2 of 10"


def test_marketing_makes_none_and_faulty_ones_are_refused(team):
    assert team("--as", "Ana", "want", "add", "source:fair", "--by", "+4w", "--number", "3").code == 1
    for words in (
        ("size>=50", "--by", "+1w", "--number", "3"), ("source:fair", "--by", "yesterday", "--number", "3"),
        ("source:fair", "--by", "+1w", "--number", "0"), ("sort:value", "--by", "+1w", "--number", "3"),
    ):  # fmt: skip
        assert team("--as", "Raj", "want", "add", *words).code == 2, words
    assert team("want", "show", "nothing such").code == 3
