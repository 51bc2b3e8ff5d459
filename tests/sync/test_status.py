"""How a board stands with its server, in words."""

from __future__ import annotations

from datetime import date, timedelta, timezone

import pytest

from kanban.sync.status import RoundProgress, SyncStatus, describe_offset, phrases

ZONE = timezone(timedelta(hours=2))
TODAY = date(2026, 11, 23)


def line(**fields):
    return " · ".join(phrase.text for phrase in phrases(SyncStatus(**fields), TODAY, ZONE))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "not synced yet"),
        ({"synced_at": "2026-11-23T10:04:59Z"}, "● synced 12:04"),
        ({"synced_at": "2026-11-23T10:04:59Z", "waiting": 3}, "↑3 waiting"),
        (
            {"stopped": "offline", "offline_since": "2026-11-23T07:12:00Z", "waiting": 14},
            "offline since 09:12, 14 waiting",
        ),
        ({"stopped": "slow_down", "offline_since": "2026-11-20T07:12:00Z"}, "offline since Fri 09:12"),
        ({"stopped": "offline"}, "offline"),
        ({"stopped": "unauthorized", "waiting": 2}, "signed out, ↑2 waiting"),
        ({"stopped": "forbidden"}, "no longer a member"),
        ({"synced_at": "2026-11-23T10:04:00Z", "attention": 1}, "● synced 12:04 · ! 1 needs attention"),
        ({"waiting": 1, "attention": 2}, "↑1 waiting · ! 2 need attention"),
        ({"synced_at": "2026-11-23T10:04:00Z", "offset_ms": -540_000}, "● synced 12:04 · clock 9 min fast, corrected"),
        ({"waiting": 4_000, "busy": RoundProgress("push", 1_500, 5_000)}, "sending 1,500 of 5,000"),
        ({"waiting": 1, "busy": RoundProgress("push", 0, 1)}, "↑1 waiting"),
        (
            {
                "synced_at": "2026-11-23T10:04:59Z",
                "history_left": 21_500,
                "busy": RoundProgress("older", 2_000, 23_500),
            },
            "● synced 12:04 · 21,500 older changes to come",
        ),
        ({"synced_at": "2026-11-23T10:04:59Z", "history_left": 900}, "● synced 12:04"),
    ],
)
def test_what_is_said(fields, said):
    assert line(**fields) == said


def test_a_clock_is_told_in_the_unit_that_fits():
    assert [describe_offset(ms) for ms in (-540_000, 3 * 3_600_000, -90 * 60_000, 10 * 86_400_000)] == [
        "9 min fast", "3 h slow", "90 min fast", "10 days slow",
    ]  # fmt: skip
