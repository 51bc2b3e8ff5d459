"""Read a token from a file or stdin as any shell writes one: with a byte order mark, in UTF-16, with spaces."""

from __future__ import annotations

import codecs
import sys
from pathlib import Path

from kanban.cli import output
from kanban.domain.errors import NotFound, Refused
from kanban.domain.values.text import strip_marks

MOST = 4_096
"""Bytes that are read; a token has a hundred at most, twice as many in UTF-16."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins as UTF-16 does, so it goes first
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_secret(name: str) -> str:
    """Return the text of a file, of stdin for `-`, without what nobody sees around it.

    On the command line itself everybody on the machine could read it. Raises NotFound, and Refused where it is no text.
    """
    source = "stdin" if name == "-" else output.fit_line(name, 80)
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST) if sys.stdin else b""
        else:
            with Path(name).open("rb") as opened:
                raw = opened.read(MOST)
        return strip_marks(_decode(raw)).strip()
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{source} can't be read as a token.") from error


def _decode(raw: bytes) -> str:
    """Decode by the mark at the beginning; without one, every second byte of UTF-16 is zero where the text is plain."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding)
    if raw[1:2] == b"\0":
        return raw.decode("utf-16-le")
    if raw[:1] == b"\0":
        return raw.decode("utf-16-be")
    return raw.decode("utf-8")
