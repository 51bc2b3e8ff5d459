"""What a column of currencies says, and what is said of the words in it that don't say it for sure."""

import pytest

from kanban.domain.board import Board
from kanban.exchange.leads.preview import encode_preview
from kanban.exchange.leads.preview_builder import build_preview
from tests.exchange.conftest import BOARD, STAGES, Draft

DEALS = "Deal,Company,Stage,Amount,Currency\n"


def preview(files):
    drafts = list(map(Draft, files))
    return drafts, encode_preview(build_preview(files, BOARD), is_dry_run=True)


def test_names_of_currencies_are_read(fold):
    cards, told = preview(fold(f"{DEALS}A,X,Won,5,US Dollars\nB,Y,Won,6,Franc suisse\nC,Z,Won,7,US$\n"))
    assert [(card.value, card.currency) for card in cards] == [(500, "USD"), (600, "CHF"), (700, "USD")]
    assert told["currency"] == {"code": "USD", "from": "the column “Currency”; CHF 1"}
    assert (told["currency_words"], told["assumed"]) == ([], [])


def test_a_word_that_several_currencies_share_is_a_guess(fold):
    cards, told = preview(fold(f"{DEALS}A,X,Won,5,$\nB,Y,Won,6,$\nC,Z,Won,7,krona\n"))
    assert [card.currency for card in cards] == ["USD", "USD", "SEK"]
    assert told["currency"] == {"code": "USD", "from": "the column “Currency”, a guess; SEK 1"}
    assert told["currency_words"] == [
        {
            "file": "1.csv", "column": "Currency", "word": word, "currency": code, "rows": rows, "guessed": True,
            "assumed": False,
        }
        for word, code, rows in (("$", "USD", 2), ("krona", "SEK", 1))
    ]  # fmt: skip
    assert told["assumed"] == [
        {"text": f"“{word}” in “Currency” of “1.csv” ({rows}) is taken for {code}: that is a guess.",
         "option": "--set currency=CODE"}
        for word, code, rows in (("$", "USD", "2 amounts"), ("krona", "SEK", "1 amount"))
    ]  # fmt: skip


def test_a_word_that_is_no_currency_is_said_to_be_assumed_and_kept(fold):
    cards, told = preview(fold(f"{DEALS}A,X,Won,5,XYZ\nB,Y,Won,6,XYZ\nC,Z,Won,,XYZ\n"))
    assert [(card.currency, card.fields) for card in cards] == [
        ("EUR", {"Currency": "XYZ"}), ("EUR", {"Currency": "XYZ"}), (None, {}),
    ]  # fmt: skip
    assert told["currency"]["from"] == "the board, as “XYZ” in “Currency” is no currency that is known"
    assert [(line["word"], line["currency"], line["rows"], line["assumed"]) for line in told["currency_words"]] == [
        ("XYZ", "EUR", 2, True)
    ]
    assert told["assumed"][0]["text"] == (
        "“XYZ” in “Currency” of “1.csv” (2 amounts) is no currency that is known: EUR is assumed."
    )


def test_a_stated_currency_settles_what_is_open(fold):
    cards, told = preview(fold(f"{DEALS}A,X,Won,5,$\nB,Y,Won,6,XYZ\nC,Z,Won,7,\n", constants=[("currency", "CAD")]))
    assert [card.currency for card in cards] == ["CAD", "CAD", "CAD"]
    assert [line["word"] for line in told["currency_words"]] == ["XYZ"]


def test_what_is_assumed_is_told_from_what_the_column_says(fold):
    _, told = preview(fold(f"{DEALS}A,X,Won,5,US Dollar\nB,Y,Won,6,USD\nC,Z,Won,7,XYZ\n"))
    assert told["currency"] == {"code": "USD", "from": "the column “Currency”; EUR 1 assumed"}


@pytest.mark.parametrize(("cell", "code"), [("US$5", "USD"), ("£5", "GBP")])
def test_the_sign_of_an_amount_comes_first(fold, cell, code):
    cards, told = preview(fold(f"{DEALS}A,X,Won,{cell},XYZ\n"))
    assert (cards[0].currency, told["currency_words"]) == (code, [])


@pytest.mark.parametrize(
    ("cell", "sign", "code"), [("$5", "$", "USD"), ("5 kr.", "kr", "SEK"), ("¥5", "¥", "JPY"), ("$5k", "$", "USD")]
)
def test_a_sign_of_several_currencies_in_an_amount_is_a_guess(fold, cell, sign, code):
    cards, told = preview(fold(f"Deal,Company,Stage,Amount\nA,X,Won,{cell}\n"))
    assert cards[0].currency == code
    assert told["currency"] == {"code": code, "from": f"“{cell}” in Amount, a guess"}
    assert told["currency_words"] == [
        {"file": "1.csv", "column": "Amount", "word": sign, "currency": code, "rows": 1, "guessed": True,
         "assumed": False},
    ]  # fmt: skip
    assert told["assumed"] == [
        {"text": f"“{sign}” in “Amount” of “1.csv” (1 amount) is taken for {code}: that is a guess.",
         "option": "--set currency=CODE"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "row", "options", "code"),
    [
        ("Deal,Company,Amount", "A,X,$5 CAD", {}, "CAD"),
        ("Deal,Company,Amount (CAD)", "A,X,$5", {}, "CAD"),
        ("Deal,Company,Amount,Currency", "A,X,$5,CAD", {}, "CAD"),
        ("Deal,Company,Amount", "A,X,$5", {"constants": [("currency", "AUD")]}, "AUD"),
        (
            "Deal,Company,Amount",
            "A,X,5 kr",
            {"board": Board("0" * 36, "Oslo", currency="NOK", timezone="UTC", all_stages=STAGES)},
            "NOK",
        ),
        ("Deal,Company,Amount", "A,X,5 €", {}, "EUR"),
    ],
)
def test_a_sign_is_no_guess_where_something_else_says_which_currency_it_is(fold, header, row, options, code):
    cards, told = preview(fold(f"{header}\n{row}\n", **options))
    assert (cards[0].currency, told["currency_words"], told["assumed"]) == (code, [], [])


def test_an_export_of_this_program_keeps_codes_that_somebody_typed(fold):
    (card,) = map(Draft, fold("ref,title,stage,side,value,currency\nabcde,A,Won,sales,5.00,XYZ\n"))
    assert card.currency == "XYZ"


CLOSE = "id,lead_id,lead_name,status_label,status_type,value,value_formatted,value_period,user_name,confidence"


def test_close_names_its_currency_in_the_formatted_value(fold):
    acme = "o1,l1,Acme,Active,active,50000,$500,one_time,Raj,50"
    bolt = 'o2,l2,Bolt,Won,won,120050,"$1,200.50",monthly,Raj,100'
    cards, told = preview(fold(f"{CLOSE}\n{acme}\n{bolt}\n"))
    assert sorted((card.title, card.value, card.currency) for card in cards) == [
        ("Acme", 50_000, "USD"), ("Bolt", 120_050, "USD"),
    ]  # fmt: skip
    assert told["currency"]["from"] == "“$500” in value_formatted, a guess"
    assert not any(card.fields for card in cards)
    assert [line["columns"][0]["column"] for line in told["fields"] if line["field"] == "value"] == ["value_formatted"]


def test_the_formatted_value_of_close_keeps_the_currency_of_its_column(fold):
    cards, told = preview(fold(f"{CLOSE},value_currency\no1,l1,Acme,Active,active,50000,$500,one_time,Raj,50,CAD\n"))
    assert [(card.value, card.currency) for card in cards] == [(50_000, "CAD")]
    assert told["currency_words"] == []


def test_the_value_of_close_is_read_where_it_is_not_formatted(fold):
    header = "lead_name,status_label,value,user_name,confidence"
    cards, _ = preview(fold(f"{header}\nAcme,Active,500,Raj,50\n"))
    assert [(card.value, card.currency) for card in cards] == [(50_000, "EUR")]
