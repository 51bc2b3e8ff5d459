"""Processes that are ready in 10 ms and not in a second: forked from one that has imported everything and done nothing.

Each is as real as one that was started: it has its own memory, files and sockets, and `kill -9` ends it.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name
from threading import Lock
from typing import IO, Any

from tests.conftest import Ran

KANBAN = "kanban.cli.main:run"
"""What `kanban` calls."""

RUNS = "runs"
"""The answer about a process that has not ended."""

PATIENCE = 120
"""Seconds after which something that should end has come to a stop."""

KNOWN = (
    "kanban.server.serve", "kanban.cli.hosting.serve_verb", "kanban.cli.team_verbs.join_and_leave",
    "kanban.cli.team_verbs.syncing", "kanban.cli.card_verbs.change_cards", "kanban.cli.card_verbs.listing",
    "kanban.cli.board_verbs.manage_boards", "kanban.cli.card_verbs.card_history", "kanban.store.hub.members.accounts",
    "kanban.sync.account", "kanban.cli.data_verbs.importing", "kanban.cli.data_verbs.exporting",
    "tests.end_to_end.editing", "sqlalchemy.dialects.sqlite", "uvicorn.protocols.http.auto", "uvicorn.loops.auto",
    "uvicorn.lifespan.on", "kanban.tui.app", "textual.drivers.linux_driver",
)  # fmt: skip
"""What is imported once for all."""

_MOST = 100_000
"""Bytes of an order."""


class Brood:
    """The process from which the others are forked."""

    def __init__(self) -> None:
        self._line, there = socket.socketpair()
        with there:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.brood", str(there.fileno())],
                pass_fds=[there.fileno()],
                cwd=Path(__file__).parent.parent,
            )
        self._line.settimeout(PATIENCE)
        self._lock = Lock()

    def start(
        self,
        call: str,
        words: Sequence[str],
        env: Mapping[str, str],
        files: Sequence[int],
        *,
        terminal: bool = False,
        without: Sequence[str] = (),
    ) -> int:
        """Let a process call something with these words for its arguments and these files for its streams; gives its
        number.

        With `terminal` its streams are its terminal. `without` names what its environment lacks.
        """
        whole = {name: value for name, value in os.environ.items() if name not in without} | {**env}
        return int(self._ask({"call": call, "words": [*words], "env": whole, "terminal": terminal}, files))

    def end(self, number: int, by: int = 0) -> int:
        """Send a process a signal if one is given, and wait for its end; gives its exit code."""
        return int(self._ask({"end": number, "by": by, "how": 0}))

    def poll(self, number: int) -> int | None:
        """Return the exit code of a process, if it has ended."""
        code = self._ask({"end": number, "by": 0, "how": os.WNOHANG})
        return None if code == RUNS else int(code)

    def run(self, *words: str, **env: str) -> Ran:
        """Do a verb of the command line."""
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, Path(os.devnull).open("rb") as nothing:
            number = self.start(KANBAN, words, env, [nothing.fileno(), out.fileno(), err.fileno()])
            code = self.end(number)
            told = []
            for each in (out, err):
                each.seek(0)
                told.append(each.read().decode("utf-8"))
        return Ran(code, *told)

    def close(self) -> None:
        """Let it go."""
        self._line.close()
        self._process.wait(PATIENCE)

    def _ask(self, order: Mapping[str, object], files: Sequence[int] = ()) -> str:
        message = json.dumps(order).encode()
        assert len(message) < _MOST
        with self._lock:
            socket.send_fds(self._line, [message], [*files])
            answer = self._line.recv(_MOST)
        assert answer, "the process that others are forked from has ended"
        return answer.decode()


class ForkedProcess:
    """A process of the brood, with what `subprocess.Popen` has of it."""

    def __init__(self, brood: Brood, words: Sequence[str], stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._brood, self._code = brood, None
        read, write = os.pipe()
        self.stderr = os.fdopen(read, "rb")
        self.pid = brood.start(KANBAN, words, {}, [stdin.fileno(), stdout.fileno(), write])
        os.close(write)

    def poll(self) -> int | None:
        """Its exit code, if it was awaited."""
        return self._code

    def send_signal(self, number: int) -> None:
        """Send it a signal unless it has ended."""
        if self._code is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; gives its exit code."""
        self._code = self._brood.end(self.pid)
        return self._code


def _main(line: socket.socket) -> None:
    """Fork, signal and wait as the orders say, until nobody can give one any more."""
    for name in KNOWN:
        import_module(name)
    gc.freeze()
    while True:
        message, files, _, _ = socket.recv_fds(line, _MOST, 3)
        if not message:
            return
        order = json.loads(message)
        if "call" in order:
            answer = str(os.fork())
            if answer == "0":
                line.close()
                _become(order, files)
            for each in files:
                os.close(each)
        else:
            if order["by"]:
                os.kill(order["end"], order["by"])
            number, status = os.waitpid(order["end"], order["how"])
            answer = str(os.waitstatus_to_exitcode(status)) if number else RUNS
        line.sendall(answer.encode())


def _become(order: Any, files: Sequence[int]) -> None:
    """Be the process that was ordered; never returns."""
    code: object = 0
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for stream, each in enumerate(files):
            os.dup2(each, stream)
            os.close(each)
        if order["terminal"]:
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
        os.environ.clear()
        os.environ.update(order["env"])
        sys.argv = [order["call"], *order["words"]]
        resolve_name(order["call"])()
    except SystemExit as leaving:
        code = leaving.code or 0
    except BaseException:  # noqa: BLE001 - whatever it is, this process is not to go on as the other one
        traceback.print_exc()
        code = 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(sys.argv[1])) as given:
        _main(given)
