"""Who may speak: tokens, invitations, further machines, and how all of them are taken back."""

from __future__ import annotations

import pytest

from kanban.domain.ids import new_id
from kanban.protocol import wire
from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID, uuid

INVITES, DEVICES = f"/v1/boards/{BOARD_ID}/invites", f"/v1/boards/{BOARD_ID}/devices"


@pytest.mark.parametrize(
    "header",
    [None, "", "kbt_x", "Basic abc", "Bearer", "Bearer ", "Bearer wrong", "Bearer ä", "Bearer kbt_" + "x" * 5000],
)
async def test_without_a_good_token_nothing_is_told(here, header):
    headers = {"Authorization": header.encode("latin-1")} if header is not None else {}
    for path in ("/v1/me", "/v1/boards", f"/v1/boards/{BOARD_ID}/changes", "/v1/events", DEVICES):
        answer = await here.anybody.ask("GET", path, headers=headers)
        assert problem(answer) == (401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_is_somebody(here, world):
    body = (await here.member.ask("GET", "/v1/me")).json()
    assert (body["account"], body["name"], body["team"]) == (world.caller("member").account, "Member", "sales")
    boards = (await here.member.ask("GET", "/v1/boards")).json()["boards"]
    assert [(b["id"], b["name"], b["role"], b["team"], b["state"]) for b in boards] == [
        (BOARD_ID, "Pipeline", "member", "sales", "open")
    ]


async def test_one_code_and_one_command_make_a_member(here, world):
    code = (await here.lead.ask("POST", INVITES, {"name": "Ana", "team": "marketing"})).json()["code"]
    joined = (await here.anybody.ask("POST", "/v1/join", {"code": code})).json()
    ana = here.someone(joined["token"])
    (board,) = (await ana.ask("GET", "/v1/boards")).json()["boards"]
    assert (joined["name"], board["team"], board["role"], board["id"]) == ("Ana", "marketing", "member", BOARD_ID)
    assert (await ana.ask("GET", "/v1/me")).json()["account"] == joined["account"]
    again = await here.anybody.ask("POST", "/v1/join", {"code": code})
    assert problem(again) == (404, "not_found")


async def test_only_leads_invite(here):
    for role in ("viewer", "commenter", "member"):
        answer = await getattr(here, role).ask("POST", INVITES, {"name": "Eve", "team": "sales"})
        assert problem(answer) == (403, "forbidden")


@pytest.mark.parametrize(
    "body",
    [{}, {"name": "", "team": "sales"}, {"name": "Ana", "team": "legal"},
     {"name": "Ana", "team": "sales", "role": "king"}, {"name": "A\x1b[2J", "team": "sales"},
     {"name": "Lead", "team": "sales"}, {"name": "x" * 500, "team": "sales"}],
)  # fmt: skip
async def test_an_invitation_that_makes_no_sense_is_refused(here, body):
    assert problem(await here.lead.ask("POST", INVITES, body)) == (422, "invalid")


async def test_another_machine_is_the_same_person(here):
    code = (await here.member.ask("POST", "/v1/devices", {})).json()["code"]
    joined = (await here.anybody.ask("POST", "/v1/join", {"code": code})).json()
    me = (await here.member.ask("GET", "/v1/me")).json()
    other = (await here.someone(joined["token"]).ask("GET", "/v1/me")).json()
    assert other["account"] == me["account"]
    assert other["token"] != me["token"]


async def test_a_lost_laptop_is_signed_out(here, world):
    world.member.add()
    (sign_in,) = (await here.member.ask("GET", DEVICES)).json()["devices"]
    assert (sign_in["name"], sign_in["devices"], sign_in["own"], sign_in["revoked"]) == (
        "Member",
        [world.member.id],
        True,
        False,
    )
    everybody = (await here.lead.ask("GET", DEVICES)).json()["devices"]
    assert {each["name"] for each in everybody} == {"Viewer", "Commenter", "Member", "Lead"}
    assert problem(await here.viewer.ask("DELETE", f"/v1/devices/{sign_in['id']}")) == (403, "forbidden")
    assert problem(await here.lead.ask("DELETE", f"/v1/devices/{new_id()}")) == (403, "forbidden")
    assert (await here.member.ask("DELETE", f"/v1/devices/{sign_in['id']}")).json() == {}
    assert problem(await here.member.ask("GET", "/v1/me")) == (401, "unauthorized")


@pytest.mark.parametrize("path", [DEVICES, "/v1/devices"])
async def test_a_lead_takes_the_board_from_a_machine_and_gives_it_back(here, world, path):
    (sign_in,) = (await here.member.ask("GET", DEVICES)).json()["devices"]
    for speaker, expected in (
        (here.viewer, {(404, "not_found"), (403, "forbidden")}),
        (here.anybody, {(401, "unauthorized")}),
    ):
        assert problem(await speaker.ask("DELETE", f"{path}/{sign_in['id']}")) in expected
    assert (await here.lead.ask("DELETE", f"{path}/{sign_in['id']}")).json() == {}
    assert problem(await here.member.ask("GET", f"/v1/boards/{BOARD_ID}/snapshot")) == (403, "forbidden")
    assert (await here.member.ask("GET", "/v1/me")).status_code == 200
    back = f"{DEVICES}/{sign_in['id']}"
    assert problem(await here.member.ask("PUT", back)) == (403, "forbidden")
    assert problem(await here.viewer.ask("PUT", back)) == (404, "not_found")
    assert (await here.lead.ask("PUT", back)).json() == {}
    assert (await here.member.ask("GET", f"/v1/boards/{BOARD_ID}/snapshot")).status_code == 200


async def test_whoever_was_taken_off_a_board_reaches_it_no_more(here, world):
    world.lead.offer("member", world.member.member, {"deleted": True}, "member")
    assert problem(await here.member.ask("GET", f"/v1/boards/{BOARD_ID}/snapshot")) == (403, "forbidden")
    assert (await here.member.ask("GET", "/v1/boards")).json() == {"boards": []}


async def test_another_board_is_not_shown(here, world):
    other, device = uuid(9, 1), new_id()
    made = await here.lead.ask("POST", "/v1/boards", {"id": other, "device": device})
    assert (made.json()["state"], made.json()["role"]) == ("publishing", "lead")
    assert problem(await here.member.ask("GET", f"/v1/boards/{other}/snapshot")) == (403, "forbidden")
    assert problem(await here.member.ask("GET", f"/v1/boards/{new_id()}/snapshot")) == (404, "unknown_board")


async def test_a_board_is_published_with_its_history(here, world):
    other, device = uuid(9, 1), new_id()
    asked = {"id": other, "device": device, "mapping": {uuid(3, 9): "Member"}}
    epoch = (await here.lead.ask("POST", "/v1/boards", asked)).json()["epoch"]
    changes = [
        world.lead.change("board", other, {"created": True, "name": "Other", "currency": "EUR"}, "board", device=device,
                          dseq=1),
        world.lead.change("member", uuid(3, 9), {"created": True, "name": "Em", "team": "sales", "role": "member"},
                          "member", device=device, dseq=2, actor=uuid(3, 9)),
    ]  # fmt: skip
    body = {"epoch": epoch, "device": device, "changes": [wire.encode_change(change) for change in changes]}
    pushed = (await here.lead.ask("POST", f"/v1/boards/{other}/push", body)).json()
    assert [verdict["status"] for verdict in pushed["verdicts"]] == ["applied", "applied"]
    done = (await here.lead.ask("POST", f"/v1/boards/{other}/open", {"device": device, "dseq": 2})).json()
    assert (done["state"], done["name"], done["role"]) == ("open", "Other", "lead")
    (asked,) = (await here.member.ask("GET", "/v1/invitations")).json()["invitations"]
    assert asked == {
        "board": other,
        "name": "Other",
        "by": "Lead",
        "member": uuid(3, 9),
        "team": "sales",
        "role": "member",
    }
    assert (await here.viewer.ask("GET", "/v1/invitations")).json() == {"invitations": []}
    joined = (await here.member.ask("POST", f"/v1/boards/{other}/join", {})).json()
    assert (joined["member"], joined["role"], joined["joined"]) == (uuid(3, 9), "member", True)
    unknown = {"id": uuid(9, 2), "device": new_id(), "mapping": {uuid(3, 9): "Nobody"}}
    assert (await here.lead.ask("POST", "/v1/boards", unknown)).status_code == 200


async def test_a_newer_board_is_opened_by_an_older_client_too(here, world):
    other, device = uuid(9, 1), new_id()
    await here.viewer.ask("POST", "/v1/boards", {"id": other, "device": device})
    await here.viewer.ask("POST", f"/v1/boards/{other}/open", {"device": device, "dseq": 0})
    mine = {board["id"]: board for board in (await here.member.ask("GET", "/v1/boards")).json()["boards"]}
    assert (mine[other]["joined"], mine[BOARD_ID]["joined"]) == (False, True)
    page = (await here.member.ask("GET", f"/v1/boards/{other}/snapshot")).json()
    names = {each["set"].get("name") for each in page["entities"] if each["etype"] == "member"}
    assert names == {"Viewer", "Member"}


async def test_anybody_may_ask_what_this_is(here):
    meta = (await here.anybody.ask("GET", "/v1/meta")).json()
    assert (meta["name"], meta["protocol"], meta["min_protocol"]) == ("kanban", 1, 1)
    assert (await here.anybody.ask("GET", "/health")).json()["status"] == "ok"
