"""Activities on a board here: what the card tells of them, undone, merged, found by the doctor."""

from __future__ import annotations

import json

import pytest

from kanban.domain import clock, history
from kanban.domain.acts import activity_verbs, verbs
from kanban.domain.acts.view import View
from kanban.domain.change import Act
from kanban.domain.permissions import Forbidden
from kanban.store.maintenance import doctor, repair
from kanban.store.workspace import Workspace
from tests.store.conftest import Clockwork, add


def log(workspace: Workspace, card: str, kind: str = "call", outcome: str = "no answer", **more: object) -> str:
    def verb(view: View) -> Act:
        return activity_verbs.log_activity(view, [card], kind, outcome, **more)  # type: ignore[arg-type]

    logged = workspace.act(verb)
    return logged.entity_ids[0]


def counts(workspace: Workspace, card: str) -> tuple[int, int, str, str]:
    told = workspace.card(card)
    return told.attempts, told.contacts, told.attempted_at, told.sales_attempted_at


def is_well(workspace: Workspace) -> bool:
    return all(finding.is_ok for finding in doctor.examine(workspace.database.path))


def test_a_card_tells_of_its_activities(ana: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    card = add(ana, "Acme", "MQL")
    log(ben, card)
    called = clock.iso(clockwork.now)
    clockwork.turn(hours=1)
    log(ana, card, "email", "reply", words="Wants two lines.")
    mailed = clock.iso(clockwork.now)
    assert counts(ana, card) == (2, 1, mailed, called)
    assert ana.card(card).touched_at == mailed
    assert [(each.label, each.team, each.text) for each in ana.list_activities(card)] == [
        ("Call · no answer", "sales", ""),
        ("E-mail · reply", "marketing", "Wants two lines."),
    ]
    assert is_well(ana)


def test_what_was_done_earlier_stands_where_it_took_place(ana: Workspace, clockwork: Clockwork) -> None:
    card = add(ana, "Acme")
    began = clock.iso(clockwork.now)
    clockwork.turn(hours=3)
    log(ana, card, "meeting", "held", done_at=began)
    log(ana, card)
    first, second = ana.list_activities(card)
    assert (first.label, first.done_at, first.logged_at) == ("Meeting · held", began, second.logged_at)


def test_undo_takes_it_back_and_redo_brings_it_again(ana: Workspace) -> None:
    card = add(ana, "Acme")
    log(ana, card, next_step="try again")
    assert (counts(ana, card)[0], ana.card(card).next_step) == (1, "try again")
    assert ana.undo().summary.endswith("Logged a call: no answer (“Acme”)")
    assert (counts(ana, card), ana.card(card).next_step) == ((0, 0, "", ""), None)
    assert ana.list_activities(card) == []
    ana.redo()
    assert counts(ana, card)[0] == 1
    assert is_well(ana)


def test_only_its_author_deletes_one(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    logged = log(ben, card, "meeting", "held")
    with pytest.raises(Forbidden, match="Only whoever logged an activity can delete it"):
        ana.act(lambda view: activity_verbs.delete_activity(view, logged))
    ben.act(lambda view: activity_verbs.delete_activity(view, logged))
    assert counts(ana, card) == (0, 0, "", "")


def test_a_merged_card_brings_its_activities_and_takes_them_back(ana: Workspace) -> None:
    keep, lose = add(ana, "Acme"), add(ana, "Acme again")
    log(ana, keep)
    log(ana, lose, "call", "reached")
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert counts(ana, keep)[:2] == (2, 1)
    assert len(ana.list_activities(keep)) == 2
    ana.undo()
    assert (counts(ana, keep)[:2], counts(ana, lose)[:2]) == ((1, 0), (1, 1))
    assert is_well(ana)


def test_history_tells_it(ana: Workspace) -> None:
    card = add(ana, "Acme")
    log(ana, card, "call", "reached", words="Wants two.\nMore")
    events = history.list_events(ana.list_changes(card), ana.board)
    assert events[-1].summary == "logged a call: reached: Wants two."


def test_the_doctor_finds_a_wrong_count_and_mends_it(ana: Workspace) -> None:
    card = add(ana, "Acme")
    log(ana, card, "call", "reached")
    with ana.database.writing() as connection:
        connection.execute("UPDATE card SET attempts = 5, contacts = 0, attempted_at = ''")
    assert not is_well(ana)
    repair.mend(ana.database)
    assert counts(ana, card)[:2] == (1, 1)
    with ana.database.writing() as connection:
        connection.execute("DELETE FROM entity WHERE etype = 'activity'")
    assert not is_well(ana)
    repair.mend(ana.database)
    assert (counts(ana, card)[:2], len(ana.list_activities(card))) == ((1, 1), 1)
    assert is_well(ana)


def test_what_a_newer_version_calls_an_activity_counts_for_nothing(ana: Workspace) -> None:
    card = add(ana, "Acme")
    logged = log(ana, card, "call", "reached")
    body = json.loads(ana.connection.execute("SELECT body FROM entity WHERE id = ?", (logged,)).fetchone()[0])
    assert body["outcome"] == "reached"
    with ana.database.writing() as connection:
        connection.execute("UPDATE entity SET body = json_set(body, '$.kind', 'fax') WHERE id = ?", (logged,))
    assert ana.list_activities(card) == []


def test_an_act_on_a_card_reads_no_activities_of_others(ana: Workspace, ben: Workspace) -> None:
    """SQLite takes two indexes for as good, and one of them leads through all of the board."""
    card = add(ana, "Acme", "MQL")
    statements: list[str] = []
    for workspace in (ana, ben):
        workspace.connection.set_trace_callback(statements.append)
    log(ben, card)
    ana.act(lambda view: verbs.comment(view, card, "Called them."))
    ana.act(lambda view: verbs.move(view, [card], steps=-1))
    ana.list_activities(card)
    ana.undo()
    ana.connection.set_trace_callback(None)
    reads = {one for one in statements if one.startswith(("SELECT", "WITH")) and "json_extract(body, '$.card')" in one}
    plans = [str(ana.connection.execute(f"EXPLAIN QUERY PLAN {one}").fetchall()) for one in reads]
    assert plans
    assert [plan for plan in plans if "entity_kind" in plan or "SCAN entity" in plan] == []
