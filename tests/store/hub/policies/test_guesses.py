"""Guesses on a server: whose they are, that nobody else reads them before it is time, and that then everybody does."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from kanban.domain import clock
from kanban.domain.change import CARD, GUESS, MEMBER, SEALED, Json
from kanban.domain.guesses.guess import derive_guess_id
from kanban.protocol import wire
from kanban.protocol.types import Verdict
from kanban.store import hub as server
from kanban.store.hub import server_tables
from tests.store.hub.world import BOARD_ID, STAGES, Device, World, log_of


@pytest.fixture
def two_teams(world: World) -> None:
    """Let the lead be of marketing: all in this world sell."""
    assert world.lead.offer(MEMBER, world.lead.member, {"team": "marketing"}).status == "applied"


def team_of(device: Device) -> str:
    return "marketing" if device is device.world.lead else "sales"


def guess(device: Device, card: str, percent: Json = 70, *, seal: Json = None, **more: Json) -> Verdict:
    team = str(more.get("team", team_of(device)))
    registers: dict[str, Json] = {
        "created": True, "deleted": False, "card": card, "team": team, "author": device.member,
        "at": clock.iso_ms(device.world.now), "base_won": 14, "base_of": 31, "base_source": "webinar",
        "revised_at": None, **more,
    }  # fmt: skip
    extra = {SEALED: {"first": percent} if seal is None else seal}
    name = derive_guess_id(BOARD_ID, card, team)
    return device.offer(GUESS, name, registers, "guess", card=card, extra=extra)


def revise(device: Device, card: str, percent: int, team: str = "") -> Verdict:
    registers: dict[str, Json] = {"revised_at": clock.iso_ms(device.world.now)}
    name = derive_guess_id(BOARD_ID, card, team or team_of(device))
    return device.offer(GUESS, name, registers, "guess", card=card, extra={SEALED: {"chance": percent}})


def read_shown(world: World, card: str) -> dict[str, tuple[Json, Json, Json]]:
    shown = {}
    for change in log_of(world):
        if change.etype == GUESS and "shown" in change.set:
            team = next(t for t in ("marketing", "sales") if derive_guess_id(BOARD_ID, card, t) == change.entity)
            shown[team] = (change.set["first"], change.set.get("chance"), change.set["shown"])
    return shown


def list_seals(world: World) -> list[str]:
    with world.hub.reading() as connection:
        return list(connection.execute(select(server_tables.seal.c.body)).scalars())


@pytest.mark.usefixtures("two_teams")
def test_both_guesses_show_at_once_for_everybody(world: World) -> None:
    card = world.member.add("Discovery")
    assert guess(world.lead, card, 60).status == "applied"
    assert revise(world.lead, card, 50).status == "applied"
    assert read_shown(world, card) == {}
    assert guess(world.member, card, 40).status == "applied"
    assert read_shown(world, card) == {"marketing": (60, 50, "both"), "sales": (40, None, "both")}
    assert list_seals(world) == []
    for device in world.devices.values():  # also one that has passed the numbers of the guesses
        page = device.pull(len(log_of(world)) - 2)
        assert {change.set["first"] for change in page.changes} == {60, 40}
        assert all(change.actor == "board" for change in page.changes)


@pytest.mark.usefixtures("two_teams")
def test_only_its_author_gets_a_chance_back_before(world: World) -> None:
    card = world.member.add("Discovery")
    guess(world.lead, card, 60)
    with world.hub.reading() as connection:
        bodies = connection.execute(select(server_tables.change.c.body)).scalars().all()
    assert not any(SEALED in body for body in bodies)
    for role, device in world.devices.items():
        page = device.pull()
        older = server.read_older(world.hub, device.caller, BOARD_ID, page.to + 1)
        for changes in (page.changes, older.changes):
            (change,) = (change for change in changes if change.etype == GUESS)
            assert change.extra.get(SEALED) == ({"first": 60} if role == "lead" else None)
        snapshot = server.snapshot(world.hub, device.caller, BOARD_ID)
        (entity,) = (entity for entity in snapshot.entities if entity.etype == GUESS)
        assert not {"first", "chance", "shown", SEALED} & entity.registers.keys()
    assert SEALED not in json.dumps([wire.encode_change(change) for change in world.member.pull().changes])
    assert world.device("lead").pull().changes[-1].extra[SEALED] == {"first": 60}


@pytest.mark.usefixtures("two_teams")
def test_a_second_device_of_its_author_revises_it(world: World) -> None:
    card, other = world.member.add("Discovery"), world.device("lead")
    guess(world.lead, card, 60)
    assert guess(other, card, 20, team="marketing").code == "invalid"
    other.base = len(log_of(world))
    assert revise(other, card, 20, "marketing").status == "applied"
    assert revise(world.lead, card, 90).code == "invalid"
    guess(world.member, card, 40)
    assert read_shown(world, card)["marketing"] == (60, 20, "both")


@pytest.mark.usefixtures("two_teams")
def test_what_is_shown_stays(world: World) -> None:
    card = world.member.add("Discovery")
    act = "00000000-0000-7000-8000-00aa00000001"
    team = "sales"
    registers: dict[str, Json] = {
        "created": True, "deleted": False, "card": card, "team": team, "author": world.member.member,
        "at": clock.iso_ms(world.now), "revised_at": None,
    }  # fmt: skip
    name = derive_guess_id(BOARD_ID, card, team)
    extra = {SEALED: {"first": 40}}
    assert world.member.offer(GUESS, name, registers, "guess", card=card, act=act, extra=extra).status == "applied"
    guess(world.lead, card, 60)
    back: dict[str, Json] = {"deleted": True}
    assert world.member.offer(GUESS, name, back, "undo", card=card, undo_of=act).code == "invalid"
    assert world.member.offer(GUESS, name, back, "delete", card=card).code == "invalid"
    assert revise(world.member, card, 90).code == "invalid"
    assert world.member.offer(GUESS, name, {"first": 90}, "guess", card=card).code == "forbidden"
    assert read_shown(world, card) == {"marketing": (60, None, "both"), "sales": (40, None, "both")}


@pytest.mark.usefixtures("two_teams")
def test_a_guess_that_was_undone_waits_for_another_one(world: World) -> None:
    card = world.member.add("Discovery")
    act = "00000000-0000-7000-8000-00aa00000002"
    name = derive_guess_id(BOARD_ID, card, "sales")
    registers: dict[str, Json] = {
        "created": True, "deleted": False, "card": card, "team": "sales", "author": world.member.member,
        "at": clock.iso_ms(world.now), "revised_at": None,
    }  # fmt: skip
    world.member.offer(GUESS, name, registers, "guess", card=card, act=act, extra={SEALED: {"first": 40}})
    assert world.member.offer(GUESS, name, {"deleted": True}, "undo", card=card, undo_of=act).status == "applied"
    guess(world.lead, card, 60)
    assert read_shown(world, card) == {}
    world.member.base = len(log_of(world))
    assert guess(world.member, card, 80).status == "applied"
    assert read_shown(world, card) == {"marketing": (60, None, "both"), "sales": (80, None, "both")}


@pytest.mark.usefixtures("two_teams")
def test_the_close_shows_the_guess_that_is_there_and_takes_no_other(world: World) -> None:
    card = world.member.add("Negotiation", value=100, currency="EUR")
    guess(world.lead, card, 60)
    world.member.base = len(log_of(world))
    registers: dict[str, Json] = {"stage": STAGES["Won"], "rank": "a5"}
    assert world.member.offer(CARD, card, registers, "move").detail == ""
    assert read_shown(world, card) == {"marketing": (60, None, "closed")}
    assert guess(world.member, card, 100).code == "invalid"
    assert world.member.offer(CARD, card, {"stage": STAGES["Proposal"], "rank": "a6"}, "move").status == "applied"
    assert guess(world.member, card, 100).code == "invalid"  # it was seen meanwhile


@pytest.mark.usefixtures("two_teams")
@pytest.mark.parametrize("odd", [5, 101, -10, "60", None, True, 60.0, {"a": 1}])
def test_what_is_no_chance_is_refused(world: World, odd: Json) -> None:
    assert guess(world.member, world.member.add("Discovery"), odd).code == "invalid"


@pytest.mark.usefixtures("two_teams")
def test_a_guess_is_ones_own_and_of_ones_team(world: World) -> None:
    card = world.member.add("Discovery")
    assert guess(world.viewer, card).code == "forbidden"
    assert guess(world.commenter, card).code == "forbidden"
    assert guess(world.member, card, author=world.lead.member).code == "not_author"
    assert guess(world.member, card, team="marketing").code == "invalid"
    assert guess(world.member, card, seal={"first": 60, "chance": 70}).code == "invalid"
    assert guess(world.member, card, first=60).code == "forbidden"
    assert guess(world.member, card, shown="both").code == "forbidden"
    assert guess(world.member, card, verb="guess").code in {"invalid", "unknown"}
    assert revise(world.member, card, 40).code == "missing_parent"
    stray: dict[str, Json] = {"created": True, "card": card, "team": "sales", "author": world.member.member}
    assert world.member.offer(GUESS, card, stray, "guess", card=card).code == "missing_parent"
    assert world.member.offer(CARD, card, {"title": "x"}, extra={SEALED: {"first": 60}}).code == "invalid"
    assert list_seals(world) == []


@pytest.mark.usefixtures("two_teams")
def test_purging_a_card_erases_what_was_said_in_secret(world: World) -> None:
    card = world.member.add("Discovery")
    guess(world.lead, card, 60)
    assert list_seals(world) == ['{"first": 60}']
    assert server.purge(world.hub, world.lead.caller, BOARD_ID, card) == 2
    assert list_seals(world) == []
    assert guess(world.member, card, 40).code == "gone"
    assert read_shown(world, card) == {}
