"""Several threads and processes on one file: nothing is lost, nobody is told that a database is locked, all see the
news."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import Json
from kanban.store import database as database_module
from kanban.store import log
from kanban.store.opening import open_workspace
from kanban.store.reading import read
from kanban.store.schema import list_faults
from kanban.store.workspace import Workspace
from tests.store.conftest import add

CHECKOUT = Path(__file__).resolve().parents[2]

LOST: dict[str, Json] = {"lost_reason": "price", "value": 100_000}

MOVER = """
import random, sys
from pathlib import Path
from kanban.domain.acts import verbs
from kanban.store.opening import open_workspace
file, member, seed, count = sys.argv[1:5]
ws = open_workspace(Path(file), member=member)
source = random.Random(int(seed))
cards = sys.argv[5:]
print("ready", flush=True)
for number in range(int(count)):
    card, stage = source.choice(cards), source.choice(ws.board.stages[4:10])
    done = ws.act(lambda view: verbs.move(view, [card], to=stage, inputs={"lost_reason": "price", "value": 100_000}))
    print(done.act or "-", flush=True)
"""


def mover(file: Path, workspace: Workspace, seed: int, count: int, cards: list[str]) -> subprocess.Popen[str]:
    """A process that moves cards at random, and prints the id of every act once it is acknowledged."""
    arguments = [file, workspace.member_id, seed, count, *cards]
    return subprocess.Popen(
        [sys.executable, "-c", MOVER, *map(str, arguments)], stdout=subprocess.PIPE, encoding="utf-8", cwd=CHECKOUT
    )


def acts_in_log(workspace: Workspace) -> list[str]:
    return [
        row[0] for row in workspace.connection.execute("SELECT DISTINCT tx.act FROM change JOIN tx ON tx.n = change.tx")
    ]


def dense(workspace: Workspace) -> bool:
    """Whether the counter of this device has neither gaps nor twins."""
    numbers = [row[0] for row in workspace.connection.execute("SELECT dseq FROM change ORDER BY n")]
    return numbers == list(range(1, len(numbers) + 1))


def rising(workspace: Workspace) -> bool:
    stamps = [row[0] for row in workspace.connection.execute("SELECT stamp FROM change ORDER BY n")]
    return stamps == sorted(set(stamps))


def test_four_threads_and_two_processes_lose_no_move(ana: Workspace, file: Path) -> None:
    cards = [add(ana, f"Card {n}", "Discovery") for n in range(6)]
    processes = [mover(file, ana, seed, 40, cards) for seed in (1, 2)]
    told: list[str] = []
    faults: list[BaseException] = []

    def move(seed: int) -> None:
        source, workspace = random.Random(seed), ana.open_sibling()
        try:
            for _ in range(50):
                card, stage = source.choice(cards), source.choice(workspace.board.stages[4:10])
                done = workspace.act(
                    lambda view, card=card, stage=stage: verbs.move(view, [card], to=stage, inputs=LOST)
                )
                told.append(done.act or "-")
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)
        finally:
            workspace.close()

    threads = [threading.Thread(target=move, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for process in processes:
        told += process.communicate(timeout=60)[0].split()[1:]
        assert process.returncode == 0
    assert faults == []
    assert len(told) == 4 * 50 + 2 * 40
    assert {act for act in told if act != "-"} <= set(acts_in_log(ana))
    assert dense(ana)
    assert rising(ana)
    assert list_faults(ana.connection) == []


def test_relative_moves_add_up_however_they_are_interleaved(ana: Workspace) -> None:
    card = add(ana, "Acme", "Accepted")
    other = ana.open_sibling()
    for workspace in (ana, other, ana):
        workspace.act(lambda view: verbs.move(view, [card], steps=1))
    assert ana.board.stage(ana.card(card).stage).name == ana.board.stages[7].name
    other.close()


@pytest.mark.parametrize("seed", range(10))
def test_kill_9_while_cards_move_loses_no_acknowledged_move(ana: Workspace, file: Path, seed: int) -> None:
    cards = [add(ana, f"Card {n}", "Discovery") for n in range(3)]
    process = mover(file, ana, seed, 100_000, cards)
    source, told = random.Random(seed), []
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    wanted = source.randint(1, 40)
    while len(told) < wanted:
        told.append(process.stdout.readline().strip())
    time.sleep(source.random() / 500)  # not at the end of a line, but anywhere within an act
    process.send_signal(signal.SIGKILL)
    told += process.stdout.read().split()
    process.wait(10)
    process.stdout.close()
    ana.close()
    workspace = open_workspace(file)
    assert list_faults(workspace.connection) == []
    assert {act for act in told if act not in {"-", ""}} <= set(acts_in_log(workspace))
    assert dense(workspace)
    workspace.member_id = ana.member_id
    workspace.act(lambda view: verbs.move(view, cards, to=view.board.stages[4]))
    workspace.close()


# -- news


def test_a_cheap_look_tells_when_somebody_else_wrote(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    seen, head = ben.database.version(), log.read_head(ben.connection)
    assert ben.database.version() == seen
    ben.act(lambda view: verbs.comment(view, card, "my own"))
    assert ben.database.version() == seen
    ana.act(lambda view: verbs.move(view, [card], steps=1))
    assert ben.database.version() != seen
    news = ben.read_news(head)
    assert news is not None
    assert news.cards == {card}


def test_another_process_is_seen_within_a_second(ana: Workspace, file: Path) -> None:
    card = add(ana, "Acme", "Discovery")
    seen, head = ana.database.version(), log.read_head(ana.connection)
    process = mover(file, ana, 1, 1, [card])
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    assert process.stdout.readline().strip() != ""
    acknowledged = time.monotonic()
    while ana.database.version() == seen:
        assert time.monotonic() < acknowledged + 1
    news = ana.read_news(head)
    assert news is not None
    assert news.cards == {card}
    process.communicate(timeout=60)


# -- the write-ahead log


def wal(file: Path) -> int:
    """Bytes of the write-ahead log."""
    return file.with_name(file.name + "-wal").stat().st_size


def test_the_write_ahead_log_stays_small_beside_an_idle_reader(
    ana: Workspace, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, page = add(ana, "Acme"), ana.connection.execute("PRAGMA page_size").fetchone()[0]
    monkeypatch.setattr(database_module, "CHECKPOINT_PAGES", 50)
    writer, reader = ana.open_sibling(), ana.open_sibling()
    list(reader.list_cards())
    sizes = []
    for n in range(120):
        writer.act(lambda view, n=n: verbs.comment(view, card, f"{n}" * 1000))
        sizes.append(wal(file) // page)
    assert max(sizes) < 200  # of some 1,800 pages written
    assert [found.id for found, _, _ in reader.list_cards()] == [card]
    for each in (writer, reader):
        each.close()


def test_a_reader_in_the_middle_of_a_listing_neither_waits_nor_makes_wait(ana: Workspace) -> None:
    cards = [add(ana, f"Card {n}") for n in range(3)]
    reader = ana.open_sibling()
    half = iter(reader.list_cards())
    next(half)
    began = time.monotonic()
    ana.act(lambda view: verbs.edit(view, cards, {"title": "Changed"}))
    ana.database.checkpoint()
    assert time.monotonic() < began + 5
    assert [card.title for card, _, _ in half] == ["Card 1", "Card 0"]
    assert {card.title for card, _, _ in reader.list_cards()} == {"Changed"}
    reader.close()


def test_a_checkpoint_when_idle_leaves_nothing_to_do_and_waits_for_nobody(ana: Workspace, file: Path) -> None:
    add(ana, "Acme")
    other = sqlite3.connect(file, isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        ana.database.checkpoint()
        assert time.monotonic() < began + 5
        other.rollback()
    ana.database.checkpoint()
    whole = ana.connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert whole[0] == 0
    assert whole[1] == whole[2]


def test_closing_the_last_connection_leaves_one_file(ana: Workspace, file: Path) -> None:
    add(ana, "Acme")
    ana.close()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_sibling_reads_while_its_twin_writes(ana: Workspace) -> None:
    twin = ana.open_sibling()
    seen: list[int] = []

    def look() -> None:
        while len(seen) < 50:
            seen.append(read.count_cards(twin.connection, twin.board.stages[0].id))

    thread = threading.Thread(target=look)
    thread.start()
    for n in range(20):
        add(ana, f"Card {n}")
    thread.join()
    assert seen == sorted(seen)
    twin.close()
