"""Text from people: made harmless at every door, folded for search, measured and cut for a terminal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from kanban.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_TITLE = 500
"""Characters of a title."""

MAX_TEXT = 32_000
"""Characters of a comment or of any other long text."""

# compiled when they are first used: most text is plain, and no start waits for them
_LINE_ENDS = r"\r\n?"
_HARMFUL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_UNSEEN = (0xFEFF, 0xFFFE, 0x200B, 0x200C, 0x200D, 0x2060, 0x00AD)
"""Byte-order marks, joiners and hyphens that nobody sees."""

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {0x7F: "␡"}
"""What is shown for a control character; for all else that is harmful, the replacement character."""


def clean(text: str) -> str:
    r"""Make text harmless: what steers a terminal or turns the reading order is replaced by a visible sign.

    Lines are kept and end in \n, tabs stay. Text that was harmless comes back as it is, and so does cleaned text.
    """
    if text.isprintable():
        return text
    if "\r" in text:
        text = re.sub(_LINE_ENDS, "\n", text)
    return re.sub(_HARMFUL, _picture, text)


def _picture(match: re.Match[str]) -> str:
    return _PICTURES.get(ord(match[0]), "\ufffd")


def clean_line(text: str) -> str:
    """Make text harmless and one line: white space of any kind and length becomes one space, none at the ends."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(clean(text).split())


def without_marks(text: str) -> str:
    """Return text without byte-order marks and other signs of no width, which come along when a token is copied or saved."""
    return text if text.isascii() else text.translate(dict.fromkeys(_UNSEEN))


def fold_name(text: str) -> str:
    """Give what names are compared by: as in a search, and signs of no width set aside, which nobody sees in a name."""
    return fold(without_marks(text))


def titled(text: str) -> str:
    """Make a card's title of what was typed. Raises Refused if nothing shows, or past MAX_TITLE characters."""
    title = clean_line(text)
    if not cells(title):
        raise Refused("A card needs a title: a few words that say who it is about.")
    if len(title) > MAX_TITLE:
        raise Refused(
            f"The title “{title[:40]}…” has {len(title):,} characters and at most {MAX_TITLE} fit: "
            "shorten it and put the rest in a comment."
        )
    return title


def body(text: str) -> str:
    """Make a comment's text of what was typed. Raises Refused if nothing shows, or past MAX_TEXT characters."""
    kept = clean(text).strip()
    if not kept:
        raise Refused("A comment needs some words.")
    if len(kept) > MAX_TEXT:
        raise Refused(
            f"The comment has {len(kept):,} characters and at most {MAX_TEXT:,} fit: link a document instead."
        )
    return kept


_PLAIN = str.maketrans(
    {
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
        "ı": "i", "ŋ": "n", "Ŋ": "n", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ß": "ss", "ẞ": "ss",
        "’": "'", "‘": "'", "‛": "'", "ʼ": "'", "ʻ": "'", "′": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "\u00a0": " ", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    }
)  # fmt: skip
"""Letters that are no others with an accent, as who has no such key types them; typographic signs likewise."""


def fold(text: str) -> str:
    """Give what search compares: case, accents, width and typographic signs set aside (“Ångström”, “Łukasz’” → “lukasz'”).

    Marks that make another letter in their script (Japanese voicing, Indic and Thai vowels) stay.
    """
    return text.lower() if text.isascii() else fold_accents(text.translate(_PLAIN))


def fold_accents(text: str) -> str:
    """Fold case, accents and width alone: the fold of version 0.1.0, on which ids of imported cards rest."""
    if text.isascii():
        return text.lower()
    bare = "".join([char for char in unicodedata.normalize("NFKD", text) if not _is_accent(char)])
    return unicodedata.normalize("NFC", bare.casefold())


@lru_cache(4096)
def _is_accent(char: str) -> bool:
    place = unicodedata.combining(char)  # 10 to 36: points of Hebrew, Arabic and Syriac; from 200 on: accents
    return place >= 200 or 10 <= place <= 36


_DIALLED = re.compile(r"[+(]?\d[\d ().\u00a0/-]*\d")
"""A number as people write it to be dialled, with blanks, brackets, dots, slashes or hyphens."""


def several(count: int, thing: str) -> str:
    """Return `1 card`, `2 cards`, `1,200 cards`."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


LEAST_DIGITS, LAST_DIGITS = 5, 8
"""Digits from which on a number may be one of a phone, and how many of its last ones are compared: a country's code or a
leading 0 comes before them, or does not."""


def dialled(text: str) -> str:
    """Give the digits of each number in a text that is written with more than digits, a line each; mostly nothing."""
    runs = [run for run in _DIALLED.findall(text) if not run.isdigit()]
    numbers = ["".join(filter(str.isdigit, run)) for run in runs]
    return "\n".join(number for number in numbers if len(number) >= LEAST_DIGITS)


def number_word(word: str) -> str:
    """Give what is looked for where somebody types a number, however they write it; any other word as it is."""
    if not word[-1:].isdigit() or not _DIALLED.fullmatch(word):
        return word
    digits = "".join(filter(str.isdigit, word))
    if len(digits) < LEAST_DIGITS:
        return word
    return digits[-LAST_DIGITS:] if len(digits) >= LAST_DIGITS else digits.lstrip("0") or digits


_PIECE = re.compile(r"[+(]*\d[\d()./-]*")
_COUNTRY = re.compile(r"(?:\+|00)\d{1,3}")


def number_of(pieces: Sequence[str]) -> str | None:
    """Give what is looked for where words in a row are one phone number, as in `+49 151 234567` or `(555) 123-4567`.

    None where they are none: a number of several words begins with `+`, `(` or 0. The country's code says nothing: whoever
    wrote the number down may have left it out.
    """
    if len(pieces) < 2 or pieces[0][0] not in "+(0" or not all(map(_PIECE.fullmatch, pieces)):
        return None
    abroad = _COUNTRY.fullmatch(pieces[0]) is not None
    digits = "".join(filter(str.isdigit, "".join(pieces[abroad:]))).lstrip("0")
    return digits[-LAST_DIGITS:] if len(digits) >= LEAST_DIGITS else None


def phone_word(word: str) -> str:
    """Give what is looked for in phone numbers: digits alone, without what comes before a number at home or abroad."""
    digits = word.translate(str.maketrans("", "", BETWEEN_DIGITS))
    if not digits.isdigit():
        return number_word(word)
    return digits[-LAST_DIGITS:] if len(digits) >= LAST_DIGITS else digits.lstrip("0") or digits


BETWEEN_DIGITS = " ().-/+\u00a0"
"""What people put between the digits of a phone number."""


def compact_number(phone: str) -> str:
    """Give a phone number, folded, without what stands between its digits."""
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
"""Code points of scripts that are written without spaces, or, as Korean, with endings joined to the word."""


@lru_cache(4096)
def _stands_alone(char: str) -> bool:
    code = ord(char)
    return code >= 0x0E00 and any(start <= code <= end for start, end in _UNSPACED)


def words(text: str) -> list[str]:
    """Split into folded words for search: runs of letters and digits; where a script has no spaces, each letter."""
    folded = fold(text)
    if folded.isascii() or max(folded) < "\u0300":
        return _RUN.findall(folded)
    found: list[str] = []
    inside = False
    for char in folded:
        if char.isalnum():
            if inside and not _stands_alone(char) and not _stands_alone(found[-1][0]):
                found[-1] += char
            else:
                found.append(char)
            inside = True
        elif inside and unicodedata.category(char)[0] == "M":
            found[-1] += char
        else:
            inside = False
    return found


MENTION = r"(?<![\w@/.+%=&#-])@"
"""Where a mention begins: not within an e-mail address or a link."""

NAME_END = r"(?!\w|[.@-]\w)"
"""Where a name in a mention may end: not within a longer one, nor an address."""

_ADDRESS = r"\S*(?:://|www\.)\S*"


def mentions(body: str, name: str) -> bool:
    """Whether a comment calls somebody by this folded name, and by no longer one."""
    folded = without_links(fold(body))
    return "@" in folded and re.search(f"{MENTION}{re.escape(name)}{NAME_END}", folded) is not None


def without_links(folded: str) -> str:
    """Return a folded comment without its links, in which nobody is called."""
    return re.sub(_ADDRESS, " ", folded) if "@" in folded and ("://" in folded or "www." in folded) else folded


def index_text(text: str) -> str:
    """Give what the full-text index is fed: any tokeniser that splits at what is no letter or digit finds `words`."""
    if text.isascii():
        return text.lower()
    return " ".join(words(text))


_JOINER = "\u200d"
_AS_EMOJI = "\ufe0f"
_DRAWN_FORMATS = frozenset(
    "\u00ad\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""Format characters that take a cell all the same: the soft hyphen and the number signs of Arabic."""


_EMOJI_TOO = (
    "[#*0-9\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2"
    "\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u2600-\u2604\u260e\u2611\u2618\u261d\u2620"
    "\u2622\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u265f\u2660\u2663\u2665\u2666\u2668\u267b"
    "\u267e\u2692\u2694-\u2697\u2699\u269b\u269c\u26a0\u26a7\u26b0\u26b1\u26c8\u26cf\u26d1\u26d3\u26e9"
    "\u26f0\u26f1\u26f4\u26f7-\u26f9\u2702\u2708\u2709\u270c\u270d\u270f\u2712\u2714\u2716\u271d\u2721"
    "\u2733\u2734\u2744\u2747\u2763\u2764\u27a1\u2934\u2935\u2b05-\u2b07\U0001f170\U0001f171"
    "\U0001f17e\U0001f17f\U0001f321\U0001f324-\U0001f32c\U0001f336\U0001f37d\U0001f396\U0001f397"
    "\U0001f399-\U0001f39b\U0001f39e\U0001f39f\U0001f3cb-\U0001f3ce\U0001f3d4-\U0001f3df\U0001f3f3\U0001f3f5"
    "\U0001f3f7\U0001f43f\U0001f441\U0001f4fd\U0001f549\U0001f54a\U0001f56f\U0001f570\U0001f573-\U0001f579"
    "\U0001f587\U0001f58a-\U0001f58d\U0001f590\U0001f5a5\U0001f5a8\U0001f5b1\U0001f5b2\U0001f5bc"
    "\U0001f5c2-\U0001f5c4\U0001f5d1-\U0001f5d3\U0001f5dc-\U0001f5de\U0001f5e1\U0001f5e3\U0001f5e8\U0001f5ef"
    "\U0001f5f3\U0001f5fa\U0001f6cb\U0001f6cd-\U0001f6cf\U0001f6e0-\U0001f6e5\U0001f6e9\U0001f6f0\U0001f6f3]"
)
"""Narrow signs that become an emoji, two cells wide, when the emoji selector follows (Unicode's list, as a pattern)."""


def cells(text: str) -> int:
    """Measure one cleaned line in terminal cells, as the screen counts them: emoji joined to others draw as one."""
    return len(text) if text.isascii() else _odd_cells(text)


@lru_cache(4096)  # the same few words are measured each time that they are cut, set apart and drawn
def _odd_cells(text: str) -> int:
    if _JOINER not in text and _AS_EMOJI not in text:
        return sum(map(_char_cells, text))
    return sum([width for _, width in _clusters(text)])


def _clusters(text: str) -> list[tuple[int, int]]:
    """Give, for all that is drawn as one, where it ends in the text and its cells (0 if only at the very start)."""
    found: list[tuple[int, int]] = []
    widens = False  # what an emoji selector would make two cells wide
    joined = False  # the last was a joiner: what follows belongs to the same sign
    selects = _AS_EMOJI in text
    for end, char in enumerate(text, 1):
        width = 0 if joined else _char_cells(char)
        joined = char == _JOINER and not joined
        if width:
            found.append((end, width))
            widens = selects and re.match(_EMOJI_TOO, char) is not None
        elif not found:
            found.append((end, 0))
        elif char == _AS_EMOJI and widens:
            found[-1] = (end, 2)
            widens = False
        else:
            found[-1] = (end, found[-1][1])
    return found


@lru_cache(4096)
def _char_cells(char: str) -> int:
    category = unicodedata.category(char)
    if category[0] == "M" or (category == "Cf" and char not in _DRAWN_FORMATS):
        return 0
    # Vowels and final consonants that join the Hangul letter before them; a filler; skin tones.
    if (
        "\u1160" <= char <= "\u11ff"
        or "\ud7b0" <= char <= "\ud7fb"
        or char == "\u3164"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    ):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def shorten(text: str, width: int) -> str:
    """Cut one line to at most so many cells, the last one an ellipsis; never through a letter and its accents."""
    if width <= 0:
        return ""
    if cells(text) <= width:
        return text
    if text.isascii():
        return text[: width - 1].rstrip() + "…"
    kept = taken = 0
    for end, size in _clusters(text):
        if taken + size > width - 1:
            break
        kept, taken = end, taken + size
    return text[:kept].rstrip() + "…"


def pad(text: str, width: int, align: Literal["left", "right", "center"] = "left") -> str:
    """Make one line exactly so many cells wide: cut, or filled with spaces."""
    line = shorten(text, width)
    room = width - cells(line)
    if room <= 0:
        return line
    left = {"left": 0, "right": room, "center": room // 2}[align]
    return " " * left + line + " " * (room - left)
