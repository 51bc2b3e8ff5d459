"""`kanban move-server`: a server has another address now."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban import config, sync
from kanban.cli import output
from kanban.cli.open_board import open_named_board
from kanban.cli.parsing import JSON, option, positional, switch, verb
from kanban.cli.team_verbs.secret_file import read_secret
from kanban.cli.team_verbs.served import require_credentials
from kanban.domain.errors import Refused, UsageFault
from kanban.store.opening import list_boards
from kanban.store.replica.replica import Replica

if TYPE_CHECKING:
    from kanban.sync.account import SignedIn


def run_move(args: Namespace) -> int:
    """Point boards of this machine at their server's new address."""
    if args.code and args.token_file:
        raise UsageFault("Give --code or --token-file, not both.")
    url, opened = sync.address.normalize_address(args.url), open_named_board(args.as_name, args.board)
    workspace, where = opened.workspace, opened.places
    old = Replica(workspace.database, workspace.board.id, workspace.now).remote().url
    if old == url:
        raise Refused(f"{workspace.board.name} goes to {url} already.")
    token = ""
    if args.token_file:
        token = sync.client.token_of(read_secret(args.token_file))
    elif not args.code:
        token = require_credentials(where, old).token
    replicas = sync.server_move.replicas_at(workspace.database, old, workspace.now)
    moving = [replica for replica in replicas if args.board is None or replica.board == workspace.board.id]

    def keep(signed: SignedIn) -> None:
        config.keep_credentials(where, url, config.Credentials(signed.token, signed.account, signed.name))

    sync.server_move.move(moving, url, keep, token=token, code=args.code or "", restored=args.restored)
    if len(moving) == len(replicas):
        config.keep_credentials(where, old, None)
    names = dict([*list_boards(where.database), *list_boards(where.database, deleted=True)])
    board_names = [names.get(replica.board, replica.board) for replica in moving]
    if args.json:
        moved_boards = [{"id": replica.board, "name": name} for replica, name in zip(moving, board_names, strict=True)]
        output.write_json({"from": old, "url": url, "boards": moved_boards})
    waiting = sum(replica.count_waiting() for replica in moving)
    output.narrate(
        f"{', '.join(board_names)} {'goes' if len(board_names) == 1 else 'go'} to {url} from now on"
        + (f"; {output.several(waiting, 'change')} will be sent there" if waiting else "")
    )
    return 0


_NOTE = (
    "All boards of this machine that go to the same server go along; with --board only that one. "
    "Nothing else changes: what\nwaits to be sent goes to the new address. "
    "That must be the same server, which knows the boards and this machine's token;\n"
    "the token is sent there, so give no address but one that you have from whoever keeps the server.\n"
)

VERBS = {
    "move-server": verb(
        run_move,
        positional("url", "NEW_URL", "the server's address from now on"),
        option("--token-file", "FILE", "sign in there with this token; - reads stdin"),
        option("--code", "CODE", "sign in there with this one-time code"),
        switch("--restored", "the server was moved by restoring its backup: take its boards as they are there now"),
        JSON,
        note=_NOTE,
        examples=("kanban move-server https://boards.example.org",),
    )
}
