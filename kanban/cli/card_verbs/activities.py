"""`kanban log`: what was done with prospects."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD, WHICH
from kanban.cli.card_verbs.comments import format_local_time, read_text
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, verb
from kanban.domain import activity, clock
from kanban.domain.acts import activity_verbs
from kanban.domain.errors import UsageFault
from kanban.domain.records import record
from kanban.domain.values import dates, fields
from kanban.domain.values.past_moments import parse_past_moment


def run_log(args: Namespace) -> int:
    """Log a call, an e-mail or a meeting on each of the cards."""
    kind = activity.find_kind(args.kind)
    outcome = activity.find_outcome(kind, args.outcome)
    opened = open_workspace_of(args)
    cards = [opened.find(name) for name in args.card]
    done_at = clock.iso(parse_past_moment(args.at, opened.now(), opened.board.timezone)) if args.at else None
    day, time = dates.parse_due(args.on, opened.today) if args.on else (None, None)
    following = str(fields.read("next_step", args.next, opened.board, opened.today)["next_step"]) if args.next else None
    words = read_text(args.text) if args.text else ""
    act_result = opened.act(
        lambda view: activity_verbs.log_activity(
            view, [card.id for card in cards], kind, outcome, words=words, done_at=done_at, next_step=following,
            next_on=day, next_time=time,
        )
    )  # fmt: skip
    output.narrate(act_result.summary, act_result.warnings)
    if args.json:
        new_ids = set(act_result.entity_ids)
        output.write_json(
            [
                record.activity_record(logged, opened.board)
                for card in dict.fromkeys(card.id for card in cards)
                for logged in opened.list_activities(card)
                if logged.id in new_ids
            ]
        )
    return 0


def run_nothing(_: Namespace) -> int:
    """Say what there is to do."""
    raise UsageFault("Say list, edit or delete; kanban activity --help tells what each takes.")


def run_list(args: Namespace) -> int:
    """Print what was logged on a card, numbered from 1."""
    opened = open_workspace_of(args)
    logged = opened.list_activities(opened.find(args.card).id)
    if args.json:
        output.write_json([record.activity_record(entry, opened.board) for entry in logged])
        return 0
    if not logged:
        output.say("Nothing was logged on it yet.")
        return 0
    rows = [
        [
            str(number), format_local_time(entry.done_at, opened), opened.board.format_author(entry), entry.label,
            output.fit_line(entry.text, 60),
        ]
        for number, entry in enumerate(logged, 1)
    ]  # fmt: skip
    output.write_table(("#", "when", "by", "what", "text"), rows, right=("#",))
    return 0


def run_edit(args: Namespace) -> int:
    """Change the words of one's own activity."""
    opened = open_workspace_of(args)
    entry = activity.find_activity(opened.list_activities(opened.find(args.card).id), args.activity)
    words = read_text(args.text) if args.text else ""
    act_result = opened.act(lambda view: activity_verbs.edit_activity(view, entry.id, words))
    output.narrate(act_result.summary, act_result.warnings)
    return 0


def run_delete(args: Namespace) -> int:
    """Delete one's own activity."""
    opened = open_workspace_of(args)
    entry = activity.find_activity(opened.list_activities(opened.find(args.card).id), args.activity)
    act_result = opened.act(lambda view: activity_verbs.delete_activity(view, entry.id))
    output.narrate(act_result.summary, act_result.warnings)
    return 0


_ACTIVITY = positional("activity", "ACTIVITY", "its number, as kanban activity list CARD shows it, its id, or last")

VERBS = {
    "activity": verb(
        run_nothing,
        below={
            "list": verb(run_list, CARD, JSON, says="what was logged on a card, the first one first"),
            "edit": verb(
                run_edit,
                CARD,
                _ACTIVITY,
                positional("text", "TEXT", "its new words; - reads them from stdin, '' removes them"),
                says="change the words of an activity of your own; what it was, how it went and when stay",
                examples=("kanban activity edit k7q2mab 2 'Wants three.'",),
            ),
            "delete": verb(run_delete, CARD, _ACTIVITY, says="delete an activity of your own; kanban undo restores it"),
        },
        examples=("kanban activity list k7q2mab", "kanban activity edit k7q2mab 2 'Wants three.'"),
    ),
    "log": verb(
        run_log,
        positional("card", "CARD", f"one card or several, each by {WHICH}", nargs="+"),
        positional("kind", "KIND", "call, email or meeting"),
        option(
            "--outcome",
            "OUTCOME",
            "call: reached, no answer; email: sent, reply; meeting: held, no show",
            required=True,
        ),
        option("--text", "TEXT", "what was said; - reads it from stdin"),
        option("--at", "WHEN", "when it took place (now): 9:30, yesterday 14:00, fri 9:30, 2h ago"),
        option("--next", "TEXT", "the next step"),
        option("--on", "DAY", "and when; alone it moves the next step that is there: fri, +3d, in 2 weeks, 1 Dec"),
        JSON,
        examples=(
            "kanban log k7q2mab call --outcome 'no answer' --on +2d",
            "kanban log k7q2mab meeting --outcome held --at 'yesterday 14:00' --next 'send the quote' --on fri",
        ),
    ),
}
