"""No key is silent: whatever the situation, the screen changes, or the status line says why it does not."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs
from kanban.store import log
from kanban.tui.commands import COMMANDS, PANEL
from tests.tui.boards import make_board, playing, press, settled
from tests.tui.cards import picture_of, screen_text

ELSEWHERE = {"quit", "suspend"}
"""What leaves the screen."""

SITUATIONS = {
    "the first card of the first lane": ("1", "g"),
    "a closed card in the last lane but two": ("9", "g"),
    "an empty lane at the end": ("9", "l", "l"),
    "a filter without a match": ("1", "slash", *"zzz", "enter"),
    "several selected": ("1", "g", "space", "space"),
    "in an open card": ("1", "g", "enter"),
    "in a history": ("1", "g", "enter", "2"),
    "in the fields": ("1", "g", "enter", "3"),
    "in the agreement": ("1", "g", "enter", "4"),
}


def keys_of(commands):
    """A key of each command, and each key of one that does something else with each."""
    for command in commands:
        if command.id not in ELSEWHERE and command.keys:
            yield from command.keys if command.is_numbered else command.keys[:1]


async def reset(screen, pilot, keys):
    """Put everything back as it was, and go to the situation."""
    if screen.parts.filter._line is not None:
        await press(pilot, "escape")
    await screen.parts.panel.close()
    screen.model.selected.clear()
    screen.parts.filter.clear()
    screen.lanes.folded = {stage.id for stage in screen.workspace.board.stages if stage.is_closed}
    screen.lanes.focus()
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        if key in {"enter", "slash"}:
            await settled(pilot)
    await settled(pilot)


async def silent(workspace, keys, size=(120, 24)):
    """Press every key that counts in a situation; gives those after which the whole picture is what it was."""
    found = []
    async with playing(workspace, size=size) as (screen, pilot):
        await reset(screen, pilot, keys)
        inside = screen.parts.panel.widget is not None and not screen.lanes.has_focus
        for key in dict.fromkeys(keys_of(PANEL if inside else COMMANDS)):
            if key not in screen.active_bindings:
                continue
            screen.bars.status.tell(())
            await pilot.pause()
            head, before, stack = (
                log.read_head(workspace.connection),
                picture_of(pilot.app),
                len(pilot.app.screen_stack),
            )
            await press(pilot, key)
            opened = len(pilot.app.screen_stack) - stack
            if not opened and picture_of(pilot.app) == before:
                found.append(key)
            for _ in range(opened):
                pilot.app.pop_screen()
            if log.read_head(workspace.connection) != head:
                screen.worker.undo()
                await settled(pilot)
            elif opened or screen.bars.status.is_passing:
                continue
            await reset(screen, pilot, keys)
    return found


@pytest.mark.parametrize("name", SITUATIONS)
async def test_every_key_does_something_or_says_why(home, name):
    assert await silent(make_board(home / "data" / "kanban.db"), SITUATIONS[name]) == []


@pytest.mark.parametrize("role", ["viewer", "commenter"])
async def test_whoever_may_do_little_is_told_so(home, role):
    workspace = make_board(home / "data" / "kanban.db")
    bo = workspace.board.find_member("Bo")
    workspace.act(lambda view: board_verbs.set_member(view, bo, {"role": role}))
    workspace.member_id = bo.id
    assert await silent(workspace, ("1", "g")) == []


async def test_an_empty_board_says_so_too(home):
    assert await silent(make_board(home / "data" / "kanban.db", ()), ("1",), size=(80, 24)) == []


async def test_nobody_in_particular_is_asked_who_they_are(home):
    workspace = make_board(home / "data" / "kanban.db")
    workspace.member_id = None
    assert await silent(workspace, ("1", "g")) == []


@pytest.mark.parametrize(("key", "said"), [
    ("s", "Only a lead can change stages."), ("W", "Only a lead can change rules."),
    ("n", "A viewer can't add cards. Ask a lead"), ("c", "A viewer can't comment."),
    ("e", "A viewer can't change cards."), ("L", "A viewer can't move cards."),
    ("a", "A viewer can't hand cards over."), ("at", "A viewer can't change cards."),
])  # fmt: skip
async def test_it_is_said_before_anything_is_typed(home, key, said):
    workspace = make_board(home / "data" / "kanban.db")
    bo = workspace.board.find_member("Bo")
    workspace.act(lambda view: board_verbs.set_member(view, bo, {"role": "viewer"}))
    workspace.member_id = bo.id
    async with playing(workspace) as (_, pilot):
        await press(pilot, key)
        assert said in screen_text(pilot.app)[-2]
