"""One list of keys: what can be done has a method, no key does two things, and the README tells them all."""

from __future__ import annotations

import re

from kanban.tui.app import KanbanApp
from kanban.tui.commands import COMMANDS, PANEL, grouped, key_label, with_keys
from kanban.tui.screens.board import BoardScreen
from kanban.tui.widgets.board import Lanes


def test_every_command_can_be_done():
    doers = (Lanes, BoardScreen, KanbanApp)
    assert [c.id for c in COMMANDS if not any(hasattr(doer, f"action_{c.id}") for doer in doers)] == []


def test_no_key_does_two_things_and_no_id_is_given_twice():
    keys = [key for command in COMMANDS for key in command.keys]
    assert len(keys) == len(set(keys))
    ids = [command.id for command in (*COMMANDS, *PANEL)]
    assert len(ids) == len(set(ids))


def test_the_users_keys_take_the_place_of_the_programs():
    mine = {c.id: c for c in with_keys(COMMANDS, {"move": ("f2", "/"), "help": ()})}
    assert mine["move"].keys == ("f2", "slash")
    assert mine["help"].keys == ()
    assert mine["filter"].keys == ()  # its key was given away
    assert "help" not in {c.id for found in grouped(mine.values()).values() for c in found}


def readme_table():
    """The table of keys as it stands in the README, made from the commands."""
    lines = ["| key | does | command |", "|---|---|---|"]
    for group, commands in grouped(COMMANDS).items():
        lines.append(f"| **{group}** | | |")
        for command in commands:
            keys = (
                [f"{command.first}…{key_label(command.keys[-1])}"] if command.counted else map(key_label, command.keys)
            )
            lines.append(f"| {' '.join(f'`{key}`' for key in keys)} | {command.help} | `{command.id}` |")
    return "\n".join(lines)


def test_the_readme_tells_every_key(checkout):
    readme = (checkout / "README.md").read_text("utf-8")
    section = readme.partition("\n## Keys\n")[2].partition("\n## ")[0]
    (table,) = re.findall(r"\| key \|.*?(?=\n\n)", section, re.DOTALL)
    assert table == readme_table()
