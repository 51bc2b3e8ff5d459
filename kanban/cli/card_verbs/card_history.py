"""A card as it is and as it came to be, and the way back: show, history, undo, redo."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from kanban.cell_width import pad
from kanban.cli import history_notice, output
from kanban.cli.card_verbs.change_cards import CARD
from kanban.cli.card_verbs.comments import format_local_time, write_thread
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, verb
from kanban.domain.agreements import agreement_record, gate
from kanban.domain.card import CUSTOM, FIELDS, LINK
from kanban.domain.guesses import guess_record
from kanban.domain.handoffs import contest
from kanban.domain.history import list_events, list_teams, merge_remarks
from kanban.domain.lessons.lesson import list_records
from kanban.domain.playbook import playbook_record
from kanban.domain.records import record
from kanban.domain.values import fields
from kanban.domain.values.dates import format_day
from kanban.store import lessons, playbooks
from kanban.store.reading import earlier_deals
from kanban.store.suggestions import guessing

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.history import Event
    from kanban.store.acts.writing import Written
    from kanban.store.workspace import Workspace

HEAD_FIELDS = ("title", "currency")
"""Fields that the first lines show, or that another one includes."""

LATEST = 8
"""Events that `kanban show` prints; `kanban history` has them all."""


def run_show(args: Namespace) -> int:
    """Print everything about a card."""
    opened = open_workspace_of(args)
    card, board = opened.find(args.card), opened.board
    comments, activities = opened.list_comments(card.id), opened.list_activities(card.id)
    objections = playbooks.list_objections(opened, card.id)
    learnt = lessons.card_lessons.list_lessons(opened, card.id)
    guesses = guessing.list_guesses(opened, card.id)
    teams = list_teams(opened.member_changes())
    events = list_events(opened.list_changes(card.id), board, card.id, None if args.json else opened.today, teams)
    if args.json:
        unread = opened.list_unread(card.id)
        whole = record.build_whole_record(card, board, comments, activities, events, unread, opened.now())
        earlier = earlier_deals.find_earlier(opened.connection, board.id, card)
        whole["earlier"] = earlier and {"id": earlier.id, "ref": earlier.ref, "title": earlier.title}
        plays = playbooks.list_plays(opened) if objections else []
        whole["objections"] = [playbook_record.objection_record(entry, board, plays) for entry in objections]
        whole |= list_records(learnt, board)
        whole["guesses"] = guess_record.build_records(guesses, board, opened.member_id or "")
        output.write_json(whole)
        history_notice.warn_of_missing_history(opened, card.id)
        return 0
    _write_card(card, opened)
    if guesses:
        output.write_line(f"\nguesses: {guess_record.describe_guesses(guesses, board)}")
    if comments or activities or objections or learnt:
        output.write_line("\ncomments and activities" if activities else "\ncomments")
        write_thread(card.id, comments, activities, opened, objections, learnt)
    events = merge_remarks(events)
    output.write_line("\nhistory" + (f" (the last {LATEST} of {len(events)})" if len(events) > LATEST else ""))
    _write_events(events[-LATEST:], opened)
    history_notice.warn_of_missing_history(opened, card.id)
    return 0


def _write_card(card: Card, opened: Workspace) -> None:
    board = opened.board
    stage = board.lane_of(card.stage)
    holder = record.find_holder(card, board)
    output.write_line(card.title)
    holder_text = f" · with {holder}" if holder else ""
    output.write_line(f"{card.ref} · {stage.name}{holder_text} · since {format_local_time(card.entered_at, opened)}")
    if stage.guidance and not card.deleted:
        output.write_line(f"› {stage.guidance}")
    if contested := contest.read(card.extra):
        output.write_line(f"its return is {contest.format_status(contested)}")
    if card.deleted:
        output.write_line(f"deleted; kanban restore {card.ref} brings it back")
    lines = [
        (fields.format_in_sentence(name), _format_field(card, name, opened))
        for name in FIELDS
        if name not in HEAD_FIELDS and card.value_of(name) is not None
    ]
    lines += [("labels", ", ".join(card.labels))] if card.labels else []
    lines += [(name, str(value)) for name, value in card.registers(CUSTOM).items()]
    lines += [
        ("link", f"{value.get('name')} {value.get('url')}")
        for value in card.registers(LINK).values()
        if isinstance(value, dict)
    ]
    if earlier := earlier_deals.find_earlier(opened.connection, board.id, card):
        lines.append(("earlier deal", f"{earlier.title} ({earlier.ref})"))
    width = min(28, max((len(name) for name, _ in lines), default=0)) + 2
    for name, value in lines:
        output.write_line(f"  {pad(name, width)}{value}")
    _write_agreement_status(card, board)


def _format_field(card: Card, name: str, opened: Workspace) -> str:
    value = card.value_of(name)
    if FIELDS[name] == "day" and isinstance(value, str):
        return format_day(date.fromisoformat(value), opened.today)
    return fields.format_value(name, value, card.currency)


def _write_agreement_status(card: Card, board: Board) -> None:
    """Print which requirements the card meets, and who ticked which."""
    status = agreement_record.status_record(card, board)
    if not status["lines"]:
        return
    passed = status["passed"]
    entered = f", entered {passed['stage']} under {passed['version']}" if passed else ""
    words = agreement_record.format_status(board, gate.find_effective_version(board), status["met"], status["of"])
    output.write_line(f"\n{words}{entered}")
    for line in status["lines"] if status["signed"] else ():
        source = f"{line['by']}: {line['evidence']}" if line["by"] else line["fact"] or f"for {line['team']} to tick"
        output.write_line(f"  {'✓' if line['met'] else '○'} {line['number']} {line['says']} ({source})")


def run_history(args: Namespace) -> int:
    """Print who did what when, oldest first."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    teams = list_teams(opened.member_changes())
    events = list_events(
        opened.list_changes(card.id), opened.board, card.id, None if args.json else opened.today, teams
    )
    if args.json:
        output.write_json([record.event_record(event) for event in events])
    else:
        _write_events(merge_remarks(events), opened)
    history_notice.warn_of_missing_history(opened, card.id)
    return 0


def _write_events(events: list[Event], opened: Workspace) -> None:
    times = [format_local_time(event.at, opened) for event in events]
    width = max(map(len, times), default=0)
    for at, event in zip(times, events, strict=True):
        team = event.team[:1].upper() or "·"
        output.write_line(f"{at.ljust(width)}  {team} {event.actor} {event.summary}")


def _report_undo(args: Namespace, act_result: Written) -> int:
    """Print what was undone, and what was left alone."""
    for warning in act_result.warnings:
        output.say(f"kanban: {warning}")
    if args.json:
        output.write_json(
            {"said": act_result.summary, "warnings": list(act_result.warnings), "cards": sorted(act_result.cards)}
        )
    else:
        output.write_line(f"{act_result.summary}.")
    return 0


def run_undo(args: Namespace) -> int:
    """Undo the last act."""
    return _report_undo(args, open_workspace_of(args).undo())


def run_redo(args: Namespace) -> int:
    """Redo the act undone last."""
    return _report_undo(args, open_workspace_of(args).redo())


VERBS = {
    "show": verb(run_show, CARD, JSON, examples=("kanban show k7q2mab", "kanban show 'Acme pilot' --json")),
    "history": verb(run_history, CARD, JSON, examples=("kanban history k7q2mab", "kanban history k7q2mab --json")),
    "undo": verb(run_undo, JSON, examples=("kanban undo",)),
    "redo": verb(run_redo, JSON, examples=("kanban redo",)),
}
