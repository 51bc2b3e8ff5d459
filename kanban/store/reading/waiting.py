"""Who waits for whom between the teams: whose turn it is at the door, how long cards wait, what leads have ruled.

Each is read from an index that holds what is asked and little more; the conditions stand word for word as in
`tables.py`.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from kanban.domain import clock
from kanban.domain.board import Board, Team
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs import contest, precedent
from kanban.domain.handoffs.precedent import Precedent
from kanban.domain.values.business_time import Calendar, format_worked, make_calendar
from kanban.store.search.conditions import HANDED, HANDOFF_STATE

CONTESTED = "deleted = 0 AND instr(extra, '\"contest.') > 0"
"""Cards whose return was contested at some time."""

_TEAMS: tuple[Team, ...] = ("sales", "marketing")
"""In the order in which heads tell of them."""

_TO, _OFFERED_AT = "json_extract(extra, '$.handoff.to')", "json_extract(extra, '$.handoff.offered_at')"


def count_offers(connection: sqlite3.Connection, board: Board) -> dict[str, tuple[int, str]]:
    """Return for members of sales how many offers wait for them, and when they were given the last one (UTC)."""
    sql = f"SELECT {_TO} FROM card WHERE board = ? AND {HANDED} AND {HANDOFF_STATE} IN ('offered', 'asked')"
    waiting = [row[0] for row in connection.execute(sql, (board.id,))]
    newest = f"SELECT max({_OFFERED_AT}) FROM card WHERE board = ? AND {HANDED} AND {_TO} = ?"
    loads = {}
    for member in board.members:
        if member.team == "sales":
            (last,) = connection.execute(newest, (board.id, member.id)).fetchone()
            if last is not None:
                loads[member.id] = (waiting.count(member.id), last)
    return loads


def compute_medians(
    connection: sqlite3.Connection, board: Board, now: datetime
) -> dict[str, tuple[tuple[Team, str], ...]]:
    """Return by lane how long its cards have waited with each team that holds some of them: the medians, in words.

    A card waits since it came into the lane; at the door since the team that holds it has it. Business time grows with
    the time on the wall, so the median of the times is found first, in the index, and only that is counted in business
    time.
    """
    business = make_calendar(board.hours, board.timezone, board.holidays)
    waits_by_lane: dict[str, tuple[tuple[Team, str], ...]] = {}
    for stage in board.stages:
        if stage.is_closed:
            continue
        since: dict[Team, list[str]] = {}
        if stage.side == "door":
            since = {
                team: _format_middle(moments)
                for team, moments in _measure_door_waits(connection, board.id, stage.id).items()
            }
        elif middle := _format_median(connection, stage.id):
            since = {stage.side: middle}
        waits = ((team, _format_wait(business, since.get(team, ()), now)) for team in _TEAMS)
        waits_by_lane[stage.id] = tuple((team, words) for team, words in waits if words)
    return waits_by_lane


def _format_median(connection: sqlite3.Connection, lane: str) -> list[str]:
    """Return the one or two moments in the middle of those at which a lane's cards came into it."""
    (count,) = connection.execute("SELECT count(*) FROM card WHERE lane = ? AND deleted = 0", (lane,)).fetchone()
    # the median from the database: of a large lane one or two rows come to Python instead of all
    sql = "SELECT entered_at FROM card WHERE lane = ? AND deleted = 0 ORDER BY entered_at LIMIT ? OFFSET ?"
    return [row[0] for row in connection.execute(sql, (lane, 2 - count % 2, (count - 1) // 2))] if count else []


def _format_middle(moments: list[str]) -> list[str]:
    ordered, count = sorted(moments), len(moments)
    return ordered[(count - 1) // 2 : count // 2 + 1]


def _measure_door_waits(connection: sqlite3.Connection, board: str, lane: str) -> dict[Team, list[str]]:
    """Return since when each team holds the cards at a door: those that were only placed there are sales'."""
    since = "coalesce(json_extract(extra, '$.handoff.since'), json_extract(extra, '$.handoff.offered_at'))"
    sql = (
        # `+lane` for SQLite to go by the index of cards that were handed over, which are few
        f"SELECT entered_at, {HANDOFF_STATE}, {since} FROM card WHERE board = ? AND {HANDED} "
        f"AND {HANDOFF_STATE} IN ('offered', 'asked') "
        "AND +lane = ?"
    )
    handed = connection.execute(sql, (board, lane)).fetchall()
    entered = connection.execute(
        "SELECT entered_at FROM card WHERE lane = ? AND deleted = 0 ORDER BY entered_at", (lane,)
    )
    # what is left when the handed ones are taken away was only placed here: so no handoff is parsed for those
    placed = Counter(row[0] for row in entered)
    placed.subtract(row[0] for row in handed)
    since_by_team: dict[Team, list[str]] = {"sales": [*placed.elements()], "marketing": []}
    for _, state, moment in handed:
        if moment:
            since_by_team["marketing" if state == "asked" else "sales"].append(moment)
    return since_by_team


def _format_wait(business: Calendar, since: Sequence[str], now: datetime) -> str:
    """Say how long it is since the moments in the middle; empty where there are none."""
    times = []
    for moment in since:
        with suppress(UsageFault):  # from elsewhere
            times.append(business.count_worked(clock.from_iso(moment), now))
    return format_worked(sum(times) / len(times), business.hours.seconds) if times else ""


def list_precedents(connection: sqlite3.Connection, board: str) -> list[Precedent]:
    """Return what both leads have said the same of."""
    sql = f"SELECT id, ref, title, extra FROM card WHERE board = ? AND {CONTESTED}"
    candidates = (
        precedent.build_precedent(card, ref, title, candidate)
        for card, ref, title, extra in connection.execute(sql, (board,))
        for candidate in contest.list_contests(json.loads(extra))
    )
    return [candidate for candidate in candidates if candidate]
