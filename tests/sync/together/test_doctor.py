"""The doctor finds nothing on a board of one machine, whatever was done there; the histories look at shared ones."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.automations import rule_verbs
from kanban.domain.automations.rule_document import RuleDraft
from kanban.domain.change import Act, Step
from kanban.domain.history import list_events
from kanban.domain.ids import new_id
from kanban.store.maintenance.doctor import look_inside
from kanban.store.maintenance.repair import mend
from kanban.store.opening import create_board
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.sync.simulation.acts import Hands

RULES = (
    ("Tell", "commented", ("notify sales: look", "label heard")), ("On", "enters any", ("comment It came",)),
    ("Late", "overdue", ("notify marketing", "label late")), ("Odd", "commented", ("offer a rule says so",)),
)  # fmt: skip
ACTS = 60


def told(workspace: Workspace) -> list[list[str]]:
    cards = workspace.connection.execute("SELECT id FROM card ORDER BY id").fetchall()
    return [
        [event.summary for event in list_events(workspace.list_changes(card), workspace.board)] for (card,) in cards
    ]


@examples(30)
@given(st.integers(0, 10**6))
def test_whatever_people_and_rules_do_the_doctor_finds_nothing_and_mending_takes_nothing_away(seed: int) -> None:
    now = [datetime(2026, 11, 23, 9, tzinfo=UTC)]
    ana = create_board(Path(":memory:"), "Pipeline", "Ana", "marketing", now=lambda: now[0])
    ben = ana.act(lambda view: board_verbs.add_member(view, "Ben", "sales")).entity_ids[0]
    ana.act(lambda view: board_verbs.add_member(view, "Cem", "marketing"))
    for name, when, then in RULES:
        registers = RuleDraft(name, when, "", then).registers(ana.board, ana.today)
        ana.act(lambda view, name=name, registers=registers: rule_verbs.add_rule(view, name, registers))
    chance = random.Random(seed)
    hands = Hands(chance)
    for _ in range(ACTS):
        now[0] += timedelta(minutes=chance.randrange(3_000))
        hands.act(chance.choice([ana, Workspace(ana.database, ana.board.id, ben, now=lambda: now[0])]))
        ana.let_time_pass()
        ana.reload()
    assert [found for found in look_inside(ana.connection) if not found.is_ok] == []
    before = told(ana)
    assert mend(ana.database) == 0
    assert told(ana) == before
    ana.close()


def test_a_notice_stands_in_its_cards_history_and_mending_puts_a_lost_one_back() -> None:
    ana = create_board(Path(":memory:"), "Pipeline", "Ana", "marketing")
    registers = RuleDraft("Tell", "commented", "", ("notify @Ana: look",)).registers(ana.board, ana.today)
    ana.act(lambda view: rule_verbs.add_rule(view, "Tell", registers))
    card = ana.act(lambda view: verbs.create(view, {"title": "Card"})).entity_ids[0]
    ana.act(lambda view: verbs.comment(view, card, "hello"))
    before = told(ana)
    assert before[0][-1] == "rule “Tell”: told Ana: look"
    assert [found for found in look_inside(ana.connection) if not found.is_ok] == []
    ana.connection.execute("UPDATE change SET story = NULL WHERE etype = 'notice'")  # as older versions mended it away
    assert [found.name for found in look_inside(ana.connection) if not found.is_ok] == ["log"]
    assert mend(ana.database) == 1
    assert told(ana) == before
    ana.close()


def test_mending_leaves_what_a_newer_version_put_into_a_cards_history() -> None:
    ana = create_board(Path(":memory:"), "Pipeline", "Ana", "marketing")
    card = ana.act(lambda view: verbs.create(view, {"title": "Card"})).entity_ids[0]
    step = Step("gadget", new_id(), {"card": card, "colour": "red"}, "paint", card=card)
    ana.act(lambda view: Act("paint", (step,), "Painted it"))
    ana.connection.execute("UPDATE change SET story = 1 WHERE etype = 'gadget'")
    assert [found for found in look_inside(ana.connection) if not found.is_ok] == []
    assert mend(ana.database) == 0
    assert len(ana.list_changes(card)) == 2
    ana.close()
