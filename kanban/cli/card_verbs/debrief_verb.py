"""`kanban debrief`: why the buyer of a deal that is over decided so, in their words."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, positional, switch, verb
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.lessons import lesson_verbs
from kanban.domain.lessons.lesson import QUESTION, lesson_record
from kanban.store import lessons

if TYPE_CHECKING:
    from kanban.domain.lessons.lesson import Lesson
    from kanban.store.workspace import Workspace


def run(args: Namespace) -> int:
    """Write a debrief, delete one's own, or print those of a card."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    if args.delete:
        if args.text is not None:
            raise UsageFault("Give the text of a debrief, or --delete; not both.")
        own = [one for one in _list_debriefs(opened, card.id) if one.author == opened.member_id]
        if not own:
            raise NotFound(f"You have written no debrief of “{output.fit_line(card.title, 60)}”.")
        act_result = opened.act(lambda view: lesson_verbs.delete_lesson(view, own[-1].id))
        output.narrate(act_result.summary, act_result.warnings)
    elif args.text is not None:
        act_result = opened.act(lambda view: lesson_verbs.debrief(view, card.id, args.text))
        output.narrate(act_result.summary, act_result.warnings)
        if not args.json:
            return 0
    debriefs = _list_debriefs(opened, card.id)
    if args.json:
        output.write_json([lesson_record(one, opened.board) for one in debriefs])
    elif not args.delete:
        _write_debriefs(debriefs, opened)
    return 0


def _list_debriefs(opened: Workspace, card_id: str) -> list[Lesson]:
    return [one for one in lessons.card_lessons.list_lessons(opened, card_id) if one.kind == "debrief"]


def _write_debriefs(debriefs: list[Lesson], opened: Workspace) -> None:
    if not debriefs:
        output.say(f"No debrief yet. {QUESTION}")
    for one in debriefs:
        team = one.team[:1].upper() or "·"
        output.write_line(f"{team} {opened.board.format_author(one)} · {format_local_time(one.at, opened)}")
        for line in one.words.splitlines():
            output.write_line(f"    {line}")


VERBS = {
    "debrief": verb(
        run,
        CARD,
        positional("text", "TEXT", "in the buyer's words; without it, print the debriefs there are", nargs="?"),
        switch("--delete", "delete your own"),
        JSON,
        examples=(
            "kanban debrief k7q2mab 'the pilot came too late for this year'",
            "kanban debrief k7q2mab --json",
        ),
    ),
}
