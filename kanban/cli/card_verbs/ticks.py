"""Ticking requirements of the agreement on a card: `kanban tick`, `untick`."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD, report_change
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, positional, verb
from kanban.domain.agreements import gate
from kanban.domain.handoffs import precedent

LINE = "its id, its number, or the beginning of what it says"


def run_tick(args: Namespace) -> int:
    """Tick a requirement."""
    opened = open_workspace_of(args)
    card, line = opened.find(args.card), gate.find_line(opened.board, args.line)
    act_result = opened.act(lambda view: gate.tick(view, card.id, line, args.evidence))
    report_change(opened, act_result, card.id, json=args.json)
    for ruling in precedent.find_precedents(opened.list_precedents(), line=line.id)[:3]:
        output.say(f"kanban: precedent: a return for this requirement was {ruling.summary}")
    return 0


def run_untick(args: Namespace) -> int:
    """Remove a tick."""
    opened = open_workspace_of(args)
    card, line = opened.find(args.card), gate.find_line(opened.board, args.line)
    act_result = opened.act(lambda view: gate.untick(view, card.id, line))
    report_change(opened, act_result, card.id, json=args.json)
    return 0


_LINE = positional("line", "LINE", LINE)

VERBS = {
    "tick": verb(
        run_tick,
        CARD,
        _LINE,
        positional("evidence", "EVIDENCE", "a line on what shows it"),
        JSON,
        examples=("kanban tick k7q2mab budget 'the CFO named 20k on the phone'",),
    ),
    "untick": verb(run_untick, CARD, _LINE, JSON, examples=("kanban untick k7q2mab budget",)),
}
