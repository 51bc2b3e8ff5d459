"""Files made on the spot, and the default board to import them into."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pytest

from kanban.domain.board import DEFAULT_STAGES, Stage
from kanban.exchange.draft import Draft
from kanban.exchange.folding import Folded, fold_files

BOARD = [
    Stage(id=name, name=name, side=side, rank=f"a{n}", outcome=outcome)
    for n, (name, side, _, outcome, _, _) in enumerate(DEFAULT_STAGES)
]


class Write(Protocol):
    def __call__(self, content: str | bytes, name: str = "leads.csv") -> Path: ...


class Fold(Protocol):
    def __call__(self, *content: str | bytes, **options: Any) -> Folded: ...


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

    def look(*content: str | bytes, **options: Any) -> Folded:
        paths = [write(text, f"{n}.csv") for n, text in enumerate(content, 1)]
        return fold_files(paths, **{"stages": BOARD, "zone": ZoneInfo("Europe/Berlin")} | options)

    return look


@pytest.fixture
def drafts(fold: Fold) -> Draw:
    """The drafts of these files."""
    return lambda *content, **options: list(fold(*content, **options))
