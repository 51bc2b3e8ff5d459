"""Columns of chances: taken where they agree with the stages, kept as a custom field where they do not."""

from __future__ import annotations

import pytest

from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW

HEAD = "Deal Name,Stage,Amount,Probability\n"


def fold(tmp_path, rows, **options):
    path = tmp_path / "deals.csv"
    path.write_text(HEAD + "".join(f"Deal {n},{stage},100,{chance}\n" for n, (stage, chance) in enumerate(rows)))
    files = fold_files([path], BOARD, NOW, **options)
    return [draft.registers for draft in files], files.notes


AGREEING = [
    ("Closed Won", "100"),
    ("Closed Lost", "0"),
    ("Proposal", "60"),
    ("Negotiation", "85%"),
    ("Proposal", ""),
] * 4


@pytest.mark.parametrize(
    "rows",
    [
        [("Closed Won", "20"), ("Closed Won", "100"), ("Proposal", "60"), ("Closed Lost", "100")],
        [("Proposal", "100"), ("Negotiation", "100"), ("Proposal", "20"), ("Negotiation", "0")],
    ],
    ids=["closed", "open alone"],
)
def test_one_that_contradicts_the_stages_is_a_custom_field(tmp_path, rows):
    cards, notes = fold(tmp_path, rows)
    assert all("probability" not in card for card in cards)
    assert [card["field.Probability"] for card in cards] == [chance for _, chance in rows]
    assert any("“Probability” in “deals.csv” is no chance of a win" in note for note in notes)


def test_one_that_agrees_is_the_chance(tmp_path):
    cards, notes = fold(tmp_path, AGREEING)
    assert [card.get("probability") for card in cards[:5]] == [1.0, 0.0, 0.6, 0.85, None]
    assert not any("no chance" in note for note in notes)


def test_a_few_slips_are_forgiven(tmp_path):
    cards, _ = fold(tmp_path, [*AGREEING, ("Closed Won", "90")])
    assert cards[-1]["probability"] == 0.9


def test_who_says_what_it_is_is_believed(tmp_path):
    cards, _ = fold(tmp_path, [("Closed Won", "20")] * 3, overrides={"Probability": "probability"})
    assert {card["probability"] for card in cards} == {0.2}
