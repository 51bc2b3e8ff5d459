"""`kanban completions`: what a shell needs to complete verbs and options."""

from __future__ import annotations

import argparse
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

    parser = whole()
    _part(parser)
    output.write(shtab.complete(parser, shell=args.shell) + "\n")
    return 0


def _part(parser: argparse.ArgumentParser) -> None:
    """Leave out a verb below a verb where shtab would make one word of it and of another verb: `rule on` and `rule-on`."""
    verbs = {name for below in _below(parser) for name in below.choices}
    for below in _below(parser):
        for name, each in below.choices.items():
            for further in _below(each):
                for verb in [verb for verb in further.choices if f"{name}-{verb}" in verbs]:
                    del further.choices[verb]
                    told = further._choices_actions  # noqa: SLF001 - argparse shows it nowhere else
                    told[:] = [one for one in told if one.dest != verb]


def _below(parser: argparse.ArgumentParser) -> list[argparse._SubParsersAction[argparse.ArgumentParser]]:
    actions = parser._actions  # noqa: SLF001 - argparse shows them nowhere else
    return [each for each in actions if isinstance(each, argparse._SubParsersAction)]  # noqa: SLF001


VERBS = {"completions": completions_parser}
