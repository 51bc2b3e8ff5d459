"""The filter on the board: typed after `/`, kept, cleared, limited to own cards, saved as a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

from kanban.tui import dialogs, messages, reasons
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets import inputs
from kanban.tui.widgets.bars.bar_words import FilterState
from kanban.tui.widgets.bars.status_line import StatusLine

if TYPE_CHECKING:
    from kanban.store.local.saved_views import SavedView
    from kanban.tui import facts


class Filter(Part):
    """Filters while the user types; the worker searches, the model shows the matches."""

    def __init__(self, host: Host, status: StatusLine) -> None:
        """Take the status line, which the filter's input replaces."""
        super().__init__(host)
        self.filtered = FilterState()
        """What the header says of it."""
        self._status = status
        self._line: inputs.filter_line.FilterLine | None = None

    def on_opened(self) -> None:
        """Show all cards of another board."""
        self.filtered = FilterState()

    @property
    def is_set(self) -> bool:
        """Whether there is a filter."""
        return bool(self.filtered.source or self.filtered.is_mine)

    @property
    def query(self) -> str:
        """The whole query: the typed filter, and the limit to own cards."""
        return f"{self.filtered.source} mine".strip() if self.filtered.is_mine else self.filtered.source

    async def action_filter(self) -> None:
        """Type a filter."""
        screen = self._status.parent
        if self._line is None and self._status.board_styles and isinstance(screen, Widget):
            self._line = inputs.filter_line.FilterLine(self.filtered.source, self._status.board_styles)
            self._status.display = False
            await screen.mount(self._line, after=self._status)

    def action_mine(self) -> None:
        """Show my cards only, or all again."""
        if self.host.workspace.me is None and not self.filtered.is_mine:
            self.host.do_nothing(reasons.NOBODY)
        else:
            self.search(self.filtered.source, mine=not self.filtered.is_mine)

    def on_filter_typed(self, event: messages.FilterTyped) -> None:
        """Search for the typed filter."""
        self.search(event.source, mine=self.filtered.is_mine)

    async def on_filter_left(self, event: messages.FilterLeft) -> None:
        """Go back to the board, with the filter or without it."""
        if self._line is not None:
            line, self._line = self._line, None
            self._status.display = True
            self.host.lanes.focus()
            await line.remove()
        if not event.is_kept:
            self.clear()
        self._go_to_match()

    def on_view_picked(self, event: messages.ViewPicked) -> None:
        """Show a saved view."""
        self.search(event.query, mine=False)

    def clear(self) -> None:
        """Show all cards."""
        self.search("", mine=False)

    def search(self, source: str, *, mine: bool) -> None:
        """Ask the worker for the cards that match."""
        self.filtered = self.filtered._replace(source=source.strip(), is_mine=mine)
        self.host.worker.search(self.query)

    def on_cards_found(self, fact: facts.CardsFound) -> None:
        """Show the matching cards; a faulty filter changes nothing."""
        if fact.source != self.query:
            return
        model = self.host.model
        if not fact.problem:
            model.show(fact.lanes)
            self.host.lanes.draw()
        self.filtered = self.filtered._replace(card_count=model.count)
        if self._line is not None:
            self._line.answer(f"{model.count:,} of {model.total:,}", fact.problem, fact.hint)
        else:
            self._go_to_match()
            if fact.problem:
                self.host.say(fact.problem, "warning")
        self.host.draw_bars()

    def _go_to_match(self) -> None:
        """Go to the nearest lane with a match, if this one has none."""
        model, board = self.host.model, self.host.workspace.board
        lanes = [lane for lane, lane_model in model.lane_models.items() if len(lane_model)]
        if model.is_filtered and lanes and not len(model.lane_model):
            here = board.place_of(model.lane)
            self.host.lanes.enter(min(lanes, key=lambda lane: abs(board.place_of(lane) - here)), 0)

    def on_written(self, _: facts.Written) -> None:
        """Count the matching cards again."""
        if self.host.model.is_filtered:
            self.filtered = self.filtered._replace(card_count=self.host.model.count)

    # -- saved views

    def action_views(self) -> None:
        """Offer the saved views."""
        views = [(view.name, view.query) for view in self.list_views()]
        self.host.ask(dialogs.switch_dialogs.SavedViews(views, self.query), self._use_view)

    def list_views(self) -> list[SavedView]:
        """Return the views that the member saved."""
        nothing: list[SavedView] = []
        return self.read(self.host.workspace.list_views, nothing)

    def _use_view(self, answer: dialogs.switch_dialogs.ViewAnswer | None) -> None:
        if answer is None:
            return
        workspace = self.host.workspace
        match answer.kind:
            case "show":
                self.host.post_message(messages.ViewPicked(answer.query))
            case "save":
                if self.read(lambda: workspace.save_view(answer.name, answer.query), None):
                    self.host.say(f"Saved the view {answer.name}.")
            case "remove":
                if self.read(lambda: workspace.remove_view(answer.name), None):
                    self.host.say(f"Removed the view {answer.name}.")
