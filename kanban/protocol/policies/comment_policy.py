"""Who a comment belongs to. Author and team come from the token; an imported one has neither, and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.change import CARD, COMMENT, Json
from kanban.protocol import grants
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change
    from kanban.domain.entity_state import EntityState

_FIXED = ("card", "author", "team", "kind", "created", AUTHOR_IN_FILE, IMPORTED_BY)
"""Registers of a comment that never change."""

_ITS_AUTHORS = frozenset({"body", "deleted", "kind", "created"})
"""Registers of a comment that only its author sets."""

_BACK: dict[str, Json] = {"deleted": False}
"""What a file sets on a comment that went with the undo of an import."""

_ACT_OF_KIND = {
    "comment": "comment", "objection": "comment", "decision": "decide", "offer": "offer", "answer": "answer",
    "question": "ask", "return": "return",
}  # fmt: skip
"""The act that a comment of a kind is part of."""


def accept_comment(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of a comment sets, as the server stores it. Raises Rejected."""
    state = docket.find(COMMENT, change.entity)
    if state is None or "card" not in state.registers:
        _check_card(docket, change)
        return _accept_imported(docket, actor, change) if change.verb == IMPORT else _accept_new(actor, change)
    if docket.is_purged(CARD, str(state.registers.get("card"))):
        raise Rejected("gone", "Its card was erased for good.")
    if change.verb == IMPORT and "created" in change.set:
        return _accept_repeated(state)
    if change.verb == IMPORT and change.set == _BACK:
        return _accept_restored(actor, state)
    return _accept_edit(actor, state, change)


def _check_card(docket: Docket, change: Change) -> None:
    card = change.set.get("card")
    if not isinstance(card, str) or "body" not in change.set:
        raise Rejected("missing_parent", "The comment that this changes is not on the server.")
    if docket.is_purged(CARD, card):
        raise Rejected("gone", "Its card was erased for good.")
    if docket.find(CARD, card) is None:
        raise Rejected("missing_parent", "The card that this comment is on is not on the server.")


def _accept_new(actor: Member, change: Change) -> dict[str, Json]:
    """Return the registers of a new comment by a member."""
    author = change.set.get("author")
    if not isinstance(author, str):
        raise Rejected("missing_parent", "The comment that this changes is not on the server.")
    if author != actor.id or {AUTHOR_IN_FILE, IMPORTED_BY} & change.set.keys():
        raise Rejected("not_author", "A comment is written in one's own name.")
    if change.set.get("team") != actor.team:
        raise Rejected("invalid", f"{actor.name} writes for {actor.team}.")
    kind = change.set.get("kind", "comment")
    act = _ACT_OF_KIND.get(kind) if isinstance(kind, str) else None
    if act is None:
        raise Rejected("invalid", "There is no such kind of comment.")
    if why := grants.explain_refusal(actor, act):
        raise Rejected("forbidden", why)
    return dict(change.set)


def _accept_imported(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return the registers of a new imported comment: it names its author, and belongs to nobody."""
    if why := grants.explain_refusal(actor, "import"):
        raise Rejected("forbidden", why)
    if change.set.get("kind", "comment") != "comment":
        raise Rejected("invalid", "A file can only bring comments, not decisions, offers or answers.")
    author = change.set.get(AUTHOR_IN_FILE) or change.set.get("author")
    author_name = author if isinstance(author, str) else ""
    member = docket.board.get_member(author_name)
    if member is not None and member.id != actor.id:
        raise Rejected("not_author", "A file can't bring comments in the name of another member of the board.")
    return {
        **change.set, "author": None, "team": None, "kind": "comment",
        AUTHOR_IN_FILE: (member.name if member else author_name) or None,
        IMPORTED_BY: actor.id,
    }  # fmt: skip


def _accept_repeated(state: EntityState) -> dict[str, Json]:
    """Return what a repeated import sets: nothing. Raises Rejected unless an import made the comment."""
    if state.made_verb != IMPORT:
        raise Rejected("not_author", "Only the author can edit or delete a comment; answer it instead.")
    return {}


def _accept_restored(actor: Member, state: EntityState) -> dict[str, Json]:
    """Return what brings back a comment that a file brought: it has no author, so only an undo can have taken it."""
    if why := grants.explain_refusal(actor, "import"):
        raise Rejected("forbidden", why)
    if state.made_verb != IMPORT or state.registers.get("author") is not None:
        raise Rejected("not_author", "Only the author can edit or delete a comment; answer it instead.")
    return dict(_BACK)


def _accept_edit(actor: Member, state: EntityState, change: Change) -> dict[str, Json]:
    """Return the registers of a change to an existing comment."""
    if _ITS_AUTHORS & change.set.keys() and state.registers.get("author") != actor.id:
        raise Rejected("not_author", "Only the author can edit or delete a comment; answer it instead.")
    for name in _FIXED:
        if name in change.set and change.set[name] != state.registers.get(name):
            raise Rejected("invalid", f"The {name} of a comment never changes.")
    return {name: value for name, value in change.set.items() if name not in _FIXED}
