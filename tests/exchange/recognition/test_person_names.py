"""Columns that hold people or deals, as their cells look."""

import pytest

from kanban.exchange.leads.preview_builder import build_preview
from kanban.exchange.recognition.words.person_names import look_at_name, look_at_names
from tests.exchange.conftest import BOARD, Draft


@pytest.mark.parametrize(
    ("cell", "looks"),
    [
        ("Ada Byron", "person"), ("Byron, Ada", "person"), ("Dr. K. Osei", "person"), ("Jean-Pierre Dupont", "person"),
        ("María del Carmen Ruiz", "person"), ("Bo", "person"), ("MARTIN KELLER", "person"), ("Frau Osei", "person"),
        ("Pump rollout", "thing"), ("Acme - 20 licences", "thing"), ("Website Relaunch", "thing"),
        ("Q4 trucks", "thing"), ("Pump", "thing"),
        ("Fjord Logistics GmbH", "thing"), ("New CRM for the Oslo office", "thing"), ("Maria's renewal", "thing"),
        ("Aurora", "open"), ("Kwabena Osei", "open"), ("", "open"),
    ],
)  # fmt: skip
def test_a_name_is_of_a_person_or_of_a_thing(cell, looks):
    assert look_at_name(cell) == looks


def test_cells_tell_together():
    assert look_at_names(["Ada Byron", "Bo Larsen", "Kwabena Osei", "Ada Byron"]) == ("person", False)
    assert look_at_names(["Ada Byron", "Bo Larsen", ""]) == ("person", True)
    assert look_at_names(["Pump rollout", "Website 2027"]) == ("thing", True)
    assert look_at_names(["Ada Byron", "Website 2027"]) == ("open", False)
    assert look_at_names(["", " "]) == ("open", False)


def fields(files, board=BOARD):
    list(files)
    return {
        line.field: (tuple(name.column for name in line.columns), line.is_guessed, [c.column for c in line.candidates])
        for line in build_preview(files, board).fields
    }


ROW = "{name},Acme,Won,5,Ana\n"


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Name,Company,Stage,Amount,Owner", ROW), ("Name,Firma,Phase,Betrag,Verantwortlich", ROW),
        ("Nom,Société,Phase,Montant,Responsable", ROW), ("Nome,Azienda,Fase,Importo,Responsabile", ROW),
        ("Name,Company,Email,Stage,Amount", "{name},Acme,{name[0]}@x.example,Won,5\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("names", "contacts"),
    [(("Pump rollout", "Renewal 2027"), (None, None)), (("Ada Byron", "Bo Larsen"), ("Ada Byron", "Bo Larsen"))],
)
def test_a_name_beside_amounts_is_as_its_cells_look(fold, header, row, names, contacts):
    files = fold(f"{header}\n{''.join(row.format(name=name) for name in names)}")
    assert [(card.title, card.contact) for card in map(Draft, files)] == list(zip(names, contacts, strict=True))


def test_a_name_that_may_be_both_is_a_guess(fold):
    shown = fields(fold("Name,Company,Stage,Amount,Owner\nAurora,Acme,Won,5,Ana\nOrion,Globex,Won,6,Raj\n"))
    assert shown["title"] == (("Name",), True, [])
    assert shown["contact"] == ((), True, ["Name"])


def test_what_was_said_of_a_name_holds(fold):
    text = "Name,Company,Stage,Amount,Owner\nPump,Acme,Won,5,Ana\n"
    (card,) = map(Draft, fold(text, overrides={"Name": "contact"}))
    assert card.contact == "Pump"


@pytest.mark.parametrize("label", ["Person", "People"])
def test_a_person_of_a_deal_may_be_its_owner(fold, label):
    shown = fields(fold(f"Deal,Company,Stage,Amount,{label}\nPump,Acme,Won,5,Ana\nValve,Globex,Won,6,Bo\n"))
    assert shown["contact"] == ((label,), True, [])
    assert shown["owner"] == ((), True, [label])


def test_few_people_in_many_deals_own_them(fold):
    rows = "".join(f"D{n},C{n},Won,5,{'Ana' if n % 2 else 'Raj'}\n" for n in range(6))
    shown = fields(fold(f"Deal,Company,Stage,Amount,Person\n{rows}"))
    assert shown["sales_owner" if "sales_owner" in shown else "owner"] == (("Person",), True, [])
    assert shown["contact"] == ((), True, ["Person"])


def test_a_person_beside_an_owner_is_the_contact(fold):
    shown = fields(fold("Deal,Stage,Amount,Person,Owner\nPump,Won,5,Ada,Ana\nValve,Won,6,Ada,Ana\nTap,Won,7,Ada,Ana\n"))
    assert (shown["contact"][:2], "Person" in str(shown.get("owner"))) == ((("Person",), False), False)


@pytest.mark.parametrize("header", ["Name,Person,Status,Timeline,Value", "Name,People,Status,Date,Value"])
def test_people_on_a_board_of_monday_own_its_items(drafts, header):
    (card,) = drafts(f"{header}\nPump,Ana Li,Proposal,2026-12-01,5\n")
    assert (card.title, card.contact, card.sales_owner) == ("Pump", None, "Ana Li")
