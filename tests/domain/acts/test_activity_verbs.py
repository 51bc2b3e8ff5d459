"""Logging what was done: who may, when it took place, and the next step that follows."""

from __future__ import annotations

from datetime import date

import pytest

from kanban.domain.acts import activity_verbs
from kanban.domain.errors import Refused
from kanban.domain.permissions import Forbidden
from tests.domain.board import ANA, BEN, NOW, Table, card


@pytest.fixture
def table() -> Table:
    return Table([card(1, next_step="call her", next_on="2026-11-20"), card(2)], actor=BEN)


def test_each_card_gets_its_activity_in_the_name_of_the_actor(table: Table) -> None:
    act = activity_verbs.log_activity(
        table, [each.id for each in table.cards], "call", "no answer", words=" No one\x07 "
    )
    assert act.summary == "Logged a call: no answer (2 cards)"
    assert [(step.etype, step.card, step.verb) for step in act.steps] == [
        ("activity", each.id, "log") for each in table.cards
    ]
    first = act.steps[0].set
    assert (first["author"], first["team"], first["done_at"]) == (BEN.id, BEN.team, NOW)
    assert "\x07" not in str(first["text"])
    assert "text" not in activity_verbs.log_activity(table, [table.cards[0].id], "call", "reached").steps[0].set


def test_the_next_step_is_moved_or_done_and_followed(table: Table) -> None:
    one, two = table.cards
    day = date(2026, 12, 1)

    def steps(card_id: str, next_step: str | None) -> list[tuple[str, dict[str, object]]]:
        act = activity_verbs.log_activity(table, [card_id], "call", "reached", next_step=next_step, next_on=day)
        return [(step.verb, dict(step.set)) for step in act.steps[1:]]

    assert steps(one.id, None) == [("edit", {"next_on": "2026-12-01"})]
    assert steps(one.id, "send it") == [("done", {"next_step": "send it", "next_on": "2026-12-01"})]
    assert steps(two.id, "send it") == [("edit", {"next_step": "send it", "next_on": "2026-12-01"})]
    with pytest.raises(Refused, match="has no next step to move; name one"):
        steps(two.id, None)


def test_it_took_place_since_the_card_was_added_and_not_ahead(table: Table) -> None:
    ids = [table.cards[0].id]
    for done_at, why in (("2001-01-01T00:00:00Z", "was added later"), ("2099-01-01T00:00:00Z", "can't lie ahead")):
        with pytest.raises(Refused, match=why):
            activity_verbs.log_activity(table, ids, "meeting", "held", done_at=done_at)


def test_commenters_log_without_a_next_step_and_viewers_do_not(table: Table) -> None:
    ids = [table.cards[0].id]
    table.actor = ANA._replace(role="commenter")
    assert activity_verbs.log_activity(table, ids, "email", "sent").steps
    with pytest.raises(Forbidden, match="only members and leads can set a next step"):
        activity_verbs.log_activity(table, ids, "email", "sent", next_step="wait")
    table.actor = ANA._replace(role="viewer")
    with pytest.raises(Forbidden, match="only commenters, members and leads can log activities"):
        activity_verbs.log_activity(table, ids, "email", "sent")
