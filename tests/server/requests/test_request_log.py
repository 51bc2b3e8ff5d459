"""One line a request, and nothing in it that somebody wrote or signs in with."""

from __future__ import annotations

import json
import logging
import subprocess
import sys

import pytest

from kanban.server import limits
from kanban.server.requests.request_log import LOG, JsonFormatter
from kanban.store import hub as store
from kanban.store.database import StoreFault
from tests.server.conftest import problem
from tests.store.hub.world import BOARD_ID


@pytest.fixture
def lines():
    """What the server logs, line by line."""
    written = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Kept()
    handler.setFormatter(JsonFormatter())
    log, level = logging.getLogger("kanban"), logging.getLogger("kanban").level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield written
    log.removeHandler(handler)
    log.setLevel(level)


async def test_a_request_is_one_line(here, lines, world):
    body = {"title": "Jane's secret plan"}
    made = await here.member.ask("POST", f"/v1/boards/{BOARD_ID}/cards", body)
    (line,) = map(json.loads, lines)
    assert (line["method"], line["path"], line["status"]) == ("POST", f"/v1/boards/{BOARD_ID}/cards", 201)
    assert (line["account"], line["token"]) == (world.caller("member").account, world.caller("member").token_id)
    assert (line["board"], line["in"], line["out"]) == (BOARD_ID, len(json.dumps(body)), len(made.content))
    assert line["ms"] >= 0
    assert line["at"].endswith("Z")


async def test_tokens_queries_and_bodies_are_in_no_line(here, lines, world):
    token = world.tokens["member"]
    code = (await here.lead.ask("POST", "/v1/devices", {})).json()["code"]
    await here.anybody.ask("POST", "/v1/join", {"code": code})
    await here.member.ask("GET", f"/v1/boards/{BOARD_ID}/cards", params={"q": "jane.doe"})
    await here.member.ask("GET", f"/v1/{token}", params={"token": token})
    await here.member.ask("POST", "/v1/join", b'{"code": "jane.doe')
    written = "\n".join(lines)
    assert written.count("\n") == 4
    assert [word for word in (token, code, "jane.doe", "q=") if word in written] == []
    assert "/v1/kbt_…" in json.loads(lines[3])["path"]


@pytest.mark.parametrize(
    "path",
    ["/v1/calendar/{}.ics", "/v1/calendar/{}", "/V1/calendar/{}.ics", "//v1/calendar/{}.ics", "/v1/calendar/x{}y/z.ics",
     "/calendar/{}.ics", "/v1/calendars/{}"],
)  # fmt: skip
async def test_a_calendars_secret_is_in_no_line(here, lines, world, path):
    _, secret = store.add_link(world.hub, world.caller("member"))
    await here.anybody.ask("GET", path.format(secret))
    await here.anybody.ask("GET", path.format(secret[:20]))
    await here.anybody.ask("GET", path.format("kbc%5F" + secret[4:]))
    await here.anybody.ask("GET", f"/v1/calendar/{secret[4:]}.ics")
    written = "\n".join(lines)
    assert written.count("\n") == 3
    assert secret[4:18] not in written


async def test_a_failure_of_the_server_is_a_problem_and_its_frames_are_logged(here, lines, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("jane.doe")

    monkeypatch.setattr(limits, "caller_of", fail)
    answer = await here.member.ask("GET", "/v1/me")
    assert problem(answer) == (500, "offline")
    (line,) = map(json.loads, lines)
    assert (line["level"], line["status"], line["error"]) == ("error", 500, "ZeroDivisionError")
    assert any(frame.endswith(" fail") for frame in line["frames"])
    assert "jane.doe" not in lines[0] + answer.text


@pytest.mark.parametrize(
    "said", ["The server's database refused: database or disk is full.", "It refused: no connection to db7."]
)
async def test_a_database_that_fails_is_a_503(here, lines, monkeypatch, said):
    def fail(*_):
        raise StoreFault(said)

    monkeypatch.setattr(limits, "caller_of", fail)
    answer = await here.member.ask("GET", "/v1/me")
    assert problem(answer) == (503, "slow_down")
    assert int(answer.headers["retry-after"]) >= 1
    assert ("full" in answer.json()["detail"]) == ("full" in said)
    assert "db7" not in answer.text
    assert any(said in line for line in lines)


async def test_health_tells_of_a_database_that_is_away(here, monkeypatch):
    def fail(_):
        raise StoreFault("away")

    monkeypatch.setattr(store.watching, "touch_watch", fail)
    answer = await here.anybody.ask("GET", "/health")
    assert problem(answer) == (503, "slow_down")


def test_any_record_is_one_harmless_line():
    try:
        int("jane.doe")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "kbt_abc\n\x1b[2J %s", ("ä",), sys.exc_info())
    line = JsonFormatter().format(record)
    assert line.isprintable()
    assert json.loads(line)["said"] == "kbt_…\n\x1b[2J ä"
    assert "jane.doe" not in line
    assert LOG.name == "kanban.server"


def test_a_warning_of_a_library_is_a_line_too():
    """Whoever reads the log reads every line of stderr as JSON."""
    code = (
        "import warnings\nfrom kanban.server.requests.request_log import log_to_stderr\n"
        "log_to_stderr()\nwarnings.warn('kbt_abc has no effect')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (line,) = map(json.loads, done.stderr.splitlines())
    assert line["level"] == "warning"
    assert "kbt_… has no effect" in line["said"]
