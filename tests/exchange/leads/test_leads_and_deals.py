"""Rows about one lead become one draft, whichever files they stand in, under keys that do not depend on the rest."""

from tests.exchange.conftest import Draft

LEADS = "LEADID,Last Name,Company,Lead Owner,Email,Lead Source,Lead Status,Created Time\n"
DEALS = "Potential Name,Potential Owner,Created Time,Closing Date,Amount,Stage,Lead Source,Probability,LEADID\n"


def test_a_deal_beats_a_lead(drafts):
    lead = LEADS + '7,Roe,Acme,Ana,jane@acme.example,Fair,Junk Lead,"15 Apr, 2021 00:02:00"\n'
    deal = DEALS + '"Roe, Jane",Raj,"20 May, 2021 00:02:00","30 Jun, 2021 00:02:00","$22,700.00",Closed Won,Web,100,7\n'
    for files in ((lead, deal), (deal, lead)):
        (draft,) = drafts(*files)
        assert (draft.title, draft.stage, draft.value, draft.currency) == ("Roe, Jane", "Won", 2270000, "USD")
        assert (draft.sales_owner, draft.marketing_owner, draft.source) == ("Raj", "Ana", "Fair")
        assert (draft.company, draft.contact, draft.email) == ("Acme", "Roe", "jane@acme.example")
        assert draft.labels == set()
        assert (draft.created_at, draft.entered_at) == ("2021-04-14T22:02:00Z", "2021-06-29T22:02:00Z")
        assert draft.close_on == "2021-06-30"
        assert (draft.probability, draft.fields) == (1, {"Lead Status": "Junk Lead"})
        assert draft.lead
        assert draft.deal
        assert [key.split(":")[0] for key in draft.keys] == ["zoho.lead", "zoho.deal"]
        assert (draft.arrival.registers["lead"], draft.arrival.registers["deal"]) == (True, True)


def test_keys_do_not_depend_on_what_is_imported_together(drafts):
    lead = LEADS + "7,Roe,Acme,Ana,,Fair,Contacted,2021-04-15\n"
    deal = DEALS + "Roe,Raj,2021-05-20,2021-06-30,$5,Prospect,Web,100,7\n"
    both, alone, deal_alone = drafts(lead, deal)[0], drafts(lead)[0], drafts(deal)[0]
    assert alone.keys == ("zoho.lead:7",)
    assert deal_alone.keys == both.keys
    assert both.keys[0] == alone.keys[0]
    assert drafts(deal.replace("$5", "$6"))[0].keys == both.keys


def test_a_leads_status_stays_on_marketings_side(drafts):
    words = ("Contacted", "Pre Qualified", "Not Contacted", "Junk Lead", "Won")
    text = LEADS + "".join(f"{n},Roe,Acme,Ana,,Fair,{word},\n" for n, word in enumerate(words))
    assert [(draft.stage, draft.labels) for draft in drafts(text)] == [
        ("Engaged", set()), ("MQL", set()), ("Nurture", set()), ("Disqualified", set()), ("Nurture", set()),
    ]  # fmt: skip


def test_further_deals_of_a_lead_are_cards_of_their_own(drafts):
    lead = LEADS + "7,Roe,Acme,Ana,jane@acme.example,Fair,Contacted,2021-04-15\n"
    late = "Second,Raj,2022-05-20,,$5,Prospect,Web,100,7\n"
    early = "First,Eve,2021-05-20,,$6,Needs Analysis,Web,100,7\n"
    for deals in (late + early, early + late):
        first, second = drafts(lead, DEALS + deals)
        assert (first.title, second.title) == ("First", "Second")
        assert first.keys[0] == second.follows == "zoho.lead:7"
        assert second.keys[0].startswith("zoho.deal:")
        assert (second.company, second.email, second.marketing_owner) == ("Acme", "jane@acme.example", "Ana")
        assert (second.value, second.sales_owner, second.stage) == (500, "Raj", "Accepted")
        first, second = drafts(DEALS + deals)
        assert (first.title, first.keys[0], second.follows) == ("First", "zoho.lead:7", "zoho.lead:7")


def test_hubspot_deals_find_their_contacts(drafts):
    contacts = (
        "Record ID,First Name,Last Name,Email,Lead Status,Contact owner\n8001,Jane,Roe,jane@acme.example,OPEN_DEAL,"
        "Ana\n"
    )
    deals = (
        "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Associated Contact "
        "IDs\n8001,Pilot,qualifiedtobuy,100,Raj,8001;8002\n"
    )
    (draft,) = drafts(contacts, deals)
    assert draft.keys == ("hubspot.contact:8001", "hubspot.deal:8001")
    assert (draft.title, draft.stage, draft.contact, draft.sales_owner) == ("Pilot", "Discovery", "Jane Roe", "Raj")


def test_salesforce_leads_name_their_deals_and_deleted_rows_stay_out(fold):
    leads = (
        "Id,IsDeleted,LastName,FirstName,Name,Company,Status,OwnerId,IsConverted,ConvertedOpportunityId,LeadSource\n"
        "00Q1,0,Roe,Jane,Jane Roe,Acme,Closed - Converted,005,1,0061,Web\n00Q2,1,Doe,John,John "
        "Doe,Gone,New,005,0,,Web\n"
    )
    deals = (
        "Id,IsDeleted,Name,StageName,Amount,CloseDate,IsClosed,IsWon\n0061,false,Pilot,Signed at "
        "last,500,2025-01-31,true,true\n"
    )
    folded = fold(leads, deals)
    (draft,) = map(Draft, folded)
    assert (draft.title, draft.stage, draft.contact, draft.entered_at) == (
        "Pilot",
        "Won",
        "Jane Roe",
        "2025-01-30T23:00:00Z",
    )
    assert draft.keys == ("salesforce.lead:00Q1", "salesforce.deal:0061")
    assert "1 row left out: deleted." in folded.notes


def test_one_person_at_one_company_is_one_lead(fold):
    text = (
        "name,email,company,phone,stage,value\nJane,Jane@acme.example,Acme GmbH,,Nurture,5\nJane Roe, "
        "jane@ACME.example ,ACME GMBH,+49,MQL,\n"
        "Jane,jane@acme.example,Globex,,Nurture,\nJane,,Acme GmbH,,Nurture,\n"
    )
    folded = fold(text)
    found = sorted(map(Draft, folded), key=lambda draft: draft.keys)
    assert [draft.company for draft in found] == ["Acme GmbH", "ACME GMBH", "Globex"]
    assert (found[1].contact, found[1].stage, found[1].phone, found[1].value) == ("Jane Roe", "MQL", "+49", 500)
    assert (folded.counters.rows, folded.counters.drafted, folded.counters.drafts) == (4, 4, 3)


def test_the_row_that_is_further_along_leads(drafts):
    text = "name,email,stage,value\nJane,j@a.b,Won,5\nJane Roe,j@a.b,Nurture,7\n"
    (draft,) = drafts(text)
    assert (draft.contact, draft.stage, draft.value) == ("Jane", "Won", 500)
    (draft,) = drafts(text.replace("Won", "Lost"))
    assert (draft.contact, draft.stage, draft.value) == ("Jane Roe", "Nurture", 700)


def test_a_company_that_is_missing_keeps_no_rows_apart(drafts):
    text = "name,email,company\nJane,j@a.b,Acme\nJane Roe,j@a.b,\nJane R,j@a.b,ACME Ltd\nMo Two,j@a.b,\n"
    assert sorted((str(draft.company), draft.contact) for draft in drafts(text)) == [
        ("ACME Ltd", "Jane R"),
        ("None", "Mo Two"),
    ]
    assert len(drafts(text, match="never")) == 4


def test_two_records_with_titles_of_their_own_stay_two(drafts):
    text = "id,title,email,company\n1,Pilot,j@a.b,Acme\n2,Renewal,j@a.b,Acme\n3,Pilot,j@a.b,Acme\n"
    assert sorted((draft.title, len(draft.keys)) for draft in drafts(text)) == [
        ("Pilot", 1),
        ("Pilot", 1),
        ("Renewal", 1),
    ]
    without_ids = "title,email,company\nPilot,j@a.b,Acme\nRenewal,j@a.b,Acme\n"
    assert [draft.title for draft in drafts(without_ids)] == ["Renewal"]


def test_people_who_share_a_mailbox_are_told_apart_by_id_and_by_name(drafts):
    text = (
        "Record ID,First Name,Last Name,Email,Company Name\n101,Jo,One,o@a.b,Acme\n102,Mo,Two,o@a.b,Acme\n103,Jo,One,"
        "o@a.b,Acme\n"
    )
    assert sorted(draft.contact for draft in drafts(text)) == ["Jo One", "Jo One", "Mo Two"]
    text = "name,email,company\nJo One,o@a.b,Acme\nMo Two,o@a.b,Acme\nJo,o@a.b,Acme\nOne Jo,o@a.b,Acme\n"
    found = drafts(text)
    assert sorted(draft.contact for draft in found) == ["Mo Two", "One Jo"]
    assert len({draft.keys for draft in found}) == 2
    swapped = "name,email,company\nMo Two,o@a.b,Acme\nOne Jo,o@a.b,Acme\n"
    assert {(draft.contact, draft.keys) for draft in drafts(swapped)} == {
        (draft.contact, draft.keys) for draft in found
    }


def test_deals_of_one_person_stay_apart(drafts):
    deals = (
        "Deal - Title,Person - Name,Person - Email,Organization - Name\nPilot,Jane,j@a.b,Acme\nRenewal,Jane,j@a.b,"
        "Acme\n"
    )
    first, second = drafts(deals)
    assert (first.title, second.title, first.follows, second.follows) == ("Pilot", "Renewal", None, first.keys[0])
    people = "name,email,company\nJane Roe,j@a.b,Acme\n"
    first, second = drafts(people, deals)
    assert (first.keys[0], second.follows) == ("person:j@a.b acme", "person:j@a.b acme")


def test_the_same_file_twice_is_the_same_import(drafts):
    leads = (
        LEADS + "7,Roe,Acme,Ana,jane@acme.example,Fair,Contacted,2021-04-15\n8,Doe,Globex,Ana,,Fair,New,2021-04-15\n"
    )
    deals = DEALS + "Roe,Raj,2021-05-20,2021-06-30,$5,Prospect,Web,100,7\n"
    once = {draft.keys: draft for draft in drafts(leads, deals)}
    assert {draft.keys: draft for draft in drafts(leads, deals, leads, deals)} == once


def test_rows_known_by_nothing_but_their_words_have_steady_keys(drafts):
    text = "title,company\nPilot,Acme\nPilot,Globex\nPilot,Acme\n"
    keys = [draft.keys for draft in drafts(text)]
    assert len(set(keys)) == 3
    assert [draft.keys for draft in drafts(text)] == keys
    assert [draft.keys for draft in drafts(text.replace("Globex", "Initech"))][::2] == keys[::2]


def test_campaigns_name_those_of_deals(fold):
    campaigns = "CAMPAIGNID,Campaign Name,Type,Status\n24,Spring fair,Email,Active\n"
    deals = "Potential Name,Stage,LEADID,Campaign Id\nPilot,Prospect,7,24\nRenewal,Prospect,8,25\n"
    folded = fold(deals, campaigns)
    assert [(draft.campaign, draft.fields["Campaign Id"]) for draft in map(Draft, folded)] == [
        ("Spring fair", "24"),
        (None, "25"),
    ]
    assert folded.notes == [
        (
            "“2.csv” holds campaigns: it makes no cards, but fills the list of campaigns, and cards of the others "
            "name them."
        ),
    ]
    assert folded.custom_fields == []
    alone = fold(campaigns)
    assert list(alone) == []
    assert alone.notes == ["“1.csv” holds campaigns: it makes no cards, but fills the list of campaigns."]


def test_rows_of_one_person_without_a_name_lose_nothing(drafts):
    text = (
        "email,company,source,tags,phone,value,currency,Industry\n"
        "info@acme.example,Acme,Web,vip,,100,USD,Steel\n"
        "info@acme.example,Acme,Fair,dach,+49 1,200,EUR,\n"
    )
    (card,) = drafts(text)
    assert (card.source, card.phone, card.value, card.labels) == ("Fair", "+49 1", 20000, {"vip", "dach"})
    assert card.fields == {"Source 2": "Web", "Value 2": "$100.00", "Industry": "Steel"}
