"""Objections and plays on a board here: undone, merged, purged, told by history, and mended by the doctor."""

from __future__ import annotations

import json

from kanban.domain import history
from kanban.domain.acts import verbs
from kanban.domain.playbook import objection_verbs, play_verbs
from kanban.store import playbooks
from kanban.store.maintenance import doctor, repair
from kanban.store.reading import playbook_rows
from kanban.store.workspace import Workspace
from tests.store.conftest import add

WORDS = "does it run without your cloud?"


def object_to(workspace: Workspace, *cards: str, words: str = WORDS, play: str = "") -> list[str]:
    act = workspace.act(lambda view: objection_verbs.log_objection(view, cards, words, play=play))
    return list(act.entity_ids)


def write(workspace: Workspace, title: str = "Own server", requests: tuple[str, ...] = ()) -> str:
    settings = {"title": title, "questions": ["Who decides?"], "answer": "It runs on your own server."}
    return workspace.act(lambda view: play_verbs.save_play(view, "", settings, requests=requests)).entity_ids[0]


def is_well(workspace: Workspace) -> bool:
    return all(finding.is_ok for finding in doctor.examine(workspace.database.path))


def test_an_answer_reaches_all_open_cards_and_is_undone_as_one(ana: Workspace, ben: Workspace) -> None:
    cards = [add(ana, name, "Proposal") for name in ("Acme", "Globex", "Initech")]
    object_to(ben, *cards)
    request = playbooks.list_objections(ana, cards[0])[0].request
    play = write(ana, requests=(request,))
    for card in cards:
        (entry,) = playbooks.list_objections(ana, card)
        assert (entry.words, entry.play, entry.team) == (WORDS, play, "sales")
        (note,) = ana.list_comments(card)
        assert "It runs on your own server." in note.body
        assert note.author == ana.member_id
    ana.undo()
    assert [play.deleted for play in playbooks.list_plays(ana)] == [True]
    for card in cards:
        assert playbooks.list_objections(ana, card)[0].play == ""
        assert ana.list_comments(card) == []
    ana.redo()
    assert [playbooks.list_objections(ana, card)[0].play for card in cards] == [play] * 3
    assert is_well(ana)


def test_an_outcome_is_undone_to_what_it_was(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    (entry,) = object_to(ben, card)
    ben.act(lambda view: objection_verbs.settle(view, [entry], "stalled"))
    ben.act(lambda view: objection_verbs.settle(view, [entry], "resolved"))
    assert playbooks.list_objections(ana, card)[0].outcome == "resolved"
    ben.undo()
    assert playbooks.list_objections(ana, card)[0].outcome == "stalled"
    ben.undo()
    (told,) = playbooks.list_objections(ana, card)
    assert (told.outcome, told.outcome_by) == ("", "")


def test_a_merged_card_brings_its_objections_and_the_answer_finds_it(ana: Workspace) -> None:
    keep, lose = add(ana, "Acme"), add(ana, "Acme again")
    object_to(ana, lose)
    ana.act(lambda view: verbs.merge(view, keep, lose))
    (entry,) = playbooks.list_objections(ana, keep)
    write(ana, requests=(entry.request,))
    assert playbooks.list_objections(ana, keep)[0].play
    assert len(ana.list_comments(keep)) == 1
    assert is_well(ana)


def test_deleted_and_resolved_ones_wait_for_nothing(ana: Workspace) -> None:
    cards = [add(ana, name) for name in ("Acme", "Globex", "Initech")]
    gone, over, open_one = object_to(ana, *cards)
    ana.act(lambda view: objection_verbs.delete_objection(view, gone))
    ana.act(lambda view: objection_verbs.settle(view, [over], "resolved"))
    request = playbooks.list_objections(ana, cards[2])[0].request
    waiting = playbook_rows.list_waiting(ana.connection, ana.board.id, {request})
    assert [entry.id for entry in waiting] == [open_one]
    assert playbooks.list_objections(ana, cards[0]) == []


def test_history_tells_it(ana: Workspace) -> None:
    card = add(ana, "Acme")
    (entry,) = object_to(ana, card)
    write(ana)
    (play,) = playbooks.list_plays(ana)
    ana.act(lambda view: objection_verbs.choose_play(view, entry, play))
    ana.act(lambda view: objection_verbs.settle(view, [entry], "lost"))
    ana.act(lambda view: objection_verbs.delete_objection(view, entry))
    events = history.list_events(ana.list_changes(card), ana.board)
    assert [event.summary for event in events[-4:]] == [
        f"logged the objection “{WORDS}”",
        "answered an objection with a play",
        "said of an objection: lost",
        "deleted an objection",
    ]
    assert [event.fields for event in events[-4:]] == [
        (("words", None, WORDS),), (), (("outcome", None, "lost"),), (),
    ]  # fmt: skip


def test_the_doctor_brings_lost_ones_back(ana: Workspace) -> None:
    card = add(ana, "Acme")
    object_to(ana, card)
    write(ana)
    with ana.database.writing() as connection:
        connection.execute("DELETE FROM entity WHERE etype IN ('objection', 'play')")
    assert not is_well(ana)
    repair.mend(ana.database)
    assert (len(playbooks.list_objections(ana, card)), len(playbooks.list_plays(ana))) == (1, 1)
    assert is_well(ana)


def test_a_card_finds_its_objections_by_the_index(ana: Workspace) -> None:
    sql = playbook_rows._ON.format("?")
    plan = ana.connection.execute(f"EXPLAIN QUERY PLAN {sql}", ("x", ana.board.id)).fetchall()
    assert "entity_objection" in str(plan)


def test_what_a_newer_version_calls_so_is_left_out(ana: Workspace) -> None:
    card = add(ana, "Acme")
    (entry,) = object_to(ana, card)
    play = write(ana)
    with ana.database.writing() as connection:
        body = json.dumps({"card": card, "words": ["no"], "at": 7})
        connection.execute("UPDATE entity SET body = ? WHERE id = ?", (body, entry))
        connection.execute("UPDATE entity SET body = json_remove(body, '$.title') WHERE id = ?", (play,))
    assert (playbooks.list_objections(ana, card), playbooks.list_plays(ana)) == ([], [])
