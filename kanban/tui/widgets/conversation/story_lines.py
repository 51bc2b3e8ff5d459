"""A card's story in lines: comments of both teams, marketing's at the left and sales' set in, and acts between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from kanban import cell_width
from kanban.domain.authors import format_author
from kanban.domain.card import Comment
from kanban.domain.history import Event
from kanban.domain.values import moments, text
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import markdown_lines

LETTERS = {"marketing": "M", "sales": "S"}
"""A team is told by its letter, its colour and where its words stand: never by colour alone."""

SIGNS = {"question": "? ", "answer": "→ ", "offer": "▸ ", "return": "◂ ", "objection": "! ", "decision": "✓ "}
"""What stands before the words of a comment of a kind of its own."""

ASIDE = 76
"""Cells from which on the words stand beside who wrote them rather than below."""

MEASURE = 96
"""Cells of the longest lines of words: eyes lose longer ones."""

LONGEST = 14
"""Lines of a comment that is not folded."""

SHOWN = 10
"""Lines of a folded one."""

STORY_VERBS = frozenset({"done", "merge", "purge", "contest", "rule_on"})
"""Acts that belong to the story whatever they changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of one entry stand."""

    indent: int
    """Cells that the whole entry is set in."""
    names: int
    """Cells of a name; 0 where the words stand below it."""
    words: int
    """Cells before the words."""


def place(team: str, width: int, names: int) -> Place:
    """Return where a team's entries stand in lines of a width; `names` is the longest name's cells."""
    aside = width >= ASIDE
    indent = {True: 6, False: 4 if width >= 44 else 2}[aside] if team == "sales" else 0
    # A mark, the unread mark, letter and space, then name and time with two spaces after each.
    return Place(indent, names if aside else 0, indent + (4 + names + 2 + moments.WIDEST + 2 if aside else 4))


def names_width(names: Iterable[str]) -> int:
    """Return the cells of the column of names."""
    return min(14, max((cell_width.cells(text.clean_line(name)) for name in names), default=3))


def belongs(event: Event) -> bool:
    """Whether an act is told in the thread: what moves the card, what finishes a step, what rules did; not every edit."""
    if event.comment:
        return False
    if event.rule is not None:  # what it did, and what kept it from that; whom it told and that it ran is history's
        return event.verb not in {"notify", "rule"} or "changed nothing" in event.said
    return event.verb in STORY_VERBS or any(name in {"stage", "deleted"} for name, _, _ in event.fields)


def told(event: Event) -> str:
    """Return what an act did in few words: of a move, where it went and why it was won or lost; all else is history's."""
    first, *more = event.said.split("; ")
    if "moved it from" not in first:
        return event.said
    return "; ".join([first, *(part for part in more if re.match("set the (lost|win) reason", part))])


def comment_lines(
    comment: Comment, view: CardView, width: int, names: int, *, unread: bool = False, whole: bool = False
) -> list[Content]:
    """Return a comment with its author, team and time; a long one is folded unless `whole`."""
    # what a file brought is nobody's here: what it is called takes a line
    where = Place(0, 0, 4) if comment.is_imported else place(comment.team, width, names)
    room = max(8, min(MEASURE, width - where.words - 1))
    body, cut = comment.body, False
    if not whole:
        body, cut = excerpt(body, room)
    words = markdown_lines.lines(SIGNS.get(comment.kind, "") + body, room, view.teams)
    if not whole and (cut or len(words) > LONGEST):
        words = [*words[:SHOWN], Content("⋯ the rest · enter").stylize("$muted")]
    note = "edited" if comment.edited else ""
    if comment.is_imported:
        called, at = format_author(comment, view.board), view.when(comment.at)
        room = width - where.words - cell_width.cells(f" · {at}" + (f" · {note}" if note else ""))
        return _joined(_head("", called, at, where, note, unread=unread, cells=room), words, where)
    head = _head(
        comment.team, view.board.find_person_name(comment.author), view.when(comment.at), where, note, unread=unread
    )
    return _joined(head, words, where, note)


def act_lines(event: Event, view: CardView, width: int, names: int) -> list[Content]:
    """Return an act as quieter lines."""
    where = place(event.team, width, names)
    said = text.clean(told(event))
    if where.names:
        head = _head(event.team, event.actor, view.when(event.at), where)
        words = Content(f"▸ {said}").wrap(max(8, min(MEASURE, width - where.words - 1)))
        return [line.without_spans.stylize("$muted") for line in _joined(head, words, where)]
    start = f"▸ {LETTERS.get(event.team, '·')} {text.clean_line(event.actor)} · {view.when(event.at)} · "
    whole = Content(start + said).wrap(max(8, width - where.indent - 5))
    indents = [" " * (where.indent + 2), *[" " * (where.indent + 4)] * len(whole)]
    return [(indent + line).stylize("$muted") for indent, line in zip(indents, whole, strict=False)]


def excerpt(body: str, width: int) -> tuple[str, bool]:
    """Return as much of a long comment as its folded lines can hold, and whether something was left out."""
    rows = body.split("\n", LONGEST + 1)
    short = "\n".join(rows[: LONGEST + 1])[: LONGEST * width + 1]
    return short, len(short) < len(body)


def _head(
    team: str, name: str, at: str, where: Place, note: str = "", *, unread: bool = False, cells: int = 24
) -> Content:
    """Return who wrote, for which team and when; a name above the words takes at most so many cells."""
    letter, style = LETTERS.get(team, "·"), f"bold ${team}" if team in LETTERS else "$muted"
    mark = ("•", "bold $unread") if unread else " "
    name = text.clean_line(name)
    if where.names:
        shown = cell_width.pad(name, where.names)
        return Content.assemble(
            " " * (where.indent + 1),
            mark,
            (letter, style),
            " ",
            (shown, style),
            "  ",
            (cell_width.pad(at, moments.WIDEST), "$muted"),
            "  ",
        )
    after = f" · {at}" + (f" · {note}" if note else "")
    return Content.assemble(
        " " * (where.indent + 1),
        mark,
        (letter, style),
        " ",
        (cell_width.shorten(name, cells), style),
        (after, "$muted"),
    )


def _joined(head: Content, words: list[Content], where: Place, note: str = "") -> list[Content]:
    """Return the words beside their head, or below it where there is no room."""
    indent = Content(" " * where.words)
    if not where.names:
        return [head, *(indent + line for line in words)]
    first, *rest = words or [Content("")]
    made = [head + first, *(indent + line for line in rest)]
    if note:
        made[-1] += Content(f"  ({note})").stylize("$muted")
    return made
