"""What people do with objections: log one, say which play answers it, say how it ended, delete one's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.acts.view import find_live_cards, name_cards
from kanban.domain.change import OBJECTION, Act, Step
from kanban.domain.errors import NotFound, Refused
from kanban.domain.ids import new_id
from kanban.domain.playbook.objection import OUTCOMES, Objection, derive_request_id, read_words
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.change import Json
    from kanban.domain.playbook.play import Play

OBJECT = "object"
"""The verb of a logged objection."""

SETTLE = "settle"
"""The verb that says how an objection ended, or which play answers it."""


def log_objection(
    view: View, card_ids: Iterable[str], typed: str, *, play: str = "", request: str = "", activity: str = ""
) -> Act:
    """Log what the prospects of cards said against it, as the actor, for the actor's present team.

    `play` answers it; `request` is one that others made already, `activity` where it came up (on one card).
    """
    permissions.require_role(view.actor, "commenter", "log objections")
    cards, words = find_live_cards(view, card_ids), read_words(typed)
    if play:
        find_present_play(view, play)
    steps = []
    for card in cards:
        registers: dict[str, Json] = {
            "created": True, "card": card.id, "words": words, "author": view.actor.id, "team": view.actor.team,
            "at": view.now, "request": request or derive_request_id(view.board.id, words),
        }  # fmt: skip
        registers |= {name: value for name, value in (("play", play), ("activity", activity)) if value}
        steps.append(Step(OBJECTION, new_id(), registers, OBJECT, card=card.id))
    return Act(OBJECT, tuple(steps), f"Logged the objection “{text.shorten(words, 40)}” ({name_cards(cards)})")


def settle(view: View, objection_ids: Iterable[str], outcome: str) -> Act:
    """Say how objections ended: one of OUTCOMES, or empty for open again."""
    permissions.require_role(view.actor, "member", "say how objections ended")
    if outcome and outcome not in OUTCOMES:
        raise Refused(f"There is no outcome “{text.shorten(text.clean_line(outcome), 40)}”.")
    objections = [find_live_objection(view, objection_id) for objection_id in dict.fromkeys(objection_ids)]
    registers: dict[str, Json] = {
        "outcome": outcome or None, "outcome_by": view.actor.id if outcome else None,
        "outcome_at": view.now if outcome else None,
    }  # fmt: skip
    steps = [
        Step(OBJECTION, objection.id, registers, SETTLE, card=objection.card)
        for objection in objections
        if objection.outcome != outcome
    ]
    names = name_objections(objections)
    if not steps:
        return Act(SETTLE, (), f"{names} stays {outcome or 'open'}")
    return Act(SETTLE, tuple(steps), f"{names}: {outcome or 'open again'}")


def choose_play(view: View, objection_id: str, play: Play | None) -> Act:
    """Say which play answers an objection; None for no play any more."""
    permissions.require_role(view.actor, "member", "say which play answers an objection")
    objection = find_live_objection(view, objection_id)
    chosen = find_present_play(view, play.id) if play else None
    if objection.play == (chosen.id if chosen else ""):
        return Act(SETTLE, (), f"{name_objections([objection])} keeps its play")
    step = Step(OBJECTION, objection.id, {"play": chosen.id if chosen else None}, SETTLE, card=objection.card)
    answered = f"answered by “{chosen.title}”" if chosen else "has no play any more"
    return Act(SETTLE, (step,), f"{name_objections([objection])} {answered}")


def delete_objection(view: View, objection_id: str) -> Act:
    """Delete one's own objection; the history keeps a line about it."""
    permissions.require_role(view.actor, "commenter", "delete objections")
    objection = view.objection(objection_id)
    if not objection.author or objection.author != view.actor.id:
        raise permissions.Forbidden("Only whoever logged an objection can delete it.")
    if objection.deleted:
        raise Refused("That objection was deleted; undo restores it.")
    step = Step(OBJECTION, objection.id, {"deleted": True}, "delete_objection", card=objection.card)
    return Act("delete_objection", (step,), f"Deleted the objection {name_objections([objection])}")


def name_objections(objections: list[Objection]) -> str:
    """Return how a sentence calls these: `“no cloud for us”` or `3 objections`."""
    if len(objections) == 1:
        return f"“{text.shorten(objections[0].words, 40)}”"
    return text.format_count(len(objections), "objection")


def find_live_objection(view: View, objection_id: str) -> Objection:
    """Return an objection that is not deleted, on a card that is not. Raises Refused, NotFound."""
    objection = view.objection(objection_id)
    if objection.deleted:
        raise Refused("That objection was deleted; undo restores it.")
    find_live_cards(view, [objection.card])
    return objection


def find_present_play(view: View, play_id: str) -> Play:
    """Return a play that is not removed. Raises NotFound."""
    play = next((play for play in view.list_plays() if play.id == play_id and not play.deleted), None)
    if play is None:
        raise NotFound("That play was removed meanwhile.")
    return play
