import pytest

from kanban.domain.board import Stage
from kanban.domain.errors import UsageFault
from kanban.exchange.recognition.words.stage_words import DISQUALIFIED, StageMap
from tests.exchange.conftest import STAGES

LEADS = {
    "Contacted": "Engaged", "Working - Contacted": "Engaged", "IN_PROGRESS": "Engaged", "In Process": "Engaged",
    "CONNECTED": "Engaged", "Pre Qualified": "MQL", "Pre-Qualified": "MQL", "Qualified": "MQL", "OPEN_DEAL": "MQL",
    "Closed - Converted": "MQL", "marketingqualifiedlead": "MQL", "salesqualifiedlead": "MQL", "Converted": "MQL",
    "Not Contacted": "Nurture", "Attempted to Contact": "Nurture", "Contact in Future": "Nurture",
    "Open - Not Contacted": "Nurture", "ATTEMPTED_TO_CONTACT": "Nurture", "NEW": "Nurture", "Assigned": "Nurture",
    "Recycled": "Nurture", "CREATED": "Nurture", "Nurturing": "Nurture", "subscriber": "Nurture",
}  # fmt: skip
DEALS = {
    "Closed Won": "Won", "closedwon": "Won", "Won": "Won", "Closed Lost": "Lost", "closedlost": "Lost",
    "Closed-Lost to Competition": "Lost", "Qualification": "Accepted", "Prospect": "Accepted",
    "Prospecting": "Accepted", "appointmentscheduled": "Accepted", "Appointment Scheduled": "Accepted",
    "Qualified": "Accepted", "Contact Made": "Accepted", "Needs Analysis": "Discovery",
    "Value Proposition": "Discovery", "Id. Decision Makers": "Discovery", "qualifiedtobuy": "Discovery",
    "presentationscheduled": "Discovery", "Demo Scheduled": "Discovery", "Perception Analysis": "Discovery",
    "Proposal/Price Quote": "Proposal", "Initial Offer": "Proposal", "Proposal Made": "Proposal",
    "decisionmakerboughtin": "Proposal", "Negotiation/Review": "Negotiation", "contractsent": "Negotiation",
    "Negotiations Started": "Negotiation",
}  # fmt: skip
OWN = [
    Stage("1", "Kalt", "marketing", "a"),
    Stage("2", "Warm", "marketing", "b"),
    Stage("3", "Call", "sales", "c"),
    Stage("4", "Angebot", "sales", "d"),
    Stage("5", "Signed", "sales", "e", outcome="won"),
    Stage("6", "Dropped", "sales", "f", outcome="lost"),
]


@pytest.mark.parametrize(("word", "stage"), LEADS.items())
def test_statuses_of_leads(word, stage):
    choice = StageMap(STAGES).choose(word, "lead")
    assert (choice.stage.name, choice.label, choice.is_guessed) == (stage, None, False)


@pytest.mark.parametrize("word", ["Junk Lead", "Lost Lead", "Unqualified", "Dead", "Closed - Not Converted", "LOST"])
def test_leads_that_were_given_up_are_never_lost(word):
    choice = StageMap(STAGES).choose(word, "lead")
    assert (choice.stage.name, choice.label, choice.is_guessed) == ("Disqualified", None, False)
    older = StageMap([stage for stage in STAGES if stage.name != "Disqualified"]).choose(word, "lead")
    assert (older.stage.name, older.label) == ("Nurture", DISQUALIFIED)


@pytest.mark.parametrize("word", ["Won", "Negotiation", "Proposal", "Handoff", "Accepted", "anything else", ""])
def test_a_lead_stays_on_marketings_side(word):
    assert StageMap(STAGES).choose(word, "lead").stage.name in {"Nurture", "Engaged", "MQL"}


@pytest.mark.parametrize(("word", "stage"), DEALS.items())
def test_stages_of_deals(word, stage):
    choice = StageMap(STAGES).choose(word, "deal")
    assert (choice.stage.name, choice.label, choice.is_guessed) == (stage, None, False)


@pytest.mark.parametrize(
    ("word", "stage", "how"),
    [
        ("Handover", "Handoff", "meaning"),
        ("nurture", "Nurture", "same name"),
        ("LOST", "Lost", "same name"),
        ("Closed Won", "Won", "meaning"),
        ("Contacted", "Engaged", "meaning"),
        ("Junk", "Disqualified", "meaning"),
        ("Negotation", "Negotiation", "similar name"),
        ("Somewhere", "Nurture", "guessed"),
        ("", "Nurture", "meaning"),
    ],
)
def test_words_of_plain_files(word, stage, how):
    choice = StageMap(STAGES).choose(word, "any")
    assert (choice.stage.name, choice.how) == (stage, how)


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("3. Negotiating the terms", "Negotiation"),
        ("Blue", "Accepted"),
        ("", "Accepted"),
    ],
)
def test_what_is_guessed_says_so(word, stage):
    choice = StageMap(STAGES).choose(word, "deal")
    assert (choice.stage.name, choice.how, choice.is_guessed) == (stage, "guessed", True)


@pytest.mark.parametrize(
    "word",
    [
        "Not won", "Almost won", "Nearly Won", "Lost contact", "Lost touch", "Won?", "Lost?", "Not lost yet",
        "To be won", "Won't buy", "Not Closed Won", "Almost - Won", "Won by competitor", "Won back", "Wont", "Own",
        "Half won (maybe)", "Won (not yet)", "No proposal yet", "Offer declined", "Before negotiation",
        "Contract ended", "Nicht gewonnen", "Pas gagné", "Casi ganado", "Não ganho", "Quasi vinto",
        "Bijna gewonnen", "Nie wygrana", "Не выиграна", "Fast gewonnen", "Wait for contract? no",
    ],
)  # fmt: skip
def test_a_word_that_turns_another_one_is_no_stage(word):
    for scope in ("deal", "any"):
        choice = StageMap(STAGES).choose(word, scope)
        assert (choice.how, choice.stage.name) == ("guessed", "Accepted" if scope == "deal" else "Nurture")


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Lost - price", "Lost"), ("Lost to competitor", "Lost"), ("Lost due to budget", "Lost"),
        ("Lost: no budget", "Lost"), ("Deal was won", "Won"), ("Deal lost", "Lost"), ("Won - Q1", "Won"),
        ("Closed Lost (no budget)", "Lost"), ("Closed-Lost to Competition", "Lost"), ("The deal is lost", "Lost"),
        ("2026 / Won", "Won"),
    ],
)  # fmt: skip
def test_a_close_with_its_reason(word, stage):
    choice = StageMap(STAGES).choose(word, "deal")
    assert (choice.stage.name, choice.is_guessed) == (stage, False)


@pytest.mark.parametrize(
    ("word", "stage", "how"),
    [
        ("Clost Lost", "Lost", "similar name"), ("Clost Lost -> Price", "Lost", "similar name"),
        ("Quallification", "Accepted", "similar name"),
        ("F. Negotiations", "Negotiation", "meaning"), ("B. Sales Qualified Leads", "Discovery", "meaning"),
        ("Close Lost Decided For Competitor", "Lost", "meaning"), ("Closed Won Upsell", "Won", "meaning"),
        ("Closed Won pending signature", "Accepted", "guessed"), ("Unqualificated", "Accepted", "guessed"),
    ],
)  # fmt: skip
def test_words_with_slips_and_plurals(word, stage, how):
    choice = StageMap(STAGES).choose(word, "deal")
    assert (choice.stage.name, choice.how) == (stage, how)


def test_a_negation_is_not_a_likeness():
    board = [*STAGES[:1], Stage("x", "Responsive", "marketing", "b")]
    assert StageMap(board).choose("Unresponsive", "lead").stage.name == "Nurture"
    assert StageMap(board).choose("Responsiv", "lead").stage.name == "Responsive"


@pytest.mark.parametrize(
    ("word", "scope", "stage"),
    [
        ("New", "lead", "Kalt"), ("Pre Qualified", "lead", "Warm"), ("Prospect", "deal", "Call"),
        ("Needs Analysis", "deal", "Call"), ("Negotiation", "deal", "Angebot"), ("Closed Won", "deal", "Signed"),
        ("Closed Lost", "deal", "Dropped"), ("Handover", "any", "Warm"), ("angebot", "deal", "Angebot"),
        ("Warm", "lead", "Warm"),
    ],
)  # fmt: skip
def test_boards_with_stages_of_their_own(word, scope, stage):
    assert StageMap(OWN).choose(word, scope).stage.name == stage


def test_a_board_that_has_only_one_stage_takes_all():
    stages = StageMap([Stage("1", "Inbox", "sales", "a")])
    assert {
        stages.choose(word, scope).stage.name for word in ("Won", "New", "x", "") for scope in ("lead", "deal", "any")
    } == {"Inbox"}


def test_what_was_said_comes_first_whoever_says_the_word():
    stages = StageMap(STAGES, {"needs  analysis": "negotiation", "Junk Lead": "Lost"})
    assert stages.choose("Needs Analysis", "deal").stage.name == "Negotiation"
    assert stages.choose("Junk Lead", "lead") == stages.choose("Junk Lead", "lead")
    assert (stages.choose("Junk Lead", "lead").stage.name, stages.choose("Junk Lead", "lead").how) == ("Lost", "given")


def test_a_stage_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(
        UsageFault, match=r"No stage is called “Discovry”: this board has Nurture, Engaged, .*Lost, Disqualified\."
    ):
        StageMap(STAGES, {"Needs Analysis": "Discovry"})


def test_won_weighs_most_and_lost_least():
    weight = StageMap(STAGES).weight
    assert sorted(weight(stage.id) for stage in STAGES) == [-1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 11]
    assert weight("Won") > weight("Negotiation") > weight("Nurture") > weight("Lost")


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("Closed Won (Sales Pipeline)", "Won"), ("Sales Pipeline - Closed Lost", "Lost"),
        ("Renewals: Negotiation", "Negotiation"), ("Sales / Proposal Sent", "Proposal"), ("C3:WON", "Won"),
        ("C12:LOSE", "Lost"), ("C3:NEW", "Accepted"), ("LOSE", "Lost"), ("C3:PREPARATION", "Proposal"),
        ("DT128_3:FAIL", "Lost"), ("2. Discovery", "Discovery"), ("40% - Proposal", "Proposal"),
        ("Verhandlung", "Negotiation"), ("Fermée gagnée", "Won"), ("CERRADO PERDIDO", "Lost"),
        ("Proposta enviada", "Proposal"), ("Trattativa", "Negotiation"), ("Afgesloten verloren", "Lost"),
        ("Zamknięta wygrana", "Won"), ("Сделка проиграна", "Lost"),
    ],
)  # fmt: skip
def test_words_of_deals_in_other_programs_and_languages(word, stage):
    choice = StageMap(STAGES).choose(word, "deal")
    assert (choice.stage.name, choice.is_guessed) == (stage, False)


@pytest.mark.parametrize(
    ("word", "stage", "label"),
    [
        ("Kontaktiert", "Engaged", None), ("Qualifié", "MQL", None), ("Nuevo", "Nurture", None),
        ("Não qualificado", "Disqualified", None), ("Squalificato", "Disqualified", None),
        ("Niet geïnteresseerd", "Disqualified", None), ("W trakcie", "Engaged", None),
        ("Некачественный лид", "Disqualified", None), ("Customer", "Nurture", "customer"),
        ("Inbound: Open - Not Contacted", "Nurture", None),
    ],
)  # fmt: skip
def test_words_of_leads_in_other_languages(word, stage, label):
    choice = StageMap(STAGES).choose(word, "lead")
    assert (choice.stage.name, choice.label, choice.is_guessed) == (stage, label, False)


@pytest.mark.parametrize("word", ["Nurture", "MQL", "Engaged", "Sales - MQL"])
def test_deals_stay_out_of_marketings_stages(word):
    assert StageMap(STAGES).choose(word, "deal").stage.side != "marketing"
    assert StageMap(STAGES, {word: "MQL"}).choose(word, "deal").stage.name == "MQL"


def test_a_head_that_is_a_stage_too_leaves_a_guess():
    assert StageMap(STAGES).choose("Proposal - New", "deal").is_guessed
    assert StageMap(STAGES).choose("Proposal - Lost", "deal").stage.name == "Lost"


def test_rows_without_a_stage_go_where_it_was_said():
    stages = StageMap(STAGES, default="engaged")
    assert (stages.choose("", "lead").stage.name, stages.choose("Qualified", "lead").stage.name) == ("Engaged", "MQL")
    with pytest.raises(UsageFault, match="No stage is called “Nowhere”"):
        StageMap(STAGES, default="Nowhere")


@pytest.mark.parametrize(
    ("content", "stages"),
    [
        ("Nom;Entreprise;Statut;Montant\nRefonte du site;Durand SA;En cours;12000\nAudit;Petit;Perdu;8000\n",
         "Accepted Lost"),
        ("Name;Firma;Status;Betrag\nWartung 2026;Müller GmbH;Offen;12000\nNeue Linie;Schmidt AG;Gewonnen;40000\n",
         "Accepted Won"),
        ("Oportunidad;Cliente;Fase;Importe\nWeb nueva;Sol SA;Abierto;5\nOtra web;Luna SA;Contactado;7\n",
         "Accepted Accepted"),
        ("Projekt;Kunde;Ansprechpartner;E-Mail;Status;Betrag\nNeubau;Müller;Ada;ada@m.example;Interessiert;5\n",
         "Accepted"),
        ("Affaire;Client;Contact;Etat\nRefonte;Durand;Ada Byron;Nouveau\nAudit;Petit;;Gagné\n", "Accepted Won"),
        ("Deal,Company,Status\nRelaunch,Acme,In progress\nContract,Globex,\n", "Accepted Accepted"),
        (("Title,Company,Value,Stage\nA,Acme,1,MQL\nB,Acme,2,Nurture\nC,Acme,3,Marketing Qualified Lead\n"
         "D,Acme,4,Unqualified\nE,Acme,5,Contacted\nF,Acme,6,Handoff\n"),
         "MQL Nurture MQL Disqualified Accepted Handoff"),
        ("Lead Title,Company,Value,Status\nPumps,Acme,5,New\n", "Nurture"),
        ("Name,Company,Email,Status,Value\nAda Byron,Acme,ada@acme.example,New,1000\n", "Nurture"),
    ],
)  # fmt: skip
def test_deals_of_a_plain_list_stay_with_sales(drafts, content, stages):
    assert [draft.stage for draft in drafts(content)] == stages.split()


def test_a_word_that_nobody_knows_is_a_guess_among_deals_too(drafts):
    (draft,) = drafts("Deal,Company,Value,Stage\nPump,Acme,5,Sideways\n")
    assert (draft.stage, draft.is_guessed, draft.fields) == ("Accepted", True, {"Stage": "Sideways"})
