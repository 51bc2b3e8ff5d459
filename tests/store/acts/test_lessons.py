"""Debriefs and shared walks on a board here: undone, merged, told by history, and mended by the doctor."""

from __future__ import annotations

import json

from kanban.domain import history
from kanban.domain.acts import verbs
from kanban.domain.lessons import lesson_verbs
from kanban.domain.lessons.lesson import Answer
from kanban.store import lessons
from kanban.store.maintenance import repair
from kanban.store.reading.outcomes import lesson_rows
from kanban.store.workspace import Workspace
from tests.store.acts.test_objections import is_well
from tests.store.conftest import add

WORDS = "the pilot came too late"
ANSWERS = [Answer("c1", "2026-11-01T00:00:00Z", "call the plant manager")]


def debrief(workspace: Workspace, card: str, words: str = WORDS) -> str:
    return workspace.act(lambda view: lesson_verbs.debrief(view, card, words)).entity_ids[0]


def list_words(workspace: Workspace, card: str) -> list[str]:
    return [one.words for one in lessons.card_lessons.list_lessons(workspace, card)]


def test_a_debrief_is_edited_and_undone(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Won")
    debrief(ben, card)
    debrief(ben, card, "the price was right")
    assert list_words(ana, card) == ["the price was right"]
    ben.undo()
    assert list_words(ana, card) == [WORDS]
    ben.undo()
    assert list_words(ana, card) == []
    ben.redo()
    assert list_words(ana, card) == [WORDS]
    assert is_well(ana)


def test_its_marketer_has_it_in_the_inbox(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Won")
    ana.act(lambda view: verbs.edit(view, [card], {"marketing_owner": ana.member_id}))
    debrief(ben, card)
    assert [(entry.kind, entry.words) for entry in ana.list_inbox()] == [("notice", f"Won: “{WORDS}”")]
    assert ben.list_inbox() == []


def test_a_merged_card_brings_them(ana: Workspace) -> None:
    keep, lose = add(ana, "Acme", "Won"), add(ana, "Acme again", "Won")
    debrief(ana, lose)
    ana.act(lambda view: lesson_verbs.share_walk(view, lose, ANSWERS))
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert [one.kind for one in lessons.card_lessons.list_lessons(ana, keep)] == ["debrief", "walk"]
    assert is_well(ana)


def test_history_tells_them(ana: Workspace) -> None:
    card = add(ana, "Acme", "Won")
    entry = debrief(ana, card)
    ana.act(lambda view: lesson_verbs.share_walk(view, card, ANSWERS))
    ana.act(lambda view: lesson_verbs.delete_lesson(view, entry))
    events = history.list_events(ana.list_changes(card), ana.board)
    assert [event.summary for event in events[-3:]] == [
        f"wrote the debrief “{WORDS}”", "shared a walk of the deal", "deleted a debrief or walk",
    ]  # fmt: skip
    assert [event.fields for event in events[-3:]] == [(("words", None, WORDS),), (), ()]


def test_the_doctor_brings_lost_ones_back(ana: Workspace) -> None:
    card = add(ana, "Acme", "Won")
    debrief(ana, card)
    with ana.database.writing() as connection:
        connection.execute("DELETE FROM entity WHERE etype = 'lesson'")
    assert not is_well(ana)
    repair.mend(ana.database)
    assert list_words(ana, card) == [WORDS]
    assert is_well(ana)


def test_a_card_finds_them_by_the_index(ana: Workspace) -> None:
    plan = ana.connection.execute(f"EXPLAIN QUERY PLAN {lesson_rows._ON.format('?')}", ("x", ana.board.id)).fetchall()
    assert "entity_lesson" in str(plan)


def test_what_a_newer_version_calls_so_is_left_out(ana: Workspace) -> None:
    card = add(ana, "Acme", "Won")
    entry = debrief(ana, card)
    with ana.database.writing() as connection:
        connection.execute("UPDATE entity SET body = ? WHERE id = ?", (json.dumps({"card": card}), entry))
    assert list_words(ana, card) == []
