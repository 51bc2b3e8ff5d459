"""`kanban comment` and `kanban comments`: what both teams say on a card, and did with the prospect."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, positional, verb
from kanban.domain import activity, values
from kanban.domain.acts import verbs
from kanban.domain.card import Comment
from kanban.domain.errors import UsageFault
from kanban.domain.handoffs.handoff_verbs import calendar_of
from kanban.domain.records import record
from kanban.domain.values.text import MAX_TEXT
from kanban.store import lessons, playbooks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.domain.activity import Activity
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection
    from kanban.store.workspace import Workspace


def run_comment(args: Namespace) -> int:
    """Write a comment as whoever acts."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    body = read_text(args.text)
    act_result = opened.act(lambda view: verbs.comment(view, card.id, body))
    output.say(f"{act_result.summary}.")
    if args.json:
        (comment,) = (other for other in opened.list_comments(card.id) if other.id == act_result.entity_ids[0])
        output.write_json(record.comment_record(comment, opened.board))
    return 0


def read_text(typed: str) -> str:
    """Return the comment's text: as typed, or for `-` from stdin."""
    return _read_stdin() if typed == "-" else typed


def _read_stdin() -> str:
    if sys.stdin is None or sys.stdin.isatty():
        output.say("Write the comment. Ctrl+D on an empty line ends it.")
    try:
        read = sys.stdin.buffer.read(MAX_TEXT * 4 + 1)  # an endless stream is refused for its length, not read whole
    except (OSError, AttributeError):
        raise UsageFault("Nothing came on stdin. Give the comment's text instead of “-”.") from None
    return read.decode("utf-8", "replace")


def run_comments(args: Namespace) -> int:
    """Print the comments on a card, oldest first."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    comments = opened.list_comments(card.id)
    if args.json:
        output.write_json([record.comment_record(comment, opened.board) for comment in comments])
        return 0
    activities = opened.list_activities(card.id)
    objections = playbooks.list_objections(opened, card.id)
    learnt = lessons.card_lessons.list_lessons(opened, card.id)
    if not comments and not activities and not objections and not learnt:
        output.say(f"Nobody has commented on “{output.fit_line(card.title, 60)}” yet.")
    write_thread(card.id, comments, activities, opened, objections, learnt)
    return 0


def write_thread(
    card_id: str,
    comments: list[Comment],
    activities: list[Activity],
    opened: Workspace,
    objections: Sequence[Objection] = (),
    learnt: Sequence[Lesson] = (),
) -> None:
    """Print all that was said and done by time: who of which team, when, and the text set in."""
    board, unread = opened.board, opened.list_unread(card_id) if comments else set()
    entries: list[tuple[str, str, str]] = []
    for comment in comments:
        kind = "" if comment.kind == "comment" else f" · {comment.kind}"
        marks = f"{' · edited' if comment.edited else ''}{' · new' if comment.id in unread else ''}"
        head = f"{comment.team[:1].upper() or '·'} {board.format_author(comment)} · "
        entries.append((comment.at, f"{head}{format_local_time(comment.at, opened)}{kind}{marks}", comment.body))
    numbers, calendar = activity.number_attempts(activities), calendar_of(board)
    for logged in activities:
        head = f"{logged.team[:1].upper() or '·'} {board.format_author(logged)} · "
        at = format_local_time(logged.done_at, opened)
        words = activity.describe(logged, numbers, calendar, lambda at: format_local_time(at, opened))
        entries.append((logged.done_at, f"{head}{at} » {words}", logged.text))
    plays = {play.id: play.title for play in playbooks.list_plays(opened)} if objections else {}
    for objection in objections:
        head = f"{objection.team[:1].upper() or '·'} {board.format_author(objection)} · "
        at = format_local_time(objection.at, opened)
        play = f" · {plays[objection.play]}" if objection.play in plays else ""
        entries.append((objection.at, f"{head}{at} § {objection.outcome or 'open'}{play}", f"“{objection.words}”"))
    for one in learnt:
        head = f"{one.team[:1].upper() or '·'} {board.format_author(one)} · {format_local_time(one.at, opened)}"
        words = one.words or "\n".join(answer.words for answer in one.answers)
        entries.append((one.at, f"{head} ※ {one.kind}", words))
    for _, head, body in sorted(entries, key=lambda entry: entry[0]):
        output.write_line(head)
        for line in body.splitlines():
            output.write_line(f"    {line}")


def format_local_time(at: str, opened: Workspace) -> str:
    """Return a moment in the board's time zone: `Mon 23 Nov 11:02`."""
    return values.moments.format_whole(at, opened.today, opened.board.timezone)


VERBS = {
    "comment": verb(
        run_comment,
        CARD,
        positional("text", "TEXT", "Markdown, @NAME mentions a member; - reads it from stdin"),
        JSON,
        examples=("kanban comment k7q2mab 'They asked for a price. @raj'", "git log -3 | kanban comment k7q2mab -"),
    ),
    "comments": verb(run_comments, CARD, JSON, examples=("kanban comments k7q2mab", "kanban comments k7q2mab --json")),
}
