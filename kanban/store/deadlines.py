"""Decides what time does to a board: which offers run out, which rules of time fire, when, and under which ids.

A board that lives on this machine asks when it is opened, a server every half a minute; both write what is decided
here. What is done once has an id (UUIDv5) that says what it is: the offer or the card, the rule, and when it fell due.
So whoever does it finds what was done before, by this version or an older one. The server seals these ids with its key
(`hub.server_key`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from kanban.domain import change
from kanban.domain.automations import engine
from kanban.domain.board import Member
from kanban.domain.card import HANDOFF
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.domain.ids import derive_id

if TYPE_CHECKING:
    from kanban.domain.acts.view import View
    from kanban.domain.automations.engine import Firing
    from kanban.domain.board import Board
    from kanban.domain.card import Card
    from kanban.domain.change import Act
    from kanban.domain.queries.matching import Talk

TIME = Member(change.TIME, "the board", "marketing", "lead")
"""Who does what nobody does."""


class PastDeadlines(Protocol):
    """What time has done already on one board."""

    def has_change(self, name: str) -> bool:
        """Whether a change was made, by the id that says what it does."""
        ...

    def has_act(self, card: str, name: str) -> bool:
        """Whether time itself did an act of this id to a card."""
        ...


# -- offers


@dataclass(frozen=True, slots=True)
class Expiry:
    """An offer that runs out, as of its own time."""

    act: Act
    act_id: str
    ids: tuple[str, ...]
    """The ids of its changes."""


def expire(view: View, card: Card, past: PastDeadlines) -> Expiry | None:
    """Return how the offer on a card runs out; None where it did before, though somebody brought it back as it was.

    Raises Refused where it is not overdue.
    """
    offer = handoff.read(card.value_of(HANDOFF))
    if offer is None:
        return None
    board, name = view.board.id, f"{offer.offer}:{offer.due}"
    act_id = derive_id(board, "expiry", name)
    if past.has_change(_expiry_id(board, name, 0)) or past.has_act(card.id, act_id):
        return None
    act = handoff_verbs.expire(view, card)
    return Expiry(act, act_id, tuple(_expiry_id(board, name, place) for place in range(len(act.steps))))


def _expiry_id(board: str, name: str, place: int) -> str:
    return derive_id(board, "expire", f"{name}:{place}")


# -- rules of time


def fire(
    view: View, cards: Iterable[Card], arrived: Callable[[Card], str], talk: Talk, past: PastDeadlines
) -> list[tuple[Firing, str]]:
    """Return what rules of time do to these cards by now, each with the id of its act, without what was done before.

    `arrived` returns when a card came to the board (UTC): what fell due before is no business of a rule.
    """
    firings = engine.pass_time(view, cards, arrived, talk)
    return [
        (firing, derive_id(view.board.id, "rule-act", firing.ids[0]))
        for firing in firings
        if not past.has_change(firing.ids[0])
    ]


def list_pending_dues(board: Board, card: Card) -> list[str]:
    """Return when something of a card falls due for a rule that has not run for it yet (UTC)."""
    return [
        due
        for rule in engine.list_active_rules(board, of_time=True)
        for due in engine.list_due_times(rule, card, board)
        if due > max(rule.since, engine.find_last_due(rule, card))
    ]


@dataclass(slots=True)
class DueTimes:
    """When something of a board's cards falls due next for a rule of time, as far as one worker has read the board."""

    epoch: str
    structure: int
    head: int = 0
    due: dict[str, str] = field(default_factory=dict)
    """Card to the next time (UTC)."""

    def note(
        self, board: Board, cards: Iterable[Card], arrived: Callable[[Collection[str]], dict[str, str]], past: str = ""
    ) -> None:
        """Put down when something of these cards falls due next, later than `past` (UTC) and than when they arrived."""
        pending = {}
        for card in cards:
            self.due.pop(card.id, None)
            if dues := list_pending_dues(board, card):
                pending[card.id] = dues
        since = arrived(pending) if pending else {}
        for card_id, dues in pending.items():
            if ahead := [due for due in dues if due > max(past, since.get(card_id, ""))]:
                self.due[card_id] = min(ahead)
