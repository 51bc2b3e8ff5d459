"""Walks of a member on this machine: which deal is proposed this week, how far each has come, what was said.

A walk shows a card's story up to a step; see `kanban.domain.lessons.walking` for what it leaves out. What is said on it
is kept here until it is shared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kanban.domain import clock
from kanban.domain.errors import Refused
from kanban.domain.history import list_teams
from kanban.domain.lessons import lesson, lesson_verbs, walking, weekly
from kanban.domain.lessons.lesson import Answer, Lesson
from kanban.domain.values import moments
from kanban.domain.waiting.inbox import InboxEntry
from kanban.store.lessons import card_lessons
from kanban.store.local import walk_state
from kanban.store.local.walk_state import WalkState

if TYPE_CHECKING:
    from kanban.domain.lessons.walking import Past, Step, Story
    from kanban.store.acts.writing import Written
    from kanban.store.workspace import Workspace

OPEN = "This deal is not over, so there is nothing to walk."


@dataclass(frozen=True)
class Walk:
    """A walk as far as it has come."""

    ref: str
    story: Story
    state: WalkState
    lessons: tuple[Lesson, ...] = ()
    """What others learnt of this deal; none before the end is shown."""

    @property
    def is_over(self) -> bool:
        """Whether the end is shown."""
        return bool(self.state.ended_at)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that were shown."""
        return self.story.steps[: self.state.step]

    @property
    def past(self) -> Past:
        """The card as it was after them."""
        return self.story.look_back(self.state.step)

    def encode(self) -> dict[str, Any]:
        """Return it as JSON shows it."""
        return walking.walk_record(self.story, self.ref, self.state.step, self.state.answers, is_over=self.is_over) | {
            "shared": self.state.is_shared
        }


@dataclass(frozen=True)
class Proposed:
    """The walk of this week, without its end."""

    card: str
    ref: str
    title: str
    company: str
    is_begun: bool
    week: str
    """The Monday, ISO."""


def propose(workspace: Workspace) -> Proposed | None:
    """Return the deal that a member walks this week; None where nothing is closed, or they have walked it."""
    me, board = workspace.me, workspace.board
    if me is None or me.deleted:
        return None
    with workspace.database.faults():
        states = walk_state.list_walks(workspace.connection, board.id, me.id)
    week = weekly.find_monday(workspace.today)
    under_way = [state for state in states if not state.ended_at]
    if under_way:
        return _describe(workspace, under_way[-1].card, week, is_begun=True)
    zone = board.zone
    done = [state for state in states if clock.from_iso(state.ended_at).astimezone(zone).date() >= week]
    if done:
        return None
    walked = frozenset(state.card for state in states)
    deals = [deal for deal in _list_closed(workspace) if deal.card not in walked]
    for card in weekly.order_deals(deals, me, week):
        if proposed := _describe(workspace, card, week, is_begun=False):
            return proposed
    return None


def list_entries(workspace: Workspace) -> list[InboxEntry]:
    """Return this week's walk as a marketer's inbox shows it, without its end; nothing once it was marked as read."""
    me = workspace.me
    if me is None or me.team != "marketing" or (proposed := propose(workspace)) is None:
        return []
    key = f"walk:{proposed.week}"
    sql = "SELECT 1 FROM dealt WHERE member = ? AND entry = ?"
    with workspace.database.faults():
        if workspace.connection.execute(sql, (me.id, key)).fetchone():
            return []
    begun_at = moments.day_bounds(date.fromisoformat(proposed.week), workspace.board.zone)[0]
    words = "go on where you stopped" if proposed.is_begun else "its end is hidden"
    return [InboxEntry(key, "walk", proposed.card, proposed.ref, proposed.title, proposed.company, "", words, begun_at)]


def _describe(workspace: Workspace, card_id: str, week: date, *, is_begun: bool) -> Proposed | None:
    story = _read_story(workspace, card_id)
    if story is None or not story.steps:
        return None
    past = story.look_back(1)
    return Proposed(
        card_id, workspace.card(card_id).ref, past.title, str(past.values.get("company") or ""), is_begun,
        week.isoformat(),
    )  # fmt: skip


def _list_closed(workspace: Workspace) -> list[weekly.ClosedDeal]:
    """Return the deals that are won or lost."""
    lanes = {stage.id: str(stage.outcome) for stage in workspace.board.stages if walking.is_end(stage)}
    sql = (
        "SELECT id, lane, marketing_owner, source FROM card WHERE board = ? AND deleted = 0 AND lane IN "
        f"({', '.join('?' for _ in lanes)})"
    )
    with workspace.database.faults():
        rows = workspace.connection.execute(sql, (workspace.board.id, *lanes)).fetchall() if lanes else []
    return [weekly.ClosedDeal(card, lanes[lane], owner or "", source or "") for card, lane, owner, source in rows]


def read_walk(workspace: Workspace, card_id: str) -> Walk:
    """Return a member's walk through a card, begun now if it was not. Raises Refused, NotFound."""
    card = workspace.card(card_id)
    story = _read_story(workspace, card.id)
    if card.deleted or story is None:
        raise Refused(OPEN)
    if not story.steps:
        raise Refused("Nothing is known of this deal before its end, so there is nothing to walk.")
    state = _find_state(workspace, card.id)
    if state is None:
        state = WalkState(card.id, clock.iso(workspace.now()), 1, ())
        _keep(workspace, state)
    state = replace(state, step=min(max(1, state.step), len(story.steps)))
    known = tuple(card_lessons.list_lessons(workspace, card.id)) if state.ended_at else ()
    return Walk(card.ref, story, state, known)


def go_on(workspace: Workspace, card_id: str, typed: str = "") -> Walk:
    """Answer what one would do now, in private, and show the next step; the end after the last one."""
    walk = read_walk(workspace, card_id)
    if walk.is_over:
        raise Refused("This walk is over.")
    answers = walk.state.answers
    if typed.strip():
        words, last = lesson.read_words(typed, walking.QUESTION), walk.steps[-1]
        answers = (*(one for one in answers if one.after != last.id), Answer(last.id, last.at, words))
    if walk.state.step < len(walk.story.steps):
        state = replace(walk.state, answers=answers, step=walk.state.step + 1)
    else:
        state = replace(walk.state, answers=answers, ended_at=clock.iso(workspace.now()))
    _keep(workspace, state)
    return read_walk(workspace, card_id)


def share(workspace: Workspace, card_id: str) -> Written:
    """Share what was said on a walk that is over, on its card. Raises Refused."""
    walk = read_walk(workspace, card_id)
    if not walk.is_over:
        raise Refused("Walk to the end first; then your answers can be shared.")
    if walk.state.is_shared:
        raise Refused("Your answers are shared already.")
    act_result = workspace.act(lambda view: lesson_verbs.share_walk(view, card_id, walk.state.answers))
    mark_shared(workspace, card_id)
    return act_result


def mark_shared(workspace: Workspace, card_id: str) -> Walk:
    """Note that what was said on a walk is shared."""
    _keep(workspace, replace(read_walk(workspace, card_id).state, is_shared=True))
    return read_walk(workspace, card_id)


def list_own(workspace: Workspace) -> list[WalkState]:
    """Return the walks that the member has begun, the oldest first."""
    me = workspace.me
    if me is None:
        return []
    with workspace.database.faults():
        return walk_state.list_walks(workspace.connection, workspace.board.id, me.id)


def _read_story(workspace: Workspace, card_id: str) -> Story | None:
    teams = list_teams(workspace.member_changes())
    return walking.build_story(card_id, workspace.list_changes(card_id), workspace.board, teams, workspace.today)


def _find_state(workspace: Workspace, card_id: str) -> WalkState | None:
    return next((state for state in list_own(workspace) if state.card == card_id), None)


def _keep(workspace: Workspace, state: WalkState) -> None:
    me = workspace.me
    if me is None:
        raise Refused("Say who walks: nobody acts here.")
    with workspace.database.writing() as connection:
        walk_state.keep_walk(connection, workspace.board.id, me.id, state)
