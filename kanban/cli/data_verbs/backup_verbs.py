"""Keeping the data: backup, restore, locate."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from kanban import config
from kanban.cli import output
from kanban.cli.card_verbs.change_cards import run_restore as restore_card
from kanban.cli.parsing import JSON, positional, switch, verb
from kanban.domain.errors import NotFound
from kanban.store.database_file import is_database
from kanban.store.maintenance import backup
from kanban.store.opening import NO_BOARD
from kanban.store.schema import open_database


def run_backup(args: Namespace) -> int:
    """Write all boards of this machine to one file, while others may work on."""
    database = config.find_places().database
    if not database.exists():
        raise NotFound(NO_BOARD)
    size = backup.backup(database, args.file, force=args.force)
    output.narrate(f"Wrote all boards to {args.file}, {_format_size(size)}")
    if args.json:
        output.write_json({"file": str(args.file.absolute()), "bytes": size})
    return 0


def _format_size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.0f} kB"


def run_restore(args: Namespace) -> int:
    """Bring a deleted card back, or where the name is that of an SQLite file, the whole database."""
    file = Path(args.card)
    looks_like_one = file.suffix in {".db", ".sqlite"} or "/" in args.card
    if not (is_database(file) or (looks_like_one and file.is_file())):
        return _restore_card(args, looks_like_one=looks_like_one)
    where = config.find_places()
    config.make_places(where)
    former = backup.restore(file, where.database)
    open_database(where.database).close()
    output.narrate(f"Restored all boards from {file}" + (f"; what was there is kept in {former}" if former else ""))
    if args.json:
        output.write_json({"file": str(file.absolute()), "kept": str(former) if former else None})
    return 0


def _restore_card(args: Namespace, *, looks_like_one: bool) -> int:
    try:
        return restore_card(args)
    except NotFound as error:
        if Path(args.card).is_file():  # an existing file that is no backup: say what is wrong with it
            backup.check(Path(args.card))
        if looks_like_one:
            raise NotFound(
                f"{output.fit_line(args.card, 80)} is neither a file nor the ref, id or title of a card."
            ) from error
        raise


def run_locate(args: Namespace) -> int:
    """Print where things are, whether they exist yet or not."""
    where = config.find_places()
    paths = {
        "config": where.config_file,
        "data": where.database,
        "themes": where.themes_dir,
        "log": where.log_file,
        "state": where.state_file,
        "demo": where.demo_home,
    }
    if args.what:
        paths = {args.what: paths[args.what]}
    if args.json:
        output.write_json({name: str(path) for name, path in paths.items()})
    elif args.what:
        output.write_line(str(paths[args.what]))
    else:
        for name, path in paths.items():
            output.write_line(f"{name:8}{path}")
    return 0


VERBS = {
    "backup": verb(
        run_backup,
        positional("file", "FILE", type=Path),
        switch("--force", "write over a file that is there"),
        JSON,
        examples=("kanban backup boards-2026-11-23.db",),
    ),
    "restore": verb(
        run_restore,
        positional("card", "CARD|FILE", "a deleted card: its ref, id or title; or a file that kanban backup wrote"),
        JSON,
        note="A name that is an SQLite file is a backup: all boards are replaced by it, and kept beside it.\n",
        examples=("kanban restore k7q2mab", "kanban restore boards-2026-11-23.db"),
    ),
    "locate": verb(
        run_locate,
        positional("what", nargs="?", choices=("config", "data", "themes", "log", "state", "demo")),
        JSON,
        examples=("kanban locate", "kanban locate data"),
    ),
}
