"""Errors of the network as one sentence each: no connection, a bad certificate, something else at that address.

Each of them is a `Stopped`: what was to be sent stays where it is.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any, cast

from kanban.domain.errors import UsageFault
from kanban.domain.values.text import clean_line, shorten
from kanban.protocol.problems import PROBLEMS
from kanban.protocol.types import Kind, Stopped
from kanban.sync.address import host_of, normalize_address

LONGEST_WAIT = 3_600.0
"""Seconds: the longest `Retry-After` that is believed."""

LONGEST_ADDRESS = 200
"""Characters: the longest address that a redirect may name."""


def build_unreachable_error(url: str, error: BaseException) -> Stopped:
    """Return the error for a request that got no answer, by its cause."""
    host = host_of(url)
    for cause in list_causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = shorten(clean_line(cause.verify_message or str(cause)).rstrip("."), 160)
            return Stopped("offline", f"The certificate at {url} is not trusted ({reason}). Nothing was sent.")
        if isinstance(cause, ssl.SSLError):
            return Stopped("offline", f"{url} does not answer with valid HTTPS; check the address.")
        if isinstance(cause, socket.gaierror):
            return Stopped("offline", f"Can't find {host}; check the address or the network.")
        if isinstance(cause, ConnectionRefusedError):
            return Stopped("offline", f"No answer at {url}: the server is down, or the address is wrong.")
        if isinstance(cause, TimeoutError):
            return Stopped("offline", f"The server at {url} did not answer in time. Your changes are sent later.")
        if isinstance(cause, ConnectionError):
            break
    return Stopped("offline", f"Lost the connection to {url}. Your changes are sent later.")


def timeout_error(url: str) -> Stopped:
    """Return the error for an answer that took too long."""
    return Stopped("offline", f"The server at {url} did not answer in time. Your changes are sent later.")


def list_causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, its cause, the cause of that, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def error_of_answer(url: str, status: int, headers: Mapping[str, str], body: bytes) -> Stopped:
    """Return the error for an answer whose status is not a success."""
    problem = _problem(headers, body)
    kind = problem.get("kind")
    if status in {301, 308} or kind == "moved":
        to = _new_address(url, headers.get("location", ""))
        if to:
            return Stopped("moved", f"The server at {url} has moved; kanban move-server {to} follows it.", to=to)
    if isinstance(kind, str) and kind != "moved" and kind in PROBLEMS and status in PROBLEMS[kind].statuses:
        detail = shorten(clean_line(str(problem.get("detail") or problem.get("title") or "")), 300)
        epoch = problem.get("epoch")
        return Stopped(
            cast("Kind", kind),
            detail or f"The server at {url} refused ({status}).",
            retry_after=_retry_after(headers),
            epoch=epoch[:64] if isinstance(epoch, str) else "",
        )
    if 300 <= status < 400:
        to = shorten(clean_line(headers.get("location", "elsewhere")), 80)
        return Stopped("offline", f"{url} redirects to {to}; use that address if the server is there.")
    if status in {429, 503}:
        return Stopped(
            "slow_down", f"The server at {url} is busy. Your changes are sent later.", retry_after=_retry_after(headers)
        )
    if status >= 500:
        return Stopped("offline", f"The server at {url} has an error ({status}). Your changes are sent later.")
    return build_not_kanban_error(url, f"it answers {status}")


def _new_address(url: str, location: str) -> str:
    """Return the new address that a permanent redirect names; "" when it leads elsewhere, such as to a sign-in page.

    It is only shown to people, never followed: the token belongs to the address that was given.
    """
    base, separator, _ = location.partition("/v1/")
    try:
        to = normalize_address(base) if separator else ""
    except UsageFault:
        return ""
    return "" if to == url or len(to) > LONGEST_ADDRESS else to


def build_not_kanban_error(url: str, reason: str) -> Stopped:
    """Build the error for an address that is not a kanban server."""
    return Stopped(
        "offline",
        f"{url} is not a kanban server ({reason}): a network's sign-in page, or a wrong address.",
    )


def _problem(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    if not headers.get("content-type", "").lower().startswith("application/problem+json"):
        return {}
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of `Retry-After`; None for its other form, a date, which depends on both clocks."""
    typed = headers.get("retry-after", "").strip()
    return min(float(typed), LONGEST_WAIT) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else None
