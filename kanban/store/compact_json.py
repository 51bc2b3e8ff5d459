"""JSON as the rows have it: without blanks, letters as they are."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from json import encoder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanban.domain.change import Json

_SURROGATE = re.compile("[\ud800-\udfff]")


def _make_encoder(*, sort_keys: bool) -> Callable[[Mapping[str, Json]], str]:
    """Return an encoder; the C one is made once here, where `json` would make it anew at every call."""
    whole = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys, allow_nan=False)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return whole.encode
    chunks = make(None, whole.default, encoder.encode_basestring, None, ":", ",", sort_keys, False, False)
    return lambda value: "".join(chunks(value, 0))


_plain, _sorted = _make_encoder(sort_keys=False), _make_encoder(sort_keys=True)


def encode_json(values: Mapping[str, Json]) -> str:
    """Write what a change sets as the log has it: just as it came, whatever that is."""
    try:
        encoded = _plain(values)
        encoded.encode()
    except ValueError:  # a number that JSON has no word for, or half a character (UnicodeEncodeError is a ValueError)
        encoded = json.dumps(values, separators=(",", ":"))
    return encoded


def written_sorted(values: Mapping[str, Json]) -> str:
    """Write registers without a column as their column has them: JSON that SQLite reads, whatever came."""
    try:
        encoded = _sorted(values)
        encoded.encode()
    except ValueError:
        encoded = _sorted({_text(name): _readable(value) for name, value in values.items()})
    return encoded


def _readable(value: Json) -> Json:
    match value:
        case str():
            return _text(value)
        case float() if not math.isfinite(value):
            return None
        case list():
            return [_readable(item) for item in value]
        case dict():
            return {_text(name): _readable(item) for name, item in value.items()}
    return value


def _text(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
