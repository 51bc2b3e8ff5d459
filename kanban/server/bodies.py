"""A request's body, taken in with suspicion: how much of it, how packed, how deep, before anything parses it."""

from __future__ import annotations

import zlib

STEP = 64 << 10
"""Bytes that are unpacked at a time, so that a bomb is noticed while it is small."""

_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))
_SQUARE = bytes.maketrans(b"{}", b"[]")


class TooLarge(Exception):
    """More bytes than are allowed."""


class Broken(Exception):
    """What came is not what its headers said."""


class Intake:
    """Takes a body in piece by piece and unpacks it, within limits."""

    def __init__(self, most_wire: int, most_body: int, *, packed: bool) -> None:
        self._most_wire, self._most_body = most_wire, most_body
        self._unpacker = zlib.decompressobj(wbits=31) if packed else None
        self._parts: list[bytes] = []
        self._size = 0
        self.wire = 0
        """Bytes that have come."""

    def feed(self, piece: bytes) -> None:
        """Take the next piece; raises TooLarge or Broken."""
        self.wire += len(piece)
        if self.wire > self._most_wire:
            raise TooLarge
        if self._unpacker is None:
            self._keep(piece)
            return
        if self._unpacker.eof and piece:
            raise Broken("There is more behind the end of the gzip data.")
        while not self._unpacker.eof:
            try:
                made = self._unpacker.decompress(piece, STEP)
            except zlib.error as fault:
                raise Broken("The body is no gzip data.") from fault
            self._keep(made)
            piece = self._unpacker.unconsumed_tail
            if not piece and len(made) < STEP:
                break
        if self._unpacker.unused_data:
            raise Broken("There is more behind the end of the gzip data.")

    def whole(self) -> bytes:
        """Return the body once all of it has come; raises Broken where the gzip data break off."""
        if self._unpacker is not None and self.wire and not self._unpacker.eof:
            raise Broken("The gzip data break off.")
        return b"".join(self._parts)

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._most_body:
            raise TooLarge
        self._parts.append(piece)


def too_deep(body: bytes, most: int) -> bool:
    """Whether JSON nests deeper than so many levels, found without parsing it and in time that only grows with its length.

    Escaped signs go first, then strings; of the brackets that are left, each round takes the innermost pairs away. Brackets
    without their partner stay and count as too deep: no parser would take them either.
    """
    left = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(_SQUARE, _NO_STRUCTURE)
    left = b"".join(left.replace(b'""', b"").split(b'"')[::2])  # strings that touch become one, which changes nothing
    for _ in range(most):
        if not left:
            return False
        left = left.replace(b"[]", b"")
    return bool(left)
