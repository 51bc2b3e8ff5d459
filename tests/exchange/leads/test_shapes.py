"""Shapes of files that were met in the open, with invented rows."""

import pytest

from kanban.exchange.recognition.columns import recognise
from tests.exchange.conftest import Draft


def cards(result):
    return [Draft(arrival) for arrival in result]


def test_a_label_may_have_a_sign_that_addresses_have(fold):
    (card,) = cards(fold("Nome Completo,E-mail,Instagram (@)\nBea Luz,bea@luz.example,@bealuz\n"))
    assert (card.contact, card.email, card.fields) == ("Bea Luz", "bea@luz.example", {"Instagram (@)": "@bealuz"})


def test_a_mark_is_no_company(fold):
    (card,) = cards(fold("firstname,lastname,email,is_customer,has_account\nAda,Byron,ada@a.example,1,0\n"))
    assert (card.company, card.fields) == (None, {"is_customer": "1", "has_account": "0"})


@pytest.mark.parametrize(
    "header",
    ["Nome;Empresa;Bairro;Cidade;Numero;Cargo;Estado;Pais", "Nombre;Empresa;A;B;C;Ciudad;Estado;D"],
)
def test_estado_beside_a_town_is_a_state(fold, header):
    (card,) = cards(fold(f"{header}\nAna Paz;Fjord;;;;;SP;\n"))
    assert (card.stage, card.fields["Estado"]) == ("Nurture", "SP")


def test_estado_alone_is_a_status(fold):
    (card,) = cards(fold("Nombre;Empresa;Estado;Importe\nAna Paz;Fjord;Ganado;10\n"))
    assert card.stage == "Won"


def test_campaigns_of_salesforce_make_no_cards(fold):
    campaigns = (
        "Id,Name,Status,StartDate,BudgetedCost,ExpectedResponse,NumberSent\n7010,Spring "
        "Fair,Completed,2026-03-01,1,0,9\n"
    )
    deals = "Id,Name,StageName,Amount,CampaignId\n0060,Fjord pilot,Prospecting,10,7010\n"
    (card,) = cards(fold(campaigns, deals))
    assert (card.title, card.campaign) == ("Fjord pilot", "Spring Fair")


def test_nobody_owns_what_is_unassigned(fold):
    first, second = cards(fold("Name,Email address,Owner\nAda,a@a.example,Unassigned\nBo,b@b.example,Moss\n"))
    assert (first.marketing_owner, second.marketing_owner) == (None, "Moss")


def test_a_recommended_phone_comes_before_a_secondary_one(fold):
    (card,) = cards(
        fold("Name,Email address,Secondary phone number,Phone number (recommended)\nAda,a@a.example,111 222,333 444\n")
    )
    assert card.phone == "333 444"


@pytest.mark.parametrize("word", ["Сделка провалена", "C6:LOSE"])
def test_a_failed_deal_of_bitrix_is_lost(fold, word):
    (card,) = cards(fold(f"ID,STAGE_ID,ASSIGNED_BY_ID,TITLE\n1,{word},Moss,Fjord\n"))
    assert card.stage == "Lost"


def test_google_puts_several_numbers_into_one_cell(fold):
    header = "Name,Given Name,Family Name,Group Membership,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value\n"
    ada, address = cards(
        fold(
            f"{header}Ada Byron,Ada,Byron,* myContacts,a@a.example ::: b@b.example,Mobile,+1 22 ::: +3 44\n"
            "bo@lar.example,bo@lar,example,* myContacts,,,\n"
        )
    )
    assert (ada.email, ada.phone, ada.fields["Phone 1 - Value"]) == ("a@a.example", "+1 22", "+1 22 ::: +3 44")
    assert (address.title, address.contact, address.email) == ("bo@lar.example", None, "bo@lar.example")


def test_an_opportunity_of_any_program_sits_on_the_card_of_the_lead_it_names(fold):
    leads = "lead_id,contact_name,company_name,status\nL-1,Ada Byron,Acme,New\nL-2,Bo Lar,Fjord,New\n"
    deals = (
        "opportunity_id,lead_id,stage,amount_usd,product,is_won\nO-1,L-2,Discovery,120,Suite,0\nO-2,,Demo,5,Core,0\n"
    )
    ada, bo, alone = sorted(cards(fold(leads, deals)), key=lambda card: card.contact or "~")
    assert (ada.stage, bo.stage, bo.value, bo.currency) == ("Nurture", "Discovery", 12_000, "USD")
    assert (bo.company, bo.deal, alone.title, alone.value) == ("Fjord", True, "Core", 500)


def test_each_sign_between_figures_tells_its_own_order(fold):
    rows = "A,20/03/2025,03-20-2025\nB,05/08/2025,05-08-2025\nC,2025-02-01,2025/02/01\nD,31/01/2025,\n"
    result = fold(f"title,created,close date\n{rows}")
    assert result.questions == ()
    dates = {card.title: ((card.created_at or "")[:10], card.close_on) for card in cards(result)}
    assert dates == {
        "A": ("2025-03-19", "2025-03-20"),
        "B": ("2025-08-04", "2025-05-08"),
        "C": ("2025-01-31", "2025-02-01"),
        "D": ("2025-01-30", None),
    }


def test_orders_by_sign_in_one_column(fold):
    result = fold("title,close date\nA,20/03/2025\nB,05/08/2025\nC,03-20-2025\nD,05-08-2025\n")
    assert not result.questions
    assert [card.close_on for card in cards(result)] == ["2025-03-20", "2025-08-05", "2025-03-20", "2025-05-08"]


def test_a_sign_that_tells_nothing_is_asked_for(fold):
    (question,) = fold("title,close date\nA,20/03/2025\nC,03-20-2025\nD,05 08 2025\n").questions
    assert (question.kind, "05 08 2025" in question.words) == ("dates", True)


def test_a_number_from_a_telephone_has_marks_of_direction(fold):
    (card,) = cards(fold("Name,Email,Phone\nAda,a@a.example,\u202a+1 22 33\u202c\n"))
    assert card.phone == "+1 22 33"


def test_a_row_with_nothing_but_a_website_is_called_by_it(fold):
    first, second, third = cards(
        fold("Website,Rank,Company Name\nwww.acme.example/about,1,\nfjord.example,2,\nluz.example,3,Luz\n")
    )
    assert (first.title, second.title, third.title) == ("acme.example", "fjord.example", "Luz")
    assert first.links["Website"].endswith("www.acme.example/about")


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Won and Closed", "Won"),
        ("Lost & Closed", "Lost"),
        ("closed as won", "Won"),
        ("5. Propose Solution", "Proposal"),
    ],
)
def test_closed_in_any_order(fold, word, stage):
    result = fold(f"Deal Name,Deal Stage\nFjord,{word}\n")
    assert [card.stage for card in cards(result)] == [stage]
    assert not any(line.choice.is_guessed for line in result.stages)


def test_a_prefix_that_labels_of_a_database_share_does_not_count(drafts):
    (card,) = drafts("kun_id;kun_firmenname;kun_telefon;kun_created;kun_town\n1;Acme;+49 1;2026-01-05;Linz\n")
    assert (card.title, card.company, card.phone, card.created_at) == ("Acme", "Acme", "+49 1", "2026-01-04T23:00:00Z")
    assert card.fields == {"kun_town": "Linz"}
    (card,) = drafts("lead_id,lead_name,lead_email,lead_phone\n1,Ada,ada@x.example,5\n")
    assert (card.contact, card.email, card.keys) == ("Ada", "ada@x.example", ("file.lead:1",))


def test_a_slip_among_many_dates_is_no_question(fold):
    days = "".join(f"Card {n},{n % 12 + 1}/{n % 15 + 13}/2026\n" for n in range(40))
    files = fold(f"title,created at\n{days}Slip,19/2/2026\nOther,1/2/2026\n")
    assert not files.questions
    cards = {card.registers["title"]: card for card in files}
    assert cards["Other"].created_at == "2026-01-01T23:00:00Z"
    assert cards["Slip"].registers["field.created at"] == "19/2/2026"


def test_the_zeros_of_salesforce_name_no_record(drafts):
    deals = "Id,Name,StageName,ContactId,AccountId\n006A,One,Prospecting,000000000000000AAA,000000000000000AAA\n"
    cards = drafts(deals + "006B,Two,Prospecting,000000000000000AAA,000000000000000AAA\n")
    assert [(card.title, card.follows, len(card.keys)) for card in cards] == [("One", None, 1), ("Two", None, 1)]


def test_tasks_of_asana_by_their_api_are_called_by_their_name(drafts):
    header = (
        "workspace_gid,gid,name,resource_subtype,completed,completed_at,assignee_name,projects,sections,Email,notes\n"
    )
    (card,) = drafts(header + "1,77,Call Acme,default_task,False,,Mia,Pipeline,Proposal,ada@x.example,hello\n")
    assert (card.title, card.contact, card.email, card.stage) == ("Call Acme", None, "ada@x.example", "Proposal")


def test_columns_without_a_label_and_telephones_name_nothing(fold):
    files = fold("Date,Consumer Name,Mobile No.,,\n2026-01-05,Harry,96501,,Sent\n2026-01-05,,96502,,Sent\n")
    cards = list(files)
    assert [card.registers["title"] for card in cards] == ["Harry", "96502"]
    assert [column.could_be for column in files.sheets[0].mapping.columns if column.label.startswith("Column")] == [
        (),
        (),
    ]
    assert (
        any("1 card of “1.csv” has a number as title" in note for note in files.notes) or files.counters.numeric_titles
    )


@pytest.mark.parametrize(
    "header", ["Name,Phone,Industry,BillingStreet,BillingCity,BillingState", "Name,BillingCity,Website"]
)
def test_accounts_without_ids_are_companies(header):
    assert recognise(header.split(",")).kind == "companies"


def test_several_leads_of_one_contact_are_named_by_it(drafts):
    contacts = "ContactID,FullName,Email\nC001,Ada Byron,ada@x.example\nC002,Bo,bo@y.example\n"
    leads = "LeadID,ContactID,LeadSource,LeadStatus\nL1,C001,Web,New\nL2,C001,Fair,Qualified\nL3,C002,Web,New\n"
    cards = drafts(contacts, leads)
    assert sorted((card.title, card.email, card.source) for card in cards) == [
        ("Ada Byron", "ada@x.example", "Fair"), ("Ada Byron", "ada@x.example", "Web"), ("Bo", "bo@y.example", "Web"),
    ]  # fmt: skip
