"""`kanban server`: accounts, backup and restore, on the machine that runs the server."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.hosting.form_keys import key_parser
from kanban.cli.hosting.serve_verb import database_of, said_here, takes_database
from kanban.cli.parsing import Parser
from kanban.domain.board import ROLES, TEAMS

if TYPE_CHECKING:
    from kanban.store.hub import Hub


def server_parser(parser: Parser) -> None:
    """Add what `kanban server` takes."""
    parser.show("kanban server member add Ana --team marketing --role lead")
    parser.set_defaults(
        run=lambda _: parser.error("say what about the server: member, key, compact, backup or restore")
    )
    below = parser.verbs()
    _member_parser(below.add_parser("member", help="who may sign in"))

    key_parser(below.add_parser("key", help="keys with which forms of web pages make cards"), _opened)

    each = below.add_parser(
        "compact", help="take out what no longer counts and give free space back; the server does it by itself at night"
    )
    takes_database(each)
    each.shows()
    each.epilog = (
        "History stays. Only where cards stood in their lanes loses its value, 31 days after they were moved on. An SQLite file of\n"
        "which a fifth is free is written anew; while a server serves it only up to 256 MiB, because nobody writes meanwhile.\n"
    )
    each.show("kanban server compact")
    each.set_defaults(run=run_compact)

    each = below.add_parser("backup", help="write all boards and accounts of the server to one file, while it runs")
    each.add_argument("file", metavar="FILE", type=Path)
    each.add_argument("--force", action="store_true", help="write over a file that is there")
    takes_database(each)
    each.show("kanban server backup server-2026-11-23.db")
    each.set_defaults(run=run_backup)

    each = below.add_parser(
        "restore", help="put a backup in the place of what the server holds, which is kept in a file"
    )
    each.add_argument("file", metavar="FILE", type=Path)
    takes_database(each)
    each.show("kanban server restore server-2026-11-23.db")
    each.set_defaults(run=run_restore)


def _member_parser(parser: Parser) -> None:
    takes_database(parser)
    parser.shows()
    parser.set_defaults(run=run_list)
    below = parser.verbs()

    each = below.add_parser("list", help="who may sign in, and with what")
    takes_database(each)
    each.shows()
    each.set_defaults(run=run_list)

    each = below.add_parser(
        "add", help="make an account for every board, and print its token, which is shown this once"
    )
    each.add_argument("name", metavar="NAME")
    each.add_argument("--team", required=True, choices=TEAMS)
    each.add_argument("--role", choices=ROLES, default="member", help="what they may do (member)")
    takes_database(each)
    each.set_defaults(run=run_add)

    each = below.add_parser(
        "token", help="make another token for somebody, and print it, this once; the ones they have stay good"
    )
    each.add_argument("name", metavar="NAME|ID", help="whose: a name, or an account's id")
    takes_database(each)
    each.show("kanban server member token Ana >ana.token")
    each.set_defaults(run=run_token)

    each = below.add_parser("remove", help="take an account away, off every board, and make its tokens worthless")
    each.add_argument("name", metavar="NAME|ID", help="whose: a name, or an account's id")
    takes_database(each)
    each.set_defaults(run=run_remove)

    each = below.add_parser("revoke", help="make the tokens of somebody worthless, within five seconds")
    each.add_argument("name", metavar="NAME|ID", help="whose: a name, an account's id, or the id of one token")
    takes_database(each)
    each.set_defaults(run=run_revoke)


@contextmanager
def _opened(args: Namespace) -> Iterator[Hub]:
    """Hold the server's store; a database that is not there is made."""
    from kanban.store.hub import open_hub  # noqa: PLC0415 - loads the tables

    hub = open_hub(database_of(args))
    try:
        yield hub
    finally:
        hub.close()


def run_list(args: Namespace) -> int:
    """Print the accounts, where they reach and what they sign in with."""
    from kanban.store.hub.maintenance.roster import roster  # noqa: PLC0415 - as above

    with _opened(args) as hub:
        people, now = roster(hub), hub.now()
    if args.json:
        output.write_json(
            [
                asdict(each.account) | {"boards": [*map(asdict, each.boards)], "tokens": [*map(asdict, each.tokens)]}
                for each in people
            ]
        )
        return 0
    rows = []
    for person in people:
        account, good = person.account, [token for token in person.tokens if token.revoked_at is None]
        boards = [f"{seat.name} ({seat.role}, {seat.team})" for seat in person.boards]
        reach = "; ".join([*(["all boards"] if account.everywhere else []), *boards]) or "no board"
        seen = max((token.seen_at for token in good), default="")
        rows.append([account.name, account.team, account.role, reach, str(len(good)), said_here(seen, now), account.id])
    output.write_table(("member", "team", "role", "reaches", "tokens", "last seen", "id"), rows, right=["tokens"])
    return 0


def run_add(args: Namespace) -> int:
    """Make an account; its token goes to stdout alone, so that a script can hand it on."""
    from kanban.store import hub as store  # noqa: PLC0415 - as above

    with _opened(args) as hub:
        account, token = store.add_account(hub, args.name, args.team, args.role)
    output.narrate(f"{account.name} of {args.team} may sign in on every board; the token is shown this once")
    output.line(token)
    return 0


def run_token(args: Namespace) -> int:
    """Make another token; it goes to stdout alone."""
    from kanban.store.hub.maintenance.roster import issue_token  # noqa: PLC0415 - as above

    with _opened(args) as hub:
        account, token = issue_token(hub, args.name)
    output.narrate(
        f"Another token for {account.name}, shown this once; kanban server member revoke takes back those that are lost"
    )
    output.line(token)
    return 0


def run_remove(args: Namespace) -> int:
    """Take an account away."""
    from kanban.store.hub.maintenance.roster import remove_account  # noqa: PLC0415 - as above

    with _opened(args) as hub:
        account, boards = remove_account(hub, args.name)
    output.narrate(
        f"Removed {account.name} ({account.id}), from {output.several(boards, 'board')}; open streams end within five seconds"
    )
    return 0


def run_revoke(args: Namespace) -> int:
    """Make tokens worthless."""
    from kanban.store import hub as store  # noqa: PLC0415 - as above

    with _opened(args) as hub:
        count = store.revoke(hub, args.name)
    output.narrate(f"Revoked {output.several(count, 'token')}; open streams end within five seconds")
    return 0


def run_compact(args: Namespace) -> int:
    """Keep the server's database small."""
    from kanban.store.hub.maintenance.hub_compacting import compact  # noqa: PLC0415 - as above
    from kanban.store.hub.maintenance.single_server import is_served  # noqa: PLC0415 - as above

    served = is_served(database_of(args))
    with _opened(args) as hub:
        done = compact(hub, served=served)
    if args.json:
        output.write_json(asdict(done) | {"served": served})
    mb = [f"{count / 1e6:,.1f} MB" for count in (done.before, done.after, done.free)]
    output.narrate(
        f"Took the value out of {output.several(done.ranks, 'superseded rank')}; the database had {mb[0]}, it has {mb[1]}, of which "
        f"{mb[2]} are free"
        + (" (more is given back with the server stopped)" if served and done.free > done.after / 5 else "")
    )
    return 0


def run_backup(args: Namespace) -> int:
    """Write the server's store to one file."""
    from kanban.store.hub.maintenance import server_backup  # noqa: PLC0415 - as above

    with _opened(args) as hub:
        boards = server_backup.backup(hub, args.file, force=args.force)
    output.narrate(f"Wrote {output.several(boards, 'board')} and all accounts to {args.file}")
    return 0


def run_restore(args: Namespace) -> int:
    """Put a backup in the place of the server's store."""
    from kanban.store.hub.maintenance import server_backup  # noqa: PLC0415 - as above

    boards, kept = server_backup.bring_back(database_of(args), args.file)
    output.narrate(
        f"Restored {output.several(boards, 'board')} from {args.file}"
        + (f"; what was there is kept in {kept}" if kept else "")
    )
    return 0


VERBS = {"server": server_parser}
