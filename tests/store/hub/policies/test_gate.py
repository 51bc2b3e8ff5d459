"""One gate: what a program asks the server to write is judged like a push, whatever the verb lets through."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kanban.domain.acts import verbs
from kanban.domain.change import AGREEMENT, CARD, COMMENT, MEMBER, NOTICE, RULE, STAGE, Act, Json, Step
from kanban.domain.errors import KanbanError
from kanban.domain.ids import new_id
from kanban.store import hub as server
from tests.store.hub.acts.test_automation_acts import VIP, rule
from tests.store.hub.world import BOARD_ID, STAGES, World, log_of


def write(
    world: World, role: str, etype: str, entity: str, given: Mapping[str, Json], verb: str = "edit"
) -> server.ActResult:
    """Have the server write a step that no verb made."""
    act = Act(verb, (Step(etype, entity, given, verb),), "")
    return server.act(world.hub, world.caller(role), BOARD_ID, lambda _: act)


def test_what_a_verb_would_let_through_stops_at_the_gate(world: World) -> None:
    card = world.member.add()
    stage, member = next(iter(STAGES.values())), world.lead.member
    forged: list[tuple[str, str, str, dict[str, Json], str]] = [
        ("viewer", CARD, card, {"title": "x"}, "edit"),
        ("commenter", CARD, card, {"title": "x"}, "edit"),
        ("commenter", CARD, new_id(), {"created": True, "title": "x"}, "create"),
        ("commenter", CARD, card, {"rule.x": {"trouble": "x"}}, "rule"),
        ("commenter", CARD, new_id(), {"rule.x": {"trouble": "x"}}, "rule"),
        ("member", CARD, card, {"handoff": {"offer": new_id(), "state": "accepted"}}, "edit"),
        ("member", CARD, card, {"created_at": "2001-01-01T00:00:00Z"}, "edit"),
        ("member", CARD, card, {"title": "x"}, "purge"),
        ("member", STAGE, stage, {"name": "x"}, "edit"),
        ("member", MEMBER, world.member.member, {"role": "lead"}, "edit"),
        ("member", RULE, new_id(), {"created": True, "name": "x"}, "add"),
        ("member", AGREEMENT, new_id(), {"created": True}, "propose"),
        ("lead", MEMBER, member, {"deleted": True}, "remove"),
    ]
    for author, team in ((member, "marketing"), (world.commenter.member, "marketing"), (None, None)):
        said: dict[str, Json] = {
            "created": True,
            "card": card,
            "author": author,
            "team": team,
            "kind": "decision",
            "body": "x",
        }
        forged += [("commenter", COMMENT, new_id(), said, verb) for verb in ("comment", "import")]
    told: dict[str, Json] = {"created": True, "card": card, "to": "sales", "words": "x", "rule": "Some rule"}
    forged.append(("member", NOTICE, new_id(), told, "notify"))
    head = len(log_of(world, 100))
    for role, etype, entity, given, verb in forged:
        with pytest.raises(KanbanError):
            write(world, role, etype, entity, given, verb)
    assert len(log_of(world, 100)) == head


def test_what_the_server_knows_better_is_the_servers_over_rest_too(world: World) -> None:
    card = world.member.add()
    told: dict[str, Json] = {"created": True, "card": card, "to": "sales", "words": "x", "at": "2001-01-01T00:00:00Z"}
    write(world, "member", NOTICE, new_id(), told, "notify")
    kept = log_of(world, 100)[-1].set
    assert (kept["at"], kept["by"]) != ("2001-01-01T00:00:00Z", None)
    assert kept["by"] == world.member.member


def test_an_act_is_written_whole_or_not_at_all(world: World) -> None:
    card = world.member.add()
    steps = (
        Step(CARD, card, {"company": "x"}, "edit"),
        Step(STAGE, next(iter(STAGES.values())), {"name": "x"}, "edit"),
    )
    head = len(log_of(world, 100))
    with pytest.raises(KanbanError):
        server.act(world.hub, world.caller("member"), BOARD_ID, lambda _: Act("edit", steps, ""))
    assert len(log_of(world, 100)) == head
    world.member.push()  # the device's numbers go on, and the board too
    assert world.member.offer(CARD, card, {"company": "y"}).status == "applied"


def test_what_a_rule_adds_passes_it_too(world: World) -> None:
    """A rule that would do more than whoever set it off may do does nothing, and says so; their act stands."""
    rule(world, "commented", VIP)
    card = world.member.add()
    done = server.act(world.hub, world.caller("commenter"), BOARD_ID, lambda view: verbs.comment(view, card, "Hello"))
    assert done.entities
    assert any("changed nothing" in warning for warning in done.warnings)
    found, _ = server.card(world.hub, world.caller("viewer"), BOARD_ID, card)
    assert found.labels == ()
