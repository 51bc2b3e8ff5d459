"""A comment that was begun is not lost, and it is marked: on the face, in the card, for a new one and for new words."""

from __future__ import annotations

import pytest

from kanban.domain.acts import verbs
from kanban.tui.widgets.conversation.comment_input import CommentInput
from tests.tui.boards import card_named, make_board, member_of, playing, press, screen_text, shown


@pytest.fixture
def board(home):
    return make_board(home / "data" / "kanban.db")


def face_of(pilot, title):
    """The four lines of the first lane's face with this title."""
    rows = [row.split("│")[0] for row in screen_text(pilot.app)]
    at = next(n for n, row in enumerate(rows) if title in row)
    return rows[at : at + 4]


async def test_a_draft_is_marked_on_the_face_until_it_is_sent(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "j", "c", *"half", "escape")
        assert face_of(pilot, "Globex renewal")[2].rstrip().endswith("draft")
        assert "draft" not in "".join(face_of(pilot, "Acme pilot"))
        assert "· draft, not sent" in shown(pilot)
        await press(pilot, "c", "ctrl+s", "escape")
        assert "draft" not in shown(pilot)


async def test_it_is_marked_at_the_next_start_and_for_its_writer_alone(board):
    board.keep_draft(card_named(board, "Acme pilot").id, "to be continued")
    other = board.open_sibling()
    async with playing(board) as (_, pilot):
        assert face_of(pilot, "Acme pilot")[2].rstrip().endswith("draft")
        await press(pilot, "M", *"raj", "enter")
        assert "draft" not in "".join(face_of(pilot, "Acme pilot"))
    async with playing(other, size=(80, 24)) as (_, pilot):
        assert face_of(pilot, "Acme pilot")[2].rstrip().endswith("draft")


async def test_new_words_for_a_comment_outlive_escape_and_the_program(board):
    acme = card_named(board, "Acme pilot").id
    made = board.act(lambda view: verbs.comment(view, acme, "First words")).entity_ids[0]
    other = board.open_sibling()
    async with playing(board) as (_, pilot):
        await press(pilot, "enter", "e", *" and more", "escape")
        assert "Your edit of this comment is not saved yet." in shown(pilot)
        assert face_of(pilot, "Acme pilot")[2].rstrip().endswith("draft")
        assert other.edit_drafts([made]) == {made: "First words and more"}
        assert [note.body for note in other.list_comments(acme)] == ["First words"]
    async with playing(other) as (screen, pilot):
        await press(pilot, "enter", "e")
        assert screen.query_one(CommentInput).text == "First words and more"
        await press(pilot, "ctrl+s")
        assert [note.body for note in other.list_comments(acme)] == ["First words and more"]
        assert other.edit_drafts([made]) == {}
        await press(pilot, "escape")
        assert "not saved yet" not in shown(pilot)
        assert "draft" not in shown(pilot)


async def test_new_words_and_a_new_comment_are_kept_apart(board):
    acme = card_named(board, "Acme pilot").id
    made = board.act(lambda view: verbs.comment(view, acme, "First words")).entity_ids[0]
    async with playing(board) as (screen, pilot):
        await press(pilot, "c", *"new one", "escape", "e", *"!", "escape", "c")
        assert screen.query_one(CommentInput).text == "new one"
        assert (screen.workspace.read_draft(acme), screen.workspace.edit_drafts([made])) == (
            "new one", {made: "First words!"},
        )  # fmt: skip


async def test_who_is_somebody_else_sees_no_new_words(board):
    acme = card_named(board, "Acme pilot").id
    made = board.act(lambda view: verbs.comment(view, acme, "First words")).entity_ids[0]
    board.keep_draft(made, "Others")
    board.member_id = member_of(board, "Raj")
    assert board.edit_drafts([made]) == {}
    assert board.draft_cards() == set()


async def test_two_windows_that_write_on_one_card_lose_nothing_of_each_other(board):
    other = board.open_sibling()
    card = card_named(board, "Acme pilot").id
    async with playing(board) as (_, one), playing(other) as (_, two):
        await press(one, "c", *"first")
        await press(two, "c", *"second")
        await press(one, "escape")
        await press(two, "escape")
        assert board.read_draft(card) == "first\n\nsecond"
        await press(one, "c", *" one", "escape")
        await press(two, "c", *" two", "escape")
        assert board.read_draft(card) == "first one\n\nsecond two"
        await press(one, "c", "ctrl+s")
        assert [note.body for note in board.list_comments(card)] == ["first one"]
        assert board.read_draft(card) == "second two"
        await press(two, "c", "ctrl+s")
        assert [note.body for note in board.list_comments(card)] == ["first one", "second two"]
        assert board.read_draft(card) == ""


@pytest.mark.parametrize(
    ("stored", "known", "typed", "kept"),
    [
        ("", "", "a", "a"), ("a", "a", "ab", "ab"), ("a", "a", "", ""), ("b", "", "a", "b\n\na"), ("b", "a", "", "b"),
        ("b\n\na", "a", "ac", "b\n\nac"), ("b\n\na", "a", "", "b"), ("a", "", "a", "a"), ("b", "a", "a2", "b\n\na2"),
    ],
)  # fmt: skip
def test_a_draft_grows_beside_what_another_window_kept(board, stored, known, typed, kept):
    card = card_named(board, "Acme pilot").id
    board.keep_draft(card, stored)
    board.keep_draft(card, typed, known)
    assert board.read_draft(card) == kept
    board.close()
