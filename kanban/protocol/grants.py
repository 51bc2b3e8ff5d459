"""Who may do what on a shared board, as one table: the server enforces it, clients check it before they send.

It has each act with the role and the team it needs, and which act it is to set a register. It takes names, roles and
teams as plain values, and never looks at a board, a card or a clock. Other conditions, such as an offer that still
waits, are given here in words for readers and checked by the policies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kanban.domain.card import RULE_MARK
from kanban.domain.change import (
    ACTIVITY,
    AGREEMENT,
    BOARD,
    CAMPAIGN,
    CARD,
    COMMENT,
    DECISION,
    GOAL,
    GUESS,
    LESSON,
    MEETING,
    MEMBER,
    NOTICE,
    OBJECTION,
    PLAY,
    RULE,
    STAGE,
    WANT,
)
from kanban.domain.permissions import RANK, Forbidden, explain_low_role
from kanban.domain.playbook.objection import ANSWERED, SETTLED

if TYPE_CHECKING:
    from kanban.domain.board import Member, Role
    from kanban.domain.change import Step

Team = Literal["", "marketing", "sales", "own"]
"""The team that an act needs: either, one of the two, or `own` for the team of the requirement or signature."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of the table."""

    says: str
    """What people do, as a heading: `Offer a card to sales`."""
    phrase: str
    """The same after “may not”: `offer cards to sales`."""
    role: Role
    """The lowest role that may do it."""
    team: Team = ""
    provided: str = ""
    """Further conditions, to end a sentence."""
    leads_too: bool = False
    """Whether leads may, whatever their team."""


TABLE: dict[str, Permission] = {
    "read": Permission("Read cards, comments and history", "read the board", "viewer"),
    "link": Permission(
        "Make a link from which a calendar reads your next steps, and revoke it", "read the board", "viewer", "",
        "for yourself; it reads nothing else, and only boards that you are a member of",
    ),
    "comment": Permission("Comment", "comment", "commenter", "", "in your own name and for your own team"),
    "log": Permission(
        "Log a call, an e-mail or a meeting", "log activities", "commenter", "",
        "in your own name and for your own team; it took place since the card was added",
    ),
    "object": Permission(
        "Log an objection, delete your own", "log objections", "commenter", "", "in your own name and for your own team"
    ),
    "settle": Permission(
        "Say how an objection ended, and which play answers it", "say how objections ended", "member", "",
        "in your own name",
    ),
    "debrief": Permission(
        "Write a debrief, share a walk; edit or delete your own", "write debriefs", "commenter", "",
        "in your own name and for your own team",
    ),
    "rewrite": Permission(
        "Edit or delete a comment, or the words of an activity", "comment", "commenter", "", "you wrote it"
    ),
    "away": Permission("Say that you are away, or back", "change members", "commenter", "",
    "for yourself; a lead for everybody"), "note": Permission(
        "Put a notice into an inbox, note what a rule did", "comment", "commenter", "",
        "in your own name, or as a rule of the board says that your act set off",
    ),
    "create": Permission("Make a card, in any stage", "change cards", "member", "",
    "it brings no offer, and is dated now"), "edit": Permission(
        "Edit fields, labels and links, re-order cards", "change cards", "member", "",
        "nothing is cleared that the card's stage requires; cards are skipped and facts doubted in your own name"
    ),
    "move": Permission(
        "Move a card within a side, close or reopen it", "change cards", "member", "",
        "the card has what the stage requires, and meets the agreement's requirements for it; "
        "where the board's setting `moves` is "
        "`holder`, its team holds the card, or it is a lead",
    ),
    "delete": Permission("Delete, restore and merge cards", "change cards", "member"),
    "import": Permission(
        "Import new cards and comments, anywhere and with the dates of the file", "change cards", "member", "",
        "cards stay marked as imported, and comments have no author and no team; on a card that is there "
        "an import may do what an edit may, and move it within its side, to Won or Lost, or as a deal to sales "
        "while its stage comes from an import and nobody has acted on it",
    ),
    "undo": Permission(
        "Undo your own act, or redo it", "undo that", "commenter", "",
        "with the role and team that the act takes; "
        "it sets each field to what it was just before, and may leave some out",
    ),
    "offer": Permission("Offer a card to sales", "offer cards to sales", "member", "marketing",
    "it is with marketing, or closed"),
    "withdraw": Permission("Withdraw an offer", "withdraw an offer", "member", "marketing", "it waits for its answer"),
    "answer": Permission("Answer a question about an offer", "answer a question about an offer", "member", "marketing",
    "it was asked"),
    "ask": Permission("Ask about an offer", "ask about an offer", "member", "sales", "it waits for its answer"),
    "accept": Permission(
        "Accept an offer", "accept an offer", "member", "sales",
        "it waits for its answer, or ran out after you gave yours; the first answer counts",
    ),
    "return": Permission(
        "Return a card to marketing", "return a card", "member", "sales",
        "it is at the door or in an open stage of sales"
    ),
    "take": Permission("Take a card without an offer", "take a card", "member", "sales",
    "it is recorded as yours; never where `moves` is `holder`, but for leads"), "tick": Permission(
        "Tick a requirement of the agreement", "tick that requirement", "member", "own",
        "in your own name, with a line of evidence"
    ),
    "contest": Permission(
        "Contest a return", "contest a return", "member", "marketing", "once, by the marketer who offered the card"
    ),
    "decide": Permission(
        "Write down a decision, say that one was kept or not", "write down decisions", "member", "",
        "in your own name; a decision never changes",
    ),
    "meet": Permission(
        "Begin and end a pipeline review", "begin or end a pipeline review", "member", "", "in your own name"
    ),
    "rule_on": Permission(
        "Rule on a contested return", "rule on a return", "lead", "own",
        "alone only where the other team has no lead; "
        "the ruling that overturns it carries the new offer, which nothing else may make",
    ),
    "agree": Permission(
        "Propose a version of the agreement, and sign it", "propose or sign the agreement", "lead", "own",
        "in your own name; a version never changes",
    ),
    "goal": Permission(
        "Propose a goal, and sign it", "propose or sign a goal", "lead", "own",
        "in your own name; a goal never changes",
    ),
    "guess": Permission(
        "Guess the outcome of a card, and change that once", "guess how a deal ends", "member", "",
        "in your own name and for your own team, on an open card whose guesses are not shown yet",
    ),
    "want": Permission(
        "Make a want, and end it", "make wants", "member", "sales",
        "in your own name; a want never changes, and leads may end it, too", leads_too=True,
    ),
    "campaign": Permission(
        "Add, change and remove campaigns", "change campaigns", "member", "marketing", "or you are a lead",
        leads_too=True,
    ),
    "play": Permission(
        "Write, change, archive and remove plays", "change plays", "member", "marketing", "or you are a lead",
        leads_too=True,
    ),
    "stage": Permission("Add, change and remove stages", "change stages", "lead"),
    "member": Permission(
        "Add, change and remove members", "change members", "lead", "", "somebody remains who leads the board"
    ),
    "board": Permission("Change the board's settings, delete and restore it", "change the board", "lead"),
    "rule": Permission("Add, change and remove rules", "change rules", "lead"),
    "purge": Permission("Erase a card for good", "erase cards for good", "lead", "",
    "over the server, for people who ask for it"),
}  # fmt: skip
"""Every act, by a keyword. Only the server ends an offer that nobody answers, so that is not here."""

_OF_TYPE = {
    COMMENT: "comment", NOTICE: "note", STAGE: "stage", MEMBER: "member", BOARD: "board", RULE: "rule",
    AGREEMENT: "agree", CAMPAIGN: "campaign", ACTIVITY: "log", GOAL: "goal",
    MEETING: "meet", DECISION: "decide", WANT: "want", OBJECTION: "object", PLAY: "play", LESSON: "debrief",
    GUESS: "guess",
}  # fmt: skip
"""The act of changing an entity of a type; cards and other types are edited."""

_ENDS = SETTLED | ANSWERED
"""Registers of an objection that others than its author set, too."""


def act_of(actor: str, etype: str, entity: str, names: Iterable[str]) -> str:
    """Return the act of setting these registers of an entity, as far as its role goes."""
    registers = set(names)
    if etype == MEMBER and entity == actor and registers <= {"away"}:
        return "away"
    if etype == CARD and registers and all(name.startswith(RULE_MARK) for name in registers):
        return "note"
    if etype == OBJECTION and registers and registers <= _ENDS:
        return "settle"
    return _OF_TYPE.get(etype, "edit")


def explain_refusal(actor: Member, act: str, *, team: str = "") -> str | None:
    """Return a sentence on why somebody may not do an act; None where they may.

    `team` is the team of the requirement or signature, for acts of that team only.
    """
    permission = TABLE[act]
    if RANK[actor.role] < RANK[permission.role]:
        return explain_low_role(actor, permission.role, permission.phrase)
    wanted = team if permission.team == "own" else permission.team
    if wanted and actor.team != wanted and not (permission.leads_too and actor.role == "lead"):
        others = " and leads" if permission.leads_too else ""
        return f"Only {wanted}{others} can {permission.phrase}."
    return None


def require_may_write(actor: Member, steps: Iterable[Step], what: str) -> None:
    """Raise Forbidden unless `actor` has the role for all these steps; `what` completes “only leads can … that”."""
    for step in steps:
        role = TABLE[act_of(actor.id, step.etype, step.entity, step.set)].role
        if RANK[actor.role] < RANK[role]:
            raise Forbidden(explain_low_role(actor, role, f"{what} that"))
