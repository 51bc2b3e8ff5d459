"""Errors as clients see them: RFC 9457 problems, never a traceback."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, JsonValue
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from kanban.domain.errors import KanbanError, NotFound, Refused, UsageFault
from kanban.domain.permissions import Forbidden
from kanban.domain.values.text import clean_line, shorten
from kanban.protocol.problems import PROBLEMS, SINCE_0_2
from kanban.protocol.types import Stopped
from kanban.protocol.wire_fields import Malformed

LOG = logging.getLogger("kanban.server")

MEDIA = "application/problem+json"

FULL = "The server's disk is full"

BUSY_SECONDS = 5.0
"""Seconds to wait after a 503 that names no time of its own."""


class Problem(BaseModel):
    """Why a request failed (RFC 9457)."""

    type: str = Field(description="`urn:joint-kanban:problem:` and the kind.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="One sentence for whoever made the request: what happened, and the way out.")
    kind: str = Field(description=f"What it is, for programs: {', '.join(PROBLEMS)}.")
    epoch: str | None = Field(None, description="The board's present epoch, where the kind is `epoch`.")
    cards: list[dict[str, JsonValue]] | None = Field(
        None, description="The cards that are there, where it is `duplicate`."
    )


WHEN: dict[int, str] = {
    308: "The server has another address, which `Location` and the detail name; a person decides whether to go there.",
    400: "The body did not arrive whole: no JSON, or broken gzip. Nothing was done; send it again.",
    401: "No token, a wrong one, or one that was revoked. Keep what waits and ask for a new token.",
    403: "The token's member may not do that here.",
    404: "No such board for this member, or no such card or device on it.",
    405: "The path takes other methods; `Allow` names them.",
    409: "The request does not fit what the server has; `kind` says how. Of a `duplicate`, `cards` has what is there.",
    413: "More bytes, values or changes than the request may have; send half of it.",
    415: "The body is of another media type, or packed otherwise, than is taken here.",
    422: "It was read and makes no sense here; sent again it will make none either.",
    426: "The client speaks a version of the protocol that this server no longer takes writes in.",
    429: "Too many requests, too many at once, or more than one account may have; `Retry-After` says in how many "
    "seconds to go on.",
    500: "The server failed; its log says why.",
    503: "The server's database is busy, full or away, the server is full or stops, or the body took too long to "
    "arrive; `Retry-After` says when to try again.",
}
"""Each status that is a problem, and what it means."""

EVERYWHERE = (400, 413, 415, 422, 426, 429, 503)
"""Problems that any path may answer with."""


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses for these problems and those that any path may answer with."""
    return {
        status: {"description": WHEN[status], "content": {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
        for status in sorted({*EVERYWHERE, *statuses})
    }


def problem(
    status: int,
    kind: str,
    detail: str,
    *,
    retry_after: float | None = None,
    epoch: str = "",
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    """Return a problem as a response; `more` holds further members."""
    body: dict[str, Any] = {
        **(more or {}),
        "type": f"urn:joint-kanban:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": shorten(clean_line(detail), 500),
        "kind": kind,
    }
    if epoch:
        body["epoch"] = epoch
    sent = dict(headers or {})
    if retry_after is not None:
        sent["Retry-After"] = str(max(1, math.ceil(retry_after)))
    if status == 401:
        sent["WWW-Authenticate"] = 'Bearer realm="kanban"'
    if status == 426:
        sent["Upgrade"] = "kanban"
    return Response(json.dumps(body), status, sent, MEDIA)


class Duplicate(Refused):
    """What was to be created exists already."""

    def __init__(self, sentence: str, cards: Sequence[Mapping[str, Any]]) -> None:
        self.cards = list(cards)
        """The existing cards, as REST records."""
        super().__init__(sentence)


def token_error(*, with_token: bool) -> Stopped:
    """Return the error for a request without a token, or with an invalid one."""
    if with_token:
        sentence = "The token is not known here or was revoked; ask a lead of the board for a new code."
    else:
        sentence = "This needs a token, in the header Authorization: Bearer kbt_…."
    return Stopped("unauthorized", sentence)


def of_error(error: KanbanError) -> Response:
    """Return the response for an error of the program."""
    match error:
        case Stopped():
            status, retry = PROBLEMS[error.kind].statuses[0], error.retry_after
            if status == 503 and retry is None:
                retry = BUSY_SECONDS
            return problem(status, error.kind, str(error), retry_after=retry, epoch=error.epoch)
        case NotFound():
            return problem(404, "not_found", str(error))
        case Duplicate():
            return problem(409, "duplicate", str(error), more={"cards": error.cards})
        case Malformed() | UsageFault():
            return problem(422, "invalid", str(error))
        case Forbidden():
            return problem(403, "forbidden", str(error))
        case Refused():
            return problem(422, "invalid", str(error))
        case _:
            LOG.error("the store failed: %s", error)  # to the log alone: it may tell where the database is
            known = {"full": FULL, "No space left": FULL, "locked": "Another program has locked the server's database"}
            away = "The server's database can't be used just now"
            cause = next((cause for word, cause in known.items() if word in str(error)), away)
            return problem(
                503, "slow_down", f"{cause}, so nothing was changed; try again later.", retry_after=BUSY_SECONDS
            )


def _of_validation(error: RequestValidationError) -> Response:
    """Name the first invalid member, without repeating what was sent."""
    first: Mapping[str, Any] = next(iter(error.errors()), {})
    if first.get("type") == "json_invalid":
        return problem(400, "invalid", "The body is not JSON.")
    place, fault = tuple(first.get("loc", ())), str(first.get("msg", "it is not as documented"))
    branches = [other for other in error.errors() if other["loc"][:-1] == place[:-1] and _is_branch(other, error.body)]
    if branches:
        place, fault = place[:-1], _join_faults(branches)
    where = ".".join(str(part) for part in place[1:]) or "the body"
    return problem(422, "invalid", f"“{shorten(clean_line(where), 60)}”: {fault}.")


def _is_branch(fault: Mapping[str, Any], body: object) -> bool:
    """Return whether the last word of a fault's place names one of several types that a member may have."""
    place = tuple(fault["loc"])
    if len(place) < 3 or fault["type"] in {"missing", "extra_forbidden"}:
        return False
    for part in place[1:-1]:
        try:
            body = body[part]  # type: ignore[index]  # what is no list and no object has no such part
        except (LookupError, TypeError):
            return False
    return body is fault["input"]


def _join_faults(branches: Sequence[Mapping[str, Any]]) -> str:
    """Return why a value is of none of its types; where it is of one, what is wrong with it as such."""
    fitting = [fault for fault in branches if not str(fault["type"]).endswith(("_type", "literal_error"))]
    if fitting:
        return str(fitting[0]["msg"])
    start = "Input should be "
    return start + " or ".join(dict.fromkeys(str(fault["msg"]).removeprefix(start) for fault in branches))


def _of_http(error: HTTPException, request: Request) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == 405:  # Starlette names the methods of the first route with this path, not of all
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    details = {400: "The body is not JSON.", 404: "There is nothing at this address.", 405: WHEN[405]}
    return problem(
        error.status_code,
        {404: "not_found", 405: "not_allowed"}.get(error.status_code, "invalid"),
        details.get(error.status_code, str(error.detail)),
        headers=headers,
    )


def _methods(request: Request) -> set[str]:
    """Return every method of a request's path; a literal path such as `cards/batch` wins over `cards/{card}`."""
    routes: Iterable[Route] = request.app.state.routes
    matches = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    least = min((len(route.param_convertors) for route in matches), default=0)
    return {method for route in matches if len(route.param_convertors) == least for method in route.methods or ()}


def answer_with_problems(app: FastAPI) -> None:
    """Turn every error that a route raises into a problem."""
    for kind in (KanbanError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer_error)


async def _answer_error(request: Request, error: Exception) -> Response:
    request.state.kind = getattr(error, "kind", type(error).__name__)
    match error:
        case KanbanError():
            response = of_error(error)
        case RequestValidationError():
            response = _of_validation(error)
        case HTTPException():
            response = _of_http(error, request)
        case _:
            raise error
    return _as_in_0_1(response) if request.headers.get("user-agent", "").startswith("kanban/0.1.") else response


def _as_in_0_1(response: Response) -> Response:
    """Return a problem with a kind that version 0.1.0 knows: it takes any other answer for no kanban server's."""
    body = json.loads(bytes(response.body))
    if body["kind"] not in SINCE_0_2:
        return response
    headers = {
        name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}
    }
    known = body | {"kind": "invalid", "type": "urn:joint-kanban:problem:invalid"}
    return Response(json.dumps(known), response.status_code, headers, MEDIA)
