"""Build a card's journey from its changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kanban.domain.agreements.gate import PASSED, read_passed
from kanban.domain.board import Board
from kanban.domain.card import HANDOFF
from kanban.domain.change import Change, Json
from kanban.domain.clock import iso_ms, stamp_ms
from kanban.domain.handoffs import handoff
from kanban.domain.handoffs.handoff import OPEN, Handoff
from kanban.domain.journeys.journey import CardFacts, Journey, Moment, Offer, Question
from kanban.domain.values.fields import NEVER

UNDOING = ("undo", "redo")

IMPORT = "import"

TOLD = ("value", "currency", "close_on", "probability", "commit")
"""The registers beside its stage that a moment tells."""


def list_facts(changes: Iterable[Change]) -> CardFacts:
    """Return what a card's own changes tell, in any order.

    An act that was undone counts for nothing, nor does its undo; one that was redone counts at its own time.
    """
    effective = list_effective(changes)
    created_at = min((change.at for change in effective if "created" in change.set), default="")
    return CardFacts(
        created_at, tuple(_list_moments(effective)), tuple(_list_offers(effective)), tuple(_list_campaigns(effective))
    )


class JourneyBuilder:
    """Builds the journeys of cards on a board as it is now: what it asks of the board is looked up once."""

    def __init__(self, board: Board) -> None:
        self._first_of_sales = handoff.find_first_stage(board, "sales")
        self._sales = frozenset(stage.id for stage in board.all_stages if stage.side == "sales")

    def build(self, card: str, facts: CardFacts, earlier: Sequence[Moment] = ()) -> Journey | None:
        """Return the journey of a card; None where nothing tells its stage.

        `earlier` has the moments of cards that were merged into it.
        """
        if not facts.moments:
            return None
        moments = self._assume_start(facts)
        return Journey(card, moments, facts.offers, tuple(earlier), facts.created_at, facts.campaigns)

    def _assume_start(self, facts: CardFacts) -> tuple[Moment, ...]:
        """Return moments with the one that is assumed of a deal from a file before its first dated stage.

        It stood in the first open stage of sales since it was created.
        """
        first, start = facts.moments[0], self._first_of_sales
        if not first.is_imported or not facts.created_at or facts.created_at >= first.at:
            return facts.moments
        if start is None or first.stage not in self._sales:
            return facts.moments
        return (first._replace(at=facts.created_at, stage=start.id, is_assumed=True), *facts.moments)


def build_journey(card: str, facts: CardFacts, board: Board, earlier: Sequence[Moment] = ()) -> Journey | None:
    """Return the journey of one card on a board as it is now; None where nothing tells its stage."""
    return JourneyBuilder(board).build(card, facts, earlier)


def list_effective(changes: Iterable[Change]) -> list[Change]:
    """Return the changes that count, in the order in which the fold has them: without undone acts, undos and redos."""
    ordered = sorted(changes, key=lambda change: change.key)
    undoers: dict[str, set[str]] = {}
    for change in ordered:
        if change.undo_of:
            undoers.setdefault(change.undo_of, set()).add(change.act)
    verdicts: dict[str, bool] = {}
    # an act can only undo an earlier one, so the last acts are judged first
    for change in reversed(ordered):
        if change.act not in verdicts:
            verdicts[change.act] = any(not verdicts.get(act, False) for act in undoers.get(change.act, ()))
    return [change for change in ordered if not verdicts[change.act] and change.undo_of is None]


def list_entered(changes: Iterable[Change]) -> list[str]:
    """Return the ids of the stages that a card entered, given its own changes; what was undone does not count."""
    stages = (change.set.get("stage") for change in list_effective(changes))
    return [stage for stage in stages if isinstance(stage, str)]


def _list_moments(changes: Sequence[Change]) -> list[Moment]:
    """Return how the card stood after each change that tells of its stage, value or expected close."""
    moments: list[Moment] = []
    stage: str | None = None
    known: dict[str, Json] = {}
    for change in changes:
        changed = {name: change.set[name] for name in TOLD if name in change.set}
        moved = change.set.get("stage")
        known |= changed
        if isinstance(moved, str):
            stage = moved
        elif not changed:
            continue
        if stage is None:
            continue
        # what a file says of another day can stand behind what it says of this one
        at = max(change.at, moments[-1].at) if moments else change.at
        value, currency, close_on = known.get("value"), known.get("currency"), known.get("close_on")
        moments.append(
            Moment(
                at,
                stage,
                value if isinstance(value, int) and not isinstance(value, bool) else None,
                currency if isinstance(currency, str) else None,
                close_on if isinstance(close_on, str) else None,
                change.verb == IMPORT,
                False,
                float(chance) if isinstance(chance := known.get("probability"), int | float) else None,
                known.get("commit") is True,
                iso_ms(stamp_ms(change.stamp)) if change.verb == IMPORT else None,
            )
        )
    return moments


def _list_campaigns(changes: Sequence[Change]) -> list[tuple[str, str | None]]:
    """Return the campaigns that the card bore, each with since when."""
    return [
        (change.at, name if isinstance(name, str) and name else None)
        for change in changes
        if "campaign" in change.set
        for name in [change.set["campaign"]]
    ]


def _list_offers(changes: Sequence[Change]) -> list[Offer]:
    offers: dict[str, Offer] = {}
    unoffered: set[str] = set()
    for change in changes:
        present = handoff.read(change.set[HANDOFF]) if HANDOFF in change.set else None
        if present is None:
            continue
        # a card that was taken was never offered, nor was one that was placed where nobody had offered it
        if present.offer not in offers and (present.state == "taken" or not present.offered_at):
            unoffered.add(present.offer)
        if present.state == "taken" and present.offer not in offers:
            continue
        before = offers.get(present.offer) or Offer(
            present.offer,
            present.by,
            present.to,
            present.offered_at or change.at,
            present.state,
            overturned=present.overturned,
            is_unoffered=present.offer in unoffered,
            met=len(passed.met) if (passed := read_passed(change.set.get(PASSED))) else 0,
            requirements=passed.of if passed else 0,
        )
        ended_at = None if present.state in OPEN else present.answered_at or change.at
        offers[present.offer] = replace(
            before,
            state=present.state,
            to=present.to,
            due=_find_due(before, present, ended_at),
            accepted_at=before.accepted_at or (ended_at if present.state == "accepted" else None),
            ended_at=ended_at,
            reason=present.reason if present.state == "returned" else None,
            is_final=present.state == "returned" and present.again == NEVER,
            questions=_list_questions(before, present, change.at),
        )
    return list(offers.values())


def _find_due(before: Offer, present: Handoff, ended_at: str | None) -> str | None:
    if ended_at is None:
        return present.due
    if before.ended_at is not None:  # it was answered before
        return before.due
    # a question stops the clock of sales: what ends meanwhile is in time
    return ended_at if before.state == "asked" else present.due or before.due


def _list_questions(before: Offer, present: Handoff, at: str) -> tuple[Question, ...]:
    if present.state == "asked" and before.state != "asked":
        return (*before.questions, Question(present.since or at, present.reply_due))
    if present.state == "asked" and not before.questions:
        return (Question(present.since or at, present.reply_due),)
    if present.state == "offered" and before.state == "asked" and before.questions:
        return (*before.questions[:-1], before.questions[-1]._replace(answered_at=at))
    return before.questions
