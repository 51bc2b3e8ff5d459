"""`kanban serve`: the server of the boards that a team shares."""

from __future__ import annotations

import os
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from kanban import config
from kanban.cli import output
from kanban.cli.parsing import Parser, natural
from kanban.domain.errors import Refused

PORT = 8471
DATABASE = "KANBAN_DATABASE"
"""The environment's variable for the server's database; a password in it shows in no list of processes."""


def takes_database(parser: Parser) -> None:
    """Let a parser take the database of the server."""
    parser.add_argument(
        "--database",
        metavar="URL",
        help="sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME; also as KANBAN_DATABASE in the environment",
    )


def database_of(args: Namespace) -> str:
    """Return the URL of the server's database: the one given, the environment's, or a file among this user's data."""
    given: str = args.database or os.environ.get(DATABASE, "")
    if given:
        return given
    where = config.places()
    config.make_places(where)
    return f"sqlite:///{where.server_database}"


def said_here(at: str | None, now: datetime) -> str:
    """Return a moment in the zone of the server's machine: `Mon 23 Nov 11:02`; empty for none."""
    from kanban.domain.values import moments  # noqa: PLC0415 - JSON speaks UTC

    here = now.astimezone()
    return moments.format_whole(at, here.date(), here.tzinfo or UTC) if at else ""


def serve_parser(parser: Parser) -> None:
    """Add what `kanban serve` takes."""
    takes_database(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (127.0.0.1)")
    parser.add_argument("--port", type=natural, default=PORT, help=f"the port ({PORT}); 0 picks a free one")
    parser.add_argument("--tls-cert", metavar="FILE", type=Path, help="a certificate with its chain, PEM: speak HTTPS")
    parser.add_argument("--tls-key", metavar="FILE", type=Path, help="its key, PEM")
    parser.add_argument(
        "--behind-proxy",
        metavar="ADDRESS",
        nargs="?",
        const="127.0.0.1,::1",
        help="a proxy speaks HTTPS for it; its address, where that is not this machine",
    )
    parser.add_argument("--workers", metavar="N", type=natural, default=1, help="processes; PostgreSQL only (1)")
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        help="what goes to stderr, a line of JSON each: warning leaves out the requests (info)",
    )
    parser.add_argument(
        "--moved-to",
        metavar="URL",
        help="serve nothing, and tell every client that the server is at this address now (308)",
    )
    parser.epilog = "SIGTERM ends it within ten seconds; at SIGHUP it reads the certificate's files again, after they were renewed.\n"
    parser.show("kanban serve", "kanban serve --host 0.0.0.0 --tls-cert fullchain.pem --tls-key privkey.pem")
    parser.set_defaults(run=run_serve)


def run_serve(args: Namespace) -> int:
    """Serve until told to stop."""
    try:
        from kanban.server.serve import Plan, serve  # noqa: PLC0415 - the server's own libraries are an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"fastapi", "starlette", "uvicorn"}:
            raise
        raise Refused(
            'A server needs more than a board does; install it with pip install "joint-kanban[server]".'
        ) from error
    from kanban.server.settings import Settings  # noqa: PLC0415 - as above
    from kanban.sync.address import address  # noqa: PLC0415 - as above

    plan = Plan(
        database=database_of(args),
        host=args.host,
        port=args.port,
        certificate=args.tls_cert,
        key=args.tls_key,
        workers=max(1, args.workers),
        proxies=args.behind_proxy,
        log_level=args.log_level,
        settings=Settings(moved_to=address(args.moved_to) if args.moved_to else ""),
    )

    def ready(url: str, peopled: bool) -> None:
        output.now(f"Serving on {url}")
        if not peopled:
            named = " --database URL" if args.database else ""
            output.say(
                "Nobody has an account here yet, so nobody can sign in: kanban server member add NAME --team marketing --role lead"
                f"{named} makes one and prints its token."
            )

    serve(plan, ready)
    return 0


VERBS = {"serve": serve_parser}
