"""What exports of Airtable, Typeform, Copper and Salesforce in the open looked like, with invented people."""

import pytest

from kanban.exchange.recognition.columns import recognise


def test_deals_that_a_list_of_leads_links_are_no_titles(drafts):
    (ada,) = drafts(
        "Lead Name,Company,Contact Email,Status,Deals,Total Deal Value\n"
        "Ada Byron,Acme,ada@x.example,Contacted,Annual Contract,120000\n"
    )
    assert (ada.title, ada.contact, ada.stage, ada.fields) == (
        "Ada Byron", "Ada Byron", "Engaged", {"Deals": "Annual Contract"},
    )  # fmt: skip
    assert recognise(["Deals", "Amount", "Stage"]).all("title")


def test_the_mark_before_a_telephone_number_is_no_part_of_it(drafts):
    (ada,) = drafts(
        "#,First name,Last name,Phone number,Email,Start Date (UTC),Submit Date (UTC),Network ID\n"
        "gml15d7m,Ada,Byron,'+917574842451,ada@x.example,2026-02-10 07:51:02,2026-02-10 07:54:20,abddc\n"
    )
    assert (ada.contact, ada.phone) == ("Ada Byron", "+917574842451")


def test_a_field_of_ones_own_in_copper_is_known_without_its_number():
    mapping = recognise(["Name", "Email", "Lead Source cf_698260", "Region cf_680701", "Copper URL"])
    targets = {column.label: column.target for column in mapping.columns}
    assert targets["Lead Source cf_698260"] == "source"
    assert targets["Region cf_680701"] == "field.Region cf_680701"


def test_the_id_of_a_company_in_place_of_its_name_is_its_name(fold):
    companies = "Id,Name,BillingStreet,Phone\n001Ec00000GINb1IAH,Acme,1 Main St,030 1\n"
    leads = (
        "Id,LastName,FirstName,Company,Email,Status,IsConverted\n"
        "00QEc00000BBaeXMAT,Byron,Ada,001Ec00000GINb1IAH,ada@x.example,New,false\n"
        "00QEc00000BBaeYMAT,Larsen,Bo,Globex,bo@x.example,New,false\n"
    )
    names = {draft.registers["contact"]: draft.registers["company"] for draft in fold(companies, leads)}
    assert names == {"Ada Byron": "Acme", "Bo Larsen": "Globex"}


OPPORTUNITIES = (
    "id,lead_name,contact_name,user_name,status_label,status_type,value,value_period,confidence,date_created,date_won\n"
    "oppo_1,Northwind Ltd,Ada Byron,Sam Reed,Proposal Sent,active,12000,one_time,60,2026-03-01T09:00:00+00:00,\n"
    "oppo_2,Fjord AS,,Lea Moss,Signed off,won,8000,one_time,100,2026-03-01T09:00:00+00:00,2026-04-01\n"
)


def test_a_lead_of_close_is_a_company_and_its_user_the_owner(drafts):
    north, fjord = drafts(OPPORTUNITIES)
    assert (north.company, north.contact, north.sales_owner, north.stage, north.probability, north.fields) == (
        "Northwind Ltd", "Ada Byron", "Sam Reed", "Proposal", 0.6, {},
    )  # fmt: skip
    assert (fjord.title, fjord.company, fjord.contact, fjord.sales_owner, fjord.stage) == (
        "Fjord AS", "Fjord AS", None, "Lea Moss", "Won",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "more"),
    [("lead_name,user_name,status_label,value", ""), ("Lead Name,User,Status,Value,Confidence,Contact Name", ",,")],
)
def test_deals_of_close_are_known_by_few_columns(drafts, header, more):
    (deal,) = drafts(f"{header}\nNorthwind Ltd,Sam Reed,Proposal Sent,12000{more}\n")
    assert (deal.company, deal.contact, deal.sales_owner, deal.stage) == ("Northwind Ltd", None, "Sam Reed", "Proposal")


def test_leads_and_deals_of_close_are_joined_by_the_id_of_the_lead(drafts):
    leads = (
        "id,display_name,status_label,primary_contact_name,primary_contact_primary_email\n"
        "lead_1,Northwind Ltd,Qualified,Ada Byron,ada@n.example\n"
        "lead_2,Fjord AS,Interested,Bo Larsen,bo@f.example\n"
    )
    deals = "id,lead_id,lead_name,user_name,status_label,value\noppo_1,lead_1,Northwind Ltd,Sam Reed,Proposal Sent,5\n"
    cards = {card.company: card for card in drafts(leads, deals)}
    assert {name: (card.stage, card.email) for name, card in cards.items()} == {
        "Northwind Ltd": ("Proposal", "ada@n.example"), "Fjord AS": ("Engaged", "bo@f.example"),
    }  # fmt: skip


def test_the_status_beside_the_name_of_a_list_is_the_stage(drafts):
    first, second = drafts(
        "Task ID,Task Name,Status,Due Date,List Name,Deal value\n"
        "a1,Pumps,proposal,2027-12-31,Sales,12000\na2,Valves,won,,Sales,500\n"
    )
    assert (first.stage, second.stage, first.fields["List Name"]) == ("Proposal", "Won", "Sales")
    (card,) = drafts("Task Name,Status,List Name,Deal value\nPumps,open,Negotiation,5\n")
    assert card.stage == "Negotiation"


def test_people_who_were_given_up_are_no_lost_deals(drafts):
    dead, lost = drafts("First Name,Last Name,Email,Status\nAda,Byron,ada@x.example,Dead\nBo,L,bo@x.example,Lost\n")
    assert (dead.stage, lost.stage) == ("Disqualified", "Lost")
