"""A world of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kanban.protocol import registers
from tests.store.hub.world import World


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server take any register and any type, as that of version 0.1.0 did."""
    monkeypatch.setattr(registers, "find_unknown", lambda _: None)
    monkeypatch.setattr(registers, "find_misfit", lambda _: None)


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()
