"""`kanban comment` and `kanban comments`: what both teams say on a card."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, positional, verb
from kanban.domain import values
from kanban.domain.acts import verbs
from kanban.domain.card import Comment
from kanban.domain.errors import UsageFault
from kanban.domain.records import record
from kanban.domain.values.text import MAX_TEXT

if TYPE_CHECKING:
    from kanban.store.workspace import Workspace


def run_comment(args: Namespace) -> int:
    """Write a comment as whoever acts."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    body = read_text(args.text)
    act_result = opened.act(lambda view: verbs.comment(view, card.id, body))
    output.say(f"{act_result.summary}.")
    if args.json:
        (comment,) = (other for other in opened.comments(card.id) if other.id == act_result.entity_ids[0])
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
    comments = opened.comments(card.id)
    if args.json:
        output.write_json([record.comment_record(comment, opened.board) for comment in comments])
    elif not comments:
        output.say(f"Nobody has commented on “{output.fit_line(card.title, 60)}” yet.")
    else:
        write_thread(comments, opened)
    return 0


def write_thread(comments: list[Comment], opened: Workspace) -> None:
    """Print comments: who of which team, when, and the text set in."""
    board, unread = opened.board, opened.unread(comments[0].card)
    for comment in comments:
        letter = comment.team[:1].upper() or "·"
        kind = "" if comment.kind == "comment" else f" · {comment.kind}"
        marks = f"{' · edited' if comment.edited else ''}{' · new' if comment.id in unread else ''}"
        output.write_line(
            f"{letter} {board.format_author(comment)} · {format_local_time(comment.at, opened)}{kind}{marks}"
        )
        for line in comment.body.splitlines():
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
