"""Many writers at once, and somebody who reads behind them: nothing is skipped, because of the lock on the board's
row."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from sqlalchemy import select

from kanban.domain.change import CARD, Change
from kanban.domain.ids import new_id
from kanban.store import hub as server
from kanban.store.hub import server_tables, watching
from tests.postgres.writers import BATCH, CHANGES, PROCESSES, THREADS, follow
from tests.store.hub.test_pull import digest, folded
from tests.store.hub.world import BOARD_ID, World, log_of

WRITTEN = CHANGES // (PROCESSES * THREADS * BATCH) * PROCESSES * THREADS * BATCH


def pull(world: World, since: int) -> tuple[list[str], int]:
    """Read as a device does."""
    page = world.viewer.pull(since, limit=100)
    return [change.id for change in page.changes], page.to


def tail(world: World, since: int) -> tuple[list[str], int]:
    """Read what lies behind a number, as somebody would who asks for nothing else."""
    change = server_tables.change.c
    with world.hub.reading() as connection:
        behind = select(change.id, change.seq).where(change.seq > since).order_by(change.seq).limit(100)
        rows = connection.execute(behind).all()
    return [row.id for row in rows], rows[-1].seq if rows else since


def test_who_reads_behind_many_writers_skips_nothing(world: World, url: str) -> None:
    found, written = follow(world, url, partial(pull, world), partial(tail, world), kept=True)
    assert written == WRITTEN
    for ids in found:
        assert len(ids) == len(set(ids)) == WRITTEN
    log = list(log_of(world, 2_000))
    assert [change.seq for change in log] == list(range(1, len(log) + 1))
    assert world.viewer.pull(len(log)).digest == digest(folded(log))


def test_without_the_lock_changes_are_skipped(world: World, url: str) -> None:
    found, written = follow(world, url, partial(tail, world), kept=False)
    assert written == WRITTEN
    assert len(set(found[0])) < written


def test_workers_hear_of_each_other(world: World, url: str) -> None:
    other = server.open_hub(url, now=world.hub.now)
    heard, told = threading.Event(), list[tuple[str, int]]()

    def hear(board: str, head: int) -> None:
        told.append((board, head))
        heard.set()

    with watching.listening(world.hub, hear):
        watching.notify(other, {"a board: its id": 7, "another": 8})
        assert heard.wait(20)
    assert told[0] == ("a board: its id", 7)
    other.close()


def test_an_account_is_on_a_board_that_opens_meanwhile(world: World, url: str) -> None:
    """Two workers, one with a new account and one with a new board: whoever is second sees the other's."""
    other, board = server.open_hub(url, now=world.hub.now), new_id()
    caller, device = world.caller("lead"), new_id()
    info = server.create_board(other, caller, board, device)
    change = world.lead.change("board", board, {"created": True, "name": "Second"}, "board", dseq=1, device=device)
    server.push(other, caller, board, device, info.epoch, [change])
    tokens = list[str]()
    both = [
        threading.Thread(target=lambda: tokens.append(server.add_account(world.hub, "Nina", "sales")[1])),
        threading.Thread(target=lambda: server.finish_publishing(other, caller, board, device, 1)),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    nina = server.caller_of(other, tokens[0])
    assert nina is not None
    assert len(server.boards_of(other, nina)) == 2
    other.close()


@pytest.mark.parametrize("role", ["member", "lead"])
def test_stamps_and_ranks_are_ordered_as_bytes(world: World, role: str) -> None:
    """In most languages' own order B comes after a."""
    made = [world.devices[role].add(rank=rank) for rank in ("a0", "B0", "Z0", "b0", "0a", "z")]
    world.member.offer(CARD, made[0], {"label.x": True})
    found = list[str]()

    def look(view: server.ServerView):
        found.extend(rank for rank, _ in view.list_neighbours(view.board.stages[0].id, None, 9, down=True))
        raise KeyError

    with pytest.raises(KeyError):
        server.act(world.hub, world.member.caller, "00000000-0000-7000-8000-000100000000", look)
    assert found == ["0a", "B0", "Z0", "a0", "b0", "z"]


def test_a_new_device_may_come_to_two_boards_at_once(world: World, url: str) -> None:
    other, second = server.open_hub(url, now=world.hub.now), new_id()
    caller, founder = world.caller("lead"), new_id()
    info = server.create_board(other, caller, second, founder)
    change = world.lead.change("board", second, {"created": True, "name": "Second"}, "board", dseq=1, device=founder)
    server.push(other, caller, second, founder, info.epoch, [change])
    server.finish_publishing(other, caller, second, founder, 1)
    went = list[str]()

    def come(hub: server.Hub, board: str, epoch: str, change: Change, ready: threading.Barrier) -> None:
        ready.wait()
        pushed = server.push(hub, caller, board, change.device, epoch, [change])
        went.extend(verdict.status for verdict in pushed.verdicts)

    for _ in range(20):
        device, ready = new_id(), threading.Barrier(2)
        threads = [
            threading.Thread(target=come, args=(hub, board, epoch, made, ready))
            for hub, board, epoch, made in (
                (world.hub, BOARD_ID, world.lead.epoch, _first(world, device)),
                (other, second, info.epoch, _first(world, device)),
            )
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert went == ["applied"] * 40
    other.close()


def _first(world: World, device: str) -> Change:
    return world.lead.change(CARD, new_id(), {"created": True, "title": "x"}, "create", dseq=1, device=device)
