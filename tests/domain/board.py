"""A board for tests of the domain: no store, just cards in a dictionary."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from kanban.domain import fold
from kanban.domain.activity import Activity
from kanban.domain.board import DEFAULT_STAGES, Board, Member, Stage
from kanban.domain.card import FIELDS, HANDOFF, Card, Comment
from kanban.domain.change import Act, Change, Json
from kanban.domain.errors import NotFound
from kanban.domain.guesses.guess import Guess
from kanban.domain.handoffs import handoff
from kanban.domain.ids import ref_of
from kanban.domain.lessons.lesson import Lesson
from kanban.domain.playbook.objection import Objection
from kanban.domain.playbook.play import Play

TODAY = date(2026, 11, 23)
NOW = "2026-11-23T12:00:00Z"


def uuid(kind: int, number: int) -> str:
    return f"00000000-0000-7000-8000-{kind:04x}{number:08x}"


def folded(changes: Iterable[Change]) -> dict[str, Json]:
    """The fields of one entity after all of its changes, given in any order."""
    keys: dict[str, str] = {}
    state: dict[str, Json] = {}
    for change in changes:
        state.update(fold.fold(keys, change))
    return state


ANA = Member(uuid(3, 0), "Ana", "marketing", "lead", ("Anna Maria",))
BEN = Member(uuid(3, 1), "Ben", "sales")
CLEO = Member(uuid(3, 2), "Cleo", "sales", "commenter")
VIC = Member(uuid(3, 3), "Vic", "marketing", "viewer")
STAGES = tuple(
    Stage(uuid(2, n), name, side, f"a{n:x}", probability, outcome, None, stale, required)
    for n, (name, side, probability, outcome, stale, required) in enumerate(DEFAULT_STAGES)
)
BOARD = Board(uuid(1, 0), "Pipeline", all_stages=STAGES, all_members=(ANA, BEN, CLEO, VIC))


def stage(name: str, board: Board = BOARD) -> Stage:
    return board.find_stage(name)


def with_stage(name: str, **changed: object) -> Board:
    """The board, one stage of it changed."""
    wanted = stage(name)
    new = wanted._replace(**changed)  # type: ignore[arg-type]
    stages = tuple(new if one.id == wanted.id else one for one in BOARD.all_stages)
    return BOARD._replace(all_stages=stages)


def card(number: int = 1, where: str = "Nurture", **fields: object) -> Card:
    made = Card(
        uuid(4, number),
        BOARD.id,
        ref_of(uuid(4, number)),
        f"Card {number}",
        stage(where).id,
        f"a{number}",
        NOW,
        NOW,
        NOW,
        NOW,
    )
    return made._replace(**fields)  # type: ignore[arg-type]


@dataclass
class Table:
    """A `View` on cards at hand."""

    cards: list[Card] = field(default_factory=list)
    actor: Member = ANA
    board: Board = BOARD
    comments: list[Comment] = field(default_factory=list)
    entered: dict[str, list[str]] = field(default_factory=dict)
    activities: list[Activity] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    plays: list[Play] = field(default_factory=list)
    lessons: list[Lesson] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    now: str = NOW
    today: date = TODAY

    def card(self, card_id: str) -> Card:
        for each in self.cards:
            if each.id == card_id:
                return each
        raise NotFound(f"No card has the id {card_id}.")

    def comment(self, comment_id: str) -> Comment:
        return next(each for each in self.comments if each.id == comment_id)

    def activity(self, activity_id: str) -> Activity:
        return next(each for each in self.activities if each.id == activity_id)

    def list_activities(self, card_id: str) -> list[Activity]:
        return [each for each in self.activities if each.card == card_id and not each.deleted]

    def objection(self, objection_id: str) -> Objection:
        return next(each for each in self.objections if each.id == objection_id)

    def list_waiting(self, requests: Collection[str]) -> list[Objection]:
        return [each for each in self.objections if each.request in requests and not each.play and not each.deleted]

    def list_plays(self) -> list[Play]:
        return self.plays

    def lesson(self, lesson_id: str) -> Lesson:
        return next(each for each in self.lessons if each.id == lesson_id)

    def list_lessons(self, card_id: str) -> list[Lesson]:
        return [each for each in self.lessons if each.card == card_id and not each.deleted]

    def list_guesses(self, card_id: str) -> list[Guess]:
        return [each for each in self.guesses if each.card == card_id]

    def _lane(self, lane: str) -> list[tuple[str, str]]:
        return sorted((c.rank, c.id) for c in self.cards if not c.deleted and self.board.lane_of(c.stage).id == lane)

    def list_entered(self, card_id: str) -> list[str]:
        return [*self.entered.get(card_id, []), self.card(card_id).stage]

    def list_neighbours(
        self, lane: str, at: tuple[str, str] | None, count: int, *, down: bool
    ) -> list[tuple[str, str]]:
        row = self._lane(lane)
        found = [each for each in row if at is None or (each > at if down else each < at)]
        return (found if down else found[::-1])[:count]

    def count_cards(self, lane: str) -> int:
        return len(self._lane(lane))

    def list_offer_loads(self) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        for each in self.cards:
            present = handoff.read(each.value_of(HANDOFF))
            if present and present.to:
                waiting, last = found.get(present.to, (0, ""))
                found[present.to] = (waiting + present.is_open, max(last, present.offered_at))
        return found

    def do(self, act: Act) -> Act:
        """Let an act happen to the cards at hand."""
        for step in act.steps:
            if step.etype == "card":
                place = next(n for n, each in enumerate(self.cards) if each.id == step.entity)
                here = self.cards[place]
                times = {"entered_at": self.now} if "stage" in step.set and "entered_at" not in step.set else {}
                own = {name: value for name, value in step.set.items() if name in FIELDS or hasattr(here, name)}
                rest = {name: value for name, value in step.set.items() if name not in own}
                self.cards[place] = here._replace(**times, **own, extra={**here.extra, **rest})
            elif step.etype == "comment":
                words = step.set
                self.comments.append(
                    Comment(
                        step.entity,
                        words["card"],
                        words["author"],
                        words["team"],
                        words["kind"],
                        words["body"],
                        self.now,
                    )
                )
        return act
