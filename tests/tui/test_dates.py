"""A day is written the same way wherever it stands on the screen, in the board's zone, and never as machines write
it."""

from __future__ import annotations

import re

import pytest

from kanban.domain import history
from kanban.domain.waiting.inbox import InboxEntry
from kanban.tui.dialogs.inbox_dialog import InboxDialog
from kanban.tui.widgets.board_view import card_face
from tests.tui.board_view.test_card_face import BASE, styles  # noqa: F401 - a fixture
from tests.tui.cards import ANA, BOARD, NOW, RAJ, STAGES, card, change, comment, opened, panel_with, screen_text

DAY = "Mon 16 Nov"
AT = "2026-11-15T23:30:00Z"
"""Monday in Berlin, where the board is; Sunday in UTC."""

ISO = re.compile(r"\d{4}-\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2} 20\d\d|[a-z] \d{1,2} (nov|dec)\b")


def list_changes():
    return [
        change(1, "create", ANA, at="2026-09-02T08:00:00Z", created=True, title="Acme pilot", stage="s0"),
        change(2, "move", ANA, at=AT, stage="s3"),
        change(3, "edit", ANA, at="2026-11-24T08:15:00Z", next_on="2026-11-16", close_on="2026-11-27"),
        change(4, "edit", ANA, at="2026-11-24T08:16:00Z", close_on="2026-11-16"),
    ]


def told():
    return panel_with(
        card=card(next_on="2026-11-16", close_on="2026-11-16"),
        comments=[comment(1, RAJ, "Who signs, on 2099-01-01?", at=AT)],
        events=history.list_events(list_changes(), BOARD, today=NOW.date()),
    )


async def test_fields_thread_and_history_write_a_day_alike():
    async with opened(widget=told(), size=(190, 44)) as (app, pilot):
        await pilot.pause()
        beside = "\n".join(screen_text(app))
        assert f"{DAY}, overdue" in beside  # the head
        assert f"close {DAY}, overdue" in beside
        assert re.search(rf"M Ana +{DAY} +▸ moved it from Nurture to Handoff", beside)
        assert re.search(rf"S Raj +{DAY} +Who signs, on 2099-01-01\?", beside)  # the words are a person's own
        assert not ISO.search(beside.replace("2099-01-01", ""))
        app.widget.open_section("fields")
        await pilot.pause()
        assert len([line for line in screen_text(app)[6:] if line.rstrip().endswith(DAY)]) == 2
        app.widget.open_section("history")
        await pilot.pause()
        past = "\n".join(screen_text(app))
        assert re.search(rf"{DAY} 00:30 +M Ana +moved it", past)
        assert re.search(rf"to {DAY} \(was Fri 27 Nov\)", past)
        assert not ISO.search(past.replace("2099-01-01", ""))


@pytest.mark.parametrize("size", [(80, 24), (60, 15), (120, 40)])
async def test_a_narrow_history_names_the_same_day(size):
    async with opened(widget=told(), size=size) as (app, pilot):
        app.widget.open_section("history")
        await pilot.pause()
        past = "\n".join(screen_text(app))
        assert DAY in past
        assert not ISO.search(past)


def test_a_face_writes_it_alike(styles):  # noqa: F811
    eyes = card_face.face_context(BOARD, STAGES[-1], NOW, "")
    closed = BASE._replace(stage=STAGES[-1].id, sales_owner="Raj", entered_at=AT)
    assert f"Raj · {DAY}" in [
        "".join(part for part, _ in line) for line in card_face.draw_face(closed, eyes, styles, 30, 4)
    ]


async def test_the_inbox_writes_it_alike():
    base = {
        "card": "c1",
        "title": "Acme pilot",
        "company": "",
        "ref": "k7q2mxa",
        "who": "m3",
        "words": "x",
    }
    entries = [
        InboxEntry(kind="unread", key="1", at=AT, due="", **base),
        InboxEntry(kind="offer", key="3", at=AT, due=AT, is_overdue=True, **base),
    ]
    async with opened(dialog=InboxDialog(BOARD, entries, lambda: NOW, lambda *_: None)) as (app, pilot):
        await pilot.pause()
        shown = "\n".join(screen_text(app))
        assert f"overdue since {DAY} 00:30" in shown
        assert shown.count(DAY) == 2
        assert not ISO.search(shown)
