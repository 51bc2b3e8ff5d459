"""Draw comments and acts as lines: marketing's at the left, sales' indented, acts quieter between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from kanban import cell_width
from kanban.domain.activity import Activity
from kanban.domain.card import Comment
from kanban.domain.history import Event
from kanban.domain.values import moments, text
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import markdown_lines

if TYPE_CHECKING:
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection

LETTERS = {"marketing": "M", "sales": "S"}
"""A team is shown by its letter, its colour and its indent: never by colour alone."""

SIGNS = {"question": "? ", "answer": "→ ", "offer": "▸ ", "return": "◂ ", "objection": "! ", "decision": "✓ "}
"""The signs before comments of a special kind."""

ACTIVITY = "»"
"""The sign before an activity."""

OBJECTED = "§"
"""The sign before an objection."""

LEARNT = "※"
"""The sign before a debrief, and before a walk that was shared."""

ASIDE = 76
"""From this width on, the words stand beside the author's name, not below it."""

MEASURE = 96
"""The most cells in a line of words: longer lines are hard to read."""

LONGEST = 14
"""The most lines of a comment that is not folded."""

SHOWN = 10
"""The lines of a folded comment."""

THREAD_VERBS = frozenset({"done", "merge", "purge", "contest", "rule_on"})
"""Acts that are always shown in the thread."""


@dataclass(frozen=True, slots=True)
class EntryColumns:
    """The columns of one entry."""

    indent: int
    """Cells before the whole entry."""
    names: int
    """Cells of the name's column; 0 if the words stand below it."""
    words: int
    """Cells before the words."""


def entry_columns(team: str, width: int, names: int) -> EntryColumns:
    """Return the columns of a team's entries in lines of `width` cells; `names` are the cells of the longest name."""
    aside = width >= ASIDE
    indent = {True: 6, False: 4 if width >= 44 else 2}[aside] if team == "sales" else 0
    # 4: cursor mark, unread mark, letter, space. Then name and time, each with two spaces after it.
    return EntryColumns(indent, names if aside else 0, indent + (4 + names + 2 + moments.WIDEST + 2 if aside else 4))


def name_column_width(names: Iterable[str]) -> int:
    """Return the cells of the column of names, from 3 to 14."""
    return min(14, max((cell_width.cells(text.clean_line(name)) for name in names), default=3))


def is_in_thread(event: Event) -> bool:
    """Return whether an act is shown in the thread: moves, finished steps, what rules did; not every edit."""
    if event.comment:
        return False
    if event.rule is not None:  # what it changed or failed to change; that it ran or notified is for the history
        return event.verb not in {"notify", "rule"} or "changed nothing" in event.summary
    return event.verb in THREAD_VERBS or any(name in {"stage", "deleted"} for name, _, _ in event.fields)


def summarize_act(event: Event) -> str:
    """Return an act in few words: a move with its stages and its lost or win reason, without other fields."""
    first, *more = event.summary.split("; ")
    if "moved it from" not in first:
        return event.summary
    return "; ".join([first, *(part for part in more if re.match("set the (lost|win) reason", part))])


def draw_comment(
    comment: Comment, view: CardView, width: int, names: int, *, is_unread: bool = False, is_unfolded: bool = False
) -> list[Content]:
    """Return a comment with its author, team and time; a long one is folded unless `is_unfolded`."""
    # An imported comment has no author on this board; its origin takes a whole line, so the words go below.
    where = EntryColumns(0, 0, 4) if comment.is_imported else entry_columns(comment.team, width, names)
    room = max(8, min(MEASURE, width - where.words - 1))
    body, cut = comment.body, False
    if not is_unfolded:
        body, cut = excerpt(body, room)
    words = markdown_lines.draw_markdown(SIGNS.get(comment.kind, "") + body, room, view.teams)
    if not is_unfolded and (cut or len(words) > LONGEST):
        words = [*words[:SHOWN], Content("⋯ Enter: show all").stylize("$muted")]
    note = "edited" if comment.edited else ""
    if comment.is_imported:
        called, at = view.board.format_author(comment), view.format_moment(comment.at)
        room = width - where.words - cell_width.cells(f" · {at}" + (f" · {note}" if note else ""))
        return _join_head(_draw_head("", called, at, where, note, is_unread=is_unread, cells=room), words, where)
    head = _draw_head(
        comment.team,
        view.board.find_person_name(comment.author),
        view.format_moment(comment.at),
        where,
        note,
        is_unread=is_unread,
    )
    return _join_head(head, words, where, note)


def draw_activity(logged: Activity, words: str, view: CardView, width: int, names: int) -> list[Content]:
    """Return an activity: `words` say what it was, quieter than a comment, and its text stands below."""
    where = EntryColumns(0, 0, 4) if logged.is_imported else entry_columns(logged.team, width, names)
    room = max(8, min(MEASURE, width - where.words - 1))
    called, at = view.board.format_author(logged), view.format_moment(logged.done_at)
    body, _ = excerpt(logged.text, room)
    lines = markdown_lines.draw_markdown(body, room, view.teams)[:LONGEST] if body else []
    if where.names:
        label = [line.stylize("$muted") for line in Content(f"{ACTIVITY} {words}").wrap(room)]
        head = _draw_head(logged.team, called, at, where).without_spans.stylize("$muted")
        return _join_head(head, [*label, *lines], where)
    start = f"{ACTIVITY} {LETTERS.get(logged.team, '·')} {text.clean_line(called)} · {at} · "
    label = Content(start + words).wrap(max(8, width - where.indent - 5))
    indents = [" " * (where.indent + 2), *[" " * (where.indent + 4)] * len(label)]
    quiet = [(indent + line).stylize("$muted") for indent, line in zip(indents, label, strict=False)]
    return [*quiet, *(" " * where.words + line for line in lines)]


def draw_remark(
    sign: str, entry: Objection | Lesson, words: str, view: CardView, width: int, names: int
) -> list[Content]:
    """Return an objection, a debrief or a walk: `words` are what was said, and what came of it."""
    where = EntryColumns(0, 0, 4) if entry.is_imported else entry_columns(entry.team, width, names)
    called, at = view.board.format_author(entry), view.format_moment(entry.at)
    body = text.clean_line(words)
    if where.names:
        lines = Content(f"{sign} {body}").wrap(max(8, min(MEASURE, width - where.words - 1)))
        head = _draw_head(entry.team, called, at, where).without_spans.stylize("$muted")
        return _join_head(head, lines, where)
    start = f"{sign} {LETTERS.get(entry.team, '·')} {text.clean_line(called)} · {at} · "
    lines = Content(start + body).wrap(max(8, width - where.indent - 5))
    indents = [" " * (where.indent + 2), *[" " * (where.indent + 4)] * len(lines)]
    return [indent + line for indent, line in zip(indents, lines, strict=False)]


def draw_act(event: Event, view: CardView, width: int, names: int) -> list[Content]:
    """Return an act as muted lines."""
    where = entry_columns(event.team, width, names)
    sentence = text.clean(summarize_act(event))
    if where.names:
        head = _draw_head(event.team, event.actor, view.format_moment(event.at), where)
        words = Content(f"▸ {sentence}").wrap(max(8, min(MEASURE, width - where.words - 1)))
        return [line.without_spans.stylize("$muted") for line in _join_head(head, words, where)]
    start = f"▸ {LETTERS.get(event.team, '·')} {text.clean_line(event.actor)} · {view.format_moment(event.at)} · "
    lines = Content(start + sentence).wrap(max(8, width - where.indent - 5))
    indents = [" " * (where.indent + 2), *[" " * (where.indent + 4)] * len(lines)]
    return [(indent + line).stylize("$muted") for indent, line in zip(indents, lines, strict=False)]


def excerpt(body: str, width: int) -> tuple[str, bool]:
    """Return the beginning of a comment that its folded lines can show, and whether some was cut.

    Long comments are cut before they are parsed, so that a folded one costs no more than its visible lines.
    """
    rows = body.split("\n", LONGEST + 1)
    short = "\n".join(rows[: LONGEST + 1])[: LONGEST * width + 1]
    return short, len(short) < len(body)


def _draw_head(
    team: str, name: str, at: str, where: EntryColumns, note: str = "", *, is_unread: bool = False, cells: int = 24
) -> Content:
    """Return the head of an entry: team, name and time; a name above the words has at most `cells` cells."""
    letter, style = LETTERS.get(team, "·"), f"bold ${team}" if team in LETTERS else "$muted"
    mark = ("•", "bold $unread") if is_unread else " "
    name = text.clean_line(name)
    if where.names:
        padded_name = cell_width.pad(name, where.names)
        return Content.assemble(
            " " * (where.indent + 1),
            mark,
            (letter, style),
            " ",
            (padded_name, style),
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


def _join_head(head: Content, words: list[Content], where: EntryColumns, note: str = "") -> list[Content]:
    """Return the words beside their head, or below it on narrow screens."""
    indent = Content(" " * where.words)
    if not where.names:
        return [head, *(indent + line for line in words)]
    first, *rest = words or [Content("")]
    lines = [head + first, *(indent + line for line in rest)]
    if note:
        lines[-1] += Content(f"  ({note})").stylize("$muted")
    return lines
