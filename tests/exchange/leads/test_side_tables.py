"""Tables of activities, notes, campaigns and stages that no program's labels tell: they make no cards."""

import pytest

from tests.exchange.conftest import Draft

LEADS = "Name,Company,Email,Stage\nAda Byron,Acme,ada@x.example,New\nBo Larsen,Beta,bo@x.example,New\n"


def read_kind(fold, content):
    files = fold(content)
    assert not [*files], [draft.registers for draft in files]
    assert not files.questions
    return files.sheets[0].mapping.kind


@pytest.mark.parametrize(
    ("header", "done", "planned"),
    [
        ("Betreff;Typ;Fällig am;Status;Bezogen auf;Ergebnis",
        "Angebot;Anruf;02.01.2026;Erledigt;Acme;Erreicht", "Demo;Besprechung;05.02.2026;Geplant;Beta;"),
        ("Objet;Type;Échéance;Statut;Associé à;Résultat", "Offre;Appel;02/01/2026;Terminé;Acme;Joint",
        "Démo;Réunion;15/02/2026;Planifié;Beta;"),
        ("Asunto;Tipo;Vencimiento;Estado;Relacionado con;Resultado",
        "Oferta;Llamada;02/01/2026;Completada;Acme;Habló", "Demo;Reunión;15/02/2026;Pendiente;Beta;"),
        ("Assunto;Tipo;Prazo;Situação;Relacionado a;Resultado",
        "Oferta;Ligação;02/01/2026;Concluída;Acme;Falou", "Demo;Reunião;15/02/2026;Pendente;Beta;"),
        ("Oggetto;Tipo;Scadenza;Stato;Collegato a;Esito",
        "Offerta;Chiamata;02/01/2026;Completato;Acme;Risposto", "Demo;Riunione;15/02/2026;Pianificato;Beta;"),
        ("Onderwerp;Soort;Vervaldatum;Status;Gerelateerd aan;Resultaat",
        "Offerte;Telefoontje;02-01-2026;Voltooid;Acme;Bereikt", "Demo;Afspraak;15-02-2026;Gepland;Beta;"),
        ("Temat;Rodzaj;Termin;Stan;Dotyczy;Wynik", "Oferta;Rozmowa;02.01.2026;Zakończone;Acme;Rozmawialiśmy",
        "Demo;Spotkanie;15.02.2026;Zaplanowane;Beta;"),
    ],
)  # fmt: skip
def test_activities_in_other_languages(drafts, header, done, planned):
    ada, bo = drafts(LEADS, f"{header}\n{done}\n{planned}\n")
    ((kind, outcome),) = [(entry.kind, entry.outcome) for entry in ada.arrival.activities]
    assert (kind, outcome) == ("call", "reached")
    assert bo.next_step in {"Demo", "Démo"}
    assert bo.next_on in {"2026-02-05", "2026-02-15"}


@pytest.mark.parametrize(
    "content",
    [
        "activity_id,lead_id,type,date,notes\n1,10,call,2026-01-02,Spoke\n2,11,email,2026-01-03,Offer\n",
        "Interaction Date,Interaction Type,Contact,Company,Summary\n2026-01-02,Call,Ada Byron,Acme,Spoke\n",
        "Interaction ID,Opportunity ID,Channel,Timestamp,Outcome\n1,10,Phone call,2026-01-02,Reached\n",
        "Date,Type,Lead,Notes\n2026-01-02,Meeting,Ada Byron,Demo\n2026-01-03,Call,Ada Byron,Spoke\n",
        "Touchpoint Date,Touchpoint Type,Account,Details\n2026-01-02,Email,Acme,Offer\n",
        "Datum;Aktivität;Kontakt;Notiz\n02.01.2026;Anruf;Ada Byron;Rückruf\n03.01.2026;E-Mail;Bo Larsen;Angebot\n",
        "Kontakt;Art;Datum;Notiz\nAda Byron;Telefonat;02.01.2026;Rückruf\n",
    ],
)
def test_tables_of_activities(fold, content):
    assert read_kind(fold, content) == "activities"


@pytest.mark.parametrize(
    "content",
    [
        "Company,Date,Author,Note\nAcme,2026-01-02,Sam,Wants a demo\nAcme,2026-01-05,Sam,Sent it\n",
        "Notiz;Erstellt von;Erstellt am;Kontakt\nMöchte Demo;Sam;15.01.2026;Ada Byron\n",
        "Opportunity,Note Text,Note Date\nRollout,Wants a demo,2026-01-02\n",
        "Contact,Date,Notes\nAda Byron,2026-01-02,Wants a demo\nAda Byron,2026-01-05,Sent it\n",
        "Client;Commentaire;Auteur;Créé le\nAcme;Veut une démo;Sam;15/01/2026\n",
        "Empresa;Nota;Autor;Fecha\nAcme;Quiere una demo;Sam;15/01/2026\n",
        "Azienda;Testo;Autore;Data\nAcme;Vuole una demo;Sam;15/01/2026\n",
        "Klient;Notatka;Autor;Data\nAcme;Chce demo;Sam;15.01.2026\n",
        "Bedrijf;Notitie;Auteur;Datum\nAcme;Wil een demo;Sam;15-01-2026\n",
    ],
)
def test_tables_of_notes(fold, content):
    assert read_kind(fold, content) == "comments"


def test_notes_find_their_cards_by_name(drafts):
    ada, bo = drafts(LEADS, "Company,Date,Author,Note\nAcme,2026-01-02,Sam,Wants a demo\nBeta,2026-01-05,Ana,Sent it\n")
    assert [(comment.author, comment.body) for comment in ada.comments] == [("Sam", "Wants a demo")]
    assert [(comment.author, comment.body) for comment in bo.comments] == [("Ana", "Sent it")]


@pytest.mark.parametrize(
    "content",
    [
        (
            "Campaign Name,Type,Status,Start Date,End Date,Budget,Actual Cost\n"
            "Spring,Webinar,Active,2026-01-01,2026-02-01,5,4\n"
        ),
        "Campaign,Channel,Spend,Clicks\nSpring,Search,500,20\nFair,Display,900,31\n",
        "Kampagne;Typ;Status;Startdatum;Enddatum;Ist-Kosten\nSpring;Webinar;Aktiv;01.01.2026;01.02.2026;4000\n",
        "Campagne;Type;Statut;Date de début;Date de fin;Budget\nSpring;Webinar;Actif;01/01/2026;01/02/2026;5000\n",
        "Nombre de la campaña;Tipo;Estado;Presupuesto\nSpring;Webinar;Activa;5000\n",
        "Nazwa kampanii;Rodzaj;Budżet;Data rozpoczęcia\nSpring;Webinar;5000;01.01.2026\n",
    ],
)
def test_tables_of_campaigns(fold, content):
    assert read_kind(fold, content) == "campaigns"


@pytest.mark.parametrize(
    "content",
    [
        "Stage,Probability,Order\nNew,10,1\nProposal,50,2\nNegotiation,80,3\nClosed Won,100,4\nClosed Lost,0,5\n",
        "id,order_nr,name,active_flag,deal_probability,pipeline_id\n1,1,Lead In,1,10,1\n2,2,Proposal Made,1,60,1\n",
        (
            "Id,MasterLabel,ApiName,IsActive,SortOrder,IsClosed,IsWon\nx1,Prospecting,Prospecting,true,1,false,false\n"
            "x2,Closed Won,Closed Won,true,2,true,true\n"
        ),
        "Phase;Wahrscheinlichkeit;Reihenfolge\nAngebot;50;1\nVerhandlung;80;2\nGewonnen;100;3\nVerloren;0;4\n",
        "Étape;Probabilité\nProposition;50\nNégociation;80\nGagné;100\nPerdu;0\n",
        (
            "Pipeline,Stage Name,Display Order,Win"
            " Probability\nSales,Qualified,1,20\nSales,Proposal,2,50\nSales,Won,3,100\n"
        ),
        "Name,Probability\nQualified,20\nProposal,50\nClosed won,100\n",
    ],
)
def test_lists_of_stages(fold, content):
    assert read_kind(fold, content) == "stages"
    (assumption,) = fold(content).assumptions
    assert assumption.text == "“1.csv” holds stages: it makes no cards."


@pytest.mark.parametrize(
    "content",
    [
        "Name,Email,Phone,Activity Date,Activity Type\nAda Byron,a@x.example,1,2026-01-02,Call\n",
        "Deal,Stage\nRollout,Won\nPilot,Proposal\n",
        "Name,Company,Email,Notes,Created\nAda Byron,Acme,a@x.example,Wants a demo,2026-01-02\n",
        "Company,Notes\nAcme,Wants a demo\nBeta,Sent it\n",
        "Contact,Company,Source,Date\nAda Byron,Acme,Email,2026-01-02\n",
        "Name,Company,Preferred channel,Date\nAda Byron,Acme,Phone,2026-01-02\n",
        "Deal,Type,Stage,Amount,Close Date\nRollout,New business,Won,5,2026-01-02\n",
        "Campaign,Name,Email,Status\nSpring,Ada Byron,a@x.example,New\n",
        "Contact,Company,Date,Notes\nAda Byron,Acme,2026-01-02,Wants a demo\nBo Larsen,Beta,2026-01-03,Offer\n",
        "Name,Owner,Stage\nWon Corp,Sam,Proposal\nLost Ltd,Ana,Won\n",
    ],
)
def test_leads_that_look_like_them(fold, content):
    files = fold(content)
    assert len([*map(Draft, files)]) == content.count("\n") - 1
