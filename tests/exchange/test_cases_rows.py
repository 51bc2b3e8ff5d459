"""Inputs of ../shared/cases/import: which rows are leads, their stages, currency, dates and cells."""

import pytest

from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft


@pytest.fixture
def case(shared):
    """The drafts of files among the cases, by title."""

    def read(*names, **options):
        files = fold_files([shared / "cases" / "import" / name for name in names], BOARD, NOW, **options)
        return {draft.title: draft for draft in map(Draft, files)}

    return read


def test_hubspot_deals_leave_their_pipeline_behind(case):
    cards = case("hs_deals.csv")
    assert {title: card.stage for title, card in cards.items()} == {
        "Northwind rollout": "Discovery",
        "Fjord pilot": "Won",
        "Themis renewal": "Lost",
        "Two people": "Discovery",
    }


def test_hubspot_contacts_stand_where_their_lifecycle_says(case):
    cards = case("hs_contacts.csv")
    assert {title: card.stage for title, card in cards.items()} == {
        "Ada Byron": "MQL",
        "Bo Larsen": "MQL",
        "Cy Young": "Nurture",
        "Di Prince": "Nurture",
    }
    assert cards["Di Prince"].labels == {"customer"}
    assert cards["Ada Byron"].fields["Lifecycle Stage"] == "Marketing Qualified Lead"


def test_disqualified_leads_are_not_lost_deals(case):
    card = case("plain_disqualified_leads.csv")["Ada Byron"]
    assert (card.stage, card.labels) == ("Nurture", {"disqualified"})
