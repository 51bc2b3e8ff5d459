"""A request's body, read with suspicion: how large it unpacks, how many values it has and how deep they nest, before it is parsed."""

from __future__ import annotations

import json
import zlib
from typing import NoReturn
from urllib.parse import parse_qsl

from kanban.server.settings import Allowance

STEP = 64 << 10
"""Bytes that are unpacked at a time, so that a bomb is noticed while it is small."""

MOST_DIGITS = 100
"""Digits of a number: Python takes the square of their count to read a whole one."""

_NO_STRUCTURE = bytes(set(range(256)) - set(b'[]{}"'))
_NO_VALUES = bytes(set(range(256)) - set(b'[{,"'))
_SQUARE = bytes.maketrans(b"{}", b"[]")


class TooLarge(Exception):
    """More bytes, or more values, than are allowed."""


class Broken(Exception):
    """What came is not what its headers said."""


class Unfit(Exception):
    """It is JSON that nobody here will ever take."""


def read(wire: bytes, allowance: Allowance, most_depth: int, *, packed: bool) -> object:
    """Return what a body says; raises TooLarge, Broken and Unfit. It takes up to a tenth of a second: call it in a thread.

    What is looked at before anything is parsed is found by passes over the bytes that only grow with their length: a list of
    three million empty lists takes 8 KB packed, and a second and 200 MB once it is parsed.
    """
    body = unpack(wire, allowance.whole) if packed else wire
    if len(body) > allowance.whole or too_many(body, allowance.values):
        raise TooLarge
    if too_deep(body, most_depth):
        raise Unfit("The JSON nests too deep, or its brackets don't match.")
    try:
        # UTF-8 alone: in UTF-16, which `json` would take, a letter may have the byte of a quote, and hide what follows from the looks above.
        text = body.decode("utf-8-sig")
        found: object = json.loads(text, parse_int=_whole, parse_float=_fraction, parse_constant=_no_number)
    except (ValueError, RecursionError) as fault:
        raise Broken("The body is no JSON.") from fault
    return found


def read_form(wire: bytes, allowance: Allowance) -> dict[str, str]:
    """Return what an HTML form sends, field to value; several values of one field are joined. Raises TooLarge and Broken."""
    if len(wire) > allowance.whole or wire.count(b"&") >= allowance.values:
        raise TooLarge
    try:
        pairs = parse_qsl(wire.decode("ascii"), keep_blank_values=True, errors="replace")
    except ValueError as fault:
        raise Broken("The body is no form: what is no ASCII letter comes percent-encoded.") from fault
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def unpack(wire: bytes, most: int) -> bytes:
    """Return what gzip packed; raises TooLarge or Broken."""
    unpacker, parts, size = zlib.decompressobj(wbits=31), list[bytes](), 0
    while not unpacker.eof:
        try:
            part = unpacker.decompress(wire, STEP)
        except zlib.error as fault:
            raise Broken("The body is no gzip data.") from fault
        parts.append(part)
        size += len(part)
        if size > most:
            raise TooLarge
        wire = unpacker.unconsumed_tail
        if not wire and len(part) < STEP:
            break
    if not unpacker.eof:
        raise Broken("The gzip data break off.")
    if unpacker.unused_data:
        raise Broken("There is more behind the end of the gzip data.")
    return b"".join(parts)


def too_many(body: bytes, most: int) -> bool:
    """Whether JSON has more values than that, found without parsing it.

    A value follows a bracket or a comma. Those within strings are only told apart where they would be too many, and that only
    where there are not too many strings either.
    """
    if sum(map(body.count, (b"[", b"{", b","))) <= most:
        return False
    if body.count(b'"') > 8 * most:  # twice what keys and values that are text can have, for quotes within text
        return True
    left = _without_strings(body, _NO_VALUES)
    return len(left) > most


def too_deep(body: bytes, most: int) -> bool:
    """Whether JSON nests deeper than so many levels, found without parsing it and in time that only grows with its length.

    Of the brackets that are left without the strings, each round takes the innermost pairs away. Brackets without their
    partner stay and count as too deep: no parser would take them either.
    """
    left = _without_strings(body, _NO_STRUCTURE).translate(_SQUARE)
    for _ in range(most):
        if not left:
            return False
        left = left.replace(b"[]", b"")
    return bool(left)


def _without_strings(body: bytes, unwanted: bytes) -> bytes:
    """Return what stands outside of JSON's strings, without the bytes that are not wanted: escaped signs go first, then strings."""
    left = body.replace(b"\\\\", b"").replace(b'\\"', b"").translate(None, unwanted)
    return b"".join(left.replace(b'""', b"").split(b'"')[::2])  # strings that touch become one, which changes nothing


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Unfit(f"A number has more than {MOST_DIGITS} digits.")
    return int(digits)


def _fraction(digits: str) -> float:
    found = float(digits)
    if len(digits) > MOST_DIGITS or found in {float("inf"), float("-inf")}:
        raise Unfit("A number is larger, or has more digits, than any number here.")
    return found


def _no_number(word: str) -> NoReturn:
    raise Unfit(f"{word} is no number in JSON.")
