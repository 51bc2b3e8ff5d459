"""Whatever another client put into its changes, everything can be read, told and undone."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given

from kanban.domain import history
from kanban.domain.acts import verbs
from kanban.domain.change import Change
from kanban.domain.errors import KanbanError
from kanban.domain.records import record
from kanban.store import entities
from kanban.store.reading import comment_rows, read
from kanban.store.reading.card_records import Listing
from kanban.store.reading.read import list_with_merged
from kanban.store.reading.vocabulary import custom_fields, label_counts
from kanban.store.search.search_text import LaneSearchTexts
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.store.test_log import logged
from tests.store.world import BOARD, CARDS, DEVICE, MEMBERS, STAGES, changes, uuid

pytestmark = pytest.mark.usefixtures("odd_values")

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def sound_beginning() -> list[Change]:
    """A board with a stage and two members, before anybody meant harm."""
    sets = [
        ("board", BOARD, {"created": True, "name": "Pipeline"}),
        ("stage", STAGES[0], {"created": True, "name": "Nurture", "rank": "a0"}),
        ("member", MEMBERS[0], {"created": True, "name": "Ana", "team": "marketing", "role": "lead"}),
        ("member", MEMBERS[1], {"created": True, "name": "Ben", "team": "sales"}),
    ]  # fmt: skip
    return [
        Change(uuid(11, n), uuid(12, n), uuid(13, n), "found", "2026-11-01T00:00:00Z", etype, entity, values,
               f"0199c1000000-{n:04x}-9f31ab20", MEMBERS[0], DEVICE, n + 1)
        for n, (etype, entity, values) in enumerate(sets)
    ]  # fmt: skip


QUERIES = (
    "", "acme", "stage:nurture", "owner:ana", "mine", "label:vip", "value>=1", "overdue", "stale", "unread",
    "incomplete", "deleted", "has:link", "mentions:me", "team:sales", "created>2026-01-01", "source:x", "closed:today",
    "probability>0.1", "field.größe:x",
)  # fmt: skip


@examples(120)
@given(changes(wild=True))
def test_everything_can_be_read_told_and_undone(made: list[Change]) -> None:
    database = logged([*sound_beginning(), *made])
    workspace = Workspace(database, BOARD, MEMBERS[0], now=lambda: NOW)
    board, connection = workspace.board, workspace.connection
    assert board.stages
    assert entities.list_boards(connection)
    totals = read.count_totals(connection, board, NOW)
    faces = 0
    for stage in board.stages:
        faces += len(read.read_top(connection, board, workspace.me, stage.id, 99))
        assert len(LaneSearchTexts(read.read_search_texts(connection, stage.id)).numbers) == len(
            read.read_order(connection, stage.id)
        )
    assert faces == sum(total.cards for total in totals.values()) == len(list(workspace.list_cards()))
    for source in QUERIES:
        with suppress(KanbanError):
            list(workspace.list_cards(source))
    json.dumps(list(Listing(database, BOARD).records(MEMBERS[0])), allow_nan=False)
    custom_fields(connection, BOARD), label_counts(connection, BOARD)
    for card in CARDS:
        with suppress(KanbanError):
            whole = workspace.card(card)
            card_ids = list_with_merged(connection, card)
            events = history.list_events(workspace.list_changes(card), board)
            told = record.build_whole_record(
                whole,
                board,
                workspace.list_comments(card),
                workspace.list_activities(card),
                events,
                comment_rows.list_unread(connection, card_ids, MEMBERS[0]),
            )
            json.dumps(
                {name: value for name, value in told.items() if name not in {"history", "fields"}}, allow_nan=False
            )
            workspace.find(card)
            workspace.act(lambda view, card=card: verbs.edit(view, [card], {"title": "Sound"}))
            workspace.act(lambda view, card=card: verbs.move(view, [card], steps=1))
            workspace.act(lambda view, card=card: verbs.reorder(view, card, 1))
            workspace.act(lambda view, card=card: verbs.comment(view, card, "Words"))
    for _ in range(4):
        with suppress(KanbanError):
            workspace.undo()
    workspace.read_news(0)
    database.close()
