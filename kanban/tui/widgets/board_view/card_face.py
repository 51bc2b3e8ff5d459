"""Draw the face of a card: three or four lines of a lane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from rich.style import Style

from kanban import domain
from kanban.cell_width import cells, shorten
from kanban.domain import clock
from kanban.domain.board import Board, Stage
from kanban.domain.card import CardSummary
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs.holders import find_holder
from kanban.domain.staleness import find_quiet_day, is_stale, read_again
from kanban.domain.values import dates, moments, money
from kanban.domain.values.business_time import make_calendar
from kanban.domain.values.text import clean_line
from kanban.tui.widgets.styles import TextStyles

LETTERS = {"marketing": "M", "sales": "S"}
"""The teams' letters: a team is never shown by colour alone."""

CURSOR, CHOSEN, COMMENTS, UNREAD, OVERDUE, STALE, LEFT, INCOMPLETE, WAITING, CONTACTS = (
    "▌", "✓", "✎", "•", "!", "◷", "◔", "?", "↑", "»",
)  # fmt: skip
"""The signs on a face; all but the first two stand beside a word or a count."""

DRAFT = "draft"
"""The mark for a comment that the reader began and did not send."""

ROOMY = 24
"""The fewest cells of a line in which a date has its weekday."""

LEAST_STEP = 5
"""The fewest cells to which a next step is cut; in less it is left out, because its date says more."""

LEAST_STATE = 8
"""The fewest cells for a card's state beside something else, which is left out otherwise."""

SIGNS = (OVERDUE, STALE, LEFT)

NameOf = Callable[[str | None], str]

Part = tuple[str, Style]


class FaceContext(NamedTuple):
    """What the faces of one lane are drawn with, beside the cards: the lane, the day, the names."""

    stage: Stage
    today: date
    """In the board's time zone."""
    stale_before: str
    """UTC; a card last touched before it is stale, unless something is planned. Empty if no card can be stale here."""
    quiet_day: str
    """A next step on or after this day keeps a card from being stale."""
    owner: NameOf
    """Returns how a member is called on this board."""
    seconds_until: Callable[[str], float]
    """Returns the business seconds from now to a time (ISO); negative for a time in the past."""
    agreement: str = ""
    """The short name of the live agreement, such as `v4`."""
    lines: int = 0
    """How many of its lines guard this lane's next stage or later ones."""
    zone: tzinfo = UTC
    """The board's time zone."""
    first_response: int | None = None
    """The business seconds in which the agreement promises the first attempt of sales."""
    responses_since: str = ""
    """Since when offers are measured by it, UTC; empty for always."""

    def choose_holder_word(self, summary: CardSummary) -> str | None:
        """Return the team that holds a card."""
        return find_holder(self.stage.side, {"state": summary.handoff}, closed=self.stage.is_closed)


def face_context(board: Board, stage: Stage, now: datetime, stale_before: str) -> FaceContext:
    """Return the context of a lane's faces; `now` is timezone-aware, `stale_before` as in the result."""
    worktime = make_calendar(board.hours, board.timezone, board.holidays)
    names: dict[str | None, str] = {}

    def owner(name: str | None) -> str:
        if name not in names:
            names[name] = clean_line(board.owner_name(board.find_person_name(name) if name else None) or "")
        return names[name]

    def seconds_until(due: str) -> float:
        try:
            end = clock.from_iso(due)
        except UsageFault:
            return 0.0
        return worktime.count_worked(now, end) if end > now else -worktime.count_worked(end, now)

    silent = find_quiet_day(stale_before, board.timezone)
    day, signed = now.astimezone(worktime.zone).date(), board.agreement
    if signed is None:
        return FaceContext(stage, day, stale_before, silent, owner, seconds_until, zone=worktime.zone)
    lines = len(domain.agreements.gate.list_lines_ahead_of(board, stage, signed))
    name = board.name_version(signed)
    promised = domain.handoffs.first_response.find_level(board)
    return FaceContext(
        stage,
        day,
        stale_before,
        silent,
        owner,
        seconds_until,
        name,
        lines,
        worktime.zone,
        promised,
        board.responses_since,
    )


def draw_face(
    summary: CardSummary,
    context: FaceContext,
    styles: TextStyles,
    width: int,
    height: int,
    *,
    waiting: bool = False,
    draft: bool = False,
) -> list[list[Part]]:
    """Return `height` (3 or 4) lines of styled parts, each line at most `width` cells.

    `waiting`: some of its changes are not on the server yet; `draft`: the reader began a comment on it. With four
    lines, a long title takes two; the last line then moves to the end of the one above, and labels are left out.
    """
    value = money.format_short_money(summary.value, summary.currency) if summary.value is not None else ""
    signs: list[Part] = [(WAITING, styles.muted)] if waiting else []
    title, company = clean_line(summary.title), clean_line(summary.company or "")
    halves = break_title(title, width, width - 2 * waiting) if height >= 4 else (title, "")
    lines = [justify([(halves[0], styles.title)], signs, width)]
    if halves[1]:
        lines.append([(halves[1], styles.title)])
    lines.append(justify([(company, styles.text)], [(value, styles.text)], width))
    talk, marks, met_count = (
        _draw_comments(summary, styles),
        _draw_incomplete(summary, context, styles),
        _count_requirements(summary, context),
    )
    draft_part: list[Part] = [(DRAFT, styles.title)] if draft else []
    if len(lines) + 2 == height:
        lines.append(_draw_state_line(summary, context, styles, width, draft_part))
        right = [(met_count, styles.muted)] if met_count and not marks else _draw_labels(summary, styles)
        lines.append(justify(marks or talk, talk if marks else right, width, keep=not marks))
        return lines
    last = marks or [part for part in talk if part[0] != f"{COMMENTS} "]
    if draft_part and last:
        last = [*last, (f" {DRAFT}", styles.title)]
    lines.append(_draw_state_line(summary, context, styles, width, last or draft_part))
    return lines


def break_title(title: str, width: int, first: int) -> tuple[str, str]:
    """Return a title as one or two lines, broken between words and cut where two are not enough.

    The first line has `first` cells, the second `width`.
    """
    if cells(title) <= first:
        return title, ""
    line, words = "", title.split(" ")
    while words and cells(f"{line} {words[0]}".strip()) <= first:
        line = f"{line} {words.pop(0)}".strip()
    if not line:
        return shorten(title, first), ""  # a single long word is cut, not broken
    return line, shorten(" ".join(words), width)


def _draw_state_line(
    summary: CardSummary, context: FaceContext, styles: TextStyles, width: int, last: Sequence[Part]
) -> list[Part]:
    """Return the line of a card's state, with `last` at its right end if there is room for both."""
    room = width - sum(cells(text) for text, _ in last) - 1
    return justify(_draw_state(summary, context, styles, room if last and room >= LEAST_STATE else width), last, width)


def justify(left: Sequence[Part], right: Sequence[Part], width: int, *, keep: bool = False) -> list[Part]:
    """Return one line with parts at its left and its right end; the left ones are cut to fit.

    With `keep` the left parts stay whole, and the right ones are left out if they don't fit.
    """
    wide = sum(cells(text) for text, _ in right)
    room = width - wide - (1 if wide else 0)
    left_cells = sum(cells(text) for text, _ in left)
    if wide and (room < 4 or (keep and left_cells > room)):
        right, wide, room = [], 0, width
    line: list[Part] = []
    used = 0
    for text, style in left:
        fitted = shorten(text, room - used)
        if fitted:
            line.append((fitted, style))
            used += cells(fitted)
    if right and line:
        line.append((" " * (width - wide - used), right[0][1]))
    elif right:
        line.append((" " * (width - wide), right[0][1]))
    return [*line, *right]


def _draw_state(summary: CardSummary, context: FaceContext, styles: TextStyles, width: int) -> list[Part]:
    """Return the line with the holder, the owner, and the next step or how long the card has been quiet."""
    holder = context.choose_holder_word(summary)
    own, other = summary.sales_owner, summary.marketing_owner
    if context.stage.side == "door" and summary.handoff == "offered":
        own = summary.to or own
    if holder == "marketing":
        own, other = other, own
    owner = context.owner(own if context.stage.side == "door" else own or other)
    words, end, style, shorter = _describe_next(summary, context, styles)
    if width < ROOMY and end.count(" ") == 3:
        end = f" {end.split(' ', 2)[2]}"
    line: list[Part] = [(f"{LETTERS[holder]} ", styles.team(holder))] if holder else []
    room = width - 2 * len(line)
    apart_by = " " if (words or end)[:1] in SIGNS else " · "
    owner = _fit_name(owner, room - len(apart_by) - cells(end) - cells(words))  # left out before the step is cut
    if owner:
        line.append((f"{owner}{apart_by}", styles.muted))
        room -= cells(owner) + len(apart_by)
    if cells(words + end) > room and shorter:
        words, end = next((form for form in shorter if cells(form) <= room), shorter[-1]), ""
    left = room - cells(end)
    words = shorten(words, left) if left >= LEAST_STEP or cells(words) <= left else ""
    line.append((words + end if words else end.strip(), style))
    return line


def _fit_name(name: str, room: int) -> str:
    """Return a name that fits into `room` cells: whole, its first word, its initials, or nothing."""
    if cells(name) <= room:
        return name
    words = name.split(" ")
    if cells(words[0]) <= room:
        return words[0]
    initials = "".join(word[:1] for word in words)
    return initials if len(words) > 1 and cells(initials) <= room else ""


class NextText(NamedTuple):
    """What is next for a card, or how long nothing happened."""

    words: str
    """May be cut."""
    end: str
    """Follows the words, and is never cut."""
    style: Style
    shorter: tuple[str, ...] = ()
    """Shorter forms of the whole, the longest first; without any, the words are cut."""


def _describe_next(summary: CardSummary, context: FaceContext, styles: TextStyles) -> NextText:
    """Return what is next, or how long nothing happened."""
    if context.stage.is_closed:
        return NextText(
            dates.format_day(_find_local_day(summary.entered_at, context.zone), context.today), "", styles.muted
        )
    if context.stage.side == "door" and summary.handoff in {"offered", "asked"}:
        return _describe_answer(summary, context, styles)
    due = _read_day(summary.next_on) if summary.next_on else None
    if due and due < context.today:
        late = f"{OVERDUE} {format_days((context.today - due).days)}"
        return NextText("", f"{late} late", styles.overdue, (late,))
    is_measured = (summary.response_since or "") >= context.responses_since
    if summary.response_since and is_measured and context.first_response and context.stage.side == "sales":
        left = context.first_response + context.seconds_until(summary.response_since)
        return _describe_response(left, styles)
    back = _describe_return(summary, context, styles) if context.stage.side == "marketing" else None
    if back and (due is None or due > context.today):
        return back
    quiet = max(0, (context.today - _find_local_day(summary.touched_at, context.zone)).days)
    again = read_again({"state": summary.handoff, "again": summary.again})
    if is_stale(context.stale_before, context.quiet_day, summary.touched_at, summary.next_on, again):
        return NextText(f"{STALE} stale", f" {format_days(quiet)}", styles.text, (f"{STALE} {format_days(quiet)}",))
    if summary.next_step or due:
        words = clean_line(summary.next_step or "next step")
        return NextText(
            words, f" {dates.format_due(due, summary.next_time, context.today)}" if due else "", styles.text
        )
    if not quiet:
        return NextText("today", "", styles.muted)
    return NextText("quiet", f" {format_days(quiet)}", styles.muted, (format_days(quiet),))


def _describe_return(summary: CardSummary, context: FaceContext, styles: TextStyles) -> NextText | None:
    """Return the state of a card that sales returned or that expired, if nothing else is planned; None otherwise."""
    if summary.handoff == "returned" and summary.again and summary.again[:1].isdecimal():
        again = _read_day(summary.again)
        if again > context.today:
            if summary.next_step:
                return None
            return NextText("again", f" {dates.format_day(again, context.today)}", styles.muted)
        return NextText("again", f" {dates.format_day(max(again, context.today), context.today)}", styles.text)
    if summary.next_step or summary.handoff not in {"returned", "expired"}:
        return None
    days = (context.today - _find_local_day(summary.entered_at, context.zone)).days
    words = "no answer" if summary.handoff == "expired" else "returned"
    return NextText(words, f" {format_days(days)}" if days > 0 else "", styles.text)


def _describe_answer(summary: CardSummary, context: FaceContext, styles: TextStyles) -> NextText:
    """Return how many business hours are left to answer an offer, or a question that waits for marketing."""
    left, is_question = context.seconds_until(summary.due) if summary.due else 0.0, summary.handoff == "asked"
    if left < 0:
        what, late = "question" if is_question else "answer", format_hours(-left)
        return NextText(
            f"{OVERDUE} {what} late", f" {late}", styles.overdue, (f"{OVERDUE} {what} {late}", f"{OVERDUE} {late}")
        )
    if is_question:
        return NextText(
            "question", f" {LEFT} {format_hours(left)}" if summary.due else "", styles.text, ("question", "asked")
        )
    return NextText(f"{LEFT} {format_hours(left)}", " left", styles.text, (f"{LEFT} {format_hours(left)}",))


def _describe_response(left: float, styles: TextStyles) -> NextText:
    """Return how many business hours are left for the first attempt of sales."""
    if left < 0:
        late = format_hours(-left)
        return NextText(
            f"{OVERDUE} 1st attempt late", f" {late}", styles.overdue, (f"{OVERDUE} 1st {late}", f"{OVERDUE} {late}")
        )
    hours = format_hours(left)
    return NextText("1st attempt", f" {LEFT} {hours}", styles.text, (f"{LEFT} 1st {hours}", f"{LEFT} {hours}"))


def format_hours(seconds: float) -> str:
    """Return seconds of business time in short: `40m`, from an hour on `3h`."""
    return f"{int(seconds // 60)}m" if seconds < 3600 else f"{int(seconds // 3600)}h"


def _read_day(iso: str) -> date:
    """Return the day of an ISO date or time; a broken one counts as long ago."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return date.min + timedelta(days=365)


def _find_local_day(at: str, zone: tzinfo) -> date:
    """Return the day of a moment in a zone; a broken one counts as long ago."""
    then = moments.to_local(at, zone)
    return then.date() if then else _read_day(at)


def _draw_comments(summary: CardSummary, styles: TextStyles) -> list[Part]:
    """Return each team's number of comments, how often the prospect was reached, and the mark for unread comments."""
    line: list[Part] = []
    for letter, count, style in (
        ("M", summary.marketing_comments, styles.marketing),
        ("S", summary.sales_comments, styles.sales),
    ):
        if count:
            line.append((f"{' ' if line else ''}{letter}{count}", style))
    if line:
        line.insert(0, (f"{COMMENTS} ", styles.muted))
    if summary.contacts:
        line.append((f"{' ' if line else ''}{CONTACTS}{summary.contacts}", styles.muted))
    if summary.has_unread:
        line.append((f" {UNREAD}", styles.unread))
    return line


def _draw_incomplete(summary: CardSummary, context: FaceContext, styles: TextStyles) -> list[Part]:
    """Return the mark of an incomplete card, with its requirements met so far if some are open."""
    count = _count_requirements(summary, context) if summary.met is not None and summary.met < context.lines else ""
    return [(f"{INCOMPLETE} {count or 'incomplete'}", styles.title)] if summary.is_incomplete else []


def _count_requirements(summary: CardSummary, context: FaceContext) -> str:
    """Return how many of the requirements ahead of it the card meets: `v4 6/7`."""
    return (
        f"{context.agreement} {summary.met}/{context.lines}"
        if context.agreement and context.lines and summary.met is not None
        else ""
    )


def _draw_labels(summary: CardSummary, styles: TextStyles) -> list[Part]:
    return [(clean_line(", ".join(summary.labels)), styles.muted)] if summary.labels else []


def format_days(days: int) -> str:
    """Return a number of days in short: `9d`, from 90 on `3mo`, from two years on `2y`."""
    if days < 90:
        return f"{days}d"
    return f"{days // 30}mo" if days < 730 else f"{days // 365}y"
