"""What one card adds to the figures: rows of a few numbers, which a database counts without reading any journey.

Each row tells what holds for every period: when it happened, and what it means. What depends on the period, or on the
present, is left to whoever counts the rows.
"""

# no annotations from __future__: named tuples would compile each as text, 1 ms for which every verb waits

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kanban.domain.activity import Activity
from kanban.domain.board import Board
from kanban.domain.journeys.journey import Journey, Moment, Offer
from kanban.domain.journeys.movement_steps import Counted, list_changes
from kanban.domain.journeys.pipeline import Pipeline
from kanban.domain.journeys.responses import ResponseRow, list_responses
from kanban.domain.values.business_time import make_calendar

TALLY_VERSION = "3"
"""Of what the rows mean: where another one is kept, all of them are made anew."""

TAKEN, WITHDRAWN, ACCEPTED, RETURNED, PENDING = "taken", "withdrawn", "accepted", "returned", "open"

IN_TIME, LATE, NEITHER = "in_time", "late", ""
"""How an answer that was due came; None while it is awaited: late once its time is over."""


class Climb(NamedTuple):
    """A card that first reached some places of the pipeline at one time."""

    low: int
    """The first of the places that it reached then."""
    high: int
    at: str
    is_own: bool
    """It entered the very stage at `high`; all below that were skipped."""
    top: int
    """The last place that it ever reached."""
    is_open: bool
    """It stands in no closed stage now."""


class OfferRow(NamedTuple):
    """An offer, with those that rulings made of it."""

    made_at: str
    figure: str
    """What became of it: `accepted`, `returned`, `expired`, `withdrawn` or `open`."""
    overturned: int
    """How many of its returns leads overturned."""
    questions: int
    is_returned_later: bool
    reason: str | None
    """Why it came back, also later."""


class AnswerRow(NamedTuple):
    """An answer that was due: by sales to an offer, or by marketing to a question."""

    due: str
    is_question: bool
    verdict: str | None

    def judge(self, now: str) -> str:
        """Return how it came, or comes so far; `now` is UTC."""
        if self.verdict is None:
            return LATE if now > self.due else NEITHER
        return self.verdict


class ValueChange(NamedTuple):
    """A value that came to the open deals or left them."""

    at: str
    part: str
    currency: str | None
    value: int


class StayRow(NamedTuple):
    """A card in an open stage, from one entry to the next."""

    stage: str
    began: str
    ended: str | None
    is_placed: bool
    """A file told of it, or nothing but the next stage did: since when it really stood there is not known."""


class Standing(NamedTuple):
    """How a card stood while it was an open deal."""

    since: str
    until: str | None
    known_since: str
    """From when on it was known that it stood so; later than `since` where a file told."""
    known_until: str | None
    stage: str
    currency: str | None
    value: int | None
    close_on: str | None
    probability: float | None
    is_committed: bool


class Ending(NamedTuple):
    """A card that is a closed deal now."""

    at: str
    outcome: str
    currency: str | None
    value: int | None
    is_shown: bool
    """It shows in a closed stage of sales: one that was removed shows in the stage beside."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The rows of one card."""

    known_at: str
    """Since when anything of it is known."""
    currency: str | None = None
    """For a deal its currency today."""
    is_offered: bool = False
    """It was offered, or came back from sales without an offer."""
    climbs: Sequence[Climb] = ()
    handoffs: Sequence[OfferRow] = ()
    responses: Sequence[ResponseRow] = ()
    answers: Sequence[AnswerRow] = ()
    stays: Sequence[StayRow] = ()
    changes: Sequence[ValueChange] = ()
    standings: Sequence[Standing] = ()
    endings: Sequence[Ending] = ()
    stood: Sequence[tuple[str, str]] = ()
    """For a closed deal the open stages of sales in which it is known to have stood, with how it ended."""


class Tallier:
    """Tells what cards of a board as it is now add to the figures."""

    def __init__(self, board: Board) -> None:
        stages = board.all_stages
        self._pipeline, self._counted = Pipeline(stages), Counted.of_stages(stages)
        self._calendar = make_calendar(board.hours, board.timezone, board.holidays)
        self._staying = {stage.id for stage in stages if not stage.is_closed}
        self._outcomes = {stage.id: stage.outcome for stage in stages if stage.side == "sales" and stage.outcome}
        self._open = {
            stage.id for stage in stages if stage.side == "sales" and not stage.is_closed and not stage.deleted
        }
        lanes = {stage.id: board.lane_of(stage.id) for stage in stages} if board.stages else {}
        self._deals = {stage for stage, lane in lanes.items() if lane.side == "sales"}
        self._shown = {stage for stage in self._deals if lanes[stage].is_closed}

    @staticmethod
    def describe(board: Board) -> str:
        """Return all of a board on which the rows depend."""
        stages = [(stage.id, stage.side, stage.outcome, stage.deleted) for stage in board.all_stages]
        return repr((TALLY_VERSION, stages, board.hours, board.timezone, sorted(board.holidays)))

    def tally(self, journey: Journey, activities: Sequence[Activity]) -> Tally:
        """Return the rows of a card; `activities` are those on it, which matter for one that was offered."""
        first, last = journey.moments[0], journey.moments[-1]
        is_deal = any(self._counted.is_open(moment) for moment in journey.moments)
        outcome = self._outcomes.get(last.stage)
        stays = list(journey.list_stays())
        stood = {stay.stage for stay in stays if outcome and not stay.is_assumed and stay.stage in self._open}
        return Tally(
            max(first.at, first.known_at or ""),
            (last.currency or None) if last.stage in self._deals else None,
            bool(journey.offers),
            list(self._list_climbs(journey)),
            [describe_chain(chain) for chain in journey.list_rulings()] if journey.offers else (),
            list(list_responses(self._pipeline, journey, activities, self._calendar)) if journey.offers else (),
            [answer for offer in journey.made_offers for answer in list_answers(offer)] if journey.offers else (),
            [
                StayRow(stay.stage, stay.began, stay.ended, stay.is_imported or stay.is_assumed)
                for stay in stays
                if stay.stage in self._staying
            ],
            [ValueChange(at, *step) for at, step in list_changes(journey, self._counted)] if is_deal else (),
            list(self._list_standings(journey.moments)) if is_deal else (),
            [Ending(stays[-1].began, outcome, last.currency, last.value, last.stage in self._shown)] if outcome else (),
            [(stage, outcome) for stage in sorted(stood)] if outcome and last.stage in self._shown else (),
        )

    def _list_climbs(self, journey: Journey) -> Iterator[Climb]:
        reached: list[tuple[int, int, str, bool]] = []
        top = -1
        for place, at, is_own in self._pipeline.list_entries(journey):
            if place > top:
                reached.append((top + 1, place, at, is_own))
                top = place
        is_open = not self._pipeline.is_closed(journey.moments[-1].stage)
        for low, high, at, is_own in reached:
            yield Climb(low, high, at, is_own, top, is_open)

    def _list_standings(self, moments: Sequence[Moment]) -> Iterator[Standing]:
        """Yield how it stood as an open deal, the latest first."""
        until: str | None = None
        known_until: str | None = None
        for moment in reversed(moments):
            known_since = max(moment.at, moment.known_at or "")
            if self._counted.is_open(moment):
                yield Standing(
                    moment.at, until, known_since, known_until, moment.stage, moment.currency, moment.value,
                    moment.close_on, moment.probability, moment.is_committed,
                )  # fmt: skip
            until = moment.at
            known_until = known_since if known_until is None else min(known_since, known_until)


def describe_chain(chain: Sequence[Offer]) -> OfferRow:
    """Return what became of an offer and of those that rulings made of it."""
    last = chain[-1]
    is_accepted = any(offer.accepted_at for offer in chain)
    figure = ACCEPTED if is_accepted else PENDING if last.is_open else last.state
    if figure == TAKEN:  # nobody answered it: sales went past it
        figure = WITHDRAWN
    is_back = last.state == RETURNED
    return OfferRow(
        chain[0].made_at,
        figure,
        len(chain) - 1,
        sum(len(offer.questions) for offer in chain),
        is_back and is_accepted,
        last.reason or None if is_back else None,
    )


def list_answers(offer: Offer) -> Iterator[AnswerRow]:
    """Yield the answers that were due to an offer and to the questions about it."""
    for question in offer.questions:
        if question.due:
            yield AnswerRow(question.due, True, _judge_question(question.due, question.answered_at, offer.answered_at))
    if offer.due:
        yield AnswerRow(offer.due, False, _judge_offer(offer, offer.due))


def _judge_question(due: str, answered_at: str | None, ended_at: str | None) -> str | None:
    if answered_at:
        return IN_TIME if answered_at <= due else LATE
    if ended_at is None:
        return None
    return LATE if ended_at > due else NEITHER


def _judge_offer(offer: Offer, due: str) -> str | None:
    if offer.state == "expired":
        return LATE
    if offer.state != "asked":
        if offer.answered_at is None:
            return None
        if offer.answered_at > due:
            return LATE
    return IN_TIME if offer.accepted_at or offer.state == RETURNED else NEITHER
