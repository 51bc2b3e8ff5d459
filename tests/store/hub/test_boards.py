"""How a board comes to a server, and who is who on it."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, STAGE
from kanban.domain.ids import new_id
from kanban.protocol.types import Stopped
from kanban.store import hub as server
from tests.store.hub.world import BOARD_ID, NOW, PUBLISHER, STAGES, Device, World, log_of, uuid

ANNA, MIA, GONE = uuid(3, 1), uuid(3, 2), uuid(3, 3)


class Home:
    """A hub without boards, and a device at home that has one."""

    def __init__(self) -> None:
        self.now = NOW
        self.hub = server.open_hub("sqlite://", durable=False, now=lambda: clock.from_ms(self.now))
        self.tokens: dict[str, str] = {}

    def account(self, name: str, team: str = "sales", role: str = "member") -> server.Caller:
        _, self.tokens[name] = server.add_account(self.hub, name, team, role)
        return self.caller(name)

    def caller(self, name: str) -> server.Caller:
        found = server.caller_of(self.hub, self.tokens[name])
        assert found is not None
        return found

    def publishing(self, caller: server.Caller, mapping: dict[str, str] | None = None) -> Device:
        info = server.create_board(self.hub, caller, BOARD_ID, uuid(6, 0), mapping)
        assert info.state == "publishing"
        return Device(self, caller, PUBLISHER, info.epoch, id=uuid(6, 0))  # type: ignore[arg-type]

    def send(self, device: Device) -> None:
        """Push a board with a card and what was said on it."""
        changes = [device.change(BOARD, BOARD_ID, {"created": True, "name": "Pipeline"}, "board")]
        for member, name in ((PUBLISHER, "Lea"), (ANNA, "Anna"), (MIA, "Mia"), (GONE, "Gone")):
            who = {"created": True, "name": name, "team": "marketing", "role": "member", "deleted": name == "Gone"}
            changes.append(device.change(MEMBER, member, who, "member", actor=PUBLISHER))
        changes += [
            device.change(STAGE, STAGES["Nurture"], {"created": True, "name": "Nurture", "rank": "a"}, "stage"),
            device.change(CARD, uuid(4, 0), {"created": True, "title": "Old", "stage": STAGES["Nurture"]}, "create",
                          actor=MIA, at="2020-01-01T00:00:00Z"),
            device.change(COMMENT, uuid(5, 0), {"created": True, "card": uuid(4, 0), "author": ANNA,
                                                "team": "marketing", "body": "Hi"},
                          "comment", actor=ANNA, device=uuid(6, 9), at="2020-01-02T00:00:00Z"),
        ]  # fmt: skip
        assert {v.status for v in device.push(*changes).verdicts} == {"applied"}

    def open(self, device: Device) -> server.BoardInfo:
        return server.finish_publishing(self.hub, device.caller, BOARD_ID, device.id, device.dseq)

    def members(self, caller: server.Caller) -> dict[str, tuple[str, str, str]]:
        device = Device(self, caller, "", server.board_info(self.hub, caller, BOARD_ID).epoch)  # type: ignore[arg-type]
        found: dict[str, dict] = {}
        for change in device.pull(limit=2000).changes:
            if change.etype == MEMBER:
                found.setdefault(change.entity, {}).update(change.set)
        return {entity: (f["name"], f["team"], f["role"]) for entity, f in found.items() if not f.get("deleted")}


@pytest.fixture
def home():
    made = Home()
    yield made
    made.hub.close()


def test_publishing_keeps_who_did_what_when(home: Home) -> None:
    lea = home.account("Lea")
    device = home.publishing(lea)
    home.send(device)
    info = home.open(device)
    assert (info.state, info.member, info.role, info.name) == ("open", PUBLISHER, "lead", "Pipeline")
    kept = {change.entity: change for change in device.pull().changes}
    card, note = kept[uuid(4, 0)], kept[uuid(5, 0)]
    assert (card.actor, card.at, card.extra, card.device) == (
        MIA,
        "2020-01-01T00:00:00Z",
        {"via": "publish"},
        device.id,
    )
    assert (note.actor, note.at, note.set["author"], note.device) == (ANNA, "2020-01-02T00:00:00Z", ANNA, uuid(6, 9))
    assert device.offer(CARD, uuid(4, 0), {"title": "Newer"}).status == "applied"
    assert device.pull().changes[-1].actor == PUBLISHER


def test_publishing_puts_nobody_else_on_the_board(home: Home) -> None:
    lea, anna, other = home.account("Lea"), home.account("ANNA", role="viewer"), home.account("Marie")
    device = home.publishing(lea, {MIA: "marie"})
    home.send(device)
    home.open(device)
    assert home.members(lea) == {
        PUBLISHER: ("Lea", "marketing", "lead"), ANNA: ("Anna", "marketing", "member"),
        MIA: ("Mia", "marketing", "member"),
    }  # fmt: skip
    for caller in (anna, other):
        with pytest.raises(Stopped, match="not a member of that board"):
            server.pull(home.hub, caller, BOARD_ID, device.epoch, 0)
        (info,) = server.boards_of(home.hub, caller)
        assert not info.joined


def test_an_account_of_every_board_becomes_a_member_by_opening_it(home: Home) -> None:
    lea, anna, other = home.account("Lea"), home.account("ANNA", role="viewer"), home.account("Marie")
    new = home.account("Nina", "marketing", "commenter")
    device = home.publishing(lea, {MIA: "marie"})
    home.send(device)
    home.open(device)
    foreseen = {caller.name: server.boards_of(home.hub, caller)[0] for caller in (lea, anna, other, new)}
    for caller in (anna, other, new):
        server.enter(home.hub, caller, BOARD_ID)
        server.enter(home.hub, caller, BOARD_ID)
    who = {caller.name: server.board_info(home.hub, caller, BOARD_ID) for caller in (lea, anna, other, new)}
    assert {name: info.member for name, info in who.items()} == {
        "Lea": PUBLISHER, "ANNA": ANNA, "Marie": MIA, "Nina": new.account,
    }  # fmt: skip
    for name, info in who.items():
        said = foreseen[name]
        assert (said.team, said.role) == (info.team, info.role) or name == "Marie"
        assert said.member == info.member or name == "Marie", "Marie was invited, and that is told apart"
    assert home.members(lea) == {
        PUBLISHER: ("Lea", "marketing", "lead"), ANNA: ("Anna", "marketing", "member"),
        MIA: ("Mia", "marketing", "member"), new.account: ("Nina", "marketing", "commenter"),
    }  # fmt: skip
    late = home.account("Gone", "sales", "member")
    assert server.board_info(home.hub, late, BOARD_ID).member == late.account


def test_a_publisher_whom_the_board_does_not_know_joins_as_its_lead(home: Home) -> None:
    eve = home.account("Eve", "sales", "viewer")
    device = home.publishing(eve)
    home.send(device)
    info = home.open(device)
    assert (info.member, info.role, info.team) == (eve.account, "lead", "sales")
    joined = [change for change in device.pull().changes if change.verb == "join"]
    assert {change.actor for change in joined} == {"board"}
    assert all(change.device != device.id for change in joined)


def test_while_it_is_published_nobody_else_reaches_it(home: Home) -> None:
    lea, anna = home.account("Lea"), home.account("Anna")
    device = home.publishing(lea)
    home.send(device)
    assert [info.state for info in server.boards_of(home.hub, lea)] == ["publishing"]
    assert server.boards_of(home.hub, anna) == []
    for ask in (
        lambda: server.pull(home.hub, anna, BOARD_ID, device.epoch, 0),
        lambda: server.push(home.hub, anna, BOARD_ID, new_id(), device.epoch, []),
        lambda: server.create_board(home.hub, anna, BOARD_ID, new_id()),
        lambda: server.finish_publishing(home.hub, anna, BOARD_ID, new_id(), 0),
    ):
        with pytest.raises(Stopped) as stopped:
            ask()
        assert stopped.value.kind == "forbidden"
    assert device.pull().head == device.dseq


def test_publishing_goes_on_where_it_was(home: Home) -> None:
    device = home.publishing(home.account("Lea"))
    home.send(device)
    again = home.publishing(device.caller)
    assert again.epoch == device.epoch
    again.dseq = device.dseq
    home.open(again)
    assert home.open(again).head == device.pull().head
    assert server.create_board(home.hub, device.caller, BOARD_ID, device.id).state == "open"
    assert {v.status for v in device.push(*device.pull().changes[:3]).verdicts} == {"duplicate"}


def test_who_is_who_may_be_said_again(home: Home) -> None:
    lea, marie, other = home.account("Lea"), home.account("Marie"), home.account("Otto")
    home.publishing(lea, {MIA: "Otto"})
    device = home.publishing(lea, {MIA: "Marie"})
    home.send(device)
    home.publishing(lea)
    home.open(device)
    assert [each.member for each in server.invitations(home.hub, marie)] == [MIA]
    assert server.invitations(home.hub, other) == []


def test_a_device_that_has_sent_more_than_it_says_is_a_copy(home: Home) -> None:
    device = home.publishing(home.account("Lea"))
    home.send(device)
    device.dseq -= 2
    with pytest.raises(Stopped) as stopped:
        home.open(device)
    assert stopped.value.kind == "device_forked"


def test_a_board_has_an_id_that_is_one(home: Home) -> None:
    with pytest.raises(Stopped) as stopped:
        server.create_board(home.hub, home.account("Lea"), "board 1", new_id())
    assert stopped.value.kind == "invalid"


def test_everybody_hears_of_a_new_head(world: World) -> None:
    heard: list[tuple[str, int]] = []
    world.hub.listeners.append(lambda board, head: heard.append((board, head)))
    world.member.add()
    assert heard == [(BOARD_ID, world.viewer.pull().head)]
    world.viewer.offer(CARD, new_id(), {"created": True}, "create")
    assert len(heard) == 1
    server.add_account(world.hub, "Newcomer", "sales")
    assert heard[1:] == [(BOARD_ID, len(log_of(world)))]
