"""What a card's thread is entries of: comments, acts, and the sentence that stands below one of them."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import ActiveBinding
from textual.content import Content

from kanban.domain import activity, acts, permissions
from kanban.domain.activity import Activity
from kanban.domain.board import Member
from kanban.domain.card import Comment
from kanban.domain.handoffs.handoff_verbs import calendar_of
from kanban.domain.history import Event
from kanban.domain.values import text
from kanban.tui.commands import key_label
from kanban.tui.widgets.card_view import CardView
from kanban.tui.widgets.conversation import entry_lines
from kanban.tui.widgets.line_list import Block

if TYPE_CHECKING:
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection

BEGUN = "Your edit of this comment is not saved yet. e: continue"
"""The note below a comment that its author began to edit."""


def make(
    view: CardView,
    fresh: AbstractSet[str],
    unfolded: AbstractSet[str],
    asking: tuple[str, str],
    *,
    with_acts: bool,
) -> list[Block]:
    """Return the comments and activities of a card, and the acts between them, oldest first.

    `fresh` and `unfolded` are ids of comments; `asking` is the id of one and the sentence that stands below it.
    """
    acts = [event for event in view.events if with_acts and entry_lines.is_in_thread(event)]
    logged_by = [view.board.format_author(logged) for logged in view.activities if not logged.is_imported]
    logged_by += [view.board.format_author(entry) for entry in view.objections if not entry.is_imported]
    logged_by += [view.board.format_author(entry) for entry in view.lessons if not entry.is_imported]
    authors = [view.board.find_person_name(comment.author) for comment in view.comments]
    names = entry_lines.name_column_width([*authors, *logged_by, *(event.actor for event in acts)])
    day = view.today
    entries: list[tuple[str, int, Block]] = []
    for comment in view.comments:
        key = comment.id
        sentence = asking[1] if asking[0] == key else ""
        sentence = sentence or (BEGUN if key in view.edits else "")
        is_unread, is_unfolded = key in fresh, key in unfolded
        stamp = (comment, is_unread, is_unfolded, sentence, names, day, view.board.all_members)
        draw = partial(
            _draw_comment, comment, view, names=names, is_unread=is_unread, is_unfolded=is_unfolded, asking=sentence
        )
        entries.append((comment.at, 1, Block(key, stamp, draw)))
    for logged, words in name_activities(view):
        key = key_of(logged)
        sentence = asking[1] if asking[0] == key else ""
        draw_activity = partial(_draw_activity, logged, words, view, names=names, asking=sentence)
        look = (logged, words, sentence, names, day, view.board.all_members)
        entries.append((logged.done_at, 1, Block(key, look, draw_activity)))
    for objection in view.objections:
        draw_objection = partial(_draw_objection, objection, view, names=names)
        its_look = (objection, view.play_titles.get(objection.play), names, day, view.board.all_members)
        entries.append((objection.at, 1, Block(f"objection {objection.id}", its_look, draw_objection, is_stop=False)))
    for lesson in view.lessons:
        draw_lesson = partial(_draw_lesson, lesson, view, names=names)
        look_of_it = (lesson, names, day, view.board.all_members)
        entries.append((lesson.at, 1, Block(f"lesson {lesson.id}", look_of_it, draw_lesson, is_stop=False)))
    for event in acts:
        draw_act = partial(_draw_act, event, view, names=names)
        entries.append((event.at, 0, Block(f"act {event.id}", (event.summary, names, day), draw_act, is_stop=False)))
    entries.sort(key=lambda entry: entry[:2])
    if not view.comments:
        has_more = bool(acts or view.activities or view.objections or view.lessons)
        empty = Block("empty", has_more, partial(_draw_invitation, view), is_stop=False)
        return [*(block for _, _, block in entries), empty]
    return [block for _, _, block in entries]


def _draw_comment(
    comment: Comment, view: CardView, width: int, *, names: int, is_unread: bool, is_unfolded: bool, asking: str
) -> list[Content]:
    lines = entry_lines.draw_comment(comment, view, width, names, is_unread=is_unread, is_unfolded=is_unfolded)
    return lines + _draw_question(asking, comment.team, width, names)


def _draw_question(asking: str, team: str, width: int, names: int) -> list[Content]:
    """Return the lines of a sentence that stands below an entry."""
    if not asking:
        return []
    indent = Content(" " * entry_lines.entry_columns(team, width, names).words)
    return [indent + line.stylize("bold $overdue") for line in Content(asking).wrap(max(8, width - len(indent)))]


def name_activities(view: CardView) -> list[tuple[Activity, str]]:
    """Return the activities of a card, each with the words that say what it was."""
    numbers, calendar = activity.number_attempts(view.activities), calendar_of(view.board)
    return [(logged, activity.describe(logged, numbers, calendar, view.format_moment)) for logged in view.activities]


def key_of(logged: Activity) -> str:
    """Return the key of an activity's block."""
    return f"activity {logged.id}"


def find_activity(view: CardView | None, key: str | None) -> Activity | None:
    """Return the activity whose block has this key."""
    return next((entry for entry in view.activities if key_of(entry) == key), None) if view else None


def present_as_comment(logged: Activity) -> Comment:
    """Return an activity as the composer takes what is edited: its words, by its id."""
    return Comment(logged.id, logged.card, logged.author, logged.team, "comment", logged.text, logged.done_at)


def require_own(me: Member, entry: Comment | Activity, what: str) -> Comment:
    """Return a comment or an activity of one's own, as the composer takes it; raises Forbidden for somebody else's."""
    if isinstance(entry, Activity):
        permissions.require_role(me, "commenter", f"{what} activities")
        acts.activity_verbs.require_author(me, entry, what)
        return present_as_comment(entry)
    permissions.require_role(me, "commenter", "edit comments")
    permissions.require_author(me, entry)
    return entry


def _draw_activity(
    logged: Activity, words: str, view: CardView, width: int, *, names: int, asking: str
) -> list[Content]:
    lines = entry_lines.draw_activity(logged, words, view, width, names)
    return lines + _draw_question(asking, logged.team, width, names)


def _draw_objection(objection: Objection, view: CardView, width: int, *, names: int) -> list[Content]:
    play = view.play_titles.get(objection.play, "")
    words = f"“{objection.words}” · {objection.outcome or 'open'}" + (f" · {play}" if play else "")
    return entry_lines.draw_remark(entry_lines.OBJECTED, objection, words, view, width, names)


def _draw_lesson(lesson: Lesson, view: CardView, width: int, *, names: int) -> list[Content]:
    words = lesson.words if lesson.kind == "debrief" else "; ".join(answer.words for answer in lesson.answers)
    what = "debrief" if lesson.kind == "debrief" else "walked it"
    return entry_lines.draw_remark(entry_lines.LEARNT, lesson, f"{what}: {words}", view, width, names)


def _draw_act(event: Event, view: CardView, width: int, *, names: int) -> list[Content]:
    return entry_lines.draw_act(event, view, width, names)


def ask_to_delete(active: Mapping[str, ActiveBinding], *, is_activity: bool) -> str:
    """Return the question whether a comment or an activity is to be deleted, with the user's key for it."""
    keys = (key for key, binding in active.items() if binding.binding.action == "retract")
    what = "activity" if is_activity else "comment"
    return f"Delete this {what}? {key_label(next(keys, 'x'))} again: delete · any other key: keep"


def _draw_invitation(view: CardView, width: int) -> list[Content]:
    name = "nobody" if view.me is None else view.me.name
    may_write = view.me is not None and permissions.RANK[view.me.role] >= permissions.RANK["commenter"]
    words = "No comments yet. " + ("c: write one" if may_write else f"{text.clean_line(name)} can only read here.")
    return [Content(""), *(Content("  ") + line.stylize("$muted") for line in Content(words).wrap(max(8, width - 3)))]
