import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.values.text import clean, clean_line
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.cells import AmountReader, CellFault
from kanban.exchange.recognition.words.decimal_signs import AmountScan


def amounts(column, currencies=None, currency="EUR"):
    scan = AmountScan()
    scan.look(column)
    return AmountReader(currency, scan.decimal).amounts(column, currencies or [""] * len(column))


@pytest.mark.parametrize(
    ("column", "minor", "currency"),
    [
        (["$22,700.00", "$9,400.00"], [2270000, 940000], ["USD", "USD"]),
        (["1.234,56 €", "22.700"], [123456, 2270000], ["EUR", "EUR"]),
        (["22.700"], [2270000], ["EUR"]),
        (["22.700", "1.5"], [2270, 150], ["EUR", "EUR"]),
        (["22,700", "0,5"], [2270, 50], ["EUR", "EUR"]),
        (["22,700", "1,000,000"], [2270000, 100000000], ["EUR", "EUR"]),
        (["12k", "$342.09K"], [1200000, 34209000], ["EUR", "USD"]),
        (["100.0"], [10000], ["EUR"]),
        (["1 234,50", "12"], [123450, 1200], ["EUR", "EUR"]),
        (["12000", "3"], [1200000, 300], ["EUR", "EUR"]),
        (["12000", ""], [1200000, None], ["EUR", None]),
        (["(5)", "-5"], [-500, -500], ["EUR", "EUR"]),
    ],
)
def test_amounts_are_read_by_the_whole_column(column, minor, currency):
    found = amounts(column)
    assert (list(found[0]), list(found[1]), found[2]) == (minor, currency, [])


def test_another_column_names_the_currency():
    minor, currency, _ = amounts(["12000", "12000", "12000", "$5"], ["JPY", " usd ", "Taler", "CAD"])
    assert (list(minor), list(currency)) == ([12000, 1200000, 1200000, 500], ["JPY", "USD", "EUR", "CAD"])
    minor, currency, _ = amounts(["12000", "12000"], ["JPY", "KWD"])
    assert (list(minor), list(currency)) == ([12000, 12000000], ["JPY", "KWD"])


def test_what_is_no_amount_is_a_trouble():
    minor, currency, troubles = amounts(["abc", "1", "12 pcs"])
    assert (list(minor), list(currency)) == ([None, 100, None], [None, "EUR", None])
    assert troubles == [CellFault(0, "abc"), CellFault(2, "12 pcs")]


@pytest.mark.parametrize("cell", ["1e400", "nan", "NaN", "-inf", "Infinity", "9" * 20])
def test_what_no_card_can_hold_is_fatal(cell):
    (trouble,) = amounts([cell])[2]
    assert trouble.fatal is not None
    assert cell in trouble.fatal


def test_what_is_no_number_tells_nothing_of_the_others():
    minor, _, troubles = amounts(["12000", "8,500", "12.00.50"])
    assert (list(minor), troubles) == ([1200000, 850000, None], [CellFault(2, "12.00.50")])


hostile = st.text(st.one_of(st.characters(), st.sampled_from(" \t\n\r\x1b\u202e\u200b|")), max_size=12)


@given(st.lists(hostile, max_size=40))
def test_a_column_is_cleaned_as_each_cell_would_be(column):
    assert [line or "" for line in cells.clean_lines(column)] == [clean_line(cell.strip()) for cell in column]
    assert [text or "" for text in cells.clean_texts(column)] == [clean(cell.strip()).strip() for cell in column]


def test_one_bad_cell_among_many():
    column = [f"cell {n}" for n in range(256)]
    column[200] = " \x1b[31mred\n"
    found = cells.clean_lines(column)
    assert found[200] == "␛[31mred"
    assert found[:200] == column[:200]


def test_long_cells_are_cut_and_told():
    column, troubles = cells.cut_column(["short", "x" * 20], 10)
    assert column == ["short", "x" * 9 + "…"]
    assert troubles == [CellFault(1, "x" * 20)]


@pytest.mark.parametrize(
    ("cell", "address", "told"),
    [
        ("jane@acme.example", "jane@acme.example", False),
        (" Jane Roe <jane@acme.example> ", "jane@acme.example", False),
        ("mailto:jane@acme.example", "jane@acme.example", False),
        ("a@b.c, d@e.f", "a@b.c", True),
        ("a@b.c;d@e.f", "a@b.c", True),
        ("n/a", None, True),
        ("a@b@c", None, True),
        ("", None, False),
    ],
)
def test_the_first_address_counts(cell, address, told):
    found, troubles = cells.read_addresses(["x@y.z", cell])
    assert list(found) == ["x@y.z", address]
    assert bool(troubles) == told


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        ("75%", 0.75),
        ("75", 0.75),
        ("0.4", 0.4),
        ("0,4", 0.4),
        ("0.5%", 0.005),
        ("1", 1.0),
        ("", None),
        ("x", None),
        ("101", None),
        ("nan", None),
    ],
)
def test_shares(cell, share):
    values, faults = cells.read_shares([cell])
    assert values == [share]
    assert [fault.row for fault in faults] == ([0] if share is None and cell.strip() else [])


def test_a_column_of_percent_may_have_a_one():
    assert cells.read_shares(["1", "40", "", "soon"])[0] == [0.01, 0.4, None, None]


def test_labels():
    assert cells.split_labels("vip, dach;vip | \x07odd\n" + "x" * 50) == ("vip", "dach", "␇odd", "x" * 40)


def test_currencies_are_named_as_people_write_them():
    minor, currency, _ = amounts(["5", "5", "5", "5"], ["US Dollars", "Yen", "XYZ", "N/A"])
    assert (list(minor), list(currency)) == ([500, 5, 500, 500], ["USD", "JPY", "EUR", "EUR"])
