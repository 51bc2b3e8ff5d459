"""Campaigns over REST: costs that are none."""

from __future__ import annotations

import pytest

from tests.store.hub.world import BOARD_ID

CAMPAIGNS = f"/v1/boards/{BOARD_ID}/campaigns"


@pytest.mark.parametrize(
    ("setting", "value", "detail"),
    [
        ("planned_cost", 1e30, "“planned_cost”: Input should be less than or equal to 1000000000000000."),
        ("planned_cost", True, "“planned_cost”: Input should be a valid string or a valid number."),
        ("currency", 5, "“currency”: Input should be '' or a valid string."),
        ("actual_cost", 0.001, "“actual_cost” has more than the 2 decimal places of EUR."),
        ("actual_cost", -1, "A cost is 0 or more."),
    ],
)
async def test_a_bad_value_is_named_as_it_was_sent(here, setting, value, detail):
    answered = await here.lead.ask("POST", CAMPAIGNS, {"name": "Fair", setting: value})
    assert (answered.status_code, answered.json()["detail"]) == (422, detail)
