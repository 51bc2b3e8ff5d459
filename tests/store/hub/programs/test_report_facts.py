"""What reports ask of a server's database: the same on SQLite and PostgreSQL, now and as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kanban.domain import clock
from kanban.domain.change import CARD, MEMBER, STAGE
from kanban.domain.meetings.agenda_cards import AgendaCards, OverLimit
from kanban.domain.playbook.book import Playbook
from kanban.domain.wants.want import WantedCards
from kanban.protocol.types import Stopped
from kanban.reports.answers.catalog import REPORTS, make_question
from kanban.reports.answers.question import find_days
from kanban.store import hub as server
from tests.reports.goals.test_goal_result import goal
from tests.store.hub.policies.test_contest import contested, returned
from tests.store.hub.world import BOARD_ID, STAGES, Device, World

DAY_MS = 86_400_000


def ask(world: World, name: str, typed: str = "", as_of: str | None = None) -> Mapping[str, Any]:
    """The record of a report as the server computes it for its lead."""
    report, lead = REPORTS[name], world.devices["lead"]
    with server.read_facts(world.hub, lead.caller, BOARD_ID, typed, server.QueryStopper()) as reader:
        days = find_days(None, None, as_of, reader.now, reader.board.zone)
        options = {option: option == "accuracy" or None for option in report.options}
        question = make_question(report, reader.board, typed, days, options)
        return report.answer(question, reader.read(days.find_known_before(reader.board.zone))).encode()


def move(device: Device, card: str, to: str, **registers: object) -> None:
    verdict = device.offer(CARD, card, {"stage": STAGES[to], "rank": "b0", **registers}, "move")
    assert verdict.status == "applied", verdict


def test_every_report_is_computed(world: World) -> None:
    for name in REPORTS:
        assert ask(world, name)["report"] == name, "of a board without cards"
    device = world.devices["member"]
    won = device.add("Discovery", value=100_000, currency="EUR", source="Fair")
    world.devices["member"].add("Proposal", value=50_000, currency="EUR", close_on="2020-01-01")
    move(device, won, "Won")
    for name in REPORTS:
        assert ask(world, name)["report"] == name
        assert ask(world, name, "source:fair")["query"] == "source:fair"
    assert ask(world, "winrate")["won"] == 1
    assert ask(world, "winrate", "source:web")["won"] == 0
    total = {row["currency"]: row for row in ask(world, "forecast")["total"]}
    assert (total["EUR"]["open"], total["EUR"]["won"]) == ("500.00", "1000.00")
    assert [row["row"] for row in ask(world, "forecast")["rows"]][-1] == "slipped"


def test_what_is_written_later_changes_nothing_as_of_a_day(world: World) -> None:
    device = world.devices["member"]
    card = device.add("Discovery", value=100_000, currency="EUR")
    day = clock.iso_ms(world.now)[:10]
    world.now += 2 * DAY_MS
    move(device, card, "Won")
    device.add("Proposal", value=70_000, currency="EUR")
    assert ask(world, "winrate")["won"] == 1
    assert ask(world, "winrate", as_of=day)["won"] == 0
    ends = [ask(world, "movement", as_of=as_of)["currencies"][0]["end"]["value"] for as_of in (day, None)]
    assert ends == ["1000.00", "700.00"]
    total = ask(world, "forecast", as_of=day)["total"]
    assert [(row["open_count"], row["open"]) for row in total] == [(1, "1000.00")]


def test_commitments_count_now_and_as_of_a_day(world: World) -> None:
    device = world.devices["lead"]
    odd = {"field.x": '"commit":true'}  # text that looks like the register
    cards = [device.add("Proposal", value=value, currency="EUR", **odd) for value in (100_000, 20_000, 3_000)]
    for card in cards[:2]:
        assert device.offer(CARD, card, {"commit": True}, "commit").status == "applied"
    day = clock.iso_ms(world.now)[:10]
    world.now += 2 * DAY_MS
    assert device.offer(CARD, cards[1], {"commit": False}, "commit").status == "applied"
    for as_of, told in ((day, ("1200.00", 2)), (None, ("1000.00", 1))):
        (total,) = ask(world, "forecast", as_of=as_of)["total"]
        assert (total["commit"], total["commit_count"]) == told


def test_merged_cards_count_once_with_what_they_reached_first(world: World) -> None:
    device = world.devices["member"]
    first, second = device.add("MQL"), device.add("Nurture")
    reached = {row["from"]: row["reached"] for row in ask(world, "funnel")["stages"]}
    assert (reached["Nurture"], reached["MQL"]) == (2, 1)
    device.offer(CARD, first, {"merged_into": second, "deleted": True}, "merge")
    reached = {row["from"]: row["reached"] for row in ask(world, "funnel")["stages"]}
    assert (reached["Nurture"], reached["MQL"]) == (1, 1)


@pytest.mark.parametrize("name", REPORTS)
def test_a_stopped_query_stops_in_the_middle_of_the_counting(world: World, name: str) -> None:
    """Whatever has to be read is read; the rest is Python alone, and stops all the same."""
    device, lead = world.devices["member"], world.devices["lead"]
    move(device, device.add("Discovery", value=100_000, currency="EUR"), "Won")
    stopper = server.QueryStopper()

    def count() -> None:
        with server.read_facts(world.hub, lead.caller, BOARD_ID, "", stopper) as reader:
            days = find_days(None, None, None, reader.now, reader.board.zone)
            options = {option: {"accuracy": True, "goal": "November"}.get(option) for option in REPORTS[name].options}
            board = reader.board._replace(goals=(goal(),))
            question = make_question(REPORTS[name], board, "", days, options)
            facts = Read(reader.read(None))
            answered = REPORTS[name].answer(question, facts).encode()
            assert answered["report"] == name
            stopper.is_stopped = True  # as `stop` says it, which on PostgreSQL waits until this thread has ended
            REPORTS[name].answer(question, facts).encode()
            raise AssertionError("it counted on")

    with pytest.raises(Stopped):
        count()


class Read:
    """Facts that were read once: nothing asks the database again."""

    tallies = None

    def __init__(self, facts: Any) -> None:
        self.facts, self.missing_history = facts, facts.missing_history
        self.journeys, self.deals = facts.list_journeys(), list(facts.list_deals())

    def list_journeys(self) -> Any:
        return self.journeys

    def list_offered_journeys(self) -> Any:
        return self.journeys

    def list_closed_journeys(self) -> Any:
        return self.journeys

    def list_deals(self, *, is_closed: bool | None = None, closed_since: str = "") -> Any:
        return self.facts._stopper.watch(deal for deal in self.deals if is_closed in (None, bool(deal.outcome)))

    def read_playbook(self) -> Playbook:
        watched = self.facts._stopper.watch(iter((None,)))  # a board with one objection
        list(watched)
        return Playbook((), (), "EUR")

    def read_wants(self) -> WantedCards:
        list(self.facts._stopper.watch(iter((None,))))  # a board with one card
        return WantedCards((), {})

    def list_guesses(self) -> list[Any]:
        return []

    def read_activities(self, _: Any) -> Mapping[str, Any]:
        return {}

    def count_stale(self) -> Mapping[str, int]:
        return {}


def read_agenda(world: World) -> AgendaCards:
    with server.read_facts(world.hub, world.lead.caller, BOARD_ID, "", server.QueryStopper()) as reader:
        return reader.read(None).read_agenda_cards()


def test_the_cards_of_an_agenda(world: World) -> None:
    assert read_agenda(world) == AgendaCards([], [], [])
    world.lead.offer(MEMBER, world.member.member, {"team": "marketing"}, "member")
    low, high = (world.member.add("Nurture", rank=rank) for rank in ("b0", "a0"))
    card, _ = returned(world.member, world.lead)
    assert read_agenda(world).contested == []
    assert world.member.offer(CARD, card, contested(world.member), "contest").status == "applied"
    world.lead.offer(STAGE, STAGES["Nurture"], {"limit": 2, "stale_after": 1}, "stage")
    assert read_agenda(world) == AgendaCards([], [card], [OverLimit("Nurture", 3, 2)])
    world.now += 3 * DAY_MS
    stale = read_agenda(world).stale
    assert {*stale} == {low, high, card}
    assert stale.index(high) < stale.index(low), "in the order of the board"
    world.member.offer(CARD, high, {"deleted": True}, "delete")
    registers = {"ruling.o1.sales": {"by": world.lead.member, "verdict": "uphold", "alone": True}}
    assert world.lead.offer(CARD, card, registers, "rule_on").status == "applied"
    now = read_agenda(world)
    assert (high in now.stale, now.contested, now.over_limit) == (False, [], [])
