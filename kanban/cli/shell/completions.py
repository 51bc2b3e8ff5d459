"""`kanban completions`: what a shell needs to complete verbs and options."""

from __future__ import annotations

import argparse
from argparse import Namespace

from kanban import libraries
from kanban.cli import output
from kanban.cli.parsing import build_whole_parser, positional, verb

SHELLS = ("bash", "zsh", "fish")


def run_completions(args: Namespace) -> int:
    """Print the completions for a shell."""
    parser = build_whole_parser()
    _drop_merged_verbs(parser)
    script = libraries.shtab.complete(parser, shell=args.shell)
    for old, new in _REGISTERED.get(args.shell, ()):
        if old not in script:
            raise RuntimeError(f"shtab writes its completion for {args.shell} in another way: {old!r} is gone")
        script = script.replace(old, new)
    output.write(f"{script}\n{_VALUES[args.shell]}")
    return 0


_VALUES = {
    "bash": """
# what the board knows (stages, cards, members ...) comes first, verbs and options else; printf and eval see none of it
_kanban() {
  local word
  local -a found=()
  while IFS= read -r word; do found+=("$word"); done < <(
    command kanban complete-words bash "${COMP_LINE:0:COMP_POINT}" "${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)
  if (( ${#found[@]} )); then
    COMPREPLY=("${found[@]}")
    [[ ${#found[@]} = 1 && ${found[0]} == *[:=] ]] && compopt -o nospace 2>/dev/null
    return 0
  fi
  _shtab_kanban "$@"
}

complete -o bashdefault -F _kanban kanban
""",
    "zsh": """
# what the board knows (stages, cards, members ...) comes first, verbs and options else
_kanban() {
  local -a found
  found=("${(@f)$(command kanban complete-words zsh "${(@Q)words[1,CURRENT]}" 2>/dev/null)}")
  found=("${(@)found:#}")
  if (( $#found )); then
    if [[ $#found -eq 1 && $found[1] == *[:=] ]]; then compadd -S '' -a found; else compadd -a found; fi
  else
    _shtab_kanban "$@"
  fi
}

if [[ $zsh_eval_context[-1] == eval || $zsh_eval_context[-1] == file ]]; then
  compdef _kanban kanban
else
  _kanban "$@"
fi
""",
    "fish": """
# what the board knows (stages, cards, members ...)
complete -c kanban -f -a '(command kanban complete-words fish (commandline -opc) (commandline -ct) 2>/dev/null)'
""",
}
"""What asks the program at TAB, behind what shtab writes."""

_REGISTERED = {
    "bash": (("complete -o bashdefault -F _shtab_kanban kanban", ""),),
    "zsh": (
        (
            """if [[ $zsh_eval_context[-1] == eval ]]; then
  # eval/source/. command, register function for later
  compdef _shtab_kanban -N kanban
else
  # autoload from fpath, call function directly
  _shtab_kanban "$@"
fi
""",
            "",
        ),
    ),
}
"""Where shtab lets a shell call its own function alone."""


def _drop_merged_verbs(parser: argparse.ArgumentParser) -> None:
    """Drop subverbs that shtab would confuse with another verb, as it joins words: `rule on` and `rule-on`."""
    verbs = {name for below in _find_subparsers(parser) for name in below.choices}
    for below in _find_subparsers(parser):
        for name, subparser in below.choices.items():
            for further in _find_subparsers(subparser):
                for word in [word for word in further.choices if f"{name}-{word}" in verbs]:
                    del further.choices[word]
                    listed = further._choices_actions  # noqa: SLF001 - argparse shows it nowhere else
                    listed[:] = [action for action in listed if action.dest != word]


def _find_subparsers(parser: argparse.ArgumentParser) -> list[argparse._SubParsersAction[argparse.ArgumentParser]]:
    actions = parser._actions  # noqa: SLF001 - argparse shows them nowhere else
    return [action for action in actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001


VERBS = {
    "completions": verb(
        run_completions,
        positional("shell", choices=SHELLS),
        examples=("kanban completions bash > ~/.local/share/bash-completion/completions/kanban",),
    )
}
