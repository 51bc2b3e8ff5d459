"""`kanban serve` with several workers on PostgreSQL: one address, and what one writes the streams of all are told
of."""

from __future__ import annotations

import json
import signal
import sqlite3
from contextlib import ExitStack, closing

import httpx

from kanban.domain.change import CARD
from kanban.domain.ids import new_id
from kanban.protocol import wire
from tests.server.test_serve import SOON, running
from tests.store.hub.world import BOARD_ID, STAGES

STREAMS = 12
"""So many that each worker surely has some: with two, one has them all once in 2,000 times."""


def poke(lines):
    """The head of the next poke; pings in between are passed over."""
    while True:
        kind, data, _ = next(lines), next(lines), next(lines)
        if kind == "event: poke":
            return json.loads(data.removeprefix("data: "))["head"]


def test_all_workers_are_told_of_what_one_writes(world, url, tmp_path, home):
    words = ("--database", url, "--workers", "2")
    with running(*words, home=home) as (process, address), ExitStack() as held:
        headers = {"Authorization": f"Bearer {world.tokens['member']}"}
        http = held.enter_context(httpx.Client(base_url=address, headers=headers, timeout=SOON))
        streams = [held.enter_context(http.stream("GET", "/v1/events")).iter_lines() for _ in range(STREAMS)]
        before = {poke(lines) for lines in streams}
        assert len(before) == 1
        device = world.devices["member"]
        for number in range(1, 4):
            registers = {"created": True, "title": "Acme", "stage": STAGES["Nurture"], "rank": "a0"}
            change = wire.encode_change(device.change(CARD, new_id(), registers, "create"))
            body = {"epoch": device.epoch, "device": device.id, "changes": [change]}
            head = http.post(f"/v1/boards/{BOARD_ID}/push", json=body).json()["head"]
            assert head == min(before) + number
            assert {poke(lines) for lines in streams} == {head}
        process.send_signal(signal.SIGTERM)
        assert [list(lines) for lines in streams] == [[]] * STREAMS
        _, err = process.communicate(timeout=SOON)
        assert process.returncode == 0
        assert [line for line in map(json.loads, err.splitlines()) if line["level"] != "info"] == []


def test_a_backup_carries_a_server_to_sqlite_and_back(world, url, run_cli, tmp_path):
    card = world.member.add(title="Kept")
    file, other = tmp_path / "b.db", f"sqlite:///{tmp_path}/other.db"
    assert run_cli("server", "backup", str(file), "--database", url).code == 0
    world.member.add(title="Later")
    assert run_cli("server", "restore", str(file), "--database", other).code == 0
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        assert connection.execute("SELECT count(*) FROM hub_entity WHERE id = ?", (card,)).fetchone() == (1,)
    head = world.lead.push().head
    assert run_cli("server", "restore", str(file), "--database", url).code == 0
    world.lead.epoch = world.device("lead").epoch
    assert world.lead.push().head == head - 1
