"""`kanban serve` as a process that is forked from one that has imported everything, with what `subprocess.Popen` has
of it."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from tests.brood import KANBAN, Brood

IMPATIENT = "tests.server.forked_server:run_impatient"
"""A server that waits for nobody when it is told to end."""


def run_impatient() -> None:
    """Do a verb as a server does that waits for nobody."""
    from kanban.cli.main import run  # noqa: PLC0415 - in its own process
    from kanban.server import serve  # noqa: PLC0415

    serve.GRACE, serve.LAST = 0.2, 0.4
    run()


class ForkedServer:
    """A process of the brood that serves boards."""

    def __init__(self, brood: Brood, words: Sequence[str], home: Path, call: str = KANBAN) -> None:
        self._brood, self.returncode = brood, None
        (read_out, out), (read_err, err) = os.pipe(), os.pipe()
        with Path(os.devnull).open("rb") as nothing:
            self.pid = brood.start(call, words, {"KANBAN_HOME": str(home)}, [nothing.fileno(), out, err])
        os.close(out)
        os.close(err)
        self.stdout, self.stderr = os.fdopen(read_out, encoding="utf-8"), os.fdopen(read_err, encoding="utf-8")

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        if self.returncode is None:
            self.returncode = self._brood.poll(self.pid)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 30.0) -> tuple[str, str]:
        """Wait for its end; gives what it has written since."""
        streams = {self.stdout.fileno(): b"", self.stderr.fileno(): b""}
        is_open, end = set(streams), time.monotonic() + timeout
        while is_open:
            ready = select.select([*is_open], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, f"it did not end within {timeout} s"
            for stream in ready:
                data = os.read(stream, 1 << 16)
                streams[stream] += data
                if not data:
                    is_open.remove(stream)
        if self.returncode is None:
            self.returncode = self._brood.end(self.pid)
        out, err = (data.decode("utf-8") for data in streams.values())
        self.stdout.close()
        self.stderr.close()
        return out, err
