"""`kanban today`: what a member promised, section by section."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kanban.domain.waiting.today import TodayRow, find_section, find_week_end, sort_rows


@pytest.fixture
def raj(own):
    own("member", "add", "Raj", "--team", "sales", "--role", "lead")
    return lambda *words: own("--as", "Raj", *words)


def add(run, title, *words, stage="proposal"):
    ran = run("add", title, "--stage", stage, "--owner", "Raj", *words)
    assert ran.code == 0, ran.err


def test_each_step_stands_in_its_section(raj):
    add(raj, "Behind", "--next", "call", "--on", "2020-01-02")
    add(raj, "Now", "--next", "send the quote", "--on", "today", "--value", "12k")
    add(raj, "Far", "--next", "wait", "--on", "+60d")
    add(raj, "Bare")
    add(raj, "Dayless", "--next", "think")
    rows = {row["title"]: row for row in raj("today", "--json").json}
    assert {title: row["section"] for title, row in rows.items()} == {
        "Behind": "late", "Now": "today", "Bare": "none", "Dayless": "none",
    }  # fmt: skip
    assert rows["Behind"]["overdue"]
    assert (rows["Now"]["step"], rows["Now"]["value"], rows["Now"]["stage"]) == (
        "send the quote",
        "12000.00",
        "Proposal",
    )
    assert (rows["Bare"]["step"], rows["Bare"]["due"]) == (None, None)
    text = raj("today").out
    assert "1 due today, 1 late, 2 without a next step" in text
    assert text.index("Late (1)") < text.index("Today (1)") < text.index("No next step (2)")


def test_closed_cards_and_cards_of_others_never_stand_in_it(raj, own):
    add(raj, "Won", "--next", "celebrate", "--on", "2020-01-02", stage="won")
    own("add", "Marketing's", "--owner", "Ana", "--next", "write", "--on", "today")
    assert raj("today", "--json").json == []
    assert "Nothing waits for you today." in raj("today").out + raj("today").err
    assert [row["title"] for row in own("today", "--json").json] == ["Marketing's"]


def test_an_offer_is_answered_first(raj, own):
    own(
        "add",
        "Offered",
        "--email",
        "a@b.example",
        "--source",
        "Fair",
        "--company",
        "A",
        "--stage",
        "mql",
        "--owner",
        "Ana",
    )
    assert own("offer", "Offered", "--why", "asked for a price", "--to", "Raj").code == 0
    add(raj, "Behind", "--next", "call", "--on", "2020-01-02")
    rows = raj("today", "--json").json
    assert [(row["section"], row["title"]) for row in rows] == [("answers", "Offered"), ("late", "Behind")]
    assert rows[0]["step"] == "asked for a price"
    assert rows[0]["due"] > "2020"


def test_nobody_is_asked_who_they_are(run_cli):
    run_cli("board", "new", "Alone")
    assert run_cli("today").code != 0


def test_the_week_ends_on_its_sunday():
    for day in range(7):
        monday = date(2026, 11, 23)
        assert find_week_end(monday + timedelta(days=day)) == date(2026, 11, 29)
    now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    sections = [find_section(day, None, now) for day in ("2026-11-24", "2026-11-25", "2026-11-29", "2026-11-30")]
    assert sections == ["late", "today", "week", None]
    assert [find_section("2026-11-25", time, now) for time in ("11:59", "12:00")] == ["late", "today"]


def test_the_order_is_by_what_runs_out_first():
    def row(section, due="", value=None, title="x"):
        return TodayRow(section, title, title, title, "", value, None, "", "", due, "")

    rows = [
        row("none", value=5, title="small"),
        row("week", "2026-11-29"),
        row("none", value=9, title="big"),
        row("late", "2026-11-20", title="b"),
        row("late", "2026-11-02", title="a"),
        row("answers"),
    ]
    assert [(one.section, one.title) for one in sort_rows(rows)] == [
        ("answers", "x"), ("late", "a"), ("late", "b"), ("week", "x"), ("none", "big"), ("none", "small"),
    ]  # fmt: skip
