"""What loads late is named in a table, and used as the import contracts allow."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import kanban
from kanban import lazy, libraries
from tests.house.trees import parse

FOLDER = Path(kanban.__file__).parent
TABLES = (lazy, libraries)


def name_of(file):
    """The dotted name of the module in a file."""
    parts = file.relative_to(FOLDER.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in sorted(FOLDER.rglob("*.py"))}


def tree_of(name):
    return parse(MODULES[name].read_text())


def named_in(table):
    """What a table names for the type checker: the name that it is used by, and the module's own."""
    block = next(node for node in tree_of(table.__name__).body if isinstance(node, ast.If))
    return {alias.asname or alias.name: alias.name for node in block.body for alias in node.names}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_loads_what_it_names(table):
    named = named_in(table)
    assert set(table.__all__) == {*named} | ({"modules", "submodules"} if table is lazy else set())
    for name, module in named.items():
        if find_spec(module.partition(".")[0]):  # an extra may not be installed, and Windows lacks one
            assert getattr(table, name) is import_module(module)
    with pytest.raises(AttributeError):
        table.nothing_that_is_called_so  # noqa: B018 - to ask is the test


def test_the_first_table_is_the_standard_librarys():
    assert {module.partition(".")[0] for module in named_in(lazy).values()} <= sys.stdlib_module_names


def uses_of_tables():
    """Which module uses which one of a table."""
    for user in MODULES:
        for node in ast.walk(tree_of(user)):
            if isinstance(node, ast.ImportFrom):  # loads it at once, but is no way round either
                for table in TABLES:
                    if node.module == table.__name__:
                        yield from ((user, named_in(table).get(alias.name, alias.name)) for alias in node.names)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                for table in TABLES:
                    if f"kanban.{node.value.id}" == table.__name__ and (module := named_in(table).get(node.attr)):
                        yield user, module


def matches(pattern, name):
    """Tell whether the import linter's pattern means a module: `*` is one part of a name, `**` are some."""
    parts = re.escape(pattern).replace(r"\*\*", r".+").replace(r"\*", r"[^.]+")
    return re.fullmatch(parts, name) is not None


def test_a_table_is_no_way_round_an_import_contract(checkout):
    contracts = tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    of_packages = [one for one in contracts if one["type"] == "forbidden" and one["source_modules"] == ["kanban.*"]]
    uses = set(uses_of_tables())
    assert ("kanban.config", "tomllib") in uses
    assert len(of_packages) >= 5
    for contract in of_packages:
        allowed = [line.split(" -> ") for line in contract["ignore_imports"]]
        for user, module in uses:
            package = module.partition(".")[0]
            if package in contract["forbidden_modules"]:
                assert any(matches(who, user) and what == package for who, what in allowed), (
                    f"{user} uses {module}: {contract['name']}"
                )
