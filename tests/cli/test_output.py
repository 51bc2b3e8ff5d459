"""Tables that fit, JSON that any stream can carry."""

from __future__ import annotations

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli import output

NAMES = st.sampled_from(["ref", "title", "next", "company", "owner", "value"])
WIDTHS = st.dictionaries(NAMES, st.integers(1, 60), min_size=1)
YIELDING = ("title", "next", "company", "owner")


@given(WIDTHS, st.integers(1, 200))
def test_columns_shrink_no_further_than_they_must(widths, room):
    left = output.fit_widths(widths, YIELDING, room)

    def total(some):
        return sum(some.values()) + 2 * (len(some) - 1)

    assert all(left[name] == widths[name] for name in widths if name not in YIELDING)
    assert all(width <= widths[name] for name, width in left.items())
    assert list(left) == [name for name in widths if name in left]
    if total(widths) <= room:
        assert left == widths
    gone = [name for name in YIELDING if name in widths and name not in left]
    assert gone == [name for name in YIELDING if name in widths][len(widths.keys() & set(YIELDING)) - len(gone) :]
    soft = [name for name in YIELDING if name in widths]
    if soft:
        assert soft[0] in left, "one column always stays"
    assert all(left[name] >= min(widths[name], output.NARROWEST) for name in left)
    if total(left) > room:
        assert [name for name in left if name in soft] == soft[:1], "all that may go is gone"
        assert all(left[name] <= output.NARROWEST for name in soft[:1]), "and the last one is as narrow as it may be"


def test_the_last_column_that_yields_stays_however_little_room_there_is():
    widths = {"ref": 7, "title": 40, "owner": 12}
    assert output.fit_widths(widths, ("title", "owner"), 5) == {"ref": 7, "title": 10}
    assert output.fit_widths({"ref": 7, "owner": 12}, ("title", "owner"), 1) == {"ref": 7, "owner": 10}
    assert output.fit_widths({"ref": 7}, ("title", "owner"), 1) == {"ref": 7}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_optional_columns_leave_before_a_name_is_hard_to_read(monkeypatch):
    widths = {"name": 44, "status": 8, "from": 11, "to": 11, "cards": 5}
    assert output.drop_optional(widths, ("name",), ("to", "from"), 70) == widths
    assert list(output.drop_optional(widths, ("name",), ("to", "from"), 60)) == ["name", "status", "from", "cards"]
    assert list(output.drop_optional(widths, ("name",), ("to", "from"), 40)) == ["name", "status", "cards"]
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(output, "terminal_width", lambda: 30)
    output.write_table(
        tuple(widths), [["x" * 50, "Active", "1", "2", "3"]], yielding=("name",), optional=("to", "from")
    )
    assert all(len(line) <= 30 for line in screen.getvalue().splitlines())


def test_a_table_on_a_terminal_is_as_wide_as_it(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(output, "terminal_width", lambda: 30)
    output.write_table(("ref", "title", "value"), [["abc", "x" * 50, "€5"]], right=("value",), yielding=("title",))
    assert screen.getvalue() == "REF  TITLE               VALUE\nabc  " + "x" * 17 + "…     €5\n"


def test_json_for_a_stream_that_knows_no_unicode_is_ascii(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.replace_unencodable()
    output.write_json({"title": "Ångström €"})
    output.write_line("Ångström")
    stream.flush()
    shown = stream.buffer.getvalue().decode("ascii")
    assert json.loads(shown.rpartition("}")[0] + "}") == {"title": "Ångström €"}
    assert shown.endswith("\\xc5ngstr\\xf6m\n")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_is_one_array_whatever_its_length(monkeypatch, count):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    output.write_json_list({"n": number} for number in range(count))
    assert json.loads(stream.getvalue()) == [{"n": number} for number in range(count)]
