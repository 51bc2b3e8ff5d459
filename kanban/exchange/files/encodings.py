"""Which encoding a text is in."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.alphabets import rate_text
from kanban.exchange.files.file_kinds import check_is_text
from kanban.exchange.files.file_table import Assumption, Choice, Question, format_name

if TYPE_CHECKING:
    from pathlib import Path

_PIECE = 1 << 20
"""Bytes read at once: a file of any size is looked through in the memory of one piece."""

LEGACY = {
    "cp1252": ("Western European", "western"),
    "cp1250": ("Central European", "central"),
    "cp1251": ("Cyrillic", "cyrillic"),
    "cp932": ("Japanese, Shift-JIS", "japanese"),
    "gbk": ("Chinese", "chinese"),
    "mac_roman": ("Western European of old Macs", "western"),
}
"""Encodings that don't tell which they are: what they are called, and the alphabet by which they are rated."""

_UNUSUAL = {"cp1252": 0.0, "mac_roman": -2.5}
"""How much less usual an encoding is than cp1252, as a logarithm; -0.7 where nothing is said."""

_CLEAR, _CLEAR_OF_FEW = 3.5, 7.5
"""By how much a reading must be more likely than the next one; the second one where a file has few words for it."""

_CLEAR_OF_SOME, _CLEAR_OF_AN_OLD_MAC = 6.0, 10.0
"""The same where a file has some words, and where it would be of an old Mac, of which there are hardly any left."""

_FEW, _SOME = 3, 6
_MAKES_NO_SENSE, _FEW_MAKE_NO_SENSE = -3.6, -4.5
"""The rating of a byte beyond ASCII below which a text is nothing that we know."""

_EVIDENCE = 1 << 18
"""Bytes of lines with letters beyond ASCII that are rated."""

_WIDER = {"shift_jis": "cp932", "gb2312": "gbk"}
"""What programs write that say the former."""

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

    sample: str = ""
    """A line with letters beyond ASCII, as it is read; of a guess alone."""

    rivals: tuple[tuple[str, str], ...] = ()
    """The encodings in which the file makes as much sense, each with that line as read by it; or those that come
    nearest, where it makes none in any."""

    readings: tuple[tuple[str, str], ...] = ()
    """All encodings without marks that the file may be in, the likeliest first, each with a line as it is read by it;
    empty where the file tells its own."""

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
    """Detect a file's encoding: by its byte order mark, else UTF-8 or UTF-16, else by its letters.

    A few bytes that are not UTF-8 do not make a file of another encoding: they cost their own letters alone. `wanted`
    overrides all that and is checked; `head` is how the file begins. Raises KanbanError with a sentence that names the
    file: it can't be read, is no text, or is not in the encoding that was asked for.
    """
    name = format_name(path)
    try:
        if wanted is not None:
            codec = _check_encoding(path, name, wanted)
            return Encoding(codec, readings=_list_readings(_collect_evidence(path)) if codec in LEGACY else ())
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
        return _detect_legacy(path)
    return Encoding(codec, tuple(dict.fromkeys(odd)))


def _detect_legacy(path: Path) -> Encoding:
    """Tell by its letters which of the encodings that don't say it a text is in; cp1252 where several fit."""
    lines = _collect_evidence(path)
    raw = b"\n".join(lines)
    ratings = _rate_encodings(raw)
    fits = [codec for codec in ratings if _find_bad_byte(path, codec) is None]
    if not fits:
        return Encoding("cp1252", is_guessed=True, sample=_show(lines[0], "cp1252"))
    best = fits[0]
    size = max(sum(byte > 127 for byte in raw), 1)
    words = _count_words(raw)
    has_many = words >= _FEW
    is_clear_by = _find_margin(best, words)
    rivals = [codec for codec in fits if ratings[codec] > ratings[best] - is_clear_by]
    if ratings[best] / size < (_MAKES_NO_SENSE if has_many else _FEW_MAKE_NO_SENSE):
        rivals = fits[:3]
    line = _choose_line(lines, rivals if len(rivals) > 1 else [best])
    if len(rivals) == 1:
        return Encoding(best, is_guessed=True, sample=_show(line, best), readings=_list_readings(lines))
    chosen = "cp1252" if "cp1252" in fits else best
    readings = tuple((codec, _show(line, codec)) for codec in dict.fromkeys([*rivals[:3], chosen]))
    return Encoding(
        chosen, is_guessed=True, sample=_show(line, chosen), rivals=readings, readings=_list_readings(lines)
    )


def _find_margin(best: str, words: int) -> float:
    """Return by how much the best encoding must be likelier than others that fit, in a file of so many words."""
    if words >= _SOME:
        return _CLEAR
    if best == "mac_roman":
        return _CLEAR_OF_AN_OLD_MAC
    return _CLEAR_OF_SOME if words >= _FEW else _CLEAR_OF_FEW


def _count_words(raw: bytes) -> int:
    return len({word for word in re.split(rb"[\s,;|]+", raw) if not word.isascii()})


def _collect_evidence(path: Path) -> list[bytes]:
    """Return the first different lines that are not ASCII alone."""
    lines: dict[bytes, None] = {}
    size = 0
    with path.open("rb") as stream:
        for line in iter(partial(stream.readline, 1 << 16), b""):
            plain = line.strip()
            if not plain.isascii() and plain not in lines:
                lines[plain] = None
                size += len(plain)
                if size > _EVIDENCE:
                    break
    return list(lines)


def _rate_encodings(raw: bytes) -> dict[str, float]:
    """Return how likely each encoding is in which these bytes are text, the best first; equal readings count once."""
    ratings: dict[str, float] = {}
    codecs_by_text: dict[str, str] = {}
    for codec, (_, script) in LEGACY.items():
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        known = codecs_by_text.setdefault(text, codec)
        rating = rate_text(text, script) + _UNUSUAL.get(codec, -0.7)
        ratings[known] = max(rating, ratings.get(known, rating))
    return dict(sorted(ratings.items(), key=lambda item: -item[1]))


def _list_readings(lines: list[bytes]) -> tuple[tuple[str, str], ...]:
    """Return the encodings in which lines are text, each with one of them that shows the difference."""
    ratings = _rate_encodings(b"\n".join(lines))
    if not lines or not ratings:
        return ()
    line = _choose_line(lines, list(ratings))
    return tuple((codec, _show(line, codec)) for codec in ratings)


def _choose_line(lines: list[bytes], rivals: list[str]) -> bytes:
    """Choose the line that shows best what an encoding makes of a file, among the first ones."""
    different = [line for line in lines[:200] if len({_show(line, codec) for codec in rivals}) == len(rivals)]
    return max((different or lines)[:50], key=lambda line: (len(line) < 60, sum(byte > 127 for byte in line)))


def _show(line: bytes, codec: str) -> str:
    return shorten(clean_line(line.decode(codec, "replace")), 60)


def describe_odd_lines(name: str, text: Encoding) -> tuple[str, ...]:
    """Return a sentence on lines that are not quite in the encoding of their file; `name` is the file's."""
    lines = text.odd_lines
    if not lines:
        return ()
    which = f"line {lines[0]:,}" if len(lines) == 1 else f"lines {', '.join(f'{n:,}' for n in lines[:5])}"
    more = f" and {len(lines) - 5:,} more" if len(lines) > 5 else ""
    return (f"“{name}” is UTF-8, but not all of {which}{more}: look at the letters there.",)


def assume_encoding(name: str, text: Encoding) -> tuple[Assumption, ...]:
    """Return what was assumed of a file's encoding; `name` is the file's."""
    if not text.is_guessed:
        return ()
    sentence = f"“{name}” was read as {LEGACY[text.codec][0]} ({text.codec}), by its letters: “{text.sample}”."
    if text.rivals:
        others = " or ".join(f"“{line}” ({codec})" for codec, line in text.rivals if codec != text.codec)
        sentence = sentence.replace(", by its letters:", ", though its letters don't tell:")
        sentence += f" It could be {others}." if others else ""
    return (Assumption(sentence, "--encoding NAME"),)


def ask_encoding(name: str, text: Encoding) -> tuple[Question, ...]:
    """Return the question that a file leaves open whose encoding is not clear: its texts differ by the answer."""
    if len(text.rivals) < 2:
        return ()
    choices = tuple(Choice(codec, LEGACY[codec][0], line) for codec, line in text.rivals)
    return (Question("encoding", name, choices, "--encoding"),)


def list_encodings(text: Encoding) -> tuple[Choice, ...]:
    """Return the encodings among which somebody may choose where a file does not tell its own."""
    return tuple(Choice(codec, LEGACY[codec][0], line) for codec, line in text.readings)


def _detect_utf16(head: bytes) -> str | None:
    """Detect UTF-16 without a mark: of its commas, blanks and line ends one byte is 0, always on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if len(head) < 8 or max(even, odd) < 2 or min(even, odd) * 20 > max(even, odd):
        return None
    codec = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = codecs.getincrementaldecoder(codec)().decode(head)
    except UnicodeDecodeError:
        return None
    odd_characters = sum(not (letter.isprintable() or letter.isspace()) for letter in text)
    return codec if odd_characters * 50 <= len(text) else None


def _check_encoding(path: Path, name: str, wanted: str) -> str:
    try:
        "".encode(wanted)  # refuses what is no encoding of text, such as “hex”
        codec = codecs.lookup(wanted)
    except (LookupError, ValueError):
        raise UsageFault(
            f"“{shorten(clean_line(wanted), 40)}” is not an encoding: try utf-8, utf-16, cp1252 or latin-1."
        ) from None
    codec_name = _WIDER.get(codec.name, codec.name)
    at = _find_bad_byte(path, codec_name)
    if at is not None:
        raise KanbanError(f"“{name}” is not {codec.name} text: see byte {at:,}.")
    return "utf-8-sig" if codec_name == "utf-8" else codec_name


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
