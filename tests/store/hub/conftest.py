"""A world of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.hub.world import World


@pytest.fixture
def world() -> Iterator[World]:
    made = World()
    yield made
    made.close()
