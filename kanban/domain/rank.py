"""A card's place in its lane: keys compared as bytes, with room between any two.

    a0Vx7q    = a0            + Vx7q
    c1zzG3f0a = c1zz + G      + 3f0a
                integer part    noise
                       fraction

The first letter of the integer part gives its length (`a` to `z`: 1 to 26 digits, rising; `Z` down to `A`: 1 to 26
digits, falling). So inserting at the top or the bottom of a lane adds a digit only after 62, then 3,844, then 238,328
cards. The noise keeps two devices apart that insert at the same place. A key never ends in `0`, so there is always
room between two keys.
"""

from __future__ import annotations

import os
import re
from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUE = {digit: value for value, digit in enumerate(_DIGITS)}
_HEADS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BYTE_DIGITS = bytes(ord(_DIGITS[byte % 62]) for byte in range(256))
_KEY = re.compile(r"[A-Za-z][0-9A-Za-z]+")

LONGEST = 40
"""Longer keys are a reason to give a card's neighbours new ones."""


def random_noise() -> str:
    """Return 4 random base-62 digits, the last one never 0."""
    noise = os.urandom(4).translate(_BYTE_DIGITS).decode()
    return noise if noise[3] != "0" else noise[:3] + "V"


def make_key_between(before: str | None, after: str | None, noise: Callable[[], str] = random_noise) -> str:
    """Return a key above `before` and below `after`; None, or an invalid key, leaves that side open.

    Equal or crossed neighbours (two devices may have made them) don't raise: the key comes just after `before`.
    `noise` gives 4 base-62 digits, the last one not 0.
    """
    return _find_stem(before, after) + noise()


def make_keys_between(
    before: str | None, after: str | None, count: int, noise: Callable[[], str] = random_noise
) -> list[str]:
    """Return `count` rising keys between two, as `make_key_between` does, all with one random prefix."""
    if count <= 0:
        return []
    prefix = make_key_between(before, after, noise)
    if count == 1:
        return [prefix]
    width = 1
    while 62**width < count:
        width += 1
    # Ending in the middle digit leaves room on both sides of each.
    return [f"{prefix}{''.join(digits)}V" for digits in islice(product(_DIGITS, repeat=width), count)]


def needs_rerank(key: str) -> bool:
    """Whether a key is so long that its neighbours should get new ones."""
    return len(key) > LONGEST


def is_key(text: str) -> bool:
    """Whether text is a valid key; another program may have written something else."""
    return (
        _KEY.fullmatch(text) is not None
        and len(text) >= _integer_length(text[0])
        and not text[_integer_length(text[0]) :].endswith("0")
    )


def _integer_length(head: str) -> int:
    return ord(head) - ord("a") + 2 if head >= "a" else ord("Z") - ord(head) + 2


def _find_stem(before: str | None, after: str | None) -> str:
    """Return a stem above `before` that stays below `after` whatever follows it."""
    low = before if before is not None and is_key(before) else None
    high = after if after is not None and is_key(after) else None
    if low is None:
        return "a0" if high is None else _find_stem_below(high)
    integer = low[: _integer_length(low[0])]
    fraction = low[len(integer) :]
    above = _step(integer, 1)
    if high is None:
        return above or integer + _find_fraction(fraction, None)
    # two devices may have made the same place, or swapped two: the noise behind the stem still tells them apart
    if low >= high:
        return low
    whole_high = high[: _integer_length(high[0])]
    if integer == whole_high:
        return integer + _find_fraction(fraction, high[len(integer) :])
    if above is not None and above < whole_high:
        return above
    return integer + _find_fraction(fraction, None)


def _find_stem_below(high: str) -> str:
    integer = high[: _integer_length(high[0])]
    return _step(integer, -1) or integer + _find_fraction("", high[len(integer) :])


def _step(integer: str, by: int) -> str | None:
    """Return the next integer part up (1) or down (-1); None past the last one of 26 digits."""
    full, empty = ("z", "0") if by > 0 else ("0", "z")
    # as one counts on paper: full digits at the end turn empty, and the one before them goes on by one
    digits = integer[1:].rstrip(full)
    if digits:
        changed = digits[:-1] + _DIGITS[_VALUE[digits[-1]] + by]
        return integer[0] + changed + empty * (len(integer) - 1 - len(changed))
    place = _HEADS.index(integer[0]) + by
    if not 0 <= place < len(_HEADS):
        return None
    return _HEADS[place] + empty * (_integer_length(_HEADS[place]) - 1)


def _find_fraction(low: str, high: str | None) -> str:
    """Return digits above `low` that stay below `high` (None: no bound) whatever follows them."""
    digits = ""
    for place in range(max(len(low), len(high or "")) + 1):
        bottom = _VALUE[low[place]] if place < len(low) else -1
        top = 62 if high is None else _VALUE[high[place]]
        if top - bottom >= 2:
            return digits + _DIGITS[(bottom + top) // 2]
        if bottom == top:
            digits += low[place]
        elif bottom < 0:  # `low` is used up and `high` goes on with a 0: so must this
            digits += "0"
        else:  # no digit lies between: follow `low`, and all that comes behind is below `high`
            digits += low[place]
            high = None
    return digits
