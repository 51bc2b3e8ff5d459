"""Winning a deal: a new board asks for its value, and offers to say why it was won."""

from __future__ import annotations

import pytest

from kanban.cli import asking


def deal(own, **fields):
    return own(
        "add", "Acme", "--stage", "Negotiation", *(f"--{name}={value}" for name, value in fields.items())
    ).out.strip()


def test_a_deal_is_won_with_its_value(own):
    card = deal(own)
    ran = own("move", card, "Won")
    assert (ran.code, "--set value=" in ran.err) == (1, True)
    ran = own("move", card, "Won", "--set", "value=12k", "--set", "win_reason=product")
    assert ran.err == "Moved “Acme” to Won.\n"
    shown = own("show", card, "--json").json
    assert (shown["value"], shown["win_reason"], shown["incomplete"]) == ("12000.00", "product", False)


def test_why_it_was_won_is_offered_and_may_stay_empty(own):
    card = deal(own, value="12k")
    ran = own("move", card, "Won")
    assert ran.code == 0
    assert f"To add why it was won: kanban edit {card} win-reason=…" in ran.err
    assert own("show", card, "--json").json["win_reason"] is None


@pytest.mark.parametrize(("typed", "kept"), [("product", "product"), ("", None)])
def test_who_sits_at_a_terminal_is_asked(own, monkeypatch, typed, kept):
    card = deal(own, value="12k")
    asked = []
    monkeypatch.setattr("kanban.cli.card_verbs.change_cards.ask_line", lambda question: asked.append(question) or typed)
    own("move", card, "Won")
    assert len(asked) == 1
    assert asked[0].startswith("Why is it won? (")
    assert own("show", card, "--json").json["win_reason"] == kept


def test_nobody_is_asked_without_a_terminal():
    assert asking.ask_line("Why?") == ""


def test_a_lead_takes_it_out_and_the_list_of_stages_suggests_it(own):
    assert "does not ask for the value" not in own("stage", "list").err
    assert own("stage", "set", "Won", "required=").code == 0
    assert "Won does not ask for the value" in own("stage", "list").err
    assert own("move", deal(own), "Won").code == 0


def test_an_import_places_a_won_deal_without_a_value_and_marks_it(own, tmp_path):
    deals = tmp_path / "deals.csv"
    deals.write_text("Deal Name,Stage,Amount\nAcme,Closed Won,\n")
    assert own("import", str(deals)).code == 0
    (card,) = own("list", "won", "--json").json
    assert (card["stage"], card["incomplete"]) == ("Won", True)
