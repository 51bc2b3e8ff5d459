"""Plays while somebody types: beginnings of words, one slip a word, what prospects said before; and requests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain.ids import derive_id
from kanban.domain.playbook import book, starter_plays, typeahead
from kanban.domain.playbook.book import MetObjection, build_playbook
from kanban.domain.playbook.objection import Objection, derive_request_id
from kanban.domain.playbook.play import Play
from tests.domain.board import BOARD, NOW, uuid

PARTS = ("title", "questions", "heard", "answer")
PLAYS = [
    Play(key, *(settings[name] for name in PARTS), labels=tuple(settings["labels"]))  # type: ignore[arg-type]
    for key, settings in starter_plays.list_starters(BOARD.id)
]


def met(number: int, words: str, **fields: object) -> MetObjection:
    play, state = str(fields.get("play", "")), fields.get("state", "open")
    entry = Objection(
        uuid(12, number), uuid(4, number), words, "", "sales", NOW, derive_request_id(BOARD.id, words), play=play,
        outcome=str(fields.get("outcome", "")),
    )  # fmt: skip
    value = fields.get("value", 100)
    return MetObjection(entry, uuid(4, number), f"Card {number}", value, "EUR", state)  # type: ignore[arg-type]


def keys(typed: str, *entries: MetObjection) -> list[str]:
    """The starters that are suggested, by their keys."""
    by_id = {derive_id(BOARD.id, "play", f"starter:{one.key}"): one.key for one in starter_plays.STARTERS}
    suggested = typeahead.Typeahead(build_playbook(PLAYS, entries, "EUR")).suggest(typed).plays
    return [by_id[play.id] for play in suggested]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("exp", "price"), ("it is too expensive", "price"), ("too expensiv", "price"), ("expansive", "price"),
        ("not now", "timing"), ("I have to ask my boss", "authority"), ("we don't need it", "need"),
        ("we already have somebody", "competitor"), ("we don't know you", "trust"), ("just send me something", "send"),
        ("is it safe", "security"), ("does it integrate", "integration"), ("we built it ourselves", "built"),
        ("won't sign for so long", "contract"), ("no reply", "silence"), ("securty", "security"),
    ],
)  # fmt: skip
def test_each_starter_play_is_found_by_what_people_say(typed: str, key: str) -> None:
    assert keys(typed)[0] == key


def test_what_prospects_said_before_leads_to_the_play_that_answered() -> None:
    play = derive_id(BOARD.id, "play", "starter:trust")
    assert "trust" not in keys("a students' startup")
    assert keys("startup of stud", met(1, "you are students with a startup", play=play))[0] == "trust"


@pytest.mark.parametrize("typed", ["", " ", "xyzzyq", "?!", "\u200b"])
def test_what_fits_nothing_is_no_fault(typed: str) -> None:
    assert len(keys(typed)) in {0, 3}


def test_below_three_letters_come_the_plays_used_most_at_the_stage() -> None:
    play = derive_id(BOARD.id, "play", "starter:security")
    assert keys("a", met(1, "safe?", play=play))[0] == "security"


def test_requests_are_suggested_by_their_words() -> None:
    entries = [met(1, "our IT allows no sensors"), met(2, "no cloud for us")]
    suggested = typeahead.Typeahead(build_playbook(PLAYS, entries, "EUR")).suggest("sensor").requests
    assert [request.words for request in suggested] == ["our IT allows no sensors"]


def test_requests_are_ordered_by_the_open_value_that_waits_each_card_once() -> None:
    words = "no cloud"
    entries = [
        met(1, words, value=500), met(1, words, value=500), met(2, "sensors", value=700), met(3, words, value=None),
        met(4, words, value=900, state="lost"), met(5, "sensors", value=900, outcome="resolved"),
    ]  # fmt: skip
    requests = build_playbook([], entries, "EUR").requests
    assert [(one.words, len(one.cards), dict(one.values)) for one in requests] == [
        ("sensors", 1, {"EUR": 700}),
        (words, 2, {"EUR": 500}),
    ]


def test_figures_count_objections_and_each_card_once() -> None:
    play = PLAYS[0].id
    entries = [
        met(1, "a", play=play, outcome="resolved", state="won"), met(1, "b", play=play, state="won"),
        met(2, "c", play=play, outcome="lost", state="lost"), met(3, "d", play=play, outcome="stalled"),
        met(4, "e", play="gone"),
    ]  # fmt: skip
    figures = build_playbook(PLAYS, entries, "EUR").figures[play]
    assert (figures.used, figures.resolved, figures.stalled, figures.lost, figures.open) == (4, 1, 1, 1, 1)
    assert (figures.won_cards, figures.lost_cards, figures.open_cards) == (1, 1, 1)
    assert book.count_figures(entries[:1]).used == 1


def test_a_later_objection_of_an_answered_request_has_its_play() -> None:
    late = met(1, "no cloud")
    play = Play(uuid(13, 1), "Own server", ("Who?",), answers=frozenset({late.objection.request}))
    playbook = build_playbook([play], [late], "EUR")
    assert playbook.find_answer(late.objection) == play
    assert playbook.requests == ()
    begun = Play(uuid(13, 1), "no cloud", answers=frozenset({late.objection.request}))
    (request,) = build_playbook([begun], [late], "EUR").requests
    assert request.draft == begun


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("cloud", "cloud", True), ("cloud", "clout", True), ("cloud", "loud", True), ("clud", "cloud", True),
        ("clodu", "cloud", True), ("cloud", "clown", False), ("cloud", "c", False), ("ab", "ba", True),
    ],
)  # fmt: skip
def test_a_slip_is_one_letter(one: str, other: str, expected: bool) -> None:
    assert typeahead.is_one_slip(one, other) is expected


def test_as_known_before_a_moment_there_is_no_later_objection_and_no_later_outcome() -> None:
    early = met(1, "no cloud", outcome="resolved")
    early = replace(early, objection=replace(early.objection, outcome_at="2026-11-24T00:00:00Z"))
    late = met(2, "no cloud")
    late = replace(late, objection=replace(late.objection, at="2026-11-25T00:00:00Z"))
    whole = build_playbook([], [early, late], "EUR")
    (known,) = whole.limit(None, "2026-11-23T23:00:00Z").met
    assert (known.objection.id, known.objection.outcome) == (early.objection.id, "")
    assert whole.limit(None, "2026-11-24T12:00:00Z").met[0].objection.outcome == "resolved"
    assert [entry.card for entry in whole.limit({late.card}, None).met] == [late.card]
