"""The architecture page lists each package with what it says of itself."""

from __future__ import annotations

import ast
import os
import re
import tomllib

from tests.house.trees import parse

BEGIN, END = "<!-- rooms: written by a test -->\n", "<!-- end of rooms -->\n"
WRITE = "KANBAN_WRITE_DOCS"


def first_sentence(file):
    """Return the first sentence of a package's docstring, without its full stop."""
    whole = " ".join((ast.get_docstring(parse(file.read_text("utf-8"))) or "").partition("\n\n")[0].split())
    return re.split(r"\.(?= |$)", whole, maxsplit=1)[0]


def rooms_table(package):
    """Return the table of packages below `package`, each above those in it."""
    lines = ["| package | holds |", "|---|---|"]
    for file in sorted(package.rglob("__init__.py"), key=lambda file: file.parent.relative_to(package).parts):
        name = file.parent.relative_to(package).as_posix()
        if name != "." and "migrations" not in name:
            assert first_sentence(file), f"{name} does not say what lives there"
            lines.append(f"| `{name}` | {first_sentence(file)} |")
    return "\n".join(lines) + "\n"


def test_the_page_lists_every_package(checkout):
    file = checkout / "kanban/README.md"
    before, mark, rest = file.read_text("utf-8").partition(BEGIN)
    assert mark
    told, mark, after = rest.partition(END)
    assert mark
    table = rooms_table(checkout / "kanban")
    if WRITE in os.environ:
        file.write_text(before + BEGIN + table + END + after, "utf-8")
        return
    assert told == table, f"{WRITE}=1 .venv/bin/python -m pytest -q -n0 tests/house/test_rooms.py writes it anew."


def test_its_floors_are_those_of_the_contract(checkout):
    page = (checkout / "kanban/README.md").read_text("utf-8")
    block = page.partition("\n## Floors\n")[2].partition("```\n")[2].partition("```")[0]
    told = [set(line[:30].replace("|", " ").split()) for line in block.splitlines()]
    contracts = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (floors,) = (contract["layers"] for contract in contracts if contract["id"] == "floors")
    assert told == [set(re.sub(r"\(\w+\)|\|", " ", floor).split()) for floor in floors]


def test_each_package_says_what_lives_there_what_comes_in_and_what_it_never_does(checkout):
    docstrings = {
        file.parent.relative_to(checkout).as_posix(): ast.get_docstring(parse(file.read_text("utf-8"))) or ""
        for file in (checkout / "kanban").rglob("__init__.py")
        if file.parent.name != "kanban"  # the whole program's is one line
    }
    assert len(docstrings) > 50
    assert [name for name, text in docstrings.items() if len(re.findall(r"\.(?:\s|$)", text)) < 3] == []
