"""What TAB offers: every verb's words are named, whatever the names hold is quoted, and it answers soon."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.parsing import build_whole_parser
from kanban.cli.shell import complete_words, completion_values
from kanban.domain.values import fields

KINDS = {
    "CARD": "card", "CARD|FILE": "deleted", "STAGE": "stage", "LABEL": "label", "QUERY": "query",
    "FIELD=VALUE": "field", "FIELD,…": "sort", "REASON": "reason",
}  # fmt: skip
NAMES = {
    "list --view": "view", "view remove": "view", "add --owner": "member", "offer --to": "member", "--as": "member",
    "--board": "board", **dict.fromkeys(("board use", "board delete", "board rename"), "board"),
    **dict.fromkeys(("stage set", "stage move", "stage remove"), "stage"),
    **dict.fromkeys(("rule show", "rule set", "rule on", "rule off", "rule remove", "rule try"), "rule"),
    **dict.fromkeys(("member set", "member remove", "member away", "member back", "member use"), "member"),
}  # fmt: skip


def words_of(parser, path=()):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from words_of(below, (*path, name))
        elif action.option_strings and action.nargs != 0:
            yield " ".join(path), action.option_strings[-1], action.metavar
        elif not action.option_strings:
            yield " ".join(path), "", action.metavar


def test_everything_that_the_board_knows_is_named_in_the_table():
    for verb, option, metavar in words_of(build_whole_parser()):
        if not verb:
            continue
        name = str(metavar).partition("|")[0] if metavar != "CARD|FILE" else metavar
        wanted = KINDS.get(name) or NAMES.get(f"{verb} {option}".strip()) or (NAMES.get(option) if option else None)
        if not wanted or (option and wanted == "label" and verb != "add"):
            continue
        takes = completion_values.VERBS.get(verb, completion_values.VerbWords())
        there = {**takes.options, **completion_values.EVERYWHERE}.get(option) if option else takes.positional
        assert there == wanted or (not option and wanted in there), (verb, option, metavar)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("", "verb"), ("mo", "verb"), ("--board ", "board"), ("--board X mo", "verb"), ("move ", "card"),
        ("move x ", "stage"), ("move x MQL ", ""), ("move x MQL --set ", "field"),
        ("move x MQL --set value=1 ", "field"), ("move --set a=1 --json ", "card"), ("merge a ", "card"),
        ("list --view ", "view"), ("list a b ", "query"), ("list --limit 5 ", "query"), ("stage set ", "stage"),
        ("stage set X ", ""), ("stage move X --before ", "stage"), ("label add vip ", "card"),
        ("label add vip a ", "card"), ("export f.csv ", "query"), ("comment x ", ""), ("add --owner ", "member"),
        ("add Title --as ", "member"), ("nothing ", ""), ("theme ", ""), ("edit x -- ", "field"),
    ],
)  # fmt: skip
def test_the_place_in_the_line_tells_the_kind(line, kind):
    assert completion_values.find_kind(line.split(" "))[0] == kind


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@given(st.lists(st.text("ab '\"\\$`!(){};&|<>*?~#äλ\t", min_size=1, max_size=12), min_size=1, max_size=20))
def test_what_is_inserted_in_bash_is_one_word_that_means_itself(typed):
    words = [" ".join(word.split()) for word in typed if word.split()]
    line = " ".join(
        form
        for word in words
        for form in (
            complete_words.escape(word), f'"{complete_words.escape(word, chr(34))}"',
            f"'{complete_words.escape(word, chr(39))}'"
        )
    )  # fmt: skip
    ran = subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True)
    assert ran.stdout.decode().split("\0")[:-1] == [word for word in words for _ in range(3)] or not words
    assert all(complete_words.unquote(complete_words.escape(word)) == word for word in words)


@given(st.lists(st.text("ab'\"\\$ ", min_size=1, max_size=6), max_size=4), st.text("ab", max_size=3))
def test_a_line_is_split_as_bash_does(words, last):
    line = " ".join([*map(shlex.quote, words), last])
    assert complete_words.split_line(line) == [*words, last]


def test_it_offers_what_the_board_knows(own):
    ref = own("add", "Acme pilot", "--label", "vip").out.strip()
    gone = own("add", "Gone").out.strip()
    own("delete", gone)
    own("member", "add", "Bo", "--team", "sales")
    own("view", "add", "Big ones", "value>=10k")

    def offered(*words):
        ran = own("complete-words", "fish", "kanban", *words)
        assert (ran.code, ran.err) == (0, "")
        return ran.out.splitlines()

    assert offered("show", "") == [ref]
    assert offered("show", "Acm") == ["Acme pilot"]
    assert offered("restore", "") == [gone]
    assert offered("move", "x", "n") == ["Nurture", "Negotiation"]
    assert offered("member", "set", "") == ["Ana", "Bo"]
    assert offered("list", "--view", "") == ["Big ones"]
    assert offered("list", "-label:") == ["-label:vip"]
    assert offered("list", "stage:MQL|Nu") == ["stage:MQL|Nurture"]
    assert "overdue" in offered("list", "o")
    assert offered("edit", "x", "label=-") == ["label=-vip"]
    assert offered("return", "x", "--reason", "bad t") == ["bad timing"]
    assert offered("--board", "") == ["Pipeline"]
    assert "agreement" in offered("")
    assert offered("nothing", "") == []


def test_without_a_board_it_offers_verbs_and_says_nothing(run_cli, home):
    ran = run_cli("complete-words", "fish", "kanban", "move", "")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert "init" in run_cli("complete-words", "fish", "kanban", "in").out


def test_fields_are_completed_as_they_are_read():
    assert {"owner", "label", "link", *fields.TYPED.values()} == set(complete_words._FIELDS)
    assert not any("_" in name for name in complete_words._EDITED)
