"""The board as it will be: a `View` that shows decided steps that are not written yet.

Verbs that make up one act look through it, so that each sees what the ones before it did, and all of it is written
together or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from kanban.domain.card import FIELDS, HANDOFF, LABEL, Card, Comment
from kanban.domain.change import CARD, Step
from kanban.domain.handoffs import handoff
from kanban.domain.values.labels import build_for_card as labels_for_card

if TYPE_CHECKING:
    from datetime import date

    from kanban.domain.activity import Activity
    from kanban.domain.acts.view import View
    from kanban.domain.board import Board, Member
    from kanban.domain.change import Json
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play

_OWN = frozenset({*FIELDS, "stage", "rank", "deleted", "entered_at"})


def apply_registers(card: Card, registers: Mapping[str, Json], now: str) -> Card:
    """Return a card with these registers set."""
    own: dict[str, Any] = {name: value for name, value in registers.items() if name in _OWN}
    if "stage" in own:
        own.setdefault("entered_at", now)
    labels = set(card.labels)
    for name, value in labels_for_card(card.labels, registers).items():
        if name.startswith(LABEL):
            (labels.add if value else labels.discard)(name.removeprefix(LABEL))
    rest = {name: value for name, value in registers.items() if name not in _OWN and not name.startswith(LABEL)}
    return card._replace(**own, labels=tuple(sorted(labels)), extra={**card.extra, **rest})


class ViewAhead:
    """A view that shows steps before they are written."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._cards: dict[str, Card] = {}
        self._coming: dict[str, int] = {}

    def branch(self) -> ViewAhead:
        """Return a copy that can be thrown away."""
        other = ViewAhead(self.view)
        other._cards, other._coming = dict(self._cards), dict(self._coming)
        return other

    def apply(self, steps: Iterable[Step]) -> None:
        """Apply steps to the cards that exist already."""
        for step in steps:
            if step.etype != CARD or "created" in step.set:
                continue
            card = self.card(step.entity)
            after = apply_registers(card, step.set, self.now)
            lane, target = (self.board.lane_of(version.stage).id for version in (card, after))
            if lane != target:
                self._coming[lane] = self._coming.get(lane, 0) - 1
                self._coming[target] = self._coming.get(target, 0) + 1
            self._cards[card.id] = after

    @property
    def board(self) -> Board:
        """The board."""
        return self.view.board

    @property
    def actor(self) -> Member:
        """The member who acts."""
        return self.view.actor

    @property
    def now(self) -> str:
        """UTC, ISO 8601."""
        return self.view.now

    @property
    def today(self) -> date:
        """Today's date in the board's time zone."""
        return self.view.today

    def card(self, card_id: str) -> Card:
        """Return a card as it will be. Raises NotFound."""
        return self._cards.get(card_id) or self.view.card(card_id)

    def comment(self, comment_id: str) -> Comment:
        """Return a written comment. Raises NotFound."""
        return self.view.comment(comment_id)

    def activity(self, activity_id: str) -> Activity:
        """Return a written activity. Raises NotFound."""
        return self.view.activity(activity_id)

    def list_activities(self, card_id: str) -> list[Activity]:
        """Return the written activities on a card."""
        return self.view.list_activities(card_id)

    def objection(self, objection_id: str) -> Objection:
        """Return a written objection. Raises NotFound."""
        return self.view.objection(objection_id)

    def list_waiting(self, requests: Collection[str]) -> list[Objection]:
        """Return the written objections of these requests that no play answers."""
        return self.view.list_waiting(requests)

    def list_plays(self) -> list[Play]:
        """Return the written plays."""
        return self.view.list_plays()

    def lesson(self, lesson_id: str) -> Lesson:
        """Return a written debrief or shared walk. Raises NotFound."""
        return self.view.lesson(lesson_id)

    def list_lessons(self, card_id: str) -> list[Lesson]:
        """Return the written debriefs and shared walks on a card."""
        return self.view.list_lessons(card_id)

    def list_guesses(self, card_id: str) -> list[Guess]:
        """Return the written guesses about a card."""
        return self.view.list_guesses(card_id)

    def list_entered(self, card_id: str) -> list[str]:
        """Return the stages that a card has entered, as far as it is written."""
        return self.view.list_entered(card_id)

    def list_neighbours(
        self, lane: str, at: tuple[str, str] | None, count: int, *, down: bool
    ) -> list[tuple[str, str]]:
        """Return places of cards as they are now; equal neighbours do no harm."""
        return self.view.list_neighbours(lane, at, count, down=down)

    def count_cards(self, lane: str) -> int:
        """Return how many cards a lane will hold."""
        return self.view.count_cards(lane) + self._coming.get(lane, 0)

    def list_offer_loads(self) -> Mapping[str, tuple[int, str]]:
        """Return by member how many offers will wait for them, and when the last one came."""
        loads = dict(self.view.list_offer_loads())
        for card in self._cards.values():
            offer = handoff.read(card.value_of(HANDOFF))
            if offer and offer.to and offer != handoff.read(self.view.card(card.id).value_of(HANDOFF)):
                waiting, last = loads.get(offer.to, (0, ""))
                loads[offer.to] = (waiting + offer.is_open, max(last, offer.offered_at))
        return loads
