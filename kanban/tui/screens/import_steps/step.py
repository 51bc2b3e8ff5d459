"""What a step of the import page is, and what it may ask of the page."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeVar

from textual.screen import Screen

from kanban.domain.board import Board
from kanban.tui.parts.exchange.import_session import ImportSession
from kanban.tui.widgets.bars.hints import Hint
from kanban.tui.widgets.line_list import Block

Answer = TypeVar("Answer")


class Page(Protocol):
    """The part of the import page that its steps use."""

    @property
    def board(self) -> Board:
        """The board into which to import."""

    @property
    def cursor(self) -> str:
        """The key of the row under the cursor."""

    def draw(self, *, start: str | None = None) -> None:
        """Draw the step again; with `start`, the cursor goes to that row."""

    def tell(self, sentence: str, *, is_wrong: bool = False) -> None:
        """Show a sentence above the keys, until the next key."""

    def go(self, step: str) -> None:
        """Go to a step by its name."""

    def leave(self) -> None:
        """Close the page."""

    def type_path(self) -> None:
        """Give the focus to the line of the path."""

    def ask(self, dialog: Screen[Answer], answer: Callable[[Answer | None], Any]) -> None:
        """Show a dialog over the page, and give what it returns to `answer`."""


class Step:
    """One step: its lines, its keys, and what they do."""

    name: ClassVar[str]

    def __init__(self, page: Page, session: ImportSession) -> None:
        self.page, self.session = page, session

    @property
    @abstractmethod
    def summary(self) -> str:
        """What stands at the right of the title."""

    def find_start(self) -> str:
        """Return the key of the row on which the cursor begins; empty for the first one."""
        return ""

    @property
    def told(self) -> str:
        """The sentence above the keys while there is no other."""
        return ""

    @abstractmethod
    def list_blocks(self, width: int, height: int) -> list[Block]:
        """Return the lines for a page of so many cells and lines."""

    @abstractmethod
    def list_hints(self) -> Sequence[Hint]:
        """Return the keys that work now, the likeliest first."""

    @abstractmethod
    def list_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what each key does now; a key that is not among them does nothing."""

    def on_changed(self) -> None:
        """Follow the session, of which something has changed."""
        self.page.draw()
