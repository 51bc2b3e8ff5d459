"""Closed sets are picked from lists: arrows choose, letters find, and the words are those that people know."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs
from kanban.domain.agreements import gate
from kanban.domain.automations.rules import EVENTS
from kanban.domain.board import ROLES
from kanban.tui.dialogs.boards.agreement_forms import LineForm
from kanban.tui.dialogs.boards.board_form import BoardForm
from kanban.tui.dialogs.boards.people_dialog import MemberForm
from kanban.tui.dialogs.boards.rule_form import HAPPENS, list_acts, split_act
from kanban.tui.dialogs.boards.stages_dialog import StageForm
from kanban.tui.dialogs.list_entry import ListEntry
from kanban.tui.widgets.inputs.line_input import LineInput
from tests.tui.cards import BOARD, RAJ, STAGES, opened, screen_text, typed


async def answered(dialog, *keys, size=(80, 24)):
    """What a form answers after these keys, and all that it showed on the way."""
    async with opened(dialog=dialog, size=size) as (app, pilot):
        shown = []
        for key in keys:
            await (typed(pilot, key.removeprefix("type:")) if key.startswith("type:") else pilot.press(key))
            await pilot.pause()
            shown += screen_text(app)
        return app.result, "\n".join(shown)


async def test_a_member_gets_a_team_and_a_role():
    result, shown = await answered(MemberForm(None), "type:Zoe", "tab", "type:sal", "tab", "down", "enter")
    assert result == {"name": "Zoe", "team": "sales", "role": "lead"}
    assert "lead: also sets up the board" in shown
    result, _ = await answered(MemberForm(RAJ), "tab", "up", "up", "enter")
    assert result == {"team": "sales", "role": ROLES[ROLES.index(RAJ.role) - 2]}


async def test_a_stage_has_a_side_an_outcome_and_what_it_asks_for():
    keys = (
        "tab",
        "type:sal",
        "tab",
        "tab",
        "tab",
        "tab",
        "type:won",
        "tab",
        "type:e-mail",
        "space",
        "type:close",
        "space",
        "enter",
    )
    result, shown = await answered(StageForm(STAGES[0]), *keys)
    assert result == {"side": "sales", "outcome": "won", "required": "email, close_on"}
    for words in ("cards at most", "days without an act", "✓ E-mail", "Cards in it are"):
        assert words in shown
    for name in ("close_on", "stale_after", "marketing_owner"):
        assert name not in shown


async def test_the_settings_of_a_board_are_words():
    names = ["name", "currency", "timezone", "hours", "holidays", "routing", "limit_policy", "moves"]
    tabs = ["tab"] * names.index("routing")
    result, shown = await answered(
        BoardForm(BOARD), *tabs, "down", "tab", "type:refuse", "tab", "type:team", "enter", size=(80, 40)
    )
    assert result == {"routing": "least-busy", "limit_policy": "refuse", "moves": "holder"}
    assert "the rep with fewest cards" in shown
    assert "round-robin" not in shown
    assert (await answered(BoardForm(BOARD), "tab", "tab", "type:lisbon", "enter"))[0] == {"timezone": "Europe/Lisbon"}


async def test_a_requirement_guards_stages_of_the_list():
    content = gate.find_effective_version(BOARD).content
    line = content.lines[0]
    keys = ("tab", "tab", "type:negotiation", "space", "tab", "type:sales", "enter")
    result, _ = await answered(LineForm(BOARD, content, line, line.stages[0]), *keys)
    assert (set(result.stages), result.team) == ({*line.stages, STAGES[7].id}, "sales")


@pytest.mark.parametrize("click", [False, True])
async def test_a_value_is_clicked_or_found(click):
    form = MemberForm(None)
    async with opened(dialog=form, size=(80, 24)) as (app, pilot):
        await typed(pilot, "Zoe")
        await pilot.press("tab")
        await pilot.pause()
        if click:
            rows = screen_text(app)
            y = next(n for n, row in enumerate(rows) if row.split("│")[1:2] and row.split("│")[1].strip() == "sales")
            await pilot.click(offset=(rows[y].index("sales"), y))
        else:
            await typed(pilot, "zzz")
            assert any("No matches" in row for row in screen_text(app))
            await pilot.press("backspace", "backspace", "backspace", "s")
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.result["team"] == "sales"


def test_a_list_says_what_it_does_not_know_as_it_is():
    entry = ListEntry("x", "X", [("a", "one")], "new")
    assert entry.value == "new"
    assert not entry.is_changed


def test_every_setting_event_and_act_has_its_words():
    assert set(HAPPENS) == set(EVENTS[1:])
    does = list_acts(BOARD)
    for act in ("label vip", "label -vip", "assign @Raj", "notify sales", "notify @Raj: look here", "set source=Fair",
                "offer @Raj: now", "offer now", "next call on +2d", "comment Hello: there"):  # fmt: skip
        start, words = split_act(act, does)
        assert start in dict(does), act
        assert words in act
    assert all(value for values in board_verbs.CHOICES.values() for value in values)


@pytest.mark.parametrize(("value", "keys", "expected"), [
    ("", ("type:Fa", "tab"), "Fair"), ("", ("type:Fair", "tab"), "Fair"), ("Fa", ("tab",), "Fa"),
    ("", ("type:x", "tab"), "x"),
])  # fmt: skip
async def test_tab_completes_only_a_word_that_was_begun_here(value, keys, expected):
    """`Fair` is whole although `Fair 2026` is known too, and what stood there before is nobody's unfinished word."""
    line = LineInput(value, words=("Fair", "Fair 2026"))
    async with opened(widget=line) as (_, pilot):
        line.focus()
        await pilot.pause()
        for key in keys:
            await (typed(pilot, key.removeprefix("type:")) if key.startswith("type:") else pilot.press(key))
        await pilot.pause()
        assert line.value == expected
