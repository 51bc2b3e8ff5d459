"""The face of a card: three or four lines of a lane, from what `read.faces` knows of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from rich.style import Style

from kanban.cell_width import cells, shorten
from kanban.domain import clock
from kanban.domain.board import Board, Stage
from kanban.domain.card import Face
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs.holders import holder_of
from kanban.domain.staleness import again_of, is_stale, quiet_day
from kanban.domain.values import dates, moments, money
from kanban.domain.values.business_time import calendar
from kanban.domain.values.text import clean_line
from kanban.tui.widgets.styles import Tone

LETTERS = {"marketing": "M", "sales": "S"}
"""The letters by which the teams are told apart without colour."""

CURSOR, CHOSEN, COMMENTS, UNREAD, OVERDUE, STALE, LEFT, INCOMPLETE, WAITING = (
    "▌", "✓", "✎", "•", "!", "◷", "◔", "?", "↑",
)  # fmt: skip
"""The signs on a face; each but the first two stands beside a word or a count."""

DRAFT = "draft"
"""What a face says of a comment that its reader began and did not send."""

ROOMY = 24
"""Cells of a line below which a day is said without its weekday."""

LEAST_STEP = 5
"""Cells below which a step that must be cut is left out: its day says more."""

LEAST_STATE = 8
"""Cells in which a card's state is still told beside something else; in fewer the other goes."""

SIGNS = (OVERDUE, STALE, LEFT)

Words = Callable[[str | None], str]

Part = tuple[str, Style]


class Eyes(NamedTuple):
    """What it takes to read a face: the lane it is in and the day it is."""

    stage: Stage
    today: date
    """In the board's time zone."""
    stale_before: str
    """UTC; a card that was touched last before it is stale, unless something is planned. Empty where none can be."""
    quiet_day: str
    """From that day on what is planned keeps a card from being stale."""
    owner: Words
    """How an owner is called on this board."""
    left: Callable[[str], float]
    """The business seconds from now to a time; below 0 since it passed."""
    agreement: str = ""
    """What the agreement is called that is in force."""
    lines: int = 0
    """How many of its lines are ahead of a card in this lane."""
    zone: tzinfo = UTC
    """The board's time zone."""

    def holder(self, face: Face) -> str | None:
        """Return the team that has a card."""
        return holder_of(self.stage.side, {"state": face.handoff}, closed=self.stage.closed)


def eyes_for(board: Board, stage: Stage, now: datetime, stale_before: str) -> Eyes:
    """Return what it takes to read the faces of a lane at an aware time."""
    worktime = calendar(board.hours, board.timezone, board.holidays)
    known: dict[str | None, str] = {}

    def owner(name: str | None) -> str:
        if name not in known:
            known[name] = clean_line(board.owner_name(board.person(name) if name else None) or "")
        return known[name]

    def left(due: str) -> float:
        try:
            end = clock.from_iso(due)
        except UsageFault:
            return 0.0
        return worktime.between(now, end) if end > now else -worktime.between(end, now)

    silent = quiet_day(stale_before, board.timezone)
    day, signed = now.astimezone(worktime.zone).date(), board.agreement
    if signed is None:
        return Eyes(stage, day, stale_before, silent, owner, left, zone=worktime.zone)
    from kanban.domain.agreements import gate  # noqa: PLC0415 - a board without an agreement need not load it

    lines = len(gate.ahead_of(board, stage, signed))
    return Eyes(stage, day, stale_before, silent, owner, left, board.called(signed), lines, worktime.zone)


def rows(
    face: Face, eyes: Eyes, tone: Tone, width: int, height: int, *, waiting: bool = False, draft: bool = False
) -> list[list[Part]]:
    """Return the parts of each line of a face, each line `width` cells or less.

    `waiting`: the server lacks some of it; `draft`: the reader began a comment on it. A title that is too long for one line
    takes two where there are four; what the last line says then ends the one above it, and labels are left out.
    """
    money_said = money.short_money(face.value, face.currency) if face.value is not None else ""
    signs: list[Part] = [(WAITING, tone.muted)] if waiting else []
    title, company = clean_line(face.title), clean_line(face.company or "")
    halves = title_lines(title, width, width - 2 * waiting) if height >= 4 else (title, "")
    lines = [apart([(halves[0], tone.title)], signs, width)]
    if halves[1]:
        lines.append([(halves[1], tone.title)])
    lines.append(apart([(company, tone.text)], [(money_said, tone.text)], width))
    talk, marks, standing = _talk(face, tone), _marks(face, eyes, tone), _standing(face, eyes)
    begun: list[Part] = [(DRAFT, tone.title)] if draft else []
    if len(lines) + 2 == height:
        lines.append(_ended(face, eyes, tone, width, begun))
        right = [(standing, tone.muted)] if standing and not marks else _labels(face, tone)
        lines.append(apart(marks or talk, talk if marks else right, width, keep=not marks))
        return lines
    last = marks or [part for part in talk if part[0] != f"{COMMENTS} "]
    if begun and last:
        last = [*last, (f" {DRAFT}", tone.title)]
    lines.append(_ended(face, eyes, tone, width, last or begun))
    return lines


def title_lines(title: str, width: int, first: int) -> tuple[str, str]:
    """Return a title in one line, or broken between two words; what is too long for two is cut.

    `first` are the cells of the first line where the second has `width`.
    """
    if cells(title) <= first:
        return title, ""
    kept, words = "", title.split(" ")
    while words and cells(f"{kept} {words[0]}".strip()) <= first:
        kept = f"{kept} {words.pop(0)}".strip()
    if not kept:
        return shorten(title, first), ""  # a single word as long as that is broken nowhere
    return kept, shorten(" ".join(words), width)


def _ended(face: Face, eyes: Eyes, tone: Tone, width: int, last: Sequence[Part]) -> list[Part]:
    """Return how a card stands, with something at the end of the line where there is room for both."""
    room = width - sum(cells(said) for said, _ in last) - 1
    return apart(_state(face, eyes, tone, room if last and room >= LEAST_STATE else width), last, width)


def apart(left: Sequence[Part], right: Sequence[Part], width: int, *, keep: bool = False) -> list[Part]:
    """Return a line with one thing at its left end and one at its right; what doesn't fit is cut on the left.

    With `keep` the left one is kept, and the right one left out where there is no room for it.
    """
    wide = sum(cells(said) for said, _ in right)
    room = width - wide - (1 if wide else 0)
    taken = sum(cells(said) for said, _ in left)
    if wide and (room < 4 or (keep and taken > room)):
        right, wide, room = [], 0, width
    line: list[Part] = []
    used = 0
    for said, style in left:
        kept = shorten(said, room - used)
        if kept:
            line.append((kept, style))
            used += cells(kept)
    if right and line:
        line.append((" " * (width - wide - used), right[0][1]))
    elif right:
        line.append((" " * (width - wide), right[0][1]))
    return [*line, *right]


def _state(face: Face, eyes: Eyes, tone: Tone, width: int) -> list[Part]:
    """Who holds the card, whose it is, and what comes next or how long it has been quiet."""
    holder = eyes.holder(face)
    own, other = face.sales_owner, face.marketing_owner
    if eyes.stage.side == "door" and face.handoff == "offered":
        own = face.to or own
    if holder == "marketing":
        own, other = other, own
    owner = eyes.owner(own if eyes.stage.side == "door" else own or other)
    said, end, style, shorter = _next(face, eyes, tone)
    if width < ROOMY and end.count(" ") == 3:
        end = f" {end.split(' ', 2)[2]}"
    line: list[Part] = [(f"{LETTERS[holder]} ", tone.team(holder))] if holder else []
    room = width - 2 * len(line)
    apart_by = " " if (said or end)[:1] in SIGNS else " · "
    owner = _shorter(owner, room - len(apart_by) - cells(end) - cells(said))  # it goes before the step is cut
    if owner:
        line.append((f"{owner}{apart_by}", tone.muted))
        room -= cells(owner) + len(apart_by)
    if cells(said + end) > room and shorter:
        said, end = next((each for each in shorter if cells(each) <= room), shorter[-1]), ""
    left = room - cells(end)
    said = shorten(said, left) if left >= LEAST_STEP or cells(said) <= left else ""
    line.append((said + end if said else end.strip(), style))
    return line


def _shorter(name: str, room: int) -> str:
    """Return a name as it fits: whole, its first word, or its initials."""
    if cells(name) <= room:
        return name
    words = name.split(" ")
    if cells(words[0]) <= room:
        return words[0]
    initials = "".join(word[:1] for word in words)
    return initials if len(words) > 1 and cells(initials) <= room else ""


class Next(NamedTuple):
    """What is next for a card, or how long nothing was."""

    said: str
    """Words that may be cut."""
    end: str
    """What may not."""
    style: Style
    shorter: tuple[str, ...] = ()
    """What says the same in less room, the longest first; where there is none, the words are cut."""


def _next(face: Face, eyes: Eyes, tone: Tone) -> Next:
    """Return what is next, or how long nothing was."""
    if eyes.stage.closed:
        return Next(dates.say_day(_day_of(face.entered_at, eyes.zone), eyes.today), "", tone.muted)
    if eyes.stage.side == "door" and face.handoff in {"offered", "asked"}:
        return _answer(face, eyes, tone)
    due = _day(face.next_on) if face.next_on else None
    if due and due < eyes.today:
        late = f"{OVERDUE} {span((eyes.today - due).days)}"
        return Next("", f"{late} late", tone.overdue, (late,))
    back = _back(face, eyes, tone) if eyes.stage.side == "marketing" else None
    if back and (due is None or due > eyes.today):
        return back
    quiet = max(0, (eyes.today - _day_of(face.touched_at, eyes.zone)).days)
    again = again_of({"state": face.handoff, "again": face.again})
    if is_stale(eyes.stale_before, eyes.quiet_day, face.touched_at, face.next_on, again):
        return Next(f"{STALE} stale", f" {span(quiet)}", tone.text, (f"{STALE} {span(quiet)}",))
    if face.next_step or due:
        said = clean_line(face.next_step or "next step")
        return Next(said, f" {dates.say_day(due, eyes.today)}" if due else "", tone.text)
    if not quiet:
        return Next("today", "", tone.muted)
    return Next("quiet", f" {span(quiet)}", tone.muted, (span(quiet),))


def _back(face: Face, eyes: Eyes, tone: Tone) -> Next | None:
    """Return what is to be said of a card that came back from the door, and is not planned anew; None for any other."""
    if face.handoff == "returned" and face.again and face.again[:1].isdecimal():
        again = _day(face.again)
        if again > eyes.today:
            return None if face.next_step else Next("again", f" {dates.say_day(again, eyes.today)}", tone.muted)
        return Next("again", f" {dates.say_day(max(again, eyes.today), eyes.today)}", tone.text)
    if face.next_step or face.handoff not in {"returned", "expired"}:
        return None
    days = (eyes.today - _day_of(face.entered_at, eyes.zone)).days
    said = "no answer" if face.handoff == "expired" else "returned"
    return Next(said, f" {span(days)}" if days > 0 else "", tone.text)


def _answer(face: Face, eyes: Eyes, tone: Tone) -> Next:
    """Return how long there is to answer an offer, in business hours; a question waits for marketing."""
    left, asked = eyes.left(face.due) if face.due else 0.0, face.handoff == "asked"
    if left < 0:
        what, late = "question" if asked else "answer", hours(-left)
        return Next(
            f"{OVERDUE} {what} late", f" {late}", tone.overdue, (f"{OVERDUE} {what} {late}", f"{OVERDUE} {late}")
        )
    if asked:
        return Next("question", f" {LEFT} {hours(left)}" if face.due else "", tone.text, ("question", "asked"))
    return Next(f"{LEFT} {hours(left)}", " left", tone.text, (f"{LEFT} {hours(left)}",))


def hours(seconds: float) -> str:
    """Return business time in as few letters as tell enough: `40m`, then `3h`."""
    return f"{int(seconds // 60)}m" if seconds < 3600 else f"{int(seconds // 3600)}h"


def _day(iso: str) -> date:
    """Read the day of an ISO date or time; one that is broken counts as long ago."""
    try:
        return date.fromisoformat(iso[:10])
    except ValueError:
        return date.min + timedelta(days=365)


def _day_of(at: str, zone: tzinfo) -> date:
    """Return the day of a moment in a zone; one that is broken counts as long ago."""
    then = moments.local(at, zone)
    return then.date() if then else _day(at)


def _talk(face: Face, tone: Tone) -> list[Part]:
    """How much each team has said, and whether some of it is unread."""
    line: list[Part] = []
    for letter, count, style in (
        ("M", face.marketing_comments, tone.marketing),
        ("S", face.sales_comments, tone.sales),
    ):
        if count:
            line.append((f"{' ' if line else ''}{letter}{count}", style))
    if line:
        line.insert(0, (f"{COMMENTS} ", tone.muted))
    if face.unread:
        line.append((f" {UNREAD}", tone.unread))
    return line


def _marks(face: Face, eyes: Eyes, tone: Tone) -> list[Part]:
    """Whether the card lacks what its stage asks for; where a line of the agreement is open, how it stands to that."""
    said = _standing(face, eyes) if face.met is not None and face.met < eyes.lines else ""
    return [(f"{INCOMPLETE} {said or 'incomplete'}", tone.title)] if face.incomplete else []


def _standing(face: Face, eyes: Eyes) -> str:
    """Return how many of the agreement's lines ahead of it the card meets: `v4 6/7`."""
    return f"{eyes.agreement} {face.met}/{eyes.lines}" if eyes.agreement and eyes.lines and face.met is not None else ""


def _labels(face: Face, tone: Tone) -> list[Part]:
    return [(clean_line(", ".join(face.labels)), tone.muted)] if face.labels else []


def span(days: int) -> str:
    """Return so many days in as few letters as tell enough: `9d`, `3mo` from 90 on, `2y` from two years on."""
    if days < 90:
        return f"{days}d"
    return f"{days // 30}mo" if days < 730 else f"{days // 365}y"
