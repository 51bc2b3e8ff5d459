"""JSON of other programs."""

import json

import pytest

from kanban.domain.errors import KanbanError
from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft


def rows_of(path):
    table = open_table(path)
    return table.header, [
        (line, row) for block in read_blocks(table) for line, row in zip(block.lines, block.rows, strict=True)
    ]


LEADS = [
    {"Company": "Acme", "Email": "j@acme.example", "Amount": 12.5, "Tags": ["a", "b"]},
    {"Company": "Fjord", "Phone": 491701234567, "Opted out": True, "Amount": None},
]
HEADER = ("Company", "Email", "Amount", "Tags", "Phone", "Opted out")
ROWS = [
    ["Acme", "j@acme.example", "12.5", "a, b", "", ""],
    ["Fjord", "", "", "", "491701234567", "TRUE"],
]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(LEADS),
        json.dumps({"data": LEADS, "meta": {"next": None, "errors": []}}, indent=2),
        json.dumps({"result": {"records": LEADS}, "total": 2}),
        "\ufeff" + json.dumps(LEADS, indent=1),
    ],
)
@pytest.mark.parametrize("name", ["leads.json", "leads.csv"])
def test_a_list_of_objects_is_a_table(write, content, name):
    header, rows = rows_of(write(content, name))
    assert header == HEADER
    assert rows == [(1, ROWS[0]), (2, ROWS[1])]


def test_a_line_for_each_object_is_a_table(write):
    header, rows = rows_of(write(json.dumps(LEADS[0]) + "\n\n" + json.dumps(LEADS[1]) + "\n", "leads.jsonl"))
    assert (header, rows) == (HEADER, [(1, ROWS[0]), (3, ROWS[1])])


def test_one_object_is_one_row(write):
    assert rows_of(write('{"title": "Acme"}', "lead.json")) == (("title",), [(1, ["Acme"])])


def test_objects_in_objects_become_columns(write):
    records = [
        {"id": "1", "properties": {"dealname": "Pump", "owner": {"name": "Moss"}}, "company": {"name": "Acme"}},
        {"id": "2", "properties": {"dealname": "Valve"}, "stages": [{"at": 1}]},
    ]
    header, rows = rows_of(write(json.dumps({"results": records}), "deals.json"))
    assert header == ("id", "dealname", "owner name", "company name", "stages")
    assert rows[0][1] == ["1", "Pump", "Moss", "Acme", ""]
    assert rows[1][1] == ["2", "Valve", "", "", '[{"at": 1}]']


def test_numbers_keep_their_size(write):
    path = write('[{"title": "A", "value": 1.234}, {"title": "B", "value": 12000.0}, {"title": "C", "value": 1e3}]')
    drafts = list(map(Draft, fold_files([path], BOARD, NOW)))
    assert [draft.value for draft in drafts] == [123, 1_200_000, 100_000]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", "is JSON without a list of objects"),
        ("[[1, 2], [3, 4]]", "is JSON without a list of objects"),
        ('[{"a": 1}, {"a": ]', "“x.json” is not valid JSON"),
        ("[" * 200_000 + "]" * 200_000, "nested too deep"),
        ('[{"a": ' * 100_000, "nested too deep"),
        ('[{"a": ' + "9" * 10_000 + "}]", "a number of thousands of digits"),
        ("[{}, {}]", "2 records and nothing in them"),
    ],
)
def test_what_is_no_table_is_named_in_a_sentence(write, content, words):
    with pytest.raises(KanbanError) as fault:
        open_table(write(content, "x.json"))
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_document_that_is_too_large_is_named(write, monkeypatch):
    monkeypatch.setattr("kanban.exchange.files.json_tables.LARGEST", 10)
    with pytest.raises(KanbanError, match="save it as JSON lines"):
        open_table(write(json.dumps(LEADS), "x.json"))


def test_records_of_endless_fields_are_named(write):
    records = [{f"{n} {m}": m for m in range(500)} for n in range(9)]
    with pytest.raises(KanbanError, match="different fields"):
        open_table(write(json.dumps(records), "x.json"))
