"""`kanban next`: the next five cards of a member, each with its reasons; and what they say of one of them."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import report_change
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, verb
from kanban.domain.errors import Refused
from kanban.domain.values import dates
from kanban.domain.values.money import format_short_money
from kanban.domain.values.text import format_count
from kanban.domain.waiting import next_marks
from kanban.domain.waiting.next_card import ALIKE
from kanban.reports.next_five import next_choice
from kanban.store.suggestions import next_cards

if TYPE_CHECKING:
    from collections.abc import Callable

    from kanban.domain.acts.view import View
    from kanban.domain.change import Act
    from kanban.reports.next_five.next_choice import NextFive
    from kanban.store.workspace import Workspace

SIGNS = {"urgency": "!", "fit": "=", "history": "±", "waits": "·"}


def run(args: Namespace) -> int:
    """Print the next five cards."""
    workspace = open_workspace_of(args)
    next_five = _choose(workspace)
    if args.json:
        output.write_json(next_five.encode())
    else:
        _write(next_five, workspace)
    return 0


def _choose(workspace: Workspace) -> NextFive:
    me = workspace.me
    if me is None:
        raise Refused("Say whose cards to show: --as NAME, or make a board with kanban init.")
    board, connection, now = workspace.board, workspace.connection, workspace.now()
    with workspace.database.faults():
        waiting = next_cards.read_waiting(connection, board, me, now)
        closed = next_cards.read_closed_deals(connection, board)
    return next_choice.choose(waiting.cards, closed, now, board.zone, skipped=waiting.skipped, more=waiting.more)


def _write(next_five: NextFive, workspace: Workspace) -> None:
    """Print each card with its reasons below it, and what they rest on."""
    own, unowned, rest = next_five.looked_at
    me = workspace.me
    output.write_line(
        f"Next five of {me.name if me else '?'}: {own:,} of their own, {unowned:,} that nobody owns, {rest:,} others"
    )
    for place, chosen in enumerate(next_five.cards, 1):
        card = chosen.card
        value = "" if card.value is None else format_short_money(card.value, card.currency)
        company = card.company if card.company and card.company.casefold() not in card.title.casefold() else ""
        output.write_line()
        output.write_line(f"{place} {card.ref}  {'  '.join(filter(None, (card.title, company, value, card.stage)))}")
        for reason in chosen.reasons:
            output.write_line(f"    {SIGNS[reason.kind]} {reason.text}")
            if reason.query:
                output.write_line(f"      kanban list '{reason.query}'")
    output.write_line()
    if not next_five.cards:
        output.write_line("No open cards.")
    elif len(next_five.cards) < next_choice.NUMBER:
        output.write_line(f"Only {format_count(len(next_five.cards), 'card')} to show.")
    if next_five.skipped:
        output.write_line(f"Skipped for now: {format_count(next_five.skipped, 'card')}.")
        for one in next_five.skipped_cards:
            until = dates.format_full_date(date.fromisoformat(one.until))
            output.write_line(f"  {one.card.ref}  {one.card.title} until {until}: {one.why}")
    output.write_line(next_five.describe_history())


def _change(args: Namespace, make: Callable[[View, str], Act]) -> int:
    workspace = open_workspace_of(args)
    card = workspace.find(args.card)
    result = workspace.act(lambda view: make(view, card.id))
    report_change(workspace, result, card.id, json=args.json)
    return 0


def run_skip(args: Namespace) -> int:
    """Leave a card out until a day."""

    def skip(view: View, card: str) -> Act:
        return next_marks.skip(view, card, " ".join(args.why), dates.parse_day(args.until, view.today))

    return _change(args, skip)


def run_unskip(args: Namespace) -> int:
    """Let a card be proposed again."""
    return _change(args, next_marks.unskip)


def run_doubt(args: Namespace) -> int:
    """Say that a fact is not true."""
    return _change(args, lambda view, card: next_marks.doubt(view, card, args.field, " ".join(args.words)))


def run_checked(args: Namespace) -> int:
    """Say that a doubted fact is true."""
    return _change(args, lambda view, card: next_marks.confirm(view, card, args.field))


_CARD = positional("card", "CARD")
_FIELD = positional("field", "FIELD", f"which fact: {', '.join(ALIKE)}", choices=ALIKE)

VERBS = {
    "next": verb(
        run,
        JSON,
        examples=(
            "kanban next",
            "kanban next skip k7q2mab 'waiting for them' --until +2d",
            "kanban next doubt k7q2mab source 'they came by the web form'",
        ),
        below={
            "skip": verb(
                run_skip,
                _CARD,
                positional("why", "WHY", f"{', '.join(next_marks.SKIP_REASONS)}, or in your own words", nargs="+"),
                option("--until", "DAY", "the day on which it may come again: +2d, fri, 1 Dec", required=True),
                JSON,
                says="leave a card out of your next five until a day",
            ),
            "unskip": verb(run_unskip, _CARD, JSON, says="let a card be proposed again"),
            "doubt": verb(
                run_doubt,
                _CARD,
                _FIELD,
                positional("words", "TEXT", "what is right", nargs="*"),
                JSON,
                says="say that a fact is not true: marketing is asked to check it, and no reason rests on it",
            ),
            "checked": verb(run_checked, _CARD, _FIELD, JSON, says="say that a doubted fact is true, as marketing"),
        },
    )
}
