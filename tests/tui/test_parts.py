"""The parts of the board's screen: each intent and each refusal has one of them, and they know little of the screen."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, is_dataclass

import pytest

from kanban.tui import fact_kinds, facts, messages
from kanban.tui.app import KanbanApp
from kanban.tui.parts.host import Host, Part
from kanban.tui.screens.board_screen import BoardScreen
from tests.tui.boards import make_board, playing, press, settled, shown

FACTS = [kind for kind in vars(fact_kinds).values() if isinstance(kind, type) and hasattr(kind, "handler")]
FOR_SEVERAL = {"on_cursor_moved", "on_member_picked", "on_database_replaced"}
"""What several hear of, or the app as well."""


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def hearers(handler):
    """The classes that handle a message or a fact of this name."""
    return [each for each in (*Part.__subclasses__(), BoardScreen, KanbanApp) if handler in vars(each)]


@pytest.mark.parametrize("intent", messages.Event.__subclasses__(), ids=lambda intent: intent.__name__)
def test_every_intent_is_for_one_part(intent):
    handler = intent.handler_name
    if handler in {
        "on_reported",
        "on_place_changed",
        "on_agreement_asked",
        "on_new_asked",
        "on_member_asked",
        "on_import_undo_asked",
    }:
        return  # the screen's own, and names of what the worker was asked for: nobody posts these
    found = hearers(handler)
    assert len(found) == 1 or (found and handler in FOR_SEVERAL), found


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_every_fact_is_frozen_and_heard_of(fact):
    assert is_dataclass(fact)
    if fact in {facts.LanesRead, facts.DatabaseReplaced}:
        return  # the screen's own
    assert hearers(fact.handler)


def test_a_fact_stays_as_it_was_told():
    fact = facts.Refused("No.")
    with pytest.raises(FrozenInstanceError):
        fact.sentence = "Yes."


def test_a_part_knows_little_of_the_screen():
    assert len([name for name in vars(Host) if not name.startswith("_")]) <= 16
    assert not [part for part in Part.__subclasses__() if part.__mro__[1:] != (Part, object)]


async def test_a_refusal_belongs_to_whose_intent_it_answers_else_to_whose_dialog_is_open(board):
    async with playing(board) as (screen, pilot):
        parts = screen.parts
        assert parts.find_owner(None) is None
        assert parts.find_owner(messages.CommentAsked("card", "words")) is parts.panel
        await press(pilot, "s")
        assert parts.find_owner(None) is parts.setup
        assert parts.find_owner(messages.CommentAsked("card", "words")) is parts.panel
        assert parts.find_owner(messages.AgreementAsked("sign")) is parts.agreement
        screen.post_message(facts.Reported(facts.Refused("It is in use.", messages.ReorderAsked("card", 1))))
        await settled(pilot)
        assert "It is in use." in shown(pilot)


@pytest.mark.parametrize(("command", "seen"), [("Stages", "Add"), ("Help", "type to find"), ("Fold lane", "is folded")])
async def test_the_palette_runs_commands_of_the_parts_the_app_and_the_board(board, command, seen):
    async with playing(board) as (_, pilot):
        await press(pilot, ":", *command.lower(), "enter")
        assert seen.lower() in shown(pilot).lower()
