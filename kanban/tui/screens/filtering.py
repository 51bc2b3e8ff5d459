"""The filter on the board: typed after `/`, kept, cleared, narrowed to what is mine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.tui import messages, reasons
from kanban.tui.screens.frame import Part

if TYPE_CHECKING:
    from kanban.tui.widgets.inputs.filter_line import FilterLine


class Filtering(Part):
    """Filters as one types; the worker finds, the model shows what it found."""

    _line: FilterLine | None = None

    async def action_filter(self) -> None:
        """Type a filter."""
        if self._line is None and self.look:
            from kanban.tui.widgets.inputs.filter_line import FilterLine

            self._line = FilterLine(self.filtered.source, self.look)
            self.status.display = False
            await self.mount(self._line, after=self.status)

    def action_mine(self) -> None:
        """Show my cards only, or all again."""
        if self.workspace.me is None and not self.filtered.mine:
            self.do_nothing(reasons.NOBODY)
        else:
            self.filter_by(self.filtered.source, mine=not self.filtered.mine)

    def on_filter_typed(self, event: messages.FilterTyped) -> None:
        """Look for what is left."""
        self.filter_by(event.source, mine=self.filtered.mine)

    async def on_filter_left(self, event: messages.FilterLeft) -> None:
        """Go back to the board, with the filter or without it."""
        if self._line is not None:
            line, self._line = self._line, None
            self.status.display = True
            self.lanes.focus()
            await line.remove()
        if not event.kept:
            self.clear_filter()
        self._to_a_match()

    def on_view_picked(self, event: messages.ViewPicked) -> None:
        """Show a saved view."""
        self.filter_by(event.query, mine=False)

    def clear_filter(self) -> None:
        """Show all cards."""
        self.filter_by("", mine=False)

    def filter_by(self, source: str, *, mine: bool) -> None:
        """Ask the worker for what a filter leaves."""
        self.filtered = self.filtered._replace(source=source.strip(), mine=mine)
        self.worker.search(self.asked)

    @property
    def asked(self) -> str:
        """The whole query that shows: what was typed, and that it is mine."""
        return f"{self.filtered.source} mine".strip() if self.filtered.mine else self.filtered.source

    def on_found(self, event: messages.Found) -> None:
        """Show what was found; a filter that is not understood leaves what showed."""
        if event.source != self.asked:
            return
        if not event.problem:
            self.model.show(event.lanes)
            self.lanes.draw()
        self.filtered = self.filtered._replace(shown=self.model.count)
        if self._line is None:
            self._to_a_match()
        else:
            self._line.answer(f"{self.model.count:,} of {self.model.total:,}", event.problem, event.hint)
        if self._line is None and event.problem:
            self.tell(event.problem, "warning")
        self.say_header()
        self.say_keys()

    def _to_a_match(self) -> None:
        """Go to the nearest lane where something was found, if nothing was in this one."""
        lanes = [lane for lane, lane_model in self.model.lane_models.items() if len(lane_model)]
        if self.model.filtered and lanes and not len(self.model.lane_model):
            at = self.workspace.board.place_of(self.model.lane)
            self.lanes.enter(min(lanes, key=lambda lane: abs(self.workspace.board.place_of(lane) - at)), 0)

    def written(self, event: messages.BoardWritten) -> None:
        """Count anew what the filter leaves."""
        super().written(event)
        if self.model.filtered:
            self.filtered = self.filtered._replace(shown=self.model.count)
