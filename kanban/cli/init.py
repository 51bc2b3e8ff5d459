"""`kanban init`: the first run without questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban import config, libraries
from kanban.cli import output
from kanban.cli.parsing import JSON, option, verb
from kanban.domain.acts import board_verbs
from kanban.domain.board import TEAMS
from kanban.domain.errors import Refused
from kanban.domain.values import business_time, money
from kanban.store.opening import create_board, list_boards

if TYPE_CHECKING:
    from argparse import Namespace

    from kanban.domain.board import Team

BOARD = "Pipeline"
"""What the first board is called unless told otherwise."""


def run_init(args: Namespace) -> int:
    """Create a board led by its maker. Raises Refused if the name is taken."""
    where = config.find_places()
    name = board_verbs.read_name(BOARD if args.board is None else args.board, "board")
    make_board(where, name, args.name, args.team, currency=args.currency, timezone=args.timezone, json=args.json)
    return 0


def make_board(
    where: config.Places, name: str, maker: str, team: Team, *, currency: str, timezone: str | None, json: bool
) -> None:
    """Create a board, remember it and its maker, and report it. Raises Refused if the name is taken."""
    plain = board_verbs.read_name(maker, "member")
    code = money.currency_code(currency)
    zone = business_time.read_zone(timezone) if timezone else find_local_zone()
    known_boards = list_boards(where.database) if where.database.exists() else []
    if any(known.casefold() == name.casefold() for _, known in known_boards):
        raise Refused(f"There is a board {name} already; open it with kanban, or make another one with --board NAME.")
    config.make_places(where)
    workspace = create_board(where.database, name, plain, team, currency=code, timezone=zone)
    config.remember(where, board=workspace.board.id, member=(workspace.board.id, workspace.member_id or ""))
    output.say(f"Made the board {name} with {plain} of {team} as its lead; kanban opens it.")
    if json:
        output.write_json(
            {"id": workspace.board.id, "name": name, "member": plain, "team": team, "currency": code, "timezone": zone}
        )
    workspace.close()


def find_local_zone() -> str:
    """Return this machine's time zone by its IANA name, UTC where it has none."""
    try:
        return business_time.read_zone(str(libraries.tzlocal.get_localzone_name()))
    except Exception:  # noqa: BLE001 - a broken TZ or /etc/localtime must not keep anyone from starting
        output.say("kanban: this machine's time zone has no name, so the board is in UTC; kanban board set timezone=…")
        return "UTC"


VERBS = {
    "init": verb(
        run_init,
        option("--name", "NAME", "who you are", required=True),
        option("--team", says="which team you are of", required=True, choices=TEAMS),
        option("--currency", "CODE", "of amounts that name none (EUR)", default="EUR"),
        option("--timezone", "ZONE", "of the board's days, such as Europe/Berlin (this machine's)"),
        JSON,
        examples=("kanban init --name Ana --team marketing", "kanban init --name Ana --team sales --board Partners"),
    )
}
