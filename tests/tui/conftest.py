"""The worker of every test's board is watched: it counts what it is asked, and does not wait to read the inbox."""

from __future__ import annotations

import pytest

from kanban.tui import board_worker


@pytest.fixture(autouse=True)
def _watched_worker(monkeypatch):
    run = board_worker.BoardWorker.run

    def counted(worker, *job):
        worker.jobs = getattr(worker, "jobs", 0) + 1
        run(worker, *job)

    monkeypatch.setattr(board_worker.BoardWorker, "run", counted)
    monkeypatch.setattr(board_worker, "PAUSE", 0.0)
