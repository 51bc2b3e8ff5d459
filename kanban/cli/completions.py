"""`kanban completions`: what a shell needs to complete verbs and options."""

from __future__ import annotations

from argparse import Namespace

from kanban.cli import output
from kanban.cli.parsing import Parser, whole

SHELLS = ("bash", "zsh", "fish")


def completions_parser(parser: Parser) -> None:
    """Add what `kanban completions` takes."""
    parser.add_argument("shell", choices=SHELLS)
    parser.show("kanban completions bash > ~/.local/share/bash-completion/completions/kanban")
    parser.set_defaults(run=run_completions)


def run_completions(args: Namespace) -> int:
    """Print the completions for a shell."""
    import shtab  # noqa: PLC0415 - only for this

    output.write(shtab.complete(whole(), shell=args.shell) + "\n")
    return 0


VERBS = {"completions": completions_parser}
