"""Imports and exports of the screen run in processes that are forked and not started, which is quicker."""

from __future__ import annotations

import os
from functools import partial

import pytest

from kanban.tui.parts.exchange import child_process
from tests.tui.boards import make_board


@pytest.fixture(autouse=True)
def _quick_children(monkeypatch, request):
    if hasattr(os, "fork"):
        from tests.brood import ForkedProcess  # noqa: PLC0415 - it needs what forks

        brood = request.getfixturevalue("brood")
        monkeypatch.setattr(child_process, "start_process", partial(ForkedProcess, brood))


@pytest.fixture
def board(home, tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    return make_board(home / "data" / "kanban.db")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "in"
