"""`kanban server key`: keys with which forms of web pages make cards."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict

from kanban import store
from kanban.cli import output
from kanban.cli.hosting.serve_verb import SERVER_DATABASE, format_local_time, open_server
from kanban.cli.parsing import JSON, option, positional, switch, verb
from kanban.domain.errors import UsageFault


def run_list(args: Namespace) -> int:
    """Print the keys."""
    with open_server(args) as hub:
        form_keys, now = store.hub.programs.web_form_keys.keys(hub), hub.now()
    if args.json:
        output.write_json(
            [asdict(key) | {"origins": list(key.origins), "board_name": board} for key, board in form_keys]
        )
        return 0
    rows = [
        [key.name, board or key.board, str(key.cards), format_local_time(key.used_at, now),
         f"removed {format_local_time(key.removed_at, now)}" if key.removed_at else
         " ".join(key.origins) or "any", key.key]
        for key, board in form_keys
    ]  # fmt: skip
    output.write_table(("key for", "board", "cards", "last used", "from", "key"), rows, right=["cards"])
    return 0


def run_add(args: Namespace) -> int:
    """Make a key; it goes to stdout alone, so that a script can put it into a page."""
    if not getattr(args, "board", None):
        raise UsageFault("Say on which board of the server: --board NAME.")
    with open_server(args) as hub:
        key = store.hub.programs.web_form_keys.add_key(
            hub, args.board, args.name, source=args.source, campaign=args.campaign, origins=args.origin, page=args.then
        )
    whence = f"pages of {', '.join(key.origins)}" if key.origins else "any page"
    output.narrate(
        f"Forms of {whence} may make cards as {key.name}; they are sent to /v1/forms/{key.key} of the server"
    )
    output.write_line(key.key)
    return 0


def run_remove(args: Namespace) -> int:
    """Revoke a key."""
    with open_server(args) as hub:
        key = store.hub.programs.web_form_keys.remove_key(hub, args.key)
    output.narrate(f"Removed {key.name}; it made {output.several(key.cards, 'card')}")
    return 0


_EXAMPLE = (
    'kanban server key add "Web form" --board Pipeline --create-cards --source website '
    "--origin https://www.acme.example --then https://www.acme.example/thanks"
)

KEY = verb(
    run_list,
    SERVER_DATABASE,
    JSON,
    says="keys with which forms of web pages make cards",
    below={
        "list": verb(run_list, SERVER_DATABASE, JSON, says="which keys there are, and what was made with them"),
        "add": verb(
            run_add,
            positional("name", "NAME", "who makes the cards, as their history says it"),
            switch("--create-cards", "what it may do: make cards, and nothing else", required=True),
            option("--source", says="the source of its cards"),
            option("--campaign", says="the campaign of its cards"),
            option(
                "--origin",
                "URL",
                "take it from pages of this origin alone; may be given several times",
                action="append",
                default=[],
            ),
            option("--then", "URL", "the page to which an HTML form leads on"),
            SERVER_DATABASE,
            says="make a key for a form of a web page, and print it",
            examples=(_EXAMPLE,),
        ),
        "remove": verb(
            run_remove,
            positional("key", "NAME|KEY"),
            SERVER_DATABASE,
            says="make a key worthless; pages that still have it answer as before, and nothing is made",
        ),
    },
)
"""What `kanban server key` does and takes."""
