"""What a register may hold, whoever wrote it, and registers as JSON: where the store doubts what others wrote.

Each check returns the value as readers may trust it, or None where it is of the wrong kind: the register then reads as
if it had been emptied. Only rows are checked. The log keeps every change as it came, so a later version may make more
of it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from json import encoder

from kanban import lazy
from kanban.domain.board import MOST_DAYS
from kanban.domain.card import CUSTOM, FIELDS, LABEL
from kanban.domain.change import Json
from kanban.domain.values.dates import is_time_of_day
from kanban.domain.values.money import MAX_MINOR

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_text(value: Json) -> str | None:
    """Text that SQLite can hold; what it can't is replaced visibly."""
    if not isinstance(value, str) or not value:
        return None
    return value if value.isprintable() else _replace_surrogates(value)


def check_identity(value: Json) -> str | None:
    """The id of an entity: a UUID in lower case."""
    return value if isinstance(value, str) and _UUID.fullmatch(value) else None


def check_amount(value: Json) -> int | None:
    """Minor units that a sum over a board can hold."""
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < MAX_MINOR else None


def check_currency(value: Json) -> str | None:
    """A code of three letters."""
    return value if isinstance(value, str) and _CURRENCY.fullmatch(value) else None


def share(value: Json) -> float | None:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return None
    return float(value)


def count(value: Json) -> int | None:
    """A number of cards from 1 on."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000 else None


def check_days(value: Json) -> int | None:
    """A number of days from 1 on, a century of them at most: the calendar ends somewhere."""
    number = count(value)
    return number if number is not None and number <= MOST_DAYS else None


def check_day(value: Json) -> str | None:
    """An ISO date that the calendar has."""
    return value if isinstance(value, str) and _is_day(value) else None


def check_time_of_day(value: Json) -> str | None:
    """A time of day as `14:30`."""
    return value if isinstance(value, str) and is_time_of_day(value) else None


def check_moment(value: Json) -> str | None:
    """A time in UTC to the second, as `clock.iso` writes it."""
    return value if isinstance(value, str) and _is_moment(value) else None


def check_requirements(value: Json) -> list[Json] | None:
    """The names of registers that a stage may require."""
    names = (str(name) for name in check_texts(value) or ())
    return [name for name in names if name in FIELDS or (name.startswith((LABEL, CUSTOM)) and name.isprintable())]


def switch(value: Json) -> bool | None:
    """A yes or no."""
    return value if isinstance(value, bool) else None


def check_zone(value: Json) -> str | None:
    """The name of a time zone that this machine knows."""
    try:
        return lazy.zoneinfo.ZoneInfo(value).key if isinstance(value, str) else None
    except (ValueError, OSError, LookupError):
        return None


def check_texts(value: Json) -> list[Json] | None:
    """The texts in a list."""
    return [cleaned for item in value if (cleaned := check_text(item))] if isinstance(value, list) else None


def build_choice_check(*choices: str) -> Callable[[Json], str | None]:
    """Return the check for one of a few words."""
    known = frozenset(choices)
    return lambda value: value if isinstance(value, str) and value in known else None


@lru_cache(4096)
def _is_day(value: str) -> bool:
    try:
        return _DAY.fullmatch(value) is not None and date.fromisoformat(value).year > 1
    except ValueError:
        return False


@lru_cache(4096)
def _is_moment(value: str) -> bool:
    try:
        return _MOMENT.fullmatch(value) is not None and datetime.fromisoformat(value).year > 1
    except ValueError:
        return False


# -- JSON as the rows have it: without blanks, letters as they are


def _make_encoder(*, sort_keys: bool) -> Callable[[Mapping[str, Json]], str]:
    """Return an encoder; the C one is made once here, where `json` would make it anew at every call."""
    plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys, allow_nan=False)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return plain.encode
    chunks = make(None, plain.default, encoder.encode_basestring, None, ":", ",", sort_keys, False, False)
    return lambda value: "".join(chunks(value, 0))


_encode, _encode_sorted = _make_encoder(sort_keys=False), _make_encoder(sort_keys=True)


def encode_json(registers: Mapping[str, Json]) -> str:
    """Return what a change sets as the log keeps it: exactly as it came."""
    try:
        encoded = _encode(registers)
        encoded.encode()
    except ValueError:  # a number that JSON has no word for, or half a character (UnicodeEncodeError is a ValueError)
        encoded = json.dumps(registers, separators=(",", ":"))
    return encoded


def encode_sorted_json(registers: Mapping[str, Json]) -> str:
    """Return registers without a column as the rows keep them: sorted by name, and always JSON that SQLite reads."""
    try:
        encoded = _encode_sorted(registers)
        encoded.encode()
    except ValueError:
        encoded = _encode_sorted({_replace_surrogates(name): _clean(value) for name, value in registers.items()})
    return encoded


def _clean(value: Json) -> Json:
    """Return a value as SQLite's JSON functions can read it."""
    match value:
        case str():
            return _replace_surrogates(value)
        case float() if not math.isfinite(value):
            return None
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {_replace_surrogates(name): _clean(item) for name, item in value.items()}
    return value


def _replace_surrogates(value: str) -> str:
    return _SURROGATE.sub("\ufffd", value)
