"""Imports and exports of the screen run in processes that are forked and not started, which is quicker."""

from __future__ import annotations

import os
from functools import partial

import pytest

from kanban.tui import child_process


@pytest.fixture(autouse=True)
def _quick_children(monkeypatch, request):
    if hasattr(os, "fork"):
        from tests.brood import ForkedProcess  # noqa: PLC0415 - it needs what forks

        brood = request.getfixturevalue("brood")
        monkeypatch.setattr(child_process, "start_process", partial(ForkedProcess, brood))
