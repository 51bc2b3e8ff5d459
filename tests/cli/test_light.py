"""A verb loads what it needs: start-up is most of what a command costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "textual",
    "rich",
    "sqlmodel",
    "sqlalchemy",
    "pydantic",
    "alembic",
    "httpx",
    "shtab",
    "logging",
    "asyncio",
    "tzlocal",
}
SLOW = {
    "dataclasses",
    "inspect",
    "zoneinfo",
    "shutil",
    "threading",
    "kanban.store.search.query_sql",
    "kanban.store.acts.writing",
    "kanban.domain.agreements.gate",
}
"""What most verbs need and a plain listing must not: each is a good part of what it may cost."""


@pytest.fixture
def loaded(checkout):
    """`loaded("list")`: the modules in memory after that verb has run in a fresh Python."""

    def run(*words):
        code = (
            "import json, sys\n"
            "from kanban.cli.main import main\n"
            f"code = main({words!r})\n"
            "print('\\n' + json.dumps([code, sorted(sys.modules)]))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        code, modules = json.loads(done.stdout.splitlines()[-1])
        assert code == 0, done.stderr
        return set(modules)

    return run


def test_a_listing_is_the_lightest(loaded, own):
    """Where no agreement asks for anything of the cards."""
    own("add", "Acme")
    modules = loaded("list", "--json", "--limit", "20")
    assert not modules & (HEAVY | SLOW)
    assert "kanban.store.reading.card_records" in modules
    assert not loaded("list", "overdue", "--json") & HEAVY


@pytest.mark.parametrize(
    "words",
    [
        ["move", "{}", "mql"], ["show", "{}"], ["history", "{}", "--json"], ["comment", "{}", "hello"],
        ["edit", "{}", "value=1"], ["add", "x"], ["board"], ["stage"], ["label"], ["view"], ["export", "-"], ["locate"],
        [], ["demo", "--size", "5"],
    ],
)  # fmt: skip
def test_no_verb_loads_the_screen_or_the_tables(loaded, demo, words):
    ref = demo("list", "--json", "--limit", "1").json[0]["ref"]
    allowed = {"tzlocal", "logging"} if words[:1] == ["demo"] else set()
    assert not loaded(*(word.format(ref) for word in words)) & (HEAVY - allowed)
