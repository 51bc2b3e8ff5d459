"""Nobody reads an internal name: what is printed for people has labels, and what is to be typed has no underscore."""

from __future__ import annotations

import argparse
import re

import pytest

from kanban.cli.parsing import build_whole_parser
from kanban.domain.acts import board_verbs, stage_marks
from kanban.domain.card import FIELDS
from kanban.domain.values.fields import CROSSING, TYPED
from kanban.protocol.registers import REGISTERS

NAMES = sorted(
    {name for checks in REGISTERS.values() for name in checks if "_" in name} | {"offer_to", "return_reason"}
)
INTERNAL = re.compile(rf"\b({'|'.join(NAMES)})\b")
"""The registers whose names no CRM user knows."""


def parsers(parser):
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from parsers(below)


def test_the_names_that_are_looked_for_are_those_of_registers():
    for name in (*FIELDS, *CROSSING, *stage_marks.STAGE_SETTINGS, *board_verbs.SETTINGS):
        assert INTERNAL.fullmatch(name) or "_" not in name


def test_help_names_no_register():
    found = {parser.prog: INTERNAL.findall(parser.format_help()) for parser in parsers(build_whole_parser())}
    assert len(found) > 60
    assert {prog: names for prog, names in found.items() if names} == {}


def test_help_breaks_no_name_that_is_typed():
    shown = {parser.prog: parser.format_help() for parser in parsers(build_whole_parser())}
    for prog, names in (
        ("kanban edit", TYPED.values()),
        ("kanban board set", map(board_verbs.format_setting_name, board_verbs.SETTINGS)),
    ):
        assert [name for name in names if name not in shown[prog]] == []


VERBS = (
    "list", "list overdue", "show {}", "history {}", "comments {}", "inbox", "agreement", "agreement show",
    "board list", "board set", "stage list", "member list", "label list", "view list", "rule list", "rule show Closing",
    "status", "attention", "demo", "locate", "doctor",
)  # fmt: skip


@pytest.fixture
def board(demo):
    """The demo's board, with a rule and a stage that ask for what has other names inside, and a card with all
    fields."""
    ran = [
        demo("rule", "add", "Closing", "--when", "won", "--then", "set close_on=+3d", "--then", "set win_reason=price"),
        demo("stage", "set", "Proposal", "required=value,close_on,lost_reason", "stale_after=20d", "limit=40"),
        demo("board", "set", "limit_policy=refuse"),
        demo(
            "add", "Acme", "--value", "5k", "--on", "fri", "--next", "call", "--set", "close_on=+9d", "win_reason=price"
        ),
        demo("edit", "Acme", "next_on=+4d", "lost_reason=x", "sales_owner=Raj", "marketing_owner=Bo"),
    ]
    assert [each.err for each in ran if each.code] == []
    return demo


def test_what_is_printed_names_no_register(board):
    refs = [card["ref"] for card in board("list", "--limit", "12", "--json").json]
    seen = ""
    for verb in VERBS:
        for ref in ["Acme", *refs] if "{}" in verb else refs[:1]:
            ran = board(*(words := verb.format(ref).split()))
            assert (ran.code, words) == (0, words), ran.err
            assert not INTERNAL.search(ran.out + ran.err), (verb, INTERNAL.search(ran.out + ran.err), ran.out)
            seen += ran.out
    for label in (
        "close date",
        "next step date",
        "lost reason",
        "set close-date=+3d",
        "limit-policy=refuse",
        "40 cards",
    ):
        assert label in seen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("edit Acme colour=red", "Unknown field “colour”. The fields are title, company, "),
        ("edit Acme next_on=x", "as a date"), ("edit Acme close_on=x", "as a date"),
        ("--as Raj move Acme lost", "lost-reason=…"), ("stage set Won colour=red", "stale-after"),
        ("board set colour=red", "limit-policy"), ("stage set Won stale_after=x", "stale"),
        ("board set limit_policy=x", "Limit policy"), ("rule add X --when won --then", "then"),
        ("list has:colour", "has:"), ("list colour:red", "colour"), ("import x.csv --map A=colour_of", "x.csv"),
        ("edit Acme value=x", "x"), ("edit Acme " + "lost_reason=" + "x" * 2001, "lost reason has 2,001 characters"),
    ],
)  # fmt: skip
def test_errors_name_no_register(board, words, said):
    board("edit", "Acme", "lost_reason=")
    ran = board(*words.split())
    assert ran.code in {1, 2, 3}
    assert said in ran.err
    assert not INTERNAL.search(re.sub("“[^”]*”", "", ran.err)), ran.err


def test_labels_are_typed_as_they_are_read(board):
    ran = board(
        "edit",
        "Acme",
        "close-date=2099-01-02",
        "Next step date=2099-01-01",
        "lost-reason=late",
        "Sales owner=Eve",
        "--json",
    )
    assert {name: ran.json[name] for name in ("close_on", "next_on", "lost_reason", "sales_owner")} == {
        "close_on": "2099-01-02", "next_on": "2099-01-01", "lost_reason": "late", "sales_owner": "Eve",
    }  # fmt: skip
    assert board("stage", "set", "Proposal", "required=value,Close date", "stale-after=9d").code == 0
    (stage,) = [each for each in board("stage", "list", "--json").json if each["name"] == "Proposal"]
    assert (stage["required"], stage["stale_after"]) == (["value", "close_on"], 9)
