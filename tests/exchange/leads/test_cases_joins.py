"""Files that belong together: companies fill cards and make none, contacts and notes find their deals."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.exchange.leads.file_set import fold_files
from kanban.exchange.recognition.columns import recognise
from tests.examples import examples
from tests.exchange.conftest import BOARD, NOW, Draft
from tests.exchange.recognition.vendors import SALESFORCE_OPPORTUNITY

SALESFORCE_ACCOUNT = (
    "Id,IsDeleted,MasterRecordId,Name,Type,ParentId,BillingStreet,BillingCity,BillingState,BillingPostalCode,"
    "BillingCountry,BillingLatitude,BillingLongitude,BillingGeocodeAccuracy,BillingAddress,Phone,Fax,AccountNumber,"
    "Website,PhotoUrl,Sic,Industry,AnnualRevenue,NumberOfEmployees,Ownership,TickerSymbol,Description,Rating,Site,"
    "OwnerId,CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate"
)
SALESFORCE_CONTACT = (
    "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,Name,OtherStreet,MailingStreet,MailingCity,"
    "Phone,MobilePhone,ReportsToId,Email,Title,Department,LeadSource,Description,OwnerId,CreatedDate"
)
SALESFORCE_ROLE = (
    "Id,OpportunityId,ContactId,Role,IsPrimary,CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,"
    "SystemModstamp,IsDeleted"
)
ZOHO_ACCOUNT = (
    "Record Id,Account Owner.id,Account Owner,Account Name,Phone,Website,Parent Account.id,Parent Account,Account Site,"
    "Account Number,Account Type,Industry,Employees,Created Time,Modified Time,Billing City"
)
ZOHO_CONTACT = (
    "Record Id,Contact Owner.id,Contact Owner,Lead Source,First Name,Last Name,Account Name.id,Account "
    "Name,Email,Phone,Created Time"
)
ZOHO_DEAL = (
    "Record Id,Deal Owner.id,Deal Owner,Amount,Deal Name,Closing Date,Account Name.id,Account Name,Stage,Contact "
    "Name.id,Contact Name,Currency"
)
ZOHO_LEAD = "Record Id,Lead Owner.id,Lead Owner,First Name,Last Name,Company,Email,Phone,Lead Status"
HUBSPOT_COMPANY = "Record ID,Company name,Company owner,Create Date,Phone Number,City,Industry,Company Domain Name"


def table(header, *rows):
    """A file with these rows, each given as column → cell."""
    columns = header.split(",")
    lines = [header, *(",".join(f'"{row.get(column, "")}"' for column in columns) for row in rows)]
    return "\n".join(lines) + "\n"


@pytest.fixture
def hubspot(shared):
    folder = shared / "cases" / "import"
    return [folder / f"hs_{name}.csv" for name in ("contacts", "companies", "deals")]


def take(paths):
    folded = fold_files(list(paths), BOARD, NOW)
    return {draft.keys: draft for draft in map(Draft, folded)}, folded


def test_a_list_without_companies_and_one_with_them_tell_of_one_person(shared):
    folder = shared / "cases" / "import"
    cards, _ = take([folder / "list_no_company.csv", folder / "list_with_company.csv"])
    (card,) = cards.values()
    assert (card.contact, card.email, card.company) == ("Ada Byron", "ada@x.example", "X Ltd")


@pytest.mark.parametrize(
    ("header", "system"),
    [
        ("Record ID,Company name,Website URL,Company owner,Create Date", "hubspot"),
        (HUBSPOT_COMPANY, "hubspot"),
        (SALESFORCE_ACCOUNT, "salesforce"),
        (SALESFORCE_ACCOUNT.upper(), "salesforce"),
        ("Account Name,Account Owner,Billing State/Province,Phone,Website,Type", "salesforce"),
        (ZOHO_ACCOUNT, "zoho"),
        ("Organization - Name,Organization - Address,Organization - People,Organization - ID", "pipedrive"),
    ],
)
def test_files_of_companies_are_recognised(header, system):
    mapping = recognise(header.split(","))
    assert (mapping.system, mapping.kind) == (system, "companies")
    assert mapping.index("company") is not None


@pytest.mark.parametrize(
    "header",
    [SALESFORCE_CONTACT, ZOHO_CONTACT, ZOHO_DEAL, ZOHO_LEAD, SALESFORCE_OPPORTUNITY, "Company,Domain,Industry"],
)
def test_other_files_are_none_of_companies(header):
    assert recognise(header.split(",")).kind != "companies"


def test_hubspots_three_files_come_in_together(hubspot):
    cards, folded = take(hubspot)
    titles = sorted((draft.title, draft.company, draft.phone) for draft in cards.values())
    assert titles == [
        ("Cy Young", None, None),
        ("Di Prince", "Themis Inc", None),
        ("Fjord pilot", "Fjord AS", "+47 55 00 00 00"),
        ("Northwind rollout", "Northwind Ltd", "+44 20 7946 0001"),
        ("Themis renewal", "Themis Inc", None),
        ("Two people", "Northwind Ltd", "+44 20 7946 0001"),
    ]
    cities = {draft.title: draft.fields.get("City") for draft in cards.values()}
    assert (cities["Northwind rollout"], cities["Di Prince"], cities["Cy Young"]) == ("London", "Boston", None)
    assert folded.notes[0] == (
        "“hs_companies.csv” holds 3 companies: it makes no cards, and fills what the cards of the others lack."
    )


def test_a_hubspot_deal_names_its_contact_with_an_address(hubspot):
    _, _, deals = hubspot
    cards, _ = take([deals])
    people = {draft.title: (draft.contact, draft.email) for draft in cards.values()}
    assert people["Northwind rollout"] == people["Two people"] == ("Ada Byron", "ada@northwind.example")
    assert people["Themis renewal"] == (None, None)


def test_the_order_of_the_files_changes_no_card(hubspot):
    first, *others = (take(files)[0] for files in permutations(hubspot))
    assert all(other == first for other in others)


def test_a_company_file_alone_makes_no_cards_and_says_how_it_could(hubspot, drafts):
    _, companies, _ = hubspot
    cards, folded = take([companies])
    assert cards == {}
    (assumed,) = folded.assumptions
    assert assumed.text == (
        "“hs_companies.csv” holds 3 companies: it makes no cards unless contacts or deals are imported with it."
    )
    assert assumed.option == "--map 'Company name=title'"
    text = companies.read_text("utf-8")
    assert [draft.title for draft in drafts(text, overrides={"Company name": "title"})] == [
        "Northwind Ltd", "Fjord AS", "Themis Inc",
    ]  # fmt: skip


def test_salesforces_files_come_in_together(drafts):
    accounts = table(
        SALESFORCE_ACCOUNT,
        {"Id": "001A", "IsDeleted": "false", "Name": "Acme GmbH", "Type": "Customer", "Phone": "+49 1",
         "Industry": "Toys", "Website": "www.acme.example"},
        {"Id": "001B", "IsDeleted": "true", "Name": "Gone", "Phone": "+49 2"},
    )  # fmt: skip
    contacts = table(
        SALESFORCE_CONTACT,
        {"Id": "003A", "IsDeleted": "false", "AccountId": "001A", "LastName": "Roe", "FirstName": "Jane",
         "Name": "Jane Roe", "Email": "jane@acme.example"},
        {"Id": "003B", "IsDeleted": "false", "AccountId": "001B", "LastName": "Doe", "Name": "Jo Doe", "Phone": "5"},
    )  # fmt: skip
    deals = table(
        SALESFORCE_OPPORTUNITY,
        {
            "Id": "006A",
            "IsDeleted": "false",
            "AccountId": "001A",
            "Name": "Pilot",
            "StageName": "Prospecting",
            "Type": "",
        },
        {"Id": "006B", "IsDeleted": "false", "AccountId": "001A", "Name": "Renewal", "StageName": "Closed Won"},
    )
    roles = table(
        SALESFORCE_ROLE,
        {"Id": "00K0", "OpportunityId": "006A", "ContactId": "003B", "IsPrimary": "false"},
        {"Id": "00K1", "OpportunityId": "006A", "ContactId": "003A", "IsPrimary": "true"},
    )
    cards = {draft.title: draft for draft in drafts(accounts, contacts, deals, roles)}
    assert sorted(cards) == ["Jo Doe", "Pilot", "Renewal"]
    pilot, renewal, jo = cards["Pilot"], cards["Renewal"], cards["Jo Doe"]
    assert pilot.keys == ("salesforce.contact:003A", "salesforce.deal:006A")
    assert (pilot.company, pilot.contact, pilot.phone, pilot.fields["Industry"]) == (
        "Acme GmbH",
        "Jane Roe",
        "+49 1",
        "Toys",
    )
    assert pilot.links == {"Website": "https://www.acme.example"}
    assert pilot.fields["Company Type"] == "Customer"
    assert (renewal.company, renewal.contact, renewal.phone) == ("Acme GmbH", None, "+49 1")
    assert (jo.company, jo.phone) == (None, "5")  # the account is deleted
    assert len(drafts(contacts, deals)) == 4


def test_a_converted_salesforce_lead_is_its_contact_and_its_deal(drafts):
    leads = (
        "Id,IsDeleted,LastName,Name,Company,Status,OwnerId,IsConverted,ConvertedAccountId,ConvertedContactId,"
        "ConvertedOpportunityId,LeadSource\n00Q1,0,Roe,Jane Roe,Acme,Closed - Converted,005,1,001A,003A,006A,Web\n"
    )
    contacts = table(SALESFORCE_CONTACT, {"Id": "003A", "LastName": "Roe", "Name": "Jane Roe", "Phone": "5"})
    deals = table(SALESFORCE_OPPORTUNITY, {"Id": "006A", "Name": "Pilot", "StageName": "Prospecting"})
    for files in permutations((leads, contacts, deals)):
        (draft,) = drafts(*files)
        assert set(draft.keys) == {"salesforce.lead:00Q1", "salesforce.contact:003A", "salesforce.deal:006A"}
        assert (draft.title, draft.source, draft.phone) == ("Pilot", "Web", "5")


def test_zohos_four_files_come_in_together(drafts):
    accounts = table(
        ZOHO_ACCOUNT, {"Record Id": "zcrm_1", "Account Name": "Acme", "Phone": "1", "Billing City": "Bonn"}
    )
    contacts = table(
        ZOHO_CONTACT,
        {"Record Id": "zcrm_5", "First Name": "Jane", "Last Name": "Roe", "Account Name.id": "zcrm_1",
         "Account Name": "Acme", "Email": "jane@acme.example"},
    )  # fmt: skip
    deals = table(
        ZOHO_DEAL,
        {"Record Id": "zcrm_7", "Deal Name": "Pilot", "Stage": "Qualification", "Account Name.id": "zcrm_1",
         "Contact Name.id": "zcrm_5", "Contact Name": "Jane Roe"},
    )  # fmt: skip
    leads = table(ZOHO_LEAD, {"Record Id": "zcrm_9", "First Name": "Bo", "Last Name": "Larsen", "Company": "Acme"})
    for files in permutations((accounts, contacts, deals, leads)):
        cards = {draft.title: draft for draft in drafts(*files)}
        assert sorted(cards) == ["Bo Larsen", "Pilot"]
        assert cards["Pilot"].keys == ("zoho.contact:5", "zoho.deal:7")
        for card in cards.values():
            assert (card.company, card.phone, card.fields["Billing City"]) == ("Acme", "1", "Bonn")


def test_a_company_is_known_by_its_mailboxes_but_not_by_free_ones(drafts):
    companies = table(
        HUBSPOT_COMPANY,
        {"Record ID": "1", "Company name": "Acme GmbH", "City": "Bonn", "Company Domain Name": "acme.example"},
        {"Record ID": "2", "Company name": "Mail Shop", "City": "Rome", "Company Domain Name": "gmail.com"},
    )
    people = (
        "name,email,company\nJane,jane@acme.example,\nBo,bo@eu.acme.example,ACME\nCy,cy@gmail.com,\n"
        "Di,di@acme.example,Globex\nEd,,acme gmbh\n"
    )
    found = {draft.contact: (draft.company, draft.fields.get("City")) for draft in drafts(people, companies)}
    assert found == {
        "Jane": ("Acme GmbH", "Bonn"), "Bo": ("ACME", "Bonn"), "Cy": (None, None), "Di": ("Globex", None),
        "Ed": ("acme gmbh", "Bonn"),
    }  # fmt: skip


def test_companies_that_share_a_name_tell_nothing(drafts):
    companies = table(
        HUBSPOT_COMPANY,
        {"Record ID": "1", "Company name": "Acme", "City": "Bonn"},
        {"Record ID": "2", "Company name": "Acme", "City": "Rome"},
    )
    (draft,) = drafts("name,company\nJane,Acme\n", companies)
    assert draft.fields == {}


@examples(40)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["", "jo@x.example", "mo@y.example"])), min_size=1, max_size=4
    ),
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "x.example", "y.example"])), min_size=1, max_size=4
    ),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["", "1", "2", "3"])), min_size=1, max_size=3),
    st.permutations(range(3)),
)
def test_companies_never_add_a_card_and_files_may_come_in_any_order(tmp_path_factory, people, companies, deals, order):
    folder = tmp_path_factory.mktemp("files")
    texts = [
        table(
            "Record ID,First Name,Last Name,Email,Associated Company,Lead Status",
            *(
                {"Record ID": str(n), "First Name": "Jo", "Associated Company": name, "Email": email}
                for n, (name, email) in enumerate(people, 1)
            ),
        ),
        table(
            HUBSPOT_COMPANY,
            *(
                {"Record ID": str(n), "Company name": name, "Company Domain Name": domain, "City": f"City {n}"}
                for n, (name, domain) in enumerate(companies, 1)
            ),
        ),
        table(
            "Record ID,Deal Name,Deal Stage,Associated Company,Associated Contact IDs",
            *(
                {
                    "Record ID": str(n),
                    "Deal Name": f"Deal {n}",
                    "Associated Company": name,
                    "Associated Contact IDs": contact,
                }
                for n, (name, contact) in enumerate(deals, 1)
            ),
        ),
    ]
    paths = [folder / f"{n}.csv" for n in range(3)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    cards, _ = take(paths)
    assert take([paths[n] for n in order])[0] == cards
    assert set(take([paths[0], paths[2]])[0]) == set(cards)
