"""The page of the command line describes the program: verbs, exit codes, queries, settings."""

from __future__ import annotations

import re
import shlex

import pytest

from kanban.cli import verb_table
from kanban.cli.parsing import build_whole_parser
from kanban.domain.acts import board_verbs, stage_marks
from kanban.domain.queries import query


@pytest.fixture(scope="module")
def page(checkout):
    return (checkout / "kanban/cli/README.md").read_text("utf-8")


def section_of(page, heading):
    """Return what stands below a heading."""
    return re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", page, re.DOTALL | re.MULTILINE)[1]


def test_every_verb_is_in_the_table_and_nothing_else(page):
    in_table = set(re.findall(r"`kanban ([a-z-]+)\b", section_of(page, "Verbs")))
    assert set(verb_table.VERBS) - in_table == set()
    assert set(re.findall(r"`kanban ([a-z-]+)\b", page)) - set(verb_table.VERBS) == set()


def test_every_verb_below_a_verb_is_named(page):
    table = section_of(page, "Verbs")
    for name, parser in build_whole_parser()._subparsers._group_actions[0].choices.items():
        if parser._subparsers:
            (row,) = (line for line in table.splitlines() if re.match(rf"\| `kanban {name}(?![a-z-])", line))
            below = parser._subparsers._group_actions[0].choices
            assert [verb for verb in below if not re.search(rf"\b{verb}\b", row)] == [], name


def test_every_exit_code_is_in_the_table_with_the_words_of_help(page):
    rows = dict(re.findall(r"^\| (\d) \| (.*?) \|$", section_of(page, "Exit codes"), re.MULTILINE))
    assert rows == {str(code): meaning for code, meaning in verb_table.EXIT_CODES}


def test_every_word_of_a_query_is_told(page):
    rows = dict(re.findall(r"^\| (.*?) \| (.*?) \|$", section_of(page, "Finding cards"), re.MULTILINE))

    def names(start, part=1):
        (row,) = (row for row in rows.items() if row[0].startswith(start))
        return set(re.findall(r"`([a-z]+)`", row[part]))

    assert names("`FIELD:value`") == set(query.WORDY)
    assert names("`FIELD>=number`") == set(query.NUMERIC)
    assert names("`FIELD>=day`") - {"fri", "today"} == set(query.DAYS)
    assert names("`has:FIELD`") == set(query.HAVABLE)
    assert names("`sort:") == set(query.SORTS)
    assert names("`open`", 0) == set(query.FLAGS)


@pytest.mark.parametrize(
    ("heading", "settings"),
    [("Board settings", board_verbs.SETTINGS), ("Stages", stage_marks.STAGE_SETTINGS)],
)
def test_every_setting_of_boards_and_stages_is_told(page, heading, settings):
    first_cells = re.findall(r"^\| (`.*?`) \|", section_of(page, heading), re.MULTILINE)
    assert set(re.findall(r"`([a-z-]+)`", " ".join(first_cells))) == {name.replace("_", "-") for name in settings}


PAGES = ("README.md", *(f"kanban/{room}/README.md" for room in ("cli", "tui", "sync", "server")), "themes/README.md")


def commands_of(text):
    """Return each line of a page's blocks that runs `kanban`, as a list of words."""
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    for line in lines:
        shown = re.fullmatch(r"(?:\S*/)?kanban(-server)?((?: .*)?)", line.rpartition("&& ")[2])
        if shown:
            words = shlex.split(shown[2], comments=True)
            yield ["server"] * bool(shown[1]) + [word for word in words if not word.startswith(">")]


@pytest.mark.parametrize("page_name", PAGES)
def test_every_command_that_a_page_shows_is_understood(checkout, page_name):
    shown = list(commands_of((checkout / page_name).read_text("utf-8")))
    assert shown
    for words in shown:
        try:
            build_whole_parser().parse_args(words)
        except SystemExit:
            pytest.fail(f"kanban {shlex.join(words)}")
