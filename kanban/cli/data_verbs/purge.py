"""`kanban purge`: erase somebody who asked for it."""

from __future__ import annotations

from argparse import Namespace

from kanban import config, sync
from kanban.cli import output
from kanban.cli.asking import confirm
from kanban.cli.card_verbs.change_cards import CARD
from kanban.cli.parsing import switch, verb
from kanban.cli.team_verbs.served import connect, open_served
from kanban.domain import permissions
from kanban.domain.errors import Refused


def run_purge(args: Namespace) -> int:
    """Erase a card on the server, and fetch that."""
    board = open_served(args)
    workspace = board.opened.workspace
    card = workspace.find(args.card, deleted=True) if args.card else None
    if workspace.me is None or card is None:
        raise Refused("Say who you are first: --as NAME.")
    permissions.require_role(workspace.me, "lead", "erase cards")
    title = output.fit_line(card.title, 60)
    survivor = workspace.merged_into(card.id)
    if survivor:
        raise Refused(
            f"“{title}” was merged into “{output.fit_line(survivor.title, 60)}”, which has all that it had; "
            f"kanban purge {survivor.ref} erases both."
        )
    if not args.yes and not confirm(
        f"This erases “{title}” and what was said on it, for everybody and for good. Go on?"
    ):
        raise Refused(f"Nothing was erased; kanban purge {card.ref} --yes does it without asking.")
    with connect(board) as client:
        client.purge(board.remote.board, card.id)
        outcome = sync.sync_round.run_round(board.replica, client)
    if outcome.stopped:
        output.say(f"Erased “{title}” on the server; this machine follows with its next sync.")
        raise outcome.stopped
    output.narrate(f"Erased “{title}” for good, on the server and in {config.find_places().database}")
    if outcome.copies:
        listed = ", ".join(output.fit_line(str(copy), 200) for copy in outcome.copies)
        output.say(f"Deleted the copies that held it: {listed}.")
    output.say(
        "Files that people exported or backed up, here and elsewhere, may still hold it: they are theirs to delete."
    )
    return 0


_NOTE = (
    "What the card and its comments said is erased on the server, in its log too, and on every machine at its next "
    "sync;\nso are the copies that this program made (before a newer version or a restore) and that hold it. Nothing "
    "brings it\n"
    "back. Exports and backups that people made still hold it, and are theirs to delete. A lead may do this.\n"
)

VERBS = {"purge": verb(run_purge, CARD, switch("--yes", "don't ask"), note=_NOTE, examples=("kanban purge k7q2mab",))}
