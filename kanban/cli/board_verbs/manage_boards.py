"""`kanban board`: which boards there are, which one is used, and their settings."""

from __future__ import annotations

from argparse import Namespace

from kanban import config
from kanban.cli import output
from kanban.cli.init import make_board
from kanban.cli.open_board import open_named_board, open_workspace_of
from kanban.cli.parsing import JSON, NAME, option, positional, split_pairs, verb
from kanban.config import Places
from kanban.domain.acts import board_verbs
from kanban.domain.board import TEAMS
from kanban.domain.errors import NotFound, Refused
from kanban.domain.values.naming import is_called
from kanban.store.opening import NO_BOARD, list_boards, open_workspace
from kanban.store.reading import read
from kanban.store.schema import open_database
from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print the boards of this machine."""
    where = config.find_places()
    if not where.database.exists():
        raise NotFound(NO_BOARD)
    known = list_boards(where.database)
    settings = config.load(where)
    chosen = settings.board if settings.board in dict(known) else known[0][0] if known else ""
    records = []
    for board_id, _ in known:
        workspace = open_workspace(where.database, board_id)
        with workspace.database.faults():
            cards = sum(read.count_cards(workspace.connection, stage.id) for stage in workspace.board.stages)
        state = workspace.sync_state()
        records.append(
            {
                "id": board_id,
                "name": workspace.board.name,
                "chosen": board_id == chosen,
                "cards": cards,
                "members": len(workspace.board.members),
                "currency": workspace.board.currency,
                "timezone": workspace.board.timezone,
                "url": state.url if state else None,
            }
        )
        workspace.close()
    if args.json:
        output.write_json(records)
    else:
        rows = [
            [
                "*" if r["chosen"] else "",
                str(r["name"]),
                f"{r['cards']:,}",
                str(r["members"]),
                str(r["url"] or "this machine"),
            ]
            for r in records
        ]
        output.write_table(("", "board", "cards", "members", "on"), rows, right=("cards", "members"))
    return 0


def run_new(args: Namespace) -> int:
    """Create another board, led by the current member unless told otherwise."""
    where = config.find_places()
    maker, team = args.maker, args.team
    if (not maker or not team) and where.database.exists() and list_boards(where.database):
        me = open_named_board(args.as_name, args.board, where).workspace.me
        maker, team = maker or (me.name if me else None), team or (me.team if me else None)
    if not maker or not team:
        raise Refused("Say who makes the board: give --name NAME and --team marketing or sales.")
    name = board_verbs.read_name(args.name, "board")
    make_board(where, name, maker, team, currency=args.currency, timezone=args.timezone, json=args.json)
    return 0


def run_use(args: Namespace) -> int:
    """Remember which board opens."""
    where = config.find_places()
    board = open_workspace(where.database, args.name).board
    config.remember(where, board=board.id)
    output.narrate(f"{board.name} is the board that opens from now on")
    return 0


def run_rename(args: Namespace) -> int:
    """Rename a board."""
    workspace = open_named_board(args.as_name, args.name).workspace
    _check_name_is_free(workspace, args.new)
    act_result = workspace.act(lambda view: board_verbs.set_board(view, {"name": args.new}))
    output.narrate(act_result.summary, act_result.warnings)
    return 0


def _check_name_is_free(workspace: Workspace, name: str) -> None:
    for board_id, known in list_boards(workspace.database.path):
        if board_id != workspace.board.id and known.casefold() == name.strip().casefold():
            raise Refused(f"There is a board {known} already; choose another name.")


def run_delete(args: Namespace) -> int:
    """Delete a board."""
    workspace = open_named_board(args.as_name, args.name).workspace
    act_result = workspace.act(board_verbs.delete_board)
    output.narrate(act_result.summary, act_result.warnings)
    output.say(f"kanban board restore {workspace.board.id} brings it back.")
    return 0


def run_restore(args: Namespace) -> int:
    """Bring a deleted board back."""
    where = config.find_places()
    deleted_boards = _list_deleted(where)
    namesakes = [board for board in deleted_boards if is_called(args.name, *board)]
    if not namesakes:
        existing = (
            f"deleted are {', '.join(name for _, name in deleted_boards)}" if deleted_boards else "none is deleted"
        )
        raise NotFound(f"No deleted board is called “{output.fit_line(args.name, 60)}”; {existing}.")
    workspace = Workspace(open_database(where.database), namesakes[-1][0])
    _check_name_is_free(workspace, workspace.board.name)
    remembered = config.load(where).as_member.get(workspace.board.id)
    leads = [member.id for member in workspace.board.members if member.role == "lead"]
    workspace.member_id = workspace.board.find_member(args.as_name).id if args.as_name else remembered or leads[0]
    act_result = workspace.act(board_verbs.restore_board)
    output.narrate(act_result.summary, act_result.warnings)
    return 0


def _list_deleted(where: Places) -> list[tuple[str, str]]:
    return list_boards(where.database, deleted=True) if where.database.exists() else []


def run_set(args: Namespace) -> int:
    """Change settings of a board, or show them."""
    workspace = open_workspace_of(args)
    changed = dict(split_pairs(args.pairs, "KEY=VALUE"))
    if "name" in changed:
        _check_name_is_free(workspace, changed["name"])
    if changed:
        act_result = workspace.act(lambda view: board_verbs.set_board(view, changed))
        output.narrate(act_result.summary, act_result.warnings)
    settings = {name: getattr(workspace.board, name) for name in board_verbs.SETTINGS}
    if args.json:
        output.write_json(settings)
    elif not changed:
        for name, value in settings.items():
            output.write_line(
                f"{board_verbs.format_setting_name(name)}={', '.join(value) if isinstance(value, tuple) else value}"
            )
    return 0


_SETTINGS = ", ".join(map(board_verbs.format_setting_name, board_verbs.SETTINGS))

VERBS = {
    "board": verb(
        run_list,
        JSON,
        examples=("kanban board list", "kanban board set currency=USD timezone=Europe/Berlin"),
        below={
            "list": verb(run_list, JSON, says="the boards of this machine"),
            "new": verb(
                run_new,
                NAME,
                option("--name", "MEMBER", "who makes and leads it (you)", dest="maker"),
                option("--team", says="their team (yours)", choices=TEAMS),
                option("--currency", "CODE", default="EUR"),
                option("--timezone", "ZONE", "such as Europe/Berlin (this machine's)"),
                JSON,
                says="make another board",
            ),
            "use": verb(run_use, NAME, says="open this board from now on"),
            "delete": verb(run_delete, NAME, says="delete a board; restore brings it back"),
            "restore": verb(run_restore, NAME, says="bring a deleted board back"),
            "rename": verb(run_rename, NAME, positional("new", "NEW"), says="call a board something else"),
            "set": verb(
                run_set,
                positional("pairs", "KEY=VALUE", _SETTINGS, nargs="*"),
                JSON,
                rest="pairs",
                says="change settings; without any, show them",
            ),
        },
    )
}
