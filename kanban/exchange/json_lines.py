"""Reading JSON lines that this program wrote: cards with their comments and their whole history."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kanban.domain import text
from kanban.domain.change import CARD, COMMENT
from kanban.domain.errors import KanbanError
from kanban.exchange.export import FORMAT

LONGEST = 64 * 1024 * 1024
"""Characters in one line: a card with a whole life's comments is far below."""


@dataclass(frozen=True, slots=True)
class PastChange:
    """A change as the file has it: stages and people by name."""

    id: str
    verb: str
    at: str
    etype: str
    entity: str
    set: Mapping[str, Any]
    stamp: str
    actor: str


@dataclass(frozen=True, slots=True)
class PastCard:
    """One card of the file with all its changes."""

    id: str
    line: int
    changes: tuple[PastChange, ...]


def read(path: Path, rejected: list[tuple[int, str]]) -> Iterator[PastCard]:
    """Yield the cards of a file; lines that can't be read go to `rejected` with their number and the reason.

    Raises KanbanError for a file that is not of this kind or of a newer version.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from _cards(path, file, rejected)
    except UnicodeDecodeError as error:
        raise KanbanError(
            f"{path} is not UTF-8 text, so it is no export of this program; nothing more was taken from it."
        ) from error
    except OSError as error:
        raise KanbanError(f"{path} can't be read ({error.strerror}).") from error


def _cards(path: Path, file: Iterator[str], rejected: list[tuple[int, str]]) -> Iterator[PastCard]:
    head = _object(next(file, ""))
    if head is None or not isinstance(head.get("kanban"), int):
        raise KanbanError(f"{path} does not begin with the line of a board, so it is no export of this program.")
    if head["kanban"] > FORMAT:
        raise KanbanError(
            f"{path} was written by a newer kanban (format {head['kanban']}); upgrade this one to read it."
        )
    for number, line in enumerate(file, 2):
        if not line.strip():
            continue
        record = _object(line) if len(line) <= LONGEST else None
        if record is None:
            rejected.append((number, "is not a JSON object"))
            continue
        try:
            yield PastCard(str(record["id"]), number, tuple(_change(each) for each in record["changes"]))
        except (KeyError, TypeError, ValueError) as error:
            rejected.append((number, f"lacks or garbles {error}"))


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _change(raw: Mapping[str, Any]) -> PastChange:
    registers = {text.clean_line(name): _clean(value) for name, value in dict(raw["set"]).items()}
    if raw["etype"] not in {CARD, COMMENT}:
        raise ValueError(f"the change {raw['id']}")
    fields = (raw["id"], raw["verb"], raw["at"], raw["etype"], raw["entity"])
    if not all(isinstance(each, str) for each in (*fields, raw["stamp"], raw["actor"])):
        raise TypeError(f"the change {raw['id']}")
    return PastChange(*fields, registers, raw["stamp"], text.clean_line(raw["actor"]))


def _clean(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return text.clean(value)
    if isinstance(value, dict):
        return {text.clean_line(name): _clean(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value
