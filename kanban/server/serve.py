"""Running the server: socket, certificate, signals, workers."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn, cast

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from kanban import __version__, lazy
from kanban.domain.errors import KanbanError, Refused, UsageFault
from kanban.server.app import create_app
from kanban.server.requests import certificate
from kanban.server.requests.connections import Connection, OpenConnections
from kanban.server.requests.request_log import log_to_stderr
from kanban.server.settings import Settings
from kanban.store.hub.maintenance.roster import has_accounts
from kanban.store.hub.maintenance.single_server import lock_alone
from kanban.store.hub.server_database import open_hub

LOG = logging.getLogger("kanban.server.serve")

GRACE = 5
"""Seconds that running requests get when the server stops; live streams end at once."""

LAST = 8.0
"""Seconds after which the process ends in any case: a query in a thread can't be stopped, but losing it is harmless."""

STARTING = 60.0
"""Seconds in which the workers must start."""


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """How to run a server."""

    database: str
    """The URL of its database."""
    host: str
    port: int
    """0 picks a free one."""
    certificate: Path | None = None
    """PEM with the chain; with `key` the server speaks HTTPS itself."""
    key: Path | None = None
    workers: int = 1
    proxies: str | None = None
    """Comma-separated addresses of HTTPS proxies in front of it, whose `X-Forwarded-*` headers are trusted."""
    log_level: str = "info"
    settings: Settings = field(default_factory=Settings)


Ready = Callable[[str, bool], None]
"""Called once requests are taken, with the address and whether there is any account."""


def serve(plan: ServeOptions, ready: Ready) -> None:
    """Serve until told to stop; calls `ready` once requests are taken. Raises KanbanError before that."""
    _check(plan)
    with lock_alone(plan.database):
        _serve(plan, ready)


def _serve(plan: ServeOptions, ready: Ready) -> None:
    hub = open_hub(plan.database)
    if plan.workers > 1 and not hub.postgres:
        hub.close()
        raise UsageFault("Several workers need PostgreSQL: an SQLite file has one process that writes to it.")
    try:
        bound = _bind(plan.host, plan.port)
    except KanbanError:
        hub.close()
        raise
    log_to_stderr(plan.log_level)
    _allow_many_files()
    url, what, peopled = _format_url(plan, bound), "postgresql" if hub.postgres else "sqlite", has_accounts(hub)

    def begin() -> None:
        LOG.info(
            {
                "event": "started",
                "version": __version__,
                "url": url,
                "database": what,
                "workers": plan.workers,
                "pid": os.getpid(),
            }
        )
        ready(url, peopled)

    if plan.workers > 1:
        hub.close()  # each worker opens its own
        _Workers(_build_config(plan, Worker(plan)), bound, begin).run()
        _log_stopped({})
        return
    app = create_app(hub, plan.settings, close_hub=True)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    _Server(_build_config(plan, app), begin, lambda: _stop(app)).run(sockets=[bound])


@dataclass(frozen=True, slots=True)
class Worker:
    """Creates the app in each worker process."""

    plan: ServeOptions

    def __call__(self) -> FastAPI:
        """Return the app, over a store of its own."""
        log_to_stderr(self.plan.log_level)
        _allow_many_files()
        app = create_app(open_hub(self.plan.database), self.plan.settings, close_hub=True)
        for number in (signal.SIGTERM, signal.SIGINT):  # by now uvicorn's own handlers are in place
            signal.signal(number, _build_signal_handler(lambda: _stop(app), signal.getsignal(number)))
        return app


def _stop(app: FastAPI) -> None:
    """End the live streams, and make sure that the process ends whatever still runs in it."""
    LOG.info({"event": "stopping", "pid": os.getpid()})
    app.state.stop()
    last = threading.Timer(LAST, _end)
    last.daemon = True
    last.start()


_stopped = threading.Lock()
"""Held once the process has logged that it stopped."""


def _log_stopped(facts: Mapping[str, object], level: int = logging.INFO) -> None:
    """Log once that the process stopped: it may end by itself just when its time is up."""
    if _stopped.acquire(blocking=False):
        LOG.log(level, {"event": "stopped", **facts})


def _end() -> None:
    """End the process at once; everything that was acknowledged is on the disk."""
    _log_stopped({"pid": os.getpid(), "said": "requests that would not end were left unanswered"}, logging.WARNING)
    for handler in LOG.parent.handlers if LOG.parent else ():
        handler.flush()
    os._exit(0)


def _build_signal_handler(stop: Callable[[], None], then: object) -> Callable[[int, FrameType | None], None]:
    """Return a signal handler that calls `stop` and then the previous handler."""

    def handle(number: int, frame: FrameType | None) -> None:
        stop()
        if callable(then):
            then(number, frame)

    return handle


def _build_config(plan: ServeOptions, app: FastAPI | Worker) -> uvicorn.Config:
    connections = partial(Connection, doors=OpenConnections(plan.settings, plan.proxies))
    return uvicorn.Config(
        app,
        http=cast("type[Connection]", connections),  # uvicorn only ever calls it
        timeout_keep_alive=plan.settings.idle_seconds,
        factory=isinstance(app, Worker),
        workers=plan.workers,
        log_config=None,
        access_log=False,
        ws="none",
        lifespan="on",
        server_header=False,
        proxy_headers=plan.proxies is not None,
        forwarded_allow_ips=plan.proxies,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=plan.certificate,
        ssl_keyfile=plan.key,
        ssl_context_factory=certificate.load_renewable if plan.certificate else None,
    )


class _Server(uvicorn.Server):
    """One process that reports when it is ready, and ends its live streams when it stops."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready, self._stop = ready, stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take requests."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what runs."""
        await super().shutdown(sockets)
        _log_stopped({"pid": os.getpid()})

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more requests, finish those that run."""
        self._stop()
        super().handle_exit(sig, frame)


class _Workers(Multiprocess):
    """Several processes behind one socket."""

    def __init__(self, config: uvicorn.Config, bound: socket.socket, ready: Callable[[], None]) -> None:
        super().__init__(config, [bound])
        self._ready = ready

    def init_processes(self) -> None:
        """Start the workers, and report when all are ready."""
        super().init_processes()
        if all(process.wait_until_ready(STARTING, self.should_exit) for process in self.processes):
            self._ready()

    def handle_hup(self) -> None:
        """Let every worker read the renewed certificate."""
        if self.config.is_ssl:
            for process in self.processes:
                if process.pid is not None:
                    os.kill(process.pid, signal.SIGHUP)


def _leave(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)


# -- before it starts


def _check(plan: ServeOptions) -> None:
    """Raise if a plan would send tokens unencrypted over the network, or its certificate is not valid."""
    if (plan.certificate is None) != (plan.key is None):
        raise UsageFault("HTTPS takes both --tls-cert and --tls-key.")
    if plan.certificate and plan.key:
        certificate.check(plan.certificate, plan.key)
    elif plan.proxies is None and not _is_loopback(plan.host):
        raise Refused(
            f"{plan.host} can be reached from other machines, and without HTTPS tokens would be sent unencrypted: give "
            "--tls-cert and --tls-key, or --behind-proxy if a proxy speaks HTTPS for it."
        )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bind(host: str, port: int) -> socket.socket:
    """Return a listening socket; raises Refused with the way out."""
    where = f"port {port} of {host}"
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise Refused(_describe_wrong_host(host)) from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
    except OSError as error:
        bound.close()
        match error.errno:
            case errno.EADDRINUSE:
                sentence = (
                    f"The {where} is taken by another program; choose another one with --port, or 0 for a free one."
                )
            case errno.EACCES | errno.EPERM:
                sentence = f"The {where} is not yours to open; choose one above 1023 with --port."
            case errno.EADDRNOTAVAIL:
                sentence = _describe_wrong_host(host)
            case _:
                sentence = f"The {where} can't be opened ({error.strerror})."
        raise Refused(sentence) from error
    bound.set_inheritable(True)
    return bound


def _describe_wrong_host(host: str) -> str:
    return f"“{host}” is not an address of this machine; use --host with another one, such as 127.0.0.1."


def _format_url(plan: ServeOptions, bound: socket.socket) -> str:
    host = f"[{plan.host}]" if ":" in plan.host else plan.host
    return f"{'https' if plan.certificate else 'http'}://{host}:{bound.getsockname()[1]}"


def _allow_many_files() -> None:
    """Raise this process's limit of open files: the usual one allows only a thousand connections."""
    if sys.platform == "win32":
        return
    limits = lazy.resource
    _, hard = limits.getrlimit(limits.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        limits.setrlimit(limits.RLIMIT_NOFILE, (hard, hard))
