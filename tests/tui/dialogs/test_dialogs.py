"""Dialogs: keys in, plain data out; None leaves everything as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from textual.widgets import Input

from kanban.domain.automations.rules import Rule, RuleAct, RuleMatch
from kanban.domain.board import Board
from kanban.domain.errors import UsageFault
from kanban.tui import theme
from kanban.tui.dialogs.boards.rules_dialog import RuleForm, RulesEditor, RuleTrial
from kanban.tui.dialogs.boards.stages_dialog import StageEdit, StagesEditor
from kanban.tui.dialogs.cards.ask_fields import AskFields
from kanban.tui.dialogs.cards.card_forms import EditFields, NewCard, NewStep, NextStep
from kanban.tui.dialogs.cards.move_to import Destination, MoveTo
from kanban.tui.dialogs.cards.pick_labels import PickLabels
from kanban.tui.dialogs.confirm import Confirm
from kanban.tui.dialogs.find_dialogs import CardLine, DeletedCards, FindCard
from kanban.tui.dialogs.switch_dialogs import (
    BoardLine,
    NewBoard,
    NewMember,
    PickTheme,
    SavedViews,
    SwitchBoard,
    SwitchMember,
    ViewAnswer,
)
from tests.tui.cards import ANA, BO, BOARD, HOSTILE, NOW, RAJ, STAGES, card, harmful, opened, screen_text, typed

TODAY = NOW.date()
"""A Thursday."""

LINES = [
    CardLine("1", "k7q2mxa", "Acme pilot", "Acme", "MQL"),
    CardLine("2", "a1b2c3d", "Globex renewal", "Globex", "Won"),
]


def a_rule(words, **more):
    doings = (RuleAct("comment", text=words), RuleAct("set", name="source", text=words), RuleAct("assign", to="nobody"))
    return replace(Rule("r1", words, "enters", "s3", words, doings), **more)


async def lines_for(words):
    if words == "stage:":
        raise UsageFault("A stage is missing after stage:.")
    return [line for line in LINES if words.casefold() in line.title.casefold()]


ALL = {
    "reasons": lambda board, words: AskFields(
        board, card(title=words), board.stages[9], ("lost_reason", "value"), today=TODAY
    ),
    "fields": lambda board, words: AskFields(
        board, card(), board.stages[6], ("value", "close_on", f"field.{words}"), today=TODAY
    ),
    "confirm": lambda _, words: Confirm(words, "does", heading=words),
    "edit": lambda board, words: EditFields(board, words, (words,), today=TODAY),
    "found": lambda _, words: FindCard(lines_for, words),
    "deleted": lambda _, words: DeletedCards([CardLine("1", words[:9], words, words, words)]),
    "move": lambda board, words: MoveTo(board, "s3", words, {"s1": 10_000}),
    "new": lambda board, words: NewCard(board, board.stages[0], lambda _: words, title=words, today=TODAY),
    "next": lambda board, words: NextStep(board, card(next_step=words), today=TODAY),
    "labels": lambda _, words: PickLabels((words, "vip"), {words: None}, words),
    "themes": lambda _, words: PickTheme([theme.ThemeLine(words, True, "yours")], words, str),
    "views": lambda _, words: SavedViews([(words, words)], words),
    "stages": lambda board, _: StagesEditor(board, str),
    "rules": lambda board, words: RulesEditor(board._replace(all_rules=(a_rule(words),)), TODAY, str),
    "rule": lambda board, words: RuleForm(a_rule(words), board, TODAY, str),
    "tried": lambda board, words: RuleTrial(
        a_rule(words), [RuleMatch("c", "k7q2mxa", words, "2026-11-20T10:00:00Z", words)], 30, board, TODAY, words
    ),
    "boards": lambda _, words: SwitchBoard([BoardLine("b", words, words)], "b"),
    "members": lambda board, _: SwitchMember(board, board.members[0]),
}
"""Every dialog, with words of people wherever it shows some."""


async def asked(dialog, *keys, size=(80, 24)):
    """What the dialog answers when these keys are pressed; longer ones than a name are typed."""
    async with opened(dialog=dialog, size=size) as (app, pilot):
        for key in keys:
            if key.startswith("type:"):
                await typed(pilot, key.removeprefix("type:"))
            else:
                await pilot.press(key)
        await pilot.pause()
        return app.result, "\n".join(screen_text(app))


# -- what holds for every one


@pytest.mark.parametrize("name", ALL)
async def test_escape_leaves_everything_as_it_was(name):
    result, _ = await asked(ALL[name](BOARD, "words"), "escape")
    assert result is None


@pytest.mark.parametrize("name", ALL)
async def test_it_fits_a_small_terminal_and_survives_a_tiny_one(name):
    async with opened(dialog=ALL[name](BOARD, "words"), size=(60, 15)) as (app, pilot):
        shown = screen_text(app)
        assert any(line.rstrip().endswith("╮") for line in shown)
        assert any("Esc: " in line and "╯" in line for line in shown)
        await pilot.resize_terminal(20, 5)
        await pilot.press("down", "up", "x")
        await pilot.resize_terminal(200, 50)
        await pilot.pause()
        assert max(len(line.strip()) for line in screen_text(app)[:-1]) <= 60


@pytest.mark.parametrize("name", ALL)
async def test_hostile_words_are_drawn_harmless(name):
    async with opened(size=(60, 15)) as (app, pilot):
        for words in HOSTILE:
            people = (ANA._replace(name=words), RAJ._replace(name=words))
            stages = tuple(stage._replace(name=words, required=(f"field.{words}",)) for stage in STAGES)
            board = Board("b", words, all_stages=stages, all_members=people, own_lost_reasons=(words, "other"))
            app.push_screen(ALL[name](board, words))
            await pilot.press("down", "tab")
            assert harmful(app) == [], words[:40]
            app.pop_screen()


# -- moving


async def test_a_lost_card_is_asked_why():
    dialog = AskFields(BOARD, card(), BOARD.stages[9], ("lost_reason",), today=TODAY)
    result, _ = await asked(dialog, "down", "down", "enter")
    assert result == {"lost_reason": "competitor"}


async def test_another_reason_is_asked_for_in_words():
    dialog = AskFields(BOARD, card(), BOARD.stages[9], ("lost_reason",), today=TODAY)
    result, _ = await asked(dialog, "type:other", "enter", "type:merged with us", "enter")
    assert result == {"lost_reason": "merged with us"}


async def test_a_reason_that_is_typed_is_taken_as_it_is():
    dialog = AskFields(BOARD, card(), BOARD.stages[9], ("lost_reason",), today=TODAY)
    result, _ = await asked(dialog, "type:zzz", "enter")
    assert result == {"lost_reason": "zzz"}


async def test_what_a_move_lacks_is_asked_for_and_checked():
    names = ("value", "close_on", "sales_owner")
    dialog = AskFields(BOARD, card(), BOARD.stages[6], names, today=TODAY)
    keys = ("type:12k", "tab", "type:soon", "tab", "type:ra", "tab", "enter")
    result, shown = await asked(dialog, *keys)
    assert result is ...
    assert "read “soon” as a date" in shown
    assert "→ €12,000.00" in shown
    dialog = AskFields(BOARD, card(), BOARD.stages[6], names, today=TODAY)
    result, _ = await asked(dialog, "type:12k", "tab", "type:+6w", "tab", "type:ra", "tab", "enter")
    assert result == {"value": "12k", "close_on": "+6w", "sales_owner": "Raj"}


async def test_a_needed_field_may_not_stay_empty():
    dialog = AskFields(BOARD, card(), BOARD.stages[6], ("company",), today=TODAY)
    result, shown = await asked(dialog, "enter")
    assert result is ...
    assert "The company is required here." in shown


async def test_a_day_says_how_it_is_read():
    dialog = AskFields(BOARD, card(), BOARD.stages[6], ("close_on",), today=TODAY)
    _, shown = await asked(dialog, "type:+6w")
    assert "→ Thu 7 Jan" in shown


@pytest.mark.parametrize(
    ("keys", "destination"),
    [
        (("enter",), Destination("s4")),  # the next stage waits under the cursor
        (("type:disc", "enter"), Destination("s5")),
        (("type:bottom", "enter"), Destination("s3", "bottom")),
        (("up", "enter"), Destination("s2")),
    ],
)
async def test_a_stage_is_found_by_typing(keys, destination):
    result, _ = await asked(MoveTo(BOARD, "s3", "“Acme pilot”"), *keys)
    assert result == destination


async def test_nothing_is_picked_where_nothing_is_called_so():
    result, shown = await asked(MoveTo(BOARD, "s3", "it"), "type:xyz", "enter")
    assert result is ...
    assert "No matches" in shown


async def test_a_click_picks():
    async with opened(dialog=MoveTo(BOARD, "s3", "it"), size=(80, 24)) as (app, pilot):
        row = next(n for n, line in enumerate(screen_text(app)) if "S Proposal" in line)
        await pilot.click(offset=(screen_text(app)[row].index("Proposal"), row))
        await pilot.pause()
        assert app.result == Destination("s6")


# -- cards


async def test_a_title_is_enough_for_a_card():
    result, _ = await asked(NewCard(BOARD, BOARD.stages[0], today=TODAY), "type:Acme pilot", "enter")
    assert result == {"title": "Acme pilot"}


async def test_more_may_be_said_of_a_new_card():
    keys = ("type:Acme", "tab", "type:Acme GmbH", "tab", "type:12k", "down", "type:Jane", "enter")
    result, _ = await asked(NewCard(BOARD, BOARD.stages[0], today=TODAY), *keys)
    assert result == {"title": "Acme", "company": "Acme GmbH", "value": "12k", "contact": "Jane"}


async def test_a_card_without_a_title_is_refused_there():
    result, shown = await asked(NewCard(BOARD, BOARD.stages[2], today=TODAY), "enter")
    assert result is ...
    assert "New card in MQL" in shown
    assert "A card needs a title" in shown


async def test_an_address_that_is_known_is_told():
    dialog = NewCard(BOARD, BOARD.stages[0], lambda email: f"Globex {email}", today=TODAY)
    keys = ("type:x", "tab", "tab", "tab", "tab", "type:jo@x.example")
    result, shown = await asked(dialog, *keys)
    assert "already on Globex jo@x.example" in shown
    dialog = NewCard(BOARD, BOARD.stages[0], lambda email: f"Globex {email}", today=TODAY)
    result, _ = await asked(dialog, *keys, "enter")
    assert result == {"title": "x", "email": "jo@x.example"}


async def test_several_cards_are_given_only_what_was_typed():
    dialog = EditFields(BOARD, "12 cards", ("vip", "dach"), today=TODAY)
    result, _ = await asked(dialog, "type:v", "tab", "type:, -old", "tab", "type:b", "tab", "enter")
    assert result == {"label": "vip, -old", "marketing_owner": "Bo"}


async def test_changing_nothing_is_said_to_be_nothing():
    result, shown = await asked(EditFields(BOARD, "12 cards", today=TODAY), "enter")
    assert result is ...
    assert "Nothing to change" in shown


async def test_what_comes_next_may_be_said_or_not():
    result, shown = await asked(NextStep(BOARD, card(), today=TODAY), "enter")
    assert result == NewStep("", None)
    keys = ("type:send offer", "tab", "type:fri", "enter")
    result, _ = await asked(NextStep(BOARD, card(), today=TODAY), *keys)
    assert result == NewStep("send offer", date(2026, 11, 27))
    result, shown = await asked(NextStep(BOARD, card(), today=TODAY), "tab", "type:fri", "enter")
    assert result is ...
    assert "Done: call the CFO" in shown
    assert "A due date needs a next step" in shown


@pytest.mark.parametrize(("key", "result"), [("enter", True), ("y", True), ("n", None)])
async def test_a_question_is_answered_by_a_key(key, result):
    answer, _ = await asked(Confirm("Delete 12 cards?", "deletes"), key)
    assert answer is result


async def test_a_card_is_found_as_one_types():
    result, _ = await asked(FindCard(lines_for), "type:glo", "enter")
    assert result == "2"
    result, shown = await asked(FindCard(lines_for), "type:stage:")
    assert result is ...
    assert "A stage is missing after stage:." in shown


async def test_a_deleted_card_is_brought_back():
    result, _ = await asked(DeletedCards(LINES), "down", "enter")
    assert result == "2"
    result, shown = await asked(DeletedCards([]), "enter")
    assert result is ...
    assert "No deleted cards." in shown


async def test_labels_are_put_on_and_taken_off():
    dialog = PickLabels(("vip", "dach", "old"), {"vip": True, "dach": None}, "3 cards")
    result, _ = await asked(dialog, "tab", "down", "tab", "enter")
    assert result == {"label": "-vip, dach"}
    result, _ = await asked(PickLabels((), {}, "Acme"), "type:hot lead", "enter")
    assert result == {"label": "hot lead"}
    result, _ = await asked(PickLabels(("vip",), {}, "Acme"), "enter")
    assert result == {"label": "vip"}


# -- the board


async def test_another_member_is_chosen():
    result, _ = await asked(SwitchMember(BOARD, ANA), "type:eve", "enter")
    assert result == "m4"


async def test_a_lead_may_add_somebody():
    result, _ = await asked(SwitchMember(BOARD, ANA), "type:Zoe", "down", "enter")
    assert result == NewMember("Zoe", "sales")
    result, shown = await asked(SwitchMember(BOARD, BO), "type:Zoe", "enter")
    assert result is ...
    assert "Only leads can add members" in shown


async def test_a_board_is_opened_or_made():
    boards = [BoardLine("b1", "Pipeline", "12 cards"), BoardLine("b2", "Partners")]
    result, _ = await asked(SwitchBoard(boards, "b1"), "type:part", "enter")
    assert result == "b2"
    result, _ = await asked(SwitchBoard(boards, "b1"), "type:Events", "enter")
    assert result == NewBoard("Events")


async def test_a_theme_is_worn_while_it_is_looked_at():
    themes = [theme.ThemeLine(name, True, "kanban") for name in ("a", "b", "c")]
    worn = []
    result, _ = await asked(PickTheme(themes, "a", worn.append), "down", "down", "escape")
    assert (result, worn) == (None, ["b", "c", "a"])
    worn.clear()
    result, _ = await asked(PickTheme(themes, "a", worn.append), "down", "enter")
    assert (result, worn) == ("b", ["b"])


async def test_views_are_shown_kept_and_removed():
    views = [("Hot", "value>=10000"), ("Mine", "mine")]
    assert (await asked(SavedViews(views, "label:vip"), "down", "enter"))[0] == ViewAnswer("show", "Mine", "mine")
    keys = ("type:Very important", "enter")
    assert (await asked(SavedViews(views, "label:vip"), *keys))[0] == ViewAnswer("save", "Very important", "label:vip")
    assert (await asked(SavedViews(views, ""), "ctrl+r"))[0] == ViewAnswer("remove", "Hot", "value>=10000")
    _, shown = await asked(SavedViews([], ""))
    assert "Filter first (/)" in shown


async def test_stages_are_edited_added_moved_and_removed():
    edits = []
    editor = StagesEditor(BOARD, edits.append)
    async with opened(dialog=editor) as (app, pilot):
        await pilot.press("j", "J", "x", "e")
        await pilot.pause()
        line = app.screen.query(Input).first()
        line.value = "Warm"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("a")
        await pilot.pause()
        await typed(pilot, "Trial")
        await pilot.press("enter")
        await pilot.pause()
        assert edits == [
            StageEdit("move", "s1", steps=1),
            StageEdit("remove", "s1"),
            StageEdit("set", "s1", {"name": "Warm"}),
            StageEdit("add", "s1", {"name": "Trial"}),
        ]
        editor.complain("Engaged still holds 12 cards.")
        await pilot.pause()
        assert any("Engaged still holds 12 cards." in line for line in screen_text(app))
        editor.show(BOARD._replace(all_stages=tuple(s._replace(name=f"new {s.name}") for s in STAGES)))
        await pilot.pause()
        assert any("new Engaged" in line for line in screen_text(app))
        assert not any("still holds" in line for line in screen_text(app))


async def test_a_stages_settings_are_checked_where_they_stand():
    edits = []
    async with opened(dialog=StagesEditor(BOARD, edits.append)) as (app, pilot):
        await pilot.press("enter")
        await pilot.pause()
        inputs = list(app.screen.query(Input))
        inputs[3].value = "many"
        await pilot.press("enter")
        await pilot.pause()
        assert any("A stage's limit is a number of cards" in line for line in screen_text(app))
        inputs[3].value = "12"
        inputs[6].focus()
        await pilot.pause()
        assert any("E-mail" in line for line in screen_text(app))
        for words in ("value", "close"):
            await pilot.press(*words, "space")
        await pilot.press("enter")
        await pilot.pause()
        assert edits == [StageEdit("set", "s0", {"limit": "12", "required": "value, close_on"})]
