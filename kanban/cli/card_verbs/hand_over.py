"""Verbs of the handoff: `kanban offer`, `accept`, `ask`, `answer`, `return`, `withdraw`, `contest`, `rule-on`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.change_cards import CARD, SET, read_registers, report_change
from kanban.cli.card_verbs.comments import read_text
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, option, positional, split_pairs, switch, verb
from kanban.domain.agreements import gate
from kanban.domain.agreements.agreement_record import format_status
from kanban.domain.card import HANDOFF
from kanban.domain.errors import Refused
from kanban.domain.handoffs import contest, handoff, handoff_verbs, precedent
from kanban.domain.permissions import MissingFields
from kanban.domain.records import record

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.change import Act, Json
    from kanban.store.acts.writing import Written
    from kanban.store.workspace import Workspace

Done = Callable[["View", str, dict[str, "Json"]], "Act"]

MOST_PRECEDENTS = 3
"""Precedents that are told of."""

FLAGS = {"unless": "--if TEXT", "reason": "--reason REASON", "again": "--again DAY", "on": "--on DAY"}
"""How options are typed that take no text, or are called otherwise than where argparse keeps what they were given."""


def _collect_fields(args: Namespace, options: dict[str, str]) -> list[tuple[str, str]]:
    """Return fields as they were typed, from options by their names in `options` and from --set."""
    typed = [(name, value) for option, name in options.items() if (value := getattr(args, option)) is not None]
    return typed + split_pairs(args.set)


def _build_handoff_verb(done: Done, options: dict[str, str]) -> Callable[[Namespace], int]:
    """Build the function of a verb that hands a card to the other team."""

    def run(args: Namespace) -> int:
        opened = open_workspace_of(args)
        card = opened.find(args.card)
        registers = read_registers(_collect_fields(args, options), opened, card, crossing=True)
        if getattr(args, "anyway", False):
            registers["anyway"] = "yes"
        try:
            act_result = opened.act(lambda view: done(view, card.id, registers))
        except MissingFields as missing:
            raise Refused(
                missing.format_request(
                    {name: FLAGS.get(option, f"--{option} TEXT") for option, name in options.items()}
                )
            ) from None
        except handoff_verbs.OptedOut as doubt:
            raise Refused(f"{doubt} To offer it nevertheless: --anyway.") from None
        if done is handoff_verbs.offer:
            _report_requirements(opened.card(card.id), opened.board)
        report_change(opened, act_result, card.id, json=args.json)
        if act_result.act and done is handoff_verbs.send_back:
            _report_precedents(opened, card.id)
        return 0

    return run


def _report_requirements(card: Card, board: Board) -> None:
    """Print how an offered card meets the requirements of the agreement."""
    version = gate.find_effective_version(board)
    checks = gate.check_lines(board, card, version.content.list_guarding(card.stage))
    if not checks:
        return
    open_ = [f"“{check.line.says}”" for check in checks if not check.is_met]
    without = f"; not met: {', '.join(open_)}" if open_ else ""
    output.say(format_status(board, version, len(checks) - len(open_), len(checks)) + without)


def _report_precedents(opened: Workspace, card_id: str) -> None:
    """Print how leads ruled on returns for the same reason."""
    present = handoff.read(opened.card(card_id).value_of(HANDOFF))
    for ruling in precedent.find_precedents(opened.list_precedents(), reason=present.reason or "" if present else "")[
        :MOST_PRECEDENTS
    ]:
        output.say(f"kanban: precedent: “{ruling.reason}” was {ruling.summary}")


def _build_comment_verb(done: Callable[[View, str, str], Act]) -> Callable[[Namespace], int]:
    """Build the function of a verb that takes a card and a text."""

    def run(args: Namespace) -> int:
        opened = open_workspace_of(args)
        card = opened.find(args.card)
        body = read_text(args.text)
        act_result = opened.act(lambda view: done(view, card.id, body))
        report_change(opened, act_result, card.id, json=args.json)
        return 0

    return run


def run_withdraw(args: Namespace) -> int:
    """Withdraw an offer."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    act_result = opened.act(lambda view: handoff_verbs.withdraw(view, card.id))
    report_change(opened, act_result, card.id, json=args.json)
    return 0


def run_contest(args: Namespace) -> int:
    """Contest a return."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    words = read_text(args.text)
    line = gate.find_line(opened.board, args.line).id if args.line else None
    act_result = opened.act(lambda view: contest.contest(view, card.id, words, line=line))
    _report_contest(opened, act_result, card.id, json=args.json)
    return 0


def run_rule_on(args: Namespace) -> int:
    """Rule on a contested return."""
    opened = open_workspace_of(args)
    card = opened.find(args.card)
    act_result = opened.act(lambda view: contest.rule_on(view, card.id, args.verdict, args.because))
    _report_contest(opened, act_result, card.id, json=args.json)
    return 0


def _report_contest(opened: Workspace, act_result: Written, card_id: str, *, json: bool) -> None:
    """Print what was done; print the card with its contest as JSON if requested."""
    output.narrate(act_result.summary, act_result.warnings)
    if json:
        card = opened.card(card_id)
        card_record = record.card_record(card, opened.board, unread=opened.has_unread_mark(card_id), now=opened.now())
        output.write_json({**card_record, "contest": contest.contest_record(card, opened.board)})


_TEXT = positional("text", "TEXT", "Markdown; - reads it from stdin")

VERBS = {
    "offer": verb(
        _build_handoff_verb(handoff_verbs.offer, {"why": "why", "opening": "opening", "to": "offer_to"}),
        CARD,
        option("--why", "TEXT", "why now, in a line of at most 140 characters"),
        option("--opening", "TEXT", "how sales may open the talk"),
        option("--to", "NAME", "who answers (by default, whose turn it is)"),
        switch("--anyway", "offer a card with the label “opted out” too"),
        SET,
        JSON,
        examples=("kanban offer k7q2mab --why 'asked for a date for the audit' --to raj",),
    ),
    "accept": verb(
        _build_handoff_verb(handoff_verbs.accept, {"next": "next_step", "on": "next_on"}),
        CARD,
        option("--next", "TEXT", "the next step"),
        option("--on", "DAY", "and when: fri, +3d, in 2 weeks, 1 Dec"),
        SET,
        JSON,
        examples=("kanban accept k7q2mab --next 'call the CFO' --on fri",),
    ),
    "ask": verb(
        _build_comment_verb(handoff_verbs.ask), CARD, _TEXT, JSON, examples=("kanban ask k7q2mab 'Who signs?'",)
    ),
    "answer": verb(
        _build_comment_verb(handoff_verbs.answer),
        CARD,
        _TEXT,
        JSON,
        examples=("kanban answer k7q2mab 'The CFO; she was in the webinar.'",),
    ),
    "return": verb(
        _build_handoff_verb(handoff_verbs.send_back, {"reason": "return_reason", "again": "again", "unless": "unless"}),
        CARD,
        option("--reason", "REASON", "from the board's list, or the beginning of one"),
        option("--again", "DAY", "when to try again, or never"),
        option("--if", "TEXT", "what would have let it pass", dest="unless"),
        SET,
        JSON,
        examples=(
            "kanban return k7q2mab --reason 'bad timing' --again '11 Jan'",
            "kanban return k7q2mab --reason 'wrong person' --if 'the CFO were on board'",
        ),
    ),
    "contest": verb(
        run_contest,
        CARD,
        positional("text", "TEXT", "why it should have passed, in a line; - reads it from stdin"),
        option("--line", "LINE", "the requirement of the agreement that it is about, by its number or id"),
        JSON,
        examples=(
            "kanban contest k7q2mab 'They have a budget of 40k; see the call on Friday.'",
            "kanban contest k7q2mab 'The CFO named it on the phone.' --line budget",
        ),
    ),
    "rule-on": verb(
        run_rule_on,
        CARD,
        positional("verdict", "VERDICT", "uphold or overturn", choices=contest.VERDICTS),
        option("--because", "TEXT", "why, in a line; it is a comment too", default=""),
        JSON,
        examples=(
            "kanban rule-on k7q2mab uphold",
            "kanban rule-on k7q2mab overturn --because 'they did have a budget'",
        ),
    ),
    "withdraw": verb(run_withdraw, CARD, JSON, examples=("kanban withdraw k7q2mab",)),
}
