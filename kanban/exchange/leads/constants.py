"""What every card of an import gets where its rows say nothing: `--set FIELD=VALUE`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.errors import UsageFault
from kanban.domain.values import fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kanban.domain.board import Board
    from kanban.domain.change import Json
    from kanban.domain.records.arrival import Arrival


def read_constants(pairs: Sequence[tuple[str, str]], board: Board, now: str) -> dict[str, Json]:
    """Return the registers that typed pairs of field and value give to every card; `label` may come several times.

    Raises UsageFault for a field or a value that can't be read.
    """
    registers: dict[str, Json] = {}
    today = clock.from_iso(now).date()
    others: dict[str, str] = {}
    for name, typed in pairs:
        if name.strip().casefold() == "stage":
            raise UsageFault("Say --stage NAME for cards whose rows name no stage.")
        if name == "label":
            registers.update(fields.read(name, typed, board, today))
        else:
            others[fields.find_register(name)] = typed
    if "title" in others:
        raise UsageFault("Every card needs a title of its own: --map COLUMN=title says where it stands.")
    registers.update(fields.read_all(others, board, today))
    return {name: value for name, value in registers.items() if value is not None and value is not False}


def fill_constants(drafts: Iterable[Arrival], registers: Mapping[str, Json]) -> None:
    """Give drafts the registers that they lack; labels are added to theirs."""
    for draft in drafts:
        draft.registers = {**registers, **draft.registers}
