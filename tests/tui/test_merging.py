"""Two cards of one lead become one, by typing, and undo parts them again."""

from __future__ import annotations

from kanban import config
from kanban.domain import verbs
from kanban.store.opening import found_board
from kanban.tui.app import KanbanApp
from tests.tui.cards import screen_text, typed
from tests.tui.test_open_card import waited


async def test_another_card_is_found_and_merged_and_undo_brings_it_back(home):
    workspace = found_board(home / "kanban.db", "Pipeline", "Ana", "marketing")
    for title in ("Acme pilot again", "Acme pilot"):
        workspace.act(lambda view, title=title: verbs.create(view, {"title": title, "phone": title[-1]}))
    app = KanbanApp(workspace, config.places(), config.Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await waited(pilot, lambda: any("Acme pilot again" in line for line in screen_text(app)))
        await pilot.press("ampersand")
        await typed(pilot, "again")
        await waited(
            pilot, lambda: any("Acme pilot again" in line and "Nurture ·" in line for line in screen_text(app))
        )
        await pilot.press("enter")
        await waited(pilot, lambda: any("Merged" in line for line in screen_text(app)))
        assert [card.title for card, _, _ in workspace.listed()] == ["Acme pilot"]
        await pilot.press("u")
        await waited(pilot, lambda: any("Undid" in line for line in screen_text(app)))
        assert len(list(workspace.listed())) == 2
    workspace.close()
