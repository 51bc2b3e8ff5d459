import codecs
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.errors import KanbanError, NotFound, UsageFault
from kanban.exchange.files.any_file import open_table, read_blocks
from kanban.exchange.files.file_table import Rejected
from kanban.exchange.leads.file_set import fold_files
from tests.exchange.conftest import BOARD, NOW


def rows_of(path, **options):
    """All good rows with their lines, and what was rejected as (line, reason)."""
    table = open_table(path, **options)
    good, bad = [], []
    for block in read_blocks(table):
        good += list(zip(block.lines, block.rows, strict=True))
        bad += [(row.line, row.reason) for row in block.rejected]
    return table, good, bad


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_encodings_are_told_apart(write, encoding):
    path = write("Name,Company\r\nJürgen Groß,Köln & Söhne\r\n".encode(encoding))
    table, good, _ = rows_of(path)
    assert table.header == ("Name", "Company")
    assert good == [(2, ["Jürgen Groß", "Köln & Söhne"])]


def test_an_encoding_can_be_said(write):
    path = write("Name,Firma\nŁukasz,Łódź\n".encode("iso8859-2"))
    assert rows_of(path, encoding="iso8859-2")[1] == [(2, ["Łukasz", "Łódź"])]
    with pytest.raises(KanbanError, match=r"“leads.csv” is not utf-8 text: see byte \d+\."):
        open_table(path, encoding="utf-8")
    for wrong in ("klingon", "hex", "a\0b"):
        with pytest.raises(UsageFault, match="is not an encoding: try utf-8"):
            open_table(path, encoding=wrong)


def test_a_guessed_encoding_is_told_with_the_way_to_say_another(write):
    text = "Name,Company\nŁukasz,Żółć\nJan,Nowak\n"
    polish = write(text.encode("cp1250"))
    assert open_table(polish).is_guessed
    (assumed,) = fold_files([polish], BOARD, NOW).assumptions
    assert "Central European (cp1250), by its letters: “Łukasz,Żółć”" in assumed.text
    assert assumed.option == "--encoding NAME"
    assert fold_files([polish], BOARD, NOW, encoding="cp1250").assumptions == []
    for known in (text.encode(), text.encode("utf-16"), b"Name,Company\nJan,Nowak\n"):
        assert fold_files([write(known)], BOARD, NOW).assumptions == []


def test_a_late_byte_decides_for_the_whole_file(write):
    path = write(b"Name,Company\n" + b"a,b\n" * 400_000 + "Müller,x\n".encode("cp1252"))
    table = open_table(path)
    assert table.encoding == "cp1252"


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiters_are_told_apart(write, sign):
    text = "title,value,note\nAcme,1,a\nGlobex,2,b: c\n".replace(",", sign)
    table, good, bad = rows_of(write(text))
    assert table.delimiter == sign
    assert len(good) == 2
    assert bad == []


def test_decimal_commas_do_not_make_a_delimiter(write):
    table, good, _ = rows_of(write("title;value\nAcme;1.234,56\nGlobex;2,50\n"))
    assert table.delimiter == ";"
    assert good[0] == (2, ["Acme", "1.234,56"])


def test_excels_own_first_line_names_the_delimiter(write):
    table, good, _ = rows_of(write("sep=;\r\ntitle;note\r\nAcme;a,b,c\r\n"))
    assert (table.delimiter, table.data_line, good) == (";", 3, [(3, ["Acme", "a,b,c"])])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("word", ["sep=", "SEP=", "\ufeffsep="])
@pytest.mark.parametrize("sign", [":", ",", "|", "\t", "^"])
def test_what_excels_first_line_names_is_the_delimiter_whatever_the_rows_look_like(write, sign, word, end):
    lines = [
        f"{word}{sign}",
        sign.join(["title", "a;note", "value"]),
        sign.join(["Acme", "a;b;c", "1"]),
        sign.join(["B", "d;e;f", "2"]),
    ]
    table, good, bad = rows_of(write(end.join(lines) + end))
    assert (table.delimiter, table.header, table.data_line) == (sign, ("title", "a;note", "value"), 3)
    assert good == [(3, ["Acme", "a;b;c", "1"]), (4, ["B", "d;e;f", "2"])]
    assert bad == []


def test_a_delimiter_that_is_said_counts_more_than_excels_line(write):
    table, good, _ = rows_of(write("sep=;\ntitle,note\nAcme,a;b\n"), delimiter=",")
    assert (table.delimiter, table.header, good) == (",", ("title", "note"), [(3, ["Acme", "a;b"])])


def test_only_the_first_line_is_excels(write):
    table, good, _ = rows_of(write("title;note\nsep=,;a\nAcme;sep=|\n"))
    assert (table.delimiter, good) == (";", [(2, ["sep=,", "a"]), (3, ["Acme", "sep=|"])])


def test_a_delimiter_can_be_said(write):
    path = write("title:value\nAcme:5\n")
    assert rows_of(path, delimiter=":")[1] == [(2, ["Acme", "5"])]
    with pytest.raises(UsageFault, match="A delimiter is one character"):
        open_table(path, delimiter="::")


def test_one_column_is_a_table(write):
    assert rows_of(write("title\nAcme\nGlobex\n"))[1] == [(2, ["Acme"]), (3, ["Globex"])]


def test_the_header_stands_below_a_preamble(write):
    text = (
        'Notes:\n"When exporting your data, some\nrows may be missing"\n\nFirst Name,Last Name,Company\nJane,Roe,Acme\n'
    )
    table, good, bad = rows_of(write(text))
    assert table.header == ("First Name", "Last Name", "Company")
    assert table.data_line == 6
    assert good == [(6, ["Jane", "Roe", "Acme"])]
    assert bad == []


def test_labels_lose_marks_and_the_empty_ones_are_named_by_place(write):
    table, *_ = rows_of(write("\ufeff\ufeffLead  Name ,,Company\nJane,x,Acme\n"))
    assert table.header == ("Lead Name", "Column 2", "Company")


def test_lines_are_physical_ones(write):
    text = 'title,note\n"two\r\nlines",a\n\nGlobex,b\n"three\n\nlines",c\nshort\nInitech,d\n'
    _, good, bad = rows_of(write(text))
    assert [line for line, _ in good] == [2, 5, 6, 9, 10]
    assert good[0][1] == ["two\r\nlines", "a"]
    assert good[3][1] == ["short", ""]
    assert bad == []


def test_rows_of_another_width_are_rejected_with_their_cells(write):
    table = open_table(write("a name,b\n1,2\nx,y,z\nlast,3,,\n"))
    (block,) = read_blocks(table)
    assert block.rows == [["1", "2"], ["last", "3"]]
    assert block.rejected == [Rejected("leads.csv", 3, "3 columns where the header has 2", ("x", "y", "z"))]


def test_short_rows_and_empty_columns_at_the_right_edge_are_taken(write):
    table, good, bad = rows_of(write("Company,Contact,Value,,\nOne Ltd,Jo,5,,\nTwo Ltd\nThree Ltd,Al\n"))
    assert table.header == ("Company", "Contact", "Value")
    assert [row for _, row in good] == [["One Ltd", "Jo", "5"], ["Two Ltd", "", ""], ["Three Ltd", "Al", ""]]
    assert bad == []
    table, good, _ = rows_of(write("Company,,Value,\nOne Ltd,x,5,y\n"))
    assert table.header == ("Company", "Column 2", "Value", "Column 4")
    assert good == [(2, ["One Ltd", "x", "5", "y"])]


@pytest.mark.parametrize(
    ("rows", "good"),
    [
        ("J,j@x.example,C\nshort\nlong,l@x.example,C,extra,more\nend,e@x.example,C,,\n", ["J", "short", "end"]),
        ("long,l@x.example,C,extra\nalso,a@x.example,C,more\nJ,j@x.example,C\n", ["J"]),
        ("short\nlong,l@x.example,C,extra\n", ["short"]),
        ("two,t@x.example\nalso,a@x.example\nlong,l@x.example,C,extra\n", ["two", "also"]),
    ],
)
def test_rows_of_any_width_do_not_hide_the_header(write, rows, good):
    table, taken, bad = rows_of(write(f"Name,Email,Company\n{rows}"))
    assert table.header == ("Name", "Email", "Company")
    assert [row[0] for _, row in taken] == good
    assert len(taken) + len(bad) == rows.count("\n")


@given(
    st.lists(st.lists(st.sampled_from(["a", "b c", "5"]), min_size=1, max_size=3), min_size=1, max_size=8),
    st.integers(0, 4),
)
def test_a_row_never_vanishes_for_its_width(tmp_path_factory, rows, empty):
    path = tmp_path_factory.mktemp("t") / "leads.csv"
    header = "Name,Company,Note" + "," * empty
    path.write_text("\n".join([header, *(",".join(row) for row in rows)]) + "\n", "utf-8")
    _, good, bad = rows_of(path)
    assert ([row for _, row in good], bad) == ([row + [""] * (3 - len(row)) for row in rows], [])


def test_a_few_odd_bytes_cost_their_own_letters_alone(write):
    text = "Name,Company\nJürgen Groß,Köln\nBo,Café\n".encode()
    table, good, _ = rows_of(write(text.replace("é".encode(), b"\xe9")))
    assert good == [(2, ["Jürgen Groß", "Köln"]), (3, ["Bo", "Café"])]
    assert (table.encoding, table.odd_lines) == ("utf-8", (3,))
    cut = text[:-2]  # a file that ends within a letter
    table, good, _ = rows_of(write(cut))
    assert (good[0][1][0], good[1][1][1], table.odd_lines) == ("Jürgen Groß", "Caf\ufffd", (3,))
    marked = codecs.BOM_UTF8 + b"Name,Company\n\xfc,x\n"
    table, good, _ = rows_of(write(marked))
    assert (good, table.odd_lines) == ([(2, ["ü", "x"])], (2,))


def test_odd_bytes_are_counted_across_pieces(write):
    line = "Jürgen,Köln\n".encode()
    path = write(b"Name,Company\n" + line * 200_000 + b"M\xfcller,x\n" + line)
    table = open_table(path)
    assert (table.encoding, table.odd_lines) == ("utf-8", (200_002,))


@given(
    st.text("abcäöüßéłčжこ ", min_size=4, max_size=60),
    st.integers(0, 59),
    st.sampled_from([0x80, 0xE9, 0xFC, 0xFF, 0xC3]),
)
def test_one_odd_byte_never_garbles_the_other_letters(tmp_path_factory, text, at, byte):
    path = tmp_path_factory.mktemp("t") / "leads.csv"
    words = "äö" + "".join(text.split()) + "."
    raw = words.encode()
    at = min(at, len(words) - 1)
    place = len(words[:at].encode())
    path.write_bytes(b"Name,Company\n" + raw[:place] + bytes([byte]) + b" " + raw[place:] + b",x\n")
    _, good, _ = rows_of(path)
    name = good[0][1][0]
    assert name.startswith(words[:at])
    assert name.endswith(words[at:])


def test_a_footer_is_no_row(write):
    text = (
        'Name,Company\nJane,Acme\n\n"Copyright (c) 2000-2025 salesforce.com, inc."\n"Confidential - Do Not '
        'Distribute"\nAcme Inc.\n'
    )
    assert rows_of(write(text))[1:] == ([(2, ["Jane", "Acme"])], [])


def test_what_looks_like_a_footer_is_a_row_where_rows_follow(write):
    _, good, bad = rows_of(write("Name,Company\n\nNorth\nJane,Acme\n"))
    assert good == [(3, ["North", ""]), (4, ["Jane", "Acme"])]
    assert bad == []


def test_a_quote_that_is_never_closed_costs_one_line(write):
    many = "".join(f"Row {n},Acme\n" for n in range(30_000))
    _, good, bad = rows_of(write(f'title,company\n"Broken,Acme\nGood,"Acme, Inc."\n"Also broken,Acme\n{many}'))
    assert bad == [(2, "a quote is opened and never closed"), (4, "a quote is opened and never closed")]
    assert len(good) == 30_001
    assert good[0] == (3, ["Good", "Acme, Inc."])
    assert good[-1] == (30_004, ["Row 29999", "Acme"])


def test_a_cell_that_is_no_cell_costs_one_line(write):
    _, good, bad = rows_of(write("title,company\nAcme,1\n" + "x" * 200_000 + ",2\nGlobex,3\n"))
    assert [row for _, row in good] == [["Acme", "1"], ["Globex", "3"]]
    assert bad == [(3, "a cell of more than 131,072 characters")]


@pytest.mark.parametrize("line", ["lorem ipsum\n", "lorem, ipsum, dolor "])
def test_a_large_cell_costs_its_row_and_makes_no_others(write, line):
    text = line * (300_000 // len(line))
    _, good, bad = rows_of(write(f'title,company\nAcme,"{text}"\nGlobex,"a, b"\n"Broken,1\nInitech,2\n'))
    last = 5 + text.count("\n")
    assert good == [(3 + text.count("\n"), ["Globex", "a, b"]), (last, ["Initech", "2"])]
    assert bad == [(2, "a cell of more than 131,072 characters"), (last - 1, "a quote is opened and never closed")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "“x.csv” is empty: there is nothing to import."),
        (b" \r\n\r\n", "“x.csv” is empty: there is nothing to import."),
        (codecs.BOM_UTF8, "“x.csv” is empty: there is nothing to import."),
        (b"title,company\r\n", "“x.csv” has a header and no rows: there is nothing to import."),
        (b"title,company\n,\n\n", "“x.csv” has a header and no rows: there is nothing to import."),
        (b"1,2\n3,4\n", "“x.csv” has no line with the names of its columns: put one above the rows."),
        (b"PK\x03\x04 xl/workbook.xml", "“x.csv” is a workbook or archive whose end is missing: copy or export it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "“x.csv” is an old Office document (.xls?): save it as .xlsx or CSV."),
        (b"%PDF-1.7 ...", "“x.csv” is a PDF: export the table behind it as CSV."),
        (b"\x89PNG\r\n\x1a\n", "“x.csv” is a picture, not a table."),
        (bytes(range(256)) * 8, "“x.csv” is a binary file, not text."),
        (b"\x8f\x02\x81\x13\x01\xfe\x1d,\x05" * 9, "“x.csv” is a binary file, not text."),
        (b"<html><table><tr>", "“x.csv” is a web page or XML: save the table as CSV."),
        (b'{"id": {\n', "“x.csv” is cut off: it ends within its data (line 2, column 1). Export it again."),
        (b'{"id": {]\n', "“x.csv” is not valid JSON"),
    ],
)
def test_what_is_no_table_is_named_in_a_sentence(write, content, said):
    with pytest.raises(KanbanError) as fault:
        open_table(write(content, "x.csv"))
    assert str(fault.value).startswith(said)
    assert "\n" not in str(fault.value)


def test_places_that_are_no_file(tmp_path, monkeypatch):
    with pytest.raises(NotFound, match=r"There is no file “.*nope\.csv”: check its name and folder\."):
        open_table(tmp_path / "nope.csv")
    with pytest.raises(UsageFault, match="is a folder: name the files in it"):
        open_table(tmp_path)
    path = tmp_path / "locked.csv"
    path.write_text("title\nAcme\n")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    with pytest.raises(KanbanError, match=r"“locked\.csv” can't be read: Permission denied\."):
        open_table(path)


def test_a_hostile_name_is_shown_clean(tmp_path):
    with pytest.raises(NotFound) as fault:
        open_table(tmp_path / "a\x1b[31m\n.csv")
    assert "\x1b" not in str(fault.value)
    assert "\n" not in str(fault.value)


def test_control_characters_do_not_make_text_binary(write):
    assert rows_of(write("title,n\n\x1b[31mred\x1b[0m,1\nA\x07,2\n"))[1][0] == (2, ["\x1b[31mred\x1b[0m", "1"])


def test_memory_does_not_grow_with_the_file(write):
    path = write("title,company,note\n" + "Acme pilot,Acme GmbH,something that is said of it\n" * 60_000)
    tracemalloc.start()
    try:
        assert sum(len(block.rows) for block in read_blocks(open_table(path))) == 60_000
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
            min_size=2,
            max_size=2,
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_was_written_as_csv_is_read_again(tmp_path_factory, rows):
    import csv  # noqa: PLC0415

    path = tmp_path_factory.mktemp("csv") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["first name", "last name"], ["x", "y"], *rows])
    _, good, bad = rows_of(path, delimiter=",")
    assert [row for _, row in good] == [["x", "y"], *rows]
    assert bad == []
