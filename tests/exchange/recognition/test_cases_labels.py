"""Inputs of ../shared/cases/import: what their columns are."""

import pytest

from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft


@pytest.fixture
def case(shared):
    """The drafts of a file among the cases, by title."""

    def read(name):
        files = fold_files([shared / "cases" / "import" / name], BOARD, NOW)
        return {draft.title: draft for draft in map(Draft, files)}

    return read


def test_bitrix_deals(case):
    cards = case("bitrix_deals.csv")
    assert {title: (card.stage, card.value) for title, card in cards.items()} == {
        "Northwind - used trucks": ("Lost", 0),
        "Fjord - two trucks": ("Won", 1_200_000),
        "Themis - trailer": (cards["Themis - trailer"].stage, None),
    }
    fjord, lost = cards["Fjord - two trucks"], cards["Northwind - used trucks"]
    assert (fjord.currency, fjord.sales_owner, fjord.created_at) == ("EUR", "Moss", "2026-06-08T00:59:51Z")
    assert lost.close_on == "2026-05-13"
    assert cards["Themis - trailer"].stage not in {"Won", "Lost"}


def test_asana_tasks(case):
    cards = case("asana.csv")
    rollout, pilot = cards["Northwind rollout"], cards["Fjord pilot"]
    assert [card.contact for card in cards.values()] == [None] * len(cards)
    assert (rollout.stage, rollout.value, rollout.labels) == ("Proposal", 1_200_000, {"hot", "emea"})
    assert (rollout.next_on, [one.body for one in rollout.comments]) == ("2026-12-30", ["Talk to Ada\nabout seats"])
    assert pilot.stage == "Won"


def test_mailchimp_people(case):
    ada = case("mailchimp.csv")["Ada Byron"]
    assert (ada.labels, ada.created_at) == ({"VIP", "Webinar 2026"}, "2026-01-15T09:30:00Z")


def test_a_trade_show_has_job_titles(case):
    cards = case("tradeshow.csv")
    assert set(cards) == {"Ada Byron", "Bo Larsen", "Di Prince"}
    assert cards["Ada Byron"].fields["Title"] == "CTO"


def test_a_salesforce_report_names_its_currency(case):
    cards = case("sf_opps_report.csv")
    assert {card.currency for card in cards.values() if card.value} == {"USD"}
    assert cards["Fjord - pilot"].probability == 1
