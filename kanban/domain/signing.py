"""Proposing a version of the agreement and signing it, and what a server asks of both.

What is proposed or signed stays: a version can't be changed or taken back, only followed by another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from kanban.domain import agreement, clock, gate, lines, rules, text
from kanban.domain.agreement import SIGN, TEAMS, Content, Version
from kanban.domain.change import AGREEMENT, Act, Step
from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.change import Change, Json
    from kanban.domain.state import State
    from kanban.domain.traffic import Code
    from kanban.domain.view import View

PROPOSE, SIGNED = "propose", "sign"
"""The verbs; undo passes them over."""

MOST_APART = 366 * 86_400_000
"""Milliseconds by which a signature's own time may differ from the server's; the server dates it anyway."""

_FIXED = frozenset({"content", "hash"})


def proposal(board: Board, content: Content) -> Content:
    """Return a content as it is proposed: on top of the version that is live now."""
    live = board.agreement
    return replace(content, after=live.hash if live else None)


def propose(view: View, content: Content) -> Act:
    """Propose a version; it counts once it is signed. One that is there already is left as it is."""
    rules.may(view.actor, "lead", "propose an agreement")
    board, content = view.board, proposal(view.board, content)
    check(content)
    live = board.agreement
    if live and replace(live.content, after=content.after) == content:
        return Act(PROPOSE, (), f"The live agreement ({board.called(live)}) says the same")
    made = agreement.written(content)
    digest = agreement.hash_of(made)
    if any(version.hash == digest for version in board.versions):
        return Act(PROPOSE, (), f"{digest[: agreement.SHORT]} was proposed before and waits for signatures")
    registers: dict[str, Json] = {
        "created": True, "content": made, "hash": digest, "by": view.actor.id, "at": view.now,
    }  # fmt: skip
    step = Step(AGREEMENT, agreement.entity_of(board.id, digest), registers, PROPOSE)
    return Act(PROPOSE, (step,), f"Proposed the agreement {digest[: agreement.SHORT]}")


def check(content: Content) -> None:
    """Raise UsageFault for a content that can't be agreed upon: without lines, or with a fact that is none."""
    if not content.lines:
        raise UsageFault("An agreement has at least one line.")
    for line in content.lines:
        if line.kind == "fact":
            lines.read_fact(line.fact)


def sign(view: View, version: Version) -> Act:
    """Sign a version for one's own team; with both teams' signatures it is live."""
    rules.may(view.actor, "lead", "sign an agreement")
    board, me = view.board, view.actor
    version = next((each for each in board.versions if each.hash == version.hash), version)
    if not version.hash:
        raise Refused("What the program comes with is not to be signed; propose it first (kanban agreement propose).")
    if me.team in version.signatures:
        by = board.person(version.signatures[me.team].member)
        return Act(SIGNED, (), f"{by} signed {board.called(version)} for {me.team} before")
    if outdated(board, version):
        live = board.agreement
        raise Refused(
            f"{version.short} was proposed before {board.called(live) if live else 'another one'} went live; propose it again on "
            f"top of that: kanban agreement show {version.short} --toml | kanban agreement propose -"
        )
    alone = not leads(board, other(me.team))
    value: dict[str, Json] = {"hash": version.hash, "member": me.id, "at": view.now}
    if alone:
        value["alone"] = True
    step = Step(AGREEMENT, agreement.entity_of(board.id, version.hash), {SIGN + me.team: value}, SIGNED)
    number = f"v{len(board.agreements) + 1}"
    if alone:
        said = (
            f"Signed {version.short} for {me.team}: it is live as {number}, as {other(me.team)} has no lead to sign it"
        )
    elif other(me.team) in version.signatures:
        said = f"Signed {version.short} for {me.team}: both teams have, and it is live as {number}"
    else:
        said = f"Signed {version.short} for {me.team}; a lead of {other(me.team)} has yet to"
    return Act(SIGNED, (step,), said)


def other(team: str) -> str:
    """Return the other team."""
    return TEAMS[1 - TEAMS.index(team)]


def leads(board: Board, team: str) -> list[Member]:
    """Return who leads a team."""
    return [member for member in board.members if member.team == team and member.role == "lead"]


def outdated(board: Board, version: Version) -> bool:
    """Whether another version went live since this one was proposed, so that it can't be signed any more."""
    live = board.agreement
    return not version.live and version.content.after != (live.hash if live else None)


def waiting(board: Board) -> list[Version]:
    """Return the proposals that can be signed, the newest first."""
    found = [each for each in board.versions if not each.live and not outdated(board, each)]
    return sorted(found, key=lambda each: (each.at, each.hash), reverse=True)


def find(board: Board, name: str) -> Version:
    """Return the version that `name` means: v4, live, shipped, or the beginning of its hash; raises NotFound or UsageFault."""
    wanted = text.clean_line(name).casefold()
    if wanted == "shipped":
        return gate.shipped(board)
    if wanted == "live":
        return gate.counting(board)
    number = wanted.removeprefix("v")
    if wanted.startswith("v") and number.isdecimal() and 0 < int(number[:6]) <= len(board.agreements):
        return board.agreements[int(number) - 1]
    found = [each for each in board.versions if wanted and each.hash.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageFault(f"“{wanted}” could be any of {', '.join(each.hash[:12] for each in found)}.")
    known = ", ".join([*map(board.called, board.agreements), *(each.short for each in waiting(board)), "shipped"])
    raise NotFound(f"There is no version “{text.shorten(wanted, 40)}” of the agreement; there are {known}.")


def to_sign(board: Board, name: str | None, team: str) -> Version:
    """Return the version that somebody of a team would sign: the one that is named, else the only one that waits."""
    if name:
        return find(board, name)
    some: Sequence[Version] = [each for each in waiting(board) if team not in each.signatures]
    if not some:
        raise Refused(f"No version waits for a signature for {team}; propose one (kanban agreement propose FILE).")
    if len(some) > 1:
        raise UsageFault(f"Several versions wait: {', '.join(each.short for each in some)}; name the one to sign.")
    return some[0]


# -- what a server asks


class Archive(Protocol):
    """What the server looks into."""

    @property
    def board(self) -> Board:
        """The board as it is now, with its versions and members."""
        ...

    @property
    def now(self) -> str:
        """The server's time, UTC, ISO 8601."""
        ...


def stopped(book: Archive, actor: Member, there: State | None, change: Change) -> tuple[Code, str] | None:
    """Return why a change of a version may not be taken, None where it may."""
    known = there.registers if there is not None else {}
    content = change.set.get("content", known.get("content"))
    digest = agreement.hash_of(content)
    read = agreement.read_version({"content": content, "hash": change.set.get("hash", known.get("hash"))})
    if read is None or read.hash != digest or change.entity != agreement.entity_of(book.board.id, digest):
        return "invalid", "That is no version of the agreement: its name is not the hash of what it says."
    for name in _FIXED:
        if name in known and name in change.set and change.set[name] != known[name]:
            return "invalid", "A version of the agreement never changes; propose another one."
    try:
        check(read.content)
    except UsageFault as fault:
        return "invalid", str(fault)
    if change.set.get("by", actor.id) != actor.id:
        return "invalid", "A version is proposed in one's own name."
    if "deleted" in change.set:
        return "invalid", "A version of the agreement stays; propose another one."
    for name, value in change.set.items():
        if name.startswith(SIGN):
            why = _signature(book.board, actor, known, name.removeprefix(SIGN), value, change, book.now)
            if why:
                return why
    return None


def _signature(
    board: Board, actor: Member, known: Mapping[str, Json], team: str, value: Json, change: Change, now: str
) -> tuple[Code, str] | None:
    digest = str(change.set.get("hash", known.get("hash")))
    signature = agreement.read_signature(value, digest)
    if signature is None:
        return "invalid", "That is no signature under this version."
    if team != actor.team or actor.role != "lead" or signature.member != actor.id:
        return "forbidden", f"A version is signed for {team} by a lead of {team}, in their own name."
    if signature.alone and leads(board, other(team)):
        return "invalid", f"{other(team).capitalize()} has a lead by now, who has to sign too."
    try:
        apart = abs(clock.ms_of(signature.at) - clock.ms_of(now))
    except KanbanError:
        return "invalid", "A signature tells when it was given."
    if apart > MOST_APART:
        return "invalid", "The signature's time is years away from the server's; sign it again."
    present = next((each for each in board.versions if each.hash == digest), None)
    after = agreement.read_content(known.get("content", change.set.get("content")))
    live = board.agreement
    if not (present and present.live) and after and after.after != (live.hash if live else None):
        return (
            "invalid",
            f"{board.called(live) if live else 'Another one'} went live first; propose yours again on top of it.",
        )
    return None


def dated(actor: Member, there: State | None, given: Mapping[str, Json], now: str) -> dict[str, Json]:
    """Return what a change of a version sets, proposed and signed by `actor` at `now`, whatever it says of that.

    Who proposes what is `there` already says nothing new.
    """
    proposed = {"created", "at", "by"}
    if there is not None and "content" in there.registers:
        made = {name: value for name, value in given.items() if name not in proposed}
    else:
        made = {**given, "at": now, "by": actor.id}
    for name, value in given.items():
        if name.startswith(SIGN) and isinstance(value, Mapping):
            made[name] = {**value, "at": now}
    return made
