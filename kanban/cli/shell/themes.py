"""`kanban theme`: which themes there are, one of your own, and what is wrong with it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kanban import config, tui
from kanban.cli import output
from kanban.cli.parsing import JSON, NAME, positional, verb

if TYPE_CHECKING:
    from kanban.config import Places, Problem


def run_list(args: Namespace) -> int:
    """Print the themes."""
    where = config.find_places()
    themes = tui.theme.load(where)
    used = config.load(where).theme
    lines = tui.theme.list_themes(themes)
    if args.json:
        output.write_json(
            [{"name": t.name, "dark": t.is_dark, "origin": t.origin, "chosen": t.name == used} for t in lines]
        )
    else:
        rows = [["*" if t.name == used else "", t.name, "dark" if t.is_dark else "light", t.origin] for t in lines]
        output.write_table(("", "theme", "kind", "from"), rows)
    for problem in themes.problems:
        output.say(f"kanban: {problem}")
    return 0


def run_new(args: Namespace) -> int:
    """Write a theme of one's own; its path goes to stdout."""
    file = tui.theme.new_theme(args.name, config.find_places())
    output.write_line(str(file))
    output.narrate(f"Wrote the theme {args.name}; edit it, then kanban theme check {args.name}")
    return 0


def run_check(args: Namespace) -> int:
    """Print what is wrong with themes; exits with 1 where anything is."""
    where = config.find_places()
    files = [_find_file(args.theme, where)] if args.theme else sorted(where.themes_dir.glob("*.toml"))
    problems: list[Problem] = [problem for file in files for problem in tui.theme.check_file(file)]
    if args.json:
        output.write_json([{"file": str(p.file), "line": p.line, "said": p.sentence} for p in problems])
    else:
        for problem in problems:
            output.write_line(str(problem))
    if not problems:
        output.say(f"Nothing is wrong with {files[0].name}." if len(files) == 1 else f"{len(files)} themes, all well.")
    return 1 if problems else 0


def _find_file(typed: str, where: Places) -> Path:
    """Return the file that a name or a path means, the user's own before the program's."""
    shipped = tui.theme.find_shipped_dir()
    for file in (where.themes_dir / f"{typed}.toml", *([shipped / f"{typed}.toml"] if shipped else [])):
        if "/" not in typed and file.is_file():
            return file
    return Path(typed)


VERBS = {
    "theme": verb(
        run_list,
        JSON,
        examples=("kanban theme list", "kanban theme new mine", "kanban theme check"),
        below={
            "list": verb(run_list, JSON, says="the themes that can be chosen"),
            "new": verb(run_new, NAME, says="write your own theme, a copy of the default"),
            "check": verb(
                run_check,
                positional("theme", "NAME|FILE", nargs="?"),
                JSON,
                says="check a theme; without a name, all of yours",
            ),
        },
    )
}
