"""Who may do what, written a second time from the words of the documentation: no line of the program is asked."""

from __future__ import annotations

from kanban.domain.change import Change
from tests.server.trust.board import Board, Person
from tests.server.trust.guesses import may_guess
from tests.server.trust.rights_cards import may_card
from tests.server.trust.rights_playbook import may_object, may_play, may_skip, may_want
from tests.server.trust.rights_undo import keeps_a_lead, may_take_back
from tests.server.trust.rights_words import may_comment, may_learn, may_notice, may_sign, rule_fits

SERVERS = {"purge", "expire", "join", "reveal"}
LEADS = {"stage", "member", "board", "rule", "agreement"}


def may(board: Board, who: Person, change: Change) -> bool:
    """Whether somebody may do what a change does."""
    if change.verb in SERVERS or any(board.owner(name) not in {None, who.id} for name in (change.act, change.tx)):
        return False
    if not who.at_least(_role(who, change)):
        return False
    if "sealed" in change.extra and change.etype != "guess":
        return False
    if not rule_fits(board, who, change):
        return False
    if change.undo_of is not None:
        return may_take_back(board, who, change)
    if change.etype == "card":
        return may_skip(who, change.set) and may_card(board, who, change)
    if change.etype == "comment":
        return may_comment(board, who, change)
    if change.etype == "guess":
        return may_guess(board, who, change)
    if change.etype == "lesson":
        return may_learn(board, who, change)
    if change.etype == "objection":
        return may_object(board, who, change)
    if change.etype == "play":
        return may_play(board, who, change)
    if change.etype == "want":
        return may_want(board, who, change)
    if change.etype == "notice":
        return may_notice(board, change)
    if change.etype == "member":
        return keeps_a_lead(board, change)
    if change.etype == "agreement":
        return may_sign(board, who, change)
    return True


def _role(who: Person, change: Change) -> str:
    if change.etype == "member" and change.entity == who.id and change.set.keys() <= {"away"}:
        return "commenter"
    if change.etype in LEADS:
        return "lead"
    if change.etype in {"comment", "notice", "lesson", "objection"}:
        return "commenter"
    return "commenter" if change.set and all(name.startswith("rule.") for name in change.set) else "member"
