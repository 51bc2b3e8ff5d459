"""The agreement's time for marketing's answer to a question: due after it, overdue then, in queries and for rules."""

from __future__ import annotations

from kanban.domain.agreements import agreement, agreement_document, agreement_record, signing
from kanban.domain.agreements.agreement import Content, Levels, Line
from kanban.domain.handoffs import handoff, handoff_verbs
from kanban.store.workspace import Workspace
from tests.store.acts.test_rule_acts import rule
from tests.store.conftest import Clockwork, add
from tests.store.reading.test_first_response import overdue

HOUR = 3600


def agree(ana: Workspace, reply: int | None) -> None:
    """Let an agreement that promises this be live."""
    line = Line("email", (ana.board.find_stage("MQL").id,), "fact", "The e-mail is known", "marketing", "has:email")
    content = signing.build_proposal(ana.board, Content((line,), Levels(reply=reply)))
    ana.act(lambda view: signing.propose(view, content))
    ana.act(lambda view: signing.sign(view, next(v for v in view.board.versions if not v.is_live)))


def ask(ana: Workspace, ben: Workspace) -> str:
    """Offer a card on Monday at noon, and ask about it at once."""
    card = add(ana, "Acme", "MQL", email="a@x.example", source="Fair", company="Acme")
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    ben.reload()
    ben.act(lambda view: handoff_verbs.ask(view, card, "Who signs?"))
    return card


def due_of(workspace: Workspace, card: str) -> str | None:
    present = handoff.read(workspace.card(card).value_of("handoff"))
    assert present is not None
    return present.reply_due


def test_a_question_is_due_when_the_agreement_says_and_else_after_a_day(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    assert due_of(ana, ask(ana, ben)) == "2026-11-24T12:00:00Z"
    agree(ana, 2 * HOUR)
    card = ask(ana, ben)
    assert due_of(ana, card) == "2026-11-23T14:00:00Z"
    clockwork.turn(hours=1, minutes=59)
    assert overdue(ana) == set()
    clockwork.turn(minutes=2)
    assert overdue(ana) == {card}
    ana.act(lambda view: handoff_verbs.answer(view, card, "The CFO."))
    assert overdue(ana) == set()
    agree(ana, None)
    assert due_of(ana, ask(ana, ben)) == "2026-11-24T14:01:00Z"


def test_rules_hear_of_an_overdue_question_once(ana: Workspace, ben: Workspace, clockwork: Clockwork) -> None:
    agree(ana, 2 * HOUR)
    rule(ana, "Late", "overdue", "label late")
    card, answered = ask(ana, ben), ask(ana, ben)
    ana.act(lambda view: handoff_verbs.answer(view, answered, "The CFO."))
    ana.let_time_pass()
    clockwork.turn(hours=1)
    ana.let_time_pass()
    assert ana.card(card).labels == ()
    clockwork.turn(hours=2)
    ana.let_time_pass()
    assert [ana.card(each).labels for each in (card, answered)] == [("late",), ()]
    clockwork.turn(hours=1)
    ana.let_time_pass()
    assert sum(event.set.get("label.late") is True for event in ana.list_changes(card)) == 1


def test_it_is_typed_kept_and_shown_as_the_other_times_are(ana: Workspace) -> None:
    document = {"line": [{"stage": "MQL", "fact": "has:email"}], "levels": {"reply": "90m", "answer": "8h"}}
    content = agreement_document.read_document(document, ana.board)
    assert content.levels == Levels(answer=8 * HOUR, reply=90 * 60)
    encoded = agreement.encode_content(content)
    assert agreement.read_content(encoded) == content
    assert agreement_document.build_document(content, ana.board)["levels"] == {"answer": "8h", "reply": "90m"}
    agree(ana, 90 * 60)
    record = agreement_record.version_record(ana.board.versions[0], ana.board)
    assert record["levels"] == {"first_response": None, "answer": None, "reply": "90m", "attempts": None}
    for wrong in (0, -1, True, "8h", 1.5, 10**9):
        assert agreement.read_content({**encoded, "levels": {"reply": wrong}}) is None
