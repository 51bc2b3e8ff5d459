"""Whose a comment, a debrief or a shared walk is. Author and team come from the token; an imported one has neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.change import COMMENT, LESSON
from kanban.domain.lessons import lesson
from kanban.protocol import grants
from kanban.protocol.policies import entry_policy
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_FIXED = ("card", "author", "team", "kind", "created", AUTHOR_IN_FILE, IMPORTED_BY)
"""Registers of a comment that never change."""

_ITS_AUTHORS = frozenset({"body", "deleted", "kind", "created"})
"""Registers of a comment that only its author sets."""

_ONLY_ITS_AUTHOR = "Only the author can edit or delete a comment; answer it instead."

_ACT_OF_KIND = {
    "comment": "comment", "objection": "comment", "decision": "decide", "offer": "offer", "answer": "answer",
    "question": "ask", "return": "return",
}  # fmt: skip
"""The act that a comment of a kind is part of."""


def accept_comment(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of a comment sets, as the server stores it. Raises Rejected."""
    state = docket.find(COMMENT, change.entity)
    if state is None or "card" not in state.registers:
        entry_policy.find_card_of(docket, change, "comment", "body")
        return _accept_imported(docket, actor, change) if change.verb == IMPORT else _accept_new(actor, change)
    entry_policy.require_kept_card(docket, str(state.registers.get("card")))
    imported = entry_policy.accept_import_again(actor, state, change, _ONLY_ITS_AUTHOR)
    return _accept_edit(actor, state, change) if imported is None else imported


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
    whose = entry_policy.name_author_in_file(docket, actor, change, "comments")
    if change.set.get("kind", "comment") != "comment":
        raise Rejected("invalid", "A file can only bring comments, not decisions, offers or answers.")
    return {**change.set, "kind": "comment", **whose}


def _accept_edit(actor: Member, state: EntityState, change: Change) -> dict[str, Json]:
    """Return the registers of a change to an existing comment."""
    if _ITS_AUTHORS & change.set.keys() and state.registers.get("author") != actor.id:
        raise Rejected("not_author", _ONLY_ITS_AUTHOR)
    return entry_policy.drop_fixed(state, change, _FIXED, "a comment")


# -- debriefs and shared walks

_FIXED_OF_LESSON = ("card", "kind", "answers", "author", "team", "at", "created", AUTHOR_IN_FILE, IMPORTED_BY)
"""Registers that never change."""

_ONLY_WHO_SHARED = "Only whoever wrote a debrief, or shared a walk, can change it."


def accept_lesson(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of a debrief or a walk sets, as the server stores it. Raises Rejected."""
    state = docket.find(LESSON, change.entity)
    if state is None or "card" not in state.registers:
        entry_policy.find_card_of(docket, change, "debrief", "created")
        if lesson.read(change.entity, change.set) is None:
            raise Rejected("invalid", "A debrief has words, a walk answers; both have a time.")
        registers = dict(change.set)
        if change.verb == IMPORT:
            registers |= entry_policy.name_author_in_file(docket, actor, change, "debriefs")
        else:
            _check_new_lesson(actor, change)
        return {**registers, "at": min(str(registers["at"]), docket.now)}
    entry_policy.require_kept_card(docket, str(state.registers.get("card")))
    if change.verb == IMPORT:
        imported = entry_policy.accept_import_again(actor, state, change, _ONLY_WHO_SHARED)
        if imported is not None:
            return imported
    if {"words", "deleted"} & change.set.keys() and state.registers.get("author") != actor.id:
        raise Rejected("not_author", _ONLY_WHO_SHARED)
    words = change.set.get("words")
    is_worded = isinstance(words, str) and words.strip() and state.registers.get("kind") == "debrief"
    if "words" in change.set and not is_worded:
        raise Rejected("invalid", "A debrief has words.")
    return entry_policy.drop_fixed(state, change, _FIXED_OF_LESSON, f"a {state.registers.get('kind')}")


def _check_new_lesson(actor: Member, change: Change) -> None:
    if change.set.get("author") != actor.id or {AUTHOR_IN_FILE, IMPORTED_BY} & change.set.keys():
        raise Rejected("not_author", "A debrief is written, and a walk shared, in one's own name.")
    if change.set.get("team") != actor.team:
        raise Rejected("invalid", f"{actor.name} writes debriefs for {actor.team}.")
    if why := grants.explain_refusal(actor, "debrief"):
        raise Rejected("forbidden", why)
