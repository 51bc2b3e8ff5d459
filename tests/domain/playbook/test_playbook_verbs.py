"""Objections and plays as the verbs make them: who may, what stays, and where an answer goes."""

from __future__ import annotations

import pytest

from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.permissions import Forbidden
from kanban.domain.playbook import objection, objection_verbs, play, play_verbs
from kanban.domain.playbook.objection import Objection
from kanban.domain.playbook.play import Play
from tests.domain.board import ANA, BEN, BOARD, CLEO, NOW, VIC, Table, card, uuid

WORDS = "does it run without your cloud?"
REQUEST = objection.derive_request_id(BOARD.id, WORDS)
QUESTIONS = ("Who decides where machine data may go?", "Is it the data or the connection?")


def met(number: int, on: int, **fields: object) -> Objection:
    values = {"author": BEN.id, "team": "sales", "at": NOW, "request": REQUEST, **fields}
    return Objection(uuid(12, number), uuid(4, on), WORDS, **values)  # type: ignore[arg-type]


def written(number: int = 1, title: str = "Your own server", **fields: object) -> Play:
    values = {"questions": QUESTIONS, "owner": ANA.id, **fields}
    return Play(uuid(13, number), title, **values)  # type: ignore[arg-type]


@pytest.fixture
def table() -> Table:
    cards = [card(1, "Proposal"), card(2, "Negotiation"), card(3, "Lost"), card(4, "Nurture")]
    return Table(cards, actor=BEN, objections=[met(1, 1), met(2, 2), met(3, 3)])


def test_each_card_gets_the_words_in_the_name_of_the_actor(table: Table) -> None:
    act = objection_verbs.log_objection(table, [each.id for each in table.cards[:2]], " “Does it run\x07 here?” ")
    assert act.summary == "Logged the objection “Does it run␇ here?” (2 cards)"
    assert [(step.etype, step.card, step.verb) for step in act.steps] == [
        ("objection", each.id, "object") for each in table.cards[:2]
    ]
    first = act.steps[0].set
    assert (first["author"], first["team"], first["at"]) == (BEN.id, "sales", NOW)
    assert first["request"] == act.steps[1].set["request"]


@pytest.mark.parametrize("typed", ["", "  ", "“”", "\u200b", "x" * 301])
def test_words_are_a_line(table: Table, typed: str) -> None:
    with pytest.raises(UsageFault):
        objection_verbs.log_objection(table, [table.cards[0].id], typed)


def test_the_same_words_make_the_same_request() -> None:
    same = ["no cloud for us", "No cloud, for us!", " NO  CLOUD for us"]
    assert len({objection.derive_request_id(BOARD.id, words) for words in same}) == 1
    assert objection.derive_request_id(BOARD.id, "no clouds") != objection.derive_request_id(BOARD.id, "no cloud")
    assert objection.derive_request_id(BOARD.id, "？！") != objection.derive_request_id(BOARD.id, "。")


def test_viewers_log_none_and_commenters_do_not_settle(table: Table) -> None:
    table.actor = VIC
    with pytest.raises(Forbidden):
        objection_verbs.log_objection(table, [table.cards[0].id], WORDS)
    table.actor = CLEO
    assert objection_verbs.log_objection(table, [table.cards[0].id], WORDS).steps
    with pytest.raises(Forbidden):
        objection_verbs.settle(table, [table.objections[0].id], "resolved")


def test_an_outcome_is_set_with_who_and_when_and_cleared_whole(table: Table) -> None:
    ids = [each.id for each in table.objections[:2]]
    act = objection_verbs.settle(table, ids, "resolved")
    assert act.summary == "2 objections: resolved"
    assert [dict(step.set) for step in act.steps] == [
        {"outcome": "resolved", "outcome_by": BEN.id, "outcome_at": NOW}
    ] * 2
    table.objections[0] = met(1, 1, outcome="lost", outcome_by=BEN.id, outcome_at=NOW)
    assert objection_verbs.settle(table, ids[:1], "lost").steps == ()
    assert set(objection_verbs.settle(table, ids[:1], "").steps[0].set.values()) == {None}
    with pytest.raises(Refused):
        objection_verbs.settle(table, ids, "maybe")


@pytest.mark.parametrize(
    ("word", "outcome"),
    [("resolved", "resolved"), ("Helped", "resolved"), ("s", "stalled"), ("not", "lost"), ("open", "")],
)
def test_outcomes_have_other_words(word: str, outcome: str) -> None:
    assert objection.find_outcome(word) == outcome


def test_only_its_author_deletes_one(table: Table) -> None:
    first = table.objections[0].id
    assert objection_verbs.delete_objection(table, first).steps[0].set == {"deleted": True}
    table.actor = ANA
    with pytest.raises(Forbidden):
        objection_verbs.delete_objection(table, first)


def test_only_marketing_and_leads_write_plays(table: Table) -> None:
    with pytest.raises(Forbidden, match="Only members of marketing and leads can change plays"):
        play_verbs.save_play(table, "", {"title": "Own server"})
    table.actor = BEN._replace(role="lead")
    assert play_verbs.save_play(table, "", {"title": "Own server"}).steps


def test_a_new_play_has_its_writer_for_owner_and_a_review_in_half_a_year(table: Table) -> None:
    table.actor = ANA
    settings = {"title": "Own server", "questions": "- Who?\n* Why?\n\n", "labels": "cloud, security", "proof": []}
    step = play_verbs.save_play(table, "", settings).steps[0]
    assert (step.set["owner"], step.set["review_on"], step.set["author"]) == (ANA.id, "2027-05-23", ANA.id)
    assert (step.set["questions"], step.set["label.cloud"], step.set["label.security"]) == (
        ["Who?", "Why?"],
        True,
        True,
    )


@pytest.mark.parametrize(
    "settings",
    [
        {"title": ""}, {"title": "x" * 121}, {"questions": ["x" * 501]}, {"questions": [1]}, {"answer": "x" * 4001},
        {"colour": "red"}, {"review": "some day"}, {"labels": 7}, {"proof": ["a"] * 21},
    ],
)  # fmt: skip
def test_what_makes_no_play_is_refused(table: Table, settings: dict[str, object]) -> None:
    table.actor = ANA
    with pytest.raises(UsageFault):
        play_verbs.save_play(table, "", {"title": "Own server", **settings})


def test_two_plays_have_two_titles(table: Table) -> None:
    table.actor, table.plays = ANA, [written()]
    with pytest.raises(Refused, match="There is a play called"):
        play_verbs.save_play(table, "", {"title": "your OWN server"})
    assert play_verbs.save_play(table, table.plays[0].id, {"title": "Your own server"}).steps == ()


def test_an_answer_goes_to_every_open_card_that_asked_in_one_act(table: Table) -> None:
    table.actor = ANA
    act = play_verbs.save_play(table, "", {"title": "Own server", "questions": list(QUESTIONS)}, requests=[REQUEST])
    assert act.summary == "Wrote the play “Own server”, and sent it to 2 cards"
    entity = act.steps[0].entity
    assert act.steps[0].set[f"answers.{REQUEST}"] is True
    assert [(step.etype, step.card) for step in act.steps[1:]] == [
        ("objection", uuid(4, 1)), ("comment", uuid(4, 1)), ("objection", uuid(4, 2)), ("comment", uuid(4, 2)),
    ]  # fmt: skip
    assert act.steps[1].set == {"play": entity}
    body = str(act.steps[2].set["body"])
    assert "Own server" in body
    assert WORDS in body
    assert all(question in body for question in QUESTIONS)


def test_a_play_that_is_only_begun_goes_nowhere(table: Table) -> None:
    table.actor = ANA
    act = play_verbs.save_play(table, "", {"title": "Own server"}, requests=[REQUEST])
    assert [step.etype for step in act.steps] == ["play"]
    table.plays = [written(questions=())]
    with pytest.raises(Refused, match="is only begun"):
        play_verbs.answer_with(table, table.plays[0].id, [REQUEST])


def test_a_play_that_is_here_answers_a_request_and_the_begun_one_goes(table: Table) -> None:
    table.actor = ANA
    table.plays = [written(1), written(2, WORDS, questions=(), answers=frozenset({REQUEST}))]
    act = play_verbs.answer_with(table, table.plays[0].id, [REQUEST])
    assert [(step.etype, step.entity) for step in act.steps if step.etype == "play"] == [
        ("play", table.plays[0].id), ("play", table.plays[1].id),
    ]  # fmt: skip
    assert act.steps[-1].set == {"deleted": True}
    assert len(act.steps) == 6


def test_taking_a_request_begins_its_play_once(table: Table) -> None:
    table.actor = ANA
    act = play_verbs.take_request(table, REQUEST, WORDS)
    assert act.steps[0].set["title"] == WORDS
    table.plays = [written(1, WORDS, questions=(), owner=VIC.id, answers=frozenset({REQUEST}))]
    assert play_verbs.take_request(table, REQUEST, WORDS).steps[0].set == {"owner": ANA.id}
    table.plays = [written(1, WORDS, questions=(), answers=frozenset({REQUEST}))]
    assert play_verbs.take_request(table, REQUEST, WORDS).steps == ()


def test_labels_that_are_left_out_go(table: Table) -> None:
    table.actor, table.plays = ANA, [written(labels=("cloud", "old"))]
    act = play_verbs.save_play(table, table.plays[0].id, {"labels": ["cloud", "new"]})
    assert act.steps[0].set == {"label.new": True, "label.old": False}


def test_a_play_is_found_by_what_one_remembers_of_its_title() -> None:
    plays = [written(1, "Price for one line"), written(2, "Price over years"), written(3, "Gone", deleted=True)]
    assert play.find_play(plays, "price for").id == plays[0].id
    assert play.find_play(plays, "years").id == plays[1].id
    with pytest.raises(UsageFault, match="several plays"):
        play.find_play(plays, "price")
    with pytest.raises(NotFound):
        play.find_play(plays, "gone")


def test_starter_plays_that_are_here_stay_and_removed_ones_come_back(table: Table) -> None:
    table.actor, table.plays = ANA, [written(1), written(2, "Gone", deleted=True)]
    rows = [(uuid(13, 1), {"title": "Other words"}), (uuid(13, 2), {"title": "Gone"}), (uuid(13, 3), {"title": "New"})]
    act = play_verbs.add_plays(table, rows)
    assert [(step.entity, step.set.get("deleted"), step.set.get("created")) for step in act.steps] == [
        (uuid(13, 2), False, None), (uuid(13, 3), None, True),
    ]  # fmt: skip


def test_odd_registers_make_no_objection_and_no_play() -> None:
    assert objection.read("x", {"card": "c", "words": 7, "at": NOW}, BOARD.id) is None
    assert objection.read("x", {"card": "c", "words": "no", "at": None}, BOARD.id) is None
    odd = objection.read("x", {"card": "c", "words": "no", "at": NOW, "outcome": "maybe", "team": 3}, BOARD.id)
    assert odd is not None
    assert (odd.outcome, odd.team, odd.author) == ("", "", "")
    assert play.read("x", {"questions": ["a"]}) is None
    told = play.read("x", {"title": "T", "questions": [1, "a"], "proof": "b", "label.x": 1, "archived": "yes"})
    assert told is not None
    assert (told.questions, told.proof, told.labels, told.is_archived) == (("a",), (), (), False)
