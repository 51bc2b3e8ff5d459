"""Deals as they stood in the past, from the journeys that were known then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kanban.domain.board import Board
from kanban.domain.journeys.journey import Journey
from kanban.domain.records.deal import Deal


def build_deals(
    board: Board, journeys: Iterable[Journey], cards: Mapping[str, Deal], *, is_closed: bool | None = None
) -> Iterator[Deal]:
    """Yield the cards that stood in a stage of sales at the end of their journeys: open ones, closed ones, or both.

    `cards` has every card as it is today, of which source, campaign and owner are taken.
    """
    for journey in journeys:
        last = journey.moments[-1]
        stage, today = board.lane_of(last.stage), cards.get(journey.card)
        if today is None or stage.side != "sales" or (is_closed is not None and stage.is_closed != is_closed):
            continue
        *_, stay = journey.list_stays()
        yield today._replace(
            outcome=stage.outcome,
            value=last.value,
            currency=last.currency,
            closed_at=stay.began if stage.is_closed else None,
            close_on=last.close_on,
            probability=stage.probability if last.probability is None else last.probability,
            stage=stage.id,
            is_committed=last.is_committed,
        )
