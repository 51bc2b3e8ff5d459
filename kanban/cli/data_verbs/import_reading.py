"""Reading an import's files and making their cards ready: here, or for large ones in a process of its own.

Writing cards keeps one core busy, reading files another one: together they take hardly longer than the writing alone.
"""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from kanban.domain.clock import from_iso
from kanban.domain.errors import KanbanError
from kanban.exchange.leads.file_set import fold_files
from kanban.store.database import Database
from kanban.store.importing.merge import Bottoms
from kanban.store.importing.planner import Sorter, Window
from kanban.store.importing.writer import Newcomer
from kanban.store.opening import open_workspace

if TYPE_CHECKING:
    from typing import Self

    from kanban.exchange.files.csv_files import Rejected
    from kanban.exchange.leads.file_set import Folded, StageLine
    from kanban.exchange.recognition.date_columns import Order
    from kanban.store.workspace import Workspace

LARGE = 2 << 20
"""Bytes of files from which on a process of their own pays."""

FEW_LOOKS = 100_000
"""Objects between two looks of Python's collector for cycles: an import makes millions of objects, and hardly any cycle."""

AHEAD = 1
"""Windows that are ready before anybody has asked for them, at most, beside the one on its way."""

_LENGTH = struct.Struct("<Q")


class Job(NamedTuple):
    """What is to be read, and how."""

    database: Path
    board: str
    """Its id."""
    paths: tuple[Path, ...]
    now: str
    """UTC, ISO 8601."""
    overrides: Mapping[str, str]
    stage_words: Mapping[str, str]
    dates: Order | None
    encoding: str | None
    delimiter: str | None

    def folded(self, board: Workspace) -> Folded:
        """Look through the files; raises as `fold_files`."""
        return fold_files(
            self.paths,
            board.board,
            self.now,
            overrides=self.overrides,
            stage_words=self.stage_words,
            dates=self.dates,
            encoding=self.encoding,
            delimiter=self.delimiter,
        )


class Report(NamedTuple):
    """What is to be said about files that were read."""

    rejected: Sequence[Rejected]
    """Rows that can't go in."""
    notes: Sequence[str]
    stages: Sequence[StageLine]
    custom_fields: Sequence[tuple[str, str]]
    """File and label of the columns that become custom fields."""


class Here:
    """Files that are read between two batches of writing."""

    def __init__(self, job: Job, found: Workspace, bottoms: Bottoms, *, dry: bool = False) -> None:
        """Look through the files; raises as `fold_files`."""
        self._folded = job.folded(found)
        self._sorter = Sorter(found.database, found.board, bottoms, found.now, importer=found.member_id or "", dry=dry)
        self.total = self._folded.total
        """Rows that will be read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left behind."""

    def windows(self) -> Iterator[Window]:
        """Yield what the leads come to."""
        return self._sorter.windows(self._folded)

    @property
    def report(self) -> Report:
        """What is to be said about the files; complete when the windows were all taken."""
        folded = self._folded
        return Report(tuple(folded.rejected), folded.notes, folded.stages, folded.custom_fields)


class Apart:
    """Files that another process reads meanwhile; it is never more than a few windows ahead."""

    def __init__(self, job: Job) -> None:
        """Begin; raises as `fold_files`, once it has looked through the files."""
        code = (
            f"import sys; sys.path[:] = {sys.path!r}; from kanban.cli.data_verbs.import_reading import serve; serve()"
        )
        command = [sys.executable, "-c", code]
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with words of our own
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.report = Report((), (), (), ())
        """What is to be said about the files; complete when the windows were all taken."""
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        try:
            with suppress(BrokenPipeError), self._process.stdin as to:
                pickle.dump(job, to)
            self.total: int = self._receive("total")
            """Rows that will be read."""
        except BaseException:
            self._end()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def windows(self) -> Iterator[Window]:
        """Yield what the leads come to."""
        while (plain := self._receive("window")) is not None:
            newcomers, fields, new, twins, found = plain
            yield Window([*map(Newcomer._make, newcomers)], fields, new, twins, pickle.loads(found) if found else [])  # noqa: S301 - of our own process
        self.report = pickle.loads(self._receive("report"))  # noqa: S301 - as above

    def _receive(self, wanted: str) -> Any:  # noqa: ANN401 - each kind is something else
        """Return the next thing, which is of this kind; raises what stopped the other process."""
        assert self._process.stdout is not None  # noqa: S101 - asked for above
        kind, value = _read(self._process.stdout)
        if kind == wanted:
            return value
        if kind == "fault":
            said, code = value
            fault = KanbanError(said)
            fault.exit_code = code
            raise fault
        raise RuntimeError(f"The process that reads the files stopped:\n{value}")

    def _end(self) -> None:
        self._process.kill()
        assert self._process.stdout is not None  # noqa: S101 - as above
        self._process.stdout.close()
        self._process.wait()


def reader(job: Job, found: Workspace, bottoms: Bottoms, *, dry: bool = False) -> Here | Apart:
    """Return what reads files: another process where they are large and there is a core for it."""
    size = sum(path.stat().st_size for path in job.paths)
    if dry or size < LARGE or _cores() < 2 or not sys.executable:
        return Here(job, found, bottoms, dry=dry)
    return Apart(job)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


# -- the other process


def serve() -> None:
    """Do a job that comes on stdin, and write what comes of it to stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever writes, and ends this too
    gc.set_threshold(FEW_LOOKS)
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as given:
        job: Job = pickle.load(given)  # noqa: S301 - of our own process
    ready: Queue[bytes] = Queue(AHEAD)
    Thread(target=_hand_over, args=(ready, job.database), daemon=True).start()
    for kind, value in _answers(job):
        # plain values, written thrice as fast as by anything that knows classes
        ready.put(marshal.dumps((kind, value)))
    ready.put(b"")
    ready.join()


def _hand_over(ready: Queue[bytes], database: Path) -> None:
    """Write what is ready while more of it is made; end all at once when there is no more, or nobody wants it.

    What was committed meanwhile is folded into the database file here, which the process that writes then need not do.
    """
    # one that writes all there is: where PYTHONUNBUFFERED is set, stdout leaves the rest to whoever asks how much it was
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with suppress(BrokenPipeError, KanbanError):
        folding = Database(database)
        while data := ready.get():
            out.write(_LENGTH.pack(len(data)))
            out.write(data)
            out.flush()
            folding.checkpoint()
    os._exit(0)  # there is nothing to tidy up, and much to free


def _answers(job: Job) -> Iterator[tuple[str, Any]]:
    try:
        found = open_workspace(job.database, job.board, now=lambda: from_iso(job.now))  # by the clock of whoever writes
        here = Here(job, found, Bottoms(found.connection))
        yield "total", here.total
        for window in here.windows():
            there = pickle.dumps(window.found) if window.found else b""
            yield "window", ([*map(tuple, window.newcomers)], window.fields, window.new, window.twins, there)
        yield "window", None
        yield "report", pickle.dumps(here.report)
    except KanbanError as fault:
        yield "fault", (str(fault), fault.exit_code)
    except Exception:  # noqa: BLE001 - the other side has a log
        import traceback  # noqa: PLC0415 - as good as never

        yield "broke", traceback.format_exc()


def _read(out: IO[bytes]) -> tuple[str, Any]:
    head = out.read(_LENGTH.size)
    if len(head) == _LENGTH.size:
        (length,) = _LENGTH.unpack(head)
        if len(data := out.read(length)) == length:
            kind, value = marshal.loads(data)  # noqa: S302 - of our own process
            return kind, value
    return "fault", ("The process that reads the files was ended; the same command takes in the rest.", 1)
