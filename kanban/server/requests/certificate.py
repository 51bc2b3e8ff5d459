"""The server's HTTPS certificate: read at the start, and again at SIGHUP after it was renewed."""

from __future__ import annotations

import logging
import signal
import ssl
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn

from kanban.domain.errors import KanbanError, NotFound, Refused

LOG = logging.getLogger("kanban.server.requests.certificate")


def check(certificate: Path, key: Path) -> None:
    """Raise NotFound or Refused unless the two files are a certificate and its key."""
    for file in (certificate, key):
        if not file.is_file():
            raise NotFound(f"There is no file {file}.")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (ssl.SSLError, OSError) as error:
        reason = getattr(error, "reason", None) or error.strerror or error
        raise Refused(f"{certificate} and {key} are not a certificate and its key in PEM ({reason}).") from error


def load_renewable(config: uvicorn.Config, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Make a process's TLS context (uvicorn's `ssl_context_factory`) that reads a renewed certificate at SIGHUP.

    Open connections keep the old one, new ones get the new one. Invalid files change nothing.
    """
    context, certificate, key = make(), Path(str(config.ssl_certfile)), Path(str(config.ssl_keyfile))

    def read_again(_number: int, _frame: FrameType | None) -> None:
        try:
            check(certificate, key)  # a context that is in use would be left with half of a bad pair
            context.load_cert_chain(certificate, key)
        except (KanbanError, OSError) as error:
            sentence = f"{str(error).rstrip('.')}; the one before is still used."
            LOG.error({"event": "certificate", "said": sentence})  # noqa: TRY400 - a sentence tells all
        else:
            LOG.info({"event": "certificate", "said": "read again"})

    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, read_again)
    return context
