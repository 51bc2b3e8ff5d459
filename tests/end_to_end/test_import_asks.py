"""`kanban import` on a terminal: it shows what it understood, asks once, and asks in place for what files leave
open."""

from __future__ import annotations

import json

import pytest

from tests.end_to_end.conftest import Machine

LEADS = "Name,Email,Created\nAda,ada@acme.example,{0}\nBo,bo@acme.example,{0}\n"


@pytest.fixture
def fresh(tmp_path, brood):
    machine = Machine(tmp_path / "home", brood)
    assert machine.run("init", "--name", "Ana", "--team", "marketing").code == 0
    return machine


@pytest.fixture
def put(tmp_path):
    def write(date="2026-01-02"):
        file = tmp_path / "leads.csv"
        file.write_text(LEADS.format(date), "utf-8")
        return str(file)

    return write


def start(machine, *words):
    return machine.terminal("import", *words)


def has(terminal, words):
    return lambda: words in terminal.output.decode("utf-8", "replace")


def titles(machine):
    return sorted(card["title"] for card in machine.told("list"))


def test_a_yes_imports_and_a_no_does_not(fresh, put):
    file = put()
    for answer, code, there in (("n\n", 1, []), ("\n", 1, []), ("y\n", 0, ["Ada", "Bo"])):
        with start(fresh, file) as terminal:
            terminal.wait(has(terminal, "Import 2 new cards? [y/N]"))
            assert has(terminal, "First cards")()
            assert titles(fresh) == []
            terminal.send(answer)
            assert terminal.exit() == code
        assert titles(fresh) == there
    with start(fresh, file) as terminal:
        terminal.wait(has(terminal, "Nothing new to import."))
        assert terminal.exit() == 0


def test_yes_asks_nothing(fresh, put):
    with start(fresh, put(), "--yes") as terminal:
        assert terminal.exit() == 0
        assert not has(terminal, "[y/N]")()
    assert titles(fresh) == ["Ada", "Bo"]


def test_the_order_of_dates_is_asked_in_place(fresh, put):
    with start(fresh, put("03/04/2025")) as terminal:
        terminal.wait(has(terminal, "Which one? [1-2]"))
        assert has(terminal, "2  month/day/year: 03/04/2025 is 4 Mar 2025")()
        terminal.send("7\n")
        terminal.wait(lambda: terminal.output.count(b"Which one?") == 2)
        terminal.send("2\n")
        terminal.wait(has(terminal, "Import 2 new cards? [y/N]"))
        terminal.send("y\n")
        assert terminal.exit() == 0
    assert {card["created_at"][:7] for card in fresh.told("list")} == {"2025-03"}  # UTC: the day depends on the zone


def test_without_an_answer_nothing_is_made(fresh, put):
    with start(fresh, put("03/04/2025")) as terminal:
        terminal.wait(has(terminal, "Which one? [1-2]"))
        terminal.send("\n")
        assert terminal.exit() == 2
    assert titles(fresh) == []


def test_ctrl_c_at_the_question_leaves_the_board_as_it_was(fresh, put):
    with start(fresh, put()) as terminal:
        terminal.wait(has(terminal, "[y/N]"))
        terminal.send("ctrl+c")
        assert terminal.exit() == 130
    assert titles(fresh) == []


def test_a_large_file_is_shown_and_written_by_one_reader(fresh, tmp_path):
    file = tmp_path / "many.csv"
    rows = "".join(f"Lead {n},lead{n}@acme.example,{'note ' * 100}\n" for n in range(5_000))
    file.write_text(f"Name,Email,Notes\n{rows}", "utf-8")
    assert file.stat().st_size > 2 << 20
    with start(fresh, str(file)) as terminal:
        terminal.wait(has(terminal, "Import 5,000 new cards? [y/N]"), 60)
        terminal.send("y\n")
        terminal.wait(has(terminal, "Imported 5,000 leads: 5,000 new"), 60)
        assert terminal.exit() == 0
    assert json.loads(fresh.run("import", str(file), "--json").out)["unchanged"] == 5_000


@pytest.mark.parametrize(
    ("answer", "asked", "cards"),
    [
        ("y\n", "Update 1 card that is here? [y/N]", ["Ada"]),
        ("n\n", "Import 1 new card? [y/N]", ["Ada", "Ada again"]),
    ],
)
def test_rows_that_look_like_cards_are_asked_about(fresh, tmp_path, answer, asked, cards):
    assert fresh.run("add", "Ada", "--contact", "Ada Byron", "--company", "Acme").code == 0
    file = tmp_path / "again.csv"
    file.write_text("Title,Contact,Company,Email\nAda again,Ada Byron,Acme,ada@acme.example\n", "utf-8")
    with start(fresh, str(file), "--match", "ask") as terminal:
        terminal.wait(has(terminal, "1 row looks like an existing card. Does it belong to that card? [y/N]"))
        terminal.send(answer)
        terminal.wait(has(terminal, asked))
        terminal.send("y\n")
        assert terminal.exit() == 0
    assert titles(fresh) == cards
    assert fresh.told("list")[0]["email"] == "ada@acme.example" or len(cards) == 2
