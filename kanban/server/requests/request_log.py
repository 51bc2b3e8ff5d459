"""One line of JSON for every request, without tokens, queries and bodies."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kanban.server.problem_answers import problem

LOG = logging.getLogger("kanban.server")

_SECRET = re.compile(r"(kb[tc]_)[A-Za-z0-9_-]+")
_LINK = re.compile(r"(?i)^(/+v1/+calendar/+).+")
"""The address of a calendar: what stands behind is a secret, or was to be one."""
_KEPT = ("account", "token", "board", "kind")
"""What routes note about a request: ids and kinds, nothing that somebody wrote."""


class JsonFormatter(logging.Formatter):
    """A log record as one line of JSON; of an exception its type and frames only: its message may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
        }
        if isinstance(record.msg, dict):
            line |= record.msg
        else:
            line["said"] = _hide(record.getMessage())
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__qualname__
            frames = traceback.extract_tb(record.exc_info[2])
            line["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line)


def log_to_stderr(level: str = "info") -> None:
    """Send the server's log of this level and above to stderr, where systemd and other supervisors read it.

    Warnings of Python and of libraries come as lines of it too: whoever reads the log as JSON reads every line.
    """
    logging.captureWarnings(capture=True)
    own = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    others = own if own < logging.INFO else max(own, logging.WARNING)
    for name, least in (("kanban", own), ("uvicorn", others), ("py.warnings", others)):
        log = logging.getLogger(name)
        log.handlers = [handler]
        log.setLevel(least)
        log.propagate = False


class RequestLog:
    """The outermost layer: logs every request, and turns an unhandled exception into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        state: dict[str, Any] = scope.setdefault("state", {})
        response: dict[str, Any] = {"status": None, "out": 0}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                response["status"] = message["status"]
            else:
                response["out"] += len(message.get("body", b""))
            await send(message)

        fault: Exception | None = None
        try:
            await self._app(scope, receive, noting)
        except Exception as error:  # noqa: BLE001 - the last door: the client gets a problem, the log the frames
            fault = error
            if response["status"] is None:
                await problem(500, "offline", "The server failed; its log says more.")(scope, receive, noting)
        line = {
            "method": scope["method"],
            "path": _LINK.sub(r"\1…", _hide(scope["path"]))[:200],
            "status": response["status"],
            "ms": round((time.perf_counter() - started) * 1000, 1),
            "in": state.get("bytes_in", 0),
            "out": response["out"],
            "from": scope["client"][0] if scope.get("client") else None,
            **{name: state[name] for name in _KEPT if name in state},
        }
        LOG.log(logging.ERROR if fault else logging.INFO, line, exc_info=fault)


def _hide(text: str) -> str:
    """Return text without the secrets in it."""
    return _SECRET.sub(r"\1…", text)
