"""The OpenAPI document tells the whole protocol: every route, every status, every rule."""

from __future__ import annotations

import inspect
import re
from typing import get_args

import pytest
from fastapi.routing import APIRoute

from kanban.domain.change import Change
from kanban.protocol import wire
from kanban.protocol.problems import PROBLEMS, SINCE_0_2
from kanban.protocol.types import Kind
from kanban.server import problem_answers, shapes
from kanban.server.routes import (
    about,
    board_routes,
    campaign_routes,
    card_act_routes,
    card_routes,
    change_routes,
    handoff_routes,
    structure_routes,
    web_form_routes,
)
from kanban.server.routes.accounts import account_routes, calendar_routes
from kanban.server.routes.figures import meeting_routes

ANYBODY = {"/v1/meta", "/v1/join", "/health", "/v1/forms/{key}", "/v1/calendar/{link}.ics"}


@pytest.fixture
async def document(here):
    return (await here.anybody.ask("GET", "/openapi.json")).json()


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def references(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


async def test_every_route_of_the_protocol_is_there(document):
    assert {f"{method.upper()} {path}" for path, method, _ in operations(document)} == {
        "POST /v1/boards/{board}/push", "GET /v1/boards/{board}/changes", "GET /v1/boards/{board}/snapshot",
        "GET /v1/boards/{board}/history", "GET /v1/events", "GET /v1/meta", "GET /health", "HEAD /health", "GET /v1/me",
        "GET /v1/boards", "POST /v1/boards", "POST /v1/boards/{board}/open", "POST /v1/join",
        "POST /v1/boards/{board}/invites", "POST /v1/devices", "GET /v1/boards/{board}/devices",
        "DELETE /v1/boards/{board}/devices/{token}", "PUT /v1/boards/{board}/devices/{token}",
        "POST /v1/boards/{board}/join", "GET /v1/invitations", "DELETE /v1/devices/{token}",
        "POST /v1/boards/{board}/cards/{card}/purge", "GET /v1/boards/{board}/cards", "POST /v1/boards/{board}/cards",
        "GET /v1/boards/{board}/cards/{card}", "PATCH /v1/boards/{board}/cards/{card}",
        "GET /v1/boards/{board}/cards/{card}/comments", "GET /v1/boards/{board}/cards/{card}/activities",
        "POST /v1/boards/{board}/cards/{card}/activities",
        "DELETE /v1/boards/{board}/cards/{card}/activities/{activity}",
        "PATCH /v1/boards/{board}/cards/{card}/activities/{activity}", "POST /v1/boards/{board}/cards/{card}/comments",
        "PATCH /v1/boards/{board}/cards/{card}/comments/{comment}",
        "DELETE /v1/boards/{board}/cards/{card}/comments/{comment}", "POST /v1/boards/{board}/cards/batch",
        "DELETE /v1/boards/{board}/cards/{card}", "POST /v1/boards/{board}/cards/{card}/restore",
        "POST /v1/boards/{board}/cards/{card}/merge", "GET /v1/boards/{board}/cards/{card}/history",
        "PUT /v1/boards/{board}/cards/{card}/labels/{label}", "DELETE /v1/boards/{board}/cards/{card}/labels/{label}",
        "POST /v1/boards/{board}/cards/{card}/links", "DELETE /v1/boards/{board}/cards/{card}/links/{link}",
        *(f"POST /v1/boards/{{board}}/cards/{{card}}/{act}" for act in ("offer", "accept", "return", "withdraw", "ask",
            "answer", "done")),
        "GET /v1/calendar/{link}.ics", "GET /v1/calendars", "POST /v1/calendars", "DELETE /v1/calendars/{calendar}",
        "POST /v1/forms/{key}", "OPTIONS /v1/forms/{key}", "GET /v1/boards/{board}/labels",
        "GET /v1/boards/{board}/stages", "POST /v1/boards/{board}/stages", "PATCH /v1/boards/{board}/stages/{stage}",
        "DELETE /v1/boards/{board}/stages/{stage}", "GET /v1/boards/{board}/members", "POST /v1/boards/{board}/members",
        "PATCH /v1/boards/{board}/members/{member}", "DELETE /v1/boards/{board}/members/{member}",
            "GET /v1/boards/{board}/meetings", "POST /v1/boards/{board}/meetings",
            "GET /v1/boards/{board}/meetings/agenda", "POST /v1/boards/{board}/meetings/end",
            "POST /v1/boards/{board}/meetings/decisions", "PATCH /v1/boards/{board}/meetings/decisions/{decision}",
            "GET /v1/boards/{board}/cards/{card}/guesses", "POST /v1/boards/{board}/cards/{card}/guesses",
            "GET /v1/boards/{board}/cards/{card}/objections", "POST /v1/boards/{board}/cards/{card}/objections",
            "PATCH /v1/boards/{board}/cards/{card}/objections/{objection}",
            "DELETE /v1/boards/{board}/cards/{card}/objections/{objection}",
            "GET /v1/boards/{board}/plays", "POST /v1/boards/{board}/plays",
            "PATCH /v1/boards/{board}/plays/{play}", "DELETE /v1/boards/{board}/plays/{play}",
            "GET /v1/boards/{board}/play-requests", "GET /v1/boards/{board}/walk",
            "GET /v1/boards/{board}/cards/{card}/debriefs", "POST /v1/boards/{board}/cards/{card}/debriefs",
            "DELETE /v1/boards/{board}/cards/{card}/debriefs/{debrief}", "GET /v1/boards/{board}/cards/{card}/walk",
            "GET /v1/boards/{board}/cards/{card}/walks", "POST /v1/boards/{board}/cards/{card}/walks",
            "GET /v1/boards/{board}/campaigns", "POST /v1/boards/{board}/campaigns",
            "PATCH /v1/boards/{board}/campaigns/{campaign}", "DELETE /v1/boards/{board}/campaigns/{campaign}",
            "GET /v1/boards/{board}/reports/{name}", "GET /v1/boards/{board}/next",
            "GET /v1/boards/{board}/wants", "POST /v1/boards/{board}/wants",
            "GET /v1/boards/{board}/wants/{want}", "POST /v1/boards/{board}/wants/{want}/end",
            "PUT /v1/boards/{board}/cards/{card}/skip", "DELETE /v1/boards/{board}/cards/{card}/skip",
            "PUT /v1/boards/{board}/cards/{card}/doubts/{fact}",
            "DELETE /v1/boards/{board}/cards/{card}/doubts/{fact}",
    }  # fmt: skip


async def test_every_operation_says_what_it_does_and_what_may_happen(document):
    for path, method, operation in operations(document):
        assert len(operation["description"]) > 20, (path, method)
        statuses = {int(status) for status in operation["responses"]}
        assert {*problem_answers.EVERYWHERE} <= statuses, (path, method)
        assert (401 in statuses) == (path not in ANYBODY), (path, method)
        assert ("security" in operation) == (path not in ANYBODY), (path, method)
        if "{board}" in path:
            assert {403, 404} <= statuses, (path, method)
        for status, response in operation["responses"].items():
            media = "application/problem+json" if int(status) >= 400 else None
            assert media is None or media in response["content"], (path, method, status)


async def test_all_that_is_referred_to_is_there(document):
    found = set(references(document))
    assert "#/components/schemas/Push" in found
    for reference in found:
        value = document
        for part in reference.removeprefix("#/").split("/"):
            value = value[part]


async def test_a_change_is_described_as_it_travels(document):
    described = set(document["components"]["schemas"]["Change"]["properties"])
    sample = Change(
        "i",
        "a",
        "t",
        "edit",
        "2026-11-23T10:02:11Z",
        "card",
        "e",
        {},
        "s",
        "me",
        "d",
        1,
        card="c",
        seq=4,
        extra={"rule": "r", "of": "i"},
    )
    assert described == set(wire.encode_change(sample))


def test_endpoints_that_touch_the_store_run_beside_the_loop():
    """The store is synchronous: on the event loop it would hold up every other request."""
    rooms = (
        about,
        account_routes,
        calendar_routes,
        board_routes,
        card_routes,
        card_act_routes,
        change_routes,
        web_form_routes,
        handoff_routes,
        structure_routes,
        campaign_routes,
        meeting_routes,
    )
    routes = [route for room in rooms for route in room.router.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    on_the_loop = {route.name for route in routes if inspect.iscoroutinefunction(route.endpoint)}
    assert on_the_loop == {
        "events",
        "health",
        "find_cards",
        "labels",
        "calendar",
        "agenda",
        "end_meeting",
    }  # what looks for cards asks in a thread from a line of its own


def test_every_kind_has_a_status_that_is_described():
    assert set(PROBLEMS) == set(get_args(Kind))
    answered = {kind.statuses[0] for kind in PROBLEMS.values()}
    assert answered <= set(problem_answers.WHEN)
    assert shapes.Push.model_fields.keys() == {"epoch", "device", "changes"}


@pytest.mark.parametrize("kind", sorted(SINCE_0_2))
def test_a_client_of_0_1_0_understands_what_newer_kinds_become(kind):
    assert set(PROBLEMS[kind].statuses) <= {400, 404, 405, 409, 415, 422}  # its `invalid` comes with these


async def test_what_acts_on_a_board_shows_how(document):
    """Every operation of REST that came with an example shows a whole line, with the path that it is documented at."""
    shown = 0
    for path, method, operation in operations(document):
        for sample in operation.get("x-codeSamples", ()):
            shown += 1
            assert f"curl -X {method.upper()} " in sample["source"], (path, method)
            steady = re.sub(r"\{[a-z]+\}", "", path).rstrip("/").split("/")
            assert all(part in sample["source"] for part in steady), (path, method)
        if method != "get" and re.search(r"/(cards|stages|members)", path) and not path.endswith("/purge"):
            assert "x-codeSamples" in operation, (path, method)
    assert shown > 20
