"""Imports and exports in a child process of this program: the screen stays as quick as without them."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, Any

from kanban.domain.board import Board, Member

LOG = logging.getLogger("kanban.tui")

DIED = "The import ended unexpectedly."

Progress = Callable[[int, int | None], None]
"""Is told how many are done, and of how many; called in a thread of its own."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What is to be imported, and what was said about it."""

    files: tuple[Path, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    """Fields by the label of a column."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Names of stages by a word of the files."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Values by option, such as `--dates`."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Values for all cards, by field."""
    members: Mapping[str, str] = field(default_factory=dict)
    """Teams by the name of an owner who becomes a member."""

    def list_words(self) -> list[str]:
        """Return the words of the command line, without those that say what to do with it."""
        words = ["import", *(str(path.absolute()) for path in self.files)]
        words += [f"--map={label}={name}" for label, name in self.columns.items()]
        words += [f"--map-stage={word}={stage}" for word, stage in self.words.items()]
        words += [f"--set={name}={value}" for name, value in self.constants.items()]
        words += [f"--member={name}={team}" for name, team in self.members.items()]
        return words + [f"{option}={value}" for option, value in self.answers.items()]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child process ended."""

    code: int
    """0 if all went well; below it the number of the signal that ended it."""
    data: dict[str, Any] | None
    """The JSON object that it printed."""
    sentence: str
    """The last thing that it said."""

    @property
    def problem(self) -> str:
        """Why there is no result; empty if there is one."""
        if self.data is not None:
            return ""
        return DIED if self.code < 0 else self.sentence or DIED


def describe_failed_start(fault: OSError | ValueError) -> str:
    """Return why files can't be read or written by a child process now."""
    reason = (fault.strerror if isinstance(fault, OSError) else None) or str(fault)
    return f"Can't start: {reason}."


def list_words_of(board: Board, me: Member | None) -> list[str]:
    """Return the options that name a board and who acts on it."""
    return ["--board", board.id, *(["--as", me.name] if me else [])]


def start_process(words: Sequence[str], stdin: IO[bytes], stdout: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start this program with the words of a command, and a pipe for what it says."""
    # Not `-m kanban`: that would look for modules in the present folder first, where people keep what they export.
    code = f"import sys; sys.path[:] = {sys.path!r}; from kanban.cli.main import run; run()"
    return subprocess.Popen(  # noqa: S603 - this interpreter, with words of our own
        [sys.executable, "-c", code, *words],
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


class Child:
    """A run of this program without a terminal."""

    def __init__(
        self,
        words: Sequence[str],
        ended: Callable[[Ended], None],
        progress: Progress = lambda _done, _total: None,
        typed: str = "",
    ) -> None:
        """Start it with `typed` on its stdin; `ended` and `progress` are called in a thread of its own."""
        self._ended, self._progress = ended, progress
        self._is_cancelled = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._follow, name="import", daemon=True)
        try:
            self._out = TemporaryFile()  # noqa: SIM115 - closed when the child has ended
            with TemporaryFile() as stdin:  # a file, so that nobody waits for a pipe
                stdin.write(typed.encode())
                stdin.seek(0)
                self._process = start_process(words, stdin, self._out)
        except (OSError, ValueError) as fault:  # no room on the disk; too many processes; a word that is too long
            LOG.warning("a child process for files can't start: %s", fault)
            ended(Ended(1, None, describe_failed_start(fault)))
            return
        self._thread.start()

    def stop(self) -> None:
        """Let it end in good order after what it is writing."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)

    def cancel(self) -> None:
        """End it at once, and tell nobody: for one that only reads."""
        self._is_cancelled = True
        if self._process:
            self._process.kill()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, at most so many seconds."""
        if self._process:
            self._thread.join(seconds)

    def _follow(self) -> None:
        process = self._process
        assert process is not None  # noqa: S101 - the thread starts after it
        assert process.stderr is not None  # noqa: S101 - asked for above
        sentence = ""
        with self._out, process.stderr as lines:
            for line in lines:
                sentence = self._read_line(line.decode("utf-8", "replace").strip()) or sentence
            code = process.wait()
            data = _read_json(self._out)
        if code and data is None:
            LOG.warning("a child process for files ended with %s: %s", code, sentence)
        if not self._is_cancelled:
            self._ended(Ended(code, data, sentence))

    def _read_line(self, line: str) -> str:
        """Report a line of progress; return any other line without the program's name."""
        if line.startswith('{"progress"'):
            try:
                step = json.loads(line)
                self._progress(int(step["progress"]), step.get("of"))
            except (ValueError, KeyError, TypeError):
                LOG.warning("a line of progress can't be read: %s", line)
            return ""
        return line.removeprefix("kanban: ")


def _read_json(out: IO[bytes]) -> dict[str, Any] | None:
    out.seek(0)
    try:
        data = json.loads(out.read().decode("utf-8"))
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
