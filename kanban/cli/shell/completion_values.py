"""What may stand where behind a verb, for completion at TAB: a table that needs no parser to be loaded.

A test compares it with the parsers: every card, stage, member, label, view, board, rule, query and field that a verb
takes is named here.
"""

from __future__ import annotations

from typing import NamedTuple

MORE = "*"
"""Stands behind the last kind of a verb that takes several words of it."""


# A named tuple: `dataclasses` alone would take 5 ms at each TAB.
class VerbWords(NamedTuple):
    """The kinds of words that a verb takes: in their order, and as values of its options."""

    positional: tuple[str, ...] = ()
    options: dict[str, str] = {}  # noqa: RUF012 - never written to


_CARD = VerbWords(("card",))
_SET = {"--set": "field"}

VERBS: dict[str, VerbWords] = {
    "add": VerbWords((), {**_SET, "--stage": "stage", "--owner": "member", "--label": "label"}),
    "list": VerbWords(("query", MORE), {"--view": "view", "--sort": "sort"}),
    "show": _CARD,
    "edit": VerbWords(("card", "field", MORE)),
    "move": VerbWords(("card", "stage"), _SET),
    "done": _CARD,
    "offer": VerbWords(("card",), {**_SET, "--to": "member"}),
    "accept": VerbWords(("card",), _SET),
    "ask": _CARD,
    "answer": _CARD,
    "return": VerbWords(("card",), {**_SET, "--reason": "reason"}),
    "withdraw": _CARD,
    "contest": _CARD,
    "rule-on": _CARD,
    "inbox": VerbWords((), {"--read": "card"}),
    "tick": _CARD,
    "next skip": _CARD,
    "next unskip": _CARD,
    "next doubt": _CARD,
    "next checked": _CARD,
    "untick": _CARD,
    "comment": _CARD,
    "commit": _CARD,
    "comments": _CARD,
    "log": _CARD,
    "activity list": _CARD,
    "activity edit": _CARD,
    "activity delete": _CARD,
    "guess": _CARD,
    "objection": VerbWords(("card",), {"--play": "play"}),
    "debrief": _CARD,
    "walk": _CARD,
    "settle": VerbWords(("card", "outcome"), {"--play": "play"}),
    "history": _CARD,
    "delete": _CARD,
    "restore": VerbWords(("deleted",)),
    "merge": VerbWords(("card", "card")),
    "export": VerbWords(("file", "query", MORE)),
    "calendar": VerbWords(("file",)),
    "import": VerbWords(("file", MORE), {**_SET, "--stage": "stage"}),
    "board use": VerbWords(("board",)),
    "board delete": VerbWords(("board",)),
    "board rename": VerbWords(("board",)),
    "stage add": VerbWords((), {"--after": "stage"}),
    "stage set": VerbWords(("stage",)),
    "stage move": VerbWords(("stage",), {"--before": "stage", "--after": "stage"}),
    "stage remove": VerbWords(("stage",), {"--mark-to": "stage"}),
    "rule add": VerbWords((), {"--if": "query"}),
    "rule show": VerbWords(("rule",)),
    "rule set": VerbWords(("rule",), {"--if": "query"}),
    "rule try": VerbWords(("rule",)),
    "rule on": VerbWords(("rule",)),
    "rule off": VerbWords(("rule",)),
    "rule remove": VerbWords(("rule",)),
    "want add": VerbWords(("query", MORE)),
    "meet": VerbWords((), {"--minutes": "file"}),
    "meet decide": VerbWords(("text",), {"--owner": "member", "--card": "card"}),
    "meet end": VerbWords((), {"--minutes": "file"}),
    "campaign show": VerbWords(("campaign",)),
    "campaign set": VerbWords(("campaign",)),
    "campaign remove": VerbWords(("campaign",)),
    "play show": VerbWords(("play",)),
    "play edit": VerbWords(("play",)),
    "play propose": VerbWords(("play",), {"--card": "card"}),
    "play answer": VerbWords(("", "play")),
    "play archive": VerbWords(("play",)),
    "play remove": VerbWords(("play",)),
    "play export": VerbWords(("file",)),
    "member set": VerbWords(("member",)),
    "member remove": VerbWords(("member",)),
    "member away": VerbWords(("member",)),
    "member back": VerbWords(("member",)),
    "member use": VerbWords(("member",)),
    "purge": _CARD,
    "label add": VerbWords(("label", "card", MORE)),
    "label remove": VerbWords(("label", "card", MORE)),
    "label rename": VerbWords(("label",)),
    "report": VerbWords((), {"--html": "file"}),
    "report dashboard": VerbWords(("query", MORE), {"--html": "file"}),
    "report conversion": VerbWords(("query", MORE), {"--start": "stage", "--end": "stage", "--html": "file"}),
    "report stages": VerbWords(("query", MORE), {"--cards": "stage", "--html": "file"}),
    "report funnel": VerbWords(("query", MORE), {"--cards": "stage", "--html": "file"}),
    **dict.fromkeys(
        (
            f"report {name}"
            for name in (
                "handoffs",
                "recycle",
                "movement",
                "goal",
                "velocity",
                "campaigns",
                "objections",
                "wants",
                "calibration",
                "winrate",
                "forecast",
            )
        ),
        VerbWords(("query", MORE), {"--html": "file"}),
    ),
    "view add": VerbWords(("text", "query", MORE)),
    "view remove": VerbWords(("view",)),
}
"""What each verb takes that the board knows."""

EVERYWHERE = {"--as": "member", "--board": "board"}
"""Options of every verb."""


def find_kind(words: list[str]) -> tuple[str, str]:
    """Return the kind of the last word of a command line, and the board that the line names.

    `words` are those after `kanban`, the last one as far as typed. The kind is empty where nothing is
    known that could stand there, and `verb` for the first word.
    """
    *before, _ = words
    board = next((before[n + 1] for n, word in enumerate(before[:-1]) if word == "--board"), "")
    place = 0
    while place < len(before) and before[place].startswith("-"):
        if before[place] in EVERYWHERE:
            if place == len(before) - 1:
                return EVERYWHERE[before[place]], board
            place += 1
        place += 1
    if place == len(before):
        return "verb", board
    name = before[place]
    if f"{name} {' '.join(before[place + 1 : place + 2])}" in VERBS:
        place += 1
        name = f"{name} {before[place]}"
    if name not in VERBS:
        return (EVERYWHERE.get(before[-1], ""), board)
    return _find_word_kind(VERBS[name], before[place + 1 :]), board


def _find_word_kind(takes: VerbWords, before: list[str]) -> str:
    """Return the kind of the word after these."""
    options = takes.options | EVERYWHERE
    count, option, ended = 0, "", False
    for word in before:
        if word == "--" and not ended:
            ended, option = True, ""
        elif word.startswith("--") and not ended:
            option = word if word in options else ""
        elif option:
            option = option if options[option] == "field" else ""
        else:
            count += 1
    if option:
        return options[option]
    kinds = takes.positional
    if kinds[-1:] == (MORE,):
        return kinds[min(count, len(kinds) - 2)]
    return kinds[count] if count < len(kinds) else ""
