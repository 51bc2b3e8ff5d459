"""Files made on the spot, and the default board to import them into."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from kanban.domain.board import DEFAULT_STAGES, Board, Stage
from kanban.domain.card import FIELDS
from kanban.domain.records.arrival import Arrival
from kanban.exchange.leads.file_set import FoldedFiles, fold_files

STAGES = tuple(
    Stage(id=name, name=name, side=side, rank=f"a{n:x}", outcome=outcome)
    for n, (name, side, _, outcome, _, _) in enumerate(DEFAULT_STAGES)
)
"""Those of the default board; their ids are their names."""

BOARD = Board("0" * 36, "Pipeline", timezone="Europe/Berlin", all_stages=STAGES)
NOW = "2028-01-15T00:00:00Z"


@dataclass(frozen=True)
class Draft:
    """An arrival as tests like to read it: registers are attributes, and None where nothing is told."""

    arrival: Arrival

    def __getattr__(self, name: str) -> Any:
        return self.arrival.registers.get(name) if name in FIELDS else getattr(self.arrival, name)

    @property
    def fields(self) -> dict[str, Any]:
        return self._set("field.")

    @property
    def labels(self) -> set[str]:
        return set(self._set("label."))

    @property
    def links(self) -> dict[str, str]:
        return {link["name"]: link["url"] for link in self._set("link.").values()}

    def _set(self, prefix: str) -> dict[str, Any]:
        registers = self.arrival.registers
        return {name.removeprefix(prefix): value for name, value in registers.items() if name.startswith(prefix)}


class Write(Protocol):
    def __call__(self, content: str | bytes, name: str = "leads.csv") -> Path: ...


class Fold(Protocol):
    def __call__(self, *content: str | bytes, **options: Any) -> FoldedFiles: ...


class Draw(Protocol):
    def __call__(self, *content: str | bytes, **options: Any) -> list[Draft]: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: str | bytes, name: str = "leads.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture
def fold(write: Write) -> Fold:
    """`fold("title\\nAcme\\n")`: the import of these files, named 1.csv, 2.csv …"""

    def look(*content: str | bytes, **options: Any) -> FoldedFiles:
        paths = [write(text, f"{n}.csv") for n, text in enumerate(content, 1)]
        return fold_files(paths, options.pop("board", BOARD), NOW, **options)

    return look


@pytest.fixture
def drafts(fold: Fold) -> Draw:
    """The drafts of these files."""
    return lambda *content, **options: list(map(Draft, fold(*content, **options)))
