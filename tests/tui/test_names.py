"""No screen shows an internal name: a register is told by its label, wherever it stands."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.domain.automations.rules import Rule, RuleAct
from kanban.domain.board import Board
from kanban.domain.card import FIELDS
from kanban.domain.values import fields
from kanban.domain.values.fields import CROSSING
from kanban.tui.commands import COMMANDS, PANEL
from kanban.tui.dialogs.boards.board_form import BoardForm
from kanban.tui.dialogs.boards.rule_form import RuleForm, describe_acts
from kanban.tui.dialogs.boards.rules_dialog import RulesEditor
from kanban.tui.dialogs.boards.stages_dialog import StagesEditor
from kanban.tui.dialogs.cards.ask_fields import AskFields
from kanban.tui.screens.help_screen import HelpScreen
from tests.cli.board_verbs.test_names import INTERNAL
from tests.tui.cards import ANA, BOARD, NOW, STAGES, card, change, opened, panel_with, screen_text
from tests.tui.dialogs.test_dialogs import ALL

TODAY = NOW.date()
UNDERSCORED = tuple(name for name in FIELDS if "_" in name)
VALUES = {
    "next_on": "2026-12-01", "close_on": "2026-12-09", "marketing_owner": "Ana", "sales_owner": "Raj",
    "next_step": "call", "lost_reason": "price", "win_reason": "product",
}  # fmt: skip

GREEDY = tuple(stage._replace(required=UNDERSCORED, stale_after=9) for stage in STAGES)
WIDE: Board = BOARD._replace(
    all_stages=GREEDY,
    all_rules=(
        Rule("r1", "All", "enters", "s3", "", tuple(RuleAct("set", name=n, text=v) for n, v in VALUES.items())),
    ),
)
"""A board on which every stage and a rule name every field that has another name inside."""


def shown(app):
    text = "\n".join(screen_text(app))
    assert not INTERNAL.search(text), (INTERNAL.search(text), text)
    return text


@pytest.mark.parametrize("name", ALL)
async def test_no_dialog_shows_one(name):
    async with opened(dialog=ALL[name](WIDE, "words"), size=(120, 40)) as (app, pilot):
        shown(app)
        for _ in range(6):
            await pilot.press("tab")
            shown(app)


@pytest.mark.parametrize(
    "dialog",
    [
        lambda: AskFields(WIDE, card(), WIDE.stages[9], (*UNDERSCORED, "why"), today=TODAY),
        lambda: AskFields(WIDE, card(), WIDE.stages[0], ("return_reason",), today=TODAY),
        lambda: BoardForm(WIDE),
        lambda: RuleForm(WIDE.all_rules[0], WIDE, TODAY, str),
        lambda: StagesEditor(WIDE, str),
        lambda: RulesEditor(WIDE, TODAY, str),
    ],
)
async def test_nor_does_what_asks_for_all_of_them(dialog):
    async with opened(dialog=dialog(), size=(120, 40)) as (app, pilot):
        shown(app)
        await pilot.press("enter")
        await pilot.pause()
        for _ in range(9):
            shown(app)
            await pilot.press("tab", "down")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (190, 44)])
async def test_nor_the_card(size):
    changes = [
        change(1, "create", ANA, created=True, title="Acme pilot", stage="s0"),
        *(change(n, "edit", ANA, **{name: value}) for n, (name, value) in enumerate(VALUES.items(), 2)),
        *(change(n, "edit", ANA, **{name: None}) for n, name in enumerate(VALUES, 20)),
        change(40, "move", ANA, stage="s9", lost_reason="price"),
    ]
    panel = panel_with(
        board=WIDE,
        card=card(stage="s9", **VALUES),
        events=history.list_events(changes, WIDE, today=TODAY),
        missing=(*UNDERSCORED, *CROSSING),
    )
    async with opened(widget=panel, size=size) as (app, pilot):
        for section in ("thread", "history", "fields", "lines"):
            app.widget.open_section(section)
            await pilot.pause()
            text = shown(app)
            for _ in range(3):
                await pilot.press("pagedown")
                text += shown(app)
            if section == "fields":
                assert [name for name in VALUES if fields.format_label(name) not in text] == []


async def test_a_rule_is_told_in_words():
    async with opened(dialog=RulesEditor(WIDE, TODAY, str), size=(120, 40)) as (app, _):
        assert "set the next step date to 2026-12-01; set the " in shown(app)
    acts = [
        "label vip",
        "label -old",
        "notify @Raj: look",
        "offer now",
        "assign @Bo",
        "next call on +3d",
        "comment Hi: you",
    ]
    assert describe_acts(acts, WIDE) == (
        "add the label vip; remove the label old; notify Raj: look; offer it to sales, because: now; assign it to Bo; "
        "set the next step call on +3d; write the comment: Hi: you"
    )


async def test_nor_the_help():
    async with opened(dialog=HelpScreen((*COMMANDS, *PANEL)), size=(120, 40)) as (app, pilot):
        for _ in range(12):
            shown(app)
            await pilot.press("pagedown")
