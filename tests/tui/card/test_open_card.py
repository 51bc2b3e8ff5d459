"""An open card in the real app: what is typed lands in the store, and opening and closing leave nothing behind."""

from __future__ import annotations

import pytest

from kanban import config
from kanban.domain.acts import verbs
from kanban.store.opening import create_board
from kanban.tui.app import KanbanApp
from kanban.tui.widgets.conversation.comment_input import CommentInput
from tests.tui.boards import playing, press
from tests.tui.cards import screen_text, typed


@pytest.fixture
def workspace(home):
    made = create_board(home / "kanban.db", "Pipeline", "Ana", "marketing")
    made.act(lambda view: verbs.create(view, {"title": "Acme pilot", "company": "Acme"}))
    yield made
    made.close()


async def waited(pilot, found):
    """Wait for the worker: its thread answers in its own time."""
    for _ in range(200):
        await pilot.pause(0.01)
        if found():
            return
    pytest.fail("the worker never answered")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
async def test_a_comment_and_a_field_land_in_the_store(workspace, size):
    app = KanbanApp(workspace, config.find_places(), config.Config())
    (card,) = [card for card, _, _ in workspace.list_cards()]
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("enter", "c")
        await typed(pilot, "hello @Ana")
        await pilot.press("ctrl+s")
        await waited(pilot, lambda: app.screen.query_one(CommentInput).text == "")
        assert any("hello @Ana" in line for line in screen_text(app))
        await pilot.press("escape", "3", "j", "enter", "ctrl+u")
        await typed(pilot, "Acme GmbH")
        await pilot.press("enter")
        await waited(pilot, lambda: any("Acme GmbH" in line for line in screen_text(app)))
        assert workspace.card(card.id).company == "Acme GmbH"
        assert [note.body for note in workspace.list_comments(card.id)] == ["hello @Ana"]


async def test_it_is_opened_and_closed_again_and_again(workspace):
    app = KanbanApp(workspace, config.find_places(), config.Config())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for _ in range(3):
            await pilot.press("enter")
            await waited(pilot, lambda: app.screen.query(CommentInput))
            await pilot.press("escape")
            await waited(pilot, lambda: not any("[Thread]" in line for line in screen_text(app)))


async def test_a_card_that_is_closed_while_it_opens_stays_closed(workspace):
    async with playing(workspace) as (screen, pilot):
        mount = screen.board_area.mount

        async def closing(*widgets):
            await mount(*widgets)
            await screen.parts.panel.close()

        screen.board_area.mount = closing
        await press(pilot, "enter")
        assert screen.parts.panel.widget is None
        screen.board_area.mount = mount
        await press(pilot, "enter")
        assert screen.parts.panel.widget is not None


async def test_a_lead_is_disqualified_for_a_reason_of_a_return(workspace):
    async with playing(workspace, size=(120, 40)) as (_, pilot):
        await press(pilot, "m", *"disq", "enter")
        assert any("why is it disqualified?" in row for row in screen_text(pilot.app))
        await press(pilot, *"not our", "enter")
        (card,) = [card for card, *_ in workspace.list_cards()]
        assert (workspace.board.lane_of(card.stage).name, card.lost_reason) == ("Disqualified", "not our profile")
