"""The program on a terminal, forked from one that has imported everything: there in 10 ms, and as real as one that
was started."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import termios
from collections.abc import Mapping, Sequence

from tests.brood import KANBAN, Brood
from tests.terminal import LOOKS, UNWANTED, Screen, Terminal


class ForkedTerminal(Terminal):
    """`kanban` on a pty of its own, with these words for its arguments."""

    def __init__(
        self,
        brood: Brood,
        words: Sequence[str],
        *,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._brood = brood
        super().__init__(words, size=size, env=env)

    def _start(self, argv: Sequence[str], size: tuple[int, int], env: Mapping[str, str]) -> tuple[int, int]:
        fd, its_end = pty.openpty()
        fcntl.ioctl(its_end, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        try:
            pid = self._brood.start(KANBAN, argv, {**LOOKS, **env}, [its_end] * 3, terminal=True, without=UNWANTED)
        finally:
            os.close(its_end)
        return pid, fd

    def _poll(self) -> int | None:
        return self._brood.poll(self.pid)

    def _wait(self) -> int:
        return self._brood.end(self.pid)


class ForkedScreen(ForkedTerminal, Screen):
    """The same with a screen that can be looked at."""
