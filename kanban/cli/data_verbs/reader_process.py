"""Reads large files in a process of their own: one core prepares cards while another one writes them."""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING, Any

from kanban.domain import clock
from kanban.domain.errors import KanbanError
from kanban.exchange.leads.file_set import fold_files
from kanban.store.importing.planner import Planner, Window
from kanban.store.importing.updating import LaneEnds
from kanban.store.importing.writer import CardPreparer, PreparedCard
from kanban.store.opening import open_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kanban.exchange.files.tables import Rejected
    from kanban.exchange.leads.file_set import StageLine
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


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said about files that were read."""

    total: int
    """Rows that were to be read."""
    rejected: Sequence[Rejected] = ()
    """Rows that can't go in."""
    notes: Sequence[str] = ()
    stages: Sequence[StageLine] = ()
    custom_fields: Sequence[tuple[str, str]] = ()
    """File and label of the columns that become custom fields."""


def read(job: Job, workspace: Workspace, lane_ends: LaneEnds, *, dry: bool) -> Generator[Report | Window]:
    """Yield how many rows there are, then what the leads come to, then the whole report; raises as `fold_files`."""
    size = sum(path.stat().st_size for path in job.paths)
    if dry or size < LARGE or _cores() < 2 or not sys.executable:
        return _read_here(job, workspace, lane_ends, dry=dry)
    return _read_apart(job)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def _read_here(job: Job, workspace: Workspace, lane_ends: LaneEnds, *, dry: bool = False) -> Generator[Report | Window]:
    files = fold_files(job.paths, workspace.board, job.now, **job.options)
    yield Report(files.total)
    preparer = None if dry else CardPreparer(job.board, job.importer)
    yield from Planner(workspace.database, workspace.board, lane_ends, preparer, workspace.now).windows(files)
    yield Report(files.total, tuple(files.rejected), files.notes, files.stages, files.custom_fields)


def _read_apart(job: Job) -> Generator[Report | Window]:
    code = f"import sys; sys.path[:] = {sys.path!r}; from kanban.cli.data_verbs.reader_process import serve; serve()"
    process = subprocess.Popen(  # noqa: S603 - this interpreter, with words of our own
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None  # noqa: S101 - asked for above
    assert process.stdout is not None  # noqa: S101 - asked for above
    try:
        with suppress(BrokenPipeError), process.stdin as to:
            pickle.dump(job, to)
        while (item := _receive(process.stdout)) is not None:
            yield item
    finally:
        process.kill()
        process.stdout.close()
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
    """Do a job that comes on stdin, and write what comes of it to stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever writes, and ends this too
    gc.set_threshold(FEW_LOOKS)
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as stream:
        job: Job = pickle.load(stream)  # noqa: S301 - of our own process
    ready: Queue[bytes] = Queue(AHEAD)
    sending = Thread(target=_send, args=(ready,), daemon=True)
    sending.start()
    for item in _answers(job):
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


def _answers(job: Job) -> Iterator[object]:
    try:
        workspace = open_workspace(job.database, job.board, now=lambda: clock.from_iso(job.now))
        for item in _read_here(job, workspace, LaneEnds(workspace.connection)):
            if isinstance(item, Window):
                yield item._replace(cards=marshal.dumps([*map(tuple, item.cards)]))  # type: ignore[arg-type]
            else:
                yield item
        yield None
    except KanbanError as fault:
        yield _ReadingFault(str(fault), fault.exit_code)
    except Exception:  # noqa: BLE001 - the other side has a log
        import traceback  # noqa: PLC0415 - as good as never

        yield _ReadingFault(traceback.format_exc(), None)
