"""Requests that the OpenAPI document allows, and many that it does not, against a running server: no 5xx, nothing
undocumented.

Outside the suite, because it takes minutes and needs an extra (`pip install -e ".[dev,fuzz]"`). It is run by

    python -m tests.server.fuzz [--cases 2000] [--seed 1] [--database URL]

and ends with schemathesis' own exit code. The live stream is left out, because it never ends; `test_live.py` has it.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import uvicorn

from kanban.server.app import create_app
from kanban.server.requests.request_log import LOG
from kanban.server.serve import ServeOptions, _bind, _build_config
from kanban.server.settings import Rate, Settings
from kanban.store import hub as store
from kanban.store.hub.programs import web_form_keys
from tests.store.hub.world import BOARD_ID, World

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "ignored_auth",
    "missing_required_header",
)  # fmt: skip
CARD = "/v1/boards/{board}/cards/{card}"
PURGE = "/v1/boards/{board}/cards/{card}/purge"
PATIENT = Rate(1e9, 1e9)


class Tally(logging.Handler):
    """Counts what was answered."""

    def __init__(self):
        super().__init__()
        self.seen = {}

    def emit(self, record):
        if isinstance(record.msg, dict) and "path" in record.msg:
            place = re.sub(
                "/(boards|cards|devices|forms|stages|members|labels|links|comments)/[^/]+", r"/\1/…", record.msg["path"]
            )
            if place.startswith(("/v1/", "/health")) and place.isprintable():
                statuses = self.seen.setdefault((record.msg["method"], place[:44]), Counter())
                statuses[record.msg["status"]] += 1


@contextmanager
def served(world):
    """Hold a server in a thread of this process; gives its address."""
    settings = Settings(per_address=PATIENT, unsigned=PATIENT, per_token=PATIENT, refusals=PATIENT)
    bound = _bind("127.0.0.1", 0)
    config = _build_config(
        ServeOptions(world.hub.engine.url, "127.0.0.1", 0, settings=settings), create_app(world.hub, settings)
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _nearer(document, world):
    """Return the document with values that exist, where those that it allows hardly ever would: else all is refused
    at the door."""
    schemas = document["components"]["schemas"]
    card, push = schemas["NewCard"]["properties"], schemas["Push"]["properties"]
    for name, values in {
        "title": ["Acme", "Łódź 🏭"], "value": ["12k", 12.5, None], "currency": ["EUR", "JPY"],
        "stage": ["Nurture", "MQL"], "email": ["j@acme.example", None], "next_on": ["+3d", None],
        "close_on": ["2026-12-01"], "probability": ["40%", 0.4],
    }.items():  # fmt: skip
        card[name] = {"enum": values}
    push["epoch"] = {"const": world.lead.epoch}
    push["device"] = {"const": world.lead.id}
    push["changes"]["maxItems"] = 3
    push["changes"]["items"] = {"$ref": "#/components/schemas/Offered"}
    schemas["Offered"] = deepcopy(schemas["Change"])
    change = schemas["Offered"]["properties"]
    change["dseq"] = {"enum": [world.lead.dseq + 1, world.lead.dseq + 2]}
    change["etype"] = {"enum": ["card", "comment", "stage", "member", "board", "gadget"]}
    return document


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=2_000, help="about so many requests are made (2000)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--database", default="sqlite://")
    parser.add_argument("--role", default="lead")
    args = parser.parse_args()
    world = World(args.database)
    card, victim, gone = world.lead.add(), world.lead.add(), world.lead.add()
    world.lead.comment(card, "Hello")
    form = web_form_keys.add_key(world.hub, BOARD_ID, "Web form").key
    _, spare_token = store.add_account(world.hub, "Spare", "sales", "viewer")
    spare = store.caller_of(
        world.hub, spare_token
    ).token_id  # what signs in here must not be signed out by its own requests
    LOG.addHandler(tally := Tally())
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    with TemporaryDirectory() as folder, served(world) as url:
        document = Path(folder) / "openapi.json"
        document.write_text(json.dumps(_nearer(httpx.get(f"{url}/openapi.json").json(), world)), "utf-8")
        settings = Path(folder) / "schemathesis.toml"
        settings.write_text(
            f'[parameters]\n"path.board" = "{BOARD_ID}"\n"path.card" = "{card}"\n"query.epoch" = "{world.lead.epoch}"\n'
            f'[[operations]]\ninclude-path = "/v1/devices/{{token}}"\nparameters = {{ "path.token" = "{spare}" }}\n'
            f'[[operations]]\ninclude-path = "{PURGE}"\nparameters = {{ "path.card" = "{victim}" }}\n'
            f'[[operations]]\ninclude-path = "{CARD}"\ninclude-method = "DELETE"\nparameters = {{ "path.card" = '
            f'"{gone}" }}\n'
            f'[[operations]]\ninclude-path = "/v1/forms/{{key}}"\nparameters = {{ "path.key" = "{form}" }}\n',
            "utf-8",
        )
        done = subprocess.run(
            [
                Path(sys.executable).with_name("st"), "--config-file", settings, "run", document, "--url", url,
                "--header", f"Authorization: Bearer {world.tokens[args.role]}", "--checks", ",".join(CHECKS), "--seed",
                args.seed, "--max-examples", str(max(1, args.cases // 45)), "--exclude-path", "/v1/events", "--phases",
                "examples,coverage,fuzzing", "--continue-on-failure",
            ],
            check=False, cwd=folder,
        )  # fmt: skip
    world.close()
    for (method, place), statuses in sorted(tally.seen.items()):
        told = "  ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
        print(f"{method:7}{place:45}{told}")
    print(f"{sum(sum(statuses.values()) for statuses in tally.seen.values()):,} requests")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
