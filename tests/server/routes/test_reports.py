"""Reports over REST: who may read them, what is refused, and that figures keep up with the log."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from kanban.domain.change import CARD, MEMBER
from kanban.reports.answers.catalog import REPORTS
from kanban.store import hub as server
from kanban.store.hub.figures import journey_table
from tests.server.conftest import problem
from tests.store.hub.policies.test_goals import propose, sign
from tests.store.hub.world import BOARD_ID, STAGES

REPORTS_PATH = f"/v1/boards/{BOARD_ID}/reports"


async def reached(here, stage="MQL"):
    answered = await here.viewer.ask("GET", f"{REPORTS_PATH}/funnel")
    assert answered.status_code == 200, answered.text
    return next(row["reached"] for row in answered.json()["stages"] if row["from"] == stage)


async def test_figures_keep_up_with_what_is_written(here, monkeypatch):
    monkeypatch.setattr(journey_table, "PIECE", 2)  # so that several pieces are taken
    device = here.world.devices["member"]
    cards = [device.add() for _ in range(5)]
    assert await reached(here) == 0
    for card in cards:
        device.offer(CARD, card, {"stage": STAGES["MQL"], "rank": "b0"}, "move")
    assert await reached(here) == 5
    device.offer(CARD, cards[0], {"deleted": True}, "delete")
    assert await reached(here) == 4


def list_kept(here):
    with here.world.hub.reading() as connection:
        return connection.exec_driver_sql("SELECT card FROM hub_journey").scalars().all()


async def test_what_is_erased_is_no_longer_kept(here):
    card = here.world.devices["member"].add()
    assert await reached(here, "Nurture") == 1
    assert list_kept(here) == [card]
    server.purge(here.world.hub, here.world.devices["lead"].caller, BOARD_ID, card)
    assert list_kept(here) == []
    assert await reached(here, "Nurture") == 0


async def test_after_a_restore_all_is_counted_anew(here):
    device = here.world.devices["member"]
    device.add()
    assert await reached(here, "Nurture") == 1
    with here.world.hub.writing() as connection:
        connection.exec_driver_sql("UPDATE hub_counting SET epoch = 'another'")
        connection.exec_driver_sql("UPDATE hub_journey SET facts = '[]'")
    assert await reached(here, "Nurture") == 1


async def test_who_is_not_on_the_board_learns_nothing(here):
    assert problem(await here.anybody.ask("GET", f"{REPORTS_PATH}/funnel"))[0] == 401
    _, token = server.add_account(here.world.hub, "Stranger", "sales", "member")
    other = BOARD_ID.replace("1", "2")
    assert problem(await here.someone(token).ask("GET", f"/v1/boards/{other}/reports/funnel"))[0] == 404


async def test_a_long_log_is_taken_in_over_several_requests(here, monkeypatch):
    monkeypatch.setattr(journey_table, "PIECE", 1)
    monkeypatch.setattr(journey_table, "PATIENCE", -1.0)
    here.world.devices["member"].add()
    answered = await here.lead.ask("GET", f"{REPORTS_PATH}/funnel")
    assert problem(answered)[0] == 503
    assert int(answered.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("name", "asked", "detail"),
    [
        ("nothing", {}, "There is no report “nothing”."),
        ("funnel", {"from": "soon"}, "Can't read “soon” as a date"),
        ("funnel", {"from": "2026-12-01", "to": "2026-11-01"}, "is after the last"),
        ("funnel", {"within": "long"}, "Try 30d."),
        ("stages", {"strict": "true"}, "The report “stages” takes no “strict”."),
        ("movement", {"period": "Dec"}, "Try 2026-12."),
        ("conversion", {"end": "Lost"}, "where cards end"),
        ("handoffs", {"cards": "won"}, "is no figure"),
        ("winrate", {"q": "nofield:x"}, "nofield"),
    ],
)
async def test_what_can_not_be_answered_is_a_problem(here, name, asked, detail):
    words = "&".join(f"{option}={quote(value)}" for option, value in asked.items())
    answered = await here.lead.ask("GET", f"{REPORTS_PATH}/{name}?{words}")
    assert (answered.status_code, detail in answered.json()["detail"]) == (422, True), answered.text


@pytest.mark.parametrize(
    "asked", ["as_of=0001-01-01", "to=0001-01-01", "as_of=0001-02-01", "from=0001-01-01&to=9999-12-31"]
)
@pytest.mark.parametrize("name", REPORTS)
async def test_the_ends_of_the_calendar_are_days_like_others(here, name, asked):
    lead = here.world.lead
    lead.offer(MEMBER, here.world.member.member, {"team": "marketing", "role": "lead"}, "member")
    entity, digest, _ = propose(lead)
    for device, team in ((lead, "sales"), (here.world.member, "marketing")):
        assert sign(device, entity, digest, team).status == "applied"
    asked += "&goal=Q4" if name == "goal" else ""
    answered = await here.viewer.ask("GET", f"{REPORTS_PATH}/{name}?{asked}")
    is_unknown_then = name == "goal" and "as_of" in asked  # it was proposed later
    assert answered.status_code == (404 if is_unknown_then else 200), answered.text
