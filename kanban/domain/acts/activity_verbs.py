"""What people log: calls, e-mails and meetings with a prospect, with the next step that follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kanban.domain import activity, permissions
from kanban.domain.acts.view import find_live_cards, name_cards
from kanban.domain.change import ACTIVITY, CARD, Act, Step
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.domain.values import fields, text

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.acts.view import View
    from kanban.domain.board import Member
    from kanban.domain.card import Card
    from kanban.domain.change import Json

LOG = "log"
"""The verb of a logged activity."""


def log_activity(
    view: View,
    card_ids: Iterable[str],
    kind: str,
    outcome: str,
    *,
    words: str = "",
    done_at: str | None = None,
    next_step: str | None = None,
    next_on: date | None = None,
    next_time: str | None = None,
) -> Act:
    """Log what was done with the prospects of cards, as the actor, for the actor's present team.

    `done_at` is when it took place (UTC, now without it). With `next_step` or `next_on` the cards get their next
    step together with it; a step in its place counts as done.
    """
    permissions.require_role(view.actor, "commenter", "log activities")
    cards, steps = find_live_cards(view, card_ids), list[Step]()
    note = clean_note(words)
    if done_at is not None and done_at > view.now:
        raise Refused("An activity is logged once it took place; its time can't lie ahead.")
    for card in cards:
        if done_at is not None and done_at < card.created_at:
            raise Refused(f"{name_cards([card])} was added later than that; choose a time since then.")
        registers: dict[str, Json] = {
            "created": True, "card": card.id, "kind": kind, "outcome": outcome,
            "done_at": done_at or max(view.now, card.created_at), "author": view.actor.id, "team": view.actor.team,
        }  # fmt: skip
        if note:
            registers["text"] = note
        steps.append(Step(ACTIVITY, new_id(), registers, LOG, card=card.id))
        if next_step or next_on:
            steps += _plan_next_step(view, card, next_step, next_on, next_time)
    what = f"Logged {activity.WITH_ARTICLE[kind]}: {outcome}"
    return Act(LOG, tuple(steps), f"{what} ({name_cards(cards)})")


def clean_note(words: str) -> str:
    """Clean the words of an activity, which may be empty. Raises Refused past the length of a comment."""
    note = text.clean(words).strip()
    if len(note) > text.MAX_TEXT:
        raise Refused(f"The note has {len(note):,} characters and at most {text.MAX_TEXT:,} fit.")
    return note


def _plan_next_step(
    view: View, card: Card, next_step: str | None, next_on: date | None, next_time: str | None
) -> list[Step]:
    """Return the step that gives a card its next step: the one that stood there is moved, or is done."""
    permissions.require_role(view.actor, "member", "set a next step")
    step = text.clean_line(next_step) if next_step else card.next_step
    if not step:
        raise Refused(f"{name_cards([card])} has no next step to move; name one.")
    planned: dict[str, Json] = {"next_step": step, "next_on": next_on.isoformat() if next_on else None}
    registers = fields.settle_next_time(card, {**planned, "next_time": next_time} if next_time else planned)
    permissions.require_kept_fields(view.board, card, registers)
    if card.next_step == step:
        moved = {name: value for name, value in registers.items() if card.value_of(name) != value}
        return [Step(CARD, card.id, moved, "edit")] if moved else []
    return [Step(CARD, card.id, registers, "done" if card.next_step else "edit")]


def edit_activity(view: View, activity_id: str, words: str) -> Act:
    """Change the words of one's own activity, which may be empty; what it was, how it went and when never change."""
    logged = _find_own_activity(view, activity_id, "edit")
    note = clean_note(words)
    if note == logged.text:
        return Act("edit_activity", (), "The activity stays as it was")
    step = Step(ACTIVITY, logged.id, {"text": note or None}, "edit_activity", card=logged.card)
    return Act("edit_activity", (step,), f"Edited {activity.WITH_ARTICLE[logged.kind]}")


def _find_own_activity(view: View, activity_id: str, what: str) -> Activity:
    permissions.require_role(view.actor, "commenter", f"{what} activities")
    logged = view.activity(activity_id)
    require_author(view.actor, logged, what)
    if logged.deleted:
        raise Refused("That activity was deleted; undo restores it.")
    return logged


def require_author(actor: Member, logged: Activity, what: str) -> None:
    """Raise Forbidden for an activity that somebody else logged, or a file brought."""
    if not logged.author or logged.author != actor.id:
        raise permissions.Forbidden(f"Only whoever logged an activity can {what} it.")


def delete_activity(view: View, activity_id: str) -> Act:
    """Delete one's own activity; the history keeps a line about it."""
    logged = _find_own_activity(view, activity_id, "delete")
    step = Step(ACTIVITY, logged.id, {"deleted": True}, "delete_activity", card=logged.card)
    return Act("delete_activity", (step,), f"Deleted {activity.WITH_ARTICLE[logged.kind]}")
