"""Files of several programs whose rows name each other's records by id, and members of campaigns."""

from itertools import permutations

import pytest

from kanban.domain.records.outside_ids import complete_id, find_other_spelling
from kanban.exchange.recognition.columns import recognise

BITRIX_DEALS = (
    "ID,TITLE,STAGE_ID,OPPORTUNITY,CURRENCY_ID,ASSIGNED_BY_ID\n"
    "7,Trucks,WON,5000,EUR,Moss\n9,Trailer,NEW,100,EUR,Moss\n11,Alone,NEW,1,EUR,Moss\n"
)
BITRIX_CONTACTS = "ID,NAME,LAST_NAME,EMAIL,DEAL_ID\n1,Ada,Byron,ada@x.example,7\n2,Bo,Larsen,bo@y.example,9\n"


def describe(cards):
    return {card.title: (card.contact, card.email, card.value) for card in cards}


def test_contacts_of_a_file_that_is_not_recognised_find_the_deals_that_they_name(drafts):
    for files in permutations((BITRIX_DEALS, BITRIX_CONTACTS)):
        assert describe(drafts(*files)) == {
            "Trucks": ("Ada Byron", "ada@x.example", 500_000),
            "Trailer": ("Bo Larsen", "bo@y.example", 10_000),
            "Alone": (None, None, 100),
        }


def test_a_contact_names_several_deals(drafts):
    contacts = 'ID,NAME,LAST_NAME,EMAIL,DEAL_ID\n1,Ada,Byron,ada@x.example,"7, 9"\n'
    cards = drafts(BITRIX_DEALS, contacts)
    assert {card.title: card.contact for card in cards} == {
        "Trucks": "Ada Byron",
        "Trailer": "Ada Byron",
        "Alone": None,
    }


HUBSPOT_CONTACTS = (
    "Record ID,First Name,Last Name,Email,Contact owner\n"
    "8001,Ada,Byron,ada@x.example,Mia\n8002,Bo,Larsen,bo@y.example,Mia\n"
)
COMPANIES = "Account ID,Account Name,Phone,Industry\nA1,Fjord AS,+47 1,Toys\nA2,Acme,+49 2,Steel\n"


@pytest.mark.parametrize(
    ("deals", "contacts"),
    [
        ("ID,Stage,Amount,Contact ID\nD1,Proposal,100,8001\nD2,Won,200,8001\nD3,Proposal,300,8002\n", HUBSPOT_CONTACTS),
        (
            "ID,Stage,Amount,Contact ID\n1,Proposal,100,1\n2,Won,200,1\n3,Proposal,300,2\n",
            "Contact ID,Name,Email\n1,Ada Byron,ada@x.example\n2,Bo Larsen,bo@y.example\n",
        ),
        (
            "Deal ID,Phase,Betrag,Kontakt-ID\n1,Angebot,100,1\n2,gewonnen,200,1\n3,Angebot,300,2\n",
            "ID,Vorname,Nachname,E-Mail\n1,Ada,Byron,ada@x.example\n2,Bo,Larsen,bo@y.example\n",
        ),
        (
            "Nr,Stage,Amount,Customer\n1,Proposal,100,C-1\n2,Won,200,C-1\n3,Proposal,300,C-2\n",
            "Customer ID,Name,Email\nC-1,Ada Byron,ada@x.example\nC-2,Bo Larsen,bo@y.example\n",
        ),
    ],
)
def test_deals_that_only_name_a_contact_are_named_by_it(drafts, deals, contacts):
    for files in permutations((deals, contacts)):
        cards = drafts(*files)
        assert sorted((card.title, card.email, card.value, card.stage) for card in cards) == [
            ("Ada Byron", "ada@x.example", 10_000, "Proposal"),
            ("Ada Byron", "ada@x.example", 20_000, "Won"),
            ("Bo Larsen", "bo@y.example", 30_000, "Proposal"),
        ]


@pytest.mark.parametrize("label", ["Account ID", "Company ID", "Firmen-ID"])
def test_deals_that_only_name_a_company_are_named_by_it(fold, label):
    files = fold(COMPANIES, f"ID,Stage,Amount,{label}\nD1,Proposal,100,A1\nD2,Won,200,A2\nD3,Won,1,A9\n")
    cards = list(files)
    assert sorted((card.registers["title"], card.registers["phone"]) for card in cards) == [
        ("Acme", "+49 2"), ("Fjord AS", "+47 1"),
    ]  # fmt: skip
    (rejected,) = files.rejected
    assert (rejected.line, rejected.row) == (4, ("D3", "Won", "1", "A9"))


def test_a_plain_list_of_companies_fills_the_contacts_that_name_them(drafts):
    companies = "ID,Company,Phone,City\n1,Fjord AS,+47 1,Oslo\n2,Acme,+49 2,Bonn\n"
    contacts = "ID,First Name,Last Name,Email,Company ID\n1,Ada,Byron,ada@x.example,2\n2,Bo,Larsen,bo@y.example,1\n"
    cards = drafts(companies, contacts)
    assert {card.title: (card.company, card.phone, card.fields.get("City")) for card in cards} == {
        "Ada Byron": ("Acme", "+49 2", "Bonn"),
        "Bo Larsen": ("Fjord AS", "+47 1", "Oslo"),
    }


def test_the_same_numbers_in_lists_that_do_not_name_each_other_join_nothing(drafts):
    people = "ID,Name,Email\n1,Ada,ada@x.example\n2,Bo,bo@y.example\n"
    deals = "Deal Name,Deal ID,Priority ID,Stage\nTrucks,1,1,Proposal\nTrailer,2,2,Proposal\n"
    assert len(drafts(people, deals)) == 4


def test_two_lists_of_the_same_records_are_one(drafts):
    scores = "Record ID,Score\n1280001,5\n1280002,7\n"
    contacts = HUBSPOT_CONTACTS.replace("8001", "1280001").replace("8002", "1280002")
    for files in permutations((scores, contacts)):
        assert {card.title: card.fields.get("Score") for card in drafts(*files)} == {"Ada Byron": "5", "Bo Larsen": "7"}


# -- the two spellings of an id of Salesforce

SHORT, LONG = "0065e00000ABcDe", "0065e00000ABcDeAAB"


def test_an_id_of_salesforce_is_completed():
    assert complete_id("001D000000IRFma") == "001D000000IRFmaIAH"
    assert complete_id("001D000000IRFmaIAH") == "001D000000IRFmaIAH"
    assert complete_id("17") == "17"
    assert find_other_spelling("salesforce.deal:001D000000IRFmaIAH") == "salesforce.deal:001D000000IRFma"
    assert find_other_spelling("salesforce.deal:001D000000IRFmaAAA") is None
    assert find_other_spelling("zoho.deal:001D000000IRFmaIAH") is None


@pytest.mark.parametrize("first", [True, False])
def test_both_spellings_are_one_record(drafts, first):
    short, long = "001D000000IRFma", "001D000000IRFmaIAH"
    contact, lead = "003D000000QXyzA", complete_id("003D000000QXyzA")
    of_contact, of_deal = (short, long) if first else (long, short)
    accounts = f"Id,Name,BillingStreet,Phone\n{long},Acme,x,+49 1\n"
    contacts = f"Id,AccountId,LastName,FirstName,Email,MailingStreet\n{contact},{of_contact},Roe,Jane,j@x.example,x\n"
    deals = f"Id,AccountId,ContactId,Name,StageName\n006D000000AAAAA,{of_deal},{lead},Pilot,Prospecting\n"
    (card,) = drafts(accounts, contacts, deals)
    assert (card.title, card.contact, card.company, card.phone) == ("Pilot", "Jane Roe", "Acme", "+49 1")
    assert card.keys == (f"salesforce.contact:{lead}", f"salesforce.deal:{complete_id('006D000000AAAAA')}")


# -- members of campaigns

MEMBERS = (
    "Id,IsDeleted,CampaignId,LeadId,ContactId,Status,HasResponded,CreatedDate,Name,FirstName,LastName,Title,Email,"
    "HasOptedOutOfEmail,CompanyOrAccount\n"
)
LEADS = "Id,IsDeleted,LastName,FirstName,Company,Email,Status,OwnerId,LeadSource,IsConverted\n"


def test_members_of_a_campaign_tell_of_their_leads_and_make_no_cards(fold, drafts):
    leads = (
        LEADS + "00Q1,0,Roe,Jane,Acme,jane@x.example,Working - Contacted,005,Web,0\n00Q2,0,Low,Bo,Y,,Open,005,Web,0\n"
    )
    campaigns = "Id,Name,NumberSent,ExpectedResponse\n701A,Spring,5,1\n701B,Fair,5,1\n"
    rows = (
        "00v1,0,701A,00Q1,,Registered,1,2026-01-05,Jane Roe,Jane,Roe,CTO,,0,Acme\n"
        "00v2,0,701B,00Q1,,Sent,0,2026-01-06,Jane Roe,Jane,Roe,CTO,,0,Acme\n"
        "00v3,0,701B,00Q2,,Sent,0,2026-01-06,,,,,,1,\n"
    )
    for files in permutations((leads, campaigns, MEMBERS + rows)):
        jane, bo = sorted(drafts(*files), key=lambda card: card.title, reverse=True)[::-1][::-1]
        jane, bo = (jane, bo) if jane.contact == "Jane Roe" else (bo, jane)
        assert (jane.contact, jane.stage, jane.campaign, jane.labels) == (
            "Jane Roe",
            "Engaged",
            "Spring",
            {"responded"},
        )
        assert (jane.fields["Campaign Status"], jane.fields["Campaign 2"]) == ("Registered", "Fair")
        assert (bo.contact, bo.stage, bo.campaign, bo.labels) == ("Bo Low", "Nurture", "Fair", {"opted out"})


def test_members_alone_need_names(fold):
    rows = (
        "00v1,0,701A,00Q1,,Unsubscribed,0,2026-01-05,Jane Roe,Jane,Roe,CTO,jane@x.example,0,Acme\n"
        "00v2,0,701A,,0031,Sent,0,2026-01-06,,,,,,0,\n"
    )
    files = fold(MEMBERS + rows)
    (card,) = files
    assert card.keys == ("salesforce.lead:00Q1",)
    assert (card.registers["title"], card.registers["company"]) == ("Jane Roe", "Acme")
    assert card.registers["label.opted out"] is True
    assert "1 row left out: member of a campaign who is not in these files." in files.notes
    assert files.rejected == []


@pytest.mark.parametrize(
    "header",
    [
        "CampaignId,LeadId,ContactId,Status",
        "Campaign Name,Member Status,First Name,Last Name,Company,Email,Lead ID",
        "Campaign ID,Lead/Contact ID,Member Status,Responded",
        MEMBERS.strip().upper(),
    ],
)
def test_files_of_members_are_recognised(header):
    mapping = recognise(header.split(","))
    assert (mapping.system, mapping.kind) == ("salesforce", "members")
    assert mapping.index("field.Campaign Status") is not None


def test_a_list_of_accounts_with_an_id_of_their_own_fills_the_leads_that_name_them(drafts):
    accounts = "Account ID,Company,Website,Industry\n7,Acme,acme.example,Toys\n8,Fjord,fjord.example,Fish\n"
    leads = (
        "Lead ID,First Name,Last Name,Email,Account ID,Lead Status\n10,Ada,Byron,a@x.example,7,New\n11,Bo,L,"
        "b@y.example,8,New\n"
    )
    for files in permutations((accounts, leads)):
        cards = drafts(*files)
        assert sorted((card.title, card.company, card.fields["Industry"]) for card in cards) == [
            ("Ada Byron", "Acme", "Toys"), ("Bo L", "Fjord", "Fish"),
        ]  # fmt: skip


def test_a_plain_list_of_notes_that_name_contacts_becomes_their_comments(drafts):
    contacts = "ID,Name,Email\n1,Ada,ada@x.example\n2,Bo,bo@y.example\n"
    notes = "Note,Contact ID,Created\nhello,1,2026-01-05\nagain,1,2026-01-06\nbye,2,2026-01-06\n"
    cards = drafts(contacts, notes)
    assert [(card.title, sorted((comment.at[:10], comment.body) for comment in card.comments)) for card in cards] == [
        ("Ada", [("2026-01-04", "hello"), ("2026-01-05", "again")]), ("Bo", [("2026-01-05", "bye")]),
    ]  # fmt: skip


def test_a_list_of_e_mail_addresses_with_ids_is_what_deals_name(drafts):
    contacts = "contact_id,email,owner\nC0000,u0@x.example,Mia\nC0001,u1@x.example,Mia\n"
    deals = "deal_id,contact_id,stage,amount\nD0,C0001,Negotiation,5\nD1,C0000,Won,6\n"
    assert {card.email: (card.stage, card.value) for card in drafts(contacts, deals)} == {
        "u1@x.example": ("Negotiation", 500),
        "u0@x.example": ("Won", 600),
    }


def test_a_name_behind_the_id_of_a_company_is_a_company(drafts, fold):
    companies = "company_id,name,city,created_at\nC200,Alfa,Ufa,2026-05-20\nC201,Beta,Ufa,2026-05-20\n"
    contacts = "contact_id,company_id,name,email\nP300,C200,Ada Byron,a@x.example\nP301,C201,Bo Roe,b@x.example\n"
    deals = "deal_id,title,stage,company_id,contact_id,expected_amount\nD1,Rollout,PROPOSAL,C200,P300,5\n"
    assert {card.title: (card.contact, card.company) for card in drafts(companies, contacts, deals)} == {
        "Rollout": ("Ada Byron", "Alfa"),
        "Bo Roe": ("Bo Roe", "Beta"),
    }
    assert [card.registers["company"] for card in fold(companies)] == ["Alfa", "Beta"]
    assert [card.contact for card in drafts("company_id,name,email\nC1,Ada Byron,a@x.example\n")] == ["Ada Byron"]


def test_ids_of_another_system_join_files_of_salesforce(drafts):
    accounts = "AccountExtId__c,Name,Type,BillingCity,Website\nRC-ACCT-1,Acme,Customer,Oslo,https://acme.example\n"
    deals = "OpportunityExtId__c,AccountExtId__c,Name,StageName,Amount\nRC-OPP-1,RC-ACCT-1,Renewal,Closed Won,5\n"
    (card,) = drafts(deals, accounts)
    assert (card.title, card.company, card.keys) == ("Renewal", "Acme", ("salesforce.deal:RC-OPP-1",))


def test_a_contact_with_another_name_than_the_lead_that_it_names_loses_no_name(drafts):
    leads = "LeadID,LeadName,Email,Status\nL1,Ada Byron,ada@x.example,Working\n"
    contacts = "ContactID,LeadID,ContactName,Email\nC1,L1,Bo Larsen,bo@x.example\n"
    (card,) = drafts(leads, contacts)
    assert (card.contact, card.fields["Contact 2"], card.fields["E-mail 2"]) == (
        "Ada Byron",
        "Bo Larsen",
        "bo@x.example",
    )


def test_notes_that_name_a_mailbox_become_comments(drafts):
    people = "First name,Last name,Email\nAda,Byron,ada@x.example\n"
    notes = "email,date,type,subject,body\nada@x.example,2026-01-05,note,Planning,Wants a demo\n"
    (card,) = drafts(people, notes)
    assert (card.title, [comment.body for comment in card.comments]) == ("Ada Byron", ["Planning\n\nWants a demo"])
