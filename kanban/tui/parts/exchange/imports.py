"""Importing: what the header says of an import that runs, and who is told how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kanban.tui import messages
from kanban.tui.parts import exchange
from kanban.tui.parts.host import Host, Part
from kanban.tui.widgets.bars.bar import BarText

if TYPE_CHECKING:
    from kanban.tui import facts
    from kanban.tui.parts.exchange.import_session import ImportSession


class Imports(Part):
    """The import of this window; its page is opened by the app."""

    intents = (messages.ImportUndoAsked,)

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._session: ImportSession | None = None

    @property
    def session(self) -> ImportSession:
        """The import, which is made at its first use."""
        if self._session is None:
            self._session = exchange.import_session.ImportSession(self.host)
        return self._session

    @property
    def is_running(self) -> bool:
        """Whether an import runs."""
        return self._session is not None and self._session.is_running

    @property
    def bits(self) -> Sequence[BarText]:
        """The header's words for an import that runs."""
        if self._session is None or not self._session.is_running:
            return ()
        share = self._session.share
        words = "import" if share is None else f"import {share} %"
        return (BarText("   "), BarText(words, "strong", "import"))

    def on_written(self, fact: facts.Written) -> None:
        """Pass on that the import was taken back."""
        if self._session and isinstance(fact.intent, messages.ImportUndoAsked):
            self._session.take_undone()

    def on_refused(self, fact: facts.Refused) -> None:
        """Pass on why the import could not be taken back."""
        if self._session and isinstance(fact.intent, messages.ImportUndoAsked):
            self._session.take_refused(fact.sentence)

    def on_closed(self) -> None:
        """End what runs."""
        if self._session:
            self._session.close()
