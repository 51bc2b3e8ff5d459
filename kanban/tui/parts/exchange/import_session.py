"""One import at a time: what is planned, what a child process found out about it, and the one that imports."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual.timer import Timer

from kanban.store.importing.saved_cards import count_saved_cards, list_imports
from kanban.tui import messages
from kanban.tui.parts.exchange.child_process import Child, Ended, ImportPlan, describe_failed_start, list_words_of
from kanban.tui.parts.host import Host
from kanban.tui.widgets.import_view import preview_words

PAUSE = 0.15
"""Seconds after a choice before the files are looked at again: another choice may follow."""

SHOWN = 0.2
"""Seconds between two drawings of the progress."""

STOPPED = "Stopped. Nothing of it is on the board."
TAKEN_BACK = "The import was undone."


class ImportSession:
    """What is to be imported, what was understood of it, and the import that runs."""

    def __init__(self, host: Host) -> None:
        """Take the screen of the board into which to import."""
        self.host = host
        self.folder: Path | None = None
        """The folder that the page showed last."""
        self.plan = ImportPlan()
        self.preview: dict[str, Any] | None = None
        """What the child process printed about the plan, or an earlier one."""
        self._previewed = ImportPlan()
        self.problem = ""
        """Why there is no preview, or no result."""
        self.complaint = ""
        """Why a choice was not taken; the page that shows it clears it."""
        self.is_reading = False
        self.done, self.total = 0, 0
        self.result: dict[str, Any] | None = None
        self.note = ""
        """What happened to the import after its result."""
        self.is_undoing = False
        self.changed: Callable[[], None] | None = None
        """Called when something of this is different; the open page sets it."""
        self._reader: Child | None = None
        self._writer: Child | None = None
        self._pause: Timer | None = None
        self._is_stopping = self._keeps_cards = False
        self.has_started = False
        """Whether something of this may be on the board."""
        self.is_partial = False
        """Whether a part of it is on the board, as it was stopped or failed before its end."""
        self._known: frozenset[str] = frozenset()
        self._board = ""
        self._rejects: TemporaryDirectory[str] | None = None

    # -- looking

    def begin(self) -> None:
        """Forget the import before, for another one."""
        self.plan, self.preview, self.problem, self.result, self.note = ImportPlan(), None, "", None, ""
        self._drop_reader()
        self.has_started = self.is_partial = False
        self._drop_rejects()

    def _drop_rejects(self) -> None:
        if self._rejects:
            self._rejects.cleanup()
            self._rejects = None

    @property
    def has_ended(self) -> bool:
        """Whether an import of this has come to an end, good or bad."""
        return not self.is_running and (self.result is not None or bool(self.note))

    def look(self, plan: ImportPlan) -> None:
        """Find out what would come of a plan; what is being found out about an earlier one is dropped."""
        self.plan, self.has_started, self.is_partial = plan, False, False
        self.result, self.note = None, ""
        self._drop_reader()
        self.is_reading = bool(plan.files)
        if plan.files:
            self._pause = self.host.set_timer(PAUSE, self._start_reader)
        else:
            self.preview, self.problem = None, ""
        self._tell()

    @property
    def is_previewed(self) -> bool:
        """Whether the preview is of these files, though perhaps of an earlier choice."""
        return self.preview is not None and self._previewed.files == self.plan.files

    def _drop_reader(self) -> None:
        if self._pause:
            self._pause.stop()
            self._pause = None
        if self._reader:
            self._reader.cancel()
            self._reader = None
        self.is_reading = False

    def _start_reader(self, *more: str) -> None:
        words = [*self._list_members(), *self.plan.list_words(), *(more or ("--dry-run", "--json", "--progress"))]
        reader = self._reader = Child(words, lambda ended: self._call(lambda: self._take_preview(reader, ended)))

    def _list_members(self) -> list[str]:
        workspace = self.host.workspace
        return list_words_of(workspace.board, workspace.me)

    def _call(self, callback: Callable[[], None]) -> None:
        """Call something in the screen's thread."""
        self.host.call_later(callback)

    def _take_preview(self, reader: Child, ended: Ended) -> None:
        if reader is not self._reader:
            return
        self._reader, self.is_reading = None, False
        if ended.data is None and self.is_previewed and self.plan != self._previewed:
            self.plan, self.complaint = self._previewed, ended.problem  # what was chosen last can't be read so
        else:
            self.problem = ended.problem
        if ended.data is not None:
            self.preview, self._previewed = ended.data, self.plan
        self._tell()

    def forget(self) -> None:
        """Drop what was remembered of earlier imports for the columns of these files, and look again."""
        self._drop_reader()
        self.is_reading = True
        words = [
            *self._list_members(),
            "import",
            *(str(path.absolute()) for path in self.plan.files),
            "--forget",
            "--json",
        ]
        reader = self._reader = Child(words, lambda ended: self._call(lambda: self._take_forgotten(reader, ended)))
        self._tell()

    def _take_forgotten(self, reader: Child, ended: Ended) -> None:
        if reader is not self._reader:
            return
        if ended.code:
            self._reader, self.is_reading, self.problem = None, False, ended.problem
            self._tell()
        else:
            self._start_reader()

    def _tell(self) -> None:
        if self.changed:
            self.changed()

    # -- the import itself

    @property
    def is_running(self) -> bool:
        """Whether an import runs."""
        return self._writer is not None

    @property
    def share(self) -> int | None:
        """The per cent that are done; None if it is not known of how many."""
        return min(100, 100 * self.done // self.total) if self.total else None

    def start(self) -> None:
        """Import what was shown."""
        workspace = self.host.workspace
        self._known, self._board = frozenset(list_imports(workspace)), workspace.board.id
        self._drop_reader()
        self.done, self.total, self.result, self.problem, self.note = 0, 0, None, "", ""
        self._drop_rejects()
        try:
            self._rejects = TemporaryDirectory(prefix="kanban-")
        except OSError as fault:
            self.problem = describe_failed_start(fault)
            self._tell()
            return
        preview = self.preview or {}
        self.total = sum(preview.get(name, 0) for name in ("created", "updated", "unchanged"))
        self._is_stopping, self.has_started, self.is_partial = False, True, False
        words = [*self._list_members(), *self.plan.list_words(), "--yes", "--json", "--progress"]
        words.append(f"--rejects={Path(self._rejects.name, 'rejects.csv')}")
        self._writer = Child(words, lambda ended: self._call(lambda: self._take_result(ended)), self._show_progress)
        self._follow()

    def _show_progress(self, done: int, total: int | None) -> None:
        """Note the progress; called in the child's thread."""
        self.done, self.total = done, self.total or total or 0

    def _follow(self) -> None:
        """Draw the progress while the import runs."""
        if self.is_running:
            self._tell()
            self.host.draw_bars()
            self.host.set_timer(SHOWN, self._follow)

    def stop(self, *, keeps: bool) -> None:
        """Stop the import; take back what it did, unless `keeps`."""
        if self._writer:
            self._is_stopping, self._keeps_cards = True, keeps
            self._writer.stop()

    def _take_result(self, ended: Ended) -> None:
        was_stopped, self._writer = self._is_stopping, None
        acts = self._list_new_imports()
        for act in acts:
            self.host.worker.adopt(act)  # undo on the board takes it for done in this window
        self.result, self.problem = ended.data, ended.problem
        self.is_partial = ended.data is None and bool(acts)
        if was_stopped and not self._keeps_cards:  # perhaps it had just come to its end
            self.result, self.problem, self.note = None, "", STOPPED
            self.undo()
        elif self.is_partial or (ended.data is None and was_stopped):
            self.problem, self.note = "", self._describe_end(ended, was_stopped=was_stopped)
        elif ended.data is None:
            self.has_started = False
        if self.changed is None and not was_stopped:
            sentence = preview_words.describe_result(ended.data) if ended.data else self.note or self.problem
            self.host.say(f"{sentence}  I: show", "text" if ended.data else "error")
        self.host.draw_bars()
        self._tell()

    def _describe_end(self, ended: Ended, *, was_stopped: bool) -> str:
        """Return the sentence on an import that did not come to its end: why, and what of it is on the board."""
        reason = "Stopped." if was_stopped else ended.problem
        if not self.is_partial:
            return f"{reason} Nothing was imported."
        saved = count_saved_cards(self.host.workspace, self._known)  # the child may have ended between two words
        of_all = f" of {self.total:,}" if self.total > saved else ""
        rest = "is" if saved == 1 and not of_all else "are"
        return f"{reason} {saved:,}{of_all} {'card' if rest == 'is' else 'cards'} {rest} on the board."

    def _list_new_imports(self) -> list[str]:
        """Return the acts of this import, on the board that is still open."""
        if self.host.workspace.board.id != self._board:
            return []
        return [act for act in list_imports(self.host.workspace) if act not in self._known]

    def undo(self) -> None:
        """Take the import back."""
        if self.host.workspace.board.id == self._board:
            self.is_undoing = True
            self.host.worker.undo_imports(self._known, messages.ImportUndoAsked())
        else:
            self.note = "Another board is open. Undo works on the board of the import."
        self._tell()

    def take_undone(self) -> None:
        """Show that the import was taken back."""
        self.note = self.note if self.note == STOPPED else TAKEN_BACK
        self.result, self.is_undoing, self.is_partial = None, False, False
        self._tell()

    def take_refused(self, sentence: str) -> None:
        """Show why the import could not be taken back; after a stop there may be nothing to take back."""
        self.is_undoing = False
        if not (self.note == STOPPED and self.done == 0):
            self.note = sentence
        self._tell()

    # -- rejected rows

    def list_reject_files(self) -> list[Path]:
        """Return the files with the rejected rows of this import, one for each file that has any."""
        return sorted(Path(self._rejects.name).glob("*.csv")) if self._rejects else []

    def find_row(self, place: int) -> list[tuple[str, str]]:
        """Return the cells of a rejected row with their labels, by its place in the result; empty if it is not kept.

        The reasons tell which file holds it: nothing else in these files names the one that they came from.
        """
        rejects = (self.result or {}).get("rejects", [])
        of_file = [n for n, line in enumerate(rejects) if line["file"] == rejects[place]["file"]]
        reasons = [rejects[n]["reason"] for n in of_file]
        for path in self.list_reject_files():
            header, rows = _read_rejects(path)
            if [row[-1] for row in rows if row] == reasons:
                return [*zip(header[:-1], rows[of_file.index(place)], strict=False)]
        return []

    def close(self) -> None:
        """End what runs: what an import has saved stays."""
        self._drop_reader()
        if self._writer:
            self._writer.stop()
            self._writer.wait(3.0)
        self._drop_rejects()


def _read_rejects(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of a file of rejected rows; nothing of one that can't be read any more."""
    csv.field_size_limit(sys.maxsize)  # cells have what they had in the file, however much that was
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            header, *rows = csv.reader(stream, delimiter=";" if first.count(";") > first.count(",") else ",")
    except (OSError, ValueError, csv.Error):
        return [], []
    return header, rows
