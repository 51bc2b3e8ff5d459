"""What rules add to an act, in the database: transactions of their own in the same act, so that undo takes both back.

They run where the act is first made, by whoever does it. What comes from a server, a file or an undo sets nothing off.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kanban.domain import automations
from kanban.domain.change import CARD, GUESS, Act
from kanban.domain.ids import new_id
from kanban.domain.values import text
from kanban.store import acts, log
from kanban.store.acts.writing import Writing, Written, record_parts
from kanban.store.reading import comment_rows, read

if TYPE_CHECKING:  # few boards have rules, and the others need not load what runs them
    from kanban.domain.automations.engine import Firing
    from kanban.domain.card import Card, Comment


def write_with_rules(
    view: Writing, act: Act, act_id: str = "", ids: Sequence[str] = (), *, noted: bool = True
) -> Written:
    """Write an act, and what the rules of the board add to it; it is `noted` for undo where somebody did it.

    `act_id`, and the `ids` of its changes, are given where they say what is done. Guesses that may be shown now are.
    """
    result = _write_with_rules(view, act, act_id, ids, noted=noted)
    may_reveal = any(step.etype == GUESS or (step.etype == CARD and "stage" in step.set) for step in act.steps)
    if may_reveal and acts.guess_reveals.reveal(view.connection, view.board.id, view.moment):
        result = replace(result, head=log.read_head(view.connection))
    return result


def _write_with_rules(view: Writing, act: Act, act_id: str, ids: Sequence[str], *, noted: bool) -> Written:
    has_rules = any(rule.is_active and not rule.is_timed for rule in view.board.rules)
    has_wants = bool(view.board.wants) and any(step.etype == CARD for step in act.steps)
    if not has_rules and not has_wants:
        return view.write(act, act_id, ids, noted=noted)

    happened = automations.engine.list_events(view, act) if has_rules else []
    if not happened and not has_wants:
        return view.write(act, act_id, ids, noted=noted)
    act_id, first = act_id or new_id(), log.read_head(view.connection) + 1
    result = view.write(act, act_id, ids, noted=False)
    causes = [row[0] for row in view.connection.execute("SELECT id FROM change WHERE n >= ? ORDER BY n", (first,))]
    firings = automations.engine.fire(view, happened, causes, comments_of(view)) if happened else []
    if firings:
        result = join_results(result, write(view, firings, act_id), firings)
    ties = acts.want_ties.list_ties(view.connection, view.board, result.cards, view.moment) if has_wants else []
    if ties:
        record_parts(
            view.connection, view.board.id, view.actor.id, view.moment, Act("tie", (), ""), act_id, [(ties, ())]
        )
        result = replace(result, head=log.read_head(view.connection))
    if noted:
        view.note(act_id, act.verb, result.summary, act.undo_of, first)
    return result


def write(view: Writing, firings: Sequence[Firing], act_id: str) -> Written:
    """Write what rules do as part of an act."""
    parts = [(firing.steps, firing.ids) for firing in firings]
    return record_parts(view.connection, view.board.id, view.actor.id, view.moment, Act("rule", (), ""), act_id, parts)


def join_results(done: Written, added: Written, firings: Sequence[Firing]) -> Written:
    """Return what came of an act with its rules; those that could not do their part are told of."""
    rule_names = dict.fromkeys(f"“{firing.rule.name}”" for firing in firings if not firing.trouble)
    sentence = (
        f"{done.summary} (rule{'s' if len(rule_names) > 1 else ''} {', '.join(rule_names)})"
        if rule_names
        else done.summary
    )
    obstacles = dict.fromkeys(describe_obstacle(firing) for firing in firings if firing.trouble)
    return replace(
        done,
        summary=sentence,
        warnings=(*done.warnings, *obstacles),
        cards=done.cards | added.cards,
        lanes=done.lanes | added.lanes,
        head=added.head,
    )


def describe_obstacle(firing: Firing) -> str:
    """Return what kept a rule from doing its part, as a sentence."""
    return f"The rule “{text.shorten(firing.rule.name, 40)}” changed nothing: {firing.trouble}"


def comments_of(view: Writing) -> Callable[[Card], list[Comment]]:
    """Return the function that lists the comments that a card shows."""

    def list_comments(card: Card) -> list[Comment]:
        return [
            note
            for note in comment_rows.list_comments(view.connection, read.list_with_merged(view.connection, card.id))
            if not note.deleted
        ]

    return list_comments
