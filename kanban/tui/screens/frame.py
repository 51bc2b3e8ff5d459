"""What the board's screen is made of: its parts, its first frame, what the worker reports, what the bars say.

Sizes are set here and not in a stylesheet: parsing one costs the first frame more than all of its drawing.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.errors import NoWidget
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from kanban.domain.board import Role, Stage
from kanban.domain.card import Face
from kanban.domain.errors import KanbanError
from kanban.domain.staleness import stale_before
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from kanban.tui import messages, reasons
from kanban.tui.board_model import BoardModel
from kanban.tui.board_worker import BoardWorker
from kanban.tui.commands import PANEL, Command, Situation, bindings, find
from kanban.tui.lane_summaries import read_summaries
from kanban.tui.widgets.bars import bar_words
from kanban.tui.widgets.bars.bar import Bar, Bit, Kind
from kanban.tui.widgets.bars.bar_words import Filtered
from kanban.tui.widgets.bars.hints import draw_footer, find_hint_place
from kanban.tui.widgets.bars.status import Status
from kanban.tui.widgets.board_view.board import Lanes
from kanban.tui.widgets.board_view.card_face import FaceContext, face_context
from kanban.tui.widgets.board_view.lane import choose_shape
from kanban.tui.widgets.board_view.middle import Middle
from kanban.tui.widgets.board_view.size_notice import SizeNotice
from kanban.tui.widgets.styles import Look, look_for

Read = TypeVar("Read")

POLL = 0.5
"""Seconds between two looks at whether another process has written."""

TICK = 60.0
"""Seconds between two looks at the clock: what is stale, what is overdue."""

LOW = 16
"""Lines below which status line and keys share one."""


class BoardFrame(Screen[None]):
    """One board, open: what every part of its screen may use."""

    AUTO_FOCUS: ClassVar[str | None] = "Lanes"

    def __init__(self, workspace: Workspace, commands: Sequence[Command], greeting: str = "") -> None:
        super().__init__()
        self.styles.overflow_x = self.styles.overflow_y = "hidden"
        self.commands = commands
        self.known: tuple[Command, ...] = (*commands, *PANEL)
        """All commands with the user's keys, those of an open card included: what the footer speaks of."""
        self.header, self.status, self.footer = Bar(id="header"), Status(greeting), Bar(id="footer")
        self._asked: tuple[object, ...] = ()
        self._keys: Sequence[Bit] = ()
        self.look: Look | None = None
        self._shown = False
        self._ground: tuple[object, Strip] | None = None
        self.low = False
        """There are so few lines that keys and status share one."""
        self._mine = [command for command in commands if hasattr(self, f"action_{command.id}")]
        self._bindings = BindingsMap(bindings(self._mine))  # not BINDINGS: the user's keys are known only now
        self._notice = SizeNotice(self)
        self._take(workspace)
        self.middle = Middle(self.lanes)

    def _take(self, workspace: Workspace) -> None:
        """Make what belongs to one board."""
        self.workspace = workspace
        self.filtered = Filtered()
        self.model = BoardModel(workspace.board, self._fetch)
        self.worker = BoardWorker(workspace, self.post_message)
        self.lanes = Lanes(self.model, self.commands, self._mine)
        self._version = workspace.database.version()

    async def turn_to(self, workspace: Workspace, said: str = "") -> None:
        """Show another board in place of this one, which is closed; say that, or what is `said`."""
        before, lanes, worker = self.workspace, self.lanes, self.worker
        self._take(workspace)
        await self.middle.mount(self.lanes)
        await lanes.remove()
        worker.close()
        before.close()
        self._read_first()
        self.lanes.focus()
        self._set_to_work()
        self.tell(said or f"This is {workspace.board.name}.")

    # -- what Textual asks

    def compose(self) -> ComposeResult:
        """Header, board, status and keys."""
        yield self.header
        yield self.middle
        yield self.status
        yield self.footer

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return blank ground where between two layouts nothing covers it, on which Textual stumbles; else nothing."""
        if self._covered >= crop.area:
            return []
        key = (crop.width, self.styles.background)
        if self._ground is None or self._ground[0] != key:  # one and the same line is cut up once, not for every frame
            self._ground = (key, Strip.blank(crop.width, self.rich_style))
        return [self._ground[1]] * crop.height

    @property
    def _covered(self) -> int:
        """The cells on which something is drawn."""
        cells = 0
        for part in (*self.children, *self.middle.children, *self.lanes.children):
            if part is not self.middle and part is not self.lanes:  # which draw nothing themselves
                with suppress(NoWidget):
                    cells += self.find_widget(part).region.area
        return cells

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Style nothing twice: what is shown for the first time has just been styled."""
        event.refresh_styles = event.refresh_styles and self._shown
        self._shown = True

    def on_mount(self) -> None:
        """Draw the first frame; the rest comes after it."""
        self._read_first()
        self.app.theme_changed_signal.subscribe(self, lambda _: self.dress())
        self.call_after_refresh(self._begin)

    def _read_first(self) -> None:
        """Read what the first frame draws, in plain SQL."""
        workspace = self.workspace
        summaries = read_summaries(workspace, {})
        height = self.app.size.height
        fitting = height // choose_shape(height).pitch + 1
        for stage in workspace.board.stages:
            self.model.lane_models[stage.id].summary = summaries[stage.id]
            if stage.id not in self.lanes.folded:
                faces = read.top(workspace.connection, workspace.board, workspace.me, stage.id, fitting)
                self.model.begin(stage.id, faces)
        self.model.go_home(workspace.me.team if workspace.me else None)
        self.dress()

    def _begin(self) -> None:
        gc.freeze()  # what is there now stays until the end
        gc.enable()
        self._set_to_work()
        self.set_interval(POLL, self._poll)
        self.set_interval(TICK, self._tick)

    def _set_to_work(self) -> None:
        self.worker.start()
        self.worker.load()

    def on_unmount(self) -> None:
        """Let the worker finish what was asked."""
        self.worker.close()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the bars to the room; say so where there is too little for a board."""
        width, height = event.size
        self.low = height < LOW
        self.footer.display = not self.low
        self._notice.fit(width, height)
        self.say_header()
        self.say_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's
        """Let nothing be done to a card that can't be seen."""
        return action in {"quit", "escape"} or not self._notice.shows

    def _poll(self) -> None:
        if self.workspace.database.is_replaced():
            self.post_message(messages.DatabaseReplaced())
            return
        try:
            version = self.workspace.database.version()
        except KanbanError:
            return  # the worker will say it, where it matters
        if version != self._version:
            self._version = version
            self.worker.look()

    def _tick(self) -> None:
        """See what has become stale or overdue; only lines that say something else are sent."""
        if self.look:
            self.lanes.restyle(self.look, self._eyes())
        self.worker.age()

    def _fetch(self, numbers: Sequence[int]) -> list[Face]:
        workspace = self.workspace
        with workspace.database.faults():
            return read.faces(workspace.connection, workspace.board, workspace.me, numbers)

    def read(self, what: Callable[[], Read], otherwise: Read) -> Read:
        """Read from the store; where that fails, say why."""
        try:
            return what()
        except KanbanError as fault:
            self.tell(str(fault), "error")
            return otherwise

    # -- how it looks

    def dress(self) -> None:
        """Draw everything anew."""
        self.look = look_for(self.app.theme_variables, self.app.get_line_filters())
        for bar in (self.header, self.status, self.footer):
            bar.look = self.look
            bar.forget()
        self.lanes.restyle(self.look, self._eyes())
        self.say_header()
        self.say_keys()

    def _eyes(self) -> dict[str, FaceContext]:
        board, now = self.workspace.board, self.workspace.now()

        def before(stage: Stage) -> str:
            return "" if stage.closed else stale_before(stage, now)

        return {stage.id: face_context(board, stage, now, before(stage)) for stage in board.stages}

    # -- the bars

    @property
    def situation(self) -> Situation:
        """What decides which commands make sense now."""
        face, me = self.model.face, self.workspace.me
        return Situation(
            card=face is not None,
            selected=len(self.model.selected),
            filtered=self.model.filtered,
            hidden=self.model.hidden,
            panel=self.open_card is not None,
            act=self.act_here,
            lead=me is not None and me.role == "lead",
            next_step=bool(face and (face.next_step or face.next_on)),
            shared=self.shared,
            links=self.linked,
        )

    @property
    def shared(self) -> bool:
        """Whether the board goes to a server."""
        return False

    @property
    def act_here(self) -> str:
        """What the act between the teams that fits here is called."""
        return ""

    @property
    def linked(self) -> bool:
        """Whether the open card has links."""
        return False

    @property
    def open_card(self) -> str | None:
        """The id of the card in the panel."""
        return None

    def say_header(self) -> None:
        """Say where one is, who one is, and what is filtered."""
        left, right = bar_words.draw_header(
            self.workspace.board,
            self.workspace.me,
            self.model.total,
            self.filtered,
            self.app.size.width,
            self.server,
            self.inbox_said,
        )
        self.header.say(left, right)

    @property
    def inbox_said(self) -> Sequence[Bit]:
        """What is said of what waits for the member."""
        return ()

    @property
    def server(self) -> Sequence[Bit]:
        """What is said of the server that the board goes to."""
        return bar_words.LOCAL

    def say_keys(self) -> None:
        """Say which keys matter now; on a low screen in the status line, where nothing else is told."""
        place, now, width = find_hint_place(self.focused), self.situation, self.app.size.width
        if (self.known, place, now, width) != self._asked:  # after most keys the same ones matter as before
            self._asked, self._keys = (self.known, place, now, width), draw_footer(self.known, place, now, width)
        self.footer.say(self._keys)
        self.status.rest(self._keys if self.low else ())

    def tell(self, said: str, kind: Kind = "text") -> None:
        """Say one sentence in the status line."""
        self.status.tell([Bit(f" {said}", kind)] if said else [])

    def do_nothing(self, sentence: str) -> None:
        """Say why a key did nothing."""
        self.status.tell([Bit(f" {sentence}", "muted")], passing=True)

    def may(self, role: Role, what: str) -> bool:
        """Tell whether the member may do `what`, for which it takes a role; where not, say who may."""
        refusal = reasons.refusal(self.workspace.me, role, what)
        if refusal:
            self.tell(refusal, "warning")
        return not refusal

    def on_nothing_done(self, event: messages.NothingDone) -> None:
        """Say why a key did nothing."""
        event.stop()
        self.do_nothing(event.sentence)

    def on_descendant_focus(self) -> None:
        """Let the keys follow the focus."""
        self.say_keys()

    def on_place_changed(self) -> None:
        """Let the keys follow what has the focus."""
        self.say_keys()

    def on_cursor_moved(self, event: messages.CursorMoved) -> None:
        """Let the keys follow; on a low screen they take their line back."""
        event.stop()
        if self.low or self.status.passing:
            self.status.tell(())
        self.say_keys()

    # -- facts from the worker

    def on_board_read(self, event: messages.BoardRead) -> None:
        """Take all cards of all lanes."""
        self._summarize(event.summaries)
        self.model.load(event.lanes)
        self.lanes.draw()
        self.say_keys()

    async def on_board_written(self, event: messages.BoardWritten) -> None:
        """Replace what was written to."""
        if event.board is not None:
            await self._restage()
        touched = self._summarize(event.summaries) | {self.model.lane} | self.model.put(event.placed)
        if event.waiting is not None:
            self.model.waiting = event.waiting
        if event.lanes is not None:
            self.model.faces.clear()
            self.model.load(event.lanes)
        self.written(event)
        self.lanes.draw(None if event.lanes is not None else touched | {self.model.lane})
        self.say_header()
        if event.said:
            back = find(self.commands, event.back) if event.made else None
            self.status.tell(bar_words.describe_result(event.said, event.warnings, back))
        self.say_keys()

    def written(self, event: messages.BoardWritten) -> None:
        """Do what else follows from what was written."""

    def _summarize(self, summaries: messages.Summaries) -> set[str]:
        """Take what stands over the lanes; return those where it is another."""
        lane_models = self.model.lane_models
        changed = {
            lane for lane, summary in summaries.items() if lane in lane_models and lane_models[lane].summary != summary
        }
        for lane in changed:
            lane_models[lane].summary = summaries[lane]
        return changed

    async def _restage(self) -> None:
        """Take the board as it is set up now."""
        before = [stage.id for stage in self.model.board.stages]
        board = self.workspace.reload()
        self.model.restage(board)
        if [stage.id for stage in board.stages] != before:
            await self.lanes.replace_lanes()
        if self.look:
            self.lanes.restyle(self.look, self._eyes())

    def on_refused(self, event: messages.Refused) -> None:
        """Say why nothing happened."""
        self.tell(event.sentence, "warning")


if TYPE_CHECKING:
    Part = BoardFrame
else:

    class Part:
        """What a part of the board's screen is: with the frame one screen, and none that Textual has to know by itself."""
