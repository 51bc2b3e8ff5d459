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
        made = _plain(values)
        made.encode()
    except ValueError:  # a number that JSON has no word for, or half a character (UnicodeEncodeError is a ValueError)
        made = json.dumps(values, separators=(",", ":"))
    return made


def written_sorted(values: Mapping[str, Json]) -> str:
    """Write registers without a column as their column has them: JSON that SQLite reads, whatever came."""
    try:
        made = _sorted(values)
        made.encode()
    except ValueError:
        made = _sorted({_text(name): _readable(value) for name, value in values.items()})
    return made


def _readable(value: Json) -> Json:
    match value:
        case str():
            return _text(value)
        case float() if not math.isfinite(value):
            return None
        case list():
            return [_readable(each) for each in value]
        case dict():
            return {_text(name): _readable(each) for name, each in value.items()}
    return value


def _text(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
