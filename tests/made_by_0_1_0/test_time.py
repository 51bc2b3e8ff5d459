"""What time did under 0.1.0 it does not do again after the upgrade, and what it had yet to do it does once."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from kanban.store.hub.acts.hub_deadlines import let_pass
from kanban.store.hub.server_database import open_hub
from tests.made_by_0_1_0 import files

DAY_MS = 86_400_000


@pytest.fixture
def hub(tmp_path, moment):
    """A server's store that holds what the one of 0.1.0 held, in the middle of offers and of rules on what is late."""
    files.restore("server", tmp_path / "server.db")
    opened = open_hub(f"sqlite:///{tmp_path / 'server.db'}", durable=False)
    yield opened
    opened.close()


def log(hub):
    with hub.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, verb, entity, body FROM hub_change ORDER BY board, seq").all()
    return [(row.id, row.verb, row.entity, json.loads(row.body)["set"]) for row in rows]


def ended(hub):
    """Return how often each offer ran out."""
    return Counter(
        change["handoff"]["offer"] for _, verb, _, change in log(hub) if verb == "expire" and "handoff" in change
    )


def ran(hub):
    """Return how often each rule ran for each time at which something of a card fell due."""
    return Counter(
        (entity, name, value["due"])
        for _, _, entity, change in log(hub)
        for name, value in change.items()
        if name.startswith("rule.") and isinstance(value, dict) and "due" in value
    )


def running(hub):
    """Return the offers that wait for their answer."""
    with hub.reading() as connection:
        bodies = (
            connection.exec_driver_sql("SELECT body FROM hub_entity WHERE etype = 'card' AND deleted = 0")
            .scalars()
            .all()
        )
    found = [json.loads(body).get("handoff") for body in bodies]
    return {each["offer"] for each in found if each and each["state"] == "offered"}


def test_the_files_are_from_the_middle_of_it(hub):
    assert running(hub)
    assert ended(hub)
    assert ran(hub)
    assert {entry[0][14] for entry in log(hub) if entry[1] in {"expire", "rule"} and "rule" not in entry[3]} >= {"5"}


def test_nothing_runs_twice_and_what_is_due_runs_once(hub, moment):
    before, over, waiting = ran(hub), ended(hub), running(hub)
    for _ in range(3):
        let_pass(hub)
        moment.ms += 2 * DAY_MS
    assert set(ended(hub).values()) == set(ran(hub).values()) == {1}
    assert ended(hub).keys() == over.keys() | waiting
    assert ran(hub).keys() > before.keys()


def test_nor_where_somebody_brings_back_what_was_before(hub, moment):
    """A device that was away, or an undo, may let a card be as if its rule had not run or its offer were open."""
    before, over = ran(hub), ended(hub)
    offers = {change["handoff"]["offer"]: change for _, verb, _, change in log(hub) if verb == "offer"}
    with hub.writing() as connection:
        for entity, body in connection.exec_driver_sql("SELECT id, body FROM hub_entity WHERE etype = 'card'").all():
            whole = {name: value for name, value in json.loads(body).items() if not name.startswith("rule.")}
            present = whole.get("handoff")
            if present and present["state"] == "expired":
                offered = offers[present["offer"]]
                whole |= {"handoff": offered["handoff"], "stage": offered["stage"]}
            stage = whole.get("stage")
            values = (json.dumps(whole), stage, entity)
            connection.exec_driver_sql("UPDATE hub_entity SET body = ?, stage = ? WHERE id = ?", values)
    hub.boards.clear()
    for _ in range(2):
        let_pass(hub)
        moment.ms += DAY_MS
    assert {offer: ended(hub)[offer] for offer in over} == dict(over)
    assert {each: ran(hub)[each] for each in before} == dict(before)
