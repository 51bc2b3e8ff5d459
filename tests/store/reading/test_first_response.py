"""The first response: measured by the first attempt of sales, not by a comment; the same in queries, for rules, on
faces."""

from __future__ import annotations

import pytest

from kanban.domain import clock
from kanban.domain.acts import activity_verbs, verbs
from kanban.domain.agreements import signing
from kanban.domain.agreements.agreement import Content, Levels, Line
from kanban.domain.change import BOARD, Act, Step
from kanban.domain.handoffs import first_response, handoff_verbs
from kanban.domain.queries import matching, query
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from tests.store.acts.test_rule_acts import rule
from tests.store.conftest import Clockwork, add

HOUR = 3600
STEP = {"next_step": "call her", "next_on": "2026-12-24"}


@pytest.fixture
def agreed(ana: Workspace) -> Workspace:
    """A board whose agreement promises a first response within four hours, and three attempts before a return."""
    line = Line("email", (ana.board.find_stage("MQL").id,), "fact", "The e-mail is known", "marketing", "has:email")
    content = signing.build_proposal(ana.board, Content((line,), Levels(first_response=4 * HOUR, attempts=3)))
    ana.act(lambda view: signing.propose(view, content))
    ana.act(lambda view: signing.sign(view, view.board.versions[0]))
    assert first_response.find_level(ana.board) == 4 * HOUR
    return ana


def hand_over(ana: Workspace, ben: Workspace) -> str:
    """Offer a card on Monday at noon, and accept it."""
    card = add(ana, "Acme", "MQL", email="a@x.example", source="Fair", company="Acme")
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    ben.reload()
    ben.act(lambda view: handoff_verbs.accept(view, card, STEP))
    return card


def log(workspace: Workspace, card: str, outcome: str = "no answer") -> None:
    workspace.act(lambda view: activity_verbs.log_activity(view, [card], "call", outcome))


def overdue(workspace: Workspace) -> set[str]:
    """The cards that are overdue, asked in two ways."""
    in_sql = {card.id for card, _, _ in workspace.list_cards("overdue")}
    now = workspace.now()
    matcher = matching.Matcher(query.parse("overdue", now.date()), workspace.board, now, workspace.me, lambda _: [])
    cards = [card for card, _, _ in workspace.list_cards("")]
    assert {card.id for card in cards if matcher.is_match(card)} == in_sql
    return in_sql


def waits_since(workspace: Workspace, card: str) -> str | None:
    (number, lane, _) = read.number_of(workspace.connection, card) or (0, "", False)
    (summary,) = read.card_summaries(workspace.connection, workspace.board, workspace.me, [number])
    assert lane
    return summary.response_since


def test_it_is_late_after_the_promised_business_time_and_over_with_the_first_attempt(
    agreed: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    card = hand_over(agreed, ben)
    assert first_response.find_due(agreed.board, agreed.card(card)) == "2026-11-23T16:00:00Z"
    assert waits_since(agreed, card) == "2026-11-23T12:00:00Z"
    clockwork.turn(hours=3, minutes=59)
    assert overdue(agreed) == set()
    clockwork.turn(minutes=2)
    assert overdue(agreed) == {card}
    ben.act(lambda view: verbs.comment(view, card, "I'll call her"))
    log(agreed, card)  # marketing's is none of sales
    assert overdue(agreed) == {card}
    log(ben, card)
    assert overdue(agreed) == set()
    assert waits_since(agreed, card) is None
    ben.undo()
    assert overdue(agreed) == {card}


def test_what_was_never_offered_or_is_promised_by_nobody_is_never_late(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    card = hand_over(ana, ben)
    placed = add(ben, "Placed", "Discovery")
    clockwork.turn(days=3)
    assert overdue(ana) == set()
    assert first_response.find_due(ana.board, ana.card(card)) is None
    assert waits_since(ana, placed) is None


def test_a_lead_that_came_back_and_is_offered_again_waits_again(
    agreed: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    card = hand_over(agreed, ben)
    log(ben, card)
    clockwork.turn(hours=1)
    ben.act(lambda view: handoff_verbs.send_back(view, card, {"return_reason": "no need"}))
    agreed.act(lambda view: handoff_verbs.offer(view, card, {"why": "again"}))
    clockwork.turn(days=1)
    assert card not in {entry for entry in overdue(agreed) if agreed.card(entry).stage == "Accepted"}
    ben.act(lambda view: handoff_verbs.accept(view, card, STEP))
    assert waits_since(agreed, card) == "2026-11-23T13:00:00Z"
    assert overdue(agreed) == {card}


def test_what_was_offered_before_an_upgrade_is_not_measured(
    agreed: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    rule(agreed, "Late", "overdue", "label late")
    before = hand_over(agreed, ben)
    clockwork.turn(hours=1)
    since = Step(BOARD, agreed.board.id, {"responses_since": clock.iso(agreed.now())}, "board")
    agreed.act(lambda _: Act("board", (since,), "Upgraded"))
    ben.reload()
    after = hand_over(agreed, ben)
    assert first_response.find_due(agreed.board, agreed.card(before)) is None
    clockwork.turn(days=2)
    assert overdue(agreed) == {after}
    agreed.let_time_pass()
    assert [agreed.card(each).labels for each in (before, after)] == [(), ("late",)]


def test_rules_hear_of_it_once(agreed: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    rule(agreed, "Late", "overdue", "label late")
    card, answered = hand_over(agreed, ben), hand_over(agreed, ben)
    log(ben, answered)
    agreed.let_time_pass()
    clockwork.turn(hours=3)
    agreed.let_time_pass()
    assert agreed.card(card).labels == ()
    clockwork.turn(hours=2)
    agreed.let_time_pass()
    assert [agreed.card(each).labels for each in (card, answered)] == [("late",), ()]
    agreed.undo()
    clockwork.turn(minutes=30)
    agreed.let_time_pass()
    assert sum(event.set.get("label.late") is True for event in agreed.list_changes(card)) == 1


def test_attempts_before_a_return_are_activities_since_the_offer(
    agreed: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    card = hand_over(agreed, ben)
    reason = next(reason for reason in agreed.board.return_reasons if reason.startswith("unreachable"))
    for _ in range(3):
        ben.act(lambda view: verbs.comment(view, card, "Nobody answers"))
    log(ben, card)
    clockwork.turn(minutes=5)

    def warned() -> tuple[str, ...]:
        result = ben.act(lambda view: handoff_verbs.send_back(view, card, {"return_reason": reason, "again": "never"}))
        ben.undo()
        return result.warnings

    assert warned() == ("The agreement asks for 3 attempts before that, and sales made 1.",)
    log(ben, card)
    log(ben, card)
    assert warned() == ()


def test_an_activity_ends_a_cards_silence(ana: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    card = add(ana, "Silent", "Engaged")
    clockwork.turn(days=31)
    assert {each.id for each, _, _ in ana.list_cards("stale")} == {card}
    log(ben, card)
    assert {each.id for each, _, _ in ana.list_cards("stale")} == set()
    clockwork.turn(days=31)
    assert {each.id for each, _, _ in ana.list_cards("stale")} == {card}
