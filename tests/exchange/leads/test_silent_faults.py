"""Headers of programs and spreadsheets that came in silently wrong once, with invented rows."""

import pytest

from kanban.exchange.recognition.columns import recognise
from tests.exchange.conftest import Draft


def targets(header):
    return {column.label: column.target for column in recognise(header.split(",")).columns}


@pytest.mark.parametrize(
    ("header", "won", "lost", "stage"),
    [
        ("Deal Title,Stage,Status", "Proposal,Won", "Proposal,Lost", "Proposal,Open"),
        ("Deal Name,Phase,Status", "Angebot,Gewonnen", "Angebot,Verloren", "Angebot,Offen"),
        (
            "OpportunityName,StageName,OpportunityState,UserResponsible",
            "Proposal,WON,x",
            "Proposal,Lost,x",
            "Proposal,,x",
        ),
        ("Title,Stage,Amount,Result", "Proposal,5,Closed Won", "Proposal,5,closed lost", "Proposal,5,pending"),
    ],
)
def test_a_status_beside_the_stage_says_whether_a_deal_is_won_or_lost(drafts, header, won, lost, stage):
    cards = drafts(f"{header}\nA,{won}\nB,{lost}\nC,{stage}\n")
    assert [card.stage for card in cards] == ["Won", "Lost", "Proposal"]


def test_the_words_of_an_outcome_are_kept(drafts):
    (card,) = drafts("Deal Title,Stage,Status\nA,Proposal,On hold\n")
    assert (card.stage, card.fields) == ("Proposal", {"Status": "On hold"})


def test_the_status_of_a_deal_without_a_stage_is_its_stage(drafts):
    cards = drafts("Deal,Client,Status,Date Won\nTrucks,Acme,Won,13/01/2026\nTent,Acme,Proposal,\n")
    assert [(card.stage, card.entered_at) for card in cards] == [("Won", "2026-01-12T23:00:00Z"), ("Proposal", None)]


def test_a_ticket_is_what_a_guest_bought(drafts):
    (card,) = drafts("Ticket,Attendee First Name,Attendee Last Name,Email\nVIP,Ada,Byron,ada@x.example\n")
    assert (card.title, card.fields) == ("Ada Byron", {"Ticket": "VIP"})


def test_a_display_name_is_not_preferred_to_first_and_last_name(drafts):
    (card,) = drafts("User Name (Original Name),First Name,Last Name,Email\nada_b,Ada,Byron,ada@x.example\n")
    assert card.contact == "Ada Byron"


@pytest.mark.parametrize("label", ["Total Orders", "Total Deals", "total of contracts", "Revenue (in 000s USD)"])
def test_counts_and_thousands_are_no_amounts(label):
    assert targets(f"Name,Email,{label}")[label] == f"field.{label}"


def test_a_short_label_of_currencies_counts(drafts):
    cards = drafts(
        "Deal name,Company,Amount (local),Amount in EUR,Curr.,Stage\nA,X,1000,950,USD,Won\nB,Y,10,9,NOK,Won\n"
    )
    assert [(card.value, card.currency) for card in cards] == [(100_000, "USD"), (1000, "NOK")]


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("Besitzer", "owner"), ("Geschlossen am", "closed_at"), ("Valore offerta", "value"), ("Co.", "company"),
        ("Mob", "phone"), ("Requester Email", "email"), ("Ccy", "currency"),
    ],
)  # fmt: skip
def test_labels_of_spreadsheets(label, target):
    assert targets(f"Name,{label}")[label] == target


@pytest.mark.parametrize("cell", ["Jun-26", "June '26", "jun/26", "Jun 2026"])
def test_a_month_with_a_short_year_is_its_last_day(drafts, cell):
    (card,) = drafts(f"Deal,Close Month\nA,{cell}\n")
    assert card.close_on == "2026-06-30"


def test_the_amount_of_a_deal_of_sugar_is_the_likely_one(drafts):
    header = "Opportunity Name,ID,Account Name,Sales Stage,Likely,Best,Worst,Assigned User Name,Currency,Deleted"
    (card,) = drafts(f"{header}\nA,1,Acme,Prospecting,100,150,50,Mia,USD,0\nB,2,Acme,Prospecting,1,2,3,Mia,USD,1\n")
    assert (card.title, card.value, card.currency, card.sales_owner) == ("A", 10_000, "USD", "Mia")


def test_all_columns_of_labels_count(drafts):
    (card,) = drafts("Summary,Issue key,Status,Labels,Labels,Labels\nRollout,S-1,In Progress,hot,emea,\n")
    assert (card.labels, card.fields) == ({"hot", "emea"}, {})


def test_a_chance_agrees_with_the_outcome_beside_the_stage(drafts):
    cards = drafts(
        "Deal - Title,Deal - Stage,Deal - Status,Deal - Probability\n"
        "A,Proposal,Open,60\nB,Negotiation,Won,100\nC,Discovery,Lost,0\n"
    )
    assert [card.probability for card in cards] == [0.6, 1.0, 0.0]


@pytest.mark.parametrize(
    "label",
    ["Zugeordneter Kontakt", "Contact associé", "Contacto asociado", "Contato associado", "Contatto associato"],
)
def test_the_person_of_a_deal_in_other_languages(drafts, label):
    (card,) = drafts(f"Record ID,Deal Name,Deal Stage,{label}\n1,Rollout,Closed Won,Ada Byron (ada@x.example)\n")
    assert (card.contact, card.email) == ("Ada Byron", "ada@x.example")


def test_a_label_of_another_language_behind_its_object():
    header = "Deal - Titel,Deal - Wert,Deal - Phase,Deal - Kontaktperson,Deal - Deal erstellt,Deal - Währung"
    assert targets(header) == {
        "Deal - Titel": "title",
        "Deal - Wert": "value",
        "Deal - Phase": "stage",
        "Deal - Kontaktperson": "contact",
        "Deal - Deal erstellt": "created_at",
        "Deal - Währung": "currency",
    }


def test_subitems_of_monday_become_no_cards(fold):
    files = fold(
        "Leads,,,,\n,,,,\nNew leads,,,,\nName,Subitems,Status,Owner,Company\n"
        'Ada Byron,"Call, Send deck",New Lead,Sam,Northwind\n'
        "Subitems,Name,Owner,Status,Date\n,Call,Sam,Done,2026-09-01\n,Send deck,Sam,Working on it,2026-09-05\n"
        "Bo Larsen,,Contacted,Lea,Fjord\n"
    )
    assert [draft.registers["title"] for draft in files] == ["Ada Byron", "Bo Larsen"]
    assert files.counters.passed_over["subitem"] == 3


def test_relations_of_notion_are_names_and_its_deals_are_no_people(drafts):
    (card,) = drafts(
        "Name,Status,Account Owner,Estimated Value,Company,Expected Close\n"
        'Rollout,Proposal,Sam,"$12,000.00","Acme (https://www.notion.so/Acme-abc?pvs=21)","December 30, 2026"\n'
    )
    assert (card.title, card.contact, card.company, card.close_on) == ("Rollout", None, "Acme", "2026-12-30")


def test_a_question_that_says_hello(drafts):
    (card,) = drafts('"Hi, what\'s your first name?",And your last name?,Email\nAda,Byron,ada@x.example\n')
    assert card.contact == "Ada Byron"


@pytest.mark.parametrize(
    ("word", "stage", "labels"),
    [
        ("In lavorazione - Contattato", "Engaged", set()),
        ("Offen - Nicht kontaktiert", "Nurture", set()),
        ("Fermé - Non converti", "Disqualified", set()),
        ("Cerrado - Convertido", "MQL", set()),
    ],
)
def test_a_status_of_two_words_that_mean_the_same(fold, word, stage, labels):
    files = fold(f"Lead Owner,First Name,Last Name,Company,Email,Lead Status\nS,Ada,B,X,ada@x.example,{word}\n")
    assert [(Draft(draft).stage, Draft(draft).labels) for draft in files] == [(stage, labels)]
    assert not files.notes


def test_a_list_of_names_that_others_name_as_accounts_is_of_companies(drafts):
    cards = drafts(
        "Id,Name,Phone,Website\n001A000001abcdeAAA,Northwind Ltd,+44 20 1,https://n.example\n",
        "Id,AccountId,FirstName,LastName,Email\n003A000001abcdeAAA,001A000001abcdeAAA,Ada,Byron,ada@n.example\n",
        "Id,AccountId,Name,StageName,CloseDate,IsClosed,IsWon\n"
        "006A000001abcdeAAA,001A000001abcdeAAA,Pilot,Prospecting,2026-12-31,false,false\n",
    )
    assert sorted((card.title, card.company, card.phone) for card in cards) == [
        ("Ada Byron", "Northwind Ltd", "+44 20 1"),
        ("Pilot", "Northwind Ltd", "+44 20 1"),
    ]


def test_labels_of_trello_lose_their_colour(drafts):
    (card,) = drafts('Card ID,Card Name,List Name,Labels\nc1,Rollout,Proposal,"hot (red),emea (sky_dark)"\n')
    assert card.labels == {"hot", "emea"}


def test_calls_of_hubspot_whose_duration_names_its_unit_make_no_cards(fold):
    files = fold(
        "Record ID,First Name,Last Name,Email,Lifecycle Stage\n501,Ada,Byron,ada@x.example,Lead\n",
        "Record ID,Call Title,Call notes,Call direction,Call duration (HH:mm:ss),Activity date,Associated Contact IDs\n"
        "1,Intro,Spoke,Outbound,00:05:00,2026-03-05 10:00,501\n",
    )
    assert [Draft(draft).fields for draft in files] == [{"Lifecycle Stage": "Lead"}]
    assert any("“2.csv” holds activities" in note for note in files.notes)
