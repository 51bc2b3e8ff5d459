"""One board, open: its model and its worker, the widget that draws it, and how they take what was read or written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual.message import Message

from kanban import tui
from kanban.domain.board import Stage
from kanban.domain.card import CardSummary
from kanban.domain.errors import KanbanError
from kanban.domain.staleness import find_stale_limit
from kanban.store import log
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from kanban.tui import messages
from kanban.tui.board_model import BoardModel, LaneSummary
from kanban.tui.commands import Command
from kanban.tui.lane_summaries import read_summaries
from kanban.tui.widgets.board_view.card_face import FaceContext, face_context
from kanban.tui.widgets.board_view.lane import choose_heights
from kanban.tui.widgets.board_view.lanes import Lanes
from kanban.tui.widgets.styles import BoardStyles

if TYPE_CHECKING:
    from kanban.tui import facts
    from kanban.tui.board_worker import BoardWorker


class BoardSession:
    """What belongs to one board: it is replaced with the board."""

    def __init__(
        self,
        workspace: Workspace,
        commands: Sequence[Command],
        screen_commands: Sequence[Command],
        post: Callable[[Message], object],
    ) -> None:
        """Take all commands, those that the screen runs itself, and a function that posts a message."""
        self.workspace, self._post = workspace, post
        self.model = BoardModel(workspace.board, self._read_summaries)
        self.lanes = Lanes(self.model, commands, screen_commands)
        self._version = workspace.database.version()
        self._head = log.read_head(workspace.connection)

    @cached_property
    def worker(self) -> BoardWorker:
        """The thread that does the board's acts; what it needs is loaded after the first frame."""
        return tui.board_worker.BoardWorker(self.workspace, self._post, self._head)

    def _read_summaries(self, numbers: Sequence[int]) -> list[CardSummary]:
        workspace = self.workspace
        with workspace.database.faults():
            return read.card_summaries(workspace.connection, workspace.board, workspace.me, numbers)

    def read_first_frame(self, height: int) -> None:
        """Read what the first frame draws on a screen of so many lines, in plain SQL."""
        workspace, model = self.workspace, self.model
        cards = height // choose_heights(height).pitch + 1
        summaries = read_summaries(workspace, {})
        for stage in workspace.board.stages:
            model.lane_models[stage.id].summary = summaries[stage.id]
            if stage.id not in self.lanes.folded:
                model.begin(
                    stage.id, read.read_top(workspace.connection, workspace.board, workspace.me, stage.id, cards)
                )
        model.go_home(workspace.me.team if workspace.me else None)

    def start(self) -> None:
        """Begin to work."""
        self.worker.start()
        self.worker.load()

    def close(self) -> None:
        """Finish the queued jobs, and close the database."""
        self.worker.close()
        self.workspace.close()

    def poll(self) -> None:
        """Ask the worker for what another process has written, if any has."""
        if self.workspace.database.is_replaced():
            self._post(messages.DatabaseReplaced())
            return
        try:
            version = self.workspace.database.version()
        except KanbanError:
            return  # the worker will say it, if it matters
        if version != self._version:
            self._version = version
            self.worker.look_for_changes()

    def dress(self, board_styles: BoardStyles | None) -> None:
        """Draw all lanes anew: with other styles, at another time, or because the board was set up otherwise."""
        if board_styles:
            self.lanes.restyle(board_styles, self._build_contexts())

    def _build_contexts(self) -> dict[str, FaceContext]:
        board, now = self.workspace.board, self.workspace.now()

        def find_limit(stage: Stage) -> str:
            return "" if stage.is_closed else find_stale_limit(stage, now)

        return {stage.id: face_context(board, stage, now, find_limit(stage)) for stage in board.stages}

    # -- what was read or written

    def take_lanes(self, fact: facts.LanesRead) -> None:
        """Take all cards of all lanes."""
        self._summarize(fact.summaries)
        self.model.load(fact.lanes)
        self.lanes.draw()

    async def take_written(self, fact: facts.Written, board_styles: BoardStyles | None) -> set[str] | None:
        """Replace what was written to; return the lanes that look different now, None if all may."""
        model = self.model
        if fact.board is not None:
            await self._restage(board_styles)
        touched = self._summarize(fact.summaries) | {model.lane} | model.put(fact.placed)
        if fact.waiting is not None:
            model.waiting = fact.waiting
        if fact.lanes is None:
            return touched
        model.card_summaries.clear()
        model.load(fact.lanes)
        return None

    def _summarize(self, summaries: Mapping[str, LaneSummary]) -> set[str]:
        """Replace the figures of the lanes; return the lanes whose figures changed."""
        lanes = self.model.lane_models
        changed = {lane for lane, summary in summaries.items() if lane in lanes and lanes[lane].summary != summary}
        for lane in changed:
            lanes[lane].summary = summaries[lane]
        return changed

    async def _restage(self, board_styles: BoardStyles | None) -> None:
        """Show the board with its present stages and settings."""
        before = [stage.id for stage in self.model.board.stages]
        board = self.workspace.reload()
        self.model.restage(board)
        if [stage.id for stage in board.stages] != before:
            await self.lanes.replace_lanes()
        self.dress(board_styles)
