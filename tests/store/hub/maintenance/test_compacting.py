"""A server's database is kept small: places that were left a month ago go, and nothing that anybody can tell goes
with them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, timedelta, timezone

import pytest

from kanban.domain import clock
from kanban.domain.change import CARD
from kanban.server.jobs.nightly_job import NightlyJob
from kanban.store.hub import server_tables
from kanban.store.hub.act_history import ActHistory
from kanban.store.hub.maintenance import hub_compacting
from kanban.store.hub.maintenance.hub_compacting import compact
from tests.store.hub.world import BOARD_ID, STAGES, World

DAY = 86_400_000


def ranks(hub, card):
    """The values of a card's ranks, in the order in which they were set."""
    with hub.reading() as connection:
        history = ActHistory(connection, BOARD_ID, []).list_changes(CARD, card)
    return [change.set["rank"] for change in history if "rank" in change.set]


def board_of(hub):
    """All that the board is, and what of the log is no value of a rank."""
    with hub.reading() as connection:
        rows = connection.execute(server_tables.change.select().order_by(server_tables.change.c.seq)).all()
        log = [(*row[:-2], set(json.loads(row.body)["set"])) for row in rows]
        tells = [server_tables.board, server_tables.entity, server_tables.act, server_tables.verdict]
        return log, [connection.execute(each.select().order_by(*each.primary_key)).all() for each in tells]


def test_places_left_a_month_ago_go_and_nothing_else_does(world: World):
    card, alone = world.member.add(rank="a0"), world.member.add(rank="b0")
    for place in ("a1", "a2"):
        world.member.offer(CARD, card, {"rank": place}, "rank")
    world.now += 20 * DAY
    world.member.offer(CARD, card, {"stage": STAGES["Engaged"], "rank": "a3"}, "move")
    before = board_of(world.hub)
    assert compact(world.hub).ranks == 0
    world.now += 12 * DAY  # what the last move left is 12 days old, what the others left more than a month
    assert compact(world.hub).ranks == 2
    assert ranks(world.hub, card) == [None, None, "a2", "a3"]
    assert ranks(world.hub, alone) == ["b0"]
    assert compact(world.hub).ranks == 0
    world.now += 60 * DAY
    assert compact(world.hub).ranks == 1
    assert ranks(world.hub, card) == [None, None, None, "a3"]
    assert board_of(world.hub) == before


def test_a_place_that_lost_by_its_stamp_goes_though_it_came_last(world: World):
    card = world.member.add(rank="a0")
    late = world.device("lead")
    late.offset_ms = -5_000
    world.member.offer(CARD, card, {"rank": "winner"}, "rank")
    late.base = 0
    late.offer(CARD, card, {"rank": "outvoted"}, "rank")
    world.now += 60 * DAY
    compact(world.hub)
    assert ranks(world.hub, card) == [None, "winner", None]


def test_what_the_server_made_itself_keeps_every_word_of_what_its_code_holds_over(world: World):
    card = world.member.add(rank="a0")
    with world.hub.writing() as connection:
        connection.execute(
            server_tables.change.update()
            .where(server_tables.change.c.entity == card)
            .values(body=json.dumps({"set": {"rank": "a0"}, "extra": {"mac": "00"}}))
        )
    for place in ("a1", "a2"):
        world.member.offer(CARD, card, {"rank": place}, "rank")
    world.now += 60 * DAY
    assert compact(world.hub).ranks == 1
    assert ranks(world.hub, card) == ["a0", None, "a2"]


def test_an_undo_of_what_is_long_ago_is_taken_whoever_still_knows_the_place(world: World):
    for given, held in (("a0", "a0"), (None, "a1")):  # a copy from before has it, one that joined since has none
        card = world.member.add(rank="a0")
        moved = world.member.change(CARD, card, {"stage": STAGES["Engaged"], "rank": "a1"}, "move")
        world.member.push(moved)
        world.now += 60 * DAY
        compact(world.hub)
        back = {"stage": STAGES["Nurture"], "rank": given}
        assert world.member.offer(CARD, card, back, "undo", undo_of=moved.act).status == "applied"
        with world.hub.reading() as connection:
            body = connection.execute(server_tables.entity.select().where(server_tables.entity.c.id == card)).one().body
        kept = json.loads(body)
        assert (kept["stage"], kept["rank"]) == (STAGES["Nurture"], held)


def test_free_pages_go_back_to_the_disk_unless_the_file_is_large_and_served(tmp_path, monkeypatch):
    world = World(f"sqlite:///{tmp_path}/server.db")
    file = tmp_path / "server.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE TABLE waste (a); INSERT INTO waste VALUES (zeroblob(3000000)); DROP TABLE waste"
        )
    large = compact(world.hub, served=True, most=1 << 20)
    assert large.after == large.before
    assert large.free > 2_000_000
    small = compact(world.hub, served=True)
    assert small.after < small.before - 2_000_000
    assert file.stat().st_size == small.after
    world.close()


def test_it_ends_between_two_pieces_when_it_is_told_to(world: World, monkeypatch):
    monkeypatch.setattr(hub_compacting, "PIECE", 1)
    for _ in range(3):
        card = world.member.add(rank="a0")
        world.member.offer(CARD, card, {"rank": "a1"}, "rank")
    world.now += 60 * DAY
    assert compact(world.hub, rest=lambda: False).ranks == 1
    assert compact(world.hub).ranks == 2


@pytest.mark.parametrize("hours", [-8, 0, 5.5])
async def test_a_server_does_it_once_a_night_by_its_own_clock(world: World, hours):
    zone = timezone(timedelta(hours=hours))
    night = NightlyJob(world.hub, 30.0, zone)
    begin = clock.from_ms(world.now).astimezone(zone).replace(hour=0, minute=30)
    done = []
    for half in range(2 * 24 * 3):
        world.now = clock.to_ms((begin + timedelta(minutes=30 * half)).astimezone(UTC))
        if await night.take_turn():
            done.append(clock.from_ms(world.now).astimezone(zone))
    assert [(at.hour, at.minute) for at in done] == [(2, 0)] * 3
    assert len({at.date() for at in done}) == 3
