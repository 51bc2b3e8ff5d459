"""Who an objection belongs to, who may say how it ended, and who begins a play. Author and team come from the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.domain.card import AUTHOR_IN_FILE, IMPORTED_BY
from kanban.domain.change import ACTIVITY, OBJECTION, PLAY
from kanban.domain.playbook.objection import ANSWERED, SETTLED
from kanban.domain.values import text
from kanban.protocol import grants
from kanban.protocol.policies import entry_policy
from kanban.protocol.policies.docket import Docket, Rejected
from kanban.protocol.policies.import_policy import IMPORT

if TYPE_CHECKING:
    from kanban.domain.board import Member
    from kanban.domain.change import Change, Json
    from kanban.domain.entity_state import EntityState

_FIXED = ("card", "words", "author", "team", "at", "activity", "created", AUTHOR_IN_FILE, IMPORTED_BY)
"""Registers of an objection that never change."""

_ONLY_ITS_AUTHOR = "Only whoever logged an objection can delete it."


def accept_objection(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of an objection sets, as the server stores it. Raises Rejected."""
    state = docket.find(OBJECTION, change.entity)
    if state is None or "card" not in state.registers:
        entry_policy.find_card_of(docket, change, "objection", "created")
        if not _is_words(change.set.get("words")) or not isinstance(change.set.get("at"), str):
            raise Rejected("invalid", "An objection has words and a time.")
        registers = dict(change.set)
        if change.verb == IMPORT:
            registers |= entry_policy.name_author_in_file(docket, actor, change, "objections")
            if SETTLED & registers.keys():  # a file speaks for nobody here but whoever brings it
                registers |= {"outcome_by": actor.id if registers.get("outcome") is not None else None}
        else:
            _check_new(actor, change)
            _check_activity(docket, change)
            _check_settled(actor, change)
        _check_play(docket, change)
        return _limit_times(docket, registers)
    entry_policy.require_kept_card(docket, str(state.registers.get("card")))
    if change.verb == IMPORT:
        imported = entry_policy.accept_import_again(actor, state, change, _ONLY_ITS_AUTHOR)
        if imported is not None:
            return imported
    return _limit_times(docket, _accept_edit(docket, actor, state, change))


def accept_play(docket: Docket, actor: Member, change: Change) -> dict[str, Json]:
    """Return what a change of a play sets, as the server stores it. Raises Rejected."""
    state = docket.find(PLAY, change.entity)
    is_new = state is None or "created" not in state.keys
    if is_new and "created" not in change.set:
        raise Rejected("missing_parent", "The play that this changes is not on the server.")
    if is_new and not _is_words(change.set.get("title")):
        raise Rejected("invalid", "A play has a title.")
    if "title" in change.set and not _is_words(change.set["title"]):
        raise Rejected("invalid", "A play has a title.")
    if is_new and change.set.get("author") != actor.id:
        raise Rejected("not_author", "A play is begun in one's own name.")
    if state is not None and not is_new and "author" in change.set:
        _require_author_or_return(actor, state, change)
    return _limit_times(docket, dict(change.set))


def _require_author_or_return(actor: Member, state: EntityState, change: Change) -> None:
    """Raise Rejected unless a play keeps its author, or was removed and is written again in one's own name."""
    is_back = state.registers.get("deleted") is True and change.set.get("deleted") is False
    if change.set["author"] != state.registers.get("author") and not (is_back and change.set["author"] == actor.id):
        raise Rejected("invalid", "The author of a play never changes.")


def _check_new(actor: Member, change: Change) -> None:
    if change.set.get("author") != actor.id or {AUTHOR_IN_FILE, IMPORTED_BY} & change.set.keys():
        raise Rejected("not_author", "An objection is logged in one's own name.")
    if change.set.get("team") != actor.team:
        raise Rejected("invalid", f"{actor.name} logs objections for {actor.team}.")
    if why := grants.explain_refusal(actor, "object"):
        raise Rejected("forbidden", why)
    if change.set.get("outcome") is not None and (why := grants.explain_refusal(actor, "settle")):
        raise Rejected("forbidden", why)


def _check_activity(docket: Docket, change: Change) -> None:
    """Raise Rejected where an objection came up in no activity on its card."""
    activity = change.set.get("activity")
    if activity is None:
        return
    state = docket.find(ACTIVITY, str(activity))
    if state is None or state.registers.get("card") != change.set.get("card"):
        raise Rejected("missing_parent", "The activity in which this objection came up is not on the server.")


def _check_play(docket: Docket, change: Change) -> None:
    play = change.set.get("play")
    if play is not None and docket.find(PLAY, str(play)) is None:
        raise Rejected("missing_parent", "The play that answers this objection is not on the server.")


def _check_settled(actor: Member, change: Change) -> None:
    """Raise Rejected for an outcome that is not whole, or in another's name."""
    names = SETTLED & change.set.keys()
    if not names:
        return
    values = {name: change.set.get(name) for name in SETTLED}
    if names != SETTLED or len({value is None for value in values.values()}) != 1:
        raise Rejected("invalid", "An outcome is given, or removed, with who says so and when.")
    if values["outcome"] is not None and values["outcome_by"] != actor.id:
        raise Rejected("not_author", "An outcome is given in one's own name.")


def _accept_edit(docket: Docket, actor: Member, state: EntityState, change: Change) -> dict[str, Json]:
    """Return the registers of a change to an objection that is there: what answers it, how it ended, or its end."""
    if change.set.keys() & (SETTLED | ANSWERED) and (why := grants.explain_refusal(actor, "settle")):
        raise Rejected("forbidden", why)
    if "deleted" in change.set and state.registers.get("author") != actor.id:
        raise Rejected("not_author", _ONLY_ITS_AUTHOR)
    _check_settled(actor, change)
    _check_play(docket, change)
    return entry_policy.drop_fixed(state, change, _FIXED, "an objection")


def _is_words(value: Json) -> bool:
    return isinstance(value, str) and not text.is_blank(text.clean_line(value))


def _limit_times(docket: Docket, registers: dict[str, Json]) -> dict[str, Json]:
    """Return the registers, with no time ahead of the server's: a clock may be fast."""
    times = {n: min(value, docket.now) for n in ("at", "outcome_at") if isinstance(value := registers.get(n), str)}
    return {**registers, **times}
