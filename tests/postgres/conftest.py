"""One cluster for all, empty tables for each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from kanban.store import hub as server
from kanban.store.hub import server_tables
from tests.postgres import cluster
from tests.store.hub.conftest import unchecked  # noqa: F401 - a fixture of the tests that run here too
from tests.store.hub.world import World


@pytest.fixture(scope="session")
def cluster_url() -> Iterator[str]:
    """The address of a cluster that is up."""
    why = cluster.missing()
    if why:
        pytest.skip(why)
    with cluster.running() as url:
        yield url


@pytest.fixture
def url(cluster_url: str) -> str:
    """The address of a database with empty tables."""
    hub = server.open_hub(cluster_url)
    with hub.writing() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(server_tables.metadata.tables)}"))
    hub.close()
    return cluster_url


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """The world of the other tests, on PostgreSQL."""
    made = World(url)
    yield made
    made.close()
