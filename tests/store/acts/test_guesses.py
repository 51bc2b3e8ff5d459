"""Guesses on a board that lives here alone: out of sight until both are in, or the card closes; then shown for good."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.domain.acts import verbs
from kanban.domain.errors import Refused
from kanban.domain.guesses import guess_verbs
from kanban.domain.guesses.guess import BaseRate, Guess
from kanban.store.maintenance import doctor, repair
from kanban.store.reading.outcomes import guess_rows
from kanban.store.workspace import Workspace
from tests.store.conftest import add

BASE = BaseRate(14, 31, "webinar")


def guess(workspace: Workspace, card: str, percent: int) -> str:
    return workspace.act(lambda view: guess_verbs.guess_outcome(view, card, percent, BASE)).summary


def see(workspace: Workspace, card: str) -> dict[str, tuple[int | None, int | None, str]]:
    guesses = guess_rows.list_guesses(workspace.connection, workspace.board.id, [card], workspace.member_id)
    return {one.team: (one.first, one.chance, one.reason) for one in guesses if not one.deleted}


def is_well(workspace: Workspace) -> bool:
    return all(finding.is_ok for finding in doctor.examine(workspace.database.path))


def close(workspace: Workspace, card: str, stage: str) -> None:
    to = next(s for s in workspace.board.stages if s.name == stage)
    extra = {"lost_reason": "price"} if stage == "Lost" else {"value": 100, "currency": "EUR"}
    workspace.act(lambda view: verbs.edit(view, [card], extra))
    workspace.act(lambda view: verbs.move(view, [card], to=to))


def test_each_sees_ones_own_until_both_are_in(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Proposal")
    assert guess(ana, card, 60) == "Guessed “Acme”: 60 %"
    assert guess(ana, card, 50) == "Changed the guess of “Acme”: 50 %"
    assert see(ana, card) == {"marketing": (60, 50, "")}
    assert see(ben, card) == {"marketing": (None, None, "")}
    guess(ben, card, 40)
    both = {"marketing": (60, 50, "both"), "sales": (40, None, "both")}
    assert see(ana, card) == see(ben, card) == both
    for workspace, percent in ((ana, 0), (ben, 100)):
        with pytest.raises(Refused, match="have been shown"):
            guess(workspace, card, percent)
        with pytest.raises(Refused):
            workspace.undo()
    assert see(ana, card) == both
    assert is_well(ana)


def test_a_guess_and_its_change_are_undone_and_redone(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Proposal")
    guess(ana, card, 60)
    guess(ana, card, 50)
    ana.undo()
    assert see(ana, card) == {"marketing": (60, None, "")}
    ana.undo()
    assert see(ana, card) == {}
    ana.redo()
    ana.redo()
    assert see(ana, card) == {"marketing": (60, 50, "")}
    ana.undo()
    ana.undo()
    guess(ben, card, 40)
    assert see(ben, card) == {"sales": (40, None, "")}
    guess(ana, card, 20)
    assert see(ben, card) == {"marketing": (20, None, "both"), "sales": (40, None, "both")}
    assert is_well(ana)


@pytest.mark.parametrize("stage", ["Won", "Lost"])
def test_the_close_shows_what_is_in_and_ends_guessing(ana: Workspace, ben: Workspace, stage: str) -> None:
    card = add(ana, "Acme", "Proposal")
    guess(ana, card, 60)
    close(ben, card, stage)
    assert see(ben, card) == {"marketing": (60, None, "closed")}
    with pytest.raises(Refused, match="have been shown"):
        guess(ben, card, 100)
    ben.undo()
    assert see(ben, card) == {"marketing": (60, None, "closed")}
    with pytest.raises(Refused):
        guess(ben, card, 100)
    other = add(ana, "Globex", "Proposal")
    close(ben, other, stage)
    with pytest.raises(Refused, match="open card"):
        guess(ben, other, 100)


def test_there_is_one_guess_a_team_and_one_change_of_it(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Proposal")
    guess(ana, card, 60)
    assert guess(ana, card, 60) == "Kept the guess of “Acme”: 60 %"
    guess(ana, card, 50)
    with pytest.raises(Refused, match="once"):
        guess(ana, card, 40)
    for odd in (5, -10, 110):
        with pytest.raises(Refused, match="0, 10, 20"):
            guess(ben, card, odd)


def test_history_tells_no_chance_before_it_shows(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Proposal")
    guess(ana, card, 60)
    guess(ana, card, 50)
    events = history.list_events(ana.list_changes(card), ana.board)
    assert [event.summary for event in events[-2:]] == ["guessed the outcome", "changed the guess"]
    assert [event.fields for event in events[-2:]] == [(), ()]
    guess(ben, card, 40)
    events = history.list_events(ana.list_changes(card), ana.board)
    assert [event.summary for event in events[-2:]] == [
        "showed both guesses: 60 %, then 50 %", "showed both guesses: 40 %",
    ]  # fmt: skip


def test_the_doctor_brings_lost_ones_back(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "Proposal")
    guess(ana, card, 60)
    guess(ben, card, 40)
    with ana.database.writing() as connection:
        connection.execute("DELETE FROM entity WHERE etype = 'guess'")
    assert not is_well(ana)
    repair.mend(ana.database)
    assert len(see(ana, card)) == 2
    assert is_well(ana)


def test_a_card_finds_its_guesses_by_the_index(ana: Workspace) -> None:
    plan = ana.connection.execute(f"EXPLAIN QUERY PLAN {guess_rows._ON.format('?')}", ("x", ana.board.id)).fetchall()
    assert "entity_guess" in str(plan)


def test_the_base_rate_is_kept_as_it_was(ana: Workspace) -> None:
    card = add(ana, "Acme", "Proposal")
    guess(ana, card, 60)
    (one,) = guess_rows.list_guesses(ana.connection, ana.board.id, [card], None)
    assert isinstance(one, Guess)
    assert (one.base, one.base and one.base.percent) == (BASE, 45)
