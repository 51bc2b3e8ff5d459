"""Entry point of the command line: finds the verb, loads only what it needs, turns the outcome into an exit code."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from kanban import __version__, cli
from kanban.cli import output, shell, verb_table
from kanban.domain.errors import KanbanError, UsageFault

GLOBAL_VALUES = {"--as": "as_name", "--board": "board"}
"""Options with a value that may stand before the verb, and where their values go."""

INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C has stopped."""


def run() -> None:
    """The console's entry: never returns."""
    gc.disable()  # nothing that is imported is garbage, and looking for it costs a tenth of a start
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code. Only Ctrl-C and a closed pipe end it early, silently."""
    try:
        output.replace_unencodable()
        code = _dispatch(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except KanbanError as error:
        output.say(f"kanban: {error.format_for_shell()}")
        return error.exit_code
    except BrokenPipeError:
        output.discard_output()
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        output.discard_output()
        return cli.unexpected.report_unexpected(error, f"{error.strerror or error} ({error.filename or 'stdout'})")
    except Exception as error:  # noqa: BLE001 - the last door: whatever it is, its traceback belongs into the log
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return cli.unexpected.report_unexpected(error, f"something went wrong that should not have ({reason})")
    return code


def _dispatch(words: list[str]) -> int:
    options: dict[str, str | None] = {"as_name": None, "board": None}
    while words and words[0].startswith("-"):
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if word in {"-h", "--help"}:
            output.write(verb_table.build_help())
            return 0
        if word == "--version":
            output.write(f"kanban {__version__}\n")
            return 0
        if name not in GLOBAL_VALUES or not (equals or words):
            raise UsageFault(
                f"{word} needs a value." if name in GLOBAL_VALUES else f"There is no option {word}; see kanban --help."
            )
        options[GLOBAL_VALUES[name]] = value if equals else words.pop(0)
    if words[:1] == ["complete-words"]:  # asked by a shell at every TAB, and by nobody else
        return shell.complete_words.run(words[1:])
    if words and words[0] in verb_table.VERBS:
        return run_verb(words[0], options, words[1:])

    return cli.screen.open_screen(options["as_name"], options["board"], words)


def run_verb(verb: str, options: dict[str, str | None], words: list[str]) -> int:
    """Import a verb's module, parse its arguments and run it; return the exit code."""
    args = cli.parsing.build_parser(verb).read(words, options)
    gc.enable()
    code: int = args.run(args)
    return code
