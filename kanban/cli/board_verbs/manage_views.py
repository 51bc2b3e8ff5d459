"""`kanban view`: queries under a name."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.open_board import open_workspace_of
from kanban.cli.parsing import JSON, NAME, positional, verb


def run_list(args: Namespace) -> int:
    """Print the saved views."""
    views = open_workspace_of(args).list_views()
    if args.json:
        output.write_json([{"name": view.name, "query": view.query} for view in views])
    elif views:
        output.write_table(("view", "query"), [[view.name, view.query] for view in views])
    else:
        output.say("No view is saved yet; kanban view add NAME QUERY saves one.")
    return 0


def run_add(args: Namespace) -> int:
    """Save a view."""
    view = open_workspace_of(args).save_view(args.name, " ".join(args.query))
    output.narrate(f"Saved the view {view.name}; kanban list --view “{view.name}” shows what it finds")
    return 0


def run_remove(args: Namespace) -> int:
    """Forget a view."""
    view = open_workspace_of(args).remove_view(args.name)
    output.narrate(f"Forgot the view {view.name} ({view.query})")
    return 0


VERBS = {
    "view": verb(
        run_list,
        JSON,
        takes_terms=True,
        examples=("kanban view add 'big and open' 'open value>=40000'", "kanban list --view 'big and open'"),
        below={
            "list": verb(run_list, JSON, says="the saved views"),
            "add": verb(
                run_add,
                NAME,
                positional("query", "QUERY", "none shows every card", nargs="*"),
                rest="query",
                says="save a query under a name, instead of the one that has it",
            ),
            "remove": verb(run_remove, NAME, says="forget a view"),
        },
    )
}
