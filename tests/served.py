"""A server of boards on a socket of this machine, and people who have accounts on it."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from contextlib import ExitStack, closing, contextmanager

import uvicorn

from kanban import config
from kanban.domain.clock import utc_now
from kanban.server.app import create_app
from kanban.store.hub.members.accounts import add_account
from kanban.store.hub.server_database import open_hub
from kanban.store.opening import create_board, open_workspace
from kanban.store.replica.replica import Replica
from kanban.store.schema import open_database
from kanban.sync import account
from kanban.sync.client import Client
from kanban.sync.sync_round import run_round

PEOPLE = (("Ann", "marketing", "lead"), ("Raj", "sales", "member"), ("Vi", "sales", "viewer"))
"""Name, team and role of the accounts."""


class _Prompt(uvicorn.Server):
    """One that ends when it is told to, and not when it looks next."""

    async def startup(self, sockets=None):
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        await super().startup(sockets)

    async def main_loop(self):
        await self.on_tick(0)
        await self._over.wait()

    async def shutdown(self, sockets=None):
        """Leave no connection open: a later test would be blamed for it.

        asyncio forgets one that it accepted just before its server is closed, so first there are no new ones, and those
        that are there come to their protocols, which uvicorn tells to end.
        """
        for each in sockets or []:
            self._loop.remove_reader(each)
        await asyncio.sleep(0.01)
        await super().shutdown(sockets)
        for connection in [*self.server_state.connections]:  # somebody did not let go in time
            connection.transport.abort()
        await asyncio.sleep(0)

    def end(self):
        self.should_exit = True
        self._loop.call_soon_threadsafe(self._over.set)


class Served:
    """A running server."""

    def __init__(self, folder, people=PEOPLE, like=None):
        self.folder = folder
        self.database = f"sqlite:///{folder / 'hub.db'}"
        if like is not None:
            for file in like.folder.glob("hub.db*"):
                shutil.copyfile(file, folder / file.name)
        self.hub = open_hub(self.database, durable=False)
        added = () if like is not None else people
        self.tokens = {name: add_account(self.hub, name, team, role)[1] for name, team, role in added}
        self.tokens |= like.tokens if like is not None else {}
        self.port = 0
        self._server = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def token_file(self, name):
        """A file with somebody's token in it."""
        file = self.folder / f"{name}.token"
        file.write_text(self.tokens[name] + "\n", "utf-8")
        return str(file)

    def start(self):
        """Take requests, at the same port as before."""
        bound = socket.socket(
            socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
        )  # not named, it would wait as Nagle
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", self.port))
        bound.listen()
        self.port = bound.getsockname()[1]
        app = create_app(self.hub)
        settings = uvicorn.Config(
            app, log_config=None, access_log=False, ws="none", lifespan="on", timeout_graceful_shutdown=5
        )
        self._server, self._live = _Prompt(settings), app.state.live
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [bound]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            self._thread.join(0.005)

    def stop(self):
        """Take no more requests, as if the machine were off."""
        if self._server is not None:
            self._live.stop()
            self._server.end()
            self._thread.join(10)
            assert not self._thread.is_alive()
            self._server = None


@contextmanager
def serving(folder, people=PEOPLE, like=None):
    """Hold a running server: an empty one, or one that has all that another one `like` it had when it ended."""
    folder.mkdir(parents=True, exist_ok=True)
    served = Served(folder, people, like)
    try:
        served.start()
        yield served
    finally:
        served.stop()
        served.hub.close()


class Colleague:
    """Somebody with a home of their own who has joined the board; they sync when a test says so."""

    def __init__(self, served, home, name, like=None):
        self.where = config.places_below(home)
        if like is not None:
            shutil.copytree(like, home)
            self._move_to(served.url)
        else:
            self._join(served, name)
        self.workspace.reload()
        self.replica = Replica(self.workspace.database, self.workspace.board.id, self.workspace.now)
        self.workspace.member_id = self.replica.remote().member

    def _move_to(self, url):
        """Know the server of the home that this one was copied from at another address."""
        ((before, signed),) = config.read_credentials(self.where).items()
        config.keep_credentials(self.where, before, None)
        config.keep_credentials(self.where, url, signed)
        self.client = Client(url, signed.token)
        with closing(open_database(self.where.database)) as database, database.writing() as connection:
            connection.execute("UPDATE remote SET url = ?", (url,))
            (board,) = connection.execute("SELECT board FROM remote").fetchone()
        self.workspace = open_workspace(self.where.database, board)

    def _join(self, served, name):
        config.make_places(self.where)
        signed = account.sign_in(served.url, token=served.tokens[name])
        config.keep_credentials(self.where, signed.url, config.Credentials(signed.token, signed.account, signed.name))
        self.client = Client(signed.url, signed.token)
        there = self.client.boards()
        if there:
            database = open_database(self.where.database)
            assert account.join(Replica(database, there[0].id, utc_now), signed, there[0], self.client).stopped is None
            database.close()
            self.workspace = open_workspace(self.where.database, there[0].id)
        else:
            self.workspace = create_board(self.where.database, "Pipeline", name, "marketing", timezone="UTC")
            assert account.publish(self.workspace, signed, self.client, {}).stopped is None

    def sync(self):
        """Do a round."""
        outcome = run_round(self.replica, self.client)
        self.workspace.reload()
        return outcome

    def act(self, verb):
        """Do what a verb decides, and send it."""
        done = self.workspace.act(verb)
        assert self.sync().stopped is None
        return done

    def close(self):
        """Leave the database and the server alone."""
        self.client.close()
        self.workspace.close()


@contextmanager
def colleagues(served, folder, *names, like=None):
    """Give people who have joined the board, the first of them as its founder.

    With `like`, a folder of homes, they are as people of these names were at a server that `served` is like.
    """
    with ExitStack() as stack:
        homes = {name: like / name if like else None for name in names}
        people = [stack.enter_context(closing(Colleague(served, folder / name, name, homes[name]))) for name in names]
        for each in people[:-1] if like is None else ():  # and have heard of each other
            assert each.sync().stopped is None
        yield people
