"""How files say that a deal was won or lost beside its stage, and words that say nothing."""

import pytest

from kanban.exchange.leads.preview_builder import build_preview
from tests.exchange.conftest import BOARD


@pytest.mark.parametrize("label", ["Won / Lost", "Won/Lost", "Open/Won", "Won or Lost", "Open / Won / Lost"])
def test_a_column_of_ends_tells_the_stage(drafts, label):
    cards = drafts(f"Deal,Company,{label},Amount\nA,X,Won,5\nB,Y,Lost,6\nC,Z,Open,7\n")
    assert [card.stage for card in cards] == ["Won", "Lost", "Accepted"]


def test_beside_a_stage_it_tells_the_end(drafts):
    cards = drafts("Deal,Company,Stage,Won / Lost,Amount\nA,X,Proposal,Won,5\nB,Y,Proposal,Lost,6\nC,Z,Proposal,,7\n")
    assert [card.stage for card in cards] == ["Won", "Lost", "Proposal"]


def test_columns_for_each_end_are_marks_or_days(drafts):
    marked = drafts("Deal,Company,Stage,Amount,Won,Lost\nA,X,,5,Yes,No\nB,Y,Proposal,6,no,yes\nC,Z,Proposal,6,,\n")
    assert [card.stage for card in marked] == ["Won", "Lost", "Proposal"]
    dated = drafts("Deal,Company,Stage,Amount,Won,Lost\nA,X,,5,2026-01-05,\nB,Y,,6,,2026-01-06\nC,Z,Proposal,6,,\n")
    assert [(card.stage, card.entered_at) for card in dated] == [
        ("Won", "2026-01-04T23:00:00Z"), ("Lost", "2026-01-05T23:00:00Z"), ("Proposal", None),
    ]  # fmt: skip


@pytest.mark.parametrize("labels", ["Won date,Lost date", "Date won,Date lost", "Won at,Lost at", "Won time,Lost time"])
@pytest.mark.parametrize("stage", ["Stage,", ""])
def test_the_day_of_an_end_tells_an_empty_stage(drafts, labels, stage):
    empty = "," if stage else ""
    cards = drafts(f"Deal,Company,{stage}{labels}\nA,X,{empty}2026-01-05,\nB,Y,{empty},2026-01-06\nC,Z,{empty},\n")
    assert [card.stage for card in cards] == ["Won", "Lost", cards[2].stage]
    assert cards[2].stage not in {"Won", "Lost"}


def test_the_day_of_an_end_contradicts_no_stage(drafts):
    (card,) = drafts("Deal,Company,Stage,Won date\nA,X,Proposal,2026-01-05\n")
    assert card.stage == "Proposal"


@pytest.mark.parametrize("word", ["Won / Lost", "Open/Won", "Won or Lost", "Closed (won/lost)", "Gewonnen/Verloren"])
def test_a_word_that_names_both_ends_is_a_guess_and_neither(fold, word):
    files = fold(f"Deal,Company,Stage,Amount\nA,X,{word},5\n")
    (card,) = files
    (line,) = build_preview(files, BOARD).stages
    assert (line.is_guessed, card.stage in {"Won", "Lost"}) == (True, False)


@pytest.mark.parametrize(
    "cell",
    ["(none)", "(blank)", "not set", "(not set)", "None", "--None--", "(No value)", "Not specified", "none", "keine",
     "(leer)", "nicht angegeben", "aucune", "non renseigné", "sin especificar", "não definido", "nessuno", "geen"],
)  # fmt: skip
def test_a_source_that_is_not_said_is_none(drafts, cell):
    (card,) = drafts(f"Name,Email,Lead Source,Campaign\nAda,ada@x.example,{cell},{cell}\n")
    assert (card.source, card.campaign, card.fields) == (None, None, {})


def test_addresses_and_numbers_that_differ_in_their_letters_alone_are_one(drafts):
    (card,) = drafts("Name,Email,Email 2,Phone,Mobile\nAda,ada@x.example,ADA@X.example,+49 30 12,+49 (30) 12\n")
    assert (card.email, card.phone, card.fields) == ("ada@x.example", "+49 30 12", {})
    (card,) = drafts("Name,Email,Email 2\nAda,ada@x.example,byron@x.example\n")
    assert card.fields == {"Email 2": "byron@x.example"}


def test_leads_of_close_with_a_deal_go_to_sales(fold):
    files = fold(
        "id,display_name,status_label,primary_contact_name,primary_contact_primary_email,"
        "primary_opportunity_status_label,primary_opportunity_value,primary_opportunity_value_currency,"
        "primary_opportunity_user_name,primary_opportunity_date_won\n"
        "lead_1,Northwind,Potential,Ada Byron,ada@n.example,Active,12000,USD,Moss,\n"
        "lead_2,Fjord,Potential,Bo Larsen,bo@f.example,Won,5000,GBP,Moss,2026-01-05\n"
        "lead_3,Themis,Bad Fit,Cy Q,cy@t.example,,,,,\n"
        "lead_4,Gaia,Interested,Di Q,di@t.example,,,,,\n"
    )
    cards = {draft.registers["company"]: draft for draft in files}
    assert {name: card.stage for name, card in cards.items()} == {
        "Northwind": "Accepted", "Fjord": "Won", "Themis": "Disqualified", "Gaia": "Engaged",
    }  # fmt: skip
    assert [cards[name].registers["currency"] for name in ("Northwind", "Fjord")] == ["USD", "GBP"]
    assert cards["Northwind"].registers["sales_owner"] == "Moss"
    assert cards["Fjord"].entered_at == "2026-01-04T23:00:00Z"


def test_ends_in_other_languages_and_as_figures(drafts):
    cards = drafts("Deal,Company,Gewonnen am,Verloren am\nA,X,05.01.2026,\nB,Y,,06.01.2026\n")
    assert [card.stage for card in cards] == ["Won", "Lost"]
    cards = drafts("Deal,Company,Closed Won,Closed Lost,Amount\nA,X,1,0,5\nB,Y,0,1,6\n")
    assert [card.stage for card in cards] == ["Won", "Lost"]
