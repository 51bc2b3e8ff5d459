"""Labels that other columns or the cells settle: subjects, personas, ids of one's own, stages by their ids."""

import pytest

from kanban.exchange.recognition.columns import recognise


def targets(header):
    return {column.label: column.target for column in recognise(header.split(",")).columns}


@pytest.mark.parametrize(
    ("header", "label", "target"),
    [
        ("Message ID,Subject,Sender,Full Name,E-mail", "Subject", "field.Subject"),
        ("ID Mensagem,Assunto,Remetente,Nome Completo,E-mail", "Assunto", "field.Assunto"),
        ("Subject,Contact,Email,Stage,Amount", "Subject", "title"),
        ("Subject,Due date,Owner", "Subject", "title"),
        ("name,title,company,email,persona", "name", "contact"),
        ("name,title,company,email,persona", "persona", "field.persona"),
        ("Persona,Empresa,Correo electrónico", "Persona", "contact"),
        ("Lead Name,Lead Profile,Email", "Lead Profile", "field.Lead Profile"),
        ("Name,Email,How did you hear about X Education?", "How did you hear about X Education?", "source"),
        ("Name,Email,Where did you find our stand", "Where did you find our stand", "source"),
        ("Name,Email,Where else did you look", "Where else did you look", "field.Where else did you look"),
        ("Deal,Stage,Amount,Loss reason description", "Loss reason description", "lost_reason"),
        ("Deal,Stage,Amount,Absage - Grund", "Absage - Grund", "lost_reason"),
        ("deal_id,account_name,stage,deal_value,close_date", "deal_id", "id"),
        ("OpportunityID,ActivityID,OpportunityStage,EstimatedValue,CloseDate", "OpportunityID", "id"),
        ("ContactID,LeadID,AccountID,ContactName,Email", "ContactID", "id"),
        ("ContactID,LeadID,AccountID,ContactName,Email", "LeadID", "lead_id"),
        ("LeadID,LeadName,Email,ContactID", "LeadID", "id"),
        ("ContactExtId__c,AccountExtId__c,FirstName,LastName,Email", "ContactExtId__c", "id"),
        ("OpportunityExtId__c,Name,StageName,Amount", "OpportunityExtId__c", "id"),
        ("opp_id,account_name,stage,amount,is_won", "is_won", "is_won"),
        ("Lead Name,Email,Is won", "Is won", "field.Is won"),
    ],
)  # fmt: skip
def test_what_a_label_is_beside_others(header, label, target):
    assert targets(header)[label] == target


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("Adresse e-mail pro", "email"), ("E-Mail privat", "email"), ("Correo laboral", "email"),
        ("Revenu espéré", "value"),
        ("Entreprise associée (principale)", "company"), ("Affaire - Personne à contacter", "contact"),
        ("Associated people", "contact"), ("Decision maker email", "email"), ("Mkt owner", "marketing_owner"),
        ("Text Reminder Number", "phone"), ("Next touchpoint", "next_on"), ("Event Type Name", "campaign"),
        ("custom.Verantwortlich.name", "sales_owner"), ("custom.Lead Owner", "marketing_owner"),
        ("Expected Revenue Close", "field.Expected Revenue Close"), ("Amount won", "field.Amount won"),
        ("Date of Last Email", "field.Date of Last Email"), ("Lead temperature", "field.Lead temperature"),
        ("# Employees", "field.# Employees"), ("Total Funding", "field.Total Funding"),
    ],
)  # fmt: skip
def test_labels_of_odoo_apollo_calendly_and_others(label, target):
    assert targets(f"Deal,{label}")[label] == target


def test_a_prefix_of_all_labels_of_dynamics_does_not_count(drafts):
    header = "(Do Not Modify) Lead,(Do Not Modify) Row Checksum,Leads_Topic,Leads_First Name,Leads_Last Name"
    (card,) = drafts(
        f"{header},Leads_Email,Leads_Status Reason,Leads_Owner\n1,x,Pump,Ada,Byron,a@x.example,Contacted,Mia\n"
    )
    assert (card.contact, card.stage, card.marketing_owner) == ("Ada Byron", "Engaged", "Mia")


@pytest.mark.parametrize(
    ("label", "cells", "stages"),
    [
        ("stage_id", ("PROPOSAL", "WON"), ["Proposal", "Won"]),
        ("Deal Stage ID", ("Negotiation", "Closed Lost"), ["Negotiation", "Lost"]),
        ("stage_id", ("3", "4"), ["Accepted", "Accepted"]),
    ],
)
def test_words_in_a_column_for_ids_of_stages(drafts, label, cells, stages):
    cards = drafts(f"deal_id,title,company_id,amount,{label}\nD1,A,C1,5,{cells[0]}\nD2,B,C2,6,{cells[1]}\n")
    assert [card.stage for card in cards] == stages


def test_a_mark_says_that_a_deal_is_won(drafts):
    cards = drafts("opp_id,account_name,stage,amount,is_won\n1,Acme,Negotiation,5,True\n2,Fjord,Negotiation,5,False\n")
    assert [card.stage for card in cards] == ["Won", "Negotiation"]


def test_files_of_hubspots_interface_are_known_by_their_ids(drafts, fold):
    companies = "createdate,domain,hs_lastmodifieddate,hs_object_id,name\n2023-07-17,acme.example,2024-03-27,901,Acme\n"
    contacts = "createdate,email,firstname,hs_object_id,lastname\n2023-01-02,ada@acme.example,Ada,501,Byron\n"
    deals = "amount,closedate,dealname,dealstage,hs_object_id\n5,2023-08-25,Rollout,qualifiedtobuy,701\n"
    files = fold(companies, contacts, deals)
    assert [(sheet.mapping.system, sheet.mapping.kind) for sheet in files.sheets] == [
        ("hubspot", "companies"), ("hubspot", "contacts"), ("hubspot", "deals"),
    ]  # fmt: skip
    cards = {card.title: card for card in drafts(companies, contacts, deals)}
    assert (cards["Ada Byron"].keys, cards["Ada Byron"].company) == (("hubspot.contact:501",), "Acme")
    assert (cards["Rollout"].keys, cards["Rollout"].stage) == (("hubspot.deal:701",), "Discovery")


def test_fields_that_people_added_to_salesforce_are_read_without_what_marks_them(drafts):
    (card,) = drafts("Deal__c:Name,Deal__c:Amount__c,Deal__c:Stage__c\nLakefront,85,Closed_Won\n")
    assert (card.title, card.value, card.stage) == ("Lakefront", 8500, "Won")
    (card,) = drafts("Investor__c:Name,Investor__c:Email__c,Investor__c:NetWorth__c\nAda,a@x.example,5\n")
    assert (card.contact, card.email, card.fields) == ("Ada", "a@x.example", {"Investor__c:NetWorth__c": "5"})


def test_a_customer_in_a_list_of_people_is_no_won_deal(drafts):
    (card,) = drafts("Name,Company,Email,Status\nAda,Acme,a@x.example,Customer\n")
    assert (card.stage, card.labels) == ("Nurture", {"customer"})
    (card,) = drafts("Company,Stage,Value\nAcme,Customer,5\n")
    assert card.stage == "Won"


def test_an_empty_list_is_no_comment(drafts):
    (card,) = drafts("Name,Email,Notes,Tags\nAda,a@x.example,[],{}\n")
    assert (card.comments, card.labels) == ([], set())


def test_a_list_of_deals_by_the_leads_that_they_name(drafts):
    leads = "lead_id,name,email\nL1,Ada,a@x.example\nL2,Bo,b@x.example\n"
    deals = "deal_id,lead_id,status,final_mrr_usd\nD1,L2,Closed Won,5\nD2,L1,Closed Lost,6\n"
    assert {card.contact: (card.stage, card.currency) for card in drafts(leads, deals)} == {
        "Ada": ("Lost", "USD"),
        "Bo": ("Won", "USD"),
    }
