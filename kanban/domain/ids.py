"""Ids: made in order here, placed by what an import knows, and short enough to say."""

from __future__ import annotations

import os
import threading
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from kanban.domain.clock import now_ms

if TYPE_CHECKING:
    import hashlib
    from collections.abc import Callable

_BLOCK = 512
"""Ids that one read of the system's randomness serves; a read for each would be most of their cost."""

_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""What the first digit of an id's fourth group becomes: two bits are the variant of RFC 9562."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o and u to misread."""

_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]


class _Source:
    """UUIDv7 whose time and counter are one number that only rises: 48 bits of milliseconds, 12 of counter."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._noise = ""
        self._used = 0

    def next_id(self) -> str:
        """Give an id above every one given before, by whichever thread."""
        with self._lock:
            self._last = max(now_ms() << 12, self._last + 1)
            if self._used == len(self._noise):
                self._noise = os.urandom(8 * _BLOCK).hex()
                self._used = 0
            start = self._used
            self._used = start + 16
            return _version_7(self._last, self._noise[start : start + 16])

    def next_ids(self, count: int) -> list[str]:
        """Give so many at once, rising."""
        with self._lock:
            first = max(now_ms() << 12, self._last + 1)
            self._last = first + count - 1
        noise = os.urandom(8 * count).hex()
        return [_version_7(first + i, noise[16 * i : 16 * i + 16]) for i in range(count)]

    def forget(self) -> None:
        """Start anew in a forked child, which would else hand out its parent's next ids once more."""
        self.__init__()  # type: ignore[misc]


def _version_7(ticks: int, noise: str) -> str:
    stamp = f"{ticks:015x}"
    return f"{stamp[:8]}-{stamp[8:12]}-7{stamp[12:]}-{_VARIANT[noise[0]]}{noise[1:4]}-{noise[4:]}"


_source = _Source()
if hasattr(os, "register_at_fork"):  # Windows does not fork
    os.register_at_fork(after_in_child=_source.forget)


def new_id() -> str:
    """Make a UUIDv7, 36 characters; ids of one process sort in the order in which they were made."""
    return _source.next_id()


def new_ids(count: int) -> list[str]:
    """Make many at once, rising; none for a count of 0."""
    return _source.next_ids(count) if count > 0 else []


@cache
def _sha1() -> Callable[[bytes], hashlib._Hash]:
    from hashlib import sha1  # noqa: PLC0415 - loads OpenSSL, 3 ms that only an import of files needs

    return partial(sha1, usedforsecurity=False)


@lru_cache(16)
def _namespace(board: str) -> bytes:
    return bytes.fromhex(board.replace("-", ""))


def derive_id(board: str, source: str, external: str) -> str:
    """Give the id of a record from outside: UUIDv5 below the board's, so two who import one file make one card.

    `source` names the outside world and kind ("zoho.lead"), `external` is the record's id there.
    """
    name = f"{source}:{external}".encode("utf-8", "surrogatepass")
    digest = _sha1()(_namespace(board) + name).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"


def ref_of(entity: str) -> str:
    """Give the short name shown on a card: 7 characters for the low 35 bits of its id."""
    bits = int(entity[-9:], 16)
    return _PAIRS[bits >> 25 & 1023] + _PAIRS[bits >> 15 & 1023] + _PAIRS[bits >> 5 & 1023] + _ALPHABET[bits & 31]


def is_ref(word: str) -> bool:
    """Tell whether a word is written as the short name of a card."""
    return len(word) == 7 and all(sign in _ALPHABET for sign in word)


def ref_digits(beginning: str) -> str | None:
    """Give the hex digits with which the last 8 of an id begin when its ref begins so; None if no ref does.

    From 3 characters on; a ref's first one tells 3 bits of what comes before those 8 digits, so the caller still
    compares refs.
    """
    if not 3 <= len(beginning) <= 7 or any(sign not in _ALPHABET for sign in beginning):
        return None
    bits = "".join(f"{_ALPHABET.index(sign):05b}" for sign in beginning)[3:]
    whole = len(bits) // 4
    return f"{int(bits[: whole * 4], 2):0{whole}x}"
