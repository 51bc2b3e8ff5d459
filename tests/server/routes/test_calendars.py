"""A link from which a calendar reads somebody's next steps, and nothing else."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import icalendar
import pytest

from kanban.domain.ids import new_id
from kanban.protocol import wire
from kanban.server.settings import Rate, Settings
from kanban.store.hub.maintenance import server_backup
from kanban.store.hub.members import calendar_links
from tests.server.conftest import problem, serving
from tests.store.hub.world import BOARD_ID, World, uuid

LINKS, DEVICES = "/v1/calendars", f"/v1/boards/{BOARD_ID}/devices"


async def make(speaker):
    answer = await speaker.ask("POST", LINKS)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def summaries(here, link):
    answer = await here.anybody.ask("GET", link["path"])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [str(event["summary"]) for event in calendar.walk("VEVENT")]


def step(device, title, owner="Member", stage="Discovery", **more):
    registers = {"title": title, "next_step": "call", "next_on": "2099-12-01", "sales_owner": owner}
    return device.add(stage, **registers | more)


async def test_it_has_the_owners_next_steps_and_no_others(here, world):
    step(world.lead, "Mine", next_time="14:30")
    step(world.lead, "Later", next_on="2099-12-02")
    step(world.lead, "Hers", owner="Lead")
    step(world.lead, "Nobody's", owner=None)
    step(world.lead, "No day", next_on=None)
    step(world.lead, "With marketing", stage="Nurture")
    step(world.lead, "Won", stage="Won", value=100)
    world.lead.offer("card", step(world.lead, "Deleted"), {"deleted": True}, "delete")
    link = await make(here.member)
    assert link["path"].startswith("/v1/calendar/kbc_")
    assert await summaries(here, link) == ["call · Mine", "call · Later"]
    answer = await here.anybody.ask("GET", link["path"])
    first, second = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert first["dtstart"].dt == datetime(2099, 12, 1, 14, 30, tzinfo=UTC)
    assert second["dtstart"].dt == date(2099, 12, 2)
    assert await summaries(here, await make(here.lead)) == ["call · Hers"]
    assert await summaries(here, await make(here.viewer)) == []


async def test_it_reads_nothing_else(here, world):
    link = await make(here.member)
    secret = link["path"].removeprefix("/v1/calendar/").removesuffix(".ics")
    thief = here.someone(secret)
    for method, path in (
        ("GET", "/v1/me"), ("GET", "/v1/boards"), ("GET", f"/v1/boards/{BOARD_ID}/cards"), ("POST", LINKS),
        ("GET", LINKS), ("DELETE", f"{LINKS}/{link['id']}"), ("POST", "/v1/devices"), ("GET", "/v1/events"),
    ):  # fmt: skip
        assert problem(await thief.ask(method, path)) == (401, "unauthorized")
    assert problem(await here.anybody.ask("POST", "/v1/join", {"code": secret})) == (404, "not_found")
    assert problem(await here.anybody.ask("GET", f"/v1/calendar/{world.tokens['member']}.ics")) == (404, "not_found")
    for guess in (link["id"], secret[:-1], secret.upper(), "", "kbc_", "%00", "x" * 5000, f"{secret}%20", "ä"):
        answer = await here.anybody.ask("GET", f"/v1/calendar/{guess}.ics")
        assert problem(answer) == (404, "not_found"), guess
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert problem(await here.anybody.ask(method, link["path"]))[0] == 405


async def test_it_is_listed_without_its_secret_and_taken_back(here, world):
    link, other = await make(here.member), await make(here.member)
    secret = link["path"].removeprefix("/v1/calendar/").removesuffix(".ics")
    assert await summaries(here, link) == []
    answer = await here.member.ask("GET", LINKS)
    assert secret not in answer.text
    assert [(each["id"], each["read_on"] != "", each["own"]) for each in answer.json()["calendars"]] == [
        (link["id"], True, True),
        (other["id"], False, True),
    ]
    assert (await here.lead.ask("GET", LINKS)).json() == {"calendars": []}
    for stranger in (here.lead, here.viewer):
        assert problem(await stranger.ask("DELETE", f"{LINKS}/{link['id']}")) == (404, "not_found")
    assert problem(await here.member.ask("DELETE", f"{LINKS}/{new_id()}")) == (404, "not_found")
    assert problem(await here.anybody.ask("DELETE", f"{LINKS}/{link['id']}")) == (401, "unauthorized")
    assert await summaries(here, link) == []
    assert (await here.member.ask("DELETE", f"{LINKS}/{link['id']}")).json() == {}
    assert problem(await here.anybody.ask("GET", link["path"])) == (404, "not_found")
    assert problem(await here.member.ask("DELETE", f"{LINKS}/{link['id']}")) == (404, "not_found")
    assert [each["id"] for each in (await here.member.ask("GET", LINKS)).json()["calendars"]] == [other["id"]]


async def test_its_secret_is_not_in_the_database(tmp_path):
    world = World(f"sqlite:///{tmp_path}/server.db")
    try:
        async with serving(world) as here:
            link = await make(here.member)
            assert await summaries(here, link) == []
    finally:
        world.close()
    secret = link["path"].removeprefix("/v1/calendar/").removesuffix(".ics").encode()
    files = [file.read_bytes() for file in tmp_path.iterdir()]
    assert any(link["id"].encode() in content for content in files)
    assert not [content for content in files if secret in content or secret[4:] in content]


async def test_whoever_is_removed_from_every_board_loses_it(here, world):
    step(world.lead, "Mine")
    link = await make(here.member)
    assert await summaries(here, link) == ["call · Mine"]
    world.lead.offer("member", world.member.member, {"deleted": True}, "member")
    assert problem(await here.anybody.ask("GET", link["path"])) == (404, "not_found")
    world.lead.offer("member", world.member.member, {"deleted": False}, "member")
    assert await summaries(here, link) == ["call · Mine"]


async def test_it_ends_with_the_machine_that_made_it(here, world):
    step(world.lead, "Mine")
    code = (await here.member.ask("POST", "/v1/devices", {})).json()["code"]
    joined = (await here.anybody.ask("POST", "/v1/join", {"code": code})).json()
    laptop = here.someone(joined["token"])
    lost, kept = await make(laptop), await make(here.member)
    token = (await laptop.ask("GET", "/v1/me")).json()["token"]
    assert (await here.lead.ask("DELETE", f"{DEVICES}/{token}")).json() == {}
    assert problem(await here.anybody.ask("GET", lost["path"])) == (404, "not_found")  # its only board was taken
    assert (await here.lead.ask("PUT", f"{DEVICES}/{token}")).json() == {}
    assert await summaries(here, lost) == ["call · Mine"]
    assert (await here.member.ask("DELETE", f"/v1/devices/{token}")).json() == {}
    assert problem(await here.anybody.ask("GET", lost["path"])) == (404, "not_found")
    assert [each["id"] for each in (await here.member.ask("GET", LINKS)).json()["calendars"]] == [kept["id"]]
    assert await summaries(here, kept) == ["call · Mine"]


async def test_of_other_boards_it_has_those_that_one_is_on(here, world):
    """Steps of several boards say whose they are; a board that one was not taken on yet is not joined by it."""
    step(world.lead, "Mine")
    link = await make(here.member)
    other, device = uuid(9, 1), new_id()
    epoch = (await here.lead.ask("POST", "/v1/boards", {"id": other, "device": device})).json()["epoch"]
    publisher = uuid(3, 7)
    made = world.lead
    registers = {
        ("board", other): {"created": True, "name": "Renewals", "currency": "EUR", "timezone": "America/New_York"},
        ("member", publisher): {"created": True, "name": "Lead", "team": "sales", "role": "lead"},
        ("stage", uuid(9, 2)): {"created": True, "name": "Talk", "side": "sales", "rank": "a"},
        ("card", uuid(9, 3)): {
            "created": True, "title": "Theirs", "stage": uuid(9, 2), "rank": "a", "sales_owner": "Member",
            "next_step": "call", "next_on": "2099-11-30", "next_time": "09:00",
        },
    }  # fmt: skip
    changes = [
        made.change(etype, entity, values, "import", actor=publisher, device=device, dseq=n, base=0)
        for n, ((etype, entity), values) in enumerate(registers.items(), 1)
    ]
    body = {"epoch": epoch, "device": device, "changes": [wire.encode_change(each) for each in changes]}
    pushed = await here.lead.ask("POST", f"/v1/boards/{other}/push", body)
    assert {each["status"] for each in pushed.json()["verdicts"]} == {"applied"}, pushed.text
    assert await summaries(here, link) == ["call · Mine"], "while it is being published"
    opened = await here.lead.ask("POST", f"/v1/boards/{other}/open", {"device": device, "dseq": len(changes)})
    assert opened.status_code == 200, opened.text
    assert await summaries(here, link) == ["call · Mine"], "before one has joined it"
    assert (await here.member.ask("POST", f"/v1/boards/{other}/join", {})).status_code == 200
    assert await summaries(here, link) == ["call · Theirs", "call · Mine"]
    answer = await here.anybody.ask("GET", link["path"])
    first, _ = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert first["dtstart"].dt == datetime(2099, 11, 30, 14, tzinfo=UTC)
    assert "Renewals" in str(first["description"])


async def test_a_token_of_one_board_makes_links_of_that_board(here, world):
    """Its owner's other links are none of its business, and its own open nothing but its board."""
    link = await make(here.member)
    for device in (await here.member.ask("GET", DEVICES)).json()["devices"]:
        await here.member.ask("DELETE", f"/v1/devices/{device['id']}")
    code = (await here.lead.ask("POST", f"/v1/boards/{BOARD_ID}/invites", {"name": "Member", "team": "sales"})).json()
    joined = (await here.anybody.ask("POST", "/v1/join", {"code": code["code"]})).json()
    narrow = here.someone(joined["token"])
    assert (await narrow.ask("GET", LINKS)).json() == {"calendars": []}
    assert problem(await narrow.ask("DELETE", f"{LINKS}/{link['id']}")) == (404, "not_found")
    step(world.lead, "Mine")
    assert await summaries(here, await make(narrow)) == ["call · Mine"]


async def test_so_many_links_and_no_more(here, world):
    for _ in range(calendar_links.MOST_LINKS):
        await make(here.member)
    assert problem(await here.member.ask("POST", LINKS)) == (422, "invalid")
    await make(here.lead)


async def test_it_is_read_so_often_and_no_more(world):
    settings = Settings(per_calendar=Rate(2, 0.001), refusals=Rate(3, 0.001))
    async with serving(world, settings) as here:
        link, other = await make(here.member), await make(here.member)
        for _ in range(2):
            await summaries(here, link)
        answer = await here.anybody.ask("GET", link["path"])
        assert problem(answer) == (429, "slow_down")
        assert int(answer.headers["retry-after"]) > 1
        await summaries(here, other)
        for _ in range(3):
            assert problem(await here.anybody.ask("GET", "/v1/calendar/kbc_guess.ics")) == (404, "not_found")
        assert problem(await here.anybody.ask("GET", other["path"])) == (429, "slow_down"), "who guesses waits"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_ends_of_the_calendar_spoil_nothing(here, world, day):
    world.lead.offer("board", BOARD_ID, {"timezone": "Asia/Tokyo"}, "board")
    step(world.lead, "Fine")
    step(world.lead, "Odd", next_on=day, next_time="00:30")
    step(world.lead, "Whole", next_on=day)
    link = await make(here.member)
    assert "call · Fine" in await summaries(here, link)


async def test_hostile_words_stay_in_their_line(here, world):
    step(world.lead, "A\nEND:VEVENT\r\nBEGIN:VALARM", next_step="x\r\nATTACH:http://evil.example")
    answer = await here.anybody.ask("GET", (await make(here.member))["path"])
    calendar = icalendar.Calendar.from_ical(answer.content)
    (event,) = calendar.walk("VEVENT")
    assert "attach" not in event
    assert not calendar.walk("VALARM")


def test_a_restored_backup_does_not_bring_an_ended_link_back(tmp_path):
    world = World(f"sqlite:///{tmp_path}/server.db", durable=True)
    try:
        (ended, secret), (_, kept) = (calendar_links.add_link(world.hub, world.caller("member")) for _ in range(2))
        backup = tmp_path / "backup.db"
        server_backup.backup(world.hub, backup)
        calendar_links.remove_link(world.hub, world.caller("member"), ended)
        server_backup.restore(world.hub, backup)
        assert calendar_links.open_link(world.hub, secret) is None
        assert calendar_links.open_link(world.hub, kept) is not None
    finally:
        world.close()
    with sqlite3.connect(tmp_path / "server.db") as connection:
        assert connection.execute("SELECT count(*) FROM hub_calendar").fetchone() == (2,)
    connection.close()
