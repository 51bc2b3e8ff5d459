"""What is said under “Needs attention” has labels, units and dates as people write them, and nothing as it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain.change import BOARD as OF_BOARD
from kanban.domain.change import CARD, RULE, STAGE, Change
from kanban.protocol.registers import REGISTERS
from kanban.store.replica.conflicts import lost_edits
from kanban.store.replica.conflicts.conflict_notes import ConflictNote
from tests.domain.board import BOARD

CHANGE = Change(
    "x1", "a1", "t1", "edit", "2026-11-26T10:00:00Z", CARD, "c1", {}, "0" * 12 + "-0000-00000000", "m1", "d", 1
)


@pytest.mark.parametrize(
    ("etype", "name", "value", "said"),
    [
        (CARD, "next_on", "2026-12-01", "“1 Dec 2026” for the next step date"),
        (CARD, "probability", 0.4, "“40%” for the probability"),
        (CARD, "close_on", "2026-12-09", "“9 Dec 2026” for the close date"),
        (CARD, "lost_reason", "price", "“price” for the lost reason"),
        (CARD, "marketing_owner", "Bo", "“Bo” for the marketing owner"),
        (CARD, "next_on", None, "clearing of the next step date"),
        (STAGE, "mark.sql", True, "“yes” for the mark SQL of the stage"),
        (STAGE, "stale_after", 20, "“20” for the days until cards are stale of the stage"),
        (STAGE, "required", ["value", "close_on"], "“value, close date” for the required fields of the stage"),
        (OF_BOARD, "holidays", ["2026-12-25"], "“25 Dec 2026” for the holidays of the board"),
        (OF_BOARD, "limit_policy", "warn", "“warn” for the limit policy of the board"),
        (RULE, "on", False, "“no” for the switch of the rule"),
        (RULE, "then", [{"do": "set", "name": "close_on", "text": "+3d"}],
         "“set close-date=+3d” for the acts of the rule"),
    ],
)  # fmt: skip
def test_what_was_overtaken_is_said_in_words(etype, name, value, said):
    mine = CHANGE._replace(etype=etype, set={name: value})
    told = lost_edits.describe_loss(None, BOARD, lost_edits.LostEdit(mine, name, None, None))
    assert told == f"Your {said} was overtaken: nothing"


def test_no_register_is_called_by_its_name():
    for etype in (CARD, STAGE, OF_BOARD, RULE):
        for name in REGISTERS[etype]:
            assert "_" not in lost_edits.name_register(name)


def test_what_can_be_copied_has_labels_too():
    note = ConflictNote("n", "refused", "c", "Changed it", "", "", (), "2026-11-26T10:00:00Z")
    lost = {
        "verb": "edit",
        "set": {"close_on": "2026-12-09", "value": 1_200_000, "currency": "EUR", "field.my_own": "x"},
    }
    assert "close_on: 2026-12-09" in replace(note, changes=(lost,)).text  # as JSON has it
    assert replace(note, changes=(lost,)).words == (
        "Changed it\nClose date: 9 Dec 2026\nValue: €12,000.00\nCurrency: EUR\nmy_own: x"
    )
