"""The README's command line is the program's."""

from __future__ import annotations

import re

import pytest

from kanban.cli import verbs
from kanban.cli.parsing import whole


@pytest.fixture(scope="module")
def section(checkout):
    text = (checkout / "README.md").read_text("utf-8")
    return re.search(r"^## The command line\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)[1]


def test_every_verb_is_in_the_table_and_nothing_else(section):
    named = set(re.findall(r"`kanban ([a-z-]+)\b", section))
    assert set(verbs.VERBS) - named == set()
    assert named - set(verbs.VERBS) == set()


def test_every_verb_below_a_verb_is_named(section):
    for name, parser in whole()._subparsers._group_actions[0].choices.items():
        if parser._subparsers:
            (row,) = (line for line in section.splitlines() if re.match(rf"\| `kanban {name}(?![a-z-])", line))
            below = parser._subparsers._group_actions[0].choices
            assert [verb for verb in below if not re.search(rf"\b{verb}\b", row)] == [], name


def test_every_exit_code_is_in_the_table_with_the_words_of_help(section):
    rows = dict(re.findall(r"^\| (\d) \| (.*?) \|$", section, re.MULTILINE))
    assert rows == {str(code): said for code, said in verbs.EXIT_CODES}
