"""How plausible the letters of a text are: for telling encodings apart that can all read the same bytes.

Each encoding has the languages that are written in it, and each language its letters beyond ASCII, the frequent ones
first. A word counts by the language that explains it best, and languages of which a file has more words count more: so
one Polish name in a German list does no harm, and a text that needs five languages in every line is read wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import log

_LATIN = {
    "western": {
        "German": "üäöß",
        "French": "éèçêàôâîûëïùœ",
        "Spanish": "óíáéñúü",
        "Portuguese": "ãçáéíóõêâúôà",
        "Italian": "àèìòùé",
        "Catalan": "éèóàíçòúïü",
        "Swedish": "äöåé",
        "Danish": "øæåé",
        "Finnish": "äöåšž",
        "Icelandic": "áðíóþéöúæý",
        "Dutch": "ëïéöü",
    },
    "central": {
        "Polish": "łóąśężćńź",
        "Czech": "íáéřčšěýžůúťďňó",
        "Slovak": "áíéčšýžľúťôňóďäĺŕ",
        "Hungarian": "áéöóőüíúű",
        "Romanian": "ăşţîâ",
        "Croatian": "čćšžđ",
        "Slovenian": "čšž",
        "German": "üäöß",
    },
}
"""Letters by language, the frequent ones first."""

_CYRILLIC = {
    "Russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "Ukrainian": "оаниівртеслкудмпязьбгйчхжцюшєїщфґ",
    "Bulgarian": "аиоентрсвлкдпмзъбугчйяшцжхщюфь",
    "Serbian": "аиоенртсвјукдлмпгбзчшжћцњљђхџф",
}

_SHARED = frozenset("äöüßéáíóúâîôëçý")
_SHARED_LETTER = log(0.2)
"""Letters that are the same byte in cp1252 and cp1250: which languages have them counts, and not how often."""

_LEAST_SHARE = 0.05
"""How much a language counts at least of which a file has hardly any words."""

_ODD_PAIRS = {
    "õ": re.compile("õ(?!e)"),
    "ã": re.compile("ã(?![eo]|s?$|n)"),
    "ñ": re.compile("ñ(?![aeiouáéíóú])|(?<![aeiouáéíóúü])ñ"),
    "è": re.compile("è(?![bcdfglmnprstvz]{1,2}e|s?$|[cn]i|t)"),
    "æ": re.compile("æ$"),
    "ê": re.compile("ê(?![mnctvlprz])"),
    "ń": re.compile("ń(?=[aeiouáéíóúy])"),
    "ć": re.compile("^ć[bcdfghjklmnprstz]"),
    "ă": re.compile("ă(?=[aeioă])"),
    "ŕ": re.compile("^ŕ|ŕ$"),
    "ř": re.compile("ř[ln]"),
}
"""Where a letter does not stand in the languages that have it."""

_MISSING = log(0.0005)
"""A letter of none of the languages."""

_SYMBOL = log(0.0003)
"""A sign amid letters, as in `K£ln`."""

_SIGN, _RARE_SIGN = log(0.1), log(0.002)
"""A sign that is often typed, and one that hardly ever is."""

_ODD = log(0.01)
"""Two letters that do not stand beside each other, or a sign where it does not belong."""

_MIXED = log(0.001)
"""Letters of two scripts in one word."""

_COMMON_SIGNS = frozenset("’‘“”„–—…€£§©®°«»·•™½²³ºª¡¿´")
_ENDINGS = frozenset({"", "s", "S", "t", "T", "d", "m", "ll", "re", "ve", "n"})
"""What stands behind an apostrophe in a word, if not before it stands a letter or two (l’été, O’Brien)."""

_TOKEN = re.compile(r"[^\s,;|\t\"<>()\[\]{}/\\:@&+=0-9._*!?#%~^$'`-]+")
"""What may be a word."""

_MOST_WORDS = 3_000


def rate_text(text: str, script: str) -> float:
    """Return the logarithm of how likely a text is in a script.

    It is `western`, `central` (both Latin), `cyrillic`, `japanese` or `chinese`.
    Only what stands beyond ASCII counts, so figures of the same bytes read in different ways can be compared.
    """
    tokens = Counter(token for token in _TOKEN.findall(text) if not token.isascii())
    words = tokens.most_common(_MOST_WORDS)
    if script in {"japanese", "chinese"}:
        rate_character = _rate_japanese if script == "japanese" else _rate_chinese
        return sum(count * _rate_cjk(word, rate_character) for word, count in words)
    ratings = [(_rate_signs(word, script), _rate_by_language(word, script)) for word, _ in words]
    counts = [count for _, count in words]
    total = sum(count * signs for count, (signs, _) in zip(counts, ratings, strict=True))
    return total + _mix_languages([by_language for _, by_language in ratings], counts)


def _mix_languages(ratings: Sequence[Sequence[float]], counts: Sequence[int]) -> float:
    """Return how likely words are, each by the language that explains it best; rare languages explain less."""
    if not ratings:
        return 0.0
    size = len(ratings[0])
    shares = [1 / size] * size
    for _ in range(3):
        word_counts = [0.5] * size
        for rating, count in zip(ratings, counts, strict=True):
            if any(rating):
                likely = [rate + log(share) for rate, share in zip(rating, shares, strict=True)]
                word_counts[likely.index(max(likely))] += count
        whole = sum(word_counts)
        shares = [max(part / whole, _LEAST_SHARE) for part in word_counts]
    return sum(
        count * max(rate + log(share) for rate, share in zip(rating, shares, strict=True))
        for rating, count in zip(ratings, counts, strict=True)
        if any(rating)
    )


# -- alphabets


@lru_cache(maxsize=8)
def _list_languages(script: str) -> tuple[dict[str, float], ...]:
    """Return the letters of each language with the logarithm of how frequent they are among those beyond ASCII."""
    languages = _CYRILLIC if script == "cyrillic" else _LATIN[script]
    tables = []
    for letters in languages.values():
        weights = [1 / (rank + 1.5) for rank in range(len(letters))]
        whole = sum(weights)
        tables.append(
            {
                letter: _SHARED_LETTER if letter in _SHARED else log(weight / whole)
                for letter, weight in zip(letters, weights, strict=True)
            }
        )
    return tuple(tables)


def _rate_by_language(word: str, script: str) -> list[float]:
    letters = [letter.lower() for letter in word if not letter.isascii() and _is_letter(letter)]
    return [sum(table.get(letter, _MISSING) for letter in letters) for table in _list_languages(script)]


def _rate_signs(word: str, script: str) -> float:
    """Return what speaks against a word whatever its language: signs in it, case, letters beside each other."""
    rating = 0.0
    run = 0
    for place, letter in enumerate(word):
        before = word[place - 1 : place]
        if letter.isascii():
            run = 0
            continue
        if not _is_letter(letter):
            rating += _rate_sign(word, place)
            run = 0
            continue
        run += 1
        if script != "cyrillic" and run > 1:  # Latin words have few letters beyond ASCII
            rating += log(0.3) if run == 2 else log(0.05)
        if letter.isupper() and before.islower():
            rating += log(0.002)
        elif letter.islower() and letter != "ß" and place > 1 and word[place - 2 : place].isupper():
            rating += log(0.05)
        odd = _ODD_PAIRS.get(letter.lower())
        if odd is not None and any(match.start() == place for match in odd.finditer(word.lower())):
            rating += _ODD
    if script == "cyrillic" and any(letter.isascii() and letter.isalpha() for letter in word):
        rating += _MIXED
    if len(word) == 1 and word.isupper():
        rating += log(0.0001)
    return rating


def _rate_sign(word: str, place: int) -> float:
    letter, before, behind = word[place], word[:place], word[place + 1 :]
    if letter == "’" and before and (len(before) <= 2 or behind in _ENDINGS):
        return _SIGN
    is_inside = before[-1:].isalpha() and behind[:1].isalpha()
    if letter in _COMMON_SIGNS:
        if is_inside:
            return _ODD + _SIGN
        return _SIGN if not word.strip(letter) or letter in "’‘“”„–—…«»®™©´" else _SYMBOL
    return _SYMBOL if before[-1:].isalpha() or behind[:1].isalpha() else _RARE_SIGN


def _is_letter(letter: str) -> bool:
    return letter.isalpha() and letter not in "ªº"


# -- Japanese and Chinese


def _rate_cjk(word: str, rate_character: Callable[[str], float]) -> float:
    rating = sum(rate_character(letter) for letter in word if not letter.isascii())
    return rating + (log(0.02) if any(letter.isascii() and letter.isalpha() for letter in word) else 0)


@lru_cache(maxsize=10_000)
def _rate_japanese(letter: str) -> float:
    if "ぁ" <= letter <= "ヿ":
        return -1.5
    if "\u3000" <= letter <= "\u303f" or "！" <= letter <= "～":
        return -2.5
    if "｡" <= letter <= "ﾟ":  # half as wide
        return -10.0 if letter <= "･" else -4.5
    return {1: -4.0, 2: -8.0}.get(_find_level(letter, "euc_jp", 0xD0), -9.0)


@lru_cache(maxsize=10_000)
def _rate_chinese(letter: str) -> float:
    if "\u3000" <= letter <= "\u303f" or "！" <= letter <= "～":
        return -2.5
    return {1: -4.0, 2: -8.0}.get(_find_level(letter, "gb2312", 0xD8), -9.0)


def _find_level(letter: str, codec: str, second: int) -> int:
    """Return 1 for an ideograph of the frequent half of a national standard, 2 for the other half, else 0."""
    if not "一" <= letter <= "鿿":
        return 0
    try:
        first_byte = letter.encode(codec)[0]
    except UnicodeEncodeError:
        return 0
    return (1 if first_byte < second else 2) if first_byte >= 0xB0 else 0
