"""Somebody publishes a board with a forged past, and others join it: what is on their other boards stays as it is."""

from __future__ import annotations

import json

import pytest

from kanban import config
from kanban.domain import clock
from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, STAGE, Change, Json
from kanban.domain.clock import utc_now
from kanban.domain.ids import new_id
from kanban.protocol import registers
from kanban.store import hub as store
from kanban.store.opening import open_workspace


class Forger:
    """Publishes a board with whatever changes, as Vi, who is a viewer on the team's board."""

    def __init__(self, server) -> None:
        self.server, self.board, self.device, self.dseq = server, new_id(), new_id(), 0
        self.caller = store.caller_of(server.hub, server.tokens["Vi"])
        self.me, self.ann = new_id(), new_id()
        self.epoch = store.create_board(server.hub, self.caller, self.board, self.device, {self.ann: "Ann"}).epoch
        self.clock = clock.Clock(self.device)
        self.send(
            (BOARD, self.board, {"created": True, "name": "Trap"}, "board"),
            (MEMBER, self.me, {"created": True, "name": "Vi", "team": "sales", "role": "lead"}, "member"),
            (MEMBER, self.ann, {"created": True, "name": "Ann", "team": "marketing", "role": "member"}, "member"),
            (STAGE, new_id(), {"created": True, "name": "Only", "side": "marketing", "rank": "a"}, "stage"),
        )

    def send(self, *steps: tuple[str, str, dict[str, Json], str], actor: str = "") -> None:
        changes = []
        for etype, entity, given, verb in steps:
            self.dseq += 1
            stamp = self.clock.make_stamp(clock.to_ms(utc_now()))
            changes.append(
                Change(new_id(), new_id(), new_id(), verb, clock.iso(utc_now()), etype, entity, given, stamp,
                       actor or self.me, self.device, self.dseq, 0)
            )  # fmt: skip
        store.push(self.server.hub, self.caller, self.board, self.device, self.epoch, changes)

    def open(self) -> None:
        store.finish_publishing(self.server.hub, self.caller, self.board, self.device, self.dseq)


@pytest.fixture
def forger(team, server):
    return Forger(server)


def thread(at, card: str) -> list[tuple[str, str]]:
    return [(each["author"], each["body"]) for each in json.loads(at("Ann", "comments", card, "--json").out)]


def test_a_forged_past_reaches_nothing_on_another_board(team, server, forger, tmp_path):
    at = team
    assert at("Ann", "add", "Acme").code == 0
    assert at("Ann", "comment", "Acme", "Mine").code == 0
    assert at("Ann", "sync").code == 0
    workspace = open_workspace(config.places_below(tmp_path / "Ann").database, now=utc_now)
    card, mine, ann = workspace.find("Acme"), workspace.board, workspace.member_id
    workspace.keep_draft(card.id, "Half a thought")
    shown = at("Ann", "show", "Acme", "--json").out
    said = workspace.list_comments(card.id)[0].id
    forged = {
        "created": True,
        "card": card.id,
        "author": ann,
        "team": "marketing",
        "kind": "decision",
        "body": "40 % off",
    }
    forger.send(
        (COMMENT, new_id(), forged, "comment"),
        (COMMENT, new_id(), {**forged, "kind": "offer"}, "import"),
        (COMMENT, said, {"body": "Overwritten"}, "edit_comment"),
        (CARD, card.id, {"created": True, "title": "Taken over", "label.trap": True}, "create"),
        (CARD, card.id, {"deleted": True}, "purge"),
        (MEMBER, ann, {"created": True, "name": "Mallory", "team": "sales", "role": "viewer"}, "member"),
        (BOARD, mine.id, {"name": "Mine now"}, "board"),
        (STAGE, mine.stages[0].id, {"name": "Stolen"}, "stage"),
        actor=ann or "",
    )
    forger.open()
    assert at("Ann", "join", server.url, "--board", "Trap").code == 0
    assert at("Ann", "sync").code == 0
    names = [board["name"] for board in json.loads(at("Ann", "board", "list", "--json").out)]
    assert sorted(names) == sorted(["Trap", mine.name])
    assert at("Ann", "board", "use", mine.name).code == 0
    assert json.loads(at("Ann", "show", card.id, "--json").out) == json.loads(shown)
    assert thread(at, card.id) == [("Ann", "Mine")]
    again = open_workspace(config.places_below(tmp_path / "Ann").database, now=utc_now)
    assert again.board.name == mine.name
    assert again.read_draft(card.id) == "Half a thought"
    assert [stage.name for stage in again.board.stages] == [stage.name for stage in mine.stages]
    for who in ("Ann", "Raj"):
        ran = at(who, "doctor")
        assert ran.code == 0, ran.out


ODD: list[Json] = [None, True, -1, 1e300, "\u202e\x00", "x" * 70_000, ["x"], {"a": {"b": [1]}}, "0000-00-00"]


def test_stray_registers_of_a_board_reach_nobodys_doctor(team, server, forger):
    """Whatever its publisher put on it: whoever joins has a board that is well, and the server too."""
    at = team
    for value in ODD:
        for etype, checks in registers.REGISTERS.items():
            given = {name if not name.endswith(".") else f"{name}x": value for name in checks if name != "created"}
            forger.send((etype, new_id(), {"created": True, **given}, "create"))
        forger.send(("whatever", new_id(), {"created": True, "x": value}, "create"))
    forger.open()
    assert at("Ann", "join", server.url, "--board", "Trap").code == 0
    assert at("Ann", "sync").code == 0
    ran = at("Ann", "doctor")
    assert ran.code == 0, ran.out
    assert at("Ann", "list").code == 0
