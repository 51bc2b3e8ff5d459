"""Debriefs and shared walks as acts: who may write them, on which cards, and who is told first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain.change import LESSON, NOTICE
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.lessons import lesson, lesson_verbs
from kanban.domain.lessons.lesson import Answer, Lesson
from kanban.domain.permissions import Forbidden
from tests.domain.board import ANA, BEN, Table, card

WORDS = "the pilot came too late for this year's budget"


def build(**more: object) -> Lesson:
    whole = Lesson("l1", card().id, "debrief", WORDS, (), BEN.id, "sales", "2026-11-23T10:00:00Z")
    return replace(whole, **more)  # type: ignore[arg-type]


def test_the_marketer_of_the_lead_is_told_first() -> None:
    table = Table([card(1, "Lost", marketing_owner="Ana")], actor=BEN)
    act = lesson_verbs.debrief(table, table.cards[0].id, f"  {WORDS} ")
    assert [step.etype for step in act.steps] == [LESSON, NOTICE]
    assert act.steps[0].set["words"] == WORDS
    assert (act.steps[0].set["author"], act.steps[0].set["team"]) == (BEN.id, "sales")
    assert (act.steps[1].set["to"], act.steps[1].set["words"]) == (ANA.id, f"Lost: “{WORDS}”")
    assert act.summary.endswith("; Ana sees it first")


@pytest.mark.parametrize("owner", [None, "Ben", "Somebody of a file"])
def test_nobody_is_told_where_there_is_no_other_marketer(owner: str | None) -> None:
    table = Table([card(1, "Won", marketing_owner=owner)], actor=BEN)
    assert [step.etype for step in lesson_verbs.debrief(table, table.cards[0].id, WORDS).steps] == [LESSON]


@pytest.mark.parametrize("where", ["Nurture", "Handoff", "Proposal", "Disqualified"])
def test_a_deal_that_is_not_over_has_no_debrief(where: str) -> None:
    table = Table([card(1, where)], actor=BEN)
    with pytest.raises(Refused, match="neither Won nor Lost"):
        lesson_verbs.debrief(table, table.cards[0].id, WORDS)


@pytest.mark.parametrize("typed", ["", " \n ", "\u200b", "x" * 2_001])
def test_what_says_nothing_or_too_much_is_no_debrief(typed: str) -> None:
    table = Table([card(1, "Won")], actor=BEN)
    with pytest.raises(UsageFault):
        lesson_verbs.debrief(table, table.cards[0].id, typed)


def test_saying_it_again_edits_ones_own_and_tells_nobody_again() -> None:
    table = Table([card(1, "Lost", marketing_owner="Ana")], actor=BEN, lessons=[build()])
    act = lesson_verbs.debrief(table, table.cards[0].id, "too late")
    assert [(step.entity, dict(step.set)) for step in act.steps] == [("l1", {"words": "too late"})]
    assert lesson_verbs.debrief(table, table.cards[0].id, WORDS).steps == ()
    other = Table([card(1, "Lost")], actor=ANA, lessons=[build()])
    assert other.lessons[0].author != ANA.id
    assert "created" in lesson_verbs.debrief(other, other.cards[0].id, "too late").steps[0].set


def test_viewers_write_none() -> None:
    table = Table([card(1, "Lost")], actor=BEN._replace(role="viewer"))
    with pytest.raises(Forbidden):
        lesson_verbs.debrief(table, table.cards[0].id, WORDS)
    with pytest.raises(Forbidden):
        lesson_verbs.share_walk(table, table.cards[0].id, [Answer("c", "2026-11-01T00:00:00Z", "call")])


def test_a_walk_is_shared_with_its_answers() -> None:
    table = Table([card(1, "Lost")])
    answers = [Answer("c1", "2026-11-01T00:00:00Z", " call the plant manager ")]
    (step,) = lesson_verbs.share_walk(table, table.cards[0].id, answers).steps
    assert step.set["kind"] == "walk"
    shared = lesson.read(step.entity, step.set)
    assert shared is not None
    assert [one.words for one in shared.answers] == ["call the plant manager"]
    with pytest.raises(UsageFault):
        lesson_verbs.share_walk(table, table.cards[0].id, [])


def test_only_its_author_deletes_it() -> None:
    table = Table([card(1, "Lost")], actor=ANA, lessons=[build()])
    with pytest.raises(Forbidden):
        lesson_verbs.delete_lesson(table, "l1")
    own = Table([card(1, "Lost")], actor=BEN, lessons=[build()])
    assert dict(lesson_verbs.delete_lesson(own, "l1").steps[0].set) == {"deleted": True}
    gone = Table([card(1, "Lost")], actor=BEN, lessons=[build(deleted=True)])
    with pytest.raises(Refused):
        lesson_verbs.delete_lesson(gone, "l1")


@pytest.mark.parametrize(
    "registers",
    [
        {}, {"card": "c", "kind": "debrief", "at": "x"}, {"card": "c", "kind": "poem", "at": "x", "words": "w"},
        {"card": "c", "kind": "walk", "at": "x", "answers": [{"words": ""}, 7]}, {"card": 7, "kind": "debrief"},
    ],
)  # fmt: skip
def test_what_a_newer_version_calls_so_is_none(registers: dict[str, object]) -> None:
    assert lesson.read("l1", registers) is None  # type: ignore[arg-type]
