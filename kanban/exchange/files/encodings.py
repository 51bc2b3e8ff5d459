"""Which encoding a text is in."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.file_kinds import check_is_text
from kanban.exchange.files.tables import format_name

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 1 << 20
"""Bytes read at once: a file of any size is looked through in the memory of one piece."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file is read as text."""

    codec: str
    odd_lines: tuple[int, ...] = ()
    """Physical lines of a UTF-8 file on which bytes stand that are not UTF-8, from 1; they are read as cp1252."""

    is_guessed: bool = False
    """Nothing in the file tells that it is this encoding."""

    @property
    def errors(self) -> str:
        """What `open` does with bytes that the codec can't read."""
        if self.odd_lines:
            return _AS_CP1252
        return "replace" if self.codec == "cp1252" else "strict"


def _read_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    odd = error.object[error.start : error.end]
    # C2 and C3 begin the Western letters of UTF-8: alone they are half of one rather than the Â or Ã of cp1252
    return odd.decode("cp1252", "replace") if odd[0] not in {0xC2, 0xC3} else "\ufffd", error.end


_AS_CP1252, _COUNTING = "kanban.cp1252", "kanban.counting"
codecs.register_error(_AS_CP1252, _read_as_cp1252)


def detect_encoding(path: Path, head: bytes, wanted: str | None = None) -> Encoding:
    """Detect a file's encoding: by its byte order mark, else UTF-8, UTF-16, cp1252 in this order.

    A few bytes that are not UTF-8 do not make a file of another encoding: they cost their own letters alone. `wanted`
    overrides all that and is checked; `head` is how the file begins. Raises KanbanError with a sentence that names the
    file: it can't be read, is no text, or is not in the encoding that was asked for.
    """
    name = format_name(path)
    try:
        if wanted is not None:
            return Encoding(_check_encoding(path, name, wanted))
        marked = next((codec for mark, codec in _MARKS if head.startswith(mark)), None)
        codec_by_mark = marked or _detect_utf16(head)
        if codec_by_mark is None:
            check_is_text(path, head)
            return Encoding("utf-8") if _find_bad_byte(path, "utf-8") is None else _detect_mostly_utf8(path, "utf-8")
        if codec_by_mark == "utf-8-sig" and _find_bad_byte(path, codec_by_mark) is not None:
            return _detect_mostly_utf8(path, codec_by_mark)
        return Encoding(_check_encoding(path, name, codec_by_mark))
    except OSError as fault:
        raise KanbanError(f"“{name}” can't be read: {fault.strerror or fault}.") from fault


def _detect_mostly_utf8(path: Path, codec: str) -> Encoding:
    """Tell UTF-8 with a few bad bytes from cp1252, whose letters hardly ever form UTF-8 by chance.

    With a UTF-8 mark it is UTF-8; else odd bytes must be rare beside letters that are UTF-8.
    """
    odd: list[int] = []
    lines = 1

    def note(error: UnicodeError) -> tuple[str, int]:
        if isinstance(error, UnicodeDecodeError):
            odd.append(lines + error.object[: error.start].count(b"\n"))
        return "", getattr(error, "end", 0)

    codecs.register_error(_COUNTING, note)
    decoder = codecs.getincrementaldecoder(codec)(_COUNTING)
    letters = 0
    with path.open("rb") as stream:
        while True:
            piece = stream.read(_PIECE)
            decoded = decoder.decode(piece, final=not piece)
            letters += len(decoded) - len(decoded.encode("ascii", "ignore"))
            lines += piece.count(b"\n")
            if not piece:
                break
    if codec == "utf-8" and (not letters or (len(odd) > 1 and len(odd) * 2 > letters)):
        return Encoding("cp1252", is_guessed=True)
    return Encoding(codec, tuple(dict.fromkeys(odd)))


def _detect_utf16(head: bytes) -> str | None:
    """Detect UTF-16 without a byte order mark: one byte of each header letter is nearly always 0."""
    start = head[:400]
    half = len(start) // 2
    if half < 4:
        return None
    low, high = start[0::2].count(0), start[1::2].count(0)
    if high > half * 0.7 and low < half * 0.1:
        return "utf-16-le"
    if low > half * 0.7 and high < half * 0.1:
        return "utf-16-be"
    return None


def _check_encoding(path: Path, name: str, wanted: str) -> str:
    try:
        "".encode(wanted)  # refuses what is no encoding of text, such as “hex”
        codec = codecs.lookup(wanted)
    except (LookupError, ValueError):
        raise UsageFault(
            f"“{shorten(clean_line(wanted), 40)}” is not an encoding: try utf-8, utf-16, cp1252 or latin-1."
        ) from None
    at = _find_bad_byte(path, codec.name)
    if at is not None:
        raise KanbanError(f"“{name}” is not {codec.name} text (see byte {at:,}): try --encoding cp1252.")
    return "utf-8-sig" if codec.name == "utf-8" else codec.name


def _find_bad_byte(path: Path, codec: str) -> int | None:
    """Return roughly where a file stops being text in this encoding; None if all of it is text."""
    decoder = codecs.getincrementaldecoder(codec)()
    before = 0
    with path.open("rb") as stream:
        while True:
            piece = stream.read(_PIECE)
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeError as fault:
                return before + (fault.start if isinstance(fault, UnicodeDecodeError) else 0)
            if not piece:
                return None
            before += len(piece)
