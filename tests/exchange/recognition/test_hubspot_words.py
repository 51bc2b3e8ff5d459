"""HubSpot's stages, statuses and columns as it writes them in other languages."""

import pytest

from kanban.exchange.recognition.columns import recognise
from kanban.exchange.recognition.words.stage_words import StageMap
from tests.exchange.conftest import STAGES

DEALS = """
Accepted: Termin geplant | Rendez-vous planifié | Cita programada | Reunião agendada | Appuntamento programmato
Accepted: Afspraak gepland | Compromisso agendado | Termin vereinbart
Discovery: Kauf qualifiziert | Qualifiziert zum Kauf | Präsentation geplant | Qualifié pour l’achat
Discovery: Présentation planifiée | Calificado para comprar | Presentación programada | Qualificado para comprar
Discovery: Apresentação agendada | Qualificato per l'acquisto | Presentazione programmata
Discovery: Gekwalificeerd om te kopen | Presentatie gepland
Proposal: Entscheidungsträger überzeugt | Décideur convaincu | Decisor convencido
Proposal: Tomador de decisão convencido | Decisore convinto | Beslisser overtuigd
Negotiation: Vertrag gesendet | Contrat envoyé | Contrato enviado | Contratto inviato | Contract verzonden
Won: Abgeschlossen und gewonnen | Abgeschlossen – gewonnen | Fermée gagnée | Fermé et gagné | Clôturé - gagné
Won: Cierre ganado | Cerrado y ganado | Cerrado ganado | Fechado ganho | Fechado e ganho | Negócio fechado
Won: Chiuso vinto | Chiuso e vinto | Chiusura vinta | Gesloten en gewonnen | Gewonnen | Geschlossen gewonnen
Won: Conclue gagnée | Transaction gagnée | Affaire conclue | Deal gewonnen | Trattativa vinta
Lost: Abgeschlossen und verloren | Fermée perdue | Clôturé et perdu | Cierre perdido | Cerrado y perdido
Lost: Fechado e perdido | Negócio perdido | Chiuso perso | Chiuso e perso | Chiusura persa
Lost: Gesloten en verloren | Transaction perdue | Deal verloren | Trattativa persa
"""
LEADS = """
Engaged: Verbindung hergestellt | Connecté | Conectado | Connesso | Verbonden | In Bearbeitung | Verbunden
Nurture: Abonnent | Abonné | Suscriptor | Assinante | Iscritto | Abonnee | Kontaktversuch | Schlechtes Timing
Nurture: Mauvais moment | Mal momento | Momento ruim | Slechte timing | Tentative de contact | Neu | Offen
Nurture: Sonstiges | Andere | Autre | Otro | Outro | Altro
MQL: Offener Deal | Marketing-qualifizierter Lead | Lead qualifié par le marketing
MQL: Lead calificado por marketing | Lead qualificado para vendas | Lead qualificato per le vendite
MQL: Marketinggekwalificeerde lead | Opportunity | Transaction ouverte
"""


@pytest.mark.parametrize("line", DEALS.strip().splitlines())
@pytest.mark.parametrize("pipeline", ["", " (Vertriebspipeline)", " (Pipeline des ventes)"])
def test_stages_of_deals(line, pipeline):
    stage, _, words = line.partition(": ")
    for word in words.split(" | "):
        choice = StageMap(STAGES).choose(word + pipeline, "deal")
        assert (word, choice.stage.name, choice.is_guessed) == (word, stage, False)


@pytest.mark.parametrize("line", LEADS.strip().splitlines())
def test_statuses_of_leads(line):
    stage, _, words = line.partition(": ")
    for word in words.split(" | "):
        choice = StageMap(STAGES).choose(word, "lead")
        assert (word, choice.stage.name, choice.is_guessed) == (word, stage, False)


COLUMNS = """
id: Datensatz-ID | ID d'enregistrement | ID de registro | ID do registro | ID record | Record-ID
source: Ursprüngliche Traffic-Quelle | Source de trafic d'origine | Fuente de tráfico original
source: Fonte original de tráfego | Fonte di traffico originale | Oorspronkelijke verkeersbron
lost_reason: Grund für verlorenen Deal | Motif de la transaction perdue | Motivo de negocio perdido
lost_reason: Motivo do negócio perdido | Motivo trattativa persa | Reden verloren deal
next_on: Datum der nächsten Aktivität | Date de la prochaine activité | Fecha de la próxima actividad
next_on: Data da próxima atividade | Data prossima attività | Datum volgende activiteit
company: Primäres zugeordnetes Unternehmen | Entreprise associée | Empresa asociada | Gekoppeld bedrijf
contact: Zugeordneter Contact | Contact associé | Contacto asociado | Contatto associato | Gekoppeld contact
"""


@pytest.mark.parametrize("line", COLUMNS.strip().splitlines())
def test_columns(line):
    target, _, labels = line.partition(": ")
    for label in labels.split(" | "):
        columns = recognise(["Deal-Name", "Deal-Phase", label]).columns
        assert [(column.label, column.target) for column in columns if column.label == label] == [(label, target)]


@pytest.mark.parametrize(
    "label",
    ["Datum der letzten Aktivität", "Date de dernière activité", "Fecha de la última actividad", "Last Activity Date",
     "Data da última atividade", "Data ultima attività", "Datum laatste activiteit", "Letzte Aktivität"],
)  # fmt: skip
def test_the_day_of_the_last_activity_is_no_field_of_a_card(label):
    (column,) = (one for one in recognise(["Deal-Name", "Deal-Phase", label]).columns if one.label == label)
    assert column.target == f"field.{label}"
