"""Stale cards: silent for as long as their stage allows, and with nothing planned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import clock, staleness
from kanban.domain.board import Stage

BERLIN = "Europe/Berlin"
STAGE = Stage("s", "Proposal", "sales", "a", 0.6, None, None, 20)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def is_stale(touched: str, next_on: str | None = None, again: str | None = None) -> bool:
    before = staleness.find_stale_limit(STAGE, NOW)
    return staleness.is_stale(before, staleness.find_quiet_day(before, BERLIN), touched, next_on, again)


@pytest.mark.parametrize(
    ("touched", "next_on", "again", "stale"),
    [
        ("2026-11-03T12:00:00Z", None, None, False), ("2026-11-03T11:59:59Z", None, None, True),
        ("2026-01-01T00:00:00Z", "2026-12-01", None, False), ("2026-01-01T00:00:00Z", "2026-11-23", None, False),
        ("2026-01-01T00:00:00Z", "2026-11-04", None, False), ("2026-01-01T00:00:00Z", "2026-11-03", None, True),
        ("2026-01-01T00:00:00Z", None, "2026-12-01", False), ("2026-01-01T00:00:00Z", None, "2026-11-03", True),
        ("2026-01-01T00:00:00Z", "2026-01-01", "2026-12-01", False),
        ("2026-01-01T00:00:00Z", "2026-12-01", "2026-01-01", False),
    ],
)  # fmt: skip
def test_what_is_planned_keeps_a_card_from_being_stale(touched, next_on, again, stale):
    assert is_stale(touched, next_on, again) is stale


def test_a_stage_without_a_limit_has_no_stale_cards():
    before = staleness.find_stale_limit(STAGE._replace(stale_after=None), NOW)
    assert not staleness.is_stale(before, staleness.find_quiet_day(before, BERLIN), "", None, None)


@given(
    st.integers(0, 400), st.integers(0, 86_399), st.one_of(st.none(), st.integers(-60, 400)), st.integers(0, 90),
    st.integers(0, 500)
)  # fmt: skip
def test_a_card_becomes_stale_when_its_silence_began_long_enough_ago(day, second, ahead, limit, later):
    touched = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, seconds=second)
    next_on = (touched + timedelta(days=ahead)).date().isoformat() if ahead is not None else None
    stage = STAGE._replace(stale_after=limit)
    since = clock.from_iso(staleness.find_quiet_since(clock.iso(touched), next_on, None, BERLIN))
    for moment in (
        since + timedelta(days=limit),
        since + timedelta(days=limit, seconds=1),
        touched + timedelta(days=later),
    ):
        before = staleness.find_stale_limit(stage, moment)
        stale = staleness.is_stale(before, staleness.find_quiet_day(before, BERLIN), clock.iso(touched), next_on, None)
        assert stale is (since + timedelta(days=limit) < moment), (
            touched,
            next_on,
            moment.astimezone(ZoneInfo(BERLIN)),
        )


@pytest.mark.parametrize(
    ("handoff", "again"),
    [
        ({"state": "returned", "again": "2026-12-01"}, "2026-12-01"), ({"state": "returned", "again": "never"}, None),
        ({"state": "offered", "again": "2026-12-01"}, None), ({"state": "returned", "again": 3}, None), (None, None),
        ("x", None),
    ],
)  # fmt: skip
def test_only_a_returned_card_waits_for_its_day(handoff, again):
    assert staleness.read_again(handoff) == again
