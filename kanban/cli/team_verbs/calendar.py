"""`kanban calendar`: a member's next steps as a file for their calendar, or as a link that it reads by itself."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from kanban.cli import output
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, ExclusiveOptions, option, positional, switch, verb
from kanban.cli.team_verbs.served import connect, open_served
from kanban.domain import ids
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.exchange.calendar_file import CalendarStep, build_calendar
from kanban.store import reading, whole_file
from kanban.sync.server_answers import CalendarLink


def run(args: Namespace) -> int:
    """Write the member's next steps, or make, list or revoke the links from which a calendar reads them."""
    if args.file is None:
        if args.force:
            raise UsageFault("--force goes with a file; kanban calendar FILE writes one.")
        if args.link:
            return _make_link(args)
        if args.revoke is not None:
            return _revoke(args)
        if args.links:
            return _list_links(args)
        raise UsageFault("Name a file, or ask for a link with --link; kanban calendar --help shows all of it.")
    if args.link or args.links or args.revoke is not None or args.json:
        raise UsageFault("A file is written alone; leave the other options out.")
    return _write_file(args)


def _write_file(args: Namespace) -> int:
    """Write a file, which is whole or not there at all."""
    workspace = open_workspace_of(args)
    me = workspace.me
    if me is None:
        raise Refused("Say whose next steps to write: --as NAME, or make a board with kanban init.")
    with workspace.database.faults():
        rows = list(reading.today.list_planned_steps(workspace.connection, workspace.board, me))
    name, zone = f"{workspace.board.name}: {me.name}", workspace.board.zone
    content = build_calendar(name, (CalendarStep(*row, zone) for row in rows))
    if args.file == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return 0
    with whole_file.open_draft(Path(args.file), force=args.force) as file:
        file.write(content)
    output.narrate(f"Wrote {output.several(len(rows), 'next step')} to {args.file}")
    return 0


def _make_link(args: Namespace) -> int:
    """Make a link, and print its address on stdout."""
    board = open_served(args)
    with connect(board) as client:
        link, path = client.add_calendar()
    url = f"{board.remote.url}{path}"
    if args.json:
        output.write_json({"id": link, "ref": ids.ref_of(link), "url": url})
    else:
        output.write_line(url)
    output.say(
        "Let your calendar subscribe to this address. It is shown only now, and whoever has it reads your next steps: "
        f"kanban calendar --revoke {ids.ref_of(link)} revokes it."
    )
    return 0


def _list_links(args: Namespace) -> int:
    """Print one's links, without their secrets."""
    board = open_served(args)
    with connect(board) as client:
        links = client.calendars()
    if args.json:
        output.write_json(
            [
                {
                    "id": link.id,
                    "ref": ids.ref_of(link.id),
                    "made_at": link.made_at,
                    "read_on": link.read_on or None,
                    "this": link.is_own,
                }
                for link in links
            ]
        )
        return 0
    rows = [
        [
            "*" if link.is_own else "",
            ids.ref_of(link.id),
            format_local_time(link.made_at, board.opened.workspace),
            link.read_on or "never",
        ]
        for link in links
    ]
    output.write_table(("", "link", "made", "last read"), rows)
    return 0


def _revoke(args: Namespace) -> int:
    """Revoke a link."""
    board = open_served(args)
    with connect(board) as client:
        link = _find_link(client.calendars(), args.revoke)
        client.remove_calendar(link.id)
    output.narrate("Revoked the link; calendars that have it read nothing from now on")
    return 0


def _find_link(links: tuple[CalendarLink, ...], typed: str) -> CalendarLink:
    plain = typed.strip().casefold()
    exact = [link for link in links if plain in {link.id, ids.ref_of(link.id)}]
    matches = exact or [link for link in links if plain and ids.ref_of(link.id).startswith(plain)]
    quoted = output.fit_line(typed, 40)
    if len(matches) > 1:
        raise UsageFault(f"“{quoted}” could be {' or '.join(ids.ref_of(link.id) for link in matches)}.")
    if not matches:
        raise NotFound(f"You have no link “{quoted}”; kanban calendar --links shows them all.")
    return matches[0]


VERBS = {
    "calendar": verb(
        run,
        positional("file", "FILE", "such as steps.ics; - is stdout", nargs="?"),
        switch("--force", "replace the file that is there"),
        ExclusiveOptions(
            (
                switch("--link", "print a secret address of the board's server to which your calendar subscribes"),
                switch("--links", "list your addresses: when each was made, and when a calendar read it last"),
                option("--revoke", "LINK", "revoke an address, named as --links shows it"),
            )
        ),
        JSON,
        note="An address shows your next steps on all boards that you share over that server, and nothing else. It is "
        "shown\nonce; it ends when you revoke it, or sign out the machine that made it.\n",
        examples=("kanban calendar steps.ics", "kanban --as Raj calendar steps.ics --force", "kanban calendar --link"),
    ),
}
