"""Ids of cards and changes: new ones that rise, ids derived from outside records, and short refs for people."""

from __future__ import annotations

import os
from _thread import allocate_lock  # this is `threading.Lock`; to load threading takes 1 ms
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

from kanban import lazy
from kanban.domain.clock import now_ms

if TYPE_CHECKING:
    import hashlib
    from collections.abc import Callable

_BLOCK = 512
"""How many ids one read of the system's randomness serves. A read for each id would be most of its cost."""

_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
"""What the first digit of an id's fourth group becomes: two bits are the variant of RFC 9562."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no i, l, o and u to misread."""

_PAIRS = [high + low for high in _ALPHABET for low in _ALPHABET]


class _Source:
    """Makes UUIDv7 ids from one rising number: 48 bits of milliseconds, then 12 bits of counter."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._last = 0
        self._noise = ""
        self._used = 0

    def make_id(self) -> str:
        """Return an id greater than all before it, from any thread."""
        with self._lock:
            self._last = max(now_ms() << 12, self._last + 1)
            if self._used == len(self._noise):
                self._noise = os.urandom(8 * _BLOCK).hex()
                self._used = 0
            start = self._used
            self._used = start + 16
            return _version_7(self._last, self._noise[start : start + 16])

    def make_ids(self, count: int) -> list[str]:
        """Return `count` rising ids."""
        with self._lock:
            first = max(now_ms() << 12, self._last + 1)
            self._last = first + count - 1
        noise = os.urandom(8 * count).hex()
        return [_version_7(first + i, noise[16 * i : 16 * i + 16]) for i in range(count)]

    def forget(self) -> None:
        """Start anew in a forked child, which would otherwise make its parent's next ids again."""
        self.__init__()  # type: ignore[misc]


def _version_7(ticks: int, noise: str) -> str:
    stamp = f"{ticks:015x}"
    return f"{stamp[:8]}-{stamp[8:12]}-7{stamp[12:]}-{_VARIANT[noise[0]]}{noise[1:4]}-{noise[4:]}"


_source = _Source()
if hasattr(os, "register_at_fork"):  # Windows does not fork
    os.register_at_fork(after_in_child=_source.forget)


def new_id() -> str:
    """Return a new UUIDv7 of 36 characters. Ids of one process sort in the order in which they were made."""
    return _source.make_id()


def new_ids(count: int) -> list[str]:
    """Return `count` new ids, rising; none for a count of 0."""
    return _source.make_ids(count) if count > 0 else []


@cache
def _sha1() -> Callable[[bytes], hashlib._Hash]:
    return partial(lazy.hashlib.sha1, usedforsecurity=False)


@lru_cache(16)
def _namespace(board: str) -> bytes:
    return bytes.fromhex(board.replace("-", ""))


def derive_id(board: str, source: str, external: str) -> str:
    """Return the UUIDv5 of an outside record, so that two people who import one file make the same card.

    `source` names the outside program and kind (`zoho.lead`), `external` is the record's id there.
    """
    name = f"{source}:{external}".encode("utf-8", "surrogatepass")
    digest = _sha1()(_namespace(board) + name).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"


def ref_of(entity: str) -> str:
    """Return the ref shown on a card: 7 characters for the low 35 bits of its id."""
    bits = int(entity[-9:], 16)
    return _PAIRS[bits >> 25 & 1023] + _PAIRS[bits >> 15 & 1023] + _PAIRS[bits >> 5 & 1023] + _ALPHABET[bits & 31]


def is_ref(word: str) -> bool:
    """Whether a word has the form of a card's ref."""
    return len(word) == 7 and all(sign in _ALPHABET for sign in word)


def ref_digits(beginning: str) -> str | None:
    """Return how the last 8 hex digits of an id begin if its ref begins with `beginning`; None if no ref does.

    Needs 3 to 7 characters. The first character also covers 3 bits before those digits, so the caller must still
    compare whole refs.
    """
    if not 3 <= len(beginning) <= 7 or any(sign not in _ALPHABET for sign in beginning):
        return None
    bits = "".join(f"{_ALPHABET.index(sign):05b}" for sign in beginning)[3:]
    whole = len(bits) // 4
    return f"{int(bits[: whole * 4], 2):0{whole}x}"
