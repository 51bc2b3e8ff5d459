"""Rules on the screen: made, changed, tried, switched off and removed from one dialog."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.automations import rule_document, rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.tui.dialogs.boards.rules_dialog import RuleTrial
from tests.tui.boards import card_named, lane_of, make_board, playing, press, settled, shown
from tests.tui.cards import NOW


@pytest.fixture
def board(tmp_path):
    return make_board(tmp_path / "kanban.db")


BIG = RuleDraft("Big ones", "enters Engaged", "value>=10k", ("label big", "notify @Raj: have a look"))


def drafts(workspace):
    workspace.reload()
    return [rule_document.draft_of(rule, workspace.board) for rule in workspace.board.rules]


def make(workspace, draft=BIG):
    workspace.act(lambda view: rule_verbs.add_rule(view, draft.name, draft.registers(view.board, view.today)))


async def test_a_rule_is_made_and_runs_at_once(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "W")
        assert "No rules yet" in shown(pilot)
        await press(
            pilot,
            "a",
            *"Big ones",
            "tab",
            *"enters Engaged",
            "tab",
            *"value>=10k",
            "tab",
            *"add the",
            "tab",
            *"big",
            "enter",
        )
        assert "Big ones  enters Engaged · if value>=10k" in shown(pilot)
        assert "Added the rule “Big ones”" in shown(pilot)
        await press(pilot, "escape", "L")
        await settled(pilot)
        assert "(rule “Big ones”)" in shown(pilot)
        assert lane_of(board, "Acme pilot") == "Engaged"
        assert "big" in card_named(board, "Acme pilot").labels
        await press(pilot, "u")
        await settled(pilot)
        assert lane_of(board, "Acme pilot") == "Nurture"
        assert "big" not in card_named(board, "Acme pilot").labels


async def test_what_is_off_is_said_in_one_sentence(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "W", "a", *"Big", "tab", *"Nowhere")
        assert "No matches" in shown(pilot)
        await press(pilot, "tab", *"value>=lots", "enter")
        assert "lots" in shown(pilot)
        await press(pilot, *["backspace"] * 11, "enter")
        assert "Say what the rule does" in shown(pilot)
        assert drafts(board) == []
        await press(pilot, "tab", *"add the", "enter")
        assert "“label” needs a value" in shown(pilot)


async def test_what_a_rule_waits_for_and_does_is_picked_from_lists(board):
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "W", "a", *"Told", "tab")
        assert "a card enters Nurture" in shown(pilot)
        await press(pilot, *"offered", "tab", "tab")
        assert "add the label" in shown(pilot)
        await press(
            pilot,
            *"notify raj",
            "tab",
            *"look",
            "tab",
            *"assign",
            "down",
            "tab",
            *"set the source",
            "tab",
            *"Fair",
            "enter",
        )
        await settled(pilot)
        (draft,) = drafts(board)
        assert (draft.when, draft.then) == ("offered", ("notify @Raj: look", "assign @Bo", "set source=Fair"))


async def test_a_rule_is_changed_switched_off_and_removed(board):
    make(board)
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(
            pilot,
            "W",
            "enter",
            "tab",
            "tab",
            *["backspace"] * 10,
            *["tab"] * 5,
            *"set the next step",
            "tab",
            *"call on +2d",
            "enter",
        )
        await settled(pilot)
        (draft,) = drafts(board)
        assert (draft.condition, draft.then) == ("", (*BIG.then, "next call on +2d"))
        await press(pilot, "space")
        await settled(pilot)
        assert drafts(board)[0].on is False
        assert "Big ones (off)" in shown(pilot)
        await press(pilot, "space")
        await settled(pilot)
        assert drafts(board)[0].on is True
        await press(pilot, "x")
        await settled(pilot)
        assert drafts(board) == []
        assert "No rules yet" in shown(pilot)


async def test_two_rules_of_one_name_are_refused_in_the_dialog(board):
    make(board)
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "W", "a", *"big ones", "tab", *"won", "tab", "tab", *"add the", "tab", *"x", "enter")
        await settled(pilot)
        assert "There is a rule called “big ones” already" in shown(pilot)


async def test_a_rule_is_tried_on_the_past_and_leads_to_its_card(board):
    make(board)
    stage = board.board.find_stage("Engaged")
    board.now = lambda: NOW - timedelta(days=3)
    board.act(lambda view: verbs.move(view, [card_named(board, "Umbrella pilot").id], to=stage))
    board.now = lambda: NOW
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await press(pilot, "W", "t")
        await settled(pilot)
        assert "it would have run 1 time on 1" in shown(pilot)
        assert "Mon 23 Nov 13:04  Umbrella pilot" in shown(pilot)
        assert isinstance(pilot.app.screen, RuleTrial)
        await press(pilot, "enter")
        await settled(pilot)
        assert screen.parts.panel.card_id == card_named(board, "Umbrella pilot").id


async def test_who_does_not_lead_is_not_offered_rules(board):
    make(board)
    board.member_id = board.board.find_member("Raj").id
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "colon", *"rules")
        assert "Make, try" not in shown(pilot)
        assert "Rules…" not in shown(pilot)


async def test_the_thread_tells_what_a_rule_did_and_what_kept_one_from_it(board):
    make(board)
    make(board, RuleDraft("Late", "enters MQL", "", ("label x", "offer now @Zed")))
    board.act(lambda view: board_verbs.set_stage(view, view.board.find_stage("Handoff"), {"required": ["source"]}))
    async with playing(board, size=(80, 40)) as (_, pilot):
        await press(pilot, "L", "L", "enter")
        await settled(pilot)
        told = " ".join(shown(pilot).split())
        assert "rule “Big ones”: added label" in told
        assert "changed nothing: Handoff" in told
        assert "told Raj" not in told


async def test_a_rule_is_tried_before_it_is_kept(board):
    async with playing(board, size=(80, 24)) as (screen, pilot):
        await press(pilot, "W", "a", *"Hot", "tab", *"enters Engaged", "ctrl+t")
        assert "Say what the rule does" in shown(pilot)
        await press(pilot, "tab", "tab", *"add the", "tab", *"hot", "ctrl+t")
        await settled(pilot)
        assert isinstance(pilot.app.screen, RuleTrial)
        assert "it would have run 2 times on 2" in shown(pilot)
        await press(pilot, "escape")
        assert "add the label" in shown(pilot)
        assert drafts(board) == []
        await press(pilot, "ctrl+t", "enter")
        await settled(pilot)
        assert len(pilot.app.screen_stack) == 1
        assert board.card(screen.parts.panel.card_id).title in {"Hooli trial", "東京支店の契約更新について"}
