"""A verb is added by following the architecture page: its blocks are put into a copy of the package, word for word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap

import pytest

BLOCK = re.compile(
    r"^ *<!-- in (\S+), (before|after): ([^\n]+) -->\n( *)```python\n(.*?)^ *```$", re.MULTILINE | re.DOTALL
)
"""What to add: where (an anchor that begins a line), in which file below the package, with what indentation of its own."""


def section_of(page, heading):
    """Return what stands below a heading of the page."""
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def add_blocks(package, section):
    """Put each block of a section where it says; an anchor stands once in its file."""
    blocks = BLOCK.findall(section)
    for name, place, anchor, indent, shown in blocks:
        added = "".join(line.removeprefix(indent) for line in shown.splitlines(keepends=True))
        file = package / name
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (at,) = (number for number, line in enumerate(lines) if line.lstrip().startswith(anchor))
        gap = "" if added.startswith(" ") else "\n\n"  # two blank lines behind a function
        lines.insert(at + (place == "after"), added + gap)
        text = "".join(lines)
        file.write_text(text, "utf-8")
    return {name for name, *_ in blocks}


@pytest.fixture(scope="module")
def changed(checkout, tmp_path_factory):
    """The folder of a copy of the package with what the page adds, and the files that it changes."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copytree(checkout / "kanban", folder / "kanban", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(checkout / "themes", folder / "themes")
    page = (checkout / "kanban/README.md").read_text("utf-8")
    return folder, add_blocks(folder / "kanban", section_of(page, "How to add a verb"))


@pytest.fixture
def kanban(changed, tmp_path):
    """`kanban("list")`: what a command of the changed copy prints."""

    def run(*words):
        env = {**os.environ, "KANBAN_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "kanban", *words]
        done = subprocess.run(command, env=env, cwd=changed[0], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    return run


def test_the_new_verb_is_a_verb_like_any_other(kanban):
    kanban("init", "--name", "Ana", "--team", "marketing")
    kanban("add", "Acme", "--next", "call", "--on", "2026-12-04")
    assert "give the next step of a card another day" in kanban("--help")
    assert "kanban postpone k7q2mab +3d" in kanban("postpone", "--help")
    card = json.loads(kanban("postpone", "Acme", "2027-01-08", "--json"))
    assert card["next_on"] == "2027-01-08"
    assert "set the next step date to" in kanban("history", "Acme")
    kanban("undo")
    assert json.loads(kanban("show", "Acme", "--json"))["next_on"] == "2026-12-04"
    kanban("doctor")


def test_what_the_page_adds_passes_the_linter(changed, checkout):
    folder, names = changed
    assert len(names) == 4
    files = [str(folder / "kanban" / name) for name in sorted(names)]
    for command in (["check", "-q"], ["format", "-q", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--no-cache", "--config", str(checkout / "pyproject.toml"), *files],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, textwrap.shorten(done.stdout, 2_000)
