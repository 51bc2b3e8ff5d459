"""JSON as the rows have it: without blanks, letters as they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from json import encoder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanban.domain.change import Json


def _made(*, sort_keys: bool) -> Callable[[Mapping[str, Json]], str]:
    """Return an encoder; the C one is made once here, where `json` would make it anew at every call."""
    whole = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys)
    make = getattr(encoder, "c_make_encoder", None)
    if make is None:
        return whole.encode
    chunks = make(None, whole.default, encoder.encode_basestring, None, ":", ",", sort_keys, False, True)
    return lambda value: "".join(chunks(value, 0))


written: Callable[[Mapping[str, Json]], str] = _made(sort_keys=False)
"""What a change sets, as the log has it."""

written_sorted: Callable[[Mapping[str, Json]], str] = _made(sort_keys=True)
"""Registers without a column, as their column has them."""
