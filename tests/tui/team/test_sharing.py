"""A shared board on the screen: what comes and goes by itself, what waits, what needs attention, who takes part."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import asynccontextmanager, contextmanager

import pytest
import uvicorn

from kanban import config
from kanban.config import Config
from kanban.domain import permissions
from kanban.domain.acts import board_verbs, verbs
from kanban.protocol.types import Stopped
from kanban.server.app import create_app
from kanban.server.settings import Settings
from kanban.store.hub.server_database import open_hub
from kanban.sync import loop
from kanban.sync.client import Client
from kanban.tui.app import KanbanApp
from kanban.tui.parts.host import Part
from tests.served import colleagues, serving
from tests.tui.boards import cursor, lane_of, make_board, playing, press, settled, shown
from tests.tui.rest import prompt


@pytest.fixture
def server(tmp_path, first_team):
    with serving(tmp_path / "server", like=first_team[0]) as served:
        yield served


@pytest.fixture
def team(server, tmp_path, first_team):
    """Ann, who leads, and Raj of sales; the board has three cards."""
    with colleagues(server, tmp_path, "Ann", "Raj", like=first_team[1]) as people:
        yield people


@asynccontextmanager
async def at(person, size=(120, 40)):
    """Somebody's board on the screen."""
    app = KanbanApp(person.workspace.open_sibling(), person.where, Config())
    with prompt(app):
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield app.screen_stack[0], pilot
    app.workspace.close()


async def until(pilot, there, what=""):
    """Wait until something is so; the background has its own pace."""
    for _ in range(1_500):
        await pilot.pause(0.02)
        if there():
            return
    raise AssertionError(f"{what}\n{shown(pilot)}")


async def synced(pilot):
    await until(pilot, lambda: "● synced" in shown(pilot))


async def test_the_header_says_that_it_is_in_step(team):
    ann, _ = team
    async with at(ann) as (_, pilot):
        await synced(pilot)
        assert "● local" not in shown(pilot)
        assert "3 cards" in shown(pilot)


async def test_what_a_colleague_does_appears_under_a_cursor_that_stays(team):
    ann, raj = team
    async with at(ann) as (screen, pilot):
        await synced(pilot)
        await press(pilot, "j")
        await until(pilot, lambda: screen.parts.sharing._loop._listening is not None)
        raj.act(lambda view: verbs.move(view, [raj.workspace.find("Acme pilot").id], steps=2))
        raj.act(lambda view: verbs.comment(view, raj.workspace.find("Initech seats").id, "Call them"))
        await until(pilot, lambda: "✎ S1 •" in shown(pilot) and cursor(screen) == "Globex renewal")
        mql = screen.model.lane_models[screen.model.board.find_stage("MQL").id]
        assert [screen.model.card_summaries[n].title for n in mql.shown] == ["Acme pilot"]


async def test_with_the_stream_blocked_the_timer_brings_it(team, monkeypatch):
    def blocked(_):
        raise Stopped("offline", "Something holds the stream back.")

    monkeypatch.setattr(Client, "events", blocked)
    monkeypatch.setattr(loop, "ACTIVE", 0.2)
    ann, raj = team
    async with at(ann) as (screen, pilot):
        await synced(pilot)
        raj.act(lambda view: verbs.move(view, [raj.workspace.find("Acme pilot").id], steps=1))
        await until(pilot, lambda: screen.model.lane == screen.model.board.find_stage("Engaged").id)


async def test_what_is_done_here_is_with_the_colleague_at_once(team):
    ann, raj = team
    async with at(ann) as (_, pilot):
        await synced(pilot)
        await press(pilot, "L")

        def there():
            raj.sync()
            return raj.workspace.find("Acme pilot").stage == raj.workspace.board.find_stage("Engaged").id

        await until(pilot, there)
        await synced(pilot)
        await until(pilot, lambda: "↑" not in shown(pilot))


async def test_offline_it_waits_with_a_mark_on_the_card_and_goes_when_the_server_is_back(server, team):
    ann, raj = team
    async with at(ann) as (screen, pilot):
        await synced(pilot)
        server.stop()
        await press(pilot, "S")
        await until(pilot, lambda: "offline since" in shown(pilot))
        await press(pilot, "L")
        await until(pilot, lambda: "1 waiting" in shown(pilot))
        assert "Acme pilot" in next(line for line in shown(pilot).splitlines() if "↑" in line)
        server.start()
        await press(pilot, "S")
        await synced(pilot)
        await until(pilot, lambda: "↑" not in shown(pilot))
        raj.sync()
        assert raj.workspace.find("Acme pilot").stage == screen.model.board.find_stage("Engaged").id


async def test_a_refusal_is_told_taken_back_and_kept(team, monkeypatch):
    """Raj's client does not check; the server does."""
    ann, raj = team
    raj_id = raj.workspace.member_id
    ann.act(lambda view: _role(view, raj_id, "viewer"))
    async with at(raj) as (screen, pilot):
        await synced(pilot)
        await press(pilot, "1")
        monkeypatch.setattr(permissions, "require_role", lambda *_: None)
        monkeypatch.setattr(Part, "may", lambda *_: True)
        await press(pilot, "L")
        await until(pilot, lambda: "! 1 needs attention" in shown(pilot))
        await until(pilot, lambda: screen.model.lane == screen.model.board.find_stage("Nurture").id)
        assert cursor(screen) == "Acme pilot"
        await press(pilot, "exclamation_mark")
        assert "Needs attention" in shown(pilot)
        assert "Acme pilot" in shown(pilot)
        assert "viewer" in shown(pilot)
        await press(pilot, "y")
        assert "Engaged" in pilot.app.clipboard
        await press(pilot, "r")
        await until(pilot, lambda: "only members" in shown(pilot), "the judge here says no as well")
        await press(pilot, "x")
        await until(pilot, lambda: "Nothing needs attention" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "needs attention" not in shown(pilot))


def _role(view, member, role):
    return board_verbs.set_member(view, view.board.get_member(member), {"role": role})


async def test_who_was_overtaken_hears_of_it_and_may_do_it_again(server, team):
    ann, raj = team
    card = ann.workspace.find("Acme pilot").id
    async with at(raj) as (_, pilot):
        await synced(pilot)
        await press(pilot, "1")
        server.stop()
        await press(pilot, "L")
        await settled(pilot)
        ann.workspace.act(lambda view: verbs.move(view, [card], steps=2))
        server.start()
        assert ann.sync().stopped is None
        await press(pilot, "S")
        await until(pilot, lambda: "! 1 needs attention" in shown(pilot))
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "was overtaken by Ann" in shown(pilot))
        await press(pilot, "r")
        await until(pilot, lambda: "Nothing needs attention" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: lane_of(raj.workspace, "Acme pilot") == "Engaged")


async def test_who_worked_on_a_card_that_was_deleted_meanwhile_hears_of_it_and_restores_it(server, team):
    ann, raj = team
    card = ann.workspace.find("Acme pilot").id
    async with at(raj) as (_, pilot):
        await synced(pilot)
        server.stop()
        raj.workspace.act(lambda view: verbs.edit(view, [card], {"phone": "333"}))
        ann.workspace.act(lambda view: verbs.delete(view, [card]))
        server.start()
        assert ann.sync().stopped is None
        await press(pilot, "S")
        await until(pilot, lambda: "! 1 needs attention" in shown(pilot))
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "Ann deleted “Acme pilot”" in shown(pilot))
        assert "“333” for the phone" in shown(pilot)
        assert "r: restore the card" in shown(pilot)
        await press(pilot, "r")
        await until(pilot, lambda: "Nothing needs attention" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "Acme pilot" in shown(pilot))


async def test_a_note_opens_its_card(server, team, monkeypatch):
    ann, raj = team
    ann.act(lambda view: _role(view, raj.workspace.member_id, "viewer"))
    raj.sync()
    with monkeypatch.context() as patch:
        patch.setattr(permissions, "require_role", lambda *_: None)
        raj.workspace.act(lambda view: verbs.comment(view, raj.workspace.find("Globex renewal").id, "Unheard"))
    async with at(raj) as (screen, pilot):
        await until(pilot, lambda: "needs attention" in shown(pilot))
        await press(pilot, "exclamation_mark")
        assert "Unheard" in screen.workspace.list_notes()[0].text
        await press(pilot, "enter")
        await until(pilot, lambda: screen.parts.panel.widget is not None)
        assert screen.parts.panel.card_id == raj.workspace.find("Globex renewal").id


async def test_a_token_that_was_revoked_asks_for_another_and_loses_nothing(server, team):
    ann, raj = team
    async with at(raj) as (screen, pilot):
        await synced(pilot)
        await press(pilot, "1")
        for each in raj.client.devices(raj.workspace.board.id):
            raj.client.revoke(each.id)
        await press(pilot, "L")
        await until(pilot, lambda: "signed out" in shown(pilot))
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "nothing is lost" in shown(pilot))
        assert "Sign in" in shown(pilot)
        code = ann.client.invite(ann.workspace.board.id, "Raj", "sales", "member")
        await press(pilot, *code, "enter")
        await synced(pilot)
        await until(pilot, lambda: "↑" not in shown(pilot))
        ann.sync()
        assert ann.workspace.find("Acme pilot").stage == screen.model.board.find_stage("Engaged").id


async def test_who_is_signed_out_or_taken_off_sees_it_without_a_key(server, team):
    """The stream that the server ends, or won't open again, brings the banner: no timer of half a minute does."""
    ann, raj = team
    async with at(raj) as (screen, pilot):
        await synced(pilot)
        await until(pilot, lambda: screen.parts.sharing._loop._listening is not None)
        ann.act(lambda view: board_verbs.remove_member(view, view.board.get_member(raj.workspace.member_id)))
        await soon(pilot, "no longer a member")
    async with at(ann) as (screen, pilot):
        await synced(pilot)
        await until(pilot, lambda: screen.parts.sharing._loop._listening is not None)
        for each in ann.client.devices(ann.workspace.board.id):
            if each.own:
                ann.client.revoke(each.id)
        await soon(pilot, "signed out")


async def soon(pilot, words):
    """Wait for a banner: the server ends a stream within five seconds, and three more are ours."""
    since = time.monotonic()
    await until(pilot, lambda: words in shown(pilot))
    assert time.monotonic() - since < loop.ACTIVE / 2, "the timer brought it"


async def test_a_server_that_moved_is_followed_when_somebody_says_so(server, team):
    _, raj = team
    old = server.url
    async with at(raj) as (screen, pilot):
        await synced(pilot)
        server.stop()
        gone, server.port = server.port, 0
        server.start()
        with moved(gone, server.url):
            await press(pilot, "S")
            await until(pilot, lambda: "server moved" in shown(pilot))
            assert old in config.read_credentials(raj.where)
            await press(pilot, "exclamation_mark")
            await until(pilot, lambda: "Going there sends your sign-in" in shown(pilot))
            await press(pilot, "escape")
            await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
            assert raj.replica.remote().url == old
            await press(pilot, "exclamation_mark")
            await until(pilot, lambda: "Going there sends your sign-in" in shown(pilot))
            await press(pilot, "enter")
            await synced(pilot)
        assert raj.replica.remote().url == server.url == screen.parts.sharing.state.url
        assert set(config.read_credentials(raj.where)) == {server.url}


@contextmanager
def moved(port, to):
    """Serve nothing at a port but where the server is now, as `kanban serve --moved-to` does."""
    bound = socket.create_server(("127.0.0.1", port))
    hub = open_hub("sqlite://")
    app = create_app(hub, Settings(moved_to=to))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
        bound.close()
        hub.close()


async def test_somebody_elses_code_does_not_sign_in_here(server, team):
    ann, raj = team
    async with at(raj) as (screen, pilot):
        await synced(pilot)
        screen.parts.sharing._ask_sign_in()
        code = ann.client.invite_another_device()
        await press(pilot, *code, "enter")
        await until(pilot, lambda: "Raj is signed in there on this machine" in shown(pilot))
        assert screen.parts.sharing._loop is not None


async def test_an_answer_that_comes_after_the_board_was_left_goes_nowhere(team):
    _, raj = team
    left, came = threading.Event(), []
    async with at(raj) as (screen, _):
        screen.parts.sharing.request(lambda: left.wait(10), came.append)
        errand = next(thread for thread in threading.enumerate() if thread.name == "server request")
    left.set()
    errand.join(10)
    assert not errand.is_alive()
    assert not came


async def test_a_lead_invites_and_sees_machines(server, team):
    ann, _ = team
    async with at(ann) as (_, pilot):
        await synced(pilot)
        await press(pilot, "M")
        await until(pilot, lambda: shown(pilot).count("machine ") >= 2)
        assert "this machine" in shown(pilot)
        await press(pilot, "i", *"Zoe", "tab", *"sales", "enter")
        await until(pilot, lambda: "kanban join" in shown(pilot))
        await press(pilot, "y")
        code = pilot.app.clipboard.rpartition(" ")[2]
        with Client(server.url) as anybody:
            assert anybody.join(code).name == "Zoe"
        await press(pilot, "escape")


async def test_a_lead_changes_roles_and_takes_members_off(team):
    ann, raj = team
    async with at(ann) as (screen, pilot):
        await synced(pilot)
        await press(pilot, "M")
        await until(pilot, lambda: "machine " in shown(pilot))
        while screen.app.screen._list.cursor != raj.workspace.member_id:
            await press(pilot, "j")
        await press(pilot, "e", "tab", *["backspace"] * 6, *"commenter", "enter")
        await until(pilot, lambda: "sales · commenter" in shown(pilot))
        await press(pilot, "x", "enter")
        await until(pilot, lambda: "sales · commenter" not in shown(pilot))
        await press(pilot, "escape")
        await synced(pilot)
        assert raj.sync().stopped.kind == "forbidden"


async def test_who_is_no_lead_is_told_so(team):
    _, raj = team
    async with at(raj) as (_, pilot):
        await synced(pilot)
        await press(pilot, "M", "i")
        assert "Only leads can invite people" in shown(pilot)
        await until(pilot, lambda: "machine " in shown(pilot), "the server has answered before the board is left")


async def test_a_small_screen_says_only_what_is_wrong(server, team):
    ann, _ = team
    async with at(ann, (60, 15)) as (_, pilot):
        await press(pilot, "S")
        await settled(pilot)
        assert "synced" not in shown(pilot)
        server.stop()
        await press(pilot, "S")
        await until(pilot, lambda: "offline" in shown(pilot))


async def test_a_local_board_has_none_of_it(home):
    async with playing(make_board(home / "data" / "kanban.db")) as (screen, pilot):
        assert "● local" in shown(pilot)
        assert screen.parts.sharing._loop is None
        await press(pilot, "exclamation_mark")
        assert "stays on this machine" in shown(pilot)
        await press(pilot, "S")
        assert "stays on this machine" in shown(pilot)
