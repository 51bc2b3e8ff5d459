"""One list of keys: what can be done has a method, no key does two things, and the README tells them all."""

from __future__ import annotations

import os
import string

import pytest
from textual.app import App
from textual.binding import Binding

from kanban.tui.app import KanbanApp
from kanban.tui.commands import COMMANDS, PANEL, group_by_heading, key_label, normalize_key, set_keys
from kanban.tui.parts.board_parts import BoardParts
from kanban.tui.parts.host import Part
from kanban.tui.widgets.board_view.lanes import Lanes
from kanban.tui.widgets.board_view.legend import LEGEND

WRITE = "KANBAN_WRITE_DOCS"


def test_every_command_can_be_done():
    doers = (Lanes, KanbanApp, *Part.__subclasses__())
    undone = [c.id for c in COMMANDS if not any(hasattr(doer, f"action_{c.id}") for doer in doers)]
    assert undone == ["escape"]  # which is about all parts
    assert hasattr(BoardParts, "escape")


def test_no_key_does_two_things_and_no_id_is_given_twice():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    ids = [command.id for command in (*COMMANDS, *PANEL)]
    assert len(ids) == len(set(ids))


def test_the_users_keys_take_the_place_of_the_programs():
    mine = {c.id: c for c in set_keys(COMMANDS, {"move": ("f2", "/"), "help": ()})}
    assert mine["move"].keys == ("f2", "slash")
    assert mine["help"].keys == ()
    assert mine["filter"].keys == ()  # its key was given away
    assert "help" not in {c.id for found in group_by_heading(mine.values()).values() for c in found}


@pytest.mark.parametrize("sign", string.punctuation)
async def test_a_sign_is_a_key_under_its_own_name(sign):
    """Whether the user wrote it in `[keys]` or a command has Textual's name of it."""
    bound, pressed = normalize_key(sign), []
    assert key_label(bound) == sign

    class Typed(App[None]):
        BINDINGS = (Binding(bound, "note"),)

        def action_note(self):
            pressed.append(sign)

    async with Typed().run_test() as pilot:
        await pilot.press(sign)
    assert pressed == [sign]


def keys_table(commands):
    """Return a table of keys for the documentation, made from the commands."""
    lines = ["| key | does | command |", "|---|---|---|"]
    for group, members in group_by_heading(commands).items():
        lines.append(f"| **{group}** | | |")
        for command in members:
            keys = (
                [f"{command.first}…{key_label(command.keys[-1])}"]
                if command.is_numbered
                else map(key_label, command.keys)
            )
            lines.append(f"| {' '.join(f'`{key}`' for key in keys)} | {command.help} | `{command.id}` |")
    return "\n".join(lines) + "\n"


def signs_table():
    """Return the table of signs for the documentation, made from the legend in help."""
    return (
        "\n".join(["| sign | means |", "|---|---|", *(f"| `{sign}` | {meaning} |" for sign, meaning in LEGEND)]) + "\n"
    )


def test_the_readme_tells_every_key_and_every_sign(checkout):
    file = checkout / "kanban/tui/README.md"
    text = whole = file.read_text("utf-8")
    tables = {"signs": signs_table(), "keys": keys_table(COMMANDS), "card keys": keys_table(PANEL)}
    for name, table in tables.items():
        begin, end = f"<!-- {name}: written by a test -->\n", f"<!-- end of {name} -->\n"
        before, mark, rest = text.partition(begin)
        told, other, after = rest.partition(end)
        assert mark
        assert other
        if WRITE not in os.environ:
            assert told == table, (
                f"{WRITE}=1 .venv/bin/python -m pytest -q -n0 tests/tui/test_commands.py writes it anew."
            )
        text = before + begin + table + end + after
    if text != whole:
        file.write_text(text, "utf-8")
