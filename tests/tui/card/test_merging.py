"""Two cards of one lead become one, by typing, and undo parts them again."""

from __future__ import annotations

from kanban import config
from kanban.domain.acts import verbs
from kanban.store.opening import create_board
from kanban.tui.app import KanbanApp
from tests.tui.card.test_open_card import waited
from tests.tui.cards import screen_text, typed


async def test_another_card_is_found_and_merged_and_undo_brings_it_back(home):
    workspace = create_board(home / "kanban.db", "Pipeline", "Ana", "marketing")
    for title in ("Acme pilot again", "Acme pilot"):
        workspace.act(lambda view, title=title: verbs.create(view, {"title": title, "phone": title[-1]}))
    app = KanbanApp(workspace, config.find_places(), config.Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await waited(pilot, lambda: any("Acme pilot again" in line for line in screen_text(app)))
        await pilot.press("ampersand")
        await typed(pilot, "again")
        await waited(
            pilot, lambda: any("Acme pilot again" in line and "Nurture ·" in line for line in screen_text(app))
        )
        await pilot.press("enter")
        await waited(pilot, lambda: any("Merged" in line for line in screen_text(app)))
        assert [card.title for card, _, _ in workspace.list_cards()] == ["Acme pilot"]
        await pilot.press("u")
        await waited(pilot, lambda: any("Undone" in line for line in screen_text(app)))
        assert len(list(workspace.list_cards())) == 2
    workspace.close()


async def test_the_card_itself_is_not_offered_and_likely_duplicates_come_first(home):
    workspace = create_board(home / "kanban.db", "Pipeline", "Ana", "marketing")
    for title, email in (("Twin", "JANE@acme.example"), ("Aardvark", "a@b.example"), ("Jane", "jane@acme.example")):
        workspace.act(lambda view, title=title, email=email: verbs.create(view, {"title": title, "email": email}))
    app = KanbanApp(workspace, config.find_places(), config.Config())
    async with app.run_test(size=(100, 30)) as pilot:
        await waited(pilot, lambda: any("Aardvark" in line for line in screen_text(app)))
        await pilot.press("ampersand")
        await waited(pilot, lambda: any("same e-mail · Nurture" in line for line in screen_text(app)))
        offered = [line for line in screen_text(app) if "Nurture ·" in line]
        assert [next(name for name in ("Twin", "Aardvark", "Jane") if f" {name} " in line) for line in offered] == [
            "Twin",
            "Aardvark",
        ]
        await typed(pilot, "jane")
        await waited(pilot, lambda: sum("Nurture ·" in line for line in screen_text(app)) == 1)
        assert any("Twin" in line and "same e-mail" in line for line in screen_text(app))
    workspace.close()
