"""What a server asks of a change that proposes or signs a version of the agreement, or a goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kanban.domain import clock
from kanban.domain.agreements import agreement, signing
from kanban.domain.agreements.agreement import SIGN
from kanban.domain.board import Board, Member
from kanban.domain.change import Change, Json
from kanban.domain.entity_state import EntityState
from kanban.domain.errors import KanbanError, UsageFault
from kanban.domain.goals import goal
from kanban.protocol.types import Code

MOST_APART = 366 * 86_400_000
"""How many ms a signature's own time may differ from the server's; the server dates it anyway."""

GOAL_STAYS = "A goal stays; propose another one."

_FIXED = frozenset({"content", "hash"})


class Archive(Protocol):
    """What this policy reads."""

    @property
    def board(self) -> Board:
        """The board as it is now, with its versions and members."""
        ...

    @property
    def now(self) -> str:
        """The server's time, UTC, ISO 8601."""
        ...


def find_refusal(book: Archive, actor: Member, state: EntityState | None, change: Change) -> tuple[Code, str] | None:
    """Return (code, sentence) on why a change of a version is refused; None where it is accepted."""
    known = state.registers if state is not None else {}
    content = change.set.get("content", known.get("content"))
    digest = agreement.hash_content(content)
    read = agreement.read_version({"content": content, "hash": change.set.get("hash", known.get("hash"))})
    if read is None or read.hash != digest or change.entity != agreement.entity_of(book.board.id, digest):
        return "invalid", "That is not a version of the agreement: its name is not the hash of its content."
    for name in _FIXED:
        if name in known and name in change.set and change.set[name] != known[name]:
            return "invalid", "A version of the agreement never changes; propose another one."
    try:
        signing.check_content(read.content)
    except UsageFault as fault:
        return "invalid", str(fault)
    if change.set.get("by", actor.id) != actor.id:
        return "invalid", "A version is proposed in one's own name."
    if "deleted" in change.set:
        return "invalid", "A version of the agreement stays; propose another one."
    for name, value in change.set.items():
        if name.startswith(SIGN):
            why = _check_signature(book.board, actor, known, name.removeprefix(SIGN), value, change, book.now)
            if why:
                return why
    return None


def find_goal_refusal(
    book: Archive, actor: Member, state: EntityState | None, change: Change
) -> tuple[Code, str] | None:
    """Return (code, sentence) on why a change of a goal is refused; None where it is accepted."""
    known = state.registers if state is not None else {}
    content = change.set.get("content", known.get("content"))
    digest = goal.hash_plan(content)
    has_hash = change.set.get("hash", known.get("hash")) == digest
    if goal.read_plan(content) is None or not has_hash or change.entity != goal.entity_of(book.board.id, digest):
        return "invalid", "That is not a goal: its name is not the hash of its content."
    if "deleted" in change.set:
        return "invalid", GOAL_STAYS
    if change.set.get("by", actor.id) != actor.id:
        return "invalid", "A goal is proposed in one's own name."
    for name, value in change.set.items():
        if name.startswith(SIGN):
            why = _check_signer(book.board, actor, digest, name.removeprefix(SIGN), value, book.now, "goal")
            if why:
                return why
    return None


def _check_signature(
    board: Board, actor: Member, known: Mapping[str, Json], team: str, value: Json, change: Change, now: str
) -> tuple[Code, str] | None:
    digest = str(change.set.get("hash", known.get("hash")))
    if why := _check_signer(board, actor, digest, team, value, now, "version"):
        return why
    present = next((version for version in board.versions if version.hash == digest), None)
    after = agreement.read_content(known.get("content", change.set.get("content")))
    live = board.agreement
    if not (present and present.is_live) and after and after.after != (live.hash if live else None):
        return (
            "invalid",
            f"{board.name_version(live) if live else 'Another one'} went live first; propose yours again on top of it.",
        )
    return None


def _check_signer(
    board: Board, actor: Member, digest: str, team: str, value: Json, now: str, what: str
) -> tuple[Code, str] | None:
    """Return why a signature is refused, whatever it is on: `what` names that."""
    signature = agreement.read_signature(value, digest)
    if signature is None:
        return "invalid", f"That is not a signature on this {what}."
    if team != actor.team or actor.role != "lead" or signature.member != actor.id:
        return "forbidden", f"A {what} is signed for {team} by a lead of {team}, in their own name."
    if signature.alone and signing.list_leads(board, signing.find_other_team(team)):
        return "invalid", f"{signing.find_other_team(team).capitalize()} now has a lead, who has to sign too."
    try:
        apart = abs(clock.ms_of(signature.at) - clock.ms_of(now))
    except KanbanError:
        return "invalid", "A signature tells when it was given."
    if apart > MOST_APART:
        return "invalid", "The signature's time is years away from the server's; sign it again."
    return None


def stamp_registers(
    actor: Member, state: EntityState | None, registers: Mapping[str, Json], now: str
) -> dict[str, Json]:
    """Return what a change of a version sets, proposed and signed by `actor` at `now`, whatever it says.

    Proposing an existing version adds nothing.
    """
    proposed = {"created", "at", "by"}
    if state is not None and "content" in state.registers:
        stamped = {name: value for name, value in registers.items() if name not in proposed}
    else:
        stamped = {**registers, "at": now, "by": actor.id}
    for name, value in registers.items():
        if name.startswith(SIGN) and isinstance(value, Mapping):
            stamped[name] = {**value, "at": now}
    return stamped
