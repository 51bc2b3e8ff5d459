"""The live stream of events: it says which board has changed, so that nobody waits for the timer.

It only makes things faster. Whatever it misses, the timer of `kanban.sync.loop` finds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from kanban.protocol.types import Stopped
from kanban.sync.backoff import LONGEST, wait

MUTE_STREAMS, QUIET = 3, 600.0
"""After so many silent streams in a row none is opened for `QUIET` seconds: a proxy is holding them back."""

LONGEST_LINE = 64 << 10
"""Bytes that a line or an event may have; ours have about a hundred."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    name: str
    data: str


@dataclass(frozen=True, slots=True)
class Poke:
    """A board has a new head."""

    board: str
    head: int


class Streams(Protocol):
    """Opens streams of events; `kanban.sync.client.Client` does."""

    def events(self) -> AbstractContextManager[Iterator[bytes]]:
        """Open a stream; raises Stopped when it can't be opened or breaks off."""
        ...


def parse_events(pieces: Iterable[bytes]) -> Iterator[Event]:
    """Yield the events of a stream, however it was cut into pieces; raises ValueError for an event without an end.

    Lines end at CR LF, LF or CR only: U+2028 and U+0085, where other readers split too, are text.
    """
    name, data, size = "", list[str](), 0
    for line in split_lines(pieces):
        size += len(line)
        if size > LONGEST_LINE:
            raise ValueError("an event has no end")
        field, _, value = line.decode("utf-8", "replace").partition(":")
        value = value.removeprefix(" ")
        if not line:
            if name or data:
                yield Event(name or "message", "\n".join(data))
            name, data, size = "", [], 0
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)


def split_lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a stream without their ends; raises ValueError for a line without an end."""
    rest, after_return = b"", False
    for came in filter(None, pieces):
        piece = came.removeprefix(b"\n") if after_return else came
        after_return = came.endswith(b"\r")
        *whole, rest = (rest + piece).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        yield from whole
        if len(rest) > LONGEST_LINE:
            raise ValueError("a line has no end")


def parse_poke(event: Event) -> Poke | None:
    """Return the poke that an event carries; None for pings, unknown events and nonsense."""
    if event.name != "poke":
        return None
    try:
        body = json.loads(event.data)
    except (ValueError, RecursionError):
        return None
    board, head = (body.get("board"), body.get("head")) if isinstance(body, dict) else (None, None)
    if not isinstance(board, str) or not isinstance(head, int) or isinstance(head, bool):
        return None
    return Poke(board, head)


def listen(streams: Streams, heard: Callable[[Poke], None], rest: Callable[[float, bool], bool]) -> None:
    """Call `heard` for each poke until `rest` returns True.

    `rest(seconds, news)` waits between two streams. `news` is True when the server has just answered in a way that a
    round should look into: it ended a stream that had spoken, or refused to open one.
    """
    mute = failures = 0
    while True:
        opened = spoke = False
        stopped: Stopped | None = None
        try:
            with streams.events() as pieces:
                opened = True
                for event in parse_events(pieces):
                    spoke = True
                    mute = failures = 0
                    poke = parse_poke(event)
                    if poke:
                        heard(poke)
        except Stopped as fault:
            stopped = fault
        except ValueError:
            opened = True
        mute += opened and not spoke
        failures += 1
        refused = stopped is not None and stopped.kind not in {"offline", "slow_down"}
        if mute >= MUTE_STREAMS:
            mute, pause = 0, QUIET
        elif refused:
            pause = LONGEST  # until somebody has signed in again, say
        else:
            pause = wait(failures, stopped.retry_after if stopped else None)
        if rest(pause, refused or (spoke and stopped is None)):
            return
