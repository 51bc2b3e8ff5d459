"""What the demo promises holds whenever it is made: at night, at the weekend, on holidays, when the clocks change."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kanban.cli.demo_board.deeds import NEED
from kanban.cli.demo_board.offer_stories import AT_THE_DOOR, WITH_MARKETING
from kanban.cli.demo_board.player import STORIES, Clock, Player
from kanban.domain import clock
from kanban.domain.acts import board_verbs
from kanban.domain.card import HANDOFF
from kanban.domain.handoffs import contest, handoff
from kanban.domain.handoffs.handoff_verbs import calendar_of
from kanban.store.maintenance.demo_use import wait_less
from kanban.store.opening import create_board

OFFERS = len(AT_THE_DOOR) + len(WITH_MARKETING)


@contextmanager
def played(moment, zone="UTC", hours="Mon-Fri 9-17", holidays=(), cards=OFFERS):
    """The demo's board as it is made at a moment, for teams that work in these hours."""
    with tempfile.TemporaryDirectory() as folder:
        there = Clock(moment - timedelta(days=4_000))
        made = create_board(Path(folder) / "kanban.db", "Demo", "Ana", "marketing", timezone=zone, now=there)
        pairs = {"hours": hours, "holidays": ",".join(day.isoformat() for day in holidays)}
        made.act(lambda view: board_verbs.set_board(view, pairs))
        with wait_less(made.database):
            Player(made, there, moment).play(cards)
        yield made
        made.close()


def inbox_of(made, name):
    """What waits for a member."""
    made.member_id = made.board.find_member(name).id
    return made.list_inbox()


def handoffs(made):
    return {card.title: found for card, _, _ in made.list_cards() if (found := handoff.read(card.value_of(HANDOFF)))}


def seconds_of(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"]
)
hours = st.sampled_from(
    ["Mon-Fri 9-17", "Mon-Fri 8:30-16:45", "Sun-Thu 9-18", "Sat 10-14", "Mon,Wed 7-11", "Mon-Sun 0-20"]
)


@given(moments, zones, hours, st.sets(st.integers(-30, 10), max_size=12))
@example(seconds_of("2026-11-28T12:00:00"), "Europe/Berlin", "Mon-Fri 9-17", set())  # a Saturday
@example(seconds_of("2026-11-29T22:59:59"), "Europe/Berlin", "Mon-Fri 9-17", set())  # before Monday's midnight
@example(seconds_of("2026-11-29T23:00:00"), "Europe/Berlin", "Mon-Fri 9-17", set())  # and at it
@example(seconds_of("2026-11-30T08:00:00"), "Europe/Berlin", "Mon-Fri 9-17", set())  # the first second of a Monday
@example(seconds_of("2026-11-30T16:00:00"), "Europe/Berlin", "Mon-Fri 9-17", set())  # its last one
@example(seconds_of("2027-03-28T01:00:00"), "Europe/Berlin", "Mon-Sun 0-20", set())  # the clocks go forward
@example(seconds_of("2026-10-25T00:30:00"), "Europe/Berlin", "Mon-Sun 0-20", set())  # and back
@example(seconds_of("2026-12-25T10:00:00"), "UTC", "Mon-Fri 9-17", {0, 3, -1, -2, 7})  # Christmas
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_deadlines_are_what_they_are_said_to_be(moment, zone, worked, days_off):
    today = moment.astimezone(ZoneInfo(zone)).date()
    with played(moment, zone, worked, [today + timedelta(days=day) for day in days_off]) as made:
        now, calendar, there = clock.iso(moment), calendar_of(made.board), handoffs(made)

        def left(due):
            return calendar.count_worked(moment, clock.from_iso(due))

        waiting = {title: left(found.due) for title, found in there.items() if found.state == "offered"}
        assert waiting["Dornick kilns"] == 3600
        assert min(waiting.values()) == 3600
        asked = {title: found.reply_due < now for title, found in there.items() if found.state == "asked"}
        assert asked == {"Aurelio presses": True, "Gessner pump test": False}

        (ran_out,) = [found for found in there.values() if found.state == "expired"]
        last = today - timedelta(days=1)
        while not calendar.is_open_on(last):
            last -= timedelta(days=1)
        assert clock.from_iso(ran_out.answered_at).astimezone(ZoneInfo(zone)).date() == last

        again = {title: date.fromisoformat(found.again) for title, found in there.items() if found.again}
        assert again.pop("Vesper bearings") == today
        assert all(day > today for day in again.values())
        assert len(again) == 2

        ana, raj = ({entry.title: entry.kind for entry in inbox_of(made, name)} for name in ("Ana", "Raj"))
        assert ana["Vesper bearings"] == "returned"
        assert ana["Harrowgate furnace"] == "expired"
        assert ana["Aurelio presses"] == "question"
        assert ana["Quintal conveyors"] == raj["Quintal conveyors"] == "contest"
        assert raj["Dornick kilns"] == "offer"
        assert all(change.at <= now for card, _, _ in made.list_cards() for change in made.list_changes(card.id))


def test_it_shows_what_there_is_between_the_teams():
    moment = seconds_of("2026-11-25T14:20:00")
    with played(moment, cards=len(STORIES)) as made:
        signed = made.board.agreement
        assert signed is not None
        assert set(signed.signatures) == {"marketing", "sales"}
        assert [line.id for line in signed.content.lines if line.kind == "judgement"] == [NEED]
        assert all(rule.is_active for rule in made.board.rules)
        assert len(made.board.rules) == 2
        (open_one,) = [
            found for card, _, _ in made.list_cards() if (found := contest.read(card.extra)) and not found.outcome
        ]
        assert open_one.line == NEED
        assert [(each.reason, each.verdict) for each in made.list_precedents()] == [("not our profile", "overturn")]
        kinds = {
            name: {entry.kind for entry in inbox_of(made, name)}
            for name in ("Ana", "Raj", "Bo", "Eve", "Tom", "Chiara")
        }
        assert kinds["Ana"] >= {"question", "contest", "returned", "expired", "mention", "unread", "notice"}
        assert kinds["Raj"] >= {"offer", "contest", "mention", "notice"}
        for name, found in kinds.items():
            assert "mention" in found or name == "Eve", name
            made.member_id = made.board.find_member(name).id
            assert list(made.list_cards("unread")), name
            assert name not in {"Ana", "Raj"} or "late" in {row.section for row in made.list_promises()}, name
        states = {found.state for found in handoffs(made).values()}
        assert states == {"offered", "asked", "accepted", "returned", "expired", "taken"}
