"""Who an activity belongs to, and when it took place. Author and team come from the token; a file's has neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.activity import OUTCOMES
from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.change import ACTIVITY, CARD
from kanban.protocol import grants
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_FIXED = ("card", "kind", "outcome", "done_at", "author", "team", "created", AUTHOR_IN_FILE, IMPORTED_BY)
"""Registers of an activity that never change."""
_BACK: dict[str, Json] = {"deleted": False}


def accept_activity(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of an activity sets, as the server stores it. Raises Rejected."""
    state = docket.find(ACTIVITY, change.entity)
    if state is None or "card" not in state.registers:
        card = _find_card(docket, change)
        if change.verb == IMPORT:
            return _accept_imported(docket, actor, change)
        return _accept_new(docket, actor, card, change)
    if docket.is_purged(CARD, str(state.registers.get("card"))):
        raise Rejected("gone", "Its card was erased for good.")
    if change.verb == IMPORT and "created" in change.set:
        return _accept_repeated(state)
    if change.verb == IMPORT and change.set == _BACK:
        return _accept_restored(actor, state)
    return _accept_edit(actor, state, change)


def _find_card(docket: Docket, change: Change) -> EntityState:
    card = change.set.get("card")
    if not isinstance(card, str) or "created" not in change.set:
        raise Rejected("missing_parent", "The activity that this changes is not on the server.")
    if docket.is_purged(CARD, card):
        raise Rejected("gone", "Its card was erased for good.")
    state = docket.find(CARD, card)
    if state is None:
        raise Rejected("missing_parent", "The card that this activity is on is not on the server.")
    kind, outcome = change.set.get("kind"), change.set.get("outcome")
    if not isinstance(kind, str) or outcome not in OUTCOMES.get(kind, ()):
        raise Rejected("invalid", "There is no such activity or outcome.")
    if not isinstance(change.set.get("done_at"), str):
        raise Rejected("invalid", "An activity says when it took place.")
    return state


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
    if why := grants.explain_refusal(actor, "import"):
        raise Rejected("forbidden", why)
    author = change.set.get(AUTHOR_IN_FILE) or change.set.get("author")
    author_name = author if isinstance(author, str) else ""
    member = docket.board.get_member(author_name)
    if member is not None and member.id != actor.id:
        raise Rejected("not_author", "A file can't bring activities in the name of another member of the board.")
    return {
        **change.set, "author": None, "team": None, "done_at": min(str(change.set["done_at"]), docket.now),
        AUTHOR_IN_FILE: (member.name if member else author_name) or None, IMPORTED_BY: actor.id,
    }  # fmt: skip


def _accept_repeated(state: EntityState) -> dict[str, Json]:
    """Return what a repeated import sets: nothing. Raises Rejected unless an import made the activity."""
    if state.made_verb != IMPORT:
        raise Rejected("not_author", "Only whoever logged an activity can change it.")
    return {}


def _accept_restored(actor: Member, state: EntityState) -> dict[str, Json]:
    """Return what brings back an activity that a file brought: it has no author, so only an undo can have taken it."""
    if why := grants.explain_refusal(actor, "import"):
        raise Rejected("forbidden", why)
    if state.made_verb != IMPORT or state.registers.get("author") is not None:
        raise Rejected("not_author", "Only whoever logged an activity can change it.")
    return dict(_BACK)


def _accept_edit(actor: Member, state: EntityState, change: Change) -> dict[str, Json]:
    """Return the registers of a change to an activity that is there: its text, or that it is deleted."""
    if state.registers.get("author") != actor.id:
        raise Rejected("not_author", "Only whoever logged an activity can change it.")
    for name in _FIXED:
        if name in change.set and change.set[name] != state.registers.get(name):
            raise Rejected("invalid", f"The {name} of an activity never changes.")
    return {name: value for name, value in change.set.items() if name not in _FIXED}
