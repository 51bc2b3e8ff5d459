"""A request's body, checked before it is parsed: its decompressed size, its number of values, its depth."""

from __future__ import annotations

import json
import zlib
from typing import NoReturn
from urllib.parse import parse_qsl

from kanban.server.settings import Allowance

STEP = 64 << 10
"""Bytes that are decompressed at a time, so that a bomb is noticed while it is small."""

MOST_DIGITS = 100
"""Digits of a number: Python's time to read an integer grows with the square of their count."""

_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))
_NO_VALUES = bytes(set(range(256)) - set(b'[{,"'))
_SQUARE = bytes.maketrans(b"{}", b"[]")


class BodyTooLarge(Exception):
    """More bytes or more values than allowed."""


class BrokenBody(Exception):
    """The body is not what its headers say."""


class UnfitBody(Exception):
    """Valid JSON that no route takes."""


def read(wire: bytes, allowance: Allowance, most_depth: int, *, packed: bool) -> object:
    """Return the parsed body; raises BodyTooLarge, BrokenBody and UnfitBody. Takes up to 0.1 s, so call it in a thread.

    The checks before parsing are passes over the bytes in linear time: a list of three million empty lists has 8 KB
    compressed, but costs a second and 200 MB once it is parsed.
    """
    body = unpack(wire, allowance.whole) if packed else wire
    if len(body) > allowance.whole or has_too_many_values(body, allowance.values):
        raise BodyTooLarge
    if is_too_deep(body, most_depth):
        raise UnfitBody("The JSON nests too deep, or its brackets don't match.")
    try:
        # UTF-8 only: `json` would take UTF-16 too, where part of a letter may be the byte of a quote, which would hide
        # what follows from the checks above.
        text = body.decode("utf-8-sig")
        parsed: object = json.loads(
            text, parse_int=_read_whole, parse_float=_read_fraction, parse_constant=_refuse_number
        )
    except (ValueError, RecursionError) as fault:
        raise BrokenBody("The body is not JSON.") from fault
    return parsed


def read_form(wire: bytes, allowance: Allowance) -> dict[str, str]:
    """Return the fields of an HTML form; values of a repeated field are joined. Raises BodyTooLarge and BrokenBody."""
    if len(wire) > allowance.whole or wire.count(b"&") >= allowance.values:
        raise BodyTooLarge
    try:
        pairs = parse_qsl(wire.decode("ascii"), keep_blank_values=True, errors="replace")
    except ValueError as fault:
        raise BrokenBody("The body is not a form: everything but ASCII letters must be percent-encoded.") from fault
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def unpack(wire: bytes, most: int) -> bytes:
    """Decompress gzip data; raises BodyTooLarge or BrokenBody."""
    unpacker, parts, size = zlib.decompressobj(wbits=31), list[bytes](), 0
    while not unpacker.eof:
        try:
            part = unpacker.decompress(wire, STEP)
        except zlib.error as fault:
            raise BrokenBody("The body is not gzip data.") from fault
        parts.append(part)
        size += len(part)
        if size > most:
            raise BodyTooLarge
        wire = unpacker.unconsumed_tail
        if not wire and len(part) < STEP:
            break
    if not unpacker.eof:
        raise BrokenBody("The gzip data break off.")
    if unpacker.unused_data:
        raise BrokenBody("There are bytes after the end of the gzip data.")
    return b"".join(parts)


def has_too_many_values(body: bytes, most: int) -> bool:
    """Whether JSON has more than `most` values, found without parsing it.

    A value follows a bracket or a comma. Those inside strings are sorted out only when they would make too many, and
    only if there are not too many strings either.
    """
    if sum(map(body.count, (b"[", b"{", b","))) <= most:
        return False
    if body.count(b'"') > 8 * most:  # twice what keys and values that are text can have, for quotes within text
        return True
    left = _strip_strings(body, _NO_VALUES)
    return len(left) > most


def is_too_deep(body: bytes, most: int) -> bool:
    """Whether JSON nests deeper than `most` levels, found without parsing it, in linear time per level.

    Of the brackets outside strings, each round removes the innermost pairs. Unmatched brackets stay and count as too
    deep: no parser would take them either.
    """
    left = _strip_strings(body, _NO_STRUCTURE).translate(_SQUARE)
    for _ in range(most):
        if not left:
            return False
        left = left.replace(b"[]", b"")
    return bool(left)


def _strip_strings(body: bytes, unwanted: bytes) -> bytes:
    """Return what stands outside JSON's strings, minus unwanted bytes: first escapes are removed, then strings."""
    left = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, unwanted)
    return b"".join(left.replace(b'""', b"").split(b'"')[::2])  # strings that touch become one, which changes nothing


def _read_whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise UnfitBody(f"A number has more than {MOST_DIGITS} digits.")
    return int(digits)


def _read_fraction(digits: str) -> float:
    number = float(digits)
    if len(digits) > MOST_DIGITS or number in {float("inf"), float("-inf")}:
        raise UnfitBody("A number is larger, or has more digits, than any number here.")
    return number


def _refuse_number(word: str) -> NoReturn:
    raise UnfitBody(f"{word} is not a number in JSON.")
