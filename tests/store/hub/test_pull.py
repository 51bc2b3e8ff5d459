"""What a device reads: pages without a gap, a snapshot that is the board, and what a restored server is told by its
readers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, update

from kanban.domain.change import CARD, COMMENT, MEMBER, Change
from kanban.domain.entity_state import EntityState, digest_of, digest_text
from kanban.domain.ids import new_id
from kanban.protocol.types import Older, SnapshotPage, Stopped
from kanban.store import hub as server
from kanban.store.hub import server_tables
from tests.examples import examples
from tests.store.hub.world import BOARD_ID, STAGES, World, log_of, uuid


def folded(changes: list[Change]) -> dict[tuple[str, str], EntityState]:
    """What a log is, folded by itself."""
    states: dict[tuple[str, str], EntityState] = {}
    for change in changes:
        states.setdefault((change.etype, change.entity), EntityState(change.etype, change.entity)).fold(change)
    return states


def digest(states: dict[tuple[str, str], EntityState]) -> str:
    return digest_text(sum(digest_of(s.etype, s.id, s.keys) for s in states.values()) % (1 << 64))


def whole_snapshot(world: World, limit: int) -> tuple[dict[tuple[str, str], EntityState], SnapshotPage]:
    device, states = world.lead, {}
    first = page = server.snapshot(world.hub, device.caller, BOARD_ID, None, limit)
    while True:
        states |= {(state.etype, state.id): state for state in page.entities}
        if page.after is None:
            return states, first
        page = server.snapshot(world.hub, device.caller, BOARD_ID, page.after, limit)
        assert page.count is None


def test_pages_are_dense_and_the_last_one_has_the_digest(world: World) -> None:
    for _ in range(9):
        world.member.add()
    since, found = 0, list[Change]()
    while True:
        page = world.viewer.pull(since, limit=4)
        assert (page.since, page.to) == (since, since + len(page.changes))
        found += page.changes
        since = page.to
        assert (page.digest is not None) == (page.to == page.head)
        if page.to == page.head:
            break
    assert [change.seq for change in found] == list(range(1, page.head + 1))
    assert page.digest == digest(folded(found))
    assert world.viewer.pull(page.head).changes == ()
    assert world.viewer.pull(page.head).digest == page.digest


def test_a_page_is_never_larger_than_it_may_be(world: World) -> None:
    assert len(world.viewer.pull(0, limit=0).changes) == 1
    assert len(world.viewer.pull(0, limit=10**6).changes) == world.viewer.pull(0).head


def test_a_reader_ahead_of_the_server_begins_a_new_epoch_once(world: World) -> None:
    head = world.viewer.pull().head
    with pytest.raises(Stopped) as stopped:
        world.viewer.pull(head + 1)
    assert stopped.value.kind == "epoch"
    fresh = stopped.value.epoch
    assert fresh != world.viewer.epoch
    with pytest.raises(Stopped) as again:
        world.member.pull(head)
    assert (again.value.kind, again.value.epoch) == ("epoch", fresh)
    world.member.epoch = fresh
    assert world.member.pull(head).epoch == fresh


def test_another_change_under_the_readers_number_does_so_too(world: World) -> None:
    card = world.member.add()
    tip = world.viewer.pull()
    last = tip.changes[-1].id
    assert world.viewer.pull(tip.head, tip=last).changes == ()
    with world.hub.writing() as connection:  # the server is restored, and goes on without that change
        connection.execute(update(server_tables.change).where(server_tables.change.c.id == last).values(id=new_id()))
    with pytest.raises(Stopped) as stopped:
        world.viewer.pull(tip.head, tip=last)
    assert stopped.value.kind == "epoch"
    world.viewer.epoch = stopped.value.epoch
    assert world.viewer.pull(0, tip=last).to == tip.head
    assert card


def test_what_a_restored_server_lost_is_taken_again(world: World) -> None:
    device = world.member
    before = device.pull().head
    lost = device.change(CARD, new_id(), {"created": True, "title": "Lost", "stage": STAGES["MQL"]}, "create")
    device.push(lost)
    whole = device.pull()
    with world.hub.writing() as connection:
        connection.execute(delete(server_tables.change).where(server_tables.change.c.seq > before))
        connection.execute(delete(server_tables.entity).where(server_tables.entity.c.seq > before))
        connection.execute(update(server_tables.board).values(head=before, tip=whole.changes[before - 1].id))
    with pytest.raises(Stopped) as stopped:
        device.pull(whole.head)
    anew = world.device("member")
    assert anew.epoch == stopped.value.epoch
    found = anew.push(lost._replace(dseq=1))
    assert (found.verdicts[0].status, found.verdicts[0].id) == ("applied", lost.id)


def test_history_comes_newest_first(world: World) -> None:
    for _ in range(5):
        world.member.add()
    log, before, found = log_of(world), 10**9, list[Change]()
    while before is not None:
        page = server.read_older(world.hub, world.viewer.caller, BOARD_ID, before, 4)
        found += page.changes
        before = page.before  # type: ignore[assignment]
    assert found == log[::-1]
    assert server.read_older(world.hub, world.viewer.caller, BOARD_ID, 1) == Older(world.viewer.epoch, (), None)


def test_a_stranger_reads_nothing(world: World) -> None:
    stranger = server.Caller(new_id(), "Eve", new_id())
    for ask in (
        lambda: server.pull(world.hub, stranger, BOARD_ID, world.lead.epoch, 0),
        lambda: server.snapshot(world.hub, stranger, BOARD_ID),
        lambda: server.read_older(world.hub, stranger, BOARD_ID, 9),
        lambda: server.board_info(world.hub, stranger, BOARD_ID),
    ):
        with pytest.raises(Stopped) as stopped:
            ask()
        assert stopped.value.kind == "forbidden"
    assert server.boards_of(world.hub, stranger) == []


# -- anything that is pushed

CARDS, NOTES = [uuid(4, n) for n in range(3)], [uuid(5, n) for n in range(2)]
moves = st.lists(
    st.tuples(
        st.sampled_from(["viewer", "commenter", "member", "member", "lead"]),
        st.sampled_from(["create", "edit", "move", "comment", "words", "member", "gadget"]),
        st.integers(0, 2),
        st.sampled_from([-400_000, -1_000, 0, 0, 0, 100_000, 900_000]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=25,
)


@examples(40)
@given(moves=moves, limit=st.integers(1, 9))
def test_digest_and_snapshot_are_what_the_log_says(moves: list[tuple], limit: int) -> None:
    world = World()
    pages = None
    for place, (who, what, number, offset, caught_up, together) in enumerate(moves):
        device, card = world.devices[who], CARDS[number]
        device.offset_ms = offset
        if caught_up:
            device.base = world.viewer.pull(limit=1).head
        note = {"created": True, "card": card, "author": device.member, "team": "sales", "body": f"{place}"}
        etype, entity, registers = {
            "create": (CARD, card, {"created": True, "title": f"{place}", "stage": STAGES["MQL"], "rank": "a"}),
            "edit": (CARD, card, {"title": f"{place}", "label.vip": together}),
            "move": (CARD, card, {"stage": STAGES[("Won", "Lost", "Nurture")[number]], "rank": "b"}),
            "comment": (COMMENT, new_id(), note),
            "words": (COMMENT, NOTES[number % 2], note),
            "member": (MEMBER, world.member.member, {"away": together, "role": ("viewer", "member", "lead")[number]}),
            "gadget": ("gadget", card, {"n": place}),
        }[what]
        some = [device.change(etype, entity, registers, what if what != "words" else "comment")]
        if together:
            some.append(device.change(CARD, CARDS[0], {"company": f"{place}"}, tx=some[0].tx))
        device.push(*some)
        if place == len(moves) // 2:
            pages = whole_snapshot(world, limit)
    log = list(log_of(world))
    assert [change.seq for change in log] == list(range(1, len(log) + 1))
    states = folded(log)
    assert world.lead.pull(len(log)).digest == digest(states)
    assert whole_snapshot(world, limit)[0] == states
    if pages is not None:  # a snapshot, and what came since
        early, first = pages
        assert first.count == len(early)
        assert first.tip == log[first.head - 1].id
        for change in log[first.head :]:
            early.setdefault((change.etype, change.entity), EntityState(change.etype, change.entity)).fold(change)
        assert early == states
    world.close()
