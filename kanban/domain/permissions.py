"""Permissions: who may do what. Every way into the board goes through these checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from kanban.domain.card import HANDOFF, LABEL, is_absent
from kanban.domain.errors import Refused
from kanban.domain.handoffs import holders
from kanban.domain.values import fields, text

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.card import Card, Comment
    from kanban.domain.change import Json

RANK = {"viewer": 0, "commenter": 1, "member": 2, "lead": 3}
"""Roles by what they may do; each includes the ones before it."""


class MissingFields(Refused):
    """A move needs fields that the card lacks. They may be given together with the move."""

    def __init__(
        self, card: Card, stage: Stage, names: tuple[str, ...], called: Mapping[str, str] | None = None
    ) -> None:
        self.card, self.stage, self.names = card, stage, names
        self.called = called or {}
        """The texts of the requirements that lack evidence, by the names under which it is given."""
        super().__init__(self.format_request({}))

    @property
    def needs_text(self) -> str:
        """What is needed, to begin a sentence: `Handoff needs the source and evidence for “Budget confirmed”`."""
        labels = " and ".join(
            f"evidence for “{self.called[name]}”" if name in self.called else fields.format_in_sentence(name)
            for name in self.names
        )
        return f"{self.stage.name} needs the {labels}"

    def format_request(self, options: Mapping[str, str]) -> str:
        """Return the sentence that asks for the fields; `options` are a verb's options, by field."""
        arguments = " ".join(
            options[name] if name in options else f"--set {fields.format_typed_name(name)}=…" for name in self.names
        )
        them = "it" if len(self.names) == 1 else "them"
        return f"{self.needs_text} of “{self.card.title}”; give {them} with {arguments}."


class Forbidden(Refused):
    """Somebody may not do that, whatever they add to it."""


def require_role(actor: Member, role: str, what: str) -> None:
    """Raise Forbidden unless `actor` has at least this role; `what` completes “only leads can …”."""
    if RANK[actor.role] < RANK[role]:
        raise Forbidden(explain_low_role(actor, role, what))


def explain_low_role(actor: Member, role: str, what: str) -> str:
    """Return the sentence that names the roles, from `role` up, that can do what `actor` can't."""
    *lower, highest = (f"{other}s" for other, rank in RANK.items() if rank >= RANK[role])
    roles = f"{', '.join(lower)} and {highest}" if lower else highest
    return f"{actor.name} is a {actor.role} on this board; only {roles} can {what}."


def require_author(actor: Member, comment: Comment) -> None:
    """Raise Forbidden unless `actor` wrote the comment."""
    if comment.author != actor.id:
        raise Forbidden("Only the author can edit or delete a comment; answer it instead.")


def find_missing_fields(stage: Stage, card: Card | None, inputs: Mapping[str, Json]) -> tuple[str, ...]:
    """Return the required fields of a stage that neither the card nor `given` has."""

    def is_given(name: str) -> bool:
        if name in inputs:
            return not is_absent(inputs[name])
        return card is not None and not is_absent(card.value_of(name))

    return tuple(name for name in stage.required if not is_given(name))


def require_fields(stage: Stage, card: Card, inputs: Mapping[str, Json]) -> None:
    """Raise MissingFields where neither the card nor `given` has what the stage requires."""
    if lacking := find_missing_fields(stage, card, inputs):
        raise MissingFields(card, stage, lacking)


def is_winning(board: Board, card: Card, to: Stage) -> bool:
    """Whether a move wins an open deal of sales that has no win reason yet."""
    here = board.lane_of(card.stage)
    return to.outcome == "won" and here.side == "sales" and here.outcome != "won" and is_absent(card.win_reason)


def check_limit(board: Board, stage: Stage, count_cards: Callable[[str], int], coming: int) -> str | None:
    """Return a warning where `coming` more cards take a stage over its limit; Refused if the board forbids it.

    `count_cards` counts the cards of a lane; it is called only where there is a limit.
    """
    if stage.limit is None or coming <= 0:
        return None
    present = count_cards(stage.id)
    if present + coming <= stage.limit:
        return None
    sentence = f"{stage.name} now holds {text.format_count(present + coming, 'card')}, over its limit of {stage.limit}"
    if board.limit_policy == "refuse":
        raise Refused(
            f"{stage.name} is at its limit of {text.format_count(stage.limit, 'card')} ({present} there); "
            "move one on first."
        )
    return f"{sentence}."


def require_may_move(actor: Member, board: Board, card: Card) -> None:
    """Raise Forbidden where only the holder's team and leads may change the card's stage."""
    if why := explain_other_holder(actor, board, board.lane_of(card.stage), card.value_of(HANDOFF)):
        raise Forbidden(f"“{text.shorten(card.title, 40)}” {why}")


def explain_other_holder(actor: Member, board: Board, stage: Stage, handoff: Json) -> str | None:
    """Return why somebody may not change a card's stage, to end a sentence; None where they may."""
    if board.moves != "holder" or actor.role == "lead":
        return None
    holder = holders.find_holder(stage.side, handoff, closed=stage.is_closed)
    if holder in {None, actor.team}:
        return None
    return f"is with {holder}: on this board {holder} and leads change its stage."


def require_kept_fields(board: Board, card: Card, inputs: Mapping[str, Json]) -> None:
    """Raise Refused where an edit would clear a field that the card's stage requires."""
    stage = board.lane_of(card.stage)
    for name in stage.required:
        if name in inputs and is_absent(inputs[name]) and not is_absent(card.value_of(name)):
            raise Refused(
                f"{stage.name} requires the {fields.format_in_sentence(name)}; "
                "change it rather than clear it, or move the card first."
            )


def build_label_registers(names: Iterable[str]) -> dict[str, Json]:
    """Return the registers that put these labels on a card."""
    return {LABEL + fields.clean_label(name): True for name in names}


def require_empty_stage(view: View, stage: Stage) -> None:
    """Raise Refused where a stage that is to be removed still holds cards."""
    if card_count := view.count_cards(stage.id):
        cards, them = ("card", "it") if card_count == 1 else ("cards", "them")
        raise Refused(f"{stage.name} still holds {card_count:,} {cards}; move {them} to another stage first.")
