"""What a part of the board's screen is, and what it may ask of the screen."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from kanban.domain.board import Role
from kanban.domain.errors import KanbanError
from kanban.store.workspace import Workspace
from kanban.tui import reasons
from kanban.tui.board_model import BoardModel
from kanban.tui.widgets.bars.bar import Kind
from kanban.tui.widgets.board_view.lanes import Lanes

if TYPE_CHECKING:
    from kanban.tui import facts
    from kanban.tui.board_worker import BoardWorker

Answer = TypeVar("Answer")
Dialog = TypeVar("Dialog", bound="Screen[Any]")


class Host(Protocol):
    """The part of the screen that parts may use."""

    @property
    def workspace(self) -> Workspace:
        """The board's database, and who acts: for reading."""

    @property
    def worker(self) -> BoardWorker:
        """The thread that does all writing."""

    @property
    def model(self) -> BoardModel:
        """What each lane shows, the cursor (`lane_model`, `card_summary`), the selection."""

    @property
    def lanes(self) -> Lanes:
        """The widget that draws the lanes and has the keyboard; what they hold, `model` knows."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The ids of the cards that a key is meant for."""

    @property
    def width(self) -> int:
        """The columns of the terminal."""

    def say(self, sentence: str, kind: Kind = "text") -> None:
        """Show a sentence in the status line."""

    def do_nothing(self, sentence: str) -> None:
        """Show why a key did nothing, until the next key."""

    def ask(self, dialog: Screen[Answer], answer: Callable[[Answer | None], Any] | None = None) -> None:
        """Show a dialog, and give what it returns to `answer`."""

    def find_dialogs(self, kind: Callable[[], type[Dialog]]) -> list[Dialog]:
        """Return the open dialogs of a class, which is loaded only if any dialog is open; the lowest first."""

    def copy(self, text: str) -> None:
        """Put text into the clipboard."""

    def draw_bars(self) -> None:
        """Draw header and footer again."""

    def post_message(self, message: Message) -> object:
        """Post an intent: it is handled after what was posted before it. May be called from any thread."""

    def call_later(self, callback: Callable[[], Any]) -> object:
        """Call a function in the screen's thread. May be called from any thread."""

    def set_timer(self, delay: float, callback: Callable[[], Any]) -> Timer:
        """Call something after so many seconds."""

    def run_worker(
        self,
        work: Coroutine[None, None, object] | Callable[[], object],
        *,
        group: str = "default",
        exclusive: bool = False,
        thread: bool = False,
    ) -> object:
        """Run something beside the screen: a coroutine, or a function in a thread."""


class Part:
    """One topic of the board's screen.

    The screen finds what a part does by name: `action_<id>` for a command, `on_<name>` for an intent or a fact.
    """

    intents: ClassVar[tuple[type[Message], ...]] = ()
    """The intents whose refusals belong to this part, whatever dialog is open."""

    def __init__(self, host: Host) -> None:
        self.host = host

    @property
    def dialog(self) -> ShowsProblems | None:
        """The open dialog that shows refusals; None if there is none."""
        return None

    def on_opened(self) -> None:
        """Reset for another board."""

    def on_started(self) -> None:
        """Start what the first frame did not wait for."""

    def on_closed(self) -> None:
        """End what runs beside the screen."""

    def on_written(self, fact: facts.Written) -> None:
        """Show what follows from something that was written, here or elsewhere."""

    def on_refused(self, fact: facts.Refused) -> None:
        """Show why an act was refused, in the dialog that asked for it."""
        if dialog := self.dialog:
            dialog.complain(fact.sentence)

    def find_dialog(self, kind: Callable[[], type[Dialog]]) -> Dialog | None:
        """Return the open dialog of a class; None if there is none."""
        return next(iter(self.host.find_dialogs(kind)), None)

    def may(self, role: Role, what: str) -> bool:
        """Tell whether the member may do `what`, which takes a role; if not, say who may."""
        refusal = reasons.explain_refusal(self.host.workspace.me, role, what)
        if refusal:
            self.host.say(refusal, "warning")
        return not refusal

    def read(self, read_value: Callable[[], Answer], otherwise: Answer) -> Answer:
        """Read from the store; if that fails, say why and return `otherwise`."""
        try:
            return read_value()
        except KanbanError as fault:
            self.host.say(str(fault), "error")
            return otherwise


class ShowsProblems(Protocol):
    """A dialog with a line for errors."""

    def complain(self, sentence: str) -> None:
        """Show the sentence in the dialog."""
