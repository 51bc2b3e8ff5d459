"""`kanban server key`: keys with which forms of web pages make cards."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.hosting.serve_verb import said_here, takes_database
from kanban.cli.parsing import Parser
from kanban.domain.errors import UsageFault

if TYPE_CHECKING:
    from kanban.store.hub import Hub

Opened = Callable[[Namespace], AbstractContextManager["Hub"]]


def key_parser(parser: Parser, opened: Opened) -> None:
    """Add what `kanban server key` takes; `opened` holds the server's store."""
    takes_database(parser)
    parser.shows()
    parser.set_defaults(run=lambda args: run_list(args, opened))
    below = parser.verbs()

    each = below.add_parser("list", help="which keys there are, and what was made with them")
    takes_database(each)
    each.shows()
    each.set_defaults(run=lambda args: run_list(args, opened))

    each = below.add_parser("add", help="make a key for a form of a web page, and print it")
    each.add_argument("name", metavar="NAME", help="who makes the cards, as their history says it")
    each.add_argument(
        "--create-cards", action="store_true", required=True, help="what it may do: make cards, and nothing else"
    )
    each.add_argument("--source", help="the source of its cards")
    each.add_argument("--campaign", help="the campaign of its cards")
    each.add_argument(
        "--origin", metavar="URL", action="append", default=[],
        help="take it from pages of this origin alone; may be given several times",
    )  # fmt: skip
    each.add_argument("--then", metavar="URL", help="the page to which an HTML form leads on")
    takes_database(each)
    each.show(
        'kanban server key add "Web form" --board Pipeline --create-cards --source website --origin https://www.acme.example '
        "--then https://www.acme.example/thanks"
    )
    each.set_defaults(run=lambda args: run_add(args, opened))

    each = below.add_parser(
        "remove", help="make a key worthless; pages that still have it answer as before, and nothing is made"
    )
    each.add_argument("key", metavar="NAME|KEY")
    takes_database(each)
    each.set_defaults(run=lambda args: run_remove(args, opened))


def run_list(args: Namespace, opened: Opened) -> int:
    """Print the keys."""
    from kanban.store.hub.programs import web_form_keys  # noqa: PLC0415 - loads the tables

    with opened(args) as hub:
        found, now = web_form_keys.keys(hub), hub.now()
    if args.json:
        output.write_json([asdict(key) | {"origins": list(key.origins), "board_name": board} for key, board in found])
        return 0
    rows = [
        [key.name, board or key.board, str(key.cards), said_here(key.used_at, now),
         f"removed {said_here(key.removed_at, now)}" if key.removed_at else
         " ".join(key.origins) or "any", key.key]
        for key, board in found
    ]  # fmt: skip
    output.write_table(("key for", "board", "cards", "last used", "from", "key"), rows, right=["cards"])
    return 0


def run_add(args: Namespace, opened: Opened) -> int:
    """Make a key; it goes to stdout alone, so that a script can put it into a page."""
    from kanban.store.hub.programs import web_form_keys  # noqa: PLC0415 - as above

    if not getattr(args, "board", None):
        raise UsageFault("Say on which board of the server: --board NAME.")
    with opened(args) as hub:
        key = web_form_keys.add_key(
            hub, args.board, args.name, source=args.source, campaign=args.campaign, origins=args.origin, page=args.then
        )
    whence = f"pages of {', '.join(key.origins)}" if key.origins else "any page"
    output.narrate(
        f"Forms of {whence} may make cards as {key.name}; they are sent to /v1/forms/{key.key} of the server"
    )
    output.line(key.key)
    return 0


def run_remove(args: Namespace, opened: Opened) -> int:
    """Make a key worthless."""
    from kanban.store.hub.programs import web_form_keys  # noqa: PLC0415 - as above

    with opened(args) as hub:
        key = web_form_keys.remove_key(hub, args.key)
    output.narrate(f"Removed {key.name}; it made {output.several(key.cards, 'card')}")
    return 0
