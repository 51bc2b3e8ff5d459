"""The run-time twin of the import contracts: what is in memory after a door was opened, however it got there."""

from __future__ import annotations

import ast
import graphlib
import pkgutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import kanban
from tests.house.trees import parse

HEAVY = {"textual", "rich", "sqlmodel", "sqlalchemy", "pydantic", "alembic", "httpx", "fastapi", "uvicorn"}
EVERYTHING = sorted(
    found.name
    for found in pkgutil.walk_packages(kanban.__path__, "kanban.")
    # Migrations are run by alembic, inside its own context; they can't be imported by anybody else.
    if ".migrations." not in found.name and not found.name.endswith("__main__")
)


def below(room):
    return [name for name in EVERYTHING if f"{name}.".startswith(f"kanban.{room}.")]


def roots(modules):
    return {name.partition(".")[0] for name in modules}


def need(module):
    if module not in EVERYTHING:
        pytest.skip(f"{module} is not built yet")


@pytest.mark.parametrize("room", ["domain", "protocol"])
def test_the_lowest_floors_load_the_standard_library_alone(loaded, room):
    before = roots(loaded(""))
    after = roots(loaded("\n".join(f"import {name}" for name in below(room))))
    assert "kanban" in after
    after = {
        name for name in after if not name.startswith("_sysconfigdata")
    }  # the interpreter's own, named by platform
    assert after - before - sys.stdlib_module_names == {"kanban"}
    assert not after & {"sqlite3", "logging", "asyncio"}


def test_the_floors_without_a_screen_or_tables_load_none(loaded):
    """Not even the store: its tables are loaded by whoever needs them first."""
    light = ["kanban.config", *below("exchange"), *below("reports")]
    assert not roots(loaded("\n".join(f"import {name}" for name in light))) & HEAVY


@pytest.mark.parametrize("words", [None, "--help", "list --help", "--version"])
def test_the_command_lines_door_is_light(loaded, words):
    need("kanban.cli.main")
    code = "import kanban.cli.main"
    if words:
        code += f"\ntry: kanban.cli.main.main({words.split()})\nexcept SystemExit as end: assert not end.code, end"
    found = loaded(code)
    assert not roots(found) & HEAVY
    assert not any(name.startswith("kanban.tui.") for name in found)


def test_every_module_of_the_command_line_is_light(loaded):
    need("kanban.cli.main")
    assert not roots(loaded("\n".join(f"import {name}" for name in below("cli")))) & HEAVY


def test_the_screens_door_needs_no_tables_and_no_network(loaded):
    """The first board is drawn from plain SQL; SQLModel would more than double the start."""
    need("kanban.tui.app")
    found = roots(loaded("import kanban.tui.app"))
    assert "textual" in found
    assert not found & (HEAVY - {"textual", "rich"})


def test_widgets_load_no_store(loaded):
    names = below("tui.widgets")
    found = loaded("\n".join(f"import {name}" for name in names))
    assert not {name for name in found if name.startswith(("kanban.store", "kanban.sync", "kanban.exchange"))}


def test_reading_a_board_needs_no_tables(loaded):
    need("kanban.store.reading.read")
    assert not roots(loaded("import kanban.store.reading.read")) & HEAVY


def test_this_looks_at_the_real_thing(loaded):
    assert find_spec("kanban.config") is not None
    assert {"kanban.config", "kanban.domain.errors"} <= set(EVERYTHING)
    assert "textual" in roots(loaded("import kanban.tui.theme"))


RARELY = {
    *("agreements.agreement", "agreements.agreement_lines", "agreements.gate", "agreements.signing"),
    *("automations.rules", "automations.engine", "handoffs.contest", "handoffs.handoff", "handoffs.handoff_verbs"),
    *(
        "handoffs.precedent",
        "queries.matching",
        "queries.query",
        "acts.undo",
        "acts.verbs",
        "acts.view",
        "activity",
        "campaign",
        "permissions",
        "playbook.objection",
        "playbook.play",
        "history",
        "waiting.inbox",
        "waiting.today",
    ),
}
"""Modules of the domain that most boards' first frame has no use for."""


def test_the_first_frame_waits_for_nothing_that_comes_later(loaded):
    """What starts a screen loads what draws it, not what is done on it afterwards."""
    found = loaded("import kanban.cli.screen, kanban.tui.app")
    assert "kanban.tui.screens.board_screen" in found
    rarely = {f"kanban.domain.{name}" for name in RARELY}
    assert rarely <= set(EVERYTHING)
    assert not found & (rarely | {"kanban.protocol.types"})
    late = ("kanban.sync.", "kanban.tui.dialogs.", "kanban.exchange")  # a package itself only names what loads late
    assert not {name for name in found if name.startswith(late)}
    assert not found & {"kanban.store.acts.writing", "kanban.store.reading.waiting", "kanban.store.replica.sync_status"}
    assert not found & {"kanban.tui.board_worker", "kanban.tui.fact_kinds", "textual.widgets._text_area"}


def imports_of(name):
    """The modules of ours that a module imports, types counted, wherever the statement stands."""
    file = find_spec(name).origin
    package = Path(file).name == "__init__.py"
    for node in ast.walk(parse(Path(file).read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "kanban":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                target = inner if inner in EVERYTHING else node.module
                if not (package and target.startswith(f"{name}.")):
                    yield target


def test_no_two_modules_import_each_other():
    """However long the way round: modules that do are one module, cut in the wrong place."""
    graph = {name: set(imports_of(name)) for name in EVERYTHING}
    try:
        tuple(graphlib.TopologicalSorter(graph).static_order())
    except graphlib.CycleError as error:
        pytest.fail(" → ".join(error.args[1]))
