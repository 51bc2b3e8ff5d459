"""Text that would steer a terminal: it goes in, it stays readable, and no byte of it comes out as it was."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from kanban.cli import output
from tests.conftest import run_inside

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
EVIL = "x\x1b]52;c;aGk=\x07\x1b[31m\x9b1m\r\x00\u202eabc\u2028[red]y[/] \udc80"
TYPED = EVIL.replace("\0", "")
"""The same as a shell can hand it over."""


@pytest.fixture(scope="module")
def evil_home(tmp_path_factory):
    """A home with evil text wherever text may stand, and the ref of its card."""
    folder = tmp_path_factory.mktemp("evil")
    made = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANBAN_HOME", str(folder))
        for words in (
            ["init", "--name", "Ana", "--team", "marketing", "--timezone", "UTC"],
            ["add", EVIL, "--company", EVIL, "--label", EVIL[:20], "--source", EVIL, "--set", f"field.{EVIL}={EVIL}"],
            ["comment", "{}", EVIL],
            ["edit", "{}", f"next_step={EVIL}"],
            ["member", "add", EVIL, "--team", "sales"],
            ["stage", "add", EVIL],
            ["view", "add", EVIL, "open"],
            ["board", "new", EVIL],
            ["board", "use", "Pipeline"],
        ):
            ref = made[1].out.strip() if len(made) > 1 else ""
            made.append(run_inside(*(word.replace("{}", ref) for word in words)))
    assert [ran.code for ran in made] == [0] * len(made)
    return folder, made[1].out.strip()


@pytest.fixture
def evil(run_cli, home, evil_home):
    """The command line at a copy of that home."""
    folder, ref = evil_home
    shutil.copytree(folder, home)
    return run_cli, ref


@pytest.mark.parametrize(
    "words",
    [
        [], ["list"], ["list", "--json"], ["list", "--csv"], ["show", "{}"], ["show", "{}", "--json"],
        ["comments", "{}"], ["comments", "{}", "--json"], ["history", "{}"], ["history", "{}", "--json"],
        ["edit", "{}", "value=3", "--json"], ["undo"], ["undo", "--json"], ["redo"], ["board"], ["board", "--json"],
        ["stage"], ["stage", "--json"], ["member"], ["member", "--json"], ["label"], ["label", "--json"], ["view"],
        ["view", "--json"], ["export", "-"], ["export", "-", "--format", "jsonl"], ["delete", "{}"],
        ["move", "{}", "x"], ["done", "{}"], ["label", "rename", "x", "y"],
        # And in the words themselves:
        [EVIL], ["list", EVIL], ["list", f"stage:{EVIL}"], ["list", f"{EVIL}:x"], ["list", f"--{EVIL}"], ["show", EVIL],
        ["move", "{}", EVIL], ["edit", "{}", EVIL], ["edit", "{}", f"{EVIL}=1"], ["edit", "{}", f"value={EVIL}"],
        ["edit", "{}", f"email={EVIL}"], ["edit", "{}", f"next_on={EVIL}"], ["--as", EVIL, "list"],
        ["--board", EVIL, "list"], ["--as", "nobody" + EVIL, "list"], ["board", "use", EVIL + "z"],
        ["board", "set", f"timezone={EVIL}"], ["board", "set", f"{EVIL}=1"], ["stage", "set", "Won", f"{EVIL}=1"],
        ["stage", "set", "Won", f"limit={EVIL}"], ["member", "set", "Ana", f"{EVIL}=1"],
        ["member", "remove", "nobody" + EVIL], ["label", "remove", EVIL], ["label", "add", EVIL * 5, "{}"],
        ["view", "remove", EVIL + "z"], ["theme", "new", EVIL], ["theme", "check", TYPED], ["locate", EVIL],
        ["completions", EVIL], ["demo", "--size", EVIL], ["init", "--name", EVIL, "--team", EVIL],
        ["init", "--name", EVIL, "--team", "sales", "--timezone", EVIL], ["export", f"nowhere/{TYPED}"],
        ["backup", f"nowhere/{TYPED}"], ["restore", TYPED], ["add", "x", "--value", EVIL], ["comment", "{}", EVIL],
        ["--" + EVIL], ["add", "x", "--stage", EVIL],
    ],
)  # fmt: skip
def test_no_byte_steers_the_terminal(evil, words):
    own, ref = evil
    ran = own(*(word.replace("{}", ref) for word in words))
    assert ran.code in {0, 1, 2, 3}
    assert not STEERING.search(ran.out)
    assert not STEERING.search(ran.err)
    assert "should not have" not in ran.err
    assert ran.err.count("\n") <= 2


def test_what_was_typed_is_still_readable(evil):
    own, ref = evil
    assert own("show", ref, "--json").json["title"].startswith("x␛]52;c;aGk=␇␛[31m")
    assert "[red]y[/]" in own("list").out


def test_json_escapes_what_it_holds_even_if_the_database_was_not_clean():
    text = output.encode_json({"title": EVIL})
    assert not STEERING.search(text.replace("\n", ""))
    assert json.loads(text) == {"title": EVIL}


def test_arguments_that_are_no_text_are_no_crash(run_process, own):
    for words in (["show", "\udcff"], ["add", "a\udcffb"], ["list", "\udcff"], ["--as", "\udcff", "list"]):
        ran = run_process(*words)
        assert ran.code in {0, 3}
        assert "should not have" not in ran.err


def test_a_file_full_of_it_is_taken_in_clean(own, tmp_path):
    file = tmp_path / "evil.csv"
    file.write_text(f'Name,Email,Status,"{TYPED}"\n"{TYPED}",x@y.example,"{TYPED}","{TYPED}"\n', "utf-8", "replace")
    for words in (["--dry-run"], [], ["--json"]):
        ran = own("import", str(file), *words)
        assert ran.code == 0
        assert not STEERING.search(ran.out + ran.err)
    assert own("list", "--json").json[0]["title"].startswith("x␛]52")
