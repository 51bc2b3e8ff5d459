"""The door: exit codes, sentences, and what it does without a terminal."""

from __future__ import annotations

import re

import kanban
from kanban.cli import verb_table

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def test_help_names_every_verb_and_every_exit_code(run_cli):
    ran = run_cli("--help")
    assert ran.code == 0
    assert ran.out.startswith("usage: kanban")
    for verb in verb_table.VERBS:
        assert re.search(rf"^  {verb} +\w", ran.out, re.MULTILINE)
    for code in range(5):
        assert re.search(rf"^  {code}  \w", ran.out, re.MULTILINE)


def test_every_verb_explains_itself_with_an_example(run_cli):
    for verb in verb_table.VERBS:
        ran = run_cli(verb, "--help")
        assert ran.code == 0, verb
        assert f"example: kanban {verb}" in ran.out, verb


def test_version(run_cli):
    assert run_cli("--version").out == f"kanban {kanban.__version__}\n"


def test_without_a_board_it_says_how_to_make_one(run_cli):
    for words in ([], ["list"], ["show", "x"], ["--as", "Ana", "add", "x"]):
        ran = run_cli(*words)
        assert (ran.code, ran.out) == (3, ""), words
        assert "kanban init" in ran.err
        assert ran.err.count("\n") == 1


def test_without_a_terminal_the_board_is_printed(demo):
    ran = demo()
    assert (ran.code, ran.err) == (0, "")
    heads = re.findall(r"^([A-Z]\w+) +[\d,]+", ran.out, re.MULTILINE)
    assert heads == [
        "Nurture", "Engaged", "MQL", "Handoff", "Accepted", "Discovery", "Proposal", "Negotiation", "Won", "Lost",
        "Disqualified",
    ]  # fmt: skip
    assert ran.out.index("MARKETING") < ran.out.index("Nurture") < ran.out.index("SALES") < ran.out.index("Accepted")
    assert demo("demo".upper()).out == ran.out, "a board's name opens it"


def test_a_word_that_is_neither_verb_nor_board(own):
    ran = own("lst")
    assert ran.code == 3
    assert ran.err == "kanban: There is no verb and no board “lst”; did you mean list?\n"
    assert own("list", "--nonsense").code == 2
    assert own("--nonsense").code == 2
    assert own("--board").code == 2
    assert own("Pipeline", "twice").code == 2


def test_an_unforeseen_error_is_one_line_and_its_traceback_is_in_the_log(own, home, monkeypatch):
    def fail(*_):
        raise ValueError("a\x1b[31m\nb")

    monkeypatch.setattr("kanban.cli.main.run_verb", fail)
    ran = own("list")
    log = home / "log" / "kanban.log"
    assert ran.code == 1
    assert ran.err.count("\n") == 1
    assert str(log) in ran.err
    assert not CONTROL.search(ran.err)
    assert "Traceback" in log.read_text("utf-8")


def test_ctrl_c_is_quiet(own, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("kanban.cli.main.run_verb", stop)
    ran = own("list")
    assert (ran.code, ran.out, ran.err) == (130, "", "")
