"""Objections and plays over REST: logged and settled in the token's name, written by marketing and leads alone."""

from __future__ import annotations

import pytest

from tests.store.hub.world import BOARD_ID

HERE = f"/v1/boards/{BOARD_ID}"
WORDS = "does it run without your cloud?"
PLAY = {"title": "Your own server", "questions": ["Who decides?"], "answer": "It runs here.", "labels": ["cloud"]}


async def object_to(here, card, words=WORDS, **more):
    made = await here.member.ask("POST", f"{HERE}/cards/{card}/objections", {"words": words, **more})
    assert made.status_code == 201, made.text
    return made.json()


async def test_from_an_objection_to_its_answer_on_every_open_card(here, world):
    cards = [world.member.add() for _ in range(2)]
    first = await object_to(here, cards[0])
    await object_to(here, cards[1], "Does it run, without your CLOUD")
    assert (first["words"], first["author"], first["team"], first["outcome"]) == (WORDS, "Member", "sales", None)
    (request,) = (await here.viewer.ask("GET", f"{HERE}/play-requests")).json()["requests"]
    assert (request["words"], sorted(request["cards"]), request["with"]) == (WORDS, sorted(cards), None)
    made = await here.lead.ask("POST", f"{HERE}/plays", {**PLAY, "answers": [request["id"]]})
    assert made.status_code == 201, made.text
    assert (made.json()["used"], made.json()["open"], made.json()["cards"]) == (2, 2, {"won": 0, "lost": 0, "open": 2})
    for card in cards:
        (logged,) = (await here.viewer.ask("GET", f"{HERE}/cards/{card}/objections")).json()["objections"]
        assert logged["play"] == "Your own server"
        (comment,) = (await here.viewer.ask("GET", f"{HERE}/cards/{card}/comments")).json()["comments"]
        assert "It runs here." in comment["body"]
    assert (await here.viewer.ask("GET", f"{HERE}/play-requests")).json() == {"requests": []}
    place = f"{HERE}/cards/{cards[0]}/objections/{first['id']}"
    settled = await here.member.ask("PATCH", place, {"outcome": "resolved"})
    whole = (await here.viewer.ask("GET", f"{HERE}/cards/{cards[0]}")).json()
    assert [(one["words"], one["play"], one["outcome"]) for one in whole["objections"]] == [
        (WORDS, "Your own server", "resolved")
    ]
    assert (settled.json()["outcome"], settled.json()["outcome_by"]) == ("resolved", "Member")
    (play,) = (await here.viewer.ask("GET", f"{HERE}/plays")).json()["plays"]
    assert (play["resolved"], play["open"]) == (1, 1)


async def test_who_may(here, world):
    card = world.member.add()
    place = f"{HERE}/cards/{card}/objections"
    assert (await here.viewer.ask("POST", place, {"words": WORDS})).status_code == 403
    logged = await here.commenter.ask("POST", place, {"words": WORDS})
    assert logged.status_code == 201
    own = f"{place}/{logged.json()['id']}"
    for method, body in (("PATCH", {"outcome": "lost"}), ("DELETE", None)):
        assert (await here.viewer.ask(method, own, body)).status_code == 403
    assert (await here.commenter.ask("PATCH", own, {"outcome": "lost"})).status_code == 403
    assert (await here.member.ask("DELETE", own)).status_code == 403
    assert (await here.member.ask("PATCH", own, {"outcome": "lost"})).status_code == 200
    assert (await here.commenter.ask("DELETE", own)).status_code == 200
    for who in (here.viewer, here.commenter, here.member):
        assert (await who.ask("POST", f"{HERE}/plays", PLAY)).status_code == 403
    play = (await here.lead.ask("POST", f"{HERE}/plays", PLAY)).json()["id"]
    for method, body in (("PATCH", {"answer": "No"}), ("DELETE", None)):
        assert (await here.member.ask(method, f"{HERE}/plays/{play}", body)).status_code == 403
    assert (await here.lead.ask("DELETE", f"{HERE}/plays/{play}")).status_code == 200
    assert (await here.lead.ask("GET", f"{HERE}/plays")).json() == {"plays": []}


async def test_the_same_key_logs_once(here, world):
    place, key = f"{HERE}/cards/{world.member.add()}/objections", {"Idempotency-Key": "k"}
    for _ in range(2):
        assert (await here.member.ask("POST", place, {"words": WORDS}, headers=key)).status_code == 201
    assert len((await here.member.ask("GET", place)).json()["objections"]) == 1


@pytest.mark.parametrize(
    "body",
    [{}, {"words": " "}, {"words": "x" * 301}, {"words": 7}, {"words": WORDS, "play": "nobody"}, {"word": "x"}],
)
async def test_what_makes_no_objection_is_refused(here, world, body):
    place = f"{HERE}/cards/{world.member.add()}/objections"
    assert (await here.member.ask("POST", place, body)).status_code in {404, 422}
    assert (await here.member.ask("GET", place)).json()["objections"] == []


@pytest.mark.parametrize(
    "body",
    [{}, {"title": ""}, {"title": "x" * 121}, {"title": "A", "questions": "Who?"}, {"title": "A", "review": "x"}],
)
async def test_what_makes_no_play_is_refused(here, body):
    assert (await here.lead.ask("POST", f"{HERE}/plays", body)).status_code == 422


async def test_a_play_is_changed_in_part_chosen_and_archived(here, world):
    play = (await here.lead.ask("POST", f"{HERE}/plays", PLAY)).json()["id"]
    place = f"{HERE}/plays/{play}"
    changed = (await here.lead.ask("PATCH", place, {"answer": "Anywhere.", "labels": [], "review": None})).json()
    assert (changed["answer"], changed["labels"], changed["review"], changed["title"]) == (
        "Anywhere.", [], None, "Your own server",
    )  # fmt: skip
    card = world.member.add()
    logged = await object_to(here, card, play=play)
    assert logged["play"] == "Your own server"
    own = f"{HERE}/cards/{card}/objections/{logged['id']}"
    assert (await here.member.ask("PATCH", own, {"play": None})).json()["play"] is None
    assert (await here.lead.ask("PATCH", place, {"archived": True})).json()["archived"] is True
    other = world.member.add()
    assert (await here.member.ask("DELETE", f"{HERE}/cards/{other}/objections/{logged['id']}")).status_code == 404
