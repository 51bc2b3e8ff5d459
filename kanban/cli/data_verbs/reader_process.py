"""Reads large files in a process of their own: one core prepares cards while another one writes them."""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, Protocol

from kanban import lazy
from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.exchange.files.file_table import HELD
from kanban.exchange.leads.file_set import fold_files
from kanban.exchange.leads.preview_builder import NOTHING_REMEMBERED, Remembered, build_preview
from kanban.store.importing.planner import Planner, Window
from kanban.store.importing.updating import LaneEnds
from kanban.store.importing.writer import CardPreparer, PreparedCard
from kanban.store.opening import open_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanban.domain.records.arrival import Matching
    from kanban.exchange.files.file_table import Question, Rejected
    from kanban.exchange.leads.preview import Preview
    from kanban.exchange.recognition.sheet import Sheet
    from kanban.store.workspace import Workspace

LARGE = 2 << 20
"""Bytes of files from which on a process of their own pays."""

FEW_LOOKS = 100_000
"""Objects between two runs of Python's cycle collector: an import makes millions of objects and hardly any cycle."""

AHEAD = 1
"""Windows that are ready before anybody has asked for them, at most, beside the one on its way."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read, and how."""

    database: Path
    board: str
    """Its id."""
    paths: Sequence[Path]
    importer: str
    """The id of the member who imports."""
    now: str
    """UTC, ISO 8601."""
    options: Mapping[str, Any]
    """What `fold_files` takes beside."""
    remembered: Remembered = NOTHING_REMEMBERED
    """What of that was said in earlier imports."""


@dataclass(frozen=True, slots=True)
class FileRejects:
    """The rows of one file that can't go in."""

    path: Path
    header: Sequence[str]
    delimiter: str
    """Between cells; JSON_LINES where each row is a line of JSON."""
    rows: Sequence[Rejected]


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said about files that were read."""

    preview: Preview
    """Without what only the board knows."""
    rejects: Sequence[FileRejects]
    rows: int
    """Rows that went in."""


class Reader(Protocol):
    """Reads the files of an import: looks at them once, then makes cards of them as often as it is told to."""

    total: int
    """Rows that are to be read."""
    questions: Sequence[Question]
    """What the files don't tell."""

    def plan(self, lane_ends: LaneEnds, match: Matching, *, dry: bool) -> Iterator[Report | Window]:
        """Yield what the leads come to, then the whole report; a dry one prepares no cards."""

    def close(self) -> None:
        """Leave the files alone; may be called again."""


def open_reader(job: Job, workspace: Workspace, *, is_last_dry: bool) -> Reader:
    """Look at all files of an import; raises as `fold_files`. `is_last_dry` tells that nothing will be written."""
    size = sum(path.stat().st_size for path in job.paths)
    if is_last_dry or size < LARGE or _cores() < 2 or not sys.executable:
        return _ReaderHere(job, workspace)
    return _ReaderApart(job)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


class _ReaderHere:
    """Reads in this process."""

    questions: Sequence[Question]

    def __init__(self, job: Job, workspace: Workspace) -> None:
        self._job, self._workspace = job, workspace
        self._files = fold_files(job.paths, workspace.board, job.now, **job.options)
        self.total, self.questions = self._files.total, self._files.questions

    def plan(self, lane_ends: LaneEnds, match: Matching, *, dry: bool) -> Iterator[Report | Window]:
        job, workspace, files = self._job, self._workspace, self._files
        preparer = None if dry else CardPreparer(job.board, job.importer)
        is_one_file = len(job.paths) == 1
        planner = Planner(
            workspace.database, workspace.board, lane_ends, preparer, workspace.now, match, is_one_file=is_one_file
        )
        yield from planner.split_windows(files)
        if strays := files.list_stray_notes():
            window, placed = planner.place_notes(strays)
            files.count_placed_notes(placed)
            yield window
        preview = build_preview(files, workspace.board, job.remembered)
        rejects = [
            _build_rejects(sheet, files.rejects[n]) for n, sheet in enumerate(files.sheets) if files.rejects.get(n)
        ]
        yield Report(preview, rejects, files.total - len(files.rejected))

    def close(self) -> None:
        pass


def _build_rejects(sheet: Sheet, rejected: Sequence[Rejected]) -> FileRejects:
    header, rows = sheet.add_titles(rejected)
    return FileRejects(sheet.table.path, header, getattr(sheet.table, "delimiter", ","), rows)


class _ReaderApart:
    """Reads in a process of its own."""

    total: int
    questions: Sequence[Question]

    def __init__(self, job: Job) -> None:
        HELD.drop()  # what was read to look at the files; from now on the other process reads them
        path = f"import sys; sys.path[:] = {sys.path!r}; "
        code = f"{path}from kanban.cli.data_verbs.reader_process import serve; serve()"
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with words of our own
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self._send(job)
            self.total, self.questions = _receive(self._process.stdout)
        except BaseException:
            self.close()
            raise

    def plan(
        self,
        lane_ends: LaneEnds,  # noqa: ARG002 - it has its own
        match: Matching,
        *,
        dry: bool,
    ) -> Iterator[Report | Window]:
        self._send((match, dry))
        while not isinstance(item := _receive(self._process.stdout), Report):
            yield item
        yield item

    def _send(self, thing: object) -> None:
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError):
            pickle.dump(thing, self._process.stdin)
            self._process.stdin.flush()

    def close(self) -> None:
        process = self._process
        process.kill()
        for stream in (process.stdin, process.stdout):
            with suppress(BrokenPipeError):
                stream.close()  # type: ignore[union-attr]  # asked for above
        process.wait()


def _receive(stream: Any) -> Any:  # noqa: ANN401 - reports, windows, and None at the end
    """Return what the other process sends next; raises what stopped it."""
    try:
        item = pickle.load(stream)  # noqa: S301 - of our own process
    except (EOFError, pickle.UnpicklingError) as error:
        raise KanbanError("The process that reads the files was ended; the same command takes in the rest.") from error
    if isinstance(item, _ReadingFault):
        if item.exit_code is None:
            raise RuntimeError(f"The process that reads the files stopped:\n{item.words}")
        fault = KanbanError(item.words)
        fault.exit_code = item.exit_code
        raise fault
    if isinstance(item, Window):  # its cards come as plain values, written thrice as fast as by what knows classes
        plain: list[tuple[Any, ...]] = marshal.loads(item.cards)  # type: ignore[arg-type]  # noqa: S302 - as above
        return item._replace(cards=[*map(PreparedCard._make, plain)])
    return item


@dataclass(frozen=True, slots=True)
class _ReadingFault:
    """What went wrong in the other process."""

    words: str
    exit_code: int | None
    """None where nobody expected it."""


# -- the other process


def serve() -> None:
    """Do a job that comes on stdin, each time that stdin tells to, and write what comes of it to stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever writes, and ends this too
    gc.set_threshold(FEW_LOOKS)
    ready: Queue[bytes] = Queue(AHEAD)
    sending = Thread(target=_send, args=(ready,), daemon=True)
    sending.start()
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as stream:
        for item in _answers(stream):
            ready.put(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
    ready.put(b"")
    sending.join()
    os._exit(0)  # there is nothing to tidy up, and much to free


def _send(ready: Queue[bytes]) -> None:
    """Send what is ready while more of it is made; end all at once where nobody wants it."""
    # a buffered file writes everything; with PYTHONUNBUFFERED stdout may write a part and leave the rest to the caller
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    try:
        while data := ready.get():
            out.write(data)
            out.flush()
    except BrokenPipeError:
        os._exit(0)


def _answers(stream: IO[bytes]) -> Iterator[object]:
    try:
        job: Job = pickle.load(stream)  # noqa: S301 - of our own process
        workspace = open_workspace(job.database, job.board, now=lambda: clock.from_iso(job.now))
        reader = _ReaderHere(job, workspace)
        yield reader.total, reader.questions
        while True:
            try:
                match, dry = pickle.load(stream)  # noqa: S301 - as above
            except EOFError:
                return
            for item in reader.plan(LaneEnds(workspace.connection), match, dry=dry):
                if isinstance(item, Window):
                    yield item._replace(cards=marshal.dumps([*map(tuple, item.cards)]))  # type: ignore[arg-type]
                else:
                    yield item
    except KanbanError as fault:
        yield _ReadingFault(fault.format_for_shell(), fault.exit_code)
    except Exception:  # noqa: BLE001 - the other side has a log
        yield _ReadingFault(lazy.traceback.format_exc(), None)
