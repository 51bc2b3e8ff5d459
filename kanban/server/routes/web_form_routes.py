"""Web forms: anybody may send one with a form key, and nobody learns from the answer what became of it."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from kanban.domain.errors import KanbanError
from kanban.domain.records.web_form import TRAP, is_trapped
from kanban.domain.values.text import clean_line, shorten
from kanban.server.access import Route, Store
from kanban.server.problem_answers import problem_responses
from kanban.server.requests.body_reader import FORM
from kanban.server.requests.limiters import RateLimiter, neighbourhood
from kanban.server.routes.act_keys import example
from kanban.store.database import StoreFault
from kanban.store.hub import FormKey, submit

if TYPE_CHECKING:
    from kanban.server.settings import Settings

LOG = logging.getLogger("kanban.server.routes.web_form_routes")

AT = re.compile(r"/v1/forms/([^/]{1,100})")
"""The path of a form."""

router = APIRouter(prefix="/v1/forms", tags=["forms"], route_class=Route)


async def _form_of(
    request: Request, key: Annotated[str, Path(max_length=100, description="What `kanban server key add` printed.")]
) -> FormKey | None:
    """Return the form key, which `Limits` looked up before it read the body."""
    form: FormKey | None = request.state.form
    return form if form and form.key == key else None


Form = Annotated[FormKey | None, Depends(_form_of)]
ANSWER = """Make a card of what a form says. Needs no token: the key stands in the page, and can do nothing else.

The body is JSON, or what an HTML form sends. `email`, `company`, `name`, `phone`, `title`, `value`, `source`,
`campaign` and `message` go where they belong, all else into a comment. The card is made under the key's name, without
an owner, in the first stage of marketing; if an open card has that e-mail address, it gets a comment instead. The
answer is always the
same: 303 to the page that the key names for an HTML form, else (JSON, `fetch()`, no such page) 204."""


class FormLimits:
    """How often a form may be sent: per key, and per address."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._keys, self._addresses = RateLimiter(settings.per_form, clock), RateLimiter(settings.form_sender, clock)

    def let_in(self, key: str, address: str) -> bool:
        """Take one from both limits; returns whether that was possible."""
        return not self._addresses.take(address) and not self._keys.take(key)


def thanks(form: FormKey | None, origin: str, *, leads_on: bool) -> Response:
    """Return the answer to every form, whatever became of it."""
    page = form.page if form and leads_on else None
    headers = {"Vary": "Origin", **({"Location": page} if page else {})}
    if form is None or not form.origins:
        headers["Access-Control-Allow-Origin"] = "*"
    elif origin in form.origins:
        headers["Access-Control-Allow-Origin"] = origin
    return Response(status_code=303 if page else 204, headers=headers)


def _is_page(request: Request) -> bool:
    """Whether the browser shows the answer as a page: yes for an HTML form, no for `fetch()`."""
    is_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    return is_form and request.headers.get("sec-fetch-mode", "navigate") == "navigate"


async def _body_of(request: Request) -> object:
    return getattr(request.state, "json", None)


@router.post(
    "/{key}",
    status_code=204,
    summary="Send a form",
    description=ANSWER,
    response_class=Response,
    responses={
        303: {"description": "The same, for an HTML form whose key names a page to go on to."},
        **problem_responses(),
    },
    openapi_extra={
        "requestBody": {
            "content": {
                media: {
                    "schema": {
                        "type": "object",
                        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                    }
                }
                for media in ("application/json", FORM)
            }
        },
        **example(
            "POST", "/v1/forms/$KEY", {"email": "jane@acme.example", "name": "Jane Doe", "message": "Please call."}
        ),
    },
)
def send(request: Request, hub: Store, form: Form, body: Annotated[object, Depends(_body_of)]) -> Response:
    """Take a form in; see `ANSWER`."""
    origin = request.headers.get("origin", "").lower()
    if form is not None:
        LOG.info({"event": "form", "key": form.name, "outcome": _outcome(request, hub, form, origin, body)})
    return thanks(form, origin, leads_on=_is_page(request))


@router.options(
    "/{key}",  # noqa: FAST003 - `Form` takes the key
    status_code=204,
    summary="May a page send it?",
    response_class=Response,
    responses=problem_responses(),
    openapi_extra=example("OPTIONS", "/v1/forms/$KEY"),
)
def preflight(request: Request, form: Form) -> Response:
    """Tell browsers from which origins the key is taken, before a page sends JSON."""
    allowed = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "600",
    }
    response = thanks(form, request.headers.get("origin", "").lower(), leads_on=False)
    response.headers.update(allowed)
    return response


def _outcome(request: Request, hub: Store, form: FormKey, origin: str, body: object) -> str:
    """Submit a form; returns what was done. Raises StoreFault only: then nothing was kept, and it may be sent again."""
    door: FormLimits = request.app.state.form_door
    address = neighbourhood(request.client.host if request.client else "")
    sent = fields_of(body)
    if form.removed_at is not None:
        return "the key was removed"
    if form.origins and origin not in form.origins:
        return f"it came from {shorten(clean_line(origin), 60) or 'nowhere'}"
    if is_trapped(sent):
        return f"“{TRAP}” was filled in"
    if not door.let_in(form.key, address):
        return "it came too often"
    try:
        return submit(hub, form.key, sent)
    except StoreFault:
        raise
    except KanbanError as error:
        LOG.warning("a form of %s was not taken: %s", form.name, error)
        return "it was refused"


def fields_of(body: object) -> dict[str, str]:
    """Return the fields of a form as text; anything but text, numbers and booleans is left out."""
    if not isinstance(body, dict):
        return {}
    plain = {
        name: str(value) if not isinstance(value, bool) else ("yes" if value else "no")
        for name, value in body.items()
        if isinstance(value, str | int | float)
    }
    return {name: value.encode("utf-8", "replace").decode() for name, value in plain.items()}
