"""Versions of an agreement for tests of the domain."""

from __future__ import annotations

from kanban.domain.agreements import agreement
from kanban.domain.agreements.agreement import Content, Levels, Line, Signature, Version
from kanban.domain.board import Board
from tests.domain.board import ANA, BOARD, stage

AT = "2026-11-20T09:00:00Z"
EMAIL = Line("email", (stage("MQL").id, stage("Handoff").id), "fact", "The e-mail is known", "marketing", "has:email")
BUDGET = Line("budget", (stage("MQL").id,), "judgement", "They told us a budget", "marketing")
DECIDER = Line("decider", (stage("Discovery").id,), "judgement", "We met who decides", "sales")
CONTENT = Content((EMAIL, BUDGET, DECIDER), Levels(answer=4 * 3600), ("no need", "other"), ("price", "other"))


def version(content: Content = CONTENT, *signed: str, at: str = AT, alone: bool = False) -> Version:
    """A version with the signatures of these teams."""
    digest = agreement.hash_content(agreement.encode_content(content))
    return Version(digest, content, ANA.id, AT, {team: Signature(ANA.id, at, alone) for team in signed})


def agreed(content: Content = CONTENT, board: Board = BOARD) -> Board:
    """The board with this content signed by both teams."""
    return board._replace(versions=(version(content, "marketing", "sales"),))
