"""Who may change what on a shared board: what a server asks of every change, under the lock of its board.

The verbs refuse the same on a device, at once and in more words; here stands what no client can be trusted with. A change
is judged against the board as the changes before it left it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kanban.domain import contest, fields, signing
from kanban.domain.card import absent
from kanban.domain.change import AGREEMENT, CARD, COMMENT, MEMBER, NOTICE, Change, Json
from kanban.domain.rules import RANK
from kanban.protocol import doorkeeper, gatekeeper, permissions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.card import Card
    from kanban.domain.state import State
    from kanban.domain.traffic import Code

PURGE = "purge"
"""The verb of a purge, which only a server writes."""

_FIXED = ("card", "author", "team")
"""What never changes about a comment."""

_ITS_AUTHORS = frozenset({"body", "deleted", "kind", "created"})
"""What only its author sets of a comment."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a change is not taken."""

    code: Code
    detail: str
    """The same as a sentence for its author."""


class Docket(Protocol):
    """The board as the judge sees it."""

    @property
    def board(self) -> Board:
        """Its stages and members as they are now; there may be none yet."""
        ...

    @property
    def actor(self) -> Member | None:
        """Who made the change; None for somebody who is no member any more."""
        ...

    def find(self, etype: str, entity: str) -> State | None:
        """Return an entity as it is now, None where nothing is known of it."""
        ...

    def card_after(self, change: Change) -> Card:
        """Return the card that a change is of, as it is once the change is taken."""
        ...

    def purged(self, etype: str, entity: str) -> bool:
        """Whether it was erased for good."""
        ...

    def wrote(self, key: str) -> bool:
        """Whether the actor made the change with this key."""
        ...


def judge(docket: Docket, change: Change) -> Refusal | None:
    """Return why a change can't be taken, None when it can."""
    actor = docket.actor
    if actor is None or actor.deleted:
        return Refusal("forbidden", "You are no longer a member of this board.")
    if change.verb == PURGE:
        return Refusal("forbidden", "Only the server erases for good; ask it to with `kanban purge CARD`.")
    refusal = _role(actor, change)
    about = str(change.set.get("card")) if change.etype == NOTICE else ""
    if refusal is None and (docket.purged(change.etype, change.entity) or (about and docket.purged(CARD, about))):
        refusal = Refusal("gone", "It was erased for good and takes no changes any more.")
    if refusal is None and change.etype == COMMENT:
        refusal = _comment(docket, actor, change)
    if refusal is None and change.etype == CARD:
        refusal = (
            _card(docket, change)
            or _door(docket, actor, change)
            or _contest(docket, actor, change)
            or _lines(docket, actor, change)
        )
    if refusal is None and change.etype == AGREEMENT:
        why = signing.stopped(docket, actor, docket.find(AGREEMENT, change.entity), change)
        refusal = Refusal(*why) if why else None
    if refusal is None and change.etype == MEMBER:
        refusal = _member(docket, change)
    return refusal


def _role(actor: Member, change: Change) -> Refusal | None:
    why = permissions.refused(actor, permissions.act_of(actor.id, change.etype, change.entity, change.set))
    return Refusal("forbidden", why) if why else None


def _member(docket: Docket, change: Change) -> Refusal | None:
    """Refuse what would leave the board without a lead, as two who demote each other at once would."""
    leads = [member for member in docket.board.members if member.role == "lead"]
    leaves = change.set.get("role", "lead") != "lead" or change.set.get("deleted") is True
    if leaves and [member.id for member in leads] == [change.entity]:
        return Refusal("invalid", f"{leads[0].name} is the only lead of this board; make someone else a lead first.")
    return None


# -- comments


def _comment(docket: Docket, actor: Member, change: Change) -> Refusal | None:
    there = docket.find(COMMENT, change.entity)
    if there is None or "author" not in there.registers:
        return _new_comment(docket, actor, change)
    for name in _FIXED:
        if name in change.set and change.set[name] != there.registers.get(name):
            return Refusal("invalid", f"The {name} of a comment never changes.")
    if docket.purged(CARD, str(there.registers.get("card"))):
        return Refusal("gone", "Its card was erased for good.")
    author = there.registers.get("author")
    if not _ITS_AUTHORS & change.set.keys() or author == actor.id:
        return None
    known = docket.board.member(author) if isinstance(author, str) else None
    if known is None and (change.verb in {"import", "undo", "redo"} and RANK[actor.role] >= RANK["member"]):
        return None  # a file brought it: whoever takes the import back takes it along
    return Refusal("not_author", "Only its author may edit or retract a comment; answer it instead.")


def _new_comment(docket: Docket, actor: Member, change: Change) -> Refusal | None:
    author, card = change.set.get("author"), change.set.get("card")
    if not isinstance(author, str) or not isinstance(card, str):
        return Refusal("missing_parent", "The comment that this changes is not on the server.")
    if docket.purged(CARD, card):
        return Refusal("gone", "Its card was erased for good.")
    if docket.find(CARD, card) is None:
        return Refusal("missing_parent", "The card that this comment is on is not on the server.")
    if change.verb == "import" and docket.board.member(author) is None:
        return None
    if author != actor.id:
        return Refusal("not_author", "A comment is written in one's own name.")
    if change.verb != "import" and change.set.get("team") != actor.team:
        return Refusal("invalid", f"{actor.name} writes for {actor.team}.")
    return None


# -- cards


def _card(docket: Docket, change: Change) -> Refusal | None:
    there = docket.find(CARD, change.entity)
    if there is None or change.verb == "import":
        return None
    present, stages = there.registers, docket.board.stages
    past, to = present.get("stage"), change.set.get("stage", present.get("stage"))
    if not isinstance(past, str) or not stages:
        return None  # it was never placed
    if to != past:
        if not isinstance(to, str) or all(stage.id != to for stage in docket.board.all_stages):
            return Refusal("invalid", "The stage that this moves the card to is not on the board.")
        stage = docket.board.lane_of(to)
        lacks = tuple(name for name in stage.required if absent(_after(name, present, change.set)))
        return _gate(stage, lacks, "needs") if lacks else None
    stage = docket.board.lane_of(past)
    given: AbstractSet[str] = change.set.keys()
    cleared = tuple(
        name for name in stage.required if name in given and absent(change.set[name]) and not absent(present.get(name))
    )
    return _gate(stage, cleared, "requires") if cleared else None


def _door(docket: Docket, actor: Member, change: Change) -> Refusal | None:
    why = doorkeeper.stopped(docket, actor, docket.find(CARD, change.entity), change)
    return Refusal(*why) if why else None


def _contest(docket: Docket, actor: Member, change: Change) -> Refusal | None:
    said = contest.registers_in(change.set)
    if not said:
        return None
    there = docket.find(CARD, change.entity)
    registers, keys = (there.registers, there.keys) if there else ({}, {})
    own = change.verb in {"undo", "redo"} and all(name not in keys or docket.wrote(keys[name]) for name in said)
    why = contest.refused(docket.board, actor, registers, change.set, own=own)
    return Refusal("forbidden", why) if why else None


def _lines(docket: Docket, actor: Member, change: Change) -> Refusal | None:
    why = gatekeeper.stopped(docket, actor, docket.find(CARD, change.entity), change)
    return Refusal(*why) if why else None


def _after(name: str, present: Mapping[str, Json], given: Mapping[str, Json]) -> Json:
    return given[name] if name in given else present.get(name)


def _gate(stage: Stage, names: tuple[str, ...], does: str) -> Refusal:
    return Refusal("stage_gate", f"{stage.name} {does} the {' and '.join(fields.said(name) for name in names)}.")
