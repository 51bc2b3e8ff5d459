"""Who an activity belongs to, and when it took place. Author and team come from the token; a file's has neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.activity import EARLIEST, OUTCOMES
from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.change import ACTIVITY
from kanban.protocol import grants
from kanban.protocol.policies import entry_policy
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_FIXED = ("card", "kind", "outcome", "done_at", "author", "team", "created", AUTHOR_IN_FILE, IMPORTED_BY)
"""Registers of an activity that never change."""

_ONLY_ITS_AUTHOR = "Only whoever logged an activity can change it."


def accept_activity(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of an activity sets, as the server stores it. Raises Rejected."""
    state = docket.find(ACTIVITY, change.entity)
    if state is None or "card" not in state.registers:
        card = entry_policy.find_card_of(docket, change, "activity", "created")
        _check_new(change)
        if change.verb == IMPORT:
            return _accept_imported(docket, actor, change)
        return _accept_new(docket, actor, card, change)
    entry_policy.require_kept_card(docket, str(state.registers.get("card")))
    imported = entry_policy.accept_import_again(actor, state, change, _ONLY_ITS_AUTHOR)
    return _accept_edit(actor, state, change) if imported is None else imported


def _check_new(change: Change) -> None:
    """Raise Rejected for an activity of an unknown kind or outcome, and for one without a time."""
    kind, outcome = change.set.get("kind"), change.set.get("outcome")
    if not isinstance(kind, str) or outcome not in OUTCOMES.get(kind, ()):
        raise Rejected("invalid", "There is no such activity or outcome.")
    if not isinstance(change.set.get("done_at"), str):
        raise Rejected("invalid", "An activity says when it took place.")


def _accept_new(docket: Docket, actor: Member, card: EntityState, change: Change) -> dict[str, Json]:
    """Return the registers of a new activity by a member; a clock that is fast makes it end now."""
    if change.set.get("author") != actor.id or {AUTHOR_IN_FILE, IMPORTED_BY} & change.set.keys():
        raise Rejected("not_author", "An activity is logged in one's own name.")
    if change.set.get("team") != actor.team:
        raise Rejected("invalid", f"{actor.name} logs activities for {actor.team}.")
    if why := grants.explain_refusal(actor, "log"):
        raise Rejected("forbidden", why)
    done_at = min(str(change.set["done_at"]), docket.now)
    if done_at < str(card.registers.get("created_at") or ""):
        raise Rejected("invalid", "An activity can't be earlier than its card.")
    return {**change.set, "done_at": done_at}


def _accept_imported(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return the registers of a new imported activity: it names its author, and belongs to nobody."""
    if str(change.set["done_at"]) < EARLIEST:
        raise Rejected("invalid", "An activity can't be earlier than the year 1900.")
    whose = entry_policy.name_author_in_file(docket, actor, change, "activities")
    return {**change.set, "done_at": min(str(change.set["done_at"]), docket.now), **whose}


def _accept_edit(actor: Member, state: EntityState, change: Change) -> dict[str, Json]:
    """Return the registers of a change to an activity that is there: its text, or that it is deleted."""
    if state.registers.get("author") != actor.id:
        raise Rejected("not_author", _ONLY_ITS_AUTHOR)
    return entry_policy.drop_fixed(state, change, _FIXED, "an activity")
