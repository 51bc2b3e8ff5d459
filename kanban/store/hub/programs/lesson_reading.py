"""What closed deals of a board on a server teach: debriefs, shared walks, and which deal a member walks this week."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from kanban.domain.errors import Refused
from kanban.domain.lessons import walking, weekly
from kanban.domain.values import moments
from kanban.store.hub.board_rows import board_of, read_row
from kanban.store.hub.cards.reader import BoardReader
from kanban.store.hub.members.accounts import Caller, member_of
from kanban.store.hub.programs.card_search import make_ready, read_changes, require_stages

if TYPE_CHECKING:
    from kanban.domain.board import Board, Member
    from kanban.domain.lessons.lesson import Lesson
    from kanban.domain.lessons.walking import Past, Story
    from kanban.store.hub.server_database import Hub

_CLOSED = text(
    "SELECT id, stage, marketing_owner, source FROM hub_card WHERE board = :board AND deleted = 0 AND stage IN :lanes"
).bindparams(bindparam("lanes", expanding=True))


@dataclass(frozen=True, slots=True)
class ProposedWalk:
    """The deal that a member walks this week, as it was at its beginning."""

    card: str
    ref: str
    past: Past
    week: str
    """The Monday, ISO."""


def read_lessons(hub: Hub, caller: Caller, board: str, card: str) -> tuple[list[Lesson], Board]:
    """Return the debriefs and shared walks of a card, oldest first, and the board. Raises Stopped and NotFound."""
    with _reading(hub, caller, board) as (reader, _):
        return reader.list_lessons(reader.card(card).id), reader.board


def read_story(hub: Hub, caller: Caller, board: str, card: str) -> tuple[Story, str]:
    """Return the story of a deal that is over, and its reference. Raises Stopped, NotFound, Refused."""
    make_ready(hub, caller, board)
    with _reading(hub, caller, board) as (reader, _):
        story = _build_story(reader, card)
        if story is None or not story.steps:
            raise Refused("This deal is not over, or nothing is known before its end, so there is nothing to walk.")
        return story, reader.card(card).ref


def propose_walk(hub: Hub, caller: Caller, board: str) -> ProposedWalk | None:
    """Return the deal that the caller walks this week, of those whose walk they have not shared. Raises Stopped."""
    make_ready(hub, caller, board)
    with _reading(hub, caller, board) as (reader, me):
        lanes = {stage.id: str(stage.outcome) for stage in reader.board.stages if walking.is_end(stage)}
        if me is None or not lanes:
            return None
        rows = reader.connection.execute(_CLOSED, {"board": board, "lanes": list(lanes)})
        deals = [weekly.ClosedDeal(card, lanes[lane], owner or "", source or "") for card, lane, owner, source in rows]
        monday = weekly.find_monday(moments.find_today(hub.now(), reader.board.timezone))
        for card in weekly.order_deals(deals, me, monday):
            if any(one.kind == "walk" and one.author == me.id for one in reader.list_lessons(card)):
                continue
            story = _build_story(reader, card)
            if story is not None and story.steps:
                return ProposedWalk(card, reader.card(card).ref, story.look_back(1), monday.isoformat())
        return None


@contextmanager
def _reading(hub: Hub, caller: Caller, board: str) -> Iterator[tuple[BoardReader, Member | None]]:
    with hub.reading() as connection:
        row = read_row(connection, board)
        me = member_of(hub, connection, row, caller)
        yield BoardReader(connection, require_stages(board_of(hub, connection, row))), me


def _build_story(reader: BoardReader, card: str) -> Story | None:
    changes, teams = read_changes(reader, card)
    return walking.build_story(card, changes, reader.board, teams)
