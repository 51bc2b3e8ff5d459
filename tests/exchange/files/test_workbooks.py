"""Excel workbooks: types kept, the right sheet, and what is no workbook or too much of one."""

import datetime as dt
import io
import os
import sys
import zipfile
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter

from kanban import libraries
from kanban.domain.errors import KanbanError, UsageFault
from kanban.exchange.files import workbooks
from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.files.file_table import HELD, HeldFiles
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW, Draft

HEADER = ["Company", "Email", "Amount"]
ROWS = [["Acme", "j@acme.example", 12000], ["Fjord", "b@fjord.example", 1.234]]


def book(path, hidden=(), **sheets):
    written = openpyxl.Workbook()
    written.remove(written.active)
    for name, rows in sheets.items():
        sheet = written.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    written.save(path)
    return path


def rows_of(path, **options):
    table = open_table(path, **options)
    return table, [
        (line, row) for block in read_blocks(table) for line, row in zip(block.lines, block.rows, strict=True)
    ]


def test_cells_are_as_a_person_sees_them(tmp_path):
    cells = {
        "Phone": 491701234567,
        "Value": 12000.0,
        "Share": 0.1 + 0.2,
        "Large": 1e20,
        "Opted out": True,
        "Day": dt.date(2026, 5, 13),
        "Moment": dt.datetime.fromisoformat("2026-05-13T10:30"),
        "Hour": dt.time(8, 15),
        "Postcode": "01099",
        "Sum": "=1+1",
        "Nothing": None,
        "Error": "#DIV/0!",
    }
    path = book(tmp_path / "x.xlsx", Leads=[list(cells), list(cells.values())])
    table, ((line, row),) = rows_of(path)
    assert (table.header, line) == (tuple(cells), 2)
    assert row == [
        "491701234567", "12000", "0.3", "100000000000000000000", "TRUE", "2026-05-13", "2026-05-13T10:30:00",
        "08:15:00", "01099", "", "", "",
    ]  # fmt: skip


def test_results_of_formulas_are_read(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as written:
        sheet = written.add_worksheet()
        sheet.write_row(0, 0, ["Company", "Amount"])
        sheet.write_string(1, 0, "Acme")
        sheet.write_formula(1, 1, "=6000*2", None, 12000)
    assert rows_of(path)[1] == [(2, ["Acme", "12000"])]


def test_the_header_stands_below_a_preamble_and_lines_are_rows_of_the_sheet(tmp_path):
    rows = [["Leads of the fair"], [], ["", *HEADER], ["", *ROWS[0]], [], ["", *ROWS[1]]]
    table, good = rows_of(book(tmp_path / "x.xlsx", Leads=rows))
    assert table.header == ("Column 1", *HEADER)
    assert [line for line, _ in good] == [4, 6]


def test_a_number_in_a_workbook_has_its_point_before_the_decimals(tmp_path):
    drafts = list(map(Draft, fold_files([book(tmp_path / "x.xlsx", Leads=[HEADER, *ROWS])], BOARD, NOW)))
    assert [draft.value for draft in drafts] == [1_200_000, 123]


def test_the_sheet_with_the_leads_is_read_and_named(tmp_path):
    notes = [["Read me"], ["This workbook has two sheets."]]
    path = book(tmp_path / "x.xlsx", ["Old"], Notes=notes, Old=[HEADER, *ROWS], Totals=[["Month", "Sum"], ["May", 5]],
                Leads=[HEADER, *ROWS])  # fmt: skip
    table = fold_files([path], BOARD, NOW).sheets[0].table
    assert table.sheet == "Leads"
    (assumed,) = table.assumptions
    assert assumed.text.startswith("“x.xlsx”: the sheet “Leads” is read, and not ")
    assert "“Totals”" in assumed.text
    assert assumed.option == "--sheet NAME"
    assert "Old" not in assumed.text
    for name in ("Old", "totals"):
        assert rows_of(path, sheet_name=name)[0].sheet.casefold() == name.casefold()


def test_one_sheet_with_rows_needs_no_words(tmp_path):
    table, _ = rows_of(book(tmp_path / "x.xlsx", Empty=[], Leads=[HEADER, *ROWS], Header=[HEADER]))
    assert (table.sheet, table.assumptions, table.questions) == ("Leads", (), ())


def test_two_sheets_that_fit_are_a_question(tmp_path):
    path = book(tmp_path / "x.xlsx", East=[HEADER, ROWS[0]], West=[HEADER, ROWS[1]])
    (question,) = open_table(path).questions
    assert (question.kind, question.file, question.option, question.assumed) == ("sheet", "x.xlsx", "--sheet", None)
    assert [(choice.value, choice.words, choice.sample) for choice in question.choices] == [
        ("East", "Company, Email, Amount", "Acme, j@acme.example, 12000"),
        ("West", "Company, Email, Amount", "Fjord, b@fjord.example, 1.234"),
    ]
    assert fold_files([path], BOARD, NOW).questions == (replace(question, path=str(path)),)
    assert "2 sheets that look like leads: say --sheet 'East' or --sheet 'West'." in question.sentence
    assert [draft.company for draft in map(Draft, fold_files([path], BOARD, NOW, sheet_name="west"))] == ["Fjord"]
    with pytest.raises(UsageFault, match=r"“x\.xlsx” has no sheet “North”; it has East, West"):
        open_table(path, sheet_name="North")


def test_a_workbook_without_rows_is_named(tmp_path):
    with pytest.raises(KanbanError, match=r"“x\.xlsx” has no rows below a line with the names of columns"):
        open_table(book(tmp_path / "x.xlsx", Leads=[HEADER]))


def test_a_workbook_is_told_by_its_content(tmp_path):
    path = book(tmp_path / "x.xlsx", Leads=[HEADER, *ROWS])
    other = path.rename(tmp_path / "leads.csv")
    assert rows_of(other)[0].header == tuple(HEADER)


def test_the_missing_extra_is_named(tmp_path, monkeypatch):
    path = book(tmp_path / "x.xlsx", Leads=[HEADER, *ROWS])
    monkeypatch.delitem(vars(libraries), "python_calamine", raising=False)
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(KanbanError, match=r'pip install "joint-kanban\[excel\]", or save the sheet as CSV'):
        open_table(path)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"xl/workbook.bin": b""}, "an Excel binary workbook (.xlsb): save it as .xlsx or CSV"),
        ({"Index/Document.iwa": b""}, "an Apple Numbers document: export it as Excel (.xlsx) or CSV"),
        ({"mimetype": b"", "content.xml": b""}, "an OpenDocument spreadsheet (.ods?): save it as .xlsx or CSV"),
        ({"word/document.xml": b""}, "a Word document: save the table as CSV"),
        ({"leads.csv": b""}, "an archive (zip): unpack it first"),
    ],
)
def test_other_archives_are_named_with_the_way_out(tmp_path, members, words):
    path = tmp_path / "leads.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    with pytest.raises(KanbanError) as fault:
        open_table(path)
    assert str(fault.value) == f"“leads.xlsx” is {words}."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"\0" * 500 + "Workbook".encode("utf-16-le"), "an old Office document (.xls?)"),
    ],
)
def test_old_and_locked_workbooks_are_named(write, content, words):
    with pytest.raises(KanbanError) as fault:
        open_table(write(b"\xd0\xcf\x11\xe0" + content, "x.xlsx"))
    assert words in str(fault.value)


def test_damaged_workbooks_are_named(tmp_path, write):
    whole = book(tmp_path / "x.xlsx", Leads=[HEADER, *ROWS]).read_bytes()
    for content in (whole[:200], whole[:-100], whole.replace(b"<", b"\0"), whole[:600] + b"\xff" * 300 + whole[900:]):
        with pytest.raises(KanbanError) as fault:
            open_table(write(content, "y.xlsx"))
        assert "\n" not in str(fault.value)
    newer = bytearray(whole)
    newer[whole.index(b"PK\x01\x02") + 6] = 200  # a version of zip that there is not
    with pytest.raises(KanbanError):
        open_table(write(bytes(newer), "y.xlsx"))
    parts = tmp_path / "z.xlsx"
    with zipfile.ZipFile(parts, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook><sheets><sheet/></sheets></workbook>")
    with pytest.raises(KanbanError):
        open_table(parts)


def sheet_of(tmp_path, content):
    """A workbook whose sheet is this XML."""
    source = book(tmp_path / "whole.xlsx", Leads=[HEADER, *ROWS])
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            packed.writestr(name, content if "worksheets/" in name else whole.read(name))
    return path


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'/></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c r="A1"/><c s="1" r="XFD1048576"><v>1</v></c></row>',
        f'<row r="1">{"<c><v>1</v></c>" * 9000}</row>' + "<row></row>" * 9000,
    ],
)
def test_a_sheet_of_endless_cells_is_refused(tmp_path, rows):
    path = sheet_of(tmp_path, f'<worksheet><dimension ref="A1"/><sheetData>{rows}</sheetData></worksheet>')
    with pytest.raises(KanbanError, match="has a sheet of more than 5,000,000 cells"):
        open_table(path)


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    path = sheet_of(tmp_path, b"<worksheet>" + b" " * (8 << 20))
    with pytest.raises(KanbanError, match="unpacks to more than 1 MiB"):
        open_table(path)
    monkeypatch.setattr(workbooks, "_unpack", None)  # what says so itself is refused without unpacking it
    with pytest.raises(KanbanError, match="unpacks to more than 1 MiB"):
        open_table(path)
    monkeypatch.undo()
    monkeypatch.setattr(workbooks, "MOST_BYTES", 1 << 20)
    lying = path.read_bytes().replace(((8 << 20) + 11).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(lying)
    with pytest.raises(KanbanError, match="unpacks to more than 1 MiB"):
        open_table(path)


def test_a_buffer_is_measured_across_pieces():
    size = workbooks._SheetSize()
    for byte in io.BytesIO(b'<row r="7"><c r="AB7"><v>1</v></c><c r="A7"/></row>').read():
        size.look(bytes([byte]))
    assert size.cells == 7 * 28


def fill_sheet(name, rows):
    """The XML of a sheet with so many rows of ten numbers below a header."""
    labels = "".join(f'<c r="{c}1" t="inlineStr"><is><t>{c} {name}</t></is></c>' for c in "ABCDEFGHIJ")
    cells = "".join(
        f'<row r="{n}">{"".join(f"<c r={chr(34)}{c}{n}{chr(34)}><v>{n}</v></c>" for c in "ABCDEFGHIJ")}</row>'
        for n in range(2, rows + 2)
    )
    return f"<worksheet xmlns={NAMESPACE}><sheetData><row r='1'>{labels}</row>{cells}</sheetData></worksheet>"


NAMESPACE = '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_large_sheets_are_not_held_beside_each_other(tmp_path, monkeypatch):
    source = book(tmp_path / "whole.xlsx", **{f"S{n}": [HEADER] for n in range(3)})
    path = tmp_path / "large.xlsx"
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in whole.namelist():
            packed.writestr(name, fill_sheet(name[-5], 40) if "worksheets/" in name else whole.read(name))
    HELD.drop()
    monkeypatch.setattr(HELD, "make_room", lambda most=30 * 10 * workbooks._CELL: HeldFiles.make_room(HELD, most))
    sizes = []
    put = HELD.put
    monkeypatch.setattr(HELD, "put", lambda *held: (put(*held), sizes.append(len(HELD._held))))
    table, rows = rows_of(path)
    assert (len(rows), rows[-1][1][0]) == (40, "41")
    assert (max(sizes), len(table.questions)) == (1, 1)
    changed = path.read_bytes()
    HELD.drop()
    path.write_bytes(changed)
    os.utime(path, ns=(1, 1))
    with pytest.raises(KanbanError, match="was changed while it was read: start again"):
        list(read_blocks(table))


def test_a_workbook_that_is_no_longer_in_memory_is_read_again(tmp_path):
    HELD.drop()
    path = book(tmp_path / "x.xlsx", Leads=[HEADER, *ROWS])
    table = open_table(path)
    assert HELD._bytes > 0
    HELD.drop()  # as the process does that lets another one read
    assert len(rows_of(path)[1]) == len([row for block in read_blocks(table) for row in block.rows]) == 2


def test_texts_without_end_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_TEXTS", 100)
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as written:
        written.add_worksheet().write_column(0, 0, [f"Acme {n}" for n in range(50)])
    with pytest.raises(KanbanError, match="of texts, which takes too much memory: save the sheet as CSV"):
        open_table(path)


def test_a_damaged_workbook_says_which_part_is_damaged_and_the_way_out(tmp_path, write):
    whole = book(tmp_path / "x.xlsx", Leads=[HEADER, *ROWS]).read_bytes()
    with zipfile.ZipFile(tmp_path / "x.xlsx") as packed:
        part = packed.getinfo("xl/worksheets/sheet1.xml")
    start = part.header_offset + 30 + len(part.filename)
    broken = whole[:start] + b"\xff" * part.compress_size + whole[start + part.compress_size :]
    with pytest.raises(KanbanError) as fault:
        open_table(write(broken, "broken.xlsx"))
    assert str(fault.value) == (
        "“broken.xlsx” is a damaged workbook, its part “xl/worksheets/sheet1.xml” can't be read: export or copy it "
        "again, or open it in a spreadsheet, which may repair it, and save it as .xlsx or CSV."
    )
