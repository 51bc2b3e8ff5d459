"""The items of a pipeline review as blocks: decisions, figures that open their cards, cards with why they are here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content

from kanban import cell_width
from kanban.domain.values import moments
from kanban.domain.values.dates import format_date, format_full_date
from kanban.domain.values.money import format_plain_money, format_short_money
from kanban.domain.values.text import clean_line
from kanban.reports.meetings import minutes
from kanban.reports.meetings.agenda import Review, Row, describe_row
from kanban.reports.meetings.lessons_items import describe_unmatched
from kanban.reports.meetings.minutes import PARTS, Section
from kanban.tui.widgets.line_list import Block

if TYPE_CHECKING:
    from kanban.domain.card import Card
    from kanban.domain.meetings.meeting import Decision

VALUE, OWNER = 12, 10
"""Cells of a card's value and of its owner in its line, with the blanks before."""

_SIGNS = {"kept": ("✓ kept", "bold"), "not kept": ("✗ not kept", "bold $overdue"), None: ("? open", "bold $primary")}


@dataclass(frozen=True)
class Target:
    """What stands under the cursor."""

    decision: Decision | None = None
    card: str = ""
    figure: str = ""
    """The heading of the cards behind a figure."""
    cards: tuple[str, ...] = ()


Line = tuple[Block, Target | None]
"""A block, and what keys do with it."""


def list_lines(review: Review, item: str) -> Iterator[Line]:
    """Yield the lines of an item."""
    agenda = review.agenda
    sections = list(minutes.list_counted(agenda.encode_figures(), agenda.before, review.board))
    by_title = {section.title: section for section in sections}
    match item:
        case "last":
            yield from _list_decisions(review, agenda.earlier, "Nothing was decided yet.")
            yield _text("gap", "")
            yield from _list_movement(review, sections[0])
        case "decisions":
            yield from _list_decisions(review, agenda.decided, "Nothing was decided yet. d: write down a decision")
        case "number":
            yield from _list_texts(by_title["Number"].lines)
            yield from _list_parts(review)
        case _:
            section = by_title[item.capitalize()]
            yield from _list_texts(section.lines)
            unmatched = describe_unmatched(agenda.wants, review.board) if item == "objections" else ()
            yield from _list_texts(unmatched, "more ")
            rows = [row for row in agenda.list_rows(item) if row.card in review.cards]
            if rows:
                yield _text("gap", "")
            columns = _measure(review, rows)
            for row in rows:
                card = review.cards[row.card]
                draw = partial(_draw_card, review, row, card, columns)
                yield Block(f"card {row.card}", (row, card, review.today, columns), draw), Target(card=row.card)


def list_minutes(title: str, sections: Sequence[Section]) -> Iterator[Line]:
    """Yield minutes as text."""
    yield _text("title", title, "bold")
    for place, section in enumerate(sections):
        yield _text(f"gap {place}", "")
        yield _text(f"head {place}", section.title, "bold $primary")
        yield from _list_texts(section.lines, f"{place} ")
        for number, row in enumerate(section.rows):
            yield _text(f"row {place} {number}", _lay_out_row(*row))
        for number, (first, *below) in enumerate(section.points, 1):
            yield _text(f"point {place} {number}", f"{number}  {first}")
            for line, words in enumerate(below):
                yield _text(f"below {place} {number} {line}", f"   {words}", "$muted")


def describe_card(review: Review, card: Card, contest: Sequence[str]) -> list[str]:
    """Return what is told of the card under the cursor: where it stands, its next step, and its contest."""
    board = review.board
    title = clean_line(card.title)
    if card.company and clean_line(card.company).casefold() not in title.casefold():
        title += f" · {clean_line(card.company)}"
    if card.id == review.agenda.walk:  # where it stands would tell how it ended
        return [title, "Walk it together, step by step: what would you do?"]
    owner = board.owner_name(card.sales_owner or card.marketing_owner) or "nobody"
    standing = (clean_line(board.lane_of(card.stage).name), clean_line(owner), _format_value(card))
    lines = [title, " · ".join(words for words in standing if words)]
    if card.next_step:
        due = format_date(date.fromisoformat(card.next_on), review.today) if card.next_on else ""
        lines.append(f"Next step: {clean_line(card.next_step)}{f' · {due}' if due else ''}")
    return [*lines, *contest]


# -- lines


def _text(key: str, words: str, style: str = "") -> Line:
    return Block(key, (words, style), partial(_draw_text, words, style), is_stop=False), None


def _draw_text(words: str, style: str, width: int) -> list[Content]:
    return [Content("  ") + row for row in Content(words).stylize(style).wrap(max(8, width - 2))] or [Content("")]


def _list_texts(lines: Sequence[str], key: str = "") -> Iterator[Line]:
    for number, line in enumerate(lines):
        yield _text(f"line {key}{number}", line)


def _list_decisions(review: Review, decisions: Sequence[Decision], nothing: str) -> Iterator[Line]:
    if not decisions:
        yield _text("nothing", nothing, "$muted")
    for decision in decisions:
        draw = partial(_draw_decision, review, decision)
        yield Block(f"decision {decision.id}", (decision, review.today), draw), Target(decision, decision.card or "")


def _draw_decision(review: Review, decision: Decision, width: int) -> list[Content]:
    board = review.board
    owner = board.get_member(decision.owner)
    badge = f"{owner.team[:1].upper()} " if owner else ""
    name = cell_width.shorten(f"{badge}{clean_line(board.find_person_name(decision.owner))}", 12)
    sign, style = _SIGNS[decision.verdict]
    day = format_date(date.fromisoformat(decision.due_on), review.today)
    first = Content.assemble(
        "  ", (cell_width.pad(sign, 12), style), (cell_width.pad(name, 14), ""), (clean_line(decision.text), "bold")
    ).truncate(width, ellipsis=True)
    words = f"by {day}"
    if decision.measure:
        words += f" · worked if: {clean_line(decision.measure)}"
    if decision.card and decision.card in review.cards:
        words += f" · {clean_line(review.cards[decision.card].title)}"
    return [first, Content(f"{' ' * 28}{words}").stylize("$muted").truncate(width, ellipsis=True)]


def _list_movement(review: Review, section: Section) -> Iterator[Line]:
    yield _text("movement", section.title, "bold $primary")
    yield from _list_texts(section.lines, "movement ")
    movement = review.agenda.movement
    currencies = sorted((code for code in movement if code), key=lambda code: (-len(movement[code]["end"].cards), code))
    for code in currencies:
        if code != currencies[0]:
            yield _text(f"gap {code}", "")
        for name, words in PARTS.items():
            part = movement[code][name]
            if not part.cards and name not in {"start", "end"}:
                continue
            row = _lay_out_row(words, format_plain_money(part.value, code), f"{len(part.cards):,}")
            title = f"Open deals in {code}: {words}"
            target = Target(figure=title, cards=tuple(dict.fromkeys(part.cards)))
            yield Block(f"part {code} {name}", row, partial(_draw_row, row), is_stop=bool(part.cards)), target


def _lay_out_row(words: str, value: str, count: str) -> str:
    return f"{cell_width.pad(words, 20)}{cell_width.pad(value, 16, 'right')}{cell_width.pad(count, 6, 'right')}"


def _draw_row(row: str, width: int) -> list[Content]:
    return [Content(f"  {row}").truncate(width)]


def _list_parts(review: Review) -> Iterator[Line]:
    goal = review.agenda.goal
    if goal is None:
        return
    code = goal.goal.plan.currency
    parts = sorted((part for part in goal.parts if part.value), key=lambda part: -abs(part.value))
    if parts:
        yield _text("gap", "")
        yield _text("why", "What did it, against the plan to date", "bold $primary")
    for part in parts:
        name = " and ".join(WORDS[name] for name in part.names)
        if part.chain == "beside" and part.names[0] != "deals":
            name += " beside the door"
        amount = format_plain_money(abs(part.value), code) if code else f"{abs(part.value):,}"
        yield _text(f"part {part.chain} {name}", f"{cell_width.pad(name, 30)}{'+' if part.value > 0 else '−'}{amount}")


WORDS = {
    "offers": "offers", "accepted": "acceptance", "sql": "qualified", "won": "win rate", "value": "deal size",
    "deals": "deals beside the door",
}  # fmt: skip


def _measure(review: Review, rows: Sequence[Row]) -> tuple[int, int]:
    """Return the cells of the longest title, and of the longest reason."""
    titles = (cell_width.cells(clean_line(review.cards[row.card].title)) for row in rows)
    reasons = (cell_width.cells(_describe_row(review, row)) for row in rows)
    return max(titles, default=0), max(reasons, default=0)


def _describe_row(review: Review, row: Row) -> str:
    due = moments.format_near(row.due, review.today, review.board.zone) if row.due else ""
    return clean_line(describe_row(row, due))


def _draw_card(review: Review, row: Row, card: Card, columns: tuple[int, int], width: int) -> list[Content]:
    """Return a card's line: its title and why it is here; value and owner where there is room beside those."""
    owner = clean_line(review.board.owner_name(card.sales_owner or card.marketing_owner) or "")
    title_room = min(columns[0], max(12, width // 2))
    left = width - 4 - title_room - min(columns[1], width // 2)
    middle = ""
    if left >= VALUE:
        middle = cell_width.pad(_format_value(card), VALUE, "right")
    if left >= VALUE + OWNER:
        middle += f"  {cell_width.pad(cell_width.shorten(owner, OWNER - 2), OWNER - 2)}"
    title = cell_width.pad(cell_width.shorten(clean_line(card.title), title_room), title_room)
    parts = ("  ", (title, "bold"), middle, "  ", _describe_row(review, row))
    return [Content.assemble(*parts).truncate(width, ellipsis=True)]


def _format_value(card: Card) -> str:
    return format_short_money(card.value, card.currency) if card.value is not None else ""


def format_since(review: Review) -> str:
    """Return since when the agenda counts."""
    begun = moments.to_local(review.agenda.bounds[0], review.board.zone)
    return format_date(begun.date(), review.today) if begun else format_full_date(review.today)
