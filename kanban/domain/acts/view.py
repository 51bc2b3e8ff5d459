"""The board as verbs see it, and what several verbs need from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from kanban.domain.acts import positions
from kanban.domain.card import OF_OUTCOME, Card, Comment, CommentKind, is_absent
from kanban.domain.change import CARD, COMMENT, Step
from kanban.domain.errors import Refused
from kanban.domain.ids import new_id
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.domain.activity import Activity
    from kanban.domain.board import Board, Member, Stage
    from kanban.domain.change import Json
    from kanban.domain.guesses.guess import Guess
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.playbook.objection import Objection
    from kanban.domain.playbook.play import Play


class View(Protocol):
    """The board as a verb sees it, inside the transaction that will hold its changes."""

    @property
    def board(self) -> Board:
        """The board as it is in the transaction."""
        ...

    @property
    def actor(self) -> Member:
        """The member who acts."""
        ...

    @property
    def now(self) -> str:
        """UTC, ISO 8601."""
        ...

    @property
    def today(self) -> date:
        """Today's date in the board's time zone."""
        ...

    def card(self, card_id: str) -> Card:
        """Return a card, deleted ones too. Raises NotFound."""
        ...

    def comment(self, comment_id: str) -> Comment:
        """Return a comment, deleted ones too. Raises NotFound."""
        ...

    def activity(self, activity_id: str) -> Activity:
        """Return an activity, deleted ones too. Raises NotFound."""
        ...

    def list_activities(self, card_id: str) -> list[Activity]:
        """Return the activities on a card and on those merged into it, in the order in which they took place."""
        ...

    def objection(self, objection_id: str) -> Objection:
        """Return an objection, deleted ones too. Raises NotFound."""
        ...

    def list_waiting(self, requests: Collection[str]) -> list[Objection]:
        """Return the objections of these requests that no play answers, deleted ones aside, oldest first."""
        ...

    def list_plays(self) -> list[Play]:
        """Return all plays of the board, archived and removed ones too, by title."""
        ...

    def lesson(self, lesson_id: str) -> Lesson:
        """Return a debrief or a shared walk, deleted ones too. Raises NotFound."""
        ...

    def list_lessons(self, card_id: str) -> list[Lesson]:
        """Return the debriefs and shared walks on a card and on those merged into it, oldest first."""
        ...

    def list_guesses(self, card_id: str) -> list[Guess]:
        """Return the guesses about a card, those taken back too, with the chances that the actor may know."""
        ...

    def list_entered(self, card_id: str) -> list[str]:
        """Return the ids of the stages that a card entered; what was undone does not count."""
        ...

    def list_neighbours(
        self, lane: str, at: tuple[str, str] | None, count: int, *, down: bool
    ) -> list[tuple[str, str]]:
        """Return (rank, id) of up to `count` cards below (else above) a place in a lane, the nearest first.

        `at` is a card's (rank, id), and that card is left out; None is the lane's edge on the other side.
        """
        ...

    def count_cards(self, lane: str) -> int:
        """Return how many cards a lane holds."""
        ...

    def list_offer_loads(self) -> Mapping[str, tuple[int, str]]:
        """Return by member of sales how many offers wait for them, and when the last one came (UTC)."""
        ...


def name_cards(cards: Sequence[Card]) -> str:
    """Return how a sentence calls these cards: `“Acme pilot”` or `3 cards`."""
    return f"“{text.shorten(cards[0].title, 40)}”" if len(cards) == 1 else f"{len(cards):,} cards"


def find_current_stage(view: View, stage: Stage) -> Stage:
    """Return a stage as it is now. Raises Refused where it was removed meanwhile."""
    now = view.board.stage(stage.id)
    if now.deleted:
        raise Refused(f"The stage {now.name} was removed; choose another one.")
    return now


def clear_outcome_reasons(card: Card, to: Stage) -> dict[str, Json]:
    """Return the registers that clear why a card closed, where its new stage does not end so.

    A commitment to a deal that leaves sales goes too.
    """
    reasons: dict[str, Json] = {
        name: None
        for name, outcome in OF_OUTCOME.items()
        if outcome != to.outcome and not is_absent(card.value_of(name))
    }
    is_dropped = to.side != "sales" and card.value_of("commit") is True
    return {**reasons, "commit": False} if is_dropped else reasons


def find_live_cards(view: View, card_ids: Iterable[str]) -> list[Card]:
    """Return these cards. Raises Refused where one is deleted."""
    cards = [view.card(card_id) for card_id in dict.fromkeys(card_ids)]
    for card in cards:
        if card.deleted:
            raise Refused(
                f"“{text.shorten(card.title, 60)}” is deleted; restore it first.", command=f"kanban restore {card.ref}"
            )
    return cards


def build_comment(view: View, card_id: str, kind: CommentKind, body: str, *, with_team: bool = True) -> Step:
    """Return the step that writes a comment as the actor: for their present team, unless they write for none."""
    registers: dict[str, Json] = {
        "created": True, "card": card_id, "author": view.actor.id, "team": view.actor.team if with_team else None,
        "kind": kind, "body": text.clean_body(body),
    }  # fmt: skip
    return Step(COMMENT, new_id(), registers, "comment", card=card_id)


# -- places in a lane


def place_above(view: View, lane: str, coming: Sequence[str], before: str | None) -> tuple[list[str], list[Step]]:
    """Return keys for cards above `before`, or on top where that is in another lane by now."""
    target = view.card(before) if before else None
    if target is None or view.board.lane_of(target.stage).id != lane:
        return place_on_top(view, lane, coming)
    return place_beside(view, lane, (target.rank, target.id), coming, behind=False)


def place_on_top(view: View, lane: str, coming: Sequence[str]) -> tuple[list[str], list[Step]]:
    """Return keys for cards on top of a lane, and steps for neighbours in the way."""
    keys, others = positions.place_between(
        lambda _: [], _neighbours_of(view, lane, None, coming, down=True), max(1, len(coming))
    )
    return keys, _build_reorder_steps(others)


def place_beside(
    view: View, lane: str, at: tuple[str, str], coming: Sequence[str], *, behind: bool
) -> tuple[list[str], list[Step]]:
    """Return keys for cards right behind (else before) this place, and steps for neighbours in the way."""
    above, below = (_neighbours_of(view, lane, at, coming, down=down) for down in (False, True))
    if behind:
        keys, others = positions.place_between(lambda count: [at, *above(count - 1)], below, len(coming))
    else:
        keys, others = positions.place_between(above, lambda count: [at, *below(count - 1)], len(coming))
    return keys, _build_reorder_steps(others)


def _neighbours_of(
    view: View, lane: str, at: tuple[str, str] | None, coming: Sequence[str], *, down: bool
) -> Callable[[int], list[tuple[str, str]]]:
    """Return a function that lists the cards on one side of a place, without those that are `coming`."""
    going = set(coming)

    def find_near(count: int) -> list[tuple[str, str]]:
        neighbours = view.list_neighbours(lane, at, count + len(going), down=down)
        return [neighbour for neighbour in neighbours if neighbour[1] not in going][:count]

    return find_near


def _build_reorder_steps(others: Mapping[str, str]) -> list[Step]:
    return [Step(CARD, card, {"rank": key}, "reorder") for card, key in others.items()]
