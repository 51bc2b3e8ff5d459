"""A real terminal for tests: the program runs on a pty, what it writes is time-stamped and, where wanted, interpreted.

`Terminal` speaks raw bytes and times, for benches; `Screen` puts pyte behind it, for tests that look at what a user
sees.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyte

KEYS = {
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "enter": "\r", "esc": "\x1b", "tab": "\t",
    "space": " ", "backspace": "\x7f", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F",
    "ctrl+s": "\x13", "ctrl+c": "\x03", "ctrl+p": "\x10", "ctrl+u": "\x15", "shift+tab": "\x1b[Z", "delete": "\x1b[3~",
}  # fmt: skip

UNWANTED = ("NO_COLOR", "COLUMNS", "LINES")
"""What a test runner's own terminal says, and this one does not."""

LOOKS = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What this one says."""


def kanban(*argv: str) -> list[str]:
    """Return the command line of this checkout's kanban."""
    return [sys.executable, "-m", "kanban", *argv]


@dataclass(frozen=True, slots=True)
class Burst:
    """What came after a key: from the first byte to the last before it was quiet."""

    first: float
    """Seconds from the key to the first byte."""
    last: float
    """Seconds from the key to the last byte."""
    size: int
    """Bytes."""


class Terminal:
    """A program on a pty of its own."""

    def __init__(
        self, argv: Sequence[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None
    ) -> None:
        self.started = time.monotonic()
        self.output = bytearray()
        self.pid, self.fd = self._start(argv, size, env or {})
        self.resize(*size)
        self.ended = False

    def _start(self, argv: Sequence[str], size: tuple[int, int], env: Mapping[str, str]) -> tuple[int, int]:
        """Start the program; gives its number and this end of the terminal."""
        pid, fd = pty.fork()
        if pid == 0:
            for name in UNWANTED:
                os.environ.pop(name, None)
            os.environ.update({**LOOKS, **env})
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
            os.chdir(Path(__file__).parent.parent)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # what a shell starts in the background ignores Ctrl-C
            os.execvpe(argv[0], list(argv), os.environ)  # not execvp: readline tells C's environment another size
        return pid, fd

    def _poll(self) -> int | None:
        """Return the exit code of the program, if it has ended."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if pid else None

    def _wait(self) -> int:
        """Wait for the program's end; returns its exit code."""
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, seconds: float) -> bytes:
        """Return what comes within so many seconds, as soon as anything does; nothing when it stays quiet."""
        if self.ended or not select.select([self.fd], [], [], max(0.0, seconds))[0]:
            return b""
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if not data:
            self.ended = True
        self.output += data
        return data

    def send(self, keys: str) -> None:
        """Type: names of KEYS, or characters as they are."""
        os.write(self.fd, KEYS.get(keys, keys).encode())

    def wait(self, there: Callable[[], bool], seconds: float = 30.0) -> float:
        """Read until a condition holds; returns the seconds since the program was started."""
        end = time.monotonic() + seconds
        while not there():
            if self.ended or time.monotonic() > end:
                raise AssertionError(f"it never came; the end of the output is {bytes(self.output[-2000:])!r}")
            self.read(0.05)  # what is waited for may come about without any output
        return time.monotonic() - self.started

    def quiet(self, seconds: float = 0.3, limit: float = 30.0) -> None:
        """Read until nothing has come for so long."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self.read(seconds):
            pass

    def burst(self, keys: str, *, quiet: float = 0.06, limit: float = 10.0) -> Burst:
        """Type, and measure what comes of it until it is quiet."""
        self.send(keys)
        begin = time.monotonic()
        first = last = None
        size = 0
        while time.monotonic() - begin < limit:
            data = self.read(limit if first is None else quiet)
            if not data:
                break
            last = time.monotonic() - begin
            first = first if first is not None else last
            size += len(data)
        assert first is not None, f"nothing came of {keys!r}"
        assert last is not None
        return Burst(first, last, size)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.size = (columns, lines)

    def signal(self, number: int) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def state(self) -> str:
        """Return what the program does, as one letter: `S` waits, `T` is stopped."""
        return Path(f"/proc/{self.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0]

    def restored(self) -> bool:
        """Tell whether the terminal echoes and waits for whole lines, as a shell wants it, and shows what it did
        before."""
        modes = termios.tcgetattr(self.fd)[3]
        left = self.output.rfind(b"\x1b[?1049l") > self.output.rfind(b"\x1b[?1049h")
        return left and bool(modes & termios.ECHO) and bool(modes & termios.ICANON)

    def frame(self) -> int:
        """Return the bytes of a whole frame: what a terminal that was resized is sent."""
        columns, lines = self.size
        self.resize(columns - 1, lines)
        self.quiet(0.5)
        before = len(self.output)
        self.resize(columns, lines)
        self.quiet(0.5)
        return len(self.output) - before

    def memory(self) -> float:
        """Return the resident memory of the program in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def cpu(self) -> float:
        """Return the processor time that the program's threads have used, in seconds, and not in ticks of 10 ms."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text("ascii").split()[0]) for thread in threads) / 1e9

    def exit(self, seconds: float = 10.0) -> int:
        """Wait for the program's own end; returns its exit code."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read(0.02)
            code = self._poll()
            if code is not None:
                self.pid = 0
                while self.read(0.1):  # what it wrote last may still be on its way
                    pass
                return code
        raise AssertionError("it did not end")

    def hang_up(self) -> int:
        """Take the terminal away and wait for the program's end; returns its exit code."""
        os.close(self.fd)
        code = self._wait()
        self.pid = 0
        return code

    def close(self) -> None:
        """End the program, if it still runs."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self._wait()
            self.pid = 0
        with contextlib.suppress(OSError):
            os.close(self.fd)


class Screen(Terminal):
    """A terminal whose screen can be looked at."""

    def __init__(
        self, argv: Sequence[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(argv, size=size, env=env)
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)

    def read(self, seconds: float) -> bytes:
        data = super().read(seconds)
        if data:
            self._stream.feed(data)
        return data

    def resize(self, columns: int, lines: int) -> None:
        super().resize(columns, lines)
        if hasattr(self, "screen"):
            self.screen.resize(lines, columns)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def see(self, wanted: str, seconds: float = 30.0) -> None:
        """Wait until a text is on the screen."""
        try:
            self.wait(lambda: wanted in self.text, seconds)
        except AssertionError:
            raise AssertionError(f"{wanted!r} never showed; the screen is\n{self.text}") from None

    def see_gone(self, unwanted: str, seconds: float = 30.0) -> None:
        """Wait until a text is no longer on the screen."""
        self.wait(lambda: unwanted not in self.text, seconds)

    def type(self, *keys: str) -> None:
        """Press keys one after the other, each when the program has answered the one before."""
        for key in keys:
            self.send(key)
            self.quiet(0.15)
