"""Labels that are near a known word: recognised alone and beside others, and never taken for another field."""

import csv

import pytest

from kanban.domain.card import TITLES
from kanban.exchange.recognition.columns import recognise
from kanban.exchange.recognition.suggestions import find_candidates, suggest_fields
from kanban.exchange.recognition.words.column_labels import read_label
from tests.exchange.recognition.crm_labels import LABELS
from tests.exchange.recognition.label_words import FOREIGN, FOREIGN_NOT_A_FIELD, NEAR, NOT_A_FIELD

ALSO = {"owner": {"sales_owner", "marketing_owner"}, "stage": {"status", "lifecycle"}, "closed_at": {"completed_at"}}
"""What a field may also be called, by the kind of the file."""

HEADERS = (
    [],
    ["Deal Name", "Company", "Contact", "Amount", "Stage", "Owner", "Close Date", "Created", "Source", "Notes"],
    ["First Name", "Last Name", "Company", "Email", "Phone", "Lead Status", "Campaign", "Tags"],
    ["Account", "Person", "E-mail", "Value", "Currency", "Next Step", "Probability", "Lost Reason"],
)
FED = (
    (),
    ("title", "company", "contact", "value", "stage", "owner", "close_on", "created_at", "source", "comment"),
    ("first_name", "last_name", "company", "email", "phone", "stage", "campaign", "labels", "contact"),
    ("company", "contact", "email", "value", "currency", "next_step", "probability", "lost_reason"),
)


def find_target(label, header=()):
    return next(column.target for column in recognise([*header, label]).columns if column.index == len(header))


def is_right(target, field):
    return target == field or target in ALSO.get(field, ())


def test_shared_labels(shared):
    with (shared / "cases" / "import" / "labels.csv").open(encoding="utf-8") as stream:
        rows = [(row["label"], row["field"]) for row in csv.DictReader(stream)]
    missed = []
    for header, fed in zip(HEADERS, FED, strict=True):
        targets = {label: find_target(label, header) for label, field in rows if field not in fed}
        wrong = {
            label: targets[label]
            for label, field in rows
            if label in targets and not is_right(targets[label], field) and not targets[label].startswith("field.")
        }
        assert wrong == {}
        missed = [label for label, target in targets.items() if target.startswith("field.")]
        assert len(missed) <= 0.05 * len(targets), missed


@pytest.mark.parametrize("table", [NEAR, FOREIGN], ids=["English", "other languages"])
@pytest.mark.parametrize("field", sorted({field for _, field in NEAR}))
def test_near_labels(table, field):
    labels = [label for label, meant in table if meant == field]
    for header, fed in zip(HEADERS, FED, strict=True):
        if field not in fed:
            targets = {label: find_target(label, header) for label in labels}
            assert {label: target for label, target in targets.items() if not is_right(target, field)} == {}


@pytest.mark.parametrize(("header", "fed"), list(zip(HEADERS, FED, strict=True)))
def test_labels_of_crms_in_seven_languages(header, fed):
    targets = {label: find_target(label, header) for label, field in LABELS if field not in fed}
    odd = {
        label: targets[label]
        for label, field in LABELS
        if label in targets
        and not (targets[label].startswith("field.") if field == "none" else is_right(targets[label], field))
    }
    assert odd == {}


@pytest.mark.parametrize("header", HEADERS)
def test_labels_of_something_else_stay_custom_fields(header):
    own = {title.lower() for title in TITLES.values()}  # what somebody made a field of meanwhile
    targets = {
        label: find_target(label, header) for label in NOT_A_FIELD + FOREIGN_NOT_A_FIELD if label.lower() not in own
    }
    assert {label: to for label, to in targets.items() if to not in {f"field.{label}", "ignore", "company_id"}} == {}


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Amount (USD)", "USD"), ("amount_usd", "USD"), ("Value (€)", "EUR"), ("Deal value in EUR", "EUR"),
        ("Amount", None), ("£ Value", "GBP"), ("USD Amount", "USD"), ("Total (£)", "GBP"), ("Umsatz (EUR)", "EUR"),
        ("Amount Currency", None),
    ],
)  # fmt: skip
def test_units(label, unit):
    assert read_label(label).unit == unit
    (column,) = recognise([label]).columns
    assert column.unit == unit
    assert column.target == ("currency" if "Currency" in label else "value")


def test_a_loose_label_takes_no_field_of_a_better_column():
    mapping = recognise(["Deal Title", "Title of deal", "Expected Revenue", "Amount", "Owner email", "Owner"])
    targets = {column.label: column.target for column in mapping.columns}
    assert (targets["Amount"], targets["Owner"]) == ("value", "owner")
    assert [column.label for column in find_candidates(mapping, "value")] == ["Expected Revenue"]
    assert [column.label for column in find_candidates(mapping, "sales_owner")] == ["Owner email"]
    (title,) = mapping.all("title")
    assert title.label == "Deal Title"


def test_of_several_loose_labels_one_is_taken_as_a_guess():
    mapping = recognise(["Name", "Email", "Deal value (gross)", "Opportunity value", "Contract value"])
    (value,) = mapping.all("value")
    assert value.is_guess
    assert len(find_candidates(mapping, "value")) == 2
    assert not mapping.all("contact")[0].is_guess


def test_what_might_be_the_stage_owner_or_value_is_offered():
    mapping = recognise(["Name", "Email", "My own phase", "Regional manager", "Deal amount band", "Stage count"])
    assert [column.label for column in find_candidates(mapping, "stage")] == ["My own phase"]
    assert [column.label for column in find_candidates(mapping, "owner")] == ["Regional manager"]
    assert [column.label for column in find_candidates(mapping, "value")] == ["Deal amount band"]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Compnay", "company"), ("Emial Adress", "email"), ("Contcat", "contact"), ("Close Dtae", "close_on"),
        ("Amuont", "value"), ("Sorce", "source"), ("Pone", None), ("Region", None), ("Last Activity Date", None),
        ("Close Rate", None), ("Stages count", None), ("Industry", None), ("Country", None), ("Compass", None),
        ("Kontakt associé", None), ("Nmae", "contact"), ("Ownr", "owner"), ("Phne", "phone"), ("Stgae", "stage"),
        ("Vornmae", "first_name"), ("Clsoe date", "close_on"), ("Contrast", None), ("Change", None), ("Stadt", None),
        ("Location", None), ("Rating", None), ("Gender", None), ("Fax", None), ("Score", None), ("Language", None),
    ],
)  # fmt: skip
def test_a_misspelt_label_gets_a_suggestion(label, field):
    mapping = recognise([label, "Something"])
    (column,) = (column for column in mapping.columns if column.label == label)
    assert suggest_fields(mapping).get(column.index) == field


def test_a_header_of_slips_is_read_as_a_whole():
    mapping = recognise(["Ttile", "Compnay", "Emial", "Amuont", "Shelf"])
    assert {column.target for column in mapping.columns} == {
        "field.Ttile", "field.Compnay", "field.Emial", "field.Amuont", "field.Shelf",
    }  # fmt: skip
    assert suggest_fields(mapping) == {0: "title", 1: "company", 2: "email", 3: "value"}
    mapping = recognise(["Title", "Compnay", "Company", "Phone"])
    assert suggest_fields(mapping) == {}


def test_a_title_beside_a_person_is_a_job():
    for header in ("Company,Contact,Title,Email,Phone", "Email,Title", "First Name,Title", "Attendee name,Title"):
        assert "title" not in {column.target for column in recognise(header.split(",")).columns}
    for header in ("Title,Company,Email", "id,Title,Contact,Value", "Company,Title,Value"):
        assert recognise(header.split(",")).all("title")


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Vorname,Name,E-Mail", "first_name,last_name,email"),
        ("Nombre,Apellidos,Correo", "first_name,last_name,email"),
        ("Nom,Prénom,Société", "last_name,first_name,company"),
        ("Nome,Cognome,Azienda", "first_name,last_name,company"),
        ("Name,Assignee,Due date", "title,owner,next_on"),
        ("Name,Email,Owner", "contact,email,owner"),
        ("Deal Name,Name,Email", "title,contact,email"),
    ],
)
def test_a_name_is_what_the_columns_beside_it_make_it(header, fields):
    columns = sorted(recognise(header.split(",")).columns, key=lambda column: column.index)
    assert [column.target.replace("sales_owner", "owner") for column in columns] == fields.split(",")


@pytest.mark.parametrize(
    ("label", "field"),
    [("Store / Company", "company"), ("Company or Brand", "company"), ("Email/Phone", None), ("State/Province", None)],
)
def test_one_of_two_words_is_a_guess(label, field):
    (column,) = recognise([label]).columns
    assert (column.target, column.is_guess) == ((field, True) if field else (f"field.{label}", False))


def test_a_second_column_of_stages_is_offered():
    mapping = recognise(["Deal Name", "Stage", "Status"])
    assert [column.label for column in find_candidates(mapping, "stage")] == ["Status"]
