"""Forms of web pages: a key that can make cards and nothing else, and answers that tell nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from kanban.domain.values.fields import LONGEST
from kanban.server.settings import Rate, Settings
from kanban.store.hub.maintenance import server_backup
from kanban.store.hub.programs import web_form_keys
from tests.server.conftest import problem, serving
from tests.store.hub.world import BOARD_ID, STAGES

JANE = {"name": "Jane Doe", "email": "jane@acme.example", "company": "Acme", "message": "Please call.\nSoon."}
PAGE = "https://www.acme.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def key(world):
    return web_form_keys.add_key(world.hub, BOARD_ID, "Web form", source="website", campaign="Spring").key


async def send(here, key, sent=JANE, **headers):
    return await here.anybody.ask("POST", f"/v1/forms/{key}", sent, headers=headers)


async def cards(here, query=""):
    return (await here.viewer.ask("GET", f"/v1/boards/{BOARD_ID}/cards", params={"q": query})).json()["cards"]


async def thread(here, card):
    path = f"/v1/boards/{BOARD_ID}/cards/{card}/comments"
    return (await here.viewer.ask("GET", path)).json()["comments"]


async def test_a_form_makes_a_card_that_devices_pull(here, world, key):
    answered = await send(here, key, JANE | {"Seats": 40, "newsletter": True})
    assert (answered.status_code, answered.content) == (204, b"")
    (card,) = await cards(here)
    assert (card["title"], card["company"], card["contact"], card["email"]) == (
        "Jane Doe",
        "Acme",
        "Jane Doe",
        "jane@acme.example",
    )
    assert (card["stage"], card["source"], card["campaign"]) == ("Nurture", "website", "Spring")
    assert (card["marketing_owner"], card["sales_owner"], card["holder"]) == (None, None, "marketing")
    (note,) = await thread(here, card["id"])
    assert (note["author"], note["team"], note["kind"]) == ("Web form", None, "comment")
    assert note["body"] == "Please call.\nSoon.\n\nSeats: 40\nnewsletter: yes"
    path = f"/v1/boards/{BOARD_ID}/cards/{card['id']}/history"
    history = (await here.viewer.ask("GET", path)).json()["history"]
    assert [(each["actor"], each["verb"]) for each in history] == [("Web form", "create"), ("Web form", "comment")]
    pulled = world.viewer.pull(world.viewer.base).changes
    assert [change.actor for change in pulled] == ["Web form"] * 2
    assert all("mac" in change.extra and change.id[14] == "8" for change in pulled)


async def test_an_html_form_leads_on(here, world):
    key = web_form_keys.add_key(world.hub, "Pipeline", "Web form", page=f"{PAGE}/thanks").key
    body = urlencode(JANE | {"company": "Łódź & Söhne"}).encode()
    answered = await here.anybody.ask("POST", f"/v1/forms/{key}", body, headers=FORM)
    assert (answered.status_code, answered.headers["location"]) == (303, f"{PAGE}/thanks")
    assert [card["company"] for card in await cards(here)] == ["Łódź & Söhne"]
    by_script = await here.anybody.ask("POST", f"/v1/forms/{key}", body, headers=FORM | {"Sec-Fetch-Mode": "cors"})
    assert by_script.status_code == 204
    assert (
        await send(here, key, JANE | {"email": "x@y.example"})
    ).status_code == 204  # fetch() can't follow to another origin
    for odd in (b"", b"%", b"a", b"=&=&=", b"email=%ff%fe", b"&" * 50, b"email[]=x&email[]=y"):
        again = await here.anybody.ask("POST", f"/v1/forms/{key}", odd, headers=FORM)
        assert (again.status_code, again.headers["location"]) == (303, f"{PAGE}/thanks"), odd


async def test_who_comes_again_is_told_on_the_card_and_to_nobody_else(here, world, key):
    there = world.member.add("Discovery", email="Jane@acme.example", company="ACME", value=1_00)
    first = await send(here, key, JANE | {"phone": "+49 30 1234567"})
    assert [card["id"] for card in await cards(here)] == [there]
    (note,) = await thread(here, there)
    assert (
        note["body"]
        == "Came again through Web form.\n\nContact: Jane Doe\nPhone: +49 30 1234567\n\nPlease call.\nSoon."
    )
    new = await send(here, key, {"email": "nobody@else.example"})
    assert (first.status_code, first.headers, first.content) == (new.status_code, new.headers, new.content)


async def test_who_is_known_from_a_closed_card_gets_a_new_one(here, world, key):
    world.member.add("Lost", email="jane@acme.example", title="Old one", lost_reason="price")
    await send(here, key)
    (card,) = await cards(here, "stage:nurture")
    assert "There was a card before: “Old one” (" in (await thread(here, card["id"]))[0]["body"]


async def test_sent_twice_a_day_it_is_one(here, world, key):
    for _ in range(3):
        await send(here, key)
    assert len(await thread(here, (await cards(here))[0]["id"])) == 1
    world.now += 86_400_000
    await send(here, key)
    assert len(await thread(here, (await cards(here))[0]["id"])) == 2


async def test_the_answer_is_always_the_same(here, world, key):
    """Whatever is sent, known or not, good or not: one answer, and where it is no lead nothing is written."""
    removed = web_form_keys.add_key(world.hub, BOARD_ID, "Old form").key
    web_form_keys.remove_key(world.hub, removed)
    world.member.add(email="known@acme.example")
    head = world.lead.push().head
    same = []
    for place, sent in (
        (key, {}), (key, []), (key, "x"), (key, None), (key, {"message": " "}), (key, {"Seats": "40"}),
        (key, JANE | {"website": "https://spam.example"}), (removed, JANE), ("kbf_never", JANE),
        (key, {"email": {"a": 1}}), (key, {"source": "other", "campaign": "other"}),
    ):  # fmt: skip
        same.append(await send(here, place, b"null" if sent is None else sent))
    assert world.lead.push().head == head
    same.append(await send(here, key, {"email": "known@acme.example"}))
    same.append(await send(here, key))
    told = {
        (each.status_code, each.content, each.headers["vary"], each.headers["access-control-allow-origin"])
        for each in same
    }
    assert len(told) == 1
    assert world.lead.push().head == head + 3


async def test_the_key_can_do_nothing_else(here, world, key):
    someone = here.someone(key)
    for method, path, body in (
        ("GET", "/v1/me", None), ("GET", f"/v1/boards/{BOARD_ID}/cards", None),
        ("POST", f"/v1/boards/{BOARD_ID}/cards", {"title": "x"}),
        ("GET", f"/v1/boards/{BOARD_ID}/changes?epoch=&since=0", None), ("POST", "/v1/join", {"code": key}),
    ):  # fmt: skip
        assert problem(await someone.ask(method, path, body)) in {(401, "unauthorized"), (404, "not_found")}
    assert problem(await here.anybody.ask("GET", f"/v1/forms/{key}")) == (405, "not_allowed")
    assert problem(await here.anybody.ask("DELETE", f"/v1/forms/{key}")) == (405, "not_allowed")
    await send(
        here,
        key,
        JANE
        | {
            "stage": "Won",
            "marketing_owner": "Lead",
            "label": "vip",
            "field.Rank": "1",
            "deleted": "yes",
            "probability": "1",
        },
    )
    (card,) = await cards(here)
    assert (card["stage"], card["marketing_owner"], card["labels"], card["fields"]) == ("Nurture", None, [], {})


async def test_nothing_that_was_written_is_lost(here, key):
    """What no field takes stands in the comment, cleaned, as long as it is no book."""
    await send(
        here,
        key,
        {
            "email": "jane at acme",
            "value": "a lot",
            "name": "Jane\x1b[31m",
            "company": "x" * (LONGEST + 1),
            "notes\n": "a\u202eb",
        },
    )
    (card,) = await cards(here)
    (note,) = await thread(here, card["id"])
    assert (card["email"], card["company"]) == (None, None)
    assert "email: jane at acme" in note["body"]
    assert "value: a lot" in note["body"]
    assert note["body"].replace("\n", "").isprintable()
    assert card["title"].isprintable()


async def test_origins_are_compared(here, world):
    key = web_form_keys.add_key(world.hub, BOARD_ID, "Web form", origins=[f"{PAGE}/", "https://Acme.example:443"]).key
    head = world.lead.push().head
    for origin in (
        "https://evil.example",
        "null",
        "http://www.acme.example",
        f"{PAGE}.evil.example",
        f"{PAGE}:8443",
        "",
    ):
        answered = await send(here, key, **({"Origin": origin} if origin else {}))
        assert answered.status_code == 204
        assert "access-control-allow-origin" not in answered.headers
    assert world.lead.push().head == head
    for origin in (PAGE, "https://acme.example"):
        answered = await send(here, key, Origin=origin)
        assert (answered.status_code, answered.headers["access-control-allow-origin"]) == (204, origin)
        assert answered.headers["vary"] == "Origin"
    assert world.lead.push().head == head + 2


async def test_a_browser_may_ask_first(here, world):
    key = web_form_keys.add_key(world.hub, BOARD_ID, "Web form", origins=[PAGE]).key
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answered = await here.anybody.ask("OPTIONS", f"/v1/forms/{key}", headers=asked)
    assert answered.status_code == 204
    assert answered.headers["access-control-allow-origin"] == PAGE
    assert answered.headers["access-control-allow-methods"] == "POST"
    assert answered.headers["access-control-allow-headers"] == "Content-Type"
    other = await here.anybody.ask("OPTIONS", f"/v1/forms/{key}", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


async def test_nobody_floods_a_board(world):
    """Past the rate of the key or of the address nothing is made, and nobody is told."""
    settings = Settings(per_form=Rate(5, 0.001), form_sender=Rate(3, 0.001))
    keys = [web_form_keys.add_key(world.hub, BOARD_ID, f"Form {n}").key for n in range(2)]
    async with serving(world, settings) as here:
        answers = [await send(here, keys[n % 2], {"email": f"{n}@a.example"}) for n in range(10)]
        assert {each.status_code for each in answers} == {204}
        assert len(await cards(here)) == 3


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b"nothing", {}, (400, "invalid")), (b"email=x", {"Content-Type": "text/plain"}, (415, "unsupported")),
        (b"--x", {"Content-Type": "multipart/form-data; boundary=x"}, (415, "unsupported")),
        (b"\xff=\xfe", FORM, (400, "invalid")), (b"a=" + b"x" * (32 << 10), FORM, (413, "too_large")),
        (b"a&" * 101, FORM, (413, "too_large")), (b"email=x", FORM | {"Content-Encoding": "gzip"},
                                                  (415, "unsupported")),
    ],
)  # fmt: skip
async def test_what_is_no_form_is_said(here, key, body, headers, expected):
    assert problem(await here.anybody.ask("POST", f"/v1/forms/{key}", body, headers=headers)) == expected


async def test_a_board_that_is_gone_takes_no_more(here, world, key):
    world.lead.offer("board", BOARD_ID, {"deleted": True}, "board")
    head = world.lead.push().head
    assert (await send(here, key)).status_code == 204
    assert world.lead.push().head == head


async def test_a_full_stage_takes_a_lead_all_the_same(here, world, key):
    world.lead.offer("board", BOARD_ID, {"limit_policy": "refuse"}, "board")
    world.lead.offer("stage", STAGES["Nurture"], {"limit": 1}, "stage")
    for n in range(2):
        await send(here, key, {"email": f"{n}@a.example"})
    assert len(await cards(here)) == 2


async def test_rules_see_what_a_form_makes(here, world, key):
    registers = {
        "created": True, "name": "Greet", "when": "enters", "stage": STAGES["Nurture"], "if": "source:website",
        "then": [{"do": "label", "text": "new"}], "on": True,
    }  # fmt: skip
    verdict = world.lead.offer("rule", "00000000-0000-7000-8000-000000000999", registers, "rule")
    assert verdict.status == "applied"
    await send(here, key)
    assert [card["labels"] for card in await cards(here)] == [["new"]]


async def test_a_message_is_kept_and_restored_with_the_server(here, world, key, tmp_path):
    """A key that was removed since the backup stays removed; one that the backup has works on."""
    other = web_form_keys.add_key(world.hub, BOARD_ID, "Other").key
    server_backup.backup(world.hub, tmp_path / "backup.db")
    web_form_keys.remove_key(world.hub, "OTHER")
    server_backup.restore(world.hub, tmp_path / "backup.db")
    assert {each.key: each.removed_at is not None for each, _ in web_form_keys.keys(world.hub)} == {
        key: False,
        other: True,
    }
    await send(here, key)
    assert len(await cards(here)) == 1
