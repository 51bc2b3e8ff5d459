"""Exporting cards to a file, in a child process."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from kanban.domain.values.text import format_count
from kanban.tui import dialogs
from kanban.tui.parts import exchange
from kanban.tui.parts.host import Host, Part

if TYPE_CHECKING:
    from kanban.tui.dialogs.export_dialog import ExportAnswer
    from kanban.tui.parts.exchange.child_process import Child, Ended
    from kanban.tui.parts.filter import Filter


class Exports(Part):
    """Asks what to export and where to, and says how it went."""

    def __init__(self, host: Host, filter_: Filter) -> None:
        super().__init__(host)
        self._filter = filter_
        self._child: Child | None = None

    def action_export(self) -> None:
        """Ask for format, cards and file."""
        host, model = self.host, self.host.model
        if self._child is not None:
            host.do_nothing("An export is running.")
            return
        cards = [("all", f"all {format_count(model.total, 'card')}")]
        if self._filter.is_set:
            cards.append(("filter", f"{format_count(model.count, 'card')} that the filter shows"))
        if model.selected:
            cards.append(("selected", format_count(len(model.selected), "selected card")))
        formats = ["csv", "jsonl", *(["xlsx"] if find_spec("xlsxwriter") else [])]
        name = f"{host.workspace.board.name} {host.workspace.today.isoformat()}"
        host.ask(dialogs.export_dialog.ExportForm(formats, cards, name), self._start)

    def _start(self, answer: ExportAnswer | None) -> None:
        if answer is None:
            return
        host = self.host
        workspace = host.workspace
        words = [*exchange.child_process.list_words_of(workspace.board, workspace.me), "export", str(answer.path)]
        words += [f"--format={answer.form}", "--force"]
        ids = list(host.model.selected.values()) if answer.cards == "selected" else []
        if ids:
            words.append("--cards=-")
        if answer.cards == "filter":
            words.append(self._filter.query)
        host.say("Exporting…")
        self._child = exchange.child_process.Child(words, self._pass_on, typed="\n".join(ids))

    def _pass_on(self, ended: Ended) -> None:
        """Tell the screen's thread; called in the child's."""
        self.host.call_later(lambda: self._tell(ended))

    def _tell(self, ended: Ended) -> None:
        self._child = None
        if ended.code:
            self.host.say(ended.problem, "error")
        else:
            self.host.say(ended.sentence)

    def on_closed(self) -> None:
        """End an export that runs: a file is whole or not there at all."""
        if self._child:
            self._child.cancel()
