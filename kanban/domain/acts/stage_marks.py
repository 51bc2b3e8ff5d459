"""What stages have: their settings, and marks, by which figures find them and which are never lost with a stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kanban.domain.board import MARKS
from kanban.domain.card import MARK
from kanban.domain.change import STAGE, Step
from kanban.domain.errors import Refused, UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.change import Json

LONGEST_GUIDANCE = 200
"""The most characters of a stage's line of guidance."""

STAGE_SETTINGS = ("name", "side", "limit", "stale_after", "probability", "outcome", "required", "guidance", "mark")


class MarkedStage(Refused):
    """A stage that is to be removed bears marks, and nobody said which stage takes them over."""

    def __init__(self, stage: Stage, marks: Sequence[str]) -> None:
        self.stage = stage
        super().__init__(
            f"{stage.name} is marked {format_marks(marks)}, by which figures find it: say which stage takes that over."
        )


def format_marks(marks: Iterable[str]) -> str:
    """Return marks as people know them: `Accepted and SQL`."""
    return " and ".join(mark.upper() if mark in {"mql", "sql"} else mark.capitalize() for mark in marks)


def read_mark(typed: str) -> str:
    """Return the mark that was typed. Raises UsageFault for none: a mark goes from stage to stage."""
    plain = text.clean_line(typed).casefold()
    if not plain:
        raise UsageFault("A mark goes from one stage to another: give it to that one instead.")
    if plain not in MARKS:
        raise UsageFault(f"The mark of a stage is one of {', '.join(MARKS)}, not “{text.shorten(plain, 40)}”.")
    return plain


def list_registers(stage: Stage) -> dict[str, Json]:
    """Return the settings of a stage as its registers hold them, its marks aside."""
    settings = {key: getattr(stage, key) for key in STAGE_SETTINGS if key != "mark"}
    return settings | {"required": list(stage.required), "guidance": stage.guidance or None}


def describe_lost_marks(board: Board, marks: Iterable[str], to: str) -> str:
    """Return which other stages lose marks that this one is given, for the end of a sentence; empty if none does."""
    bearers = {mark: board.marked.get(mark) for mark in dict.fromkeys(marks)}
    lost = [
        f"{bearer.name} is no longer marked {format_marks([mark])}"
        for mark, bearer in bearers.items()
        if bearer and bearer.id != to
    ]
    return f"; {', '.join(lost)}" if lost else ""


def give_marks(board: Board, marks: Iterable[str], to: str) -> list[Step]:
    """Return the steps that give marks to a stage and take them from those that bear them."""
    steps: dict[str, dict[str, Json]] = {}
    for mark in dict.fromkeys(marks):
        bearer = board.marked.get(mark)
        others = [stage.id for stage in board.all_stages if stage.find_claim(mark) or stage is bearer]
        for stage_id in others:
            if stage_id != to:
                steps.setdefault(stage_id, {})[MARK + mark] = False
        if not any(stage.id == to and stage.find_claim(mark) for stage in board.all_stages):
            steps.setdefault(to, {})[MARK + mark] = True
    return [Step(STAGE, stage_id, registers, "stage") for stage_id, registers in steps.items()]
