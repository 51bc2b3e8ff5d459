"""The minutes of a pipeline review: sections of lines, from what its agenda counted when it ended, as Markdown too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from kanban.domain.meetings.reviews import find_before, list_earlier, list_made_in
from kanban.domain.values.dates import format_full_date
from kanban.domain.values.moments import format_time, to_local
from kanban.domain.values.money import count_decimals, format_plain_money
from kanban.domain.values.text import clean_line, format_count, shorten
from kanban.reports.meetings.agenda import OUTCOMES, as_figures
from kanban.reports.survival import LEAST

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.meetings.meeting import Decision, Meeting

PARTS = {
    "start": "open at the start", "new": "+ new", "reopened": "+ reopened", "increased": "+ increased",
    "decreased": "− decreased", "won": "− won", "lost": "− lost", "returned": "− returned", "end": "open at the end",
}  # fmt: skip
HANDOFFS = ("expired", "returned", "overturned", "contested", "waiting")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~])")


@dataclass(frozen=True)
class Section:
    """A part of the minutes."""

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """A table: what, how much, how many."""
    points: tuple[tuple[str, ...], ...] = ()
    """Decisions: each its line, and what belongs below it."""


def format_title(meeting: Meeting, board: Board) -> str:
    """Return the heading: the day, when it began and when it ended."""
    begun, ended = to_local(meeting.begun_at, board.zone), to_local(meeting.ended_at or "", board.zone)
    if begun is None:
        return "Pipeline review"
    until = f"–{format_time(ended)}" if ended else ""
    return f"Pipeline review · {format_full_date(begun.date())} · {format_time(begun)}{until}"


def list_sections(
    meeting: Meeting, board: Board, figures: Mapping[str, Any] | None, titles: Mapping[str, str]
) -> list[Section]:
    """Return the minutes; `figures` are what the agenda counted, `titles` those of the cards by id."""
    sections = list(list_counted(figures, find_before(board.meetings, meeting), board, titles))
    earlier, decided = list_earlier(board, meeting), list_made_in(board, meeting)
    last = Section(
        "Last time",
        () if earlier else ("Nothing was decided yet.",),
        points=tuple(_describe_decision(one, board, titles, with_verdict=True) for one in earlier),
    )
    new = Section(
        "Decided",
        () if decided else ("Nothing was decided.",),
        points=tuple(_describe_decision(one, board, titles) for one in decided),
    )
    return [*sections[:1], last, *sections[1:], new]


_MOST_NAMED = 200
_MOST = 10**24
_UNREADABLE = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What reading figures raises where they are not of this program."""


def list_cards(counted: Mapping[str, Any] | None) -> list[str]:
    """Return the ids of the cards that the minutes name beside those of decisions."""
    with suppress(*_UNREADABLE):
        by_kind = as_figures(counted)["handoffs"].get("cards") or {}
        listed = [str(card) for name in HANDOFFS for card in by_kind.get(name) or ()][:_MOST_NAMED]
        walk = as_figures(counted).get("walk")
        return [*listed, *([walk] if isinstance(walk, str) else [])]
    return []


def list_counted(
    counted: Mapping[str, Any] | None, before: Meeting | None, board: Board, titles: Mapping[str, str] | None = None
) -> Iterator[Section]:
    """Yield what was counted: movement, number, stages, handoffs, speed, objections.

    Nothing comes of figures that are not whole.

    `titles` are those of cards by id; cards without one are left out.

    Figures of a review on a shared board may be another program's: whatever they lack, or hold instead, is no error.
    """
    figures, past = as_figures(counted), as_figures(before.figures) if before else {}
    for earlier in (past, {}):
        with suppress(*_UNREADABLE):
            yield from [*_build_sections(figures, earlier, board, titles or {})] if figures else ()
            return


def _build_sections(
    figures: Mapping[str, Any], past: Mapping[str, Any], board: Board, titles: Mapping[str, str]
) -> Iterator[Section]:
    since = to_local(str(figures.get("since") or ""), board.zone)
    title = f"Movement of the open deals since {format_full_date(since.date())}" if since else "Movement"
    rows = [
        (PARTS[name], _money(part["value"], parts["currency"]), f"{part['deals']:,}")
        for parts in sorted(figures["movement"], key=lambda parts: (-parts["end"]["deals"], parts["currency"] or ""))
        if parts["currency"]
        for name in PARTS
        if (part := parts[name])["deals"] or name in {"start", "end"}
    ]
    without = [parts["end"]["deals"] for parts in figures["movement"] if not parts["currency"]]
    lines = [f"Without a value: {format_count(count, 'open deal')}" for count in without if count]
    yield Section(title, tuple(lines) if rows or lines else ("No deal was open in this time.",), tuple(rows))
    yield Section("Number", tuple(_describe_number(figures.get("number"), past.get("number"))))
    stages, handoffs, speed = figures["stages"], figures["handoffs"], figures["speed"]
    over = tuple(
        f"{clean_line(one['stage'])}: {one['cards']} cards, limit {one['limit']}" for one in stages["over_limit"]
    )
    yield Section("Stages", (f"{format_count(stages['stale'], 'stale card')}", *over))
    counts = " · ".join(f"{handoffs[name]:,} {name}" for name in HANDOFFS)
    yield Section("Handoffs", (counts, *_name_cards(handoffs, titles)))
    yield Section("Speed", (describe_speed(speed),))
    if objections := figures.get("objections"):  # those of older versions have none
        yield Section("Objections", tuple(_describe_objections(objections)))
    if "walk" in figures:
        walked = clean_line(titles.get(str(figures["walk"]), ""))
        yield Section("Walk", (f"One closed deal: {shorten(walked, 60)}" if walked else "No closed deal to walk.",))


def _describe_objections(objections: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was said against it, and what marketing has no answer to."""
    ended = ", ".join(f"{objections[name]:,} {name}" for name in OUTCOMES if objections[name])
    yield f"{format_count(objections['met'], 'objection')}: {ended}" if ended else "No objection in this time."
    if unmatched := objections.get("wants_without_match"):
        yield f"{format_count(unmatched, 'want')} without a match"
    if not objections["requests"]:
        yield "Every objection on an open card has an answer."
        return
    worth = " + ".join(_money(amount, code) for code, amount in objections["blocks"].items())
    waits = "waits" if objections["requests"] == 1 else "wait"
    cards = f"{format_count(objections['waiting'], 'card')}{f', {worth}' if worth else ''}"
    yield f"{format_count(objections['requests'], 'objection')} {waits} for marketing's answer: {cards}"


def _name_cards(handoffs: Mapping[str, Any], titles: Mapping[str, str]) -> Iterator[str]:
    """Yield which cards were counted: `Returned: Corvane second plant, Vantalo paint shop`."""
    cards = handoffs.get("cards") or {}
    for name in HANDOFFS:
        known = [shorten(clean_line(titles[card]), 60) for card in cards.get(name) or () if card in titles]
        if known:
            rest = handoffs[name] - len(known)
            more = f" and {rest:,} more" if rest > 0 else ""
            yield f"{name.capitalize()}: {', '.join(known)}{more}"


def describe_speed(speed: Mapping[str, Any]) -> str:
    """Return the first response in words, of its record."""
    first = speed["first_response"]
    if not first["n"]:
        return "No offer was made in this time."
    median = first["median_hours"]
    longest = first["more_than_hours"] or 0
    if median is None and longest < LEAST:
        return f"First response: none yet, {format_count(first['n'], 'offer')}"
    hours = f"median {median:.1f} h" if median is not None else f"more than {longest:.1f} h"
    without = f" · {speed['without_response']:,} without an attempt" if speed["without_response"] else ""
    return f"First response {hours} of business time, {format_count(first['n'], 'offer')}{without}"


def _describe_number(number: Mapping[str, Any] | None, past: Mapping[str, Any] | None) -> Iterator[str]:
    if not number:
        yield "No goal yet."
        return
    code = number["currency"]
    yield f"{clean_line(str(number['goal']))}: won {_money(number['won'], code)} of {_money(number['amount'], code)}"
    yield f"{describe_shortfall(number)}{_describe_past(number, past)}"


def describe_shortfall(number: Mapping[str, Any]) -> str:
    """Return how far the number is behind its plan to date, or ahead of it."""
    short, code = str(number["shortfall"]), number["currency"]
    due = f"the plan to date ({_money(number['plan_to_date'], code)})"
    if is_nothing(short):
        return f"Exactly on {due}"
    words = "short of" if short.startswith("-") else "ahead of"
    return f"{_money(short.removeprefix('-'), code)} {words} {due}"


def is_nothing(amount: str) -> bool:
    """Return whether an amount is 0, however it is written."""
    return not amount.strip("-0.")


def _describe_past(number: Mapping[str, Any], past: Mapping[str, Any] | None) -> str:
    if not past or past.get("goal") != number["goal"] or past.get("currency") != number["currency"]:
        return ""
    short = str(past["shortfall"])
    if is_nothing(short):
        return " (last time exactly on it)"
    words = "short" if short.startswith("-") else "ahead"
    return f" (last time {_money(short.removeprefix('-'), past['currency'])} {words})"


def _money(value: object, currency: object) -> str:
    with suppress(InvalidOperation):
        amount = Decimal(str(value))
        if isinstance(currency, str) and abs(amount) < _MOST:  # nothing that is spelt out of an exponent
            return format_plain_money(int(amount.scaleb(count_decimals(currency))), currency)
    return shorten(clean_line(str(value)), 40)


def _describe_decision(
    decision: Decision, board: Board, titles: Mapping[str, str], *, with_verdict: bool = False
) -> tuple[str, ...]:
    owner = board.get_member(decision.owner)
    badge = f"{owner.team[:1].upper()} " if owner else ""
    day = date.fromisoformat(decision.due_on)
    verdict = f"{format_verdict(decision)} · " if with_verdict else ""
    below = [f"{badge}{board.find_person_name(decision.owner)} · by {format_full_date(day)}"]
    if decision.measure:
        below.append(f"Worked if: {decision.measure}")
    if decision.card and decision.card in titles:
        below.append(f"On: {clean_line(titles[decision.card])}")
    return (f"{verdict}{decision.text}", *below)


def format_verdict(decision: Decision) -> str:
    """Return whether a decision was kept, with a sign."""
    return {"kept": "✓ kept", "not kept": "✗ not kept", None: "? open"}[decision.verdict]


def write_markdown(title: str, board: str, sections: Sequence[Section]) -> str:
    """Return the minutes as Markdown; what people typed can't be taken for its signs."""
    lines = [f"# {_escape(title)}", "", _escape(board)]
    for section in sections:
        lines += ["", f"## {_escape(section.title)}", ""]
        paragraphs = [line for one in section.lines for line in (_escape(one), "")]
        lines += paragraphs if section.rows else paragraphs[:-1]
        if section.rows:
            lines += ["| | value | deals |", "|---|---:|---:|"]
            lines += [f"| {' | '.join(map(_escape, row))} |" for row in section.rows]
        for number, (first, *below) in enumerate(section.points, 1):
            lines.append(f"{number}. {_escape(first)}" + "".join(f"  \n   {_escape(one)}" for one in below))
    return "\n".join(lines) + "\n"


def _escape(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", clean_line(words))
