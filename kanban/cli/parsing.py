"""Parsers: one for the verb that was typed, or all of them for completions."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from kanban.cli.verbs import VERBS
from kanban.domain.errors import UsageFault

FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "fish": "(__fish_complete_path (commandline -ct))"}
"""What completes file names in each shell, as shtab has it."""


class _Shape(argparse.RawDescriptionHelpFormatter):
    """Argparse's own shape, but told its width: to ask for it, argparse loads shutil and with it every compression there is."""

    def __init__(self, prog: str) -> None:
        try:
            columns = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
        except (OSError, ValueError):
            columns = 0
        super().__init__(prog, width=max(40, min(columns or 80, 120)) - 2)

    def _split_lines(self, text: str, width: int) -> list[str]:
        """Break a help text between words alone: `close-date` is typed as it stands."""
        import textwrap  # noqa: PLC0415 - as argparse does: only help needs it

        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are sentences, and which takes `--as` and `--board` wherever they stand."""

    def __init__(self, *words: str, example: str = "", **settings: object) -> None:
        settings.setdefault("allow_abbrev", False)
        settings.setdefault("formatter_class", _Shape)
        super().__init__(*words, **settings)  # type: ignore[arg-type]  # argparse's own
        self.takes_terms = False
        """Whether words that begin with one hyphen are terms of a query: `-label:vip`."""
        self.signed: tuple[str, ...] = ()
        """Options whose value may begin with a hyphen: `--sort -value`."""
        if example:
            self.show(example)
        self.add_argument("--as", dest="as_name", metavar="NAME", default=argparse.SUPPRESS, help="act as this member")
        self.add_argument("--board", metavar="NAME", default=argparse.SUPPRESS, help="on this board")

    def show(self, *examples: str) -> None:
        """Close the help with examples."""
        shown = "\n".join(f"example: {example}" for example in examples)
        self.epilog = f"{self.epilog}\n{shown}" if self.epilog else shown

    def shows(self) -> None:
        """Offer `--json`."""
        self.add_argument("--json", action="store_true", help="print JSON")

    def verbs(self) -> argparse._SubParsersAction[Parser]:
        """Make room for verbs below this one; without any, its own `run` is done."""
        return self.add_subparsers(title="verbs", metavar="VERB", parser_class=Parser)

    def error(self, message: str) -> NoReturn:
        """Raise UsageFault instead of printing the usage and leaving."""
        raise UsageFault(f"{self.prog.removeprefix('kanban ')}: {message}; {self.prog} --help tells what it takes.")

    def read(self, words: Sequence[str], given: dict[str, str | None]) -> argparse.Namespace:
        """Read the words behind the verb; raises UsageFault.

        Argparse gives a list of words up at the first option behind it: what comes later is gathered here, in the list that
        the verb names as `rest`.
        """
        terms: list[str] = []
        words = self._joined(words)
        if self.takes_terms:
            end = words.index("--") if "--" in words else len(words)
            terms = [word for word in words[:end] if len(word) > 2 and word[0] == "-" != word[1]]
            words = [word for word in words[:end] if word not in terms] + list(words[end:])
        args, left = self.parse_known_args(words, argparse.Namespace(**given))
        left += terms
        rest: str | None = getattr(args, "rest", None)
        odd = [word for word in left if word.startswith("-") and word not in terms] if rest else left
        if odd:
            self.error(f"unrecognized arguments: {' '.join(odd)}")
        if rest and left:
            setattr(args, rest, [*getattr(args, rest), *left])
        return args

    def _joined(self, words: Sequence[str]) -> list[str]:
        """Return the words with each option of `signed` joined to a value behind it that looks like an option."""
        joined: list[str] = []
        for word in words:
            if joined and joined[-1] in self.signed and "--" not in joined and word[:1] == "-" != word[1:2]:
                joined[-1] += f"={word}"
            else:
                joined.append(word)
        return joined


def for_verb(verb: str) -> Parser:
    """Return the parser of one verb."""
    parser = Parser(prog=f"kanban {verb}", description=f"{VERBS[verb][1].capitalize()}.")
    _fill(verb, parser)
    return parser


def whole() -> Parser:
    """Return one parser with every verb in it, for completions."""
    parser = Parser(prog="kanban")
    below = parser.verbs()
    for verb, (_, said) in VERBS.items():
        _fill(verb, below.add_parser(verb, help=said))
    return parser


def _fill(verb: str, parser: Parser) -> None:
    """Let the verb's module, and no other, add its arguments."""
    import_module(f"kanban.cli.{VERBS[verb][0]}").VERBS[verb](parser)


def pairs(words: Sequence[str], what: str = "FIELD=VALUE") -> list[tuple[str, str]]:
    """Split words such as `value=12k`; raises UsageFault."""
    found = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise UsageFault(f"“{word[:60]}” is not of the form {what}.")
        found.append((name.strip(), value))
    return found


def natural(typed: str) -> int:
    """Read a whole number from 0 on, for argparse."""
    if not typed.isdecimal() or len(typed) > 9:
        raise argparse.ArgumentTypeError(f"“{typed[:20]}” is not a whole number from 0 on")
    return int(typed)
