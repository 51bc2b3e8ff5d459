"""Owners, currencies and reps are chosen from lists: letters find, and another value is typed where a card may have
one."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs
from kanban.domain.board import Member
from kanban.tui.dialogs.boards.board_form import BoardForm
from kanban.tui.dialogs.cards.ask_fields import AskFields
from kanban.tui.dialogs.cards.card_forms import EditFields
from kanban.tui.messages import EditAsked
from kanban.tui.widgets.inputs import options
from kanban.tui.widgets.inputs.line_input import LineInput
from kanban.tui.widgets.inputs.type_ahead import TypeAheadList
from tests.tui.boards import make_board, playing, press, shown
from tests.tui.cards import BOARD, NOW, STAGES, card, opened, panel_with, screen_text, typed

TODAY = NOW.date()


async def chosen(field, *keys, size=(100, 40), **given):
    """What the panel asks for when a field is opened and these keys are pressed, and what stands in the list before
    the last one."""
    async with opened(widget=panel_with(card=card(**given)), size=size) as (app, pilot):
        app.widget.edit_field(field)
        await pilot.press("enter")
        await pilot.pause()
        rows = screen_text(app)
        for key in keys:
            rows = screen_text(app)
            await (typed(pilot, key.removeprefix("type:")) if key.startswith("type:") else pilot.press(key))
            await pilot.pause()
        return app.heard, rows


def places(rows, *words):
    """In which line of the screen words stand last."""
    return [max(n for n, row in enumerate(rows) if word in row) for word in words]


# -- the fields of a card


@pytest.mark.parametrize(("field", "first"), [("sales_owner", "Raj"), ("marketing_owner", "Bo")])
async def test_an_owner_is_chosen_among_nobody_the_team_and_the_others(field, first):
    _, rows = await chosen(field, "escape", sales_owner=None, marketing_owner=None)
    assert any("nobody" in row for row in rows)
    order = (
        ["Ana", "Bo", "Eve Lindqvist", "Raj"] if field == "marketing_owner" else ["Eve Lindqvist", "Raj", "Ana", "Bo"]
    )
    assert places(rows, *order) == sorted(places(rows, *order))
    other = "sales" if field == "marketing_owner" else "marketing"
    assert any(row.rstrip(" │").endswith(other) for row in rows)
    heard, _ = await chosen(field, f"type:{first[:2].lower()}", "enter", sales_owner=None, marketing_owner=None)
    assert heard == [EditAsked("0199-card", {field: first})]


@pytest.mark.parametrize(("keys", "pairs"), [
    (("enter",), None), (("down", "enter"), {"sales_owner": "Vera"}), (("type:nob", "enter"), {"sales_owner": ""}),
    (("type:Zoe Miller", "enter"), {"sales_owner": "Zoe Miller"}), (("type:e", "down", "enter"), {"sales_owner": "e"}),
    (("type:ev", "tab", "enter"), {"sales_owner": "Eve Lindqvist"}), (("type:ev", "escape"), None),
])  # fmt: skip
async def test_an_owner_is_kept_changed_cleared_or_a_name_of_no_member(keys, pairs):
    heard, _ = await chosen("sales_owner", *keys)
    assert heard == ([EditAsked("0199-card", pairs)] if pairs else [])


async def test_a_name_that_a_file_gave_stands_in_the_list():
    heard, rows = await chosen("sales_owner", "enter", sales_owner="Somebody Else")
    assert heard == []
    assert sum("Somebody Else" in row for row in rows) >= 2


@pytest.mark.parametrize(("keys", "currency"), [
    (("type:us", "enter"), "USD"), (("type:euro", "enter"), None), (("type:zł", "enter"), "PLN"),
    (("type:€", "enter"), None), (("type:btx", "enter"), "BTX"), (("type:jpy", "enter"), "JPY"),
])  # fmt: skip
async def test_a_currency_is_found_by_its_code_or_sign_and_leaves_the_figure(keys, currency):
    heard, _ = await chosen("currency", *keys)
    assert heard == ([EditAsked("0199-card", {"value": "12000.00", "currency": currency})] if currency else [])


async def test_what_is_no_currency_is_said_to_be_none():
    _, rows = await chosen("currency", "type:euros", "enter")
    assert any("No matches" in row for row in rows)
    _, rows = await chosen("currency", "type:euros", "enter", "left")
    assert any("“euros” is not a currency" in row for row in rows)


async def test_a_value_has_a_currency():
    async with opened(widget=panel_with()) as (app, pilot):
        app.widget.edit_field("currency")
        await pilot.press("x")
        await pilot.pause()
        assert app.heard == []
        assert any("Clear the value first." in row for row in screen_text(app))
    heard, _ = await chosen("currency", "type:chf", "enter", value=None, currency=None)
    assert heard == [EditAsked("0199-card", {"currency": "CHF"})]


async def test_a_reason_is_one_of_the_boards_or_words():
    lost = {"stage": "s9", "lost_reason": "price"}
    heard, _ = await chosen("lost_reason", "type:comp", "enter", **lost)
    assert heard == [EditAsked("0199-card", {"lost_reason": "competitor"})]
    heard, _ = await chosen("lost_reason", "type:moved to Peru", "enter", **lost)
    assert heard == [EditAsked("0199-card", {"lost_reason": "moved to Peru"})]


@pytest.mark.parametrize("size", [(100, 40), (60, 15), (80, 24)])
async def test_the_list_shows_below_or_above_its_line_and_is_clicked(size):
    async with opened(widget=panel_with(), size=size) as (app, pilot):
        app.widget.edit_field("sales_owner")
        await pilot.press("enter")
        await pilot.pause()
        await typed(pilot, "eve")
        box, line = app.query_one("FieldPane TypeAheadList"), app.query_one("FieldPane LineInput")
        pane = app.query_one("FieldPane")
        assert pane.region.contains_region(box.region)
        assert pane.region.contains_region(line.region)
        assert not box.region.overlaps(line.region)
        row = box.region.y
        assert "Eve Lindqvist" in screen_text(app)[row]
        await pilot.click(offset=(box.region.x + 2, row))
        await pilot.pause()
        assert app.heard == [EditAsked("0199-card", {"sales_owner": "Eve Lindqvist"})]
        assert not app.widget.is_typing
        assert not app.query_one("FieldPane TypeAheadList", TypeAheadList).display


# -- forms


async def answered(dialog, *keys, size=(80, 24)):
    """What a form answers after these keys, and all that it showed on the way."""
    async with opened(dialog=dialog, size=size) as (app, pilot):
        rows = screen_text(app)
        for key in keys:
            await (typed(pilot, key.removeprefix("type:")) if key.startswith("type:") else pilot.press(key))
            await pilot.pause()
            rows += screen_text(app)
        return app.result, "\n".join(rows)


async def test_several_cards_get_an_owner_nobody_or_stay_as_they_are():
    form = EditFields(BOARD, "3 cards", today=TODAY)
    result, said = await answered(form, "tab", "type:bo", "tab", "type:nobody", "enter")
    assert result == {"marketing_owner": "Bo", "sales_owner": ""}
    assert "unchanged" in said
    async with opened(dialog=EditFields(BOARD, "3 cards", today=TODAY), size=(80, 24)) as (app, _):
        assert [line.value for line in app.screen.query(LineInput)] == [""] * 8
    result, _ = await answered(EditFields(BOARD, "3 cards", today=TODAY), "tab", "tab", "type:x", "enter")
    assert result == {"sales_owner": "x"}


@pytest.mark.parametrize(("keys", "result"), [
    (("type:us", "enter"), {"currency": "USD"}), (("type:xx", "enter"), ...),
    (("type:btx", "enter"), {"currency": "BTX"}), (("enter",), {}),
])  # fmt: skip
async def test_a_board_has_a_currency_of_the_list(keys, result):
    assert (await answered(BoardForm(BOARD), "tab", *keys))[0] == result


async def test_an_owner_that_a_stage_asks_for_is_chosen():
    form = AskFields(BOARD, card(sales_owner=None), STAGES[6], ("sales_owner",), today=TODAY)
    result, said = await answered(form, "enter")
    assert result == {"sales_owner": "Eve Lindqvist"}
    assert "nobody" not in said


async def test_an_offer_names_whose_turn_it_is_and_goes_to_no_other_name():
    board = BOARD._replace(all_members=(*BOARD.all_members, Member("m6", "Tom", "sales", away=True)))
    form = AskFields(board, card(), STAGES[3], ("why",), today=TODAY, turn="next in rotation (Raj)")
    result, said = await answered(form, "type:asked", "tab", "tab", "type:eve", "enter")
    assert result == {"why": "asked", "opening": "", "offer_to": "Eve Lindqvist"}
    assert "next in rotation (Raj)" in said
    form = AskFields(board, card(), STAGES[3], ("why",), today=TODAY, turn="next in rotation (Raj)")
    result, said = await answered(form, "type:asked", "tab", "tab", "type:tom", "enter")
    assert result is ...
    assert "No matches. Choose one from the list." in said
    assert "Vera" not in said


async def test_the_board_says_whose_turn_it_is(home):
    board = make_board(home / "data" / "kanban.db")
    board.act(lambda view: board_verbs.add_member(view, "Sue", "sales"))
    async with playing(board) as (_, pilot):
        await press(pilot, "3", "a")
        assert "next in rotation (Raj)" in shown(pilot)
        await press(pilot, *"now", "enter", "2", "a")
        assert "next in rotation (Sue)" in shown(pilot)
        await press(pilot, *"now", "tab", "tab", *"raj", "enter")
        assert "Offered “Hooli trial” to Raj" in shown(pilot)
        await press(pilot, "1", "space", "j", "space", "a")
        assert "next in rotation" in shown(pilot)
        assert "rotation (" not in shown(pilot)


@pytest.mark.parametrize(
    ("typed_", "first"), [("tom", "“tom”"), ("theo", "Theodor Mann"), ("mann", "Theodor Mann"), ("dor", "“dor”")]
)
def test_a_name_is_taken_for_a_members_only_where_it_begins_one(typed_, first):
    board = BOARD._replace(all_members=(Member("m9", "Theodor Mann", "sales"),))
    assert options.owner_options("sales", board).find_items(typed_)[0].label == first


def test_every_currency_is_offered_once_the_boards_first():
    keys = [item.key for item in options.currency_options(BOARD._replace(currency="CHF")).items]
    assert keys[:3] == ["CHF", "EUR", "USD"]
    assert len(keys) == len(set(keys)) > 150
