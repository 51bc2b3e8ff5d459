"""Parsers: one for the verb that was typed, or all of them for completions."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple, NoReturn, TypeGuard

from kanban import lazy
from kanban.cli.verb_table import VERBS
from kanban.domain.board import ROLES, TEAMS
from kanban.domain.errors import UsageFault

FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "fish": "(__fish_complete_path (commandline -ct))"}
"""What completes file names in each shell, as shtab has it."""


class _HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Argparse's own layout with a given width: to find it, argparse would load shutil and every compression module."""

    def __init__(self, prog: str) -> None:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
        except (OSError, ValueError):
            columns = 0
        super().__init__(prog, width=max(40, min(columns or 80, 120)) - 2)

    def _split_lines(self, text: str, width: int) -> list[str]:
        """Break a help text between words alone: `close-date` is typed as it stands."""
        return lazy.textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences, and which takes `--as` and `--board` wherever they stand."""

    def __init__(self, *words: str, **settings: object) -> None:
        settings.setdefault("allow_abbrev", False)
        settings.setdefault("formatter_class", _HelpFormatter)
        super().__init__(*words, **settings)  # type: ignore[arg-type]  # argparse's own
        self.takes_terms = False
        """Whether words that begin with one hyphen are terms of a query: `-label:vip`."""
        self.signed: tuple[str, ...] = ()
        """Options whose value may begin with a hyphen: `--sort -value`."""
        self.add_argument("--as", dest="as_name", metavar="NAME", default=argparse.SUPPRESS, help="act as this member")
        self.add_argument("--board", metavar="NAME", default=argparse.SUPPRESS, help="on this board")

    def show(self, *examples: str) -> None:
        """Add examples to the end of the help."""
        example_lines = "\n".join(f"example: {example}" for example in examples)
        self.epilog = f"{self.epilog}\n{example_lines}" if self.epilog else example_lines

    def verbs(self) -> argparse._SubParsersAction[Parser]:
        """Add subverbs to this verb; without one, its own `run` is called."""
        return self.add_subparsers(title="verbs", metavar="VERB", parser_class=Parser)

    def error(self, message: str) -> NoReturn:
        """Raise UsageFault instead of printing the usage and leaving."""
        raise UsageFault(f"{self.prog.removeprefix('kanban ')}: {message}; {self.prog} --help tells what it takes.")

    def read(self, words: Sequence[str], preset: dict[str, str | None]) -> argparse.Namespace:
        """Read the words behind the verb; raises UsageFault.

        Argparse ends a list of words at the first option after it. The words after that option are collected here, in
        the list that the verb names as `rest`.
        """
        terms: list[str] = []
        words = self._join_values(words)
        if self.takes_terms:
            end = words.index("--") if "--" in words else len(words)
            terms = [word for word in words[:end] if len(word) > 2 and word[0] == "-" != word[1]]
            words = [word for word in words[:end] if word not in terms] + list(words[end:])
        args, unread_words = self.parse_known_args(words, argparse.Namespace(**preset))
        unread_words += terms
        rest_name: str | None = getattr(args, "rest", None)
        odd = (
            [word for word in unread_words if word.startswith("-") and word not in terms] if rest_name else unread_words
        )
        if odd:
            self.error(f"unrecognized arguments: {' '.join(odd)}")
        if rest_name and unread_words:
            setattr(args, rest_name, [*getattr(args, rest_name), *unread_words])
        return args

    def _join_values(self, words: Sequence[str]) -> list[str]:
        """Return the words with each option of `signed` joined to a value behind it that looks like an option."""
        joined: list[str] = []
        for word in words:
            if joined and joined[-1] in self.signed and "--" not in joined and word[:1] == "-" != word[1:2]:
                joined[-1] += f"={word}"
            else:
                joined.append(word)
        return joined


# -- what a verb takes, as a table


# A named tuple, as are all values that every verb defines at its start: `dataclasses` alone would take 5 ms of it.
class Argument(NamedTuple):
    """A word or an option that a verb takes, in argparse's terms."""

    names: tuple[str, ...]
    settings: dict[str, Any]
    complete: Mapping[str, str] | None = None
    """What completes it in each shell, where it is a file."""

    def add_to(self, parser: argparse._ActionsContainer) -> None:
        """Add the argument to a parser."""
        action = parser.add_argument(*self.names, **self.settings)
        if self.complete:
            action.complete = self.complete  # type: ignore[attr-defined]  # shtab reads it


class ExclusiveOptions(NamedTuple):
    """Options of which at most one may be given, or exactly one."""

    options: tuple[Argument, ...]
    required: bool = False

    def add_to(self, parser: argparse._ActionsContainer) -> None:
        """Add the alternatives to a parser."""
        group = parser.add_mutually_exclusive_group(required=self.required)
        for option in self.options:
            option.add_to(group)


def positional(
    name: str,
    metavar: str | None = None,
    says: str | None = None,
    complete: Mapping[str, str] | None = None,
    **settings: object,
) -> Argument:
    """Describe a positional argument."""
    return Argument((name,), {"metavar": metavar, "help": says, **settings}, complete)


def option(name: str, metavar: str | None = None, says: str | None = None, **settings: object) -> Argument:
    """Describe an option with a value."""
    return Argument((name,), {"metavar": metavar, "help": says, **settings})


def options(name: str, metavar: str, says: str) -> Argument:
    """Describe an option with several values, which may stand several times."""
    return option(name, metavar, says, nargs="+", action="extend", default=[])


def switch(name: str, says: str, **settings: object) -> Argument:
    """Describe an option without a value."""
    return Argument((name,), {"action": "store_true", "help": says, **settings})


JSON = switch("--json", "print JSON")
NAME = positional("name", "NAME")
TEAM_AND_ROLE = (
    option("--team", required=True, choices=TEAMS),
    option("--role", says="what they may do (member)", choices=ROLES, default="member"),
)


MANY = 12
"""Arguments of a verb from which on its usage does not list its options: they stand below."""


def _is_positional(argument: Argument | ExclusiveOptions) -> TypeGuard[Argument]:
    return isinstance(argument, Argument) and not argument.names[0].startswith("-")


class Verb(NamedTuple):
    """What a verb does and takes."""

    run: Callable[[argparse.Namespace], int]
    takes: tuple[Argument | ExclusiveOptions, ...]
    says: str
    """What it does, for the help of the verb above."""
    examples: Sequence[str]
    note: str
    """What stands between arguments and examples in its help; ends with a line break."""
    below: Mapping[str, Verb]
    takes_terms: bool
    signed: tuple[str, ...]
    settings: dict[str, object]
    """What its `run` finds in the arguments besides: `rest` names the list that takes words behind options."""

    def fill(self, parser: Parser) -> None:
        """Add the verb's arguments, help and subverbs to a parser."""
        parser.takes_terms, parser.signed = self.takes_terms, self.signed
        for argument in self.takes:
            argument.add_to(parser)
        parser.epilog = self.note or None
        if len(self.takes) > MANY:
            words = [f"[{one.settings['metavar']} ...]" for one in self.takes if _is_positional(one)]
            parser.usage = " ".join([parser.prog, "[options]", *words])
        if self.examples:
            parser.show(*self.examples)
        parser.set_defaults(run=self.run, **self.settings)
        if self.below:
            below = parser.verbs()
            for name, verb in self.below.items():
                verb.fill(below.add_parser(name, help=verb.says))


def verb(
    run: Callable[[argparse.Namespace], int],
    *takes: Argument | ExclusiveOptions,
    says: str = "",
    examples: Sequence[str] = (),
    note: str = "",
    below: Mapping[str, Verb] | None = None,
    takes_terms: bool = False,
    signed: tuple[str, ...] = (),
    **settings: object,
) -> Verb:
    """Describe a verb, in the terms of `Verb`."""
    return Verb(run, takes, says, examples, note, below or {}, takes_terms, signed, settings)


# -- parsers of it


def build_parser(verb: str) -> Parser:
    """Return the parser of one verb."""
    parser = Parser(prog=f"kanban {verb}", description=f"{VERBS[verb][1].capitalize()}.")
    _fill(verb, parser)
    return parser


def build_whole_parser() -> Parser:
    """Return one parser with every verb in it, for completions."""
    parser = Parser(prog="kanban")
    below = parser.verbs()
    for verb, (_, summary) in VERBS.items():
        _fill(verb, below.add_parser(verb, help=summary))
    return parser


def _fill(verb: str, parser: Parser) -> None:
    """Import the verb's module alone, and add its arguments to the parser."""
    import_module(f"kanban.cli.{VERBS[verb][0]}").VERBS[verb].fill(parser)


def split_pairs(words: Sequence[str], what: str = "FIELD=VALUE", *, is_at_last: bool = False) -> list[tuple[str, str]]:
    """Split words such as `value=12k` at their first `=`, or at the last; raises UsageFault."""
    pairs = []
    for word in words:
        name, equals, value = word.rpartition("=") if is_at_last else word.partition("=")
        if not equals or not name.strip():
            raise UsageFault(f"“{word[:60]}” is not of the form {what}.")
        pairs.append((name.strip(), value))
    return pairs


def read_count(typed: str) -> int:
    """Read a whole number of at least 0, for argparse."""
    if not typed.isdecimal() or len(typed) > 9:
        raise argparse.ArgumentTypeError(f"“{typed[:20]}” is not a whole number from 0 on")
    return int(typed)
