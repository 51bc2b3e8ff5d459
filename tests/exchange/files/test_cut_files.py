"""Files that end too early, and records that are none: reported one by one, and everything else comes in."""

import json

import openpyxl
import pytest

from kanban.domain.errors import KanbanError
from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW


def read(path, **options):
    """Return the rows of a table, and line and reason of those that can't be rows."""
    table = open_table(path, **options)
    blocks = list(read_blocks(table))
    return (
        [row for block in blocks for row in block.rows],
        [(odd.line, odd.reason) for block in blocks for odd in block.rejected],
    )


def fault_of(path):
    with pytest.raises(KanbanError) as fault:
        open_table(path)
    words = str(fault.value)
    assert "\n" not in words
    assert words.count(". ") <= 1
    return words


# -- text


ROWS = "Name,Company,E-mail\nAda,Acme,a@acme.example\nBo,Fjord,b@fjord.example\n"


@pytest.mark.parametrize(
    ("end", "cells"),
    [("Cy", 1), ("Cy,Nor", 2), ("Cy,", 2), ('"Cy, Jr.",Nor', 2)],
    ids=["one", "two", "comma", "quoted"],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_a_last_row_that_is_cut_off_is_rejected(write, end, cells, codec):
    rows, rejected = read(write((ROWS + end).encode(codec)))
    assert [row[0] for row in rows] == ["Ada", "Bo"]
    assert rejected == [(4, f"the file ends in this row, after {cells} of 3 cells")]


@pytest.mark.parametrize(
    "text",
    [
        ROWS + "Cy,Nor,c@nor.example",  # whole, without a line end
        ROWS + "Cy,Nor\n",  # short and ended
        ROWS + "Cy\nDi,Nor",  # a writer that leaves out empty cells at the end of rows
        ROWS + "\nTotal",  # what stands below a table
        ROWS + "Total: 2 rows",
    ],
)
def test_a_last_row_that_is_whole_is_no_fault(write, text):
    assert read(write(text))[1] == []


def test_a_last_row_is_cut_off_behind_many_others(write):
    text = "Name,Company,E-mail\n" + "Ada,Acme,a@acme.example\n" * 1000
    rows, rejected = read(write(text + "Bo,Fj"))
    assert (len(rows), rejected) == (1000, [(1002, "the file ends in this row, after 2 of 3 cells")])


def test_a_quote_that_the_end_of_the_file_cuts_off_takes_its_lines_along(write):
    rows, rejected = read(write(ROWS + 'Cy,"Nor\nat the, end\nof the road'))
    assert [row[0] for row in rows] == ["Ada", "Bo"]
    assert rejected == [(4, "a quote is opened and never closed")]


def test_a_quote_that_is_never_closed_leaves_the_rows_below(write):
    rows, rejected = read(write(ROWS + 'Cy,"Nor,c@nor.example\nDi,Sud,d@sud.example\n'))
    assert [row[0] for row in rows] == ["Ada", "Bo", "Di"]
    assert rejected == [(4, "a quote is opened and never closed")]


def test_cells_before_a_quote_that_is_never_closed_are_kept_whole(write):
    path = write(ROWS + '"Cy, Jr.","Nor,c@nor.example')
    odd = [odd for block in read_blocks(open_table(path)) for odd in block.rejected]
    assert [some.row for some in odd] == [("Cy, Jr.", '"Nor', "c@nor.example")]


# -- address books


CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEMAIL:a@acme.example\nEND:VCARD\n"


@pytest.mark.parametrize("end", ["", "E", "END", "END:", "END:VCA", "TEL:+4", "TEL:+49 30\n", "NOTE:one\n tw"])
def test_an_address_card_that_is_cut_off_is_rejected(write, end):
    rows, rejected = read(write(CARD + "BEGIN:VCARD\nVERSION:3.0\nFN:Bo\n" + end, "x.vcf"))
    assert [row[0] for row in rows] == ["Ada"]
    assert [(line, reason.partition(", and")[0]) for line, reason in rejected] == [
        (6, "the card is cut off: it has no END:VCARD")
    ]


def test_an_address_book_may_hold_nothing_but_a_card_that_is_cut_off(write):
    rows, rejected = read(write("BEGIN:VCARD\nVERSION:3.0\nFN:Bo", "x.vcf"))
    assert (rows, [line for line, _ in rejected]) == ([], [1])


def test_a_card_within_an_address_book_has_no_end_either(write):
    rows, rejected = read(write("BEGIN:VCARD\nFN:Cy\nTEL:5\n" + CARD, "x.vcf"))
    assert ([row[0] for row in rows], [line for line, _ in rejected]) == (["Ada"], [1])


def test_lines_of_an_address_book_that_belong_to_no_card_are_rejected(write):
    rows, rejected = read(write(CARD + "EMAIL:b@fjord.example\nTEL:5\nEND:VCARD\n" + CARD, "x.vcf"))
    assert [row[0] for row in rows] == ["Ada", "Ada"]
    assert [(line, reason.partition(", and")[0]) for line, reason in rejected] == [
        (6, "the card is cut off: it has no BEGIN:VCARD")
    ]


# -- JSON


ODD = [
    (5, "a number where an object is expected: “5”"),
    (-1.5, "a number where an object is expected: “-1.5”"),
    ("Acme", "a text where an object is expected: “Acme”"),
    (None, "null where an object is expected: “null”"),
    (True, "true where an object is expected: “true”"),
    ([1, 2], "a list where an object is expected: “[1, 2]”"),
    ([{"Company": "Lost"}], 'a list where an object is expected: “[{"Company": "Lost"}]”'),
]  # fmt: skip
GOOD = [{"Company": "Acme", "E-mail": "a@acme.example"}, {"Company": "Fjord"}]


@pytest.mark.parametrize(("odd", "reason"), ODD)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"data": items}])
def test_an_element_that_is_no_object_is_rejected_at_its_place(write, odd, reason, place, wrap):
    items = [*GOOD[:place], odd, *GOOD[place:]]
    for indent in (None, 1):
        rows, rejected = read(write(json.dumps(wrap(items), indent=indent), "x.json"))
        assert [row[0] for row in rows] == ["Acme", "Fjord"]
        assert rejected == [(place + 1, reason)]


@pytest.mark.parametrize(("odd", "reason"), ODD)
def test_a_line_that_is_no_object_is_rejected(write, odd, reason):
    text = "\n".join(map(json.dumps, [GOOD[0], odd, GOOD[1]]))
    rows, rejected = read(write(text, "x.jsonl"))
    assert ([row[0] for row in rows], rejected) == (["Acme", "Fjord"], [(2, reason)])


def test_a_line_that_is_cut_off_is_rejected(write):
    rows, rejected = read(write('{"Company": "Acme"}\n{"Company": "Fjord"}\n{"Company": "No', "x.jsonl"))
    assert [row[0] for row in rows] == ["Acme", "Fjord"]
    assert rejected == [(3, 'damaged JSON where an object is expected: “{"Company": "No”')]


def test_lines_are_numbered_with_all_others(write):
    rejected = fold_files([write("[5, " + json.dumps(GOOD)[1:], "x.json")], BOARD, NOW)
    assert [draft.line for draft in rejected] == [2, 3]
    assert [(row.line, row.row) for row in rejected.rejected] == [(1, ("5",))]


def test_lists_of_lists_of_objects_are_pages(write):
    rows, rejected = read(write(json.dumps([GOOD[:1], GOOD[1:]]), "x.json"))
    assert ([row[0] for row in rows], rejected) == (["Acme", "Fjord"], [])


@pytest.mark.parametrize("text", [json.dumps(GOOD), json.dumps({"data": GOOD}, indent=1)])
def test_a_json_document_that_is_cut_off_is_named(write, text):
    for length in range(2, len(text) - 1):
        words = fault_of(write(text[:length], "x.json"))
        assert words.startswith("“x.json” is cut off: it ends within its data"), (text[:length], words)
        assert words.endswith("Export it again.")


def test_json_that_is_wrong_in_its_middle_is_named_otherwise(write):
    assert "is not valid JSON (line 1, column 13)" in fault_of(write('[{"a": 1}, {a: 2}]', "x.json"))


def test_other_lists_of_a_document_are_named_and_can_be_chosen(write):
    document = {"contacts": [{"Name": "Ada"}], "deals": [{"Deal Name": "Pump"}, {"Deal Name": "Valve"}], "tags": ["a"]}
    path = write(json.dumps(document), "x.json")
    (assumed,) = open_table(path).assumptions
    assert assumed.text == "“x.json”: the list “deals” is read, and not “contacts” (1 record)."
    assert assumed.option == "--sheet NAME"
    assert read(path, sheet_name="contacts")[0] == [["Ada"]]
    with pytest.raises(KanbanError, match=r"“x\.json” has no list “notes”; it has contacts, deals"):
        open_table(path, sheet_name="notes")


# -- Trello


def board(cards):
    return {
        "name": "B",
        "prefs": {},
        "lists": [{"id": "l1", "name": "Doing"}, None],
        "cards": cards,
        "actions": [5],
        "members": [],
    }


@pytest.mark.parametrize(("odd", "reason"), ODD)
def test_a_card_of_a_board_that_is_no_object_is_rejected(write, odd, reason):
    cards = [{"id": "c1", "name": "Acme", "idList": "l1"}, odd, {"id": "c2", "name": "Fjord", "idList": "l1"}]
    path = write(json.dumps(board(cards)), "b.json")
    table = open_table(path)
    rows, rejected = read(path)
    assert table.header[:3] == ("Card ID", "Card Name", "List Name")
    assert ([row[1:3] for row in rows], rejected) == ([["Acme", "Doing"], ["Fjord", "Doing"]], [(2, reason)])
    assert "“b.json”: 2 entries of actions, lists are no objects, and left out." in table.notes


def test_a_board_that_is_cut_off_is_named(write):
    text = json.dumps(board([{"id": "c1", "name": "Acme", "idList": "l1"}]))
    for length in range(20, len(text), 7):
        assert "“b.json” is cut off" in fault_of(write(text[:length], "b.json"))


# -- workbooks


def test_a_workbook_that_is_cut_off_is_named(tmp_path, write):
    book = openpyxl.Workbook()
    for row in (["Company", "E-mail"], ["Acme", "a@acme.example"]):
        book.active.append(row)
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    for length in range(8, len(whole) - 1, 97):
        words = fault_of(write(whole[:length], "x.xlsx"))
        assert words == (
            "“x.xlsx” is a workbook or archive whose end is missing: copy or export it again, or save its table as CSV."
        ), (length, words)
