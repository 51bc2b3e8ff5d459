"""Points and commas in amounts: each cell by its column or its own form, and what stays open is said."""

import json

import pytest

from kanban.exchange.leads.file_set import fold_files
from kanban.exchange.leads.preview import encode_preview
from kanban.exchange.leads.preview_builder import build_preview
from tests.exchange.conftest import BOARD, NOW, Draft


def read(fold, *amounts, header="Amount"):
    """Return the values of a deal for each amount, the notes on them, and whether the value is marked as a guess."""
    lines = [f'Deal {n},Acme {n},Won,"{amount}"\n' for n, amount in enumerate(amounts)]
    files = fold(f"Deal,Company,Stage,{header}\n{''.join(lines)}")
    cards = {draft.title: draft.value for draft in map(Draft, files)}
    told = encode_preview(build_preview(files, BOARD), is_dry_run=True)
    value = next(line for line in told["fields"] if line["field"] == "value")
    notes = [note for note in told["notes"] if header in note]
    return [cards[f"Deal {n}"] for n in range(len(amounts))], notes, value["guessed"]


@pytest.mark.parametrize("amounts", [("€1.200", "CHF 1'200.50"), ("CHF 1'200.50", "€1.200")])
def test_three_digits_are_thousands_where_others_have_two_decimals(fold, amounts):
    values, notes, is_guessed = read(fold, *amounts)
    assert sorted(values) == [120_000, 120_050]
    guess = "“€1.200” in “Amount” of “1.csv” is taken for €1,200.00: that is a guess"
    assert notes == [f"{guess}, as other amounts have decimals behind a point (“CHF 1'200.50”)."]
    assert is_guessed


@pytest.mark.parametrize(
    ("amounts", "values"),
    [
        (("1.200", "1,200.50"), [120_000, 120_050]),
        (("1,200", "1.200,50"), [120_000, 120_050]),
        (("1.200", "800.00"), [120_000, 80_000]),
        (("1,200", "800,00"), [120_000, 80_000]),
        (("1.200", "1,500"), [120_000, 150_000]),
        (("1.200", "1,20,000.00"), [120_000, 12_000_000]),
        (("1.200", "1,20,000"), [120_000, 12_000_000]),
        (("1.200", "1 200,00", "1,200.00"), [120_000] * 3),
        (("$1.200", "€1.5"), [120_000, 150]),
    ],
)
def test_what_others_contradict_is_a_marked_guess(fold, amounts, values):
    read_values, notes, is_guessed = read(fold, *amounts)
    assert (read_values, is_guessed) == (values, True)
    assert "that is a guess" in notes[0]
    assert f"“{amounts[0]}”" in notes[0]


@pytest.mark.parametrize(
    "amounts",
    [
        ("1.200", "1.200,50"),
        ("1,200", "1,200.50"),
        ("1.200", "1 200,50"),
        ("1,200", "1'200.50"),
        ("€1.200", "€800"),
        ("1,20,000", "1,20,000.00"),
        ("1'200", "1'200.50"),
        ("1 200", "1 200,00"),
    ],
)
def test_a_column_with_one_way_of_writing_is_certain(fold, amounts):
    values, notes, is_guessed = read(fold, *amounts)
    assert values[0] in {120_000, 12_000_000}
    assert (notes, is_guessed) == ([], False)


def test_a_column_that_mixes_signs_is_named(fold):
    values, notes, is_guessed = read(fold, "1 200,00", "1.200,00", "1,200.00", "1'200.00", "1,20,000.00")
    assert (values, is_guessed) == ([120_000] * 4 + [12_000_000], False)
    mix = "“Amount” of “1.csv” has decimals behind a point (“1'200.00”) and behind a comma (“1 200,00”)"
    assert notes == [f"{mix}: each amount is read by its own form."]


def test_decimals_of_any_number_are_decimals_in_three_digits_too(fold):
    assert read(fold, "0.125", "1234.567", "1.200") == ([13, 123_457, 120], [], False)
    values, notes, is_guessed = read(fold, "1.5", "1.200")
    assert (values, is_guessed) == ([150, 120], True)
    assert "“1.200” in “Amount” of “1.csv” is taken for €1.20: that is a guess" in notes[0]


def test_groups_of_an_indian_number_are_no_decimals_beside_decimal_commas(fold):
    assert read(fold, "1,20,000", "800,00")[0] == [12_000_000, 80_000]


def test_three_decimals_of_a_currency_that_has_them_are_no_guess(fold):
    files = fold(
        "Deal,Company,Stage,Amount,Currency\nA,Acme,Won,1.200,KWD\nB,Bolt,Won,1.200,EUR\nC,Cast,Won,1.50,EUR\n"
        "D,Dune,Won,2.500,KWD\n"
    )
    assert {draft.title: draft.value for draft in map(Draft, files)} == {"A": 1_200, "B": 120_000, "C": 150, "D": 2_500}


def test_numbers_of_a_file_keep_their_point_beside_text(write):
    deals = [("A", 1200.5), ("B", 1.125), ("C", "€1.200"), ("D", "1.200")]
    rows = [{"Deal": name, "Company": f"{name} Ltd", "Stage": "Won", "Amount": amount} for name, amount in deals]
    path = write(json.dumps(rows), "deals.json")
    files = fold_files([path], BOARD, NOW)
    assert {draft.title: draft.value for draft in map(Draft, files)} == {
        "A": 120_050,
        "B": 113,
        "C": 120_000,
        "D": 120_000,
    }
