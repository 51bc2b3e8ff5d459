"""From an objection to an answer on the screen, in under ten keys; and back to marketing where there is none."""

from __future__ import annotations

import pytest

from kanban.domain.playbook import objection_verbs, play_verbs, starter_plays
from kanban.store import playbooks
from kanban.tui.dialogs.playbook.objection_dialog import ASK, ObjectionDialog
from kanban.tui.dialogs.playbook.play_dialog import PlayDialog
from kanban.tui.dialogs.playbook.play_editor import PlayEditor, compose_text, split_text
from kanban.tui.dialogs.playbook.playbook_dialog import PlaybookDialog
from kanban.tui.widgets.inputs.type_ahead import SearchLine, TypeAheadList
from tests.tui.boards import card_named, counted, make_board, member_of, playing, press, settled, shown

PRICE = "Too expensive: find what"


@pytest.fixture
def board(tmp_path):
    made = make_board(tmp_path / "board.db")
    starters = list(starter_plays.list_starters(made.board.id))
    made.act(lambda view: play_verbs.add_plays(view, starters))
    return made


def objections(workspace, title):
    return playbooks.list_objections(workspace, card_named(workspace, title).id)


def object_to(workspace, words, *titles):
    cards = [card_named(workspace, title).id for title in titles]
    return workspace.act(lambda view: objection_verbs.log_objection(view, cards, words))


async def test_seven_keys_lead_from_an_objection_to_its_answer(board):
    keys = ["o", "p", "r", "i", "c", "e", "enter"]
    assert len(keys) < 10
    async with playing(board) as (screen, pilot):
        await press(pilot, *keys[:-1])
        assert isinstance(pilot.app.screen, ObjectionDialog)
        assert PRICE in shown(pilot)
        assert "Expensive compared with what" in shown(pilot)
        await press(pilot, keys[-1])
        assert isinstance(pilot.app.screen, PlayDialog)
        assert "ASK FIRST" in shown(pilot)
        (logged,) = objections(board, "Acme pilot")
        assert (logged.words, logged.outcome) == ("price", "")
        await press(pilot, "r")
        assert pilot.app.screen is screen
        (logged,) = objections(board, "Acme pilot")
        assert (logged.outcome, logged.outcome_by) == ("resolved", board.member_id)
        await press(pilot, "u")
        assert objections(board, "Acme pilot")[0].outcome == ""
        await press(pilot, "u")
        assert objections(board, "Acme pilot") == []


async def test_words_without_a_play_become_a_request(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "o")
        await counted(pilot)
        await press(pilot, *"zzzxqy")
        assert "No play fits. Log it and ask marketing" in shown(pilot)
        await press(pilot, "enter")
        assert pilot.app.screen is screen
        await press(pilot, "j", "o")
        await counted(pilot)
        await press(pilot, *"zzzx")
        assert "Asked already: “zzzxqy”" in shown(pilot)
        await press(pilot, "enter")
        requests = playbooks.read_playbook(board).requests
    assert [(one.words, len(one.cards)) for one in requests] == [("zzzxqy", 2)]


async def test_a_letter_and_what_it_finds_are_one_frame_in_a_list_that_does_not_jump(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "o")
        await counted(pilot)
        dialog = pilot.app.screen
        line, plays = dialog.query_one(SearchLine), dialog.query_one(TypeAheadList)
        heights = []
        for typed in ("e", "ex", "exp", "expe", "expens", "expensq", "expensqqq"):
            line.value = typed
            assert (plays.cursor == ASK) == (typed == "expensqqq")  # no message is awaited
            await settled(pilot)
            heights.append(plays.size.height)
    assert heights == sorted(heights)
    assert heights[-1] > 2


async def test_tab_logs_without_a_play_and_escape_logs_nothing(board):
    async with playing(board) as (screen, pilot):
        await press(pilot, "o", *"price", "tab")
        assert pilot.app.screen is screen
        assert objections(board, "Acme pilot")[0].play == ""
        await press(pilot, "o", *"price", "escape")
        assert pilot.app.screen is screen
        assert len(objections(board, "Acme pilot")) == 1
        await press(pilot, "j", "o", "tab")
        assert "Say what they objected to" in shown(pilot)


async def test_an_open_objection_of_the_card_is_settled_by_one_key(board):
    object_to(board, "zzz our IT", "Acme pilot")
    async with playing(board) as (_, pilot):
        await press(pilot, "o")
        assert "§ “zzz our IT”" in shown(pilot)
        await press(pilot, "enter", "l")
        assert objections(board, "Acme pilot")[0].outcome == "lost"
        await press(pilot, "enter")
        thread = " ".join(shown(pilot).split())
        assert "§ M Ana" in thread
        assert "“zzz our IT” · lost" in thread.replace("│ ", "")


async def test_the_activity_dialog_asks_what_they_objected_to(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "p", "c", *("tab",) * 5, *"too expensiv", "enter")
        assert isinstance(pilot.app.screen, ObjectionDialog)
        assert PRICE in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PlayDialog)
        await press(pilot, "escape")
        (logged,) = objections(board, "Acme pilot")
        (activity,) = board.list_activities(card_named(board, "Acme pilot").id)
        assert (logged.activity, logged.outcome) == (activity.id, "")


async def test_several_cards_meet_the_same_objection(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "space", "space", "o", *"zzz", "enter")
        assert [len(objections(board, title)) for title in ("Acme pilot", "Globex renewal")] == [1, 1]


async def test_marketing_writes_the_play_for_a_request_and_it_goes_to_the_cards(board):
    board.member_id = member_of(board, "Raj")
    object_to(board, "zzz our IT", "Acme pilot", "Stark retrofit")
    board.member_id = member_of(board, "Bo")
    async with playing(board, size=(80, 24)) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        assert isinstance(pilot.app.screen, PlaybookDialog)
        assert "[Plays 12]" in shown(pilot)
        await press(pilot, "tab")
        assert "“zzz our IT”" in shown(pilot)
        assert "2 cards · €87,000 wait" in shown(pilot)
        await press(pilot, "at")
        await counted(pilot)
        assert "Bo" in shown(pilot)
        await press(pilot, "n")
        editor = pilot.app.screen
        assert isinstance(editor, PlayEditor)
        assert "0 questions" in shown(pilot)
        editor._area.text = "## Ask first\n- Who decides?\n\n## Answer\nIt runs here."
        await settled(pilot)
        assert "1 question ✓   still empty: say you heard it, proof" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "Send it to the 2 open cards that asked? One undo." in shown(pilot)
        await press(pilot, "ctrl+s")
        await counted(pilot)
        assert "No request waits." in shown(pilot)
        await press(pilot, "escape")
        for title in ("Acme pilot", "Stark retrofit"):
            assert objections(board, title)[0].play
            assert "It runs here." in board.list_comments(card_named(board, title).id)[-1].body
        await press(pilot, "u")
        for title in ("Acme pilot", "Stark retrofit"):
            assert objections(board, title)[0].play == ""
            assert board.list_comments(card_named(board, title).id) == []


async def test_what_was_begun_of_a_play_is_kept_until_it_is_saved(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "O", "n", *"Own server", "escape")
        assert isinstance(pilot.app.screen, PlaybookDialog)
        assert "Draft kept." in shown(pilot)
        assert (board.draft_cards(), "Own" in board.read_draft(f"play {board.board.id}")) == (set(), True)
        await press(pilot, "n")
        assert "Own server" in shown(pilot)
        assert "Your draft. Ctrl+R: start anew" in shown(pilot)
        await press(pilot, "ctrl+s")
        await counted(pilot)
        await press(pilot, "n")
        assert pilot.app.screen.typed["title"] == ""
        assert "Your draft" not in shown(pilot)
        await press(pilot, *"Another", "ctrl+r", "escape", "n")
        assert pilot.app.screen.typed["title"] == ""
        assert "Own server" in {play.title for play in playbooks.list_plays(board)}


async def test_a_draft_is_kept_a_second_after_the_last_key(board):
    async with playing(board) as (_, pilot):
        await press(pilot, "O", "n", *"Own")
        place = f"play {board.board.id}"
        while "Own" not in board.read_draft(place):  # the test's own time limit ends it
            await pilot.pause(0.05)


async def test_a_refused_play_leaves_its_draft(board):
    title = playbooks.list_plays(board)[0].title
    async with playing(board) as (_, pilot):
        await press(pilot, "O", "n", *title, "ctrl+s")
        await counted(pilot)
        assert "There is a play called" in shown(pilot)
        await press(pilot, "n")
        assert "Your draft" in shown(pilot)


async def test_esc_takes_back_the_question_to_whom_a_play_goes(board):
    object_to(board, "zzz our IT", "Acme pilot", "Stark retrofit")
    async with playing(board) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "tab", "n")
        editor = pilot.app.screen
        editor._area.text = "## Ask first\n- Who decides?"
        await settled(pilot)
        await press(pilot, "ctrl+s")
        assert "Send it to the 2 open cards that asked? One undo." in shown(pilot)
        await press(pilot, "escape")
        assert pilot.app.screen is editor
        await press(pilot, "ctrl+s", "ctrl+s")
        await counted(pilot)
        assert "No request waits." in shown(pilot)


async def test_sales_proposes_a_change_to_the_owner_of_a_play(board):
    card = card_named(board, "Acme pilot").id
    play = playbooks.list_plays(board)[0]
    board.act(lambda view: play_verbs.save_play(view, play.id, {"owner": "Bo"}))
    board.act(lambda view: objection_verbs.log_objection(view, [card], "zzz", play=play.id))
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "p")
        await press(pilot, *"say it shorter", "enter")
        await counted(pilot)
        note = board.list_comments(card)[-1]
        assert note.body == f"@Bo Proposed change of the play “{play.title}”: say it shorter"
        board.member_id = member_of(board, "Bo")
        assert ("mention", card) in {(entry.kind, entry.card) for entry in board.list_inbox()}


async def test_a_play_that_nobody_met_has_nowhere_for_a_proposal(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "enter", "p")
        await settled(pilot)
        assert "No card has met that play yet" in shown(pilot)


async def test_links_of_a_proof_are_numbered_and_opened(board, monkeypatch):
    play = playbooks.list_plays(board)[0]
    proof = ["the case (https://acme.example/case).", "no link", "file:///etc/passwd https://b.example/x?a=1"]
    board.act(lambda view: play_verbs.save_play(view, play.id, {"proof": proof}))
    async with playing(board) as (_, pilot):
        opened = []
        monkeypatch.setattr(pilot.app, "open_url", lambda url, **_: opened.append(url))
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "enter", "end")
        assert "1 ↗ https://acme.example/case" in shown(pilot)
        await press(pilot, "2", "1", "3")
        await settled(pilot)
    assert opened == ["https://b.example/x?a=1", "https://acme.example/case"]


async def test_sales_reads_and_does_not_write(board):
    board.member_id = member_of(board, "Raj")
    async with playing(board) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "n")
        assert "Only members of marketing and leads can change plays" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, PlayDialog)
        assert "used 0 · resolved 0 · stalled 0 · lost 0" in shown(pilot)


async def test_a_play_that_is_here_answers_a_request_and_one_is_archived(board):
    object_to(board, "zzz our IT", "Acme pilot")
    async with playing(board) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "x")
        await counted(pilot)
        assert "[Plays 11]" in shown(pilot)
        await press(pilot, "tab", "ampersand", *"expensive", "enter")
        await counted(pilot)
        assert "No request waits." in shown(pilot)
        assert objections(board, "Acme pilot")[0].play


async def test_an_empty_playbook_says_what_to_press(tmp_path):
    async with playing(make_board(tmp_path / "board.db")) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        assert "s: the twelve starter plays · n: write one" in shown(pilot)
        await press(pilot, "s")
        await counted(pilot)
        assert "[Plays 12]" in shown(pilot)


async def test_enter_on_a_request_opens_the_cards_that_wait(board):
    object_to(board, "zzz our IT", "Acme pilot", "Stark retrofit")
    async with playing(board) as (_, pilot):
        await press(pilot, "O")
        await counted(pilot)
        await press(pilot, "tab", "enter")
        assert "Stark retrofit" in shown(pilot)


def test_a_plays_text_is_read_as_it_was_written(board):
    for play in playbooks.list_plays(board):
        sections = split_text(compose_text(play))
        assert sections["answer"] == play.answer
        assert sections["questions"] == "\n".join(f"- {line}" for line in play.questions)
    assert split_text("Who?\n# answer\nYes\n## Something else\nNo") == {
        "questions": "Who?", "heard": "", "answer": "Yes\n## Something else\nNo", "proof": "",
    }  # fmt: skip
