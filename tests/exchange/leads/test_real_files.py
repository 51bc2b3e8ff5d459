"""The Zoho files and the generator that everybody on the project has, where they are here."""

import csv
import runpy
from collections import Counter
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from kanban.domain.clock import iso
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft


@pytest.fixture(scope="module")
def zoho(shared):
    folder = shared / "data" / "zoho"
    return {name: folder / f"{name}.csv" for name in ("Leads", "Potentials", "Campaigns")}


def folded(*paths):
    return fold_files(list(paths), BOARD, NOW)


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_deal_sits_on_the_card_of_its_lead(zoho):
    result = folded(zoho["Leads"], zoho["Potentials"])
    cards = {draft.keys[0]: draft for draft in map(Draft, result)}
    leads = {row["LEADID"]: row for row in rows(zoho["Leads"])}
    deals = {row["LEADID"]: row for row in rows(zoho["Potentials"])}
    assert len(cards) == len(leads) == result.counters.drafts == 3900
    assert (sum(draft.deal for draft in cards.values()), len(deals)) == (3632, 3632)
    assert result.rejected == []
    assert result.counters.unread == {}
    stages = Counter(draft.stage for draft in cards.values())
    assert (stages["Won"], stages["Lost"]) == (1425, 485)
    for number, lead in leads.items():
        card = cards[f"zoho.lead:{number}"]
        assert (card.email, card.company, card.marketing_owner) == (lead["Email"], lead["Company"], lead["Lead Owner"])
        assert card.source == lead["Lead Source"]
        deal = deals.get(number)
        if deal:
            amount = Decimal(deal["Amount"].replace("$", "").replace(",", ""))
            assert (card.title, card.value, card.currency) == (deal["Potential Name"], int(amount * 100), "USD")
            assert card.sales_owner == deal["Potential Owner"]
            closing = datetime.strptime(deal["Closing Date"], "%d %b, %Y %H:%M:%S").replace(
                tzinfo=ZoneInfo("Europe/Berlin")
            )
            assert card.close_on == closing.date().isoformat()
            if card.stage in {"Won", "Lost"}:
                assert card.entered_at == iso(closing)
            assert card.probability is None, "20 % on a won deal is no chance of a win"
            assert card.registers.get("field.Probability", "") == deal["Probability"]
        else:
            assert (card.title, card.value, card.deal) == (lead["Last Name"], None, False)
            assert card.stage in {"Nurture", "Engaged", "MQL", "Disqualified"}


def test_the_lanes_hold_what_the_files_hold(zoho):
    sums: Counter[str] = Counter()
    for row in rows(zoho["Potentials"]):
        sums[row["Stage"]] += int(Decimal(row["Amount"].replace("$", "").replace(",", "")) * 100)
    lanes: Counter[str] = Counter()
    for draft in folded(zoho["Potentials"], zoho["Leads"]):
        lanes[draft.stage] += draft.registers.get("value", 0)
    assert lanes["Won"] == sums["Closed Won"]
    assert lanes["Lost"] == sums["Closed Lost"]
    assert lanes["Accepted"] == sums["Qualification"] + sums["Prospect"]
    assert lanes["Discovery"] == sums["Needs Analysis"]
    assert lanes["Proposal"] == sums["Initial Offer"] + sums["Proposal/Price Quote"]
    assert lanes["Negotiation"] == sums["Negotiation/Review"]
    assert lanes["Nurture"] == lanes["Engaged"] == lanes["MQL"] == lanes["Handoff"] == 0


def test_campaigns_are_named(zoho):
    names = {row["CAMPAIGNID"]: row["Campaign Name"] for row in rows(zoho["Campaigns"])}
    for draft in folded(*zoho.values()):
        if draft.deal:
            assert draft.registers["campaign"] == names[draft.registers["field.Campaign Id"]]


def test_generated_leads(shared, tmp_path):
    generator = runpy.run_path(str(shared / "tools" / "gen_leads.py"))["Generator"](seed=7, hostile=0.05)
    made = list(generator.leads(600))
    path = tmp_path / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, generator.FIELDS)
        writer.writeheader()
        writer.writerows(made)
    result = folded(path)
    cards = {key.removeprefix("file.lead:"): draft for draft in map(Draft, result) for key in draft.keys}
    assert result.rejected == []
    assert set(cards) == {lead["lead_id"] for lead in made}
    assert len({card.keys for card in cards.values()}) == 600  # other ids are other people, whatever they share
    for lead in made:
        card = cards[lead["lead_id"]]
        assert card.stage == ("Handoff" if lead["stage"] == "Handover" else lead["stage"])
        assert card.value == lead["value"] * 100
        assert (card.currency, card.marketing_owner, card.sales_owner) == (
            lead["currency"], lead["marketing_owner"], lead["sales_owner"] or None,
        )  # fmt: skip
        assert (card.created_at, card.entered_at) == (lead["created_at"], lead["stage_since"])
        assert len(card.comments) == lead["marketing_comments"] + lead["sales_comments"]
