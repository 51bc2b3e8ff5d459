"""Proposing a version of the agreement, and signing it.

What is proposed or signed stays: a version can't be changed or deleted, only followed by another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kanban.domain import permissions
from kanban.domain.agreements import agreement, agreement_lines, gate
from kanban.domain.agreements.agreement import SIGN, TEAMS, Content, Version
from kanban.domain.change import AGREEMENT, Act, Step
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.change import Json

PROPOSE, SIGNED = "propose", "sign"
"""The verbs; undo skips them."""


def build_proposal(board: Board, content: Content) -> Content:
    """Return a content as it is proposed: on top of the live version."""
    live = board.agreement
    return replace(content, after=live.hash if live else None)


def propose(view: View, content: Content) -> Act:
    """Propose a version, which counts once it is signed. A version that exists is left as it is."""
    permissions.require_role(view.actor, "lead", "propose an agreement")
    board, content = view.board, build_proposal(view.board, content)
    check_content(content)
    live = board.agreement
    if live and replace(live.content, after=content.after) == content:
        return Act(PROPOSE, (), f"The live agreement ({board.name_version(live)}) says the same")
    encoded = agreement.encode_content(content)
    digest = agreement.hash_content(encoded)
    if any(version.hash == digest for version in board.versions):
        return Act(PROPOSE, (), f"{digest[: agreement.SHORT]} was proposed before and waits for signatures")
    registers: dict[str, Json] = {
        "created": True, "content": encoded, "hash": digest, "by": view.actor.id, "at": view.now,
    }  # fmt: skip
    step = Step(AGREEMENT, agreement.entity_of(board.id, digest), registers, PROPOSE)
    return Act(PROPOSE, (step,), f"Proposed the agreement {digest[: agreement.SHORT]}")


def check_content(content: Content) -> None:
    """Raise UsageFault for a content without requirements, or with a fact that is not a query."""
    if not content.lines:
        raise UsageFault("An agreement has at least one requirement.")
    for line in content.lines:
        if line.kind == "fact":
            agreement_lines.read_fact(line.fact)


def sign(view: View, version: Version) -> Act:
    """Sign a version for one's own team; signed by both teams, it is live."""
    permissions.require_role(view.actor, "lead", "sign an agreement")
    board, me = view.board, view.actor
    version = next((known for known in board.versions if known.hash == version.hash), version)
    if not version.hash:
        raise Refused(
            "The default agreement can't be signed; propose it first.", command="kanban agreement propose does"
        )
    if me.team in version.signatures:
        by = board.find_person_name(version.signatures[me.team].member)
        return Act(SIGNED, (), f"{by} signed {board.name_version(version)} for {me.team} before")
    if is_outdated(board, version):
        live = board.agreement
        raise Refused(
            f"{board.name_version(live) if live else 'Another version'} went live since {version.short} was proposed. "
            "Propose it again.",
            command=f"kanban agreement show {version.short} --toml | kanban agreement propose - does",
        )
    alone = not list_leads(board, find_other_team(me.team))
    value: dict[str, Json] = {"hash": version.hash, "member": me.id, "at": view.now}
    if alone:
        value["alone"] = True
    step = Step(AGREEMENT, agreement.entity_of(board.id, version.hash), {SIGN + me.team: value}, SIGNED)
    number = f"v{len(board.agreements) + 1}"
    if alone:
        result = (
            f"Signed {version.short} for {me.team}. It is live as {number}, since {find_other_team(me.team)} has "
            "no lead"
        )
    elif find_other_team(me.team) in version.signatures:
        result = f"Signed {version.short} for {me.team}. Both teams signed: it is live as {number}"
    else:
        result = f"Signed {version.short} for {me.team}; a lead of {find_other_team(me.team)} has yet to"
    return Act(SIGNED, (step,), result)


def find_other_team(team: str) -> str:
    """Return the other team."""
    return TEAMS[1 - TEAMS.index(team)]


def list_leads(board: Board, team: str) -> list[Member]:
    """Return the leads of a team."""
    return [member for member in board.members if member.team == team and member.role == "lead"]


def is_outdated(board: Board, version: Version) -> bool:
    """Whether another version went live since this one was proposed, so that it can't be signed any more."""
    live = board.agreement
    return not version.is_live and version.content.after != (live.hash if live else None)


def list_signable(board: Board) -> list[Version]:
    """Return the proposals that can be signed, the newest first."""
    proposals = [version for version in board.versions if not version.is_live and not is_outdated(board, version)]
    return sorted(proposals, key=lambda version: (version.at, version.hash), reverse=True)


def find_version(board: Board, name: str) -> Version:
    """Return the version that `name` means: v4, live, shipped, or the start of its hash.

    Raises NotFound or UsageFault.
    """
    prefix = text.clean_line(name).casefold()
    if prefix == "shipped":
        return gate.build_default_version(board)
    if prefix == "live":
        return gate.find_effective_version(board)
    number = prefix.removeprefix("v")
    if prefix.startswith("v") and number.isdecimal() and 0 < int(number[:6]) <= len(board.agreements):
        return board.agreements[int(number) - 1]
    matches = [match for match in board.versions if prefix and match.hash.startswith(prefix)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise UsageFault(f"“{prefix}” could be any of {', '.join(match.hash[:12] for match in matches)}.")
    known = ", ".join(
        [*map(board.name_version, board.agreements), *(match.short for match in list_signable(board)), "shipped"]
    )
    raise NotFound(f"There is no version “{text.shorten(prefix, 40)}” of the agreement; there are {known}.")


def find_version_to_sign(board: Board, name: str | None, team: str) -> Version:
    """Return the version to sign for a team: the one named, else the only one that waits.

    Raises NotFound, Refused or UsageFault.
    """
    if name:
        return find_version(board, name)
    proposals: Sequence[Version] = [proposal for proposal in list_signable(board) if team not in proposal.signatures]
    if not proposals:
        raise Refused(
            f"No version waits for a signature for {team}.", command="kanban agreement propose FILE proposes one"
        )
    if len(proposals) > 1:
        raise UsageFault(
            f"Several versions wait: {', '.join(proposal.short for proposal in proposals)}; name the one to sign."
        )
    return proposals[0]
