"""Columns that may be the stage, the owner or the value, by their cells alone."""

import pytest

from kanban.exchange.recognition.survey import list_rivals

POLISH = "Nazwa;Firma;Etap procesu;Zarządza;Szacowana kwota zamówienia"
ROWS = (
    "Pompa;Acme;Oferta wysłana;Jan Kowalski;12 000,00", "Silnik;Beta;Negocjacje;Anna Nowak;8 500,00",
    "Rura;Delta;Wygrana;Jan Kowalski;700,00",
)  # fmt: skip


def list_possible(fold, header, *rows):
    (sheet,) = fold("\n".join([header, *rows, ""])).sheets
    return {
        field: [column.label for column in list_rivals(sheet.mapping, field)] for field in ("stage", "owner", "value")
    }


def test_polish_columns_are_listed(fold):
    assert list_possible(fold, POLISH, *ROWS) == {
        "stage": ["Etap procesu"],
        "owner": ["Zarządza"],
        "value": ["Szacowana kwota zamówienia"],
    }


@pytest.mark.parametrize(
    "header", ["A;B;Tila;Vastuuhenkilö;Määrä", "A;B;Durum;Sorumlu;Tutar", "A;B;Κατάσταση;Υπεύθυνος;Ποσό"]
)
def test_columns_of_other_languages_are_listed(fold, header):
    labels = header.split(";")
    assert list_possible(fold, header.replace("A;B", "Deal;Company"), *ROWS) == {
        "stage": [labels[2]],
        "owner": [labels[3]],
        "value": [labels[4]],
    }


def test_nothing_else_is_listed(fold):
    header = "Deal;Obszar;Rok;Telefon służbowy;Numer;Ocena;Adres"
    rows = ("A;Północ;2026;+48 601 602 603;10023874;1;Długa 5", "B;Południe;2025;+48 601 602 604;10023875;2;Krótka 7")
    assert list_possible(fold, header, *rows) == {"stage": [], "owner": [], "value": []}


def test_a_column_that_feeds_the_field_has_no_rivals_by_cells(fold):
    rows = ("A;Won;5;12 000", "B;Lost;6;8 500")
    assert list_possible(fold, "Deal;Stage;Amount;Brüt tutar", *rows)["value"] == []
