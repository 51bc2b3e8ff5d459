"""Every line of `curl` in the README's section for integrations does what it says, against a server on a socket."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import kanban.server
from kanban.store.hub.programs import web_form_keys
from tests.served import colleagues, serving

SECTION = (
    (Path(kanban.server.__file__).parent / "README.md")
    .read_text("utf-8")
    .partition("\n## Integrating\n")[2]
    .partition("\n## ")[0]
)
LINES = [
    line for block in re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL) for line in block.splitlines() if line.strip()
]  # fmt: skip

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl on this machine")


@pytest.fixture
def served(tmp_path):
    people = (("Ann", "marketing", "lead"), ("Raj", "sales", "member"))
    with serving(tmp_path / "server", people) as running, colleagues(running, tmp_path, "Ann", "Raj"):
        yield running


def run(line, variables):
    """Run a line as a shell does; returns what it printed."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert ran.returncode == 0, f"{line}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def the_id(answer):
    """The id that a line with `…` speaks of: the answer's own, that of a link, or of the last thing in a list."""
    told = (
        answer["links"]
        if answer.get("links")
        else next((v for v in answer.values() if isinstance(v, list) and "id" not in answer), None)
    )
    return told[-1]["id"] if told else answer["id"]


def test_each_line_does_what_it_says(served):
    variables = {"SERVER": served.url, "TOKEN": served.tokens["Ann"]}
    variables |= {"AUTH": f"Authorization: Bearer {variables['TOKEN']}", "JSON": "Content-Type: application/json"}
    answer, ran = {}, 0
    for line in LINES:
        name, is_set, value = line.partition("=")
        if line.startswith("kanban "):
            continue
        if is_set and name.isupper() and name.isalpha():
            if name == "SALES":
                variables[name] = f"Authorization: Bearer {served.tokens['Raj']}"
            elif name == "KEY":
                variables[name] = web_form_keys.add_key(
                    served.hub, variables["BOARD"], "Web form", origins=["https://www.acme.example"]
                ).key
            elif name == "SECRET":
                variables[name] = answer["path"].rpartition("/")[2].removesuffix(".ics")
            elif value.startswith("…"):
                variables[name] = the_id(answer)
            continue
        assert line.startswith("curl "), line
        printed = run(line, variables)
        answer = json.loads(printed) if printed and not printed.startswith("BEGIN:VCALENDAR") else {}
        ran += 1
    assert ran > 30
    board = '-sS --fail-with-body -H "$AUTH" -G $SERVER/v1/boards/$BOARD/cards --data-urlencode \'q='
    shown = json.loads(run(f"curl {board}email:form.example'", variables))["cards"]
    assert [(card["contact"], card["stage"]) for card in shown] == [("Jane Doe", "Nurture"), ("Jo Brandt", "Nurture")]
    merged = json.loads(run('curl -sS -H "$AUTH" $SERVER/v1/boards/$BOARD/cards/$CARD', variables))
    assert (merged["stage"], merged["holder"], merged["company"]) == ("Accepted", "sales", "Acme")
    assert (merged["next_step"], merged["sales_owner"]) == ("send the proposal", "Raj")
