"""What the two teams do at the door: `kanban offer`, `accept`, `ask`, `answer`, `return`, `withdraw`."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from kanban.cli.cards import CARD, card_parser, registers_of, tell
from kanban.cli.opening import workspace
from kanban.cli.parsing import Parser, pairs
from kanban.cli.talk import words_of
from kanban.domain import handing

if TYPE_CHECKING:
    from kanban.domain.change import Act, Json
    from kanban.domain.view import View

Done = Callable[["View", str, dict[str, "Json"]], "Act"]

SET = "what the stage requires"


def _typed(args: Namespace, options: dict[str, str]) -> list[tuple[str, str]]:
    """Return fields as they were typed, from options by their names in `options` and from --set."""
    given = [(name, value) for option, name in options.items() if (value := getattr(args, option)) is not None]
    return given + pairs(args.set)


def _crossing(done: Done, options: dict[str, str]) -> Callable[[Namespace], int]:
    """Return what runs a verb by which a card crosses between the teams."""

    def run(args: Namespace) -> int:
        opened = workspace(args)
        card = opened.find(args.card)
        given = registers_of(_typed(args, options), opened, card, crossing=True)
        written = opened.act(lambda view: done(view, card.id, given))
        tell(opened, written, card.id, json=args.json)
        return 0

    return run


def offer_parser(parser: Parser) -> None:
    """Add what `kanban offer` takes."""
    parser.add_argument("card", metavar="CARD", help=CARD)
    parser.add_argument("--why", metavar="TEXT", help="why now, in a line of at most 140 characters")
    parser.add_argument("--opening", metavar="TEXT", help="how sales may open the talk")
    parser.add_argument("--to", metavar="NAME", help="who is to answer; without it, whose turn it is")
    parser.add_argument("--set", metavar="FIELD=VALUE", nargs="+", action="extend", default=[], help=SET)
    parser.shows()
    parser.show("kanban offer k7q2mab --why 'asked for a date for the audit' --to raj")
    parser.set_defaults(run=_crossing(handing.offer, {"why": "why", "opening": "opening", "to": "offer_to"}))


def accept_parser(parser: Parser) -> None:
    """Add what `kanban accept` takes."""
    parser.add_argument("card", metavar="CARD", help=CARD)
    parser.add_argument("--next", metavar="TEXT", help="the next step")
    parser.add_argument("--on", metavar="DAY", help="and when: fri, +3d, in 2 weeks, 1 dec")
    parser.add_argument("--set", metavar="FIELD=VALUE", nargs="+", action="extend", default=[], help=SET)
    parser.shows()
    parser.show("kanban accept k7q2mab --next 'call the CFO' --on fri")
    parser.set_defaults(run=_crossing(handing.accept, {"next": "next_step", "on": "next_on"}))


def return_parser(parser: Parser) -> None:
    """Add what `kanban return` takes."""
    parser.add_argument("card", metavar="CARD", help=CARD)
    parser.add_argument("--reason", metavar="REASON", help="from the board's list, or the beginning of one")
    parser.add_argument("--again", metavar="DAY", help="when to try again, or never")
    parser.add_argument("--if", dest="unless", metavar="TEXT", help="what would have let it pass")
    parser.add_argument("--set", metavar="FIELD=VALUE", nargs="+", action="extend", default=[], help=SET)
    parser.shows()
    parser.show(
        "kanban return k7q2mab --reason 'bad timing' --again '11 jan'",
        "kanban return k7q2mab --reason 'wrong person' --if 'the CFO were on board'",
    )
    options = {"reason": "return_reason", "again": "again", "unless": "unless"}
    parser.set_defaults(run=_crossing(handing.send_back, options))


def words_parser(done: Callable[[View, str, str], Act], example: str) -> Callable[[Parser], None]:
    """Return what fills the parser of a verb that takes a card and what is said about it."""

    def fill(parser: Parser) -> None:
        parser.add_argument("card", metavar="CARD", help=CARD)
        parser.add_argument("text", metavar="TEXT", help="Markdown; - reads it from stdin")
        parser.shows()
        parser.show(example)
        parser.set_defaults(run=run)

    def run(args: Namespace) -> int:
        opened = workspace(args)
        card = opened.find(args.card)
        body = words_of(args.text)
        written = opened.act(lambda view: done(view, card.id, body))
        tell(opened, written, card.id, json=args.json)
        return 0

    return fill


def run_withdraw(args: Namespace) -> int:
    """Take an offer back."""
    opened = workspace(args)
    card = opened.find(args.card)
    written = opened.act(lambda view: handing.withdraw(view, card.id))
    tell(opened, written, card.id, json=args.json)
    return 0


VERBS = {
    "offer": offer_parser,
    "accept": accept_parser,
    "ask": words_parser(handing.ask, "kanban ask k7q2mab 'Who signs?'"),
    "answer": words_parser(handing.answer, "kanban answer k7q2mab 'The CFO; she was in the webinar.'"),
    "return": return_parser,
    "withdraw": card_parser(run_withdraw, "kanban withdraw k7q2mab"),
}
