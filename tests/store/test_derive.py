"""What follows from a card's registers, whatever they hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.card import Comment
from kanban.domain.change import TIME, Change, Json
from kanban.store import derive, rows
from kanban.store.register_checks import encode_sorted_json


def test_half_a_letter_in_a_custom_field_does_not_keep_a_card_out_of_a_database() -> None:
    for extra in ({"field.size": "X\ud800L"}, '{"field.size":"X\\ud800L"}'):
        hay = derive.compute_search_text({"title": "Acme", "labels": "", "extra": extra})
        assert hay.encode() == "acme\nx\ufffdl".encode()


def test_what_the_board_says_is_no_contact() -> None:
    notes = [
        Comment("1", "c", "ana", "marketing", "comment", "Hi", "2026-11-20T10:00:00Z"),
        Comment("2", "c", "ben", "sales", "comment", "Hi", "2026-11-19T10:00:00Z"),
        Comment("3", "c", TIME, "sales", "comment", "Late", "2026-11-21T10:00:00Z"),
    ]
    assert derive.count_comments(notes) == (1, 2, "2026-11-20T10:00:00Z")
    assert derive.compute_times("2026-11-20T11:00:00Z", "2026-11-22T00:00:00Z", "2026-11-20T12:00:00Z") == (
        "2026-11-20T12:00:00Z",
        "2026-11-22T00:00:00Z",
    )


# -- what a database computes itself is what the functions here say

IDS = st.sampled_from(["a", "b", "it's"])
TIMES = st.integers(10, 20).map(lambda day: f"2026-11-{day}T10:00:00Z") | st.just("")
NOTES = st.lists(
    st.tuples(
        st.sampled_from(["marketing", "sales", ""]), st.sampled_from(["ana", "ben", TIME, ""]), TIMES, st.booleans()
    )
)


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE comment (n INTEGER PRIMARY KEY, team, author, at, quiet)")
    connection.execute(
        "CREATE TABLE card (board, lane, stage, deleted, value, currency, acted_at, changed_at, touched_at, updated_at)"
    )
    yield connection
    connection.close()


@given(NOTES)
def test_sql_counts_comments_as_python_does(
    connection: sqlite3.Connection, notes: list[tuple[str, str, str, bool]]
) -> None:
    connection.execute("DELETE FROM comment")
    connection.executemany("INSERT INTO comment (team, author, at, quiet) VALUES (?, ?, ?, ?)", notes)
    comments = [Comment("", "c", author, team, "comment", "", at) for team, author, at, _ in notes]
    talk = connection.execute(f"SELECT {derive.sql_of_comment_counts()} FROM comment").fetchone()
    assert derive.count_comments(comments) == talk
    newest = connection.execute(f"SELECT {derive.SQL_OF_NEWEST} FROM comment").fetchone()[0]
    assert newest == max((n for n, (*_, quiet) in enumerate(notes, 1) if not quiet), default=0)


@given(TIMES, TIMES, TIMES)
def test_sql_sets_times_as_python_does(connection: sqlite3.Connection, acted: str, changed: str, last: str) -> None:
    row = {"acted_at": acted, "changed_at": changed}
    derive.set_times(row, last)
    connection.execute("DELETE FROM card")
    connection.execute("INSERT INTO card (acted_at, changed_at) VALUES (?, ?)", (acted, changed))
    connection.execute(f"UPDATE card SET {derive.sql_to_set_times('?1')}", (last,))
    times = connection.execute("SELECT touched_at, updated_at FROM card").fetchone()
    assert times == (row["touched_at"], row["updated_at"])


@given(IDS | st.none(), st.dictionaries(IDS, IDS), IDS)
def test_sql_finds_the_lane_that_python_does(
    connection: sqlite3.Connection, stage: str | None, lanes: dict[str, str], first: str
) -> None:
    lanes |= {"": first}
    connection.execute("DELETE FROM card")
    connection.execute("INSERT INTO card (stage) VALUES (?)", (stage,))
    lane = connection.execute(f"SELECT {derive.sql_of_lane(lanes)} FROM card").fetchone()[0]
    assert lane == derive.lane_of(lanes, stage)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", ""]),
            st.booleans(),
            st.integers(0, 9) | st.none(),
            st.sampled_from(["EUR", "", None]),
        )
    )
)
def test_sql_adds_up_lanes_as_python_does(
    connection: sqlite3.Connection, cards: list[tuple[str, bool, int | None, str | None]]
) -> None:
    connection.execute("DELETE FROM card")
    connection.executemany("INSERT INTO card (board, lane, deleted, value, currency) VALUES ('b', ?, ?, ?, ?)", cards)
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for card in cards:
        if total := derive.find_total(dict(zip(("lane", "deleted", "value", "currency"), card, strict=True))):
            lane, currency, value = total
            count, summed = totals.get((lane, currency), (0, 0))
            totals[lane, currency] = count + 1, summed + value
    rows = connection.execute(derive.SQL_OF_TOTALS, ("b",)).fetchall()
    assert {(lane, currency): (count, value) for lane, currency, count, value in rows} == totals


REGISTERS = st.dictionaries(
    st.sampled_from(["label.vip", "label.Dach ", "field.Industry", "field.", "origin.crm:1", "origin.crm:2", "link.x"]),
    st.sampled_from([True, False, None, "", "Steel", 7, {"url": "https://acme.example"}]),
)  # fmt: skip


@given(REGISTERS)
def test_a_row_made_whole_is_the_row_that_changes_make(registers: dict[str, Json]) -> None:
    card = "0199c200-0000-7000-8000-0000000000aa"
    registers |= {"title": "Acme", "value": 5, "acted_at": "2026-11-20T10:00:00Z", "merged_into": card}
    layout = rows.CardLayout(rows.CARD_COLUMNS)
    made, rest = layout.fill("b", card, registers, "2026-11-21T10:00:00Z")
    folded = rows.blank("b", card) | {"changed_at": "2026-11-21T10:00:00Z"}
    change = Change("1", "1", "1", "edit", "2026-11-21T10:00:00Z", "card", card, registers, "1", "ana", "d", 1)
    rows.fold_card(folded, {}, change)
    derive.set_times(folded, "")
    assert dict(zip(rows.CARD_COLUMNS, made, strict=True)) | {"extra": encode_sorted_json(rest), "keys": "{}"} == folded
