"""Files of campaigns: their types, states, costs and days, whichever program wrote them."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from kanban.exchange.leads.campaign_files import read_campaign_files
from kanban.exchange.recognition.sheet import Sheet
from tests.domain.board import BOARD


@pytest.fixture
def read(tmp_path):
    def read(*texts, board=BOARD):
        paths = [tmp_path / f"{n}.csv" for n, _ in enumerate(texts)]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, "utf-8")
        return {one.name: one.registers for one in read_campaign_files(map(Sheet, paths), board)}

    return read


def test_zoho_tells_all_of_a_campaign(read):
    text = (
        "CAMPAIGNID,Campaign Name,Type,Status,Created Time,Start Date,End Date,Expected Revenue,Budgeted "
        "Cost,Actual Cost\n"
        "24,Spring fair,Trade Show,Active,2021-04-25,2021-04-25,2021-05-05,$1,$115.00K,\n"
    )
    assert read(text) == {
        "Spring fair": {
            "type": "Trade Show", "status": "Active", "from": "2021-04-25", "to": "2021-05-05",
            "planned_cost": 11_500_000, "currency": "USD",
        }
    }  # fmt: skip


def test_salesforce_has_a_column_of_currencies(read):
    text = (
        "Id,Name,Type,Status,StartDate,EndDate,CurrencyIsoCode,BudgetedCost,ActualCost,ExpectedResponse,NumberSent\n"
        "701,Spring Fair,Webinar,Completed,2026-03-01,,CHF,1000.5,990,0,9\n702,Fall,,,,,USD,,,0,1\n"
    )
    spring = {"type": "Webinar", "status": "Completed", "from": "2026-03-01", "currency": "CHF"}
    assert read(text) == {
        "Spring Fair": {**spring, "planned_cost": 100_050, "actual_cost": 99_000},
        "Fall": {"currency": "USD"},
    }


def test_a_campaign_names_its_currency_in_words(read):
    text = "Id,Name,Type,Status,CurrencyIsoCode,BudgetedCost,ExpectedResponse,NumberSent\n"
    rows = read(f"{text}701,Spring,Webinar,Planned,US Dollar,10,0,9\n702,Fall,Webinar,Planned,Swiss Franc,,0,9\n")
    assert (rows["Spring"]["currency"], rows["Spring"]["planned_cost"]) == ("USD", 1000)
    assert rows["Fall"]["currency"] == "CHF"


def test_hubspot_names_a_campaigns_days_and_budget(read):
    text = (
        "Campaign name,Campaign status,Campaign start date,Campaign end date,Campaign budget total,Campaign spend "
        "total\n"
        "Launch,Active,2026-01-05,2026-02-05,2500,1200.10\n"
    )
    assert read(text) == {
        "Launch": {
            "status": "Active", "from": "2026-01-05", "to": "2026-02-05", "planned_cost": 250_000,
            "actual_cost": 120_010, "currency": "EUR",
        }
    }  # fmt: skip


def test_one_name_is_one_campaign_and_later_rows_fill_its_gaps(read):
    header = "CAMPAIGNID,Campaign Name,Type,Status\n"
    assert read(header + "1,Spring,Email,\n2,SPRING,Fair,Done\n3,,x,y\n") == {
        "Spring": {"type": "Email", "status": "Done"}
    }


def test_dates_are_read_in_the_order_that_the_file_tells(read):
    header = "CAMPAIGNID,Campaign Name,Start Date,End Date\n"
    assert read(header + "1,Spring,03/04/2026,25/04/2026\n")["Spring"] == {"from": "2026-04-03", "to": "2026-04-25"}


def test_an_unreadable_cost_is_left_out(read):
    header = "CAMPAIGNID,Campaign Name,Budgeted Cost,Actual Cost\n"
    assert read(header + "1,Spring,soon,$5\n2,Fall,-3,\n3,Two,$5,€6\n") == {
        "Spring": {"actual_cost": 500, "currency": "USD"},
        "Fall": {},
        "Two": {"planned_cost": 500, "currency": "USD"},
    }


def test_the_campaigns_of_zoho_are_those_of_the_file(shared):
    path = shared / "data" / "zoho" / "Campaigns.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    campaigns = {one.name: one.registers for one in read_campaign_files([Sheet(path)], BOARD)}
    spellings: dict[str, list[str]] = {}
    for row in rows:
        spellings.setdefault(row["Campaign Name"].casefold(), []).append(row["Campaign Name"])
    assert campaigns.keys() == {names[0] for names in spellings.values()}
    unique = [row for row in rows if len(spellings[row["Campaign Name"].casefold()]) == 1]
    assert len(unique) > 90
    for row in unique:
        registers = campaigns[row["Campaign Name"]]
        for name, column in (("planned_cost", "Budgeted Cost"), ("actual_cost", "Actual Cost")):
            thousands = Decimal(row[column].strip("$K").replace(",", ""))
            assert registers[name] == int(thousands * 100_000)
        assert (registers["from"], registers["to"]) == (row["Start Date"], row["End Date"])
