"""What loads late is named in a table, used as the import contracts allow, and imported inside no function."""

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


def test_no_function_holds_an_import():
    """What is slow to import stands in a table: then one sees at the top of a file what it needs."""
    inside = [
        f"{name}:{node.lineno}"
        for name in MODULES
        for function in ast.walk(tree_of(name))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_table_loads_what_it_names(table):
    named = named_in(table)
    assert set(table.__all__) == {*named} | ({"modules", "names", "submodules"} if table is lazy else set())
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


@pytest.fixture(scope="module")
def contracts(checkout):
    """The import contracts, as `pyproject.toml` has them."""
    return tomllib.loads((checkout / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_a_table_is_no_way_round_an_import_contract(contracts):
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


def uses_of_a_package(package):
    """Which module inside a package uses which other one through the package's own table."""
    above, _, word = package.rpartition(".")
    for user in MODULES:
        if user.startswith(f"{package}."):
            nodes = [*ast.walk(tree_of(user))]
            if any(
                isinstance(node, ast.ImportFrom)
                and node.module == above
                and word in {alias.name for alias in node.names}
                for node in nodes
            ):
                for node in nodes:
                    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == word:
                        yield user, node.attr


def test_a_packages_own_table_leads_down(contracts):
    """The linter does not follow it, or whoever uses one module of it would seem to use them all."""
    tables = [one for one in contracts if one["type"] == "layers" and one.get("ignore_imports")]
    assert tables
    for contract in tables:
        (package,) = contract["containers"]
        assert contract["ignore_imports"] == [f"{package} -> {package}.*"]
        floor = {name: row for row, line in enumerate(contract["layers"]) for name in re.split(r"\s*[|:]\s*", line)}
        uses = set(uses_of_a_package(package))
        assert uses
        for user, name in uses:
            own = user.removeprefix(f"{package}.").partition(".")[0]
            assert floor[name] > floor[own], f"{user} uses {package}.{name}, which stands above it"
