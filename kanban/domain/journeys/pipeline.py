"""The order of the stages, and when a card first reached each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import NamedTuple

from kanban.domain.board import Stage
from kanban.domain.journeys.journey import Journey


class Entry(NamedTuple):
    """A stage that a card entered."""

    place: int
    """The stage's place in the order of the pipeline, from 0."""
    at: str
    """When, UTC ISO 8601."""
    is_own: bool
    """It entered this very stage; else it ended as lost, which tells no more than that it began on that side."""


class Pipeline:
    """The stages of a board in their order; removed ones keep their last place. Lost cards stand outside of it."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages = [stage for stage in stages if stage.outcome != "lost"]
        self._all = {stage.id: stage for stage in stages}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each stage, by id."""
        return {stage.id: place for place, stage in enumerate(self.stages)}

    @cached_property
    def _first_of_side(self) -> dict[str, int]:
        return {
            stage.side: place
            for place, stage in reversed(list(enumerate(self.stages)))
            if not stage.is_closed and not stage.deleted
        }

    @property
    def present(self) -> list[Stage]:
        """The stages that are not removed."""
        return [stage for stage in self.stages if not stage.deleted]

    def is_closed(self, stage_id: str) -> bool:
        """Return whether cards in a stage are won or lost."""
        stage = self._all.get(stage_id)
        return stage is not None and stage.is_closed

    def is_won(self, stage_id: str) -> bool:
        """Return whether cards in a stage are won."""
        stage = self._all.get(stage_id)
        return stage is not None and stage.outcome == "won"

    def find_side(self, stage_id: str) -> str:
        """Return the side of a stage; empty for an unknown one."""
        stage = self._all.get(stage_id)
        return stage.side if stage else ""

    def is_open_sales(self, stage_id: str) -> bool:
        """Return whether cards in a stage are open deals."""
        stage = self._all.get(stage_id)
        return stage is not None and stage.side == "sales" and not stage.is_closed

    def list_entries(self, journey: Journey) -> Iterator[Entry]:
        """Yield the stages that a card entered, those of cards that were merged into it too; oldest first."""
        for moment in sorted((*journey.earlier, *journey.moments), key=attrgetter("at")):
            place = self.places.get(moment.stage)
            if place is not None:
                yield Entry(place, moment.at, is_own=True)
            elif stage := self._all.get(moment.stage):
                # whoever was lost had begun on that side
                yield Entry(self._first_of_side.get(stage.side, 0), moment.at, is_own=False)

    def find_reached(self, journey: Journey) -> list[tuple[str, bool]]:
        """Return when the card first reached each place or a later one, and whether it skipped it then.

        The list ends with the last place that it ever reached.
        """
        reached: list[tuple[str, bool]] = []
        for place, at, is_own in self.list_entries(journey):
            if place >= len(reached):
                reached += [(at, True)] * (place - len(reached))
                reached.append((at, not is_own))
        return reached
