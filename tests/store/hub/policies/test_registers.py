"""A server takes the types and registers that it knows, each with a value that it may hold, and nothing else."""

from __future__ import annotations

import pytest

from kanban.domain.change import BOARD, CARD, COMMENT, MEMBER, RULE, STAGE
from kanban.domain.ids import new_id
from kanban.protocol import registers
from tests.store.hub.world import BOARD_ID, STAGES, World


def test_unknown_types_and_registers_are_refused_until_the_server_knows_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, card = world.member, world.member.add()
    odd = [
        device.change("gadget", new_id(), {"created": True, "colour": "red"}),
        device.change(CARD, card, {"title": "New", "mood": "good"}),
        device.change(CARD, card, {"labels.": True}),
        device.change(CARD, card, {"label.": True}),
        device.change(CARD, card, {"link": {"url": "https://a.example"}}),
    ]
    verdicts = device.push(*odd).verdicts
    assert [(verdict.status, verdict.code) for verdict in verdicts] == [("rejected", "unknown")] * len(odd)
    assert all("upgraded first" in verdict.detail for verdict in verdicts)
    again = [change._replace(dseq=device.dseq + place) for place, change in enumerate(odd, 1)]
    device.dseq += len(odd)
    monkeypatch.setattr(registers, "find_unknown", lambda _: None)
    monkeypatch.setattr(registers, "find_misfit", lambda _: None)
    assert {verdict.status for verdict in device.push(*again).verdicts} == {"applied"}


MISFITS = {
    CARD: {
        "title": [7, "x" * 9_000], "value": ["much", True, 1.5], "stage": ["Won", []], "rank": [{}],
        "next_on": ["soon", "2026-02-30"], "label.x": ["yes"], "deleted": ["no"], "probability": [40, True],
        "currency": ["euro"], "link.x": ["https://a.example", {"url": 5}], "entered_at": ["yesterday"],
        "merged_into": ["nowhere"], "lead": [1], "tick.x": [True], "handoff": ["offered"], "field.x": [[1]],
    },
    COMMENT: {"body": [5, "x" * 70_000], "card": ["nowhere"], "team": ["legal"], "author": [5]},
    STAGE: {"name": [5], "side": ["left"], "limit": [0, "3", True], "outcome": ["draw"], "required": ["title", [5]],
            "rank": [7]},
    MEMBER: {"name": [["x"]], "role": ["god", 5], "team": ["legal"], "aliases": ["A", [5]], "away": ["yes"]},
    BOARD: {"name": [5], "currency": ["euro"], "holidays": ["xmas"], "lost_reasons": [[1]], "limit_policy": [5]},
    RULE: {"name": [5], "when": [{}], "then": ["dance", [5]], "on": ["perhaps"], "if": [["x"]], "since": ["now"],
           "stage": ["MQL"]},
}  # fmt: skip


@pytest.mark.parametrize("etype", MISFITS)
def test_a_register_holds_only_what_it_may(world: World, etype: str) -> None:
    card = world.lead.add()
    note, _ = world.lead.comment(card)
    of = {CARD: card, COMMENT: note, STAGE: STAGES["MQL"], MEMBER: world.viewer.member, BOARD: BOARD_ID, RULE: new_id()}
    for name, values in MISFITS[etype].items():
        for value in values:
            verdict = world.lead.offer(etype, of[etype], {name: value})
            assert (verdict.status, verdict.code) == ("rejected", "invalid"), (name, value)
            assert f"“{name}” can't hold that value." == verdict.detail
