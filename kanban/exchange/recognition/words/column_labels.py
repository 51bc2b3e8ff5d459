"""What a label means that is no known word itself: it is read as words, and what stands around them is left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.values.money import list_currencies, parse_amount
from kanban.domain.values.text import fold
from kanban.exchange.recognition.words import near_words
from kanban.exchange.recognition.words.headers import COMMON_LINES, parse_lines
from kanban.exchange.recognition.words.languages import PHRASES, find_english, read_english, translate
from kanban.exchange.recognition.words.near_words import split_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Reading:
    """A label as words."""

    words: tuple[str, ...]
    """English, singular, folded."""
    unit: str | None
    """The currency that it names, as a code."""
    doubts: tuple[str, ...]
    """Words in brackets that are neither a unit nor a known kind of the field."""


@dataclass(frozen=True, slots=True, order=True)
class Meaning:
    """A field that a label may mean; smaller ones are better."""

    is_weak: bool
    distance: int
    """How many words were left out."""
    field: str


_STOP = split_words(
    "the a an and when did they from your my our their his her this that of in for is are do does did you we"
    " i it s what which who please hi hello hey okay thanks"
    " enter select provide give de del della dello dei di do da das dos du des le la les el los las il lo der die"
    " den dem des das van het een und y e et en o zu zum zur beim bei chez presso fur pour per para por ihre ihr"
    " votre su sua seu"
)
_LONE_LETTERS = re.compile(r"(?:(?<=\W)|^)(?:l|d|qu|all|dell|nell|un)['’](?=\w)", re.IGNORECASE)
_HUMPS = re.compile(r"(?<=[a-zß-ÿ]{2})(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2,})")
_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_WORDS = re.compile(r"[^\W\d_]+|\d+|[%#]")
_SIGNS = re.compile(r"[$€£¥₹₽₺₩]|(?<![A-Za-z])(?:R\$|US\$|A\$|C\$)")
_CUSTOM_FIELD = re.compile(
    r"\s*(?:custom field\s*\((.*)\)|custom[.:]\s*(.+?)(?:\.name)?|(.*\S)\s+cf_\d+)\s*", re.IGNORECASE
)
"""How Jira, Close and Copper write the label of a field that people added."""

_KINDS = split_words(
    "work home mobile office business private personal primary main optional required percent utc gmt cet local"
    " recommended name if any given family legal e g eg max characters select one dd mm yyyy yy iso in total net gross"
    " currency sale sales dropdown text date"
)
"""What in brackets says only which one or in which shape, and may be left out."""

_NAME_PARTS = frozenset({"first", "last", "full", "given", "family"})
SPOIL = split_words(
    "k m mn mio 000 000s thousand thousands million millions id ids count history old previous weighted score rate opt"
    " out ext extension days hours age code hash no not"
)
"""What in brackets makes a label mean something else: `Amount (k)` is not an amount, `Email (opt out)` no address."""


@lru_cache(4096)
def read_label(label: str) -> Reading:
    """Read a label as words."""
    inner = _CUSTOM_FIELD.fullmatch(label)
    text = read_english(next(filter(None, inner.groups()), "") if inner else label)
    unit = _find_sign(text)
    text = _SIGNS.sub(" ", text)
    groups = [split_label(group) for group in _BRACKETS.findall(text)]
    words = split_label(_BRACKETS.sub(" ", text))
    doubts: list[str] = []
    for group in groups:
        if english := _name_part(group):
            words = english.split()
            continue
        codes = [code for word in group if (code := _find_code(word))]
        if codes and len(group) <= 2:
            unit = unit or codes[0]
        elif group and _NAME_PARTS.issuperset(group) and words == ["name"]:
            words += group
        elif near_words.OBJECTS.issuperset(group):
            words = group + words
        elif not _KINDS.issuperset(group) and not _KINDS.issuperset(_reduce_words(group)) and group[:1] != ["with"]:
            doubts += group
    if len(words) > 1:
        codes = [code for word in (words[0], words[-1]) if (code := _find_code(word))]
        if codes:
            unit = unit or codes[0]
            words = [word for word in words if not _find_code(word)]
    return Reading(_reduce_words(words), unit, tuple(doubts))


def _name_part(group: Sequence[str]) -> str | None:
    """Return the part of a name that brackets tell in another language: `Nom du contact (nom de famille)`."""
    english = read_english(" ".join(group))
    return english if english in {"first name", "last name"} else None


def drop_shared_prefix(header: Sequence[str]) -> list[str]:
    """Return labels without the prefix that most of them have, as columns of a database do: `kun_telefon`.

    So do those of fields that people added to Salesforce, with their object and the end of each: `Deal__c:Amount__c`.
    """
    if any(_ADDED.search(label) for label in header):
        return drop_shared_prefix([_ADDED.sub("", label) for label in header])
    prefixes = [match[0].casefold() if (match := _PREFIX.match(label)) else "" for label in header]
    shared, count = Counter(filter(None, prefixes)).most_common(1)[0] if any(prefixes) else ("", 0)
    word = shared.rstrip("_.")
    if count < _MANY or count < 0.6 * len(header) or word in near_words.KNOWN_OBJECTS:
        return list(header)
    return [
        label.strip()[len(shared) :] if prefix == shared else label
        for label, prefix in zip(header, prefixes, strict=True)
    ]


_ADDED = re.compile(r"^\s*\w+?__(?:c|pc|r)[:.](?=\w)|(?<=\w)__(?:c|pc)\s*$")
"""What Salesforce puts around the name of a field that people added, of an object of theirs."""

_PREFIX = re.compile(r"\s*[^\W\d_]{1,12}[_.](?=[^\W_])")
_MANY = 4
"""Labels that must share a prefix before it is one."""


def find_bought(header: Sequence[str]) -> frozenset[int]:
    """Return the places of columns of what people bought: of tickets in a list of guests, of deals in one of leads."""
    labels = [set(read_label(label).words) for label in header]
    is_event, is_of_people = any(words & _OF_EVENTS for words in labels), any("email" in words for words in labels)
    return frozenset(
        n
        for n, words in enumerate(labels)
        if (is_event and "ticket" in words) or (is_of_people and header[n].strip().casefold() in _RELATED)
    )


_RELATED = frozenset({"deals", "opportunities", "orders", "projects", "tasks"})
"""Labels of columns that name records of other tables, as Airtable and Notion link them."""


_OF_EVENTS = split_words("attendee registration registrant guest checked dietary event rsvp")


def find_key(label: str) -> str:
    """Return the squashed English label to look up; `Deal $` is an amount and no deal."""
    key = find_english(label)
    return "dealvalue" if key in {"deal", "opportunity", "sale"} and _find_sign(label) else key


def find_meanings(label: str) -> list[Meaning]:
    """Return the fields that a label may mean, best first; none for a label that nothing here is near."""
    reading = read_label(label)
    if (
        not reading.words
        or reading.words[-2:] in _OF_SOMETHING_ELSE
        or UNNAMED.fullmatch(label)
        or _COUNT.fullmatch(label)
        or SPOIL.intersection(reading.doubts)
        or _asks_yes_or_no(label)
    ):
        return []
    if _HEARD.match(fold(label)):
        return [Meaning(False, 0, "source")]
    return _match_words(reading) or _match_parts(label)


_HEARD = re.compile(
    r"\W*(?:how|where) (?:did|have|do) you (?:first )?(?:hear|heard|learn|find|found)(?: out)?\b(?!.*\belse\b)"
)
"""A question that asks for the source, whatever it names us by."""


_OF_SOMETHING_ELSE = {("net", "worth"), ("household", "income"), ("credit", "score")}
"""How labels end that seem to hold the amount of a deal, and tell what somebody has."""


def _asks_yes_or_no(label: str) -> bool:
    """Tell whether a label is of a mark such as `is_customer`, which holds yes or no and nobody's name."""
    words = split_label(label)
    return len(words) > 1 and words[0] in {"is", "has", "had", "was"}


def _match_parts(label: str) -> list[Meaning]:
    """Return what the parts of `Store / Company` mean, as a guess, unless they mean different fields."""
    parts = [part for part in re.split(r"/|\bor\b", label) if part.strip()]
    best = [meanings[0] for part in parts for meanings in [_match_words(read_label(part))] if meanings]
    is_clear = len(parts) == 2 and len({meaning.field for meaning in best}) == 1
    return [Meaning(True, best[0].distance, best[0].field)] if is_clear else []


def _match_words(reading: Reading) -> list[Meaning]:
    best: dict[str, Meaning] = {}
    for table, is_weak in ((list_sure_words(), bool(reading.doubts)), (list_weak_words(), True)):
        for core, before, after in _strip_words(reading.words):
            for field in table.get("".join(core), ()) or table.get(" ".join(sorted(core)), ()):
                if near_words.BEFORE.get(field, _NONE).issuperset(before) and near_words.AFTER.get(
                    field, _NONE
                ).issuperset(after):
                    meaning = Meaning(is_weak, len(before) + len(after) + ("email" in after), field)
                    best[field] = min(best.get(field, meaning), meaning)
    if reading.unit:
        best = {field: meaning for field, meaning in best.items() if field in {"value", "currency"}}
    return sorted(best.values(), key=lambda meaning: (meaning.is_weak, meaning.distance))


_HINTS = {
    "stage": split_words("stage status phase step pipeline lane column"),
    "owner": split_words("owner rep agent manager assignee seller salesperson responsible assigned executive"),
    "value": split_words("value amount revenue price budget worth acv arr mrr tcv"),
}
NO_HINTS = split_words(
    "id number count date time history rate email phone type category code url link score age day currency"
    " annual employee reason"
    " name none of change changed updated modified"
)


_COUNT = re.compile(
    r"\W*total\W+(?:number of |of )?(?:orders|deals|leads|contracts|quotes|projects|tasks)\W*", re.IGNORECASE
)
"""A label of a number of things, which is no amount."""

UNNAMED = re.compile(r"(?:column|spalte|columna|colonne|coluna|unnamed:?) ?\d+", re.IGNORECASE)
"""What a column without a label is called."""


def list_hints(label: str) -> tuple[str, ...]:
    """Return the fields out of stage, owner and value that a label might mean, by a word in it."""
    words = read_label(label).words
    if UNNAMED.fullmatch(label) or NO_HINTS.intersection(words):
        return ()
    return tuple(field for field, hints in _HINTS.items() if hints.intersection(words))


_NONE: frozenset[str] = frozenset()


def _strip_words(words: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], Sequence[str]]]:
    """Give what may be the core of a label, with the words before and behind it, the longest first."""
    for dropped in range(min(len(words), 5)):
        for before in range(dropped + 1):
            after = len(words) - (dropped - before)
            yield words[before:after], words[:before], words[after:]


def split_label(text: str) -> list[str]:
    """Split a label into folded words, without articles and signs."""
    text = (
        re.sub(r"#(?=\s*\d)", " ", _LONE_LETTERS.sub(" ", text))
        .replace("’s ", " ")
        .replace("'s ", " ")
        .replace("'", "")
    )
    folded = fold(_HUMPS.sub(" ", text))
    words = ["percent" if word == "%" else "number" if word == "#" else word for word in _WORDS.findall(folded)]
    return words[:12]


def _reduce_words(words: Iterable[str]) -> tuple[str, ...]:
    """Translate and shorten words: English, singular, without fillers, no word or group twice in a row."""
    joined = f" {' '.join(words)} ".replace(" e mail", " email ").replace(" e mails ", " email ").replace("  ", " ")
    for phrase, english in PHRASES.items():
        joined = joined.replace(phrase, english)
    synonyms = _synonyms()
    reduced: list[str] = []
    for word in joined.split():
        if word in _STOP:
            continue
        known = [_make_singular(part) for part in translate(word, _make_singular(word)).split()]
        for plain in (synonyms.get(part, part) for part in known):
            if not reduced or reduced[-1] != plain:
                reduced.append(plain)
    half = len(reduced) // 2
    if half and reduced[:half] == reduced[half:]:
        reduced = reduced[:half]
    return tuple(reduced)


def _make_singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _find_sign(text: str) -> str | None:
    """Return the currency whose sign a label has."""
    sign = _SIGNS.search(text)
    try:
        return parse_amount(f"{sign[0]}1").currency if sign else None
    except UsageFault:
        return None


def _find_code(word: str) -> str | None:
    """Return the currency that a folded word of a label names."""
    if len(word) == 3 and word.isalpha():
        return word.upper() if word.upper() in list_currencies() and word not in _WORDS_AND_CODES else None
    return {"euro": "EUR", "euros": "EUR", "dollars": "USD"}.get(word)


_WORDS_AND_CODES = frozenset({"all", "top", "try", "mad", "cup", "gel", "bam", "lei", "sos", "ron"})
"""Words of labels that are codes of currencies too."""


@lru_cache(1)
def _synonyms() -> dict[str, str]:
    return near_words.parse_synonyms(near_words.SYNONYMS)


@lru_cache(1)
def list_sure_words() -> dict[str, tuple[str, ...]]:
    """Return the fields that words surely mean, by these words together and in the order of letters."""
    lines = [(field, word) for field, words in parse_lines(near_words.SURE) for word in words]
    objects = sorted((near_words.DEAL | {"ticket"}) - {"lead"})
    lines += [("title", f"{thing} {word}") for thing in objects for word in ("title", "name", "subject")]
    lines += [("title", "lead title"), ("title", "deal"), ("title", "opportunity"), ("title", "card")]
    lines += [
        ("contact", f"{who} {word}") for who in sorted(near_words.PERSON - {"client", "customer", "buyer"})
        for word in ("name", "fullname")
    ]  # fmt: skip
    return _index_words([*lines, *((field, word) for field, words in parse_lines(COMMON_LINES) for word in words)])


@lru_cache(1)
def list_weak_words() -> dict[str, tuple[str, ...]]:
    """Return the same for words that often mean a field, and sometimes something else."""
    return _index_words((field, word) for field, words in parse_lines(near_words.WEAK) for word in words)


def _index_words(lines: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return fields by their words, written together and in the order of letters."""
    index: dict[str, tuple[str, ...]] = {}
    for field, label in lines:
        words = _reduce_words(split_label(label))
        for key in {"".join(words), " ".join(sorted(words))}:
            if field not in index.get(key, ()):
                index[key] = (*index.get(key, ()), field)
    return index
