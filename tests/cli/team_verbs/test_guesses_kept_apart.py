"""Over a server nobody has what the other team guessed before both are in: not on disk, on the wire, or on paper."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing

import httpx
import pytest

from kanban import config
from kanban.reports.answers.catalog import REPORTS

FIRST, CHANGED = 70, 90
"""What Ann guesses: numbers that nothing else in this world has."""

_NOISE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # ids
    r"|[0-9a-f]{12}-[0-9a-f]{4}-[0-9a-f]{8}"  # stamps
    r"|\d{4}-\d\d-\d\d(T[0-9:.]+Z?)?|\d\d?:\d\d(:\d\d)?"  # times
    r"|\"(digest|server_time|epoch|takes|tip|ref|hash|mac|keys)\": ?(\"[^\"]*\"|\d+)"
    r"|30–70 %|over 70 %|over_70|to_70|30 to 70"  # bands
    r"|<style>.*?</style>|<svg.*?</svg>",
    re.DOTALL,
)
_CHANCE = re.compile(rf"(?<![\w.#-])({FIRST}|{CHANGED})(?![\w.-])")


def find_chance(text: str) -> list[str]:
    """Return the places where a text has a chance, or anything that is sealed."""
    plain = _NOISE.sub(" ", text)
    return [
        plain[max(0, m.start() - 60) : m.end() + 30] for m in (*_CHANCE.finditer(plain), *re.finditer("sealed", plain))
    ]


@pytest.fixture
def card(team):
    """A deal that all machines have; returns its ref."""
    ref = team("Ann", "add", "Granum", "--value", "12000", "--stage", "Proposal", "--source", "Fair").out.strip()
    for who in ("Ann", "Raj", "Vi"):
        team(who, "sync")
    return ref


def guess(team, who, card, *percent):
    ran = team(who, "guess", card, *map(str, percent))
    assert ran.code == 0, ran.err
    assert team(who, "sync").code == 0


def read(team, who, card):
    team(who, "sync")
    guesses = team(who, "guess", card, "--json").json["guesses"]
    return {one["team"]: (one["first"], one["percent"], one["revealed"]) for one in guesses}


def list_words(team, who, card, folder):
    """Yield (what, text) of everything that a machine prints and writes."""
    whole = [(), ("--json",)]
    verbs = [
        ("show", card), ("guess", card), ("history", card), ("comments", card), ("list",), ("inbox",), ("today",),
        ("next",), ("attention",), ("status",), ("sync",), ("activity", "list", card), ("member", "list"), ("meet",),
        ("want",), ("play",), ("doctor",), ("undo",),
        *(("report", name) for name in REPORTS),
    ]  # fmt: skip
    for verb in verbs:
        for more in whole:
            ran = team(who, *verb, *more)
            yield " ".join((*verb, *more)), ran.out + ran.err
    for name in REPORTS:
        file = folder / f"{who}-{name}.html"
        team(who, "report", name, "--html", str(file))
        yield f"report {name} --html", file.read_text("utf-8") if file.exists() else ""
        yield f"report {name} --csv", team(who, "report", name, "--csv").out
    for kind in ("csv", "jsonl"):
        yield f"export {kind}", team(who, "export", "-", "--format", kind).out


def list_answers(server, who, board, card):
    """Yield (address, text) of everything that the server answers to somebody."""
    here = f"/v1/boards/{board}"
    with httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {server.tokens[who]}"}) as http:
        epoch = next(one["epoch"] for one in http.get("/v1/boards").json()["boards"] if one["id"] == board)
        places = [
            f"{here}/snapshot", f"{here}/changes?epoch={epoch}&since=0&limit=2000", f"{here}/history?before=99999",
            f"{here}/cards", f"{here}/cards/{card}", f"{here}/cards/{card}/history", f"{here}/cards/{card}/guesses",
            f"{here}/cards/{card}/comments", f"{here}/cards/{card}/activities", f"{here}/members", "/v1/me", "/v1/meta",
            *(f"{here}/reports/{name}" for name in REPORTS), f"{here}/reports/calibration?cards=marketing",
        ]  # fmt: skip
        for place in places:
            yield place, json.dumps(http.get(place).json(), ensure_ascii=False)


def read_disk(tmp_path, who):
    """Return what is sealed in somebody's database, and all bytes of their home."""
    where = config.places_below(tmp_path / who)
    with closing(sqlite3.connect(where.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        seals = connection.execute("SELECT extra FROM change WHERE instr(extra, 'sealed')").fetchall()
    return seals, b"".join(file.read_bytes() for file in (tmp_path / who).rglob("*") if file.is_file())


def test_the_other_teams_chance_is_nowhere_until_both_are_in(server, team, card, tmp_path):
    guess(team, "Ann", card, FIRST)
    guess(team, "Ann", card, CHANGED)
    assert team("Vi2", "join", server.url, "--token-file", server.token_file("Vi")).code == 0
    assert team("Raj", "undo").code == 1  # what is not one's own can't be taken back
    whole = team("Ann", "show", card, "--json").json
    board = whole["history"][0]["id"] and server.hub.boards and next(iter(server.hub.boards))
    for who in ("Raj", "Vi", "Vi2"):
        assert read(team, who, card) == {"marketing": (None, None, None)}
        for what, text in list_words(team, who, card, tmp_path):
            assert find_chance(text) == [], (who, what)
        seals, content = read_disk(tmp_path, who)
        assert seals == []
        assert b"sealed" not in content.replace(b'"guess": "sealed"', b"")
        assert not re.search(rb'"(first|chance)": ?(70|90)', content)
    for who in ("Raj", "Vi"):
        for place, text in list_answers(server, who, board, whole["id"]):
            assert find_chance(text) == [], (who, place)
    # the search finds it where it is: with Ann
    assert find_chance(team("Ann", "guess", card).out)
    assert find_chance(
        dict(list_answers(server, "Ann", board, whole["id"]))[f"/v1/boards/{board}/history?before=99999"]
    )
    assert len(read_disk(tmp_path, "Ann")[0]) == 2

    guess(team, "Raj", card, 40)
    both = {"marketing": (FIRST, CHANGED, "both"), "sales": (40, 40, "both")}
    for who in ("Ann", "Raj", "Vi", "Vi2"):
        assert read(team, who, card) == both, who
        assert team(who, "doctor").code == 0


def test_two_machines_of_one_person_are_one_guess(server, team, card):
    guess(team, "Ann", card, FIRST)
    assert team("Ann2", "join", server.url, "--token-file", server.token_file("Ann")).code == 0
    assert read(team, "Ann2", card) == {"marketing": (FIRST, FIRST, None)}
    guess(team, "Ann2", card, CHANGED)
    assert read(team, "Ann", card) == {"marketing": (FIRST, CHANGED, None)}
    assert team("Ann", "guess", card, "10").code == 1
    guess(team, "Raj", card, 40)
    for who in ("Ann", "Ann2", "Raj"):
        assert read(team, who, card) == {"marketing": (FIRST, CHANGED, "both"), "sales": (40, 40, "both")}


def test_a_machine_that_joins_again_has_its_own_guess_alone(server, team, card, tmp_path):
    guess(team, "Ann", card, FIRST)
    team("Raj", "sync")
    for who in ("Ann", "Raj"):
        shutil.rmtree(tmp_path / who)
        assert team(who, "join", server.url, "--token-file", server.token_file(who)).code == 0
    assert read(team, "Raj", card) == {"marketing": (None, None, None)}
    assert read(team, "Ann", card) == {"marketing": (FIRST, FIRST, None)}
    guess(team, "Ann", card, CHANGED)
    guess(team, "Raj", card, 40)
    assert read(team, "Ann", card)["marketing"] == (FIRST, CHANGED, "both")


def test_offline_both_guess_and_the_server_shows_them(server, team, card):
    server.stop()
    assert team("Ann", "guess", card, "70").code == 0
    assert team("Raj", "guess", card, "40").code == 0
    assert team("Raj", "undo").code == 0
    assert team("Raj", "guess", card, "20").code == 0
    for who, other in (("Ann", "sales"), ("Raj", "marketing")):
        assert other not in {one["team"] for one in team(who, "guess", card, "--json").json["guesses"]}
    server.start()
    for who in ("Ann", "Raj"):
        assert team(who, "sync").code == 0
    for who in ("Ann", "Raj", "Vi"):
        assert read(team, who, card) == {"marketing": (70, 70, "both"), "sales": (20, 20, "both")}
    assert team("Raj", "undo").code == 1


def test_an_undone_guess_shows_nobodys(server, team, card):
    guess(team, "Ann", card, 70)
    assert team("Ann", "undo").code == 0
    team("Ann", "sync")
    guess(team, "Raj", card, 40)
    assert read(team, "Ann", card) == {"sales": (None, None, None)}
    assert team("Ann", "redo").code == 0
    team("Ann", "sync")
    assert read(team, "Raj", card) == {"marketing": (70, 70, "both"), "sales": (40, 40, "both")}


def test_the_close_shows_what_is_in_and_refuses_what_comes_later(server, team, card):
    guess(team, "Ann", card, 70)
    server.stop()
    assert team("Raj", "guess", card, "40").code == 0
    server.start()
    assert team("Ann", "move", card, "won").code == 0
    assert team("Ann", "sync").code == 0
    team("Raj", "sync")
    assert "attention" in team("Raj", "sync").err + team("Raj", "status").out + str(team("Raj", "attention").out)
    for who in ("Ann", "Raj", "Vi"):
        assert read(team, who, card) == {"marketing": (70, 70, "closed")}
    (marketing, sales) = team("Raj", "report", "calibration", "--json").json["teams"]
    assert (marketing["n"], marketing["brier"], sales["n"]) == (1, pytest.approx(0.09), 0)


def test_a_local_board_that_is_published_brings_both_secrets(server, at, tmp_path):
    assert at("Ann", "init", "--name", "Ann", "--team", "marketing", "--board", "Home").code == 0
    assert at("Ann", "member", "add", "Raj", "--team", "sales").code == 0
    hidden, both = (at("Ann", "add", title, "--stage", "Proposal").out.strip() for title in ("One", "Two"))
    assert at("Ann", "guess", hidden, "70").code == 0
    assert at("Ann", "guess", both, "30").code == 0
    assert at("Ann", "--as", "Raj", "guess", both, "20").code == 0
    ran = at("Ann", "publish", server.url, "--token-file", server.token_file("Ann"), "--map-member", "Raj=Raj")
    assert ran.code == 0, ran.err
    assert at("Raj", "join", server.url, "--token-file", server.token_file("Raj"), "--board", "Home").code == 0
    assert read(at, "Raj", hidden) == {"marketing": (None, None, None)}
    assert read(at, "Raj", both) == {"marketing": (30, 30, "both"), "sales": (20, 20, "both")}
    assert read_disk(tmp_path, "Raj")[0] == [] or all("20" in str(seal) for seal in read_disk(tmp_path, "Raj")[0])
    assert at("Raj", "guess", hidden, "50").code == 0
    assert at("Raj", "sync").code == 0
    assert read(at, "Ann", hidden) == {"marketing": (70, 70, "both"), "sales": (50, 50, "both")}
