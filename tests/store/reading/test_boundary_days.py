"""A day begins at its midnight in the board's time zone and ends at the next one, for every comparison."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from kanban.domain.acts import board_verbs
from kanban.domain.queries import matching, query
from kanban.store.opening import create_board
from tests.store.conftest import Clockwork, add

DAY = "2026-11-20"
MOMENTS = {  # in Berlin, an hour ahead of UTC
    "the second before": "2026-11-19T22:59:59Z",
    "its first second": "2026-11-19T23:00:00Z",
    "its last second": "2026-11-20T22:59:59Z",
    "the second after": "2026-11-20T23:00:00Z",
}
FOUND = {
    "<": {"the second before"},
    "<=": {"the second before", "its first second", "its last second"},
    "=": {"its first second", "its last second"},
    ":": {"its first second", "its last second"},
    ">=": {"its first second", "its last second", "the second after"},
    ">": {"the second after"},
}


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    """A card made at each of these moments; each is to be closed on the day before, on the day, or on the one after."""
    clockwork = Clockwork(datetime(2026, 11, 1, tzinfo=UTC))
    workspace = create_board(tmp_path_factory.mktemp("days") / "kanban.db", "Days", "Ana", "marketing", now=clockwork)
    with closing(workspace):
        workspace.act(lambda view: board_verbs.set_board(view, {"timezone": "Europe/Berlin"}))
        for title, moment in MOMENTS.items():
            clockwork.now = datetime.fromisoformat(moment)
            day = clockwork.now + timedelta(hours=1)
            add(workspace, title, close_on=day.date().isoformat(), next_on=day.date().isoformat(), next_step="call")
        workspace.reload()
        yield workspace


@pytest.mark.parametrize("field", ["created", "updated", "entered", "touched", "close", "next"])
@pytest.mark.parametrize("op", FOUND)
def test_a_day_is_whole_and_no_second_longer(board, field, op):
    source = f"{field}{op}{DAY}"
    assert {card.title for card, _, _ in board.list_cards(source)} == FOUND[op]
    assert {card.title for card, _, _ in board.list_cards(f"-{source}")} == MOMENTS.keys() - FOUND[op]
    matcher = matching.Matcher(query.parse(source, board.today), board.board, board.now(), board.me, lambda _: ())
    cards = [card for card, _, _ in board.list_cards()]
    if field != "touched":  # that is the log's to say
        assert {card.title for card in cards if matcher.is_match(card)} == FOUND[op]
