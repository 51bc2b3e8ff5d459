"""Push, pull, snapshot and history over HTTP: what the protocol says is what travels."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.change import CARD
from kanban.domain.ids import new_id
from kanban.protocol import wire
from tests.examples import examples
from tests.server.conftest import problem, serving
from tests.store.hub.world import BOARD_ID, STAGES, World

PATH = f"/v1/boards/{BOARD_ID}"


def made(device, **registers):
    values = {"created": True, "title": "Acme", "stage": STAGES["Nurture"], "rank": "a0", **registers}
    return device.change(CARD, new_id(), values, "create")


async def test_what_is_pushed_is_pulled_by_others(here, world):
    change = made(world.member, title="Łódź 🏭")
    pushed = wire.decode_pushed((await here.member.push(world.member, change)).json())
    assert [(v.id, v.status) for v in pushed.verdicts] == [(change.id, "applied")]
    asked = {"epoch": world.viewer.epoch, "since": world.viewer.base}
    page = wire.decode_page((await here.viewer.ask("GET", f"{PATH}/changes", params=asked)).json())
    assert [(c.id, c.set["title"], c.actor) for c in page.changes] == [(change.id, "Łódź 🏭", world.member.member)]
    assert page.head == pushed.head
    assert page.digest is not None


async def test_a_packed_push_is_unpacked(here, world):
    body = {"epoch": world.member.epoch, "device": world.member.id, "changes": [wire.encode_change(made(world.member))]}
    packed = gzip.compress(json.dumps(body).encode())
    answer = await here.member.ask("POST", f"{PATH}/push", packed, headers={"Content-Encoding": "gzip"})
    assert answer.json()["verdicts"][0]["status"] == "applied"


async def test_a_large_answer_is_packed_for_who_takes_it(here, world):
    await here.member.push(world.member, *(made(world.member) for _ in range(20)))
    asked = {"epoch": world.viewer.epoch, "since": 0}
    packed = await here.viewer.ask("GET", f"{PATH}/changes", params=asked)
    plain = await here.viewer.ask("GET", f"{PATH}/changes", params=asked, headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json()["changes"] == plain.json()["changes"]


async def test_what_is_not_known_here_is_kept(here, world):
    change = wire.encode_change(made(world.member)) | {"mood": {"later": [1, None]}}
    await here.member.push(world.member, change)
    asked = {"epoch": world.viewer.epoch, "since": world.viewer.base}
    page = wire.decode_page((await here.viewer.ask("GET", f"{PATH}/changes", params=asked)).json())
    assert page.changes[0].extra == {"mood": {"later": [1, None]}}


async def test_what_it_takes_is_told(here, world):
    meta = (await here.anybody.ask("GET", "/v1/meta")).json()
    assert {"label.*", "title", "created"} <= set(meta["entities"]["card"])
    asked = {"epoch": world.viewer.epoch, "since": world.viewer.base}
    page = (await here.viewer.ask("GET", f"{PATH}/changes", params=asked)).json()
    assert page["takes"] == meta["takes"]
    gadget = world.member.change("gadget", new_id(), {"colour": "red"})
    (verdict,) = (await here.member.push(world.member, gadget)).json()["verdicts"]
    assert (verdict["status"], verdict["code"]) == ("rejected", "unknown")


async def test_a_viewers_change_is_refused_by_itself(here, world):
    answer = await here.viewer.push(world.viewer, made(world.viewer))
    verdict = answer.json()["verdicts"][0]
    assert (answer.status_code, verdict["status"], verdict["code"]) == (200, "rejected", "forbidden")
    assert "viewer" in verdict["detail"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda c: c | {"stamp": "yesterday"}, "stamp"),
        (lambda c: c | {"at": 5}, "at"),
        (lambda c: c | {"set": []}, "sets"),
        (lambda c: c | {"set": {"title": "x" * 200_000}}, "larger than"),
        (lambda c: c | {"set": {"": 1}}, "The name of a field"),
        (lambda c: {name: c[name] for name in ("id", "dseq")}, "should be"),
    ],
)
async def test_a_change_that_cannot_be_read_holds_up_no_other(here, world, spoil, said):
    bad, good = wire.encode_change(made(world.member)), wire.encode_change(made(world.member))
    for _ in range(2):
        verdicts = (await here.member.push(world.member, spoil(bad), good)).json()["verdicts"]
        assert (verdicts[0]["id"], verdicts[0]["status"], verdicts[0]["code"]) == (bad["id"], "rejected", "invalid")
        assert said in verdicts[0]["detail"]
        assert verdicts[1]["status"] in {"applied", "duplicate"}


async def test_faults_of_the_whole_batch(here, world):
    device = world.member
    first = made(device)
    assert problem(await here.member.push(device, made(device))) == (409, "gap")
    await here.member.push(device, first)
    forked = wire.encode_change(first) | {"id": new_id()}
    assert problem(await here.member.push(device, forked)) == (409, "device_forked")
    device.epoch, epoch = new_id(), device.epoch
    refused = await here.member.push(device)
    assert problem(refused) == (409, "epoch")
    assert refused.json()["epoch"] == epoch


async def test_too_many_changes_are_refused_before_they_are_read(here, world):
    assert problem(await here.member.push(world.member, *({} for _ in range(501)))) == (413, "too_large")


async def test_a_snapshot_and_history_are_the_board(here, world):
    world.member.add()
    snapshot = wire.decode_snapshot((await here.viewer.ask("GET", f"{PATH}/snapshot")).json())
    history = wire.decode_older(
        (await here.viewer.ask("GET", f"{PATH}/history", params={"before": snapshot.head + 1})).json()
    )
    assert snapshot.count == len(snapshot.entities)
    assert snapshot.after is None
    assert history.changes[0].id == snapshot.tip
    assert len(history.changes) == snapshot.head


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("changes", {"epoch": "e", "since": -1}),
        ("changes", {"epoch": "e", "since": 1 << 53}),
        ("changes", {"epoch": "e", "since": "one"}),
        ("changes", {"since": 1}),
        ("changes", {"epoch": "e\0", "since": 1}),
        ("changes", {"epoch": "e", "since": 1, "limit": 0}),
        ("snapshot", {"after": "card \0"}),
        ("history", {}),
    ],
)
async def test_odd_questions_are_refused(here, path, params):
    assert problem(await here.viewer.ask("GET", f"{PATH}/{path}", params=params)) == (422, "invalid")


# -- whatever a client that means harm sets, the board stays readable

words = st.text("aé\0\n\ud800[]{}\"'\\%_", max_size=6)
numbers = st.integers(-(1 << 60), 1 << 60) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(
    ["title", "stage", "rank", "value", "currency", "created", "deleted", "label.vip", "label.", "link.1", "link.",
     "field.x", "card", "author", "team", "kind", "body", "name", "role", "side", "outcome", "required", "limit",
     "handoff", "merged_into", "timezone", "holidays", "return_reasons", "aliases", "away", "next_on", "close_on",
     "probability", "entered_at", "sales_owner", "email"]
) | st.text("aé.\0\n", min_size=1, max_size=5)  # fmt: skip
etypes = st.sampled_from(["card", "comment", "stage", "member", "board", "gadget"])


@examples(40)
@given(data=st.data())
def test_anything_may_be_set_and_the_board_stays_readable(data):
    world = World()

    async def tried():
        device, card = world.lead, world.lead.add()
        known = st.sampled_from([card, STAGES["MQL"], STAGES["Nurture"], device.member, BOARD_ID, new_id()])
        offered = []
        for _ in range(data.draw(st.integers(1, 6))):
            registers = data.draw(st.dictionaries(names, values | known, min_size=1, max_size=6))
            verb = data.draw(st.sampled_from(["edit", "create", "move", "import", "purge", "undo"]))
            offered.append(device.change(data.draw(etypes), data.draw(known), registers, verb))
        async with serving(world) as here:
            pushed = await here.lead.push(device, *offered)
            assert pushed.status_code == 200, pushed.text
            assert [each["id"] for each in pushed.json()["verdicts"]] == [each.id for each in offered]
            for path, params in (
                ("changes", {"epoch": device.epoch, "since": 0}),
                ("snapshot", {}),
                ("history", {"before": 10_000}),
                ("cards", {"q": "-stage:won value>=0 -has:label"}),
                ("cards", {"q": "deleted"}),
                (f"cards/{card}", {}),
                (f"cards/{card}/comments", {}),
                ("devices", {}),
            ):
                answer = await here.lead.ask("GET", f"{PATH}/{path}", params=params)
                assert answer.status_code < 500, (path, answer.text)
            made = await here.member.ask("POST", f"{PATH}/cards", {"title": "After", "value": "1k"})
            assert made.status_code < 500, made.text
            page = await here.lead.ask(
                "GET", f"{PATH}/changes", params={"epoch": device.epoch, "since": device.base, "limit": 500}
            )
            if page.status_code == 200:
                wire.decode_page(page.json())

    try:
        asyncio.run(tried())
    finally:
        world.close()
