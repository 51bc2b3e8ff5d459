"""The agreement on the command line: proposed, signed by both teams, in the way of what does not meet it."""

from __future__ import annotations

import sys
import tempfile
import tomllib

import pytest

WRITTEN = """
[[line]]
id = "email"
stage = ["MQL", "Handoff"]
fact = "email present"
says = "We can write to them"

[[line]]
id = "budget"
stage = "MQL"
judgement = "They told us a budget"

[[line]]
id = "decider"
stage = "Discovery"
judgement = "We met who decides"

[levels]
answer = "4h"
attempts = 3

[reasons]
return = ["no need", "bad timing", "other"]
"""

SHOWN = """\
agreement v1 {hash}: live since {day}, signed for marketing (Ana) and sales (Raj)
#  ID       BEFORE STAGE  REQUIREMENT            CHECK           TEAM
1  email    MQL, Handoff  We can write to them   has:email       marketing
2  budget   MQL           They told us a budget  ticked by hand  marketing
3  decider  Discovery     We met who decides     ticked by hand  sales
service levels: answer 4h, 3 attempts before a return
return reasons: no need, bad timing, other
"""


@pytest.fixture
def both(own, tmp_path):
    """The command line with a lead of each team, and an agreement as TOML."""
    own("member", "add", "Raj", "--team", "sales", "--role", "lead")
    own("member", "add", "Eve", "--team", "sales")
    file = tmp_path / "agreement.toml"
    file.write_text(WRITTEN, "utf-8")
    return own, str(file)


@pytest.fixture
def agreed(both):
    own, file = both
    own("agreement", "propose", file)
    own("agreement", "sign")
    own("--as", "Raj", "agreement", "sign")
    return own


def test_what_comes_with_the_program_is_unsigned(own):
    ran = own("agreement")
    assert ran.out.startswith("default agreement: not signed, so it blocks nothing\n")
    shown = own("agreement", "show", "--json").json
    assert (shown["name"], shown["counts"], shown["live"], shown["hash"]) == ("as shipped", True, False, None)
    ref = own("add", "Acme", "--json").json["ref"]
    assert own("move", ref, "mql").code == 0


def test_a_version_is_proposed_signed_and_shown(both):
    own, file = both
    ran = own("agreement", "propose", file)
    assert ran.code == 0
    digest = ran.out.splitlines()[0]
    assert "has yet to" in own("agreement", "sign").err
    assert own("agreement", "show").out.startswith("default agreement")
    assert "Both teams signed: it is live as v1" in own("--as", "Raj", "agreement", "sign").err
    shown = own("agreement", "show")
    record = own("agreement", "show", "v1", "--json").json
    day = shown.out.split("live since ")[1].split(",")[0]
    assert shown.out == SHOWN.format(hash=digest, day=day)
    assert (record["name"], record["counts"], record["hash"][:7]) == ("v1", True, digest)
    assert record["signatures"]["sales"]["member"] == "Raj"
    assert record["levels"] == {"first_response": None, "answer": "4h", "reply": None, "attempts": 3}
    assert [each["signed_by"] for each in record["versions"]] == [["marketing", "sales"]]
    assert "says the same" in own("agreement", "propose", file).err


def test_what_is_shown_as_toml_is_proposed_again(agreed, tmp_path):
    shown = agreed("agreement", "show", "--toml").out
    assert tomllib.loads(shown)["line"][1] == {
        "id": "budget", "stage": "MQL", "judgement": "They told us a budget", "team": "marketing",
    }  # fmt: skip
    other = tmp_path / "other.toml"
    other.write_text(shown.replace("4h", "2h"), "utf-8")
    agreed("agreement", "propose", str(other))
    assert "yet to" in agreed("agreement", "sign").err
    assert "live as v2" in agreed("--as", "Raj", "agreement", "sign").err
    assert agreed("agreement", "show", "--json").json["levels"]["answer"] == "2h"
    assert agreed("agreement", "show", "v1", "--json").json["levels"]["answer"] == "4h"


def test_who_may_not_is_told(both):
    own, file = both
    assert own("--as", "Eve", "agreement", "propose", file).code == 1
    own("agreement", "propose", file)
    assert "only leads can" in own("--as", "Eve", "agreement", "sign").err
    assert own("agreement", "show", "v9").code == 3
    assert own("agreement", "propose", "nothing.toml").code == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[line]", "line 1 of"),
        ("a = 1", "not “a”"),
        ('[[line]]\nstage = "MQL"\nfact = "overdue"', "can't be a fact"),
    ],
)
def test_a_file_that_says_no_agreement_is_refused_with_its_mistake(own, tmp_path, text, said):
    file = tmp_path / "a.toml"
    file.write_text(text, "utf-8")
    ran = own("agreement", "propose", str(file))
    assert (ran.code, said in ran.err, ran.out) == (2, True, "")


@pytest.fixture
def editor(monkeypatch, tmp_path):
    """`editor(old, new)`: an editor that puts one word for another, and ends with a code."""

    def use(old, new, code=0):
        script = tmp_path / "editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "file = pathlib.Path(sys.argv[-1])\n"
            f"file.write_text(file.read_text('utf-8').replace({old!r}, {new!r}), 'utf-8')\n"
            f"sys.exit({code})\n",
            "utf-8",
        )
        monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    return use


def test_it_is_edited_in_ones_own_editor_and_proposed(own, editor, tmp_path):
    editor("The source is known", "We know where they come from")
    ran = own("agreement", "edit", "--json")
    assert ran.json["lines"][1]["says"] == "We know where they come from"
    assert "Proposed the agreement" in ran.err
    editor("nothing", "of this kind")
    assert "Nothing was changed" in own("agreement", "edit").err
    assert list(tmp_path.glob("kanban-*")) == []


def test_what_was_edited_and_is_not_understood_is_kept(own, editor, tmp_path):
    editor("has:email", "overdue")
    ran = own("agreement", "edit")
    (kept,) = tmp_path.glob("kanban-*.toml")
    assert (ran.code, str(kept) in ran.err) == (2, True)
    kept.unlink()
    editor("a", "b", code=3)
    ran = own("agreement", "edit")
    assert (ran.code, "ended with an error (3)" in ran.err) == (1, True)


def test_without_an_editor_it_says_so(own, monkeypatch):
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")
    ran = own("agreement", "edit")
    assert (ran.code, "can't be started" in ran.err) == (1, True)
    own("member", "add", "Eve", "--team", "sales")
    assert own("--as", "Eve", "agreement", "edit").code == 1


def test_lines_are_in_the_way_until_they_are_met(agreed):
    ref = agreed("add", "Acme", "--json").json["ref"]
    ran = agreed("move", ref, "mql")
    assert (
        ran.code,
        "does not meet requirement 1 of agreement v1 for MQL: We can write to them (has:email)" in ran.err,
    ) == (1, True)
    agreed("edit", ref, "email=jane@acme.example")
    assert "--set tick.budget=…" in agreed("move", ref, "mql").err
    moved = agreed("move", ref, "mql", "--set", "tick.budget=20k on the phone", "--json")
    assert moved.json["stage"] == "MQL"
    shown = agreed("show", ref, "--json").json
    status = shown["agreement"]
    assert (status["version"], status["met"], status["of"]) == ("v1", 2, 2)
    assert status["passed"] == {"stage": "MQL", "version": "v1", "met": 2, "of": 2}
    assert (status["lines"][1]["by"], status["lines"][1]["evidence"]) == ("Ana", "20k on the phone")
    assert "ticked “They told us a budget”: 20k on the phone" in agreed("history", ref).out
    assert "Agreement v1: 2 of 2 met" in agreed("show", ref).out


def test_what_both_leads_ruled_stands_by_the_line(agreed):
    ref = agreed("add", "Acme", "--email", "jane@acme.example", "--json").json["ref"]
    agreed("offer", ref, "--why", "now")
    agreed("--as", "Eve", "return", ref, "--reason", "no need")
    assert agreed("contest", ref, "They do want it", "--line", "email").code == 0
    assert agreed("rule-on", ref, "overturn", "--because", "it stood in the notes").code == 0
    assert agreed("--as", "Raj", "rule-on", ref, "overturn").code == 0
    assert "precedent for requirement 1: a return was overturned on “Acme”" in agreed("agreement").out
    (precedent,) = agreed("agreement", "show", "--json").json["lines"][0]["precedents"]
    assert (precedent["ref"], precedent["verdict"], precedent["words"]) == (ref, "overturn", "They do want it")


def test_ticks_by_their_own_team(agreed):
    ref = agreed("add", "Acme", "--json").json["ref"]
    assert "Only sales can tick" in agreed("tick", ref, "decider", "met her").err
    assert agreed("--as", "Eve", "tick", ref, "3", "met her").code == 0
    assert "is a fact" in agreed("tick", ref, "email", "x").err
    assert agreed("tick", ref, "nothing", "x").code == 2
    assert agreed("--as", "Eve", "untick", ref, "we met").err.startswith("Removed the tick")


def test_the_agreements_reasons_are_the_boards(agreed):
    ref = agreed("add", "Acme", "--email", "jane@acme.example", "--json").json["ref"]
    agreed("offer", ref, "--why", "now")
    ran = agreed("--as", "Eve", "return", ref, "--reason", "no budget")
    assert "Unknown return reason “no budget”. Choose one of: no need, bad timing, other" in ran.err
    assert "propose another version" in agreed("board", "set", "return_reasons=a,b").err
