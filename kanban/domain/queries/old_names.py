"""What still uses a former name of a stage or a label: saved views, rules, requirements."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Literal

from kanban.domain.errors import KanbanError
from kanban.domain.queries import query
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.board import Board

MOST_NAMED = 10
"""How many uses a sentence names."""


def find_uses(
    board: Board, views: Iterable[tuple[str, str]], term: Literal["stage", "label"], name: str, today: date
) -> list[str]:
    """Return what uses a name, each as `the view “mine”`; `views` are (name, query) of the saved ones."""
    folded, version = text.fold(name), board.agreement
    sources = [(f"the view “{text.clean_line(called)}”", source) for called, source in views]
    sources += [(f"the rule “{text.clean_line(rule.name)}”", rule.condition or "") for rule in board.rules]
    for line in version.content.lines if version else ():
        sources.append((f"the requirement “{text.clean_line(line.says)}”", line.fact or ""))
    users = []
    for what, source in sources:
        with suppress(KanbanError):
            if any(_has_name(part, term, folded) for part in query.parse(source, today).terms):
                users.append(text.shorten(what, 60))
    putting = [
        rule
        for rule in board.rules
        if any(doing.do == "label" and _has_label(doing.text, folded) for doing in rule.then)
    ]
    users += [text.shorten(f"the rule “{text.clean_line(rule.name)}”", 60) for rule in putting if term == "label"]
    return list(dict.fromkeys(users))


def describe_uses(users: list[str]) -> str:
    """Return a sentence about what uses a name."""
    if not users:
        return "Nothing saved here uses it."
    more = f" and {len(users) - MOST_NAMED:,} more" if len(users) > MOST_NAMED else ""
    return f"It is used by {', '.join(users[:MOST_NAMED])}{more}."


def _has_name(term: query.Term, field: str, folded: str) -> bool:
    if term.field != field:
        return False
    return any(
        folded == value or (field == "stage" and term.op == ":" and folded.startswith(value)) for value in term.values
    )


def _has_label(typed: str, folded: str) -> bool:
    return any(text.fold(part.strip().removeprefix("-")) == folded for part in typed.split(","))
