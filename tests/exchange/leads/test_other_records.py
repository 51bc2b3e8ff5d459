"""What is told by cells and not by labels, records that are no leads, and contacts beside the first one."""

import pytest

from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft


def kinds(files):
    return [(sheet.mapping.system, sheet.mapping.kind) for sheet in files.sheets]


@pytest.mark.parametrize("cells", [("True", "False"), ("1", "0"), ("Ja", "Nein"), ("TRUE", "FALSE")])
def test_what_is_not_active_is_archived(fold, cells):
    files = fold(f"id,Opportunity,Stage,Active\n1,Desks,New,{cells[0]}\n2,Chairs,Won,{cells[1]}\n3,Lamps,New,\n")
    assert [(draft.title, draft.fields) for draft in map(Draft, files)] == [("Desks", {}), ("Lamps", {})]
    assert files.counters.passed_over == {"archived": 1}


def test_what_else_stands_in_such_a_column_is_kept(drafts):
    (draft,) = drafts("Deal name,Stage,Active\nDesks,New,since 2020\n")
    assert draft.fields == {"Active": "since 2020"}


def test_a_campaign_that_is_over_is_none_that_is_archived(fold):
    files = fold("Id,Name,Type,Status,IsActive,NumberSent,ExpectedResponse\n701A,Spring,Mail,Done,false,1,1\n")
    assert kinds(files) == [("salesforce", "campaigns")]
    assert all(column.target != "is_active" for column in files.sheets[0].mapping.columns)


EVENT = "Order #,Order Date,First Name,Last Name,Email,Ticket Type,Order Type,Attendee Status\n"
ORDERS = "Order ID,Order date,Buyer first name,Buyer email,Event name,Order status,Ticket quantity\n"


@pytest.mark.parametrize(
    ("header", "row", "is_out"),
    [
        (EVENT, "1,2026-03-01,Ada,Byron,ada@x.example,General,Eventbrite Completed,Attending", False),
        (EVENT, "1,2026-03-01,Ada,Byron,ada@x.example,General,Refunded,Attending", True),
        (EVENT, "1,2026-03-01,Ada,Byron,ada@x.example,General,Eventbrite Completed,Cancelled", True),
        (EVENT, "1,2026-03-01,Ada,Byron,ada@x.example,General,Eventbrite Completed,Deleted", True),
        (ORDERS, "1,2026-03-01,Ada,ada@x.example,Summit,Completed,1", False),
        (ORDERS, "1,2026-03-01,Ada,ada@x.example,Summit,Refunded,1", True),
    ],
)
def test_an_order_that_was_called_off_is_of_nobody_who_comes(fold, header, row, is_out):
    files = fold(header + row + "\n")
    assert kinds(files) == [("eventbrite", "leads")]
    (draft,) = map(Draft, files)
    assert draft.labels == ({"opted out"} if is_out else set())


def test_a_cancelled_order_elsewhere_says_nothing_of_the_person(drafts):
    (draft,) = drafts("Name,Email,Order status\nAda,ada@x.example,Cancelled\n")
    assert draft.labels == set()


def test_chance_is_what_its_cells_are(drafts):
    pump, valve = drafts("Chance,Firma,Betrag,Phase\nPumpen,Acme,1000,Angebot\nVentile,Globex,5,Gewonnen\n")
    assert [(draft.title, draft.probability, draft.stage) for draft in (pump, valve)] == [
        ("Pumpen", None, "Proposal"), ("Ventile", None, "Won"),
    ]  # fmt: skip
    (half,) = drafts("Titel,Firma,Betrag,Chance\nPumpen,Acme,1000,50 %\n")
    assert (half.title, half.probability) == ("Pumpen", 0.5)
    (said,) = drafts("Chance,Firma,Betrag\nPumpen,Acme,1000\n", overrides={"Chance": "comment"})
    assert (said.title, said.comments[0].body) == ("Acme", "Pumpen")


@pytest.mark.parametrize(
    ("text", "title", "contact"),
    [
        ("Name,Email,Amount,Stage\nAcme rollout,,1000,Proposal\n", "Acme rollout", None),
        ("Name,Email,Amount,Stage\nAda Byron,ada@x.example,1000,Proposal\n", "Ada Byron", "Ada Byron"),
        ("Name,Email,Phone,Amount\nAda Byron,,030 123,1000\n", "Ada Byron", "Ada Byron"),
        ("Name,Email\nAda Byron,\n", "Ada Byron", "Ada Byron"),
        ("Name,Email,Company,Amount\nAda Byron,,Acme,1000\n", "Ada Byron", "Ada Byron"),
    ],
)
def test_a_name_beside_an_empty_address_is_what_the_other_columns_make_it(drafts, text, title, contact):
    (draft,) = drafts(text)
    assert (draft.title, draft.contact) == (title, contact)


@pytest.mark.parametrize(
    ("text", "kind", "option"),
    [
        (
            "Invoice Number,Invoice Date,Due Date,Customer Name,Total\nI-1,2026-01-01,2026-02-01,Acme,100\n",
            "invoices", "--map 'Invoice Number=title'",
        ),
        ("Rechnungsnummer,Rechnungsdatum,Kunde,Betrag\nR-1,01.02.2026,Acme,100\n", "invoices", None),
        ("Numéro de facture,Date de facture,Client,Montant\nF-1,01/02/2026,Acme,100\n", "invoices", None),
        ("Product Name,Product Code,Unit Price\nPump,P-1,100\n", "products", "--map 'Product Name=title'"),
        ("Name,SKU,Price\nPump,P-1,100\n", "products", "--map 'Name=title'"),
        (
            "Ticket ID,Subject,Status,Priority,Requester,Assignee\n1,Pump leaks,Open,High,Ada,Bo\n", "tickets",
            "--map 'Subject=title'",
        ),
        ("Case Number,Subject,Status,Contact Name\n1,Pump leaks,New,Ada\n", "tickets", "--map 'Subject=title'"),
    ],
)  # fmt: skip
def test_records_that_are_no_leads_make_no_cards(fold, text, kind, option):
    files = fold(text)
    assert (kinds(files), list(files)) == ([("file", kind)], [])
    (assumption,) = files.assumptions
    assert assumption.text == f"“1.csv” holds {kind}: it makes no cards."
    assert option in {None, assumption.option}
    label = text.split(",", 1)[0]
    (draft,) = map(Draft, fold(text, overrides={label: "title"}))
    assert draft.title in text  # a number yields to the name beside it


@pytest.mark.parametrize(
    "header",
    [
        "Deal Name,Amount,Product Name,Product Code", "Name,Email,Company,Product Name,Price",
        "Deal Name,Deal Stage,Invoice Number,Invoice Date", "Attendee,Email,Ticket ID,Status",
        "First Name,Last Name,Email,Product Name,Unit Price", "Issue key,Summary,Status,Ticket ID",
    ],
)  # fmt: skip
def test_leads_and_deals_with_such_columns_stay_what_they_are(fold, header):
    ((_, kind),) = kinds(fold(f"{header}\n{','.join('x' for _ in header.split(','))}\n"))
    assert kind not in {"products", "invoices", "tickets"}


COMPANIES = "Company,Website,Phone,Industry\nAcme,acme.example,030 1,Steel\nGlobex,globex.example,030 2,Oil\n"


def test_a_list_of_companies_fills_the_cards_of_files_that_name_them(fold):
    files = fold("Name,Email,Company\nAda Byron,ada@acme.example,ACME\n", COMPANIES)
    (draft,) = map(Draft, files)
    assert (draft.title, draft.phone, draft.fields) == ("Ada Byron", "030 1", {"Industry": "Steel"})
    alone = fold(COMPANIES)
    assert [draft.title for draft in map(Draft, alone)] == ["Acme", "Globex"]
    assert alone.notes[0].startswith("“1.csv” lists companies without people: each becomes a card.")
    strangers = fold("Name,Email,Company\nAda Byron,ada@x.example,Initech\n", COMPANIES)
    assert len(list(strangers)) == 3


DEALS = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Associated Contact IDs"
PEOPLE = (
    "Record ID,First Name,Last Name,Email,Contact owner\n11,Ada,Byron,ada@x.example,Sam\n12,Bo,Larsen,bo@x.example,"
    "Sam\n"
)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (f"{DEALS}\n1,Pump,Proposal,100,Sam,11;12\n", {"Further contacts": "Bo Larsen (bo@x.example)"}),
        (f"{DEALS}\n1,Pump,Proposal,100,Sam,11;99\n", {"Further contacts": "99"}),
        (f"{DEALS}\n1,Pump,Proposal,100,Sam,11\n", {}),
        (
            f"{DEALS},Associated Contact\n1,Pump,Proposal,100,Sam,11;12,Ada Byron;Bo Larsen\n",
            {"Associated Contact": "Ada Byron;Bo Larsen"},
        ),
    ],
)
def test_a_second_contact_of_a_deal_is_kept_and_reported(fold, text, fields):
    files = fold(text, PEOPLE)
    draft = next(draft for draft in map(Draft, files) if draft.title == "Pump")
    assert (draft.contact, draft.email, draft.fields) == ("Ada Byron", "ada@x.example", fields)
    sentence = "1 row names more than one contact: the card has the first, and the others in a custom field."
    assert (sentence in files.notes) == bool(fields)


def test_a_second_contact_of_a_file_of_roles_is_kept(tmp_path):
    texts = {
        "deals.csv": "Id,Name,StageName,Amount,CloseDate,AccountId\n006A,Pump,Proposal,1,2026-01-01,001A\n",
        "roles.csv": "Id,OpportunityId,ContactId,Role,IsPrimary\n1,006A,003B,User,false\n2,006A,003A,Buyer,true\n",
        "people.csv": "Id,FirstName,LastName,Email,AccountId,MailingStreet\n003A,Ada,Byron,ada@x.example,001A,\n"
        "003B,Bo,Larsen,bo@x.example,001A,\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = fold_files([tmp_path / name for name in texts], BOARD, NOW)
    draft = next(draft for draft in map(Draft, files) if draft.title == "Pump")
    assert (draft.contact, draft.fields["Further contacts"]) == ("Ada Byron", "Bo Larsen (bo@x.example)")
