"""`kanban server`: accounts, backup and restore, on the machine that runs the server."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kanban import store
from kanban.cli import output
from kanban.cli.hosting import form_keys
from kanban.cli.hosting.serve_verb import SERVER_DATABASE, find_database_url, format_local_time, open_server
from kanban.cli.parsing import JSON, NAME, TEAM_AND_ROLE, positional, switch, verb
from kanban.domain.errors import UsageFault

if TYPE_CHECKING:
    from kanban.store.hub.maintenance.roster import Person


def run_list(args: Namespace) -> int:
    """Print the accounts, where they reach and what they sign in with."""
    with open_server(args) as hub:
        people, now = store.hub.maintenance.roster.list_people(hub), hub.now()
    if args.json:
        output.write_json([*map(_encode_person, people)])
        return 0
    rows = []
    for person in people:
        account, good = person.account, [token for token in person.tokens if token.revoked_at is None]
        boards = [f"{seat.name} ({seat.role}, {seat.team})" for seat in person.boards]
        reach = "; ".join([*(["all boards"] if account.is_everywhere else []), *boards]) or "no board"
        last_seen = max((token.seen_at for token in good), default="")
        rows.append(
            [
                account.name,
                account.team,
                account.role,
                reach,
                str(len(good)),
                format_local_time(last_seen, now),
                account.id,
            ]
        )
    output.write_table(("member", "team", "role", "reaches", "tokens", "last seen", "id"), rows, right=["tokens"])
    return 0


def _encode_person(person: Person) -> dict[str, object]:
    """Return an account as JSON has it, with its boards and tokens."""
    account = asdict(person.account)
    account["everywhere"] = account.pop("is_everywhere")
    return {**account, "boards": [*map(asdict, person.boards)], "tokens": [*map(asdict, person.tokens)]}


def run_add(args: Namespace) -> int:
    """Make an account; its token goes to stdout alone, so that a script can hand it on."""
    with open_server(args) as hub:
        account, token = store.hub.add_account(hub, args.name, args.team, args.role)
    output.narrate(f"{account.name} of {args.team} may sign in on every board; the token is shown this once")
    output.write_line(token)
    return 0


def run_token(args: Namespace) -> int:
    """Make another token; it goes to stdout alone."""
    with open_server(args) as hub:
        account, token = store.hub.maintenance.roster.issue_token(hub, args.name)
    output.narrate(
        f"Another token for {account.name}, shown this once; kanban server member revoke ends those that are lost"
    )
    output.write_line(token)
    return 0


def run_remove(args: Namespace) -> int:
    """Remove an account."""
    with open_server(args) as hub:
        account, boards = store.hub.maintenance.roster.remove_account(hub, args.name)
    output.narrate(
        f"Removed {account.name} ({account.id}), from {output.several(boards, 'board')}; "
        "open streams end within five seconds"
    )
    return 0


def run_revoke(args: Namespace) -> int:
    """Revoke tokens."""
    with open_server(args) as hub:
        count = store.hub.revoke(hub, args.name)
    output.narrate(f"Revoked {output.several(count, 'token')}; open streams end within five seconds")
    return 0


def run_compact(args: Namespace) -> int:
    """Keep the server's database small."""
    served = store.hub.maintenance.single_server.is_served(find_database_url(args))
    with open_server(args) as hub:
        done = store.hub.maintenance.hub_compacting.compact(hub, served=served)
    if args.json:
        output.write_json(asdict(done) | {"served": served})
    mb = [f"{count / 1e6:,.1f} MB" for count in (done.before, done.after, done.free)]
    output.narrate(
        f"Removed the value of {output.several(done.ranks, 'superseded rank')}; "
        f"the database had {mb[0]}, it has {mb[1]}, of which {mb[2]} are free"
        + (" (more is given back with the server stopped)" if served and done.free > done.after / 5 else "")
    )
    return 0


def run_backup(args: Namespace) -> int:
    """Write the server's store to one file."""
    with open_server(args) as hub:
        boards = store.hub.maintenance.server_backup.backup(hub, args.file, force=args.force)
    output.narrate(f"Wrote {output.several(boards, 'board')} and all accounts to {args.file}")
    return 0


def run_restore(args: Namespace) -> int:
    """Replace the server's store with a backup."""
    boards, former = store.hub.maintenance.server_backup.bring_back(find_database_url(args), args.file)
    output.narrate(
        f"Restored {output.several(boards, 'board')} from {args.file}"
        + (f"; what was there is kept in {former}" if former else "")
    )
    return 0


def run_nothing(_: Namespace) -> int:
    """Ask for one of the verbs below."""
    raise UsageFault(
        "server: say what about the server: member, key, compact, backup or restore; "
        "kanban server --help tells what it takes."
    )


_WHOSE = positional("name", "NAME|ID", "whose: a name, or an account's id")
_FILE = positional("file", "FILE", type=Path)
_COMPACT = (
    "History stays. Only where cards stood in their lanes loses its value, 31 days after they were moved on. "
    "An SQLite file of\nwhich a fifth is free is written anew; while a server serves it only up to 256 MiB, "
    "because nobody writes meanwhile.\n"
)

_MEMBER = verb(
    run_list,
    SERVER_DATABASE,
    JSON,
    says="who may sign in",
    below={
        "list": verb(run_list, SERVER_DATABASE, JSON, says="who may sign in, and with what"),
        "add": verb(
            run_add,
            NAME,
            *TEAM_AND_ROLE,
            SERVER_DATABASE,
            says="make an account for every board, and print its token, which is shown this once",
        ),
        "token": verb(
            run_token,
            _WHOSE,
            SERVER_DATABASE,
            says="make another token for somebody, and print it, this once; the ones they have stay good",
            examples=("kanban server member token Ana >ana.token",),
        ),
        "remove": verb(
            run_remove,
            _WHOSE,
            SERVER_DATABASE,
            says="remove an account from the server and every board; its tokens stop working",
        ),
        "revoke": verb(
            run_revoke,
            positional("name", "NAME|ID", "whose: a name, an account's id, or the id of one token"),
            SERVER_DATABASE,
            says="make the tokens of somebody worthless, within five seconds",
        ),
    },
)

VERBS = {
    "server": verb(
        run_nothing,
        examples=("kanban server member add Ana --team marketing --role lead",),
        below={
            "member": _MEMBER,
            "key": form_keys.KEY,
            "compact": verb(
                run_compact,
                SERVER_DATABASE,
                JSON,
                says="remove what no longer counts and give free space back; the server does it by itself at night",
                note=_COMPACT,
                examples=("kanban server compact",),
            ),
            "backup": verb(
                run_backup,
                _FILE,
                switch("--force", "write over a file that is there"),
                SERVER_DATABASE,
                says="write all boards and accounts of the server to one file, while it runs",
                examples=("kanban server backup server-2026-11-23.db",),
            ),
            "restore": verb(
                run_restore,
                _FILE,
                SERVER_DATABASE,
                says="put a backup in the place of what the server holds, which is kept in a file",
                examples=("kanban server restore server-2026-11-23.db",),
            ),
        },
    )
}
