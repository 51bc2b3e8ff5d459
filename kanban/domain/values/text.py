"""Text from people: made safe on every way in, folded for search, quoted in sentences."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from kanban.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TITLE = 500
"""The most characters of a title."""

MAX_TEXT = 32_000
"""The most characters of a comment or another long text."""

# compiled when they are first used: most text is plain, and no start waits for them
_LINE_ENDS = r"\r\n?"
_HARMFUL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_UNSEEN = (0xFEFF, 0xFFFE, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD)
"""Invisible characters: byte-order marks, joiners and soft hyphens."""

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {0x7F: "␡"}
"""What shows for a control character; other harmful characters become the replacement character."""


def clean(text: str) -> str:
    r"""Make text safe: characters that steer a terminal or turn the reading order become visible signs.

    Lines are kept and end in \n, tabs stay. Safe text comes back unchanged, and so does cleaned text.
    """
    if text.isprintable():
        return text
    if "\r" in text:
        text = re.sub(_LINE_ENDS, "\n", text)
    return re.sub(_HARMFUL, _picture, text)


def _picture(match: re.Match[str]) -> str:
    return _PICTURES.get(ord(match[0]), "\ufffd")


def clean_line(text: str) -> str:
    """Make text safe and one line: all white space becomes single spaces, with none at the ends."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(clean(text).split())


def strip_marks(text: str) -> str:
    """Remove byte-order marks and other invisible characters, which come along when a token is copied."""
    return text if text.isascii() else text.translate(dict.fromkeys(_UNSEEN))


def fold_name(text: str) -> str:
    """Fold a name for comparing: as for search, and without invisible characters."""
    return fold(strip_marks(text))


def clean_title(text: str) -> str:
    """Clean a typed title. Raises Refused where nothing of it shows, or past MAX_TITLE characters."""
    title = clean_line(text)
    if is_blank(title):
        raise Refused("A card needs a title: a few words that say who it is about.")
    if len(title) > MAX_TITLE:
        raise Refused(
            f"The title “{title[:40]}…” has {len(title):,} characters and at most {MAX_TITLE} fit: "
            "shorten it and put the rest in a comment."
        )
    return title


def clean_body(text: str) -> str:
    """Clean a typed comment. Raises Refused where nothing of it shows, or past MAX_TEXT characters."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise Refused("A comment needs some words.")
    if len(cleaned) > MAX_TEXT:
        raise Refused(
            f"The comment has {len(cleaned):,} characters and at most {MAX_TEXT:,} fit: link a document instead."
        )
    return cleaned


_PLAIN = str.maketrans(
    {
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h", "ŧ": "t",
        "Ŧ": "t",
        "ı": "i", "ŋ": "n", "Ŋ": "n", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ß": "ss",
        "ẞ": "ss",
        "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "′": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"',
        "»": '"', "\u00a0": " ", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    }
)  # fmt: skip
"""Letters and typographic signs, as people without those keys type them."""


def fold(text: str) -> str:
    """Fold text for search: without case, accents, width and typographic signs (“Ångström”, “Łukasz’” → “lukasz'”).

    Marks that make another letter in their script (Japanese voicing, Indic and Thai vowels) stay.
    """
    return text.lower() if text.isascii() else fold_accents(text.translate(_PLAIN))


def fold_accents(text: str) -> str:
    """Fold case, accents and width only: the fold of version 0.1.0, on which ids of imported cards depend."""
    if text.isascii():
        return text.lower()
    bare = "".join([char for char in unicodedata.normalize("NFKD", text) if not _is_accent(char)])
    return unicodedata.normalize("NFC", bare.casefold())


@lru_cache(4096)
def _is_accent(char: str) -> bool:
    place = unicodedata.combining(char)  # 10 to 36: points of Hebrew, Arabic and Syriac; from 200 on: accents
    return place >= 200 or 10 <= place <= 36


_DIALLED = re.compile(r"[+(]?\d[\d ().\u00a0/-]*\d")
"""A phone number as people write it, with blanks, brackets, dots, slashes or hyphens."""


def format_count(count: int, thing: str) -> str:
    """Format a number of things: `1 card`, `2 cards`, `1,200 cards`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


LEAST_DIGITS, LAST_DIGITS = 5, 8
"""The least digits of a phone number, and how many of its last digits are compared.

The last ones, since a country code or a leading 0 may come before them.
"""


def extract_numbers(text: str) -> str:
    """Return the digits of each number written with more than digits, one a line; mostly nothing."""
    runs = [run for run in _DIALLED.findall(text) if not run.isdigit()]
    numbers = ["".join(filter(str.isdigit, run)) for run in runs]
    return "\n".join(number for number in numbers if len(number) >= LEAST_DIGITS)


def normalize_number(word: str) -> str:
    """Return the digits to search for a typed phone number, in whatever form; any other word unchanged."""
    if not word[-1:].isdigit() or not _DIALLED.fullmatch(word):
        return word
    digits = "".join(filter(str.isdigit, word))
    if len(digits) < LEAST_DIGITS:
        return word
    return digits[-LAST_DIGITS:] if len(digits) >= LAST_DIGITS else digits.lstrip("0") or digits


_PIECE = re.compile(r"[+(]*\d[\d()./-]*")
_COUNTRY = re.compile(r"(?:\+|00)\d{1,3}")


def join_number(pieces: Sequence[str]) -> str | None:
    """Return the digits to search for words in a row that are one phone number: `+49 151 234567`, `(555) 123-4567`.

    None where they are not: a number of several words begins with `+`, `(` or 0. The country code is dropped, since
    the number may be stored without it.
    """
    if len(pieces) < 2 or pieces[0][0] not in "+(0" or not all(map(_PIECE.fullmatch, pieces)):
        return None
    abroad = _COUNTRY.fullmatch(pieces[0]) is not None
    digits = "".join(filter(str.isdigit, "".join(pieces[abroad:]))).lstrip("0")
    return digits[-LAST_DIGITS:] if len(digits) >= LEAST_DIGITS else None


def normalize_phone(word: str) -> str:
    """Return the digits to search in phone numbers, without what comes before a number at home or abroad."""
    digits = word.translate(str.maketrans("", "", BETWEEN_DIGITS))
    if not digits.isdigit():
        return normalize_number(word)
    return digits[-LAST_DIGITS:] if len(digits) >= LAST_DIGITS else digits.lstrip("0") or digits


BETWEEN_DIGITS = " ().-/+\u00a0"
"""What people put between the digits of a phone number."""


def compact_number(phone: str) -> str:
    """Return a phone number, folded, without what stands between its digits."""
    return fold(phone).translate(str.maketrans("", "", BETWEEN_DIGITS))


_RUN = re.compile(r"[^\W_]+")
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1100, 0x11FF),  # Hangul letters
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x31FF),  # Kana, Bopomofo
    (0x3400, 0x9FFF),  # Han
    (0xA960, 0xA97F),  # Hangul
    (0xAC00, 0xD7FF),  # Hangul
    (0xF900, 0xFAFF),  # Han
    (0x20000, 0x3FFFF),  # Han
)
"""Code points of scripts written without spaces or, as Korean, with endings joined to the word."""


@lru_cache(4096)
def _is_alone(char: str) -> bool:
    code = ord(char)
    return code >= 0x0E00 and any(start <= code <= end for start, end in _UNSPACED)


def split_words(text: str) -> list[str]:
    """Split text into folded words for search; where a script has no spaces, each letter is one."""
    folded = fold(text)
    if folded.isascii() or max(folded) < "\u0300":
        return _RUN.findall(folded)
    split: list[str] = []
    inside = False
    for char in folded:
        if char.isalnum():
            if inside and not _is_alone(char) and not _is_alone(split[-1][0]):
                split[-1] += char
            else:
                split.append(char)
            inside = True
        elif inside and unicodedata.category(char)[0] == "M":
            split[-1] += char
        else:
            inside = False
    return split


MENTION = r"(?<![\w@/.+%=&#-])@"
"""Where a mention begins: not inside an e-mail address or a link."""

NAME_END = r"(?!\w|[.@-]\w)"
"""Where a name in a mention may end: not inside a longer one, nor an address."""

_ADDRESS = r"\S*(?:://|www\.)\S*"


def has_mention(body: str, name: str) -> bool:
    """Whether a comment mentions this folded name, and not a longer one."""
    folded = strip_links(fold(body))
    return "@" in folded and re.search(f"{MENTION}{re.escape(name)}{NAME_END}", folded) is not None


def strip_links(folded: str) -> str:
    """Return a folded comment without its links, in which nobody is mentioned."""
    return re.sub(_ADDRESS, " ", folded) if "@" in folded and ("://" in folded or "www." in folded) else folded


def build_index_text(text: str) -> str:
    """Return text for the full-text index: a tokenizer that splits at non-letters finds `split_words`."""
    if text.isascii():
        return text.lower()
    return " ".join(split_words(text))


_JOINER = "\u200d"
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Korean letters that are blank."""


def is_blank(text: str) -> bool:
    """Whether nothing of a text shows: it is empty, or only marks, joiners and fillers."""
    return not text or (not text.isascii() and all(map(_is_unseen, text)))


def _is_unseen(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "M" or category == "Cf" or char in _FILLERS


def shorten(text: str, length: int) -> str:
    """Cut a line to at most `length` characters, the last one an ellipsis; never between a letter and its accents.

    For quotes in sentences. What is drawn in columns is cut by cells (`kanban.cell_width`).
    """
    if length <= 0:
        return ""
    if len(text) <= length:
        return text
    end = length - 1
    while end and (_is_joined(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end].rstrip() + "…"


def _is_joined(char: str) -> bool:
    """Whether a character is drawn together with the one before it: marks, joiners, skin tones."""
    return not char.isascii() and (_is_unseen(char) or "\U0001f3fb" <= char <= "\U0001f3ff")
