"""A team of three on one board: a real server, three homes, three terminals."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from kanban.store.hub import add_account, open_hub
from tests.end_to_end.conftest import Machine
from tests.terminal import kanban

SOON = 2.0
"""Seconds within which a colleague's change is on the screen."""

CARELESS = (
    "import sys; from kanban.domain import permissions; permissions.require_role = lambda *_: None; from "
    "kanban.cli.main import main; sys.exit(main({!r}))"
)
"""A client that does not ask whether one may."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a server, and the files with the tokens of Raj, Ann and Vi."""
    folder = tmp_path_factory.mktemp("server")
    database = f"sqlite:///{folder / 'hub.db'}"
    tokens = {}
    hub = open_hub(database)
    for name, team, role in (("Raj", "sales", "lead"), ("Ann", "marketing", "member"), ("Vi", "sales", "viewer")):
        tokens[name] = folder / f"{name}.token"
        tokens[name].write_text(add_account(hub, name, team, role)[1], "utf-8")
    hub.close()
    running = subprocess.Popen(
        kanban("serve", "--database", database, "--port", "0"),
        env={**os.environ, "KANBAN_HOME": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )  # fmt: skip
    try:
        said = running.stdout.readline()
        assert "http://127.0.0.1:" in said, said
        yield said.split()[-1], tokens
    finally:
        running.terminate()
        running.wait(30)
        running.stdout.close()


@pytest.fixture(scope="module")
def team(server, brood, tmp_path_factory):
    """The machines of Raj, who founded the board and has a card on it, of Ann and of Vi."""
    url, tokens = server
    machines = {name: Machine(tmp_path_factory.mktemp(name), brood) for name in tokens}
    for name, machine in machines.items():
        ran = machine.run("join", url, "--token-file", str(tokens[name]))
        assert ran.code == 0, ran.err
        if name == "Raj":
            assert machine.run("add", "Acme pilot", "--value", "12k").code == 0
            assert machine.run("sync").code == 0
    return machines


def column(screen, title):
    """At which column of the screen a card stands, -1 where it is not there."""
    return next((line.find(title) for line in screen.text.splitlines() if title in line), -1)


def test_a_move_and_a_comment_are_on_the_others_boards_within_two_seconds(team):
    (ref,) = (card["ref"] for card in team["Ann"].told("list"))
    with team["Ann"].screen() as ann, team["Raj"].screen() as raj, team["Vi"].screen() as vi:
        for screen in (ann, raj, vi):
            screen.see("● synced")
        for screen in (ann, raj, vi):
            screen.quiet(0.5)  # the streams open right behind the first round
        for screen in (raj, vi):
            screen.type("2")  # sales starts at the door: go to where the card comes
        before = column(raj, "Acme pilot")
        moved = time.monotonic()
        ann.send("L")
        for screen in (raj, vi):
            screen.wait(lambda screen=screen: column(screen, "Acme pilot") > before, SOON)
        assert time.monotonic() - moved < SOON
        assert team["Raj"].run("comment", ref, "Call me").code == 0, "the command line beside the open board"
        written = time.monotonic()
        raj.see("✎ S1", SOON)  # it is Raj's board that sends it
        for screen in (ann, vi):
            screen.see("✎ S1", SOON)
        assert time.monotonic() - written < SOON
        for screen in (ann, raj, vi):
            screen.send("q")
            assert screen.exit(5) == 0
    assert [card["stage"] for card in team["Vi"].told("list")] == ["Engaged"]


def test_what_a_viewer_may_not_is_refused_by_the_server_and_shown(team):
    (card,) = team["Vi"].told("list")
    ref = card["ref"]
    with team["Vi"].screen() as vi:
        vi.see("● synced")
        done = subprocess.run(
            [sys.executable, "-c", CARELESS.format(["move", ref, "proposal"])],
            env={**os.environ, **team["Vi"].env}, capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        vi.see("! 1 needs attention", 10)
        vi.type("!")
        vi.see("Needs attention")
        vi.see("can change cards")
    assert team["Vi"].told("list") == [card]
    (note,) = team["Vi"].told("attention")
    assert (note["kind"], note["code"], note["card_ref"]) == ("refused", "forbidden", ref)
