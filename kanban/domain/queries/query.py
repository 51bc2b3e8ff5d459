"""The query language: what to find, read from `stage:nurture owner:ana value>=10000 -label:vip "trade fair"`.

Terms are ANDed; `-` negates one; `a|b` within a value is either; quotes keep blanks together. A term is one of

    word            the text in title, company, contact, e-mail, phone, label or custom field, or, from two letters
                    on, a word in a comment that begins so; a phone number is found however it is written
    field:value     stage, side, holder, owner, marketing, sales, label, currency, reason, team (whose comments it has),
                    mentions, ref, field.NAME, and what `card.QUERIED` lists: title, company, contact, source …
    field>=value    value, probability, comments, attempts, contacts, field.NAME where it holds a number, and the days
                    created, updated, entered, touched, closed, close, next (also > < <= = and `:`); a day is fri,
                    23 Nov 2026, today, 7d (seven days ago) or +7d
    has:field       the field is there (field.NAME too); no:field, it is not
    open closed won lost disqualified committed mine overdue stale unread incomplete deleted
    sort:field      the order, `-field` the other way round; several with commas, as in sort:-value,next

`next`, `overdue` and `stale` leave closed cards out, unless the query says closed, won, lost, disqualified
or names a closed stage.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, overload

from kanban import lazy
from kanban.domain.card import CUSTOM, QUERIED
from kanban.domain.errors import UsageFault
from kanban.domain.values import dates, money, text

FLAGS = (
    "open", "closed", "won", "lost", "disqualified", "committed", "mine", "overdue", "stale", "unread", "incomplete",
    "deleted",
)  # fmt: skip
"""Words that are a whole term."""

WORDY = (
    "stage", "side", "holder", "owner", "marketing", "sales", *QUERIED, "label", "currency", "reason", "team",
    "mentions", "ref",
)  # fmt: skip
"""Fields that are compared as words."""

COUNTED = ("attempts", "contacts")
"""How many activities a card has, and how many reached the prospect."""

NUMERIC = ("value", "probability", "comments", *COUNTED)
DAYS = ("created", "updated", "entered", "touched", "closed", "close", "next")
"""Fields that are compared as days, in the board's time zone."""

HAVABLE = (
    *(name for name in QUERIED if name != "title"), "value", "marketing", "sales", "owner", "next", "close", "reason",
    "label", "link", "comments", "probability",
)  # fmt: skip
"""What `has:` and `no:` accept."""

SORTS = (
    *(name for name in QUERIED if name != "phone"), "value", "stage", "owner", "marketing", "sales", "reason",
    "created", "updated", "entered", "touched", "close", "next", "probability", "comments",
    *COUNTED,
)  # fmt: skip
"""What cards can be sorted by, besides field.NAME."""

ALIASES = {
    "marketing_owner": "marketing", "sales_owner": "sales", "lost_reason": "reason", "labels": "label", "mail": "email",
    "amount": "value", "next_on": "next", "close_on": "close", "next_step": "next", "closed_at": "closed",
    "created_at": "created",
    "updated_at": "updated", "mention": "mentions", "tag": "label", "name": "title", "close_date": "close",
    "next_step_date": "next", "e_mail": "email",
}  # fmt: skip

MOST = 100
"""The most words and values in one query, since SQLite limits the depth of an expression."""

Op = Literal[":", "=", ">", ">=", "<", "<="]

TERM = re.compile(
    r"""
    (?P<neg>-)?
    (?:(?P<field>[A-Za-z_]+(?:\.(?:"[^"]*"|[^\s:<>="]+))?)(?P<op>>=|<=|[:=<>]))?
    (?P<value>(?:"[^"]*"|[^\s"])+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; all of a query's must hold."""

    field: str
    """A field, `word` for free words, or `flag`."""
    op: Op
    values: tuple[str, ...]
    """Any of these may match; words are folded.

    Other values are a number, an amount in whole units (with its currency after a space where one was named), or an
    ISO day.
    """
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to find; without terms, everything that isn't deleted."""

    terms: tuple[Term, ...] = ()
    source: str = ""
    """As it was typed."""
    sort: tuple[tuple[str, bool], ...] = ()
    """Fields to sort by, each with whether it descends; empty for the board's order."""

    @property
    def words(self) -> tuple[str, ...]:
        """The free words that must all be found, folded; without negated ones and alternatives."""
        return tuple(t.values[0] for t in self.terms if t.field == "word" and not t.is_negated and len(t.values) == 1)

    @property
    def structured(self) -> tuple[Term, ...]:
        """The terms that are not among `words`."""
        return tuple(t for t in self.terms if t.field != "word" or t.is_negated or len(t.values) > 1)

    @property
    def has_deleted_term(self) -> bool:
        """Whether it asks for deleted cards."""
        return any(t.field == "flag" and t.values == ("deleted",) and not t.is_negated for t in self.terms)


def parse(source: str, today: date) -> Query:
    """Read a query. Raises UsageFault with one sentence about what can't be read."""
    plain = text.clean_line(source)
    if plain.count('"') % 2:
        raise UsageFault("A quote in the query is not closed.")
    matches = list(TERM.finditer(plain))
    sorts = [match for match in matches if match["field"] and _resolve_field(match["field"]) == "sort"]
    terms = tuple(_read_terms([match for match in matches if match not in sorts], today))
    if sum(len(term.values) for term in terms) > MOST:
        raise UsageFault(f"A query has at most {MOST} words and values.")
    return Query(terms, plain, tuple(by for match in sorts for by in read_sort(match["value"].replace('"', ""))))


def _read_terms(matches: Sequence[re.Match[str]], today: date) -> Iterator[Term]:
    """Read terms; plain words in a row that are one phone number become one term."""
    for plain, run in groupby(matches, lambda match: match["field"] is None and match[0][0] in _BEGINS_NUMBER):
        group = list(run)
        number = text.join_number([match[0] for match in group]) if plain else None
        if number:
            yield Term("word", ":", (number,))
        else:
            yield from (_read_term(match, today) for match in group)


_BEGINS_NUMBER = "+(0123456789"


def read_sort(typed: str) -> tuple[tuple[str, bool], ...]:
    """Return the fields to sort by, each with whether it descends. Raises UsageFault for an unknown one."""
    order = []
    for part in re.split(r"[,|]", typed):
        name = part.strip()
        if not name:
            continue
        field = _resolve_field(name.removeprefix("-").strip())
        if field not in SORTS and not field.startswith(CUSTOM):
            raise UsageFault(describe_unknown_field(name.removeprefix("-"), SORTS, "Cards are sorted by"))
        order.append((field, name.startswith("-")))
    if not order:
        raise UsageFault("Say what to sort by, such as sort:-value,next.")
    return tuple(order)


def parse_unfinished(source: str, today: date) -> Query:
    """Read a query that is being typed: an open quote is closed, a term without a value is left out."""
    plain = text.clean_line(source)
    if plain.count('"') % 2:
        plain += '"'
    plain = _UNFINISHED.sub("", plain)
    plain = re.sub(r'(?<!\S)-?(?:"")?(?=\s|$)', "", plain)
    return parse(plain, today)


def _read_term(match: re.Match[str], today: date) -> Term:
    negated, value = bool(match["neg"]), match["value"]
    if not match["field"]:
        empty = _EMPTY.fullmatch(value)
        if empty and _resolve_field(empty[1]) in {*WORDY, *NUMERIC, *DAYS, "has", "no", "sort"}:
            raise UsageFault(f"“{value}” has no value; leave it out, or use no:FIELD.")
        bare = value.strip('"')
        if value == bare and bare.casefold() in FLAGS:
            return Term("flag", ":", (bare.casefold(),), negated)
        return Term("word", ":", tuple(map(text.normalize_number, _split_alternatives(value, fold=True))), negated)
    if value == "=" and match["op"] in {">", "<"}:
        raise UsageFault(f"“{match[0]}” has no value; leave it out, or use no:FIELD.")
    name, op = match["field"].replace('"', ""), _read_op(match["op"])
    field = _resolve_field(name)
    if field in {"has", "no"}:
        values = tuple(map(_resolve_field, _split_alternatives(value, fold=True)))
        unknown = [v for v in values if v not in HAVABLE and not v.startswith(CUSTOM)]
        if unknown:
            raise UsageFault(f"“{field}:” can't ask for “{unknown[0]}”. Try one of {', '.join(HAVABLE)}.")
        return Term("has", ":", values, negated != (field == "no"))
    if field in NUMERIC:
        return Term(field, op, tuple(_format_number(field, v) for v in _split_alternatives(value)), negated)
    if field in DAYS:
        return Term(field, op, tuple(read_past_day(v, today) for v in _split_alternatives(value)), negated)
    if field.startswith(CUSTOM) and op not in {":", "="}:
        return Term(field, op, tuple(_format_number(field, v) for v in _split_alternatives(value)), negated)
    if field in WORDY or field.startswith(CUSTOM):
        if op not in {":", "="}:
            raise UsageFault(f"“{field}” is compared with “:”, not with “{op}”.")
        values = _split_alternatives(value, fold=True)
        return Term(
            field, op, tuple(map(text.normalize_phone, values)) if field == "phone" and op == ":" else values, negated
        )
    raise UsageFault(
        describe_unknown_field(name, (*WORDY, *NUMERIC, *DAYS, "has", "no", "sort"), "A query knows")
        + " Put words with a colon in quotes."
    )


_UNFINISHED = re.compile(r'(?<!\S)-?[A-Za-z_]+(?:\.(?:"[^"]*"|[^\s:<>="]+))?(?:>=|<=|[:=<>])(?:"")?(?=\s|$)')
_EMPTY = re.compile(r"([A-Za-z_]+)(?:>=|<=|[:=<>])")


def _resolve_field(typed: str) -> str:
    """Return the field that a typed name means."""
    lowered = typed.casefold()
    return (
        CUSTOM + typed[len(CUSTOM) :] if lowered.startswith(CUSTOM) else ALIASES.get(lowered.replace("-", "_"), lowered)
    )


def _read_op(typed: str) -> Op:
    return typed  # type: ignore[return-value]  # the pattern lets nothing else through


def _split_alternatives(value: str, *, fold: bool = False) -> tuple[str, ...]:
    parts = [part.replace('"', "") for part in re.findall(r'(?:"[^"]*"|[^|"])+', value)]
    words = (text.fold(part) if fold else part for part in parts)
    filled = tuple(word for word in words if word.strip())  # an accent without its letter is folded to nothing
    if not filled:
        raise UsageFault("A value is empty; leave it out, or use no:FIELD.")
    return filled


_MEANT = {
    "due": "next", "deadline": "next", "step": "next", "followup": "next", "rep": "sales", "seller": "sales",
    "marketer": "marketing",
    "assignee": "owner", "assigned": "owner", "status": "stage", "lane": "stage", "column": "stage", "phase": "stage",
    "account": "company", "organisation": "company", "organization": "company", "person": "contact", "price": "value",
    "revenue": "value", "size": "value", "added": "created", "changed": "updated", "modified": "updated",
    "quiet": "touched", "silent": "touched", "comment": "comments", "is": "has", "order": "sort", "by": "sort",
}  # fmt: skip
"""Words that people type for a field."""

_FLAGS_MEANT = {
    "silent": "stale", "quiet": "stale", "idle": "stale", "old": "stale", "rotten": "stale", "late": "overdue",
    "due": "overdue",
    "expired": "overdue", "unseen": "unread", "my": "mine", "me": "mine", "done": "closed", "finished": "closed",
    "active": "open", "missing": "incomplete", "removed": "deleted", "trash": "deleted", "win": "won", "lose": "lost",
}  # fmt: skip
"""Words that people type for a word that is a whole term."""


def describe_unknown_field(typed: str, known: Sequence[str], otherwise: str) -> str:
    """Return a sentence about an unknown field: with the one probably meant, else with all of them."""
    name = text.shorten(typed, 40)
    folded = typed.casefold()
    near = (
        ALIASES.get(folded)
        or _MEANT.get(folded)
        or next(iter(lazy.difflib.get_close_matches(folded, known, 1, 0.7)), None)
    )
    if near in known:
        return f"Unknown field “{name}”. Did you mean {near}?"
    return f"Unknown field “{name}”. {otherwise} {', '.join(known)} and field.NAME."


_LABELLED = re.compile(r"([a-z]+(?:-[a-z]+)+)((?:>=|<=|[:=<>]).+)")
"""A word that begins with a field's label: `close-date>=today`."""


def suggest_term(query: Query) -> str:
    """Suggest a term where nothing was found and a free word is nearly one; empty where none is."""
    amount = next((term for term in query.terms if term.field == "value" and " " not in term.values[0]), None)
    for word in query.words:
        labelled = _LABELLED.fullmatch(word)
        if labelled and (field := _resolve_field(labelled[1])) in {*WORDY, *NUMERIC, *DAYS}:
            return f"Did you mean {field}{labelled[2]}?"
        if amount and word.upper() in money.list_currencies():
            return f"Did you mean value{amount.op}{amount.values[0].removesuffix('.00')}{word.upper()}?"
        near = _FLAGS_MEANT.get(word) or next(iter(lazy.difflib.get_close_matches(word, FLAGS, 1, 0.75)), None)
        if near:
            return f"Did you mean {near}?"
    return ""


def read_number(plain: str) -> float | None:
    """Return the number in a custom field, None where there is none; thousands may have commas."""
    try:
        number = float(plain.strip().replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _format_number(field: str, typed: str) -> str:
    if field == "value":
        amount = money.parse_amount(typed)
        number = money.decimal_text(amount.minor, amount.currency)
        return f"{number} {amount.currency}" if amount.currency else number
    try:
        share = float(typed.removesuffix("%"))
    except ValueError:
        share = math.nan
    if not math.isfinite(share):
        raise UsageFault(f"“{text.shorten(typed, 40)}” is not a number, which {field} needs.")
    if field == "probability" and (typed.endswith("%") or share > 1):
        share /= 100
    return f"{share:g}"


def read_past_day(typed: str, today: date) -> str:
    """Return a day of a query as ISO: `7d` is seven days ago, the rest as `dates` reads it. Raises UsageFault."""
    ago = re.fullmatch(r"(\d{1,4})\s*([dwm])", typed.casefold())
    if ago:
        days = int(ago[1]) * {"d": 1, "w": 7, "m": 30}[ago[2]]
        return (today - timedelta(days=days)).isoformat()
    if typed.casefold() == "yesterday":
        return (today - timedelta(days=1)).isoformat()
    return dates.parse_day(typed, today, to_compare=True).isoformat()


def read_day(typed: str, today: date, begin: date | None = None) -> date:
    """Return a day of a period that is looked back on.

    Without its year it is the first such day from `begin` on, else the last one up to today. Raises UsageFault.
    """
    plain = typed.strip()
    dotted = "." in plain and plain[-1] in ".0123456789"
    for year in (begin.year, begin.year + 1) if begin else (today.year, today.year - 1):
        with contextlib.suppress(UsageFault):
            day = dates.parse_day(f"{plain.rstrip('.')}.{year}" if dotted else f"{plain} {year}", today)
            if begin <= day if begin else day <= today:
                return day
    day = date.fromisoformat(read_past_day(plain, today))
    is_weekday = day > today and dates.name_weekday(day).casefold() == plain.casefold()[:3]
    return day - timedelta(weeks=1) if is_weekday else day


@overload
def read_days(first: str, last: str | None, today: date) -> tuple[date, date]: ...


@overload
def read_days(first: str | None, last: str | None, today: date) -> tuple[date | None, date]: ...


def read_days(first: str | None, last: str | None, today: date) -> tuple[date | None, date]:
    """Return the first and the last day of a period that is looked back on, today where no last one is given.

    Raises UsageFault where a day can't be read, or the first is after the last.
    """
    begin = None if first is None else read_day(first, today)
    end = today if last is None else read_day(last, today, begin)
    if begin and begin > end:
        raise UsageFault(
            f"The first day, {dates.format_full_date(begin)}, is after the last, {dates.format_full_date(end)}; "
            "give the earlier day first."
        )
    return begin, end
