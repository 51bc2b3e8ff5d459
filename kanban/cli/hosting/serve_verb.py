"""`kanban serve`: the server of the boards that a team shares."""

from __future__ import annotations

import os
from argparse import Namespace
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kanban import config, server, store, sync
from kanban.cli import output
from kanban.cli.parsing import option, read_count, verb
from kanban.domain import values
from kanban.domain.errors import Refused

if TYPE_CHECKING:
    from kanban.store.hub import Hub

PORT = 8471
DATABASE = "KANBAN_DATABASE"
"""The environment's variable for the server's database; a password in it shows in no list of processes."""


SERVER_DATABASE = option(
    "--database",
    "URL",
    "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; also as KANBAN_DATABASE in the environment",
)


def find_database_url(args: Namespace) -> str:
    """Return the URL of the server's database: the one given, the environment's, or a file among this user's data."""
    url: str = args.database or os.environ.get(DATABASE, "")
    if url:
        return url
    where = config.find_places()
    config.make_places(where)
    return f"sqlite:///{where.server_database}"


def open_server(args: Namespace) -> AbstractContextManager[Hub]:
    """Hold the server's store; a database that is not there is made."""
    return closing(store.hub.open_hub(find_database_url(args)))


def format_local_time(at: str | None, now: datetime) -> str:
    """Return a moment in the zone of the server's machine: `Mon 23 Nov 11:02`; empty for none."""
    here = now.astimezone()
    return values.moments.format_whole(at, here.date(), here.tzinfo or UTC) if at else ""


def run_serve(args: Namespace) -> int:
    """Serve until told to stop."""
    try:
        serve = server.serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"fastapi", "starlette", "uvicorn"}:
            raise
        raise Refused(
            'A server needs more than a board does; install it with pip install "joint-kanban[server]".'
        ) from error
    moved_to = sync.address.normalize_address(args.moved_to) if args.moved_to else ""
    plan = serve.ServeOptions(
        database=find_database_url(args),
        host=args.host,
        port=args.port,
        certificate=args.tls_cert,
        key=args.tls_key,
        workers=max(1, args.workers),
        proxies=args.behind_proxy,
        log_level=args.log_level,
        settings=server.settings.Settings(moved_to=moved_to),
    )

    def ready(url: str, peopled: bool) -> None:
        output.write_now(f"Serving on {url}")
        if not peopled:
            database = " --database URL" if args.database else ""
            output.say(
                "Nobody has an account here yet, so nobody can sign in: "
                f"kanban server member add NAME --team marketing --role lead{database} makes one and prints its token."
            )

    serve.serve(plan, ready)
    return 0


_NOTE = (
    "SIGTERM ends it within ten seconds; at SIGHUP it reads the certificate's files again, after they were renewed.\n"
)

VERBS = {
    "serve": verb(
        run_serve,
        SERVER_DATABASE,
        option("--host", says="the address to listen at (127.0.0.1)", default="127.0.0.1"),
        option("--port", says=f"the port ({PORT}); 0 picks a free one", type=read_count, default=PORT),
        option("--tls-cert", "FILE", "a certificate with its chain, PEM: speak HTTPS", type=Path),
        option("--tls-key", "FILE", "its key, PEM", type=Path),
        option(
            "--behind-proxy",
            "ADDRESS",
            "a proxy speaks HTTPS for it; its address, where that is not this machine",
            nargs="?",
            const="127.0.0.1,::1",
        ),
        option("--workers", "N", "processes; PostgreSQL only (1)", type=read_count, default=1),
        option(
            "--log-level",
            says="what goes to stderr, a line of JSON each: warning leaves out the requests (info)",
            choices=("debug", "info", "warning", "error"),
            default="info",
        ),
        option(
            "--moved-to",
            "URL",
            "serve nothing, and tell every client that the server is at this address now (308)",
        ),
        note=_NOTE,
        examples=("kanban serve", "kanban serve --host 0.0.0.0 --tls-cert fullchain.pem --tls-key privkey.pem"),
    )
}
