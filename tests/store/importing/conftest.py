"""A board to import into, and leads to import."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kanban.domain.records.arrival import Arrival, ImportResult, Matching
from kanban.store.importing.importer import Importer
from kanban.store.opening import create_board
from kanban.store.workspace import Workspace

CREATED, ENTERED = "2021-04-15T00:03:00Z", "2021-05-01T09:00:00Z"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    workspace = create_board(tmp_path / "kanban.db", "Pipeline", "Ana", "marketing")
    yield workspace
    workspace.close()


def take(ws: Workspace, *arrivals: Arrival, dry: bool = False, match: Matching = "email") -> ImportResult:
    return Importer(ws, lambda taken: f"Imported {taken.leads} leads", dry=dry).run(arrivals, match=match)


def maker(ws: Workspace) -> Callable[..., Arrival]:
    def lead(number: int = 1, stage: str = "Nurture", **more: object) -> Arrival:
        registers = {
            "title": f"Lead {number}",
            "company": f"Acme {number}",
            "email": f"jane{number}@acme.example",
            **more,
        }
        return Arrival((f"crm:{number}",), dict(registers), ws.board.find_stage(stage).id, CREATED, ENTERED)

    return lead
