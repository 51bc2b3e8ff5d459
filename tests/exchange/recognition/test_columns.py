"""A file is known by its header: whose it is, what each column is taken for, and what people say instead."""

import pytest

from kanban.domain.errors import UsageFault
from kanban.exchange.recognition.columns import recognise
from kanban.exchange.recognition.file_signs import identify
from kanban.exchange.recognition.programs import NOISE, TABLES
from kanban.exchange.recognition.words.headers import COMMON, FIELDS, squash
from tests.exchange.recognition.vendors import GOLDEN, ZOHO_DEALS

INNER = ("contact_id", "campaign_id", "outcome", "is_won", "is_closed", "is_deleted")
"""What a column may also be found to be, where the program that wrote the file is known."""


@pytest.mark.parametrize(
    ("header", "whose", "fields"), GOLDEN, ids=[f"{n} {whose}" for n, (_, whose, _) in enumerate(GOLDEN)]
)
def test_headers_of_vendors(header, whose, fields):
    labels = header.split(",")
    mapping = recognise(labels)
    assert f"{mapping.system} {mapping.kind}" == whose
    found = sorted(mapping.columns, key=lambda column: column.index)
    known = {
        f"{column.label}={column.target}"
        for column in found
        if column.target in (*FIELDS, *INNER) and column.target != "ignore"
    }
    if mapping.kind == "campaigns":  # of which nothing else is read
        known = {one for one in known if one.endswith(("=campaign_id", "=campaign"))}
    assert " ".join(f"{c.label}={c.target}" for c in found if f"{c.label}={c.target}" in known) == fields
    assert [column.index for column in found] == list(range(len(labels)))
    for column in found:
        assert column.target in (*FIELDS, *INNER, "company_id", f"field.{column.label}")


@pytest.mark.parametrize(("header", "whose", "fields"), GOLDEN[:20], ids=range(20))
def test_order_case_marks_and_quotes_do_not_matter(header, whose, fields):
    labels = header.split(",")
    turned = recognise([f"\ufeff{label.swapcase()}*" for label in reversed(labels)])
    plain = recognise(labels)
    assert (turned.system, turned.kind) == (plain.system, plain.kind)
    customs = ("field.",)
    assert {len(labels) - 1 - c.index: c.target for c in turned.columns if not c.target.startswith(customs)} == {
        c.index: c.target for c in plain.columns if not c.target.startswith(customs)
    }


def test_what_only_the_program_cares_for_is_ignored():
    mapping = recognise(ZOHO_DEALS.split(","))
    assert {column.label for column in mapping.all("ignore")} == {
        "Deal Owner.id", "Created By.id", "Modified By.id", "Modified By", "Modified Time",
    }  # fmt: skip
    assert [column.label for column in mapping.custom] == [
        "Pipeline",
        "Created By",
        "Last Activity Time",
    ]


def test_a_column_with_its_own_meaning_elsewhere_stays_custom():
    mapping = recognise(["Potential Name", "Stage", "Amount", "Expected Revenue", "Forecast Type"])
    assert [column.target for column in mapping.custom] == [
        "field.Expected Revenue",
        "field.Forecast Type",
    ]


def test_columns_of_one_name_are_told_apart():
    mapping = recognise(["Name", "Note x", "note X", "NOTE X"])
    assert [column.label for column in sorted(mapping.columns, key=lambda c: c.index)] == [
        "Name",
        "Note x",
        "note X (2)",
        "NOTE X (3)",
    ]


def test_the_better_column_comes_first():
    mapping = recognise(["Mobile", "Phone", "Lead Status", "Status", "Lead Owner"])
    assert [column.label for column in mapping.all("phone")] == ["Phone", "Mobile"]
    assert [column.label for column in mapping.all("status")] == ["Lead Status"]
    assert [column.label for column in mapping.custom] == ["Status"]


def test_overrides_come_before_what_is_recognised():
    mapping = recognise(
        ["Name", "Company", "Amount", "Budget", "Junk", "Region"],
        {"budget": "value", "JUNK": "ignore", "Region": "field.Area", "Name": "title", "elsewhere": "title"},
    )
    targets = {column.label: column.target for column in mapping.columns}
    assert targets == {
        "Name": "title", "Company": "company", "Amount": "field.Amount", "Budget": "value", "Junk": "ignore",
        "Region": "field.Area",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("next step", "next_step"),
        ("E-Mail", "email"),
        ("amount", "value"),
        ("Label", "labels"),
        ("field.My Own ", "field.My Own"),
    ],
)
def test_fields_can_be_said_in_other_words(said, field):
    assert recognise(["x"], {"x": said}).columns[0].target == field


@pytest.mark.parametrize("said", ["colour", "", "field.", "contact_id"])
def test_a_field_that_is_none_is_refused_with_those_there_are(said):
    with pytest.raises(
        UsageFault, match=r"^Unknown field “.*”. A column can be title, company, .*ignore, or field\.NAME\."
    ):
        recognise(["x"], {"x": said})


def test_a_file_of_comments_is_known():
    assert identify(["lead_id", "seq", "team", "author", "at", "text"]) == ("file", "comments")


def test_an_unknown_file_is_a_plain_one():
    assert identify(["foo", "bar"]) == ("file", "plain")


def test_the_tables_hold_no_word_that_can_never_match():
    words = {word for table in (COMMON, *TABLES.values()) for words in table.values() for word in words}
    words |= {word for noise in NOISE.values() for word in noise}
    assert all(word == squash(word) and word for word in words)
    for table in (COMMON, *TABLES.values()):
        targets = {field for field in table if not field.startswith("field.")}
        of_programs = {
            "company_id",
            "completed_at",
            "is_archived",
            "is_active",
            "lifecycle",
            "person_id",
            "is_responded",
            "activities",
            "step_done",
            "objections",
        }
        assert targets <= {*FIELDS, *INNER, *of_programs}
        several = [word for words in table.values() for word in words]
        assert len(several) == len(set(several))


def test_a_column_becomes_the_custom_field_that_was_said(drafts):
    text = "Name,Thing,Other\nJane,5,\nBo,,6\n"
    cards = drafts(text, overrides={"Thing": "field.Size", "Other": "field.Size"})
    assert [card.fields for card in cards] == [{"Size": "5"}, {"Size": "6"}]
