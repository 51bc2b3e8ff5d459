"""A server gets another address: what is asked of the new one, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kanban import config
from kanban.domain.clock import utc_now
from kanban.store.hub import server_tables
from kanban.store.opening import list_boards
from kanban.store.replica.replica import Replica
from kanban.store.schema import open_database
from tests.served import Served, serving


@contextmanager
def redirecting(status, location):
    """Hold a server that sends everybody on; gives its port, and the headers of who came."""
    seen = []

    class Redirect(BaseHTTPRequestHandler):
        def answer(self):
            seen.append(self.headers)
            self.send_response(status)
            self.send_header("Location", location(self.path))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST = answer  # noqa: N815 - the library's names

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Redirect)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1], seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def elsewhere(server):
    """Let the same server listen at another port, as if it had moved."""
    server.stop()
    server.port = 0
    server.start()


@pytest.fixture
def copied(server, tmp_path):
    """Start a second server with a copy of the first one's database, under another epoch where it was restored."""
    started = []

    def start(change=lambda hub: None):
        folder = tmp_path / f"copy{len(started)}"
        folder.mkdir()
        shutil.copy(server.folder / "hub.db", folder / "hub.db")
        for suffix in ("-wal", "-shm"):
            if (server.folder / f"hub.db{suffix}").exists():
                shutil.copy(server.folder / f"hub.db{suffix}", folder / f"hub.db{suffix}")
        other = Served(folder, ())
        started.append(other)
        with other.hub.writing() as connection:
            change(connection)
        other.start()
        return other

    yield start
    for each in started:
        each.stop()
        each.hub.close()


def test_a_board_goes_on_at_the_new_address_with_what_waited(server, team, tmp_path):
    old = server.url
    elsewhere(server)
    assert team("Raj", "add", "Made meanwhile").code == 0
    ran = team("Raj", "move-server", server.url, "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["from"], ran.json["url"]) == (old, server.url)
    assert "1 change will be sent there" in ran.err
    assert set(config.read_credentials(config.places_below(tmp_path / "Raj"))) == {server.url}
    assert team("Raj", "sync").code == 0
    assert team("Ann", "move-server", server.url).code == 0
    team("Ann", "sync")
    assert [card["title"] for card in team("Ann", "list", "--json").json] == ["Made meanwhile"]
    again = team("Ann", "move-server", server.url)
    assert (again.code, "already" in again.err) == (1, True)


def test_all_boards_of_a_server_go_and_with_a_name_only_that_one(server, team):
    assert team("Ann", "board", "new", "Second").code == 0
    assert team("Ann", "publish", server.url, "--board", "Second").code == 0
    old = server.url
    elsewhere(server)
    assert team("Ann", "move-server", server.url, "--board", "Second").code == 0
    first, second = (team("Ann", "status", "--json", "--board", name).json for name in ("Pipeline", "Second"))
    assert (first["url"], second["url"]) == (old, server.url)
    assert first["signed_in"]
    ran = team("Ann", "move-server", server.url, "--board", "Pipeline")
    assert ran.code == 0, ran.err
    assert team("Ann", "status", "--json", "--board", "Pipeline").json["url"] == server.url


def test_another_server_is_refused_and_nothing_changes(server, team, tmp_path):
    old = server.url
    with serving(tmp_path / "other") as other:
        ran = team("Raj", "move-server", other.url)
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert "another server" in ran.err
        token = other.token_file("Raj")
        stranger = team("Raj", "move-server", other.url, "--token-file", token)
        assert (stranger.code, "another account" in stranger.err) == (1, True)
    away = team("Raj", "move-server", other.url)
    assert away.code == 4
    assert team("Raj", "status", "--json").json["url"] == old
    assert team("Raj", "sync").code == 0


def test_who_came_after_the_backup_goes_along_to_where_it_was_restored(team, copied, before_zoe):
    other = copied()
    assert team("Ann", "server", "restore", before_zoe, "--database", other.database).code == 0
    assert team("Ann", "move-server", other.url, "--restored").code == 0
    assert team("Ann", "sync").code == 0
    assert "--code CODE" in team("Zoe", "move-server", other.url, "--restored").err
    stranger = team("Ann", "member", "invite", "Mal", "--team", "sales").out.strip()
    refused = team("Zoe", "move-server", other.url, "--restored", "--code", stranger)
    assert (refused.code, "another account" in refused.err, "used up" in refused.err) == (1, True, True)
    assert team("Ann", "member", "invite", "Mal", "--team", "sales").code == 0
    code = team("Ann", "member", "invite", "Zoe", "--team", "sales").out.strip()
    assert team("Zoe", "move-server", other.url, "--restored", "--code", code).code == 0
    assert team("Zoe", "sync").code == 0
    assert team("Ann", "sync").code == 0
    assert [each["title"] for each in team("Ann", "list", "--json").json] == ["Sent before"]


def test_what_is_no_server_of_boards_gets_no_token(team):
    with redirecting(302, lambda _: "https://portal.example/") as (port, seen):
        ran = team("Raj", "move-server", f"http://127.0.0.1:{port}")
    assert ran.code == 4
    assert all(headers["Authorization"] is None for headers in seen)
    assert seen


def test_a_board_that_is_not_there_or_began_anew_is_refused(team, copied):
    def restore(connection):
        connection.execute(server_tables.board.update().values(epoch="another"))

    def lose(connection):
        connection.execute(server_tables.board.delete())
        connection.execute(server_tables.membership.delete())

    lost = team("Raj", "move-server", copied(lose).url)
    assert (lost.code, "does not have this board" in lost.err) == (1, True)
    other = copied(restore)
    ran = team("Raj", "move-server", other.url)
    assert (ran.code, "--restored" in ran.err) == (1, True)
    assert team("Raj", "add", "Never sent").code == 0
    assert team("Raj", "move-server", other.url, "--restored").code == 0
    assert team("Raj", "sync").code == 0
    assert team("Raj", "status", "--json").json["waiting"] == 0


def test_who_is_not_known_there_signs_in_while_moving(server, team, copied, tmp_path):
    code = team("Ann", "member", "devices", "--add").out.strip()
    other = copied()
    revoked = team("Ann", "move-server", other.url, "--code", code)
    assert revoked.code == 0, revoked.err
    assert team("Ann", "sync").code == 0


@pytest.mark.parametrize("status", [301, 308])
def test_a_server_that_says_where_it_went_is_believed_by_nobody_but_a_person(server, team, status):
    team("Raj", "add", "Waits")
    old, port = server.url, server.port
    elsewhere(server)
    with redirecting(status, lambda path: f"{server.url}{path}") as (there, seen):
        assert there != port
        pretend(there)
        ran = team("Raj", "sync")
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert f"kanban move-server {server.url}" in ran.err
        shown = team("Raj", "status", "--json").json
        assert (shown["stopped"], shown["stopped_kind"], shown["moved_to"]) == ("server moved", "moved", server.url)
        assert shown["waiting"] == 1
        assert f"server moved: The server at http://127.0.0.1:{there} has moved" in team("Raj", "status").out
    assert team("Raj", "move-server", server.url).code == 0
    assert team("Raj", "status", "--json").json["stopped"] is None
    assert team("Raj", "sync").code == 0
    assert old != server.url
    assert seen


def pretend(port):
    """Let Raj's board go to a port of this machine, as if it had always been there."""
    where = config.find_places()
    database = open_database(where.database)
    replica = Replica(database, list_boards(where.database)[0][0], utc_now)
    known = config.read_credentials(where)[replica.remote().url]
    config.keep_credentials(where, f"http://127.0.0.1:{port}", known)
    replica.move(f"http://127.0.0.1:{port}")
    database.close()


@pytest.mark.parametrize("location", ["http://portal.example/v1/", "https://portal.example/login", "/v1/boards", ""])
def test_a_redirect_that_names_no_server_is_the_nets(server, team, location):
    with redirecting(308, lambda _: location) as (port, _):
        team("Raj", "status")
        pretend(port)
        assert team("Raj", "sync").code == 4
        assert team("Raj", "status", "--json").json["stopped"] is None


def test_joining_a_board_that_is_here_by_another_address_says_what_to_do(server, team):
    elsewhere(server)
    ran = team("Raj", "join", server.url, "--token-file", server.token_file("Raj"))
    assert (ran.code, f"kanban move-server {server.url}" in ran.err) == (1, True)


def test_status_says_what_somebody_has_to_see_to(server, team):
    team("Ann", "member", "remove", "Raj")
    team("Ann", "sync")
    assert team("Raj", "sync").code == 1
    status = team("Raj", "status", "--json").json
    assert (status["stopped"], status["stopped_kind"]) == ("no longer a member", "forbidden")
    assert "no longer a member: Raj is no longer a member of that board" in team("Raj", "status").out
    (device,) = team("Vi", "member", "devices", "--json").json
    team("Vi", "member", "revoke", device["ref"])
    assert team("Vi", "sync").code == 1
    status = team("Vi", "status", "--json").json
    assert (status["stopped"], status["stopped_kind"]) == ("signed out", "unauthorized")
    assert f"kanban join {server.url} --code CODE" in team("Vi", "status").out
