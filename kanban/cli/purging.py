"""`kanban purge`: erase somebody who asked for it."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.asking import confirmed
from kanban.cli.cards import CARD
from kanban.cli.parsing import Parser
from kanban.cli.served import connected, served
from kanban.domain import rules
from kanban.domain.errors import Refused


def purge_parser(parser: Parser) -> None:
    """Add what `kanban purge` takes."""
    parser.add_argument("card", metavar="CARD", help=CARD)
    parser.add_argument("--yes", action="store_true", help="don't ask")
    parser.epilog = (
        "What the card and its comments said is blanked on the server, in its log too, and on every machine at its next sync.\n"
        "Nothing brings it back; backups that were made before still hold it. A lead may do this.\n"
    )
    parser.show("kanban purge k7q2mab")
    parser.set_defaults(run=run_purge)


def run_purge(args: Namespace) -> int:
    """Erase a card on the server, and fetch that."""
    from kanban.sync.round import once  # noqa: PLC0415 - who is refused needs none

    board = served(args)
    workspace = board.opened.workspace
    card = workspace.find(args.card, deleted=True) if args.card else None
    if workspace.me is None or card is None:
        raise Refused("Say who you are first: --as NAME.")
    rules.may(workspace.me, "lead", "erase cards")
    title = output.one_line(card.title, 60)
    kept = workspace.merged_into(card.id)
    if kept:
        raise Refused(
            f"“{title}” was merged into “{output.one_line(kept.title, 60)}”, which has all that it had; "
            f"kanban purge {kept.ref} erases both."
        )
    if not args.yes and not confirmed(
        f"This erases “{title}” and what was said on it, for everybody and for good. Go on?"
    ):
        raise Refused(f"Nothing was erased; kanban purge {card.ref} --yes does it without asking.")
    with connected(board) as client:
        client.purge(board.remote.board, card.id)
        outcome = once(board.replica, client)
    if outcome.stopped:
        output.say(f"Erased “{title}” on the server; this machine follows with its next sync.")
        raise outcome.stopped
    output.narrate(f"Erased “{title}” for good")
    return 0


VERBS = {"purge": purge_parser}
