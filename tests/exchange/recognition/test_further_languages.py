"""Polish, Swedish, Hungarian, Russian: headers of every kind, stages, and who opted out or was put away."""

import pytest

from kanban.exchange.recognition.columns import recognise
from kanban.exchange.recognition.marks.polarity import find_polarity
from kanban.exchange.recognition.marks.removal_words import find_removal_mark
from kanban.exchange.recognition.words.stage_words import StageMap
from tests.exchange.conftest import STAGES

DEAL_FIELDS = [
    "title", "company", "contact", "email", "phone", "stage", "value", "currency", "sales_owner", "close_on", "source",
    "created_at", "next_step", "next_on", "probability", "lost_reason", "comment", "labels", "campaign",
]  # fmt: skip
DEALS = [
    (
        "Nazwa szansy;Firma;Osoba kontaktowa;Adres e-mail;Numer telefonu;Etap;Wartość;Waluta;Właściciel;"
        "Przewidywana data zamknięcia;Źródło;Data utworzenia;Następny krok;Data następnego kroku;Prawdopodobieństwo;"
        "Powód utraty;Uwagi;Tagi;Kampania"
    ),
    (
        "Affärsnamn;Företag;Kontaktperson;E-postadress;Telefonnummer;Affärsfas;Belopp;Valuta;Ägare;"
        "Förväntat stängningsdatum;Källa;Skapad den;Nästa steg;Uppföljningsdatum;Sannolikhet;Förlustorsak;Anteckningar;"
        "Taggar;Kampanj"
    ),
    (
        "Ügylet neve;Cég;Kapcsolattartó;E-mail cím;Telefonszám;Szakasz;Érték;Pénznem;Felelős;Várható lezárás;Forrás;"
        "Létrehozva;Következő lépés;Határidő;Valószínűség;Elvesztés oka;Megjegyzés;Címkék;Kampány"
    ),
]
LEAD_FIELDS = ["first_name", "last_name", "company", "email", "phone", "status", "source", "marketing_owner"]
LEADS = [
    "Imię;Nazwisko;Nazwa firmy;E-mail;Telefon komórkowy;Status leada;Źródło leada;Właściciel leada",
    "Förnamn;Efternamn;Företagsnamn;E-post;Mobil;Leadstatus;Leadkälla;Leadägare",
    "Keresztnév;Vezetéknév;Cégnév;Email cím;Mobil;Lead állapota;Lead forrása;Lead tulajdonosa",
]


def list_targets(header):
    columns = sorted(recognise(header.split(";")).columns, key=lambda column: column.index)
    assert not any(column.is_guess for column in columns)
    return [column.target for column in columns]


@pytest.mark.parametrize("header", DEALS)
def test_deals(header):
    assert list_targets(header) == DEAL_FIELDS


@pytest.mark.parametrize("header", LEADS)
def test_leads(header):
    assert list_targets(header) == LEAD_FIELDS


def test_deals_in_russian():
    header = "Название сделки;Компания;Основной контакт;Этап сделки;Бюджет;Ответственный;Дата создания;Комментарий;Теги"
    fields = ["title", "company", "contact", "stage", "value", "sales_owner", "created_at", "comment", "labels"]
    assert list_targets(header) == fields


@pytest.mark.parametrize(
    "header", ["Imię i nazwisko;Firma;Telefon;Opiekun", "Namn;Företag;Telefon;Ansvarig", "Név;Cég;Telefon;Felelős"]
)
def test_plain_lists_of_people(header):
    assert list_targets(header) == ["contact", "company", "phone", "owner"]


@pytest.mark.parametrize(
    ("words", "scope", "stage"),
    [
        ("Nowy|Nowe|Nie skontaktowano|Ny|Öppen|Ej kontaktad|Új|Nyitott|Nincs megkeresve", "lead", "Nurture"),
        ("W trakcie|Zainteresowana|Kontaktad|Pågående|Megkeresve|Folyamatban|Érdeklődő", "lead", "Engaged"),
        ("Zakwalifikowany|Kvalificerad|Minősített|Konverterad", "lead", "MQL"),
        ("Niezainteresowany|Ej kvalificerad|Inte intresserad|Nem érdekelt|Elutasítva", "lead", "Disqualified"),
        ("Nowa szansa|Kvalificering|Ny affär|Új ügylet|Első kapcsolat|Umówiono spotkanie", "deal", "Accepted"),
        ("Analiza potrzeb|Behovsanalys|Igényfelmérés|Bemutató", "deal", "Discovery"),
        ("Oferta wysłana|Offert skickad|Offert|Ajánlat elküldve|Árajánlat", "deal", "Proposal"),
        ("Negocjacje|Förhandling|Tárgyalás|Szerződés elküldve|Avtal skickat", "deal", "Negotiation"),
        ("Wygrana|Zamknięta wygrana|Vunnen|Stängd vunnen|Megnyert|Lezárt nyert", "deal", "Won"),
        ("Przegrana|Zamknięta przegrana|Förlorad|Stängd förlorad|Elveszett|Lezárt vesztett", "deal", "Lost"),
        ("Vunnen|Megnyert|Wygrana", "any", "Won"),
        ("Förlorad|Elvesztett|Przegrana", "any", "Lost"),
        ("Inte vunnen|Nem megnyert", "deal", "Accepted"),
    ],
)
def test_stages(words, scope, stage):
    stages = StageMap(STAGES)
    assert {word: stages.choose(word, scope).stage.name for word in words.split("|")} == dict.fromkeys(
        words.split("|"), stage
    )


@pytest.mark.parametrize(
    ("labels", "polarity"),
    [
        ("Wypisany|Nie dzwonić|Brak zgody|Avregistrerad|Kontakta ej|Inget nyhetsbrev|Nem kereshető", "refusal"),
        ("Zgoda marketingowa|Nyhetsbrev|Får kontaktas|E-post samtycke|Hírlevél|Marketing hozzájárulás", "permission"),
        ("Weźmie udział|Deltar|Részt vesz", "attendance"),
        ("Källa|Samtal|Telefon|Kontakt|Kapcsolattartó|Forrás|Levél", None),
    ],
)  # fmt: skip
def test_who_may_be_written_to(labels, polarity):
    assert {label: find_polarity(label) for label in labels.split("|")} == dict.fromkeys(labels.split("|"), polarity)


@pytest.mark.parametrize(
    ("content", "labelled"),
    [
        ("Namn;E-post;Nyhetsbrev\nAda Byron;ada@x.example;nej\nBo Larsen;bo@x.example;ja\n", [True, False]),
        ("Név;E-mail;Leiratkozott\nAda Byron;ada@x.example;igen\nBo Larsen;bo@x.example;nem\n", [True, False]),
        ("Nazwisko;Imię;E-mail;Zgoda\nByron;Ada;ada@x.example;nie\nLarsen;Bo;bo@x.example;tak\n", [True, False]),
    ],
)
def test_people_who_opted_out_are_labelled(drafts, content, labelled):
    assert ["opted out" in card.labels for card in drafts(content)] == labelled


@pytest.mark.parametrize(
    ("labels", "mark"),
    [
        ("Arkiverad|Affär arkiverad|Archivált|Ügylet archiválva|Zarchiwizowany|Szansa zarchiwizowana", "archived"),
        ("Raderad|Kontakt raderad|Borttagen|Törölt|Ügylet törölve|Usunięty", "deleted"),
    ],
)
def test_records_that_were_put_away(labels, mark):
    assert {label: find_removal_mark(label) for label in labels.split("|")} == dict.fromkeys(
        labels.split("|"), (mark, True)
    )


@pytest.mark.parametrize(
    "content",
    [
        "Affärsnamn;Företag;Belopp;Arkiverad\nPumpar;Acme;5;ja\nVentiler;Globex;6;nej\n",
        "Ügylet neve;Cég;Érték;Törölt\nPumpar;Acme;5;igen\nVentiler;Globex;6;nem\n",
        "Nazwa szansy;Firma;Wartość;Zarchiwizowano\nPumpar;Acme;5;tak\nVentiler;Globex;6;nie\n",
    ],
)
def test_records_that_were_put_away_are_left_out(drafts, content):
    assert [card.title for card in drafts(content)] == ["Ventiler"]
