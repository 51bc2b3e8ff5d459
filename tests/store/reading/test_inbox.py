"""What waits for whom, and that it is read without looking at every card."""

from __future__ import annotations

import json

import pytest

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.change import Act
from kanban.domain.errors import Refused
from kanban.domain.handoffs import contest, handoff_verbs
from kanban.domain.waiting import notice
from kanban.store.reading import inbox, waiting
from kanban.store.workspace import Workspace
from tests.store.conftest import Clockwork, add, joined


def told(workspace: Workspace) -> list[tuple[str, str]]:
    """(kind, title) of what waits."""
    workspace.reload()
    return [(each.kind, each.title) for each in workspace.list_inbox()]


def offer(workspace: Workspace, title: str, to: str | None = None) -> str:
    card = add(workspace, title, "MQL")
    given = {"why": "now", **({"offer_to": to} if to else {})}
    workspace.act(lambda view: handoff_verbs.offer(view, card, given))
    return card


def test_an_offer_waits_for_the_one_it_is_for_and_a_question_for_its_marketer(ana: Workspace, ben: Workspace) -> None:
    dora, eva = joined(ana, "Dora", "sales"), joined(ana, "Eva", "marketing")
    card = offer(ana, "Acme", ben.member_id)
    assert (told(ben), told(dora), told(ana), told(eva)) == ([("offer", "Acme")], [], [], [])
    ben.act(lambda view: handoff_verbs.ask(view, card, "Who signs?\nShe?"))
    (entry,) = ana.list_inbox()
    assert (entry.kind, entry.words, entry.who, entry.due) == (
        "question",
        "Who signs?",
        ben.member_id,
        "2026-11-24T12:00:00Z",
    )
    assert (told(ben), told(eva)) == ([], [])
    ana.act(lambda view: handoff_verbs.answer(view, card, "The CFO."))
    assert (told(ana), told(ben)) == ([], [("offer", "Acme")])


def test_an_offer_to_nobody_who_is_here_waits_for_all_of_sales(ana: Workspace, ben: Workspace) -> None:
    dora = joined(ana, "Dora", "sales")
    watcher = joined(ana, "Finn", "sales", "viewer")
    offer(ana, "Acme", ben.member_id)
    ben.act(lambda view: board_verbs.set_member(view, ben.board.find_member("Ben"), {"away": "yes"}))
    assert (told(dora), told(ben), told(watcher)) == ([("offer", "Acme")], [("offer", "Acme")], [])


def test_a_question_that_waits_too_long_is_overdue_for_marketing_and_never_runs_out(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    card = offer(ana, "Acme")
    ben.act(lambda view: handoff_verbs.ask(view, card, "Who signs?"))
    assert [each.id for each, _, _ in ana.list_cards("overdue")] == []
    clockwork.turn(days=2)
    assert [each.id for each, _, _ in ana.list_cards("overdue holder:marketing")] == [card]
    assert [(each.kind, each.is_overdue) for each in ana.list_inbox()] == [("question", True)]
    assert not ana.let_time_pass()


def test_a_returned_card_waits_for_its_marketer_from_its_day_on(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    eva = joined(ana, "Eva", "marketing")
    card = offer(ana, "Acme")
    given = {"return_reason": "bad timing", "again": "2026-11-30"}
    ben.act(lambda view: handoff_verbs.send_back(view, card, given))
    ana.mark_read(card)
    clockwork.turn(days=6, hours=10)
    assert told(ana) == []
    clockwork.turn(hours=2)  # midnight
    assert (told(ana), told(eva)) == ([("returned", "Acme")], [])
    (entry,) = ana.list_inbox()
    assert (entry.words, entry.due) == ("bad timing", "2026-11-30")
    ana.act(lambda view: verbs.move(view, [card], to=view.board.find_stage("Engaged")))
    assert told(ana) == []


def test_what_was_dealt_with_is_gone_and_what_waits_for_an_answer_stays(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    card = offer(ana, "Acme")
    (entry,) = ben.list_inbox()
    with pytest.raises(Refused, match="accept or ask or return"):
        ben.resolve_entry(entry)
    clockwork.turn(days=2)
    assert ana.let_time_pass()
    assert (told(ben), told(ana)) == ([], [("expired", "Acme")])
    ana.resolve_entry(ana.list_inbox()[0])
    assert told(ana) == []
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "again"}))
    clockwork.turn(days=2)
    ana.let_time_pass()
    assert told(ana) == [("expired", "Acme")]


def test_mentions_and_what_is_unread_on_ones_own_cards(ana: Workspace, ben: Workspace) -> None:
    mine, other = add(ana, "mine"), add(ben, "other")
    ben.act(lambda view: verbs.comment(view, mine, "They asked for a price."))
    ben.act(lambda view: verbs.comment(view, mine, "Twice."))
    ben.act(lambda view: verbs.comment(view, other, "Do you know them, @ana?"))
    ben.act(lambda view: verbs.comment(view, other, "ana@acme.example; @anatol does"))
    found = ana.list_inbox()
    assert [(each.kind, each.title, each.count, each.words) for each in found] == [
        ("mention", "other", 1, "Do you know them, @ana?"), ("unread", "mine", 2, "Twice."),
    ]  # fmt: skip
    for each in found:
        ana.resolve_entry(each)
    assert (told(ana), told(ben)) == ([], [])


def test_a_card_that_waits_anyway_is_not_told_of_as_unread_too(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "MQL", sales_owner="Ben")
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now", "offer_to": ben.member_id}))
    assert ben.list_unread(card)
    assert told(ben) == [("offer", "Acme")]


def test_what_was_said_on_a_merged_card_waits_on_the_one_that_shows_it(ana: Workspace, ben: Workspace) -> None:
    keep, lose = add(ana, "keep"), add(ben, "lose")
    ben.act(lambda view: verbs.comment(view, lose, "See, @ana"))
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert told(ana) == [("mention", "keep")]


def test_next_steps_that_are_late_stand_in_today_of_the_side_that_has_the_card(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    add(ana, "early", next_step="call", next_on="2026-11-24")
    add(ana, "sold", "Discovery", next_step="demo", next_on="2026-11-24", sales_owner="ben")
    clockwork.turn(days=1)
    assert [row.section for row in (*ana.list_promises(), *ben.list_promises())] == ["today", "today"]
    clockwork.turn(days=1)
    for workspace, title in ((ana, "early"), (ben, "sold")):
        assert [(row.section, row.title) for row in workspace.list_promises()] == [("late", title)]
    assert (told(ana), told(ben)) == ([], []), "the inbox is what others want"


def test_a_notice_waits_for_a_member_or_for_a_team_until_it_is_read(ana: Workspace, ben: Workspace) -> None:
    card, eva = add(ana, "Acme"), joined(ana, "Eva", "marketing")
    for to, words in (("marketing", "look here"), (ben.member_id or "", "Ben only")):
        ana.act(lambda view, to=to, words=words: Act(
            "notify", (notice.notify(card, to, words, view.now, rule="watch"),), "Told"
        ))  # fmt: skip
    assert [(each.kind, each.words, each.who) for each in ana.list_inbox()] == [("notice", "look here", "watch")]
    ana.resolve_entry(ana.list_inbox()[0])
    assert (told(ana), told(eva)) == ([], [("notice", "Acme")])
    assert [each.words for each in ben.list_inbox()] == ["Ben only"]
    ana.undo()
    assert told(ben) == []
    ana.act(lambda view: verbs.delete(view, [card]))
    assert told(eva) == []


def test_a_contested_return_waits_for_the_leads_and_their_ruling_for_who_contested(
    ana: Workspace, ben: Workspace
) -> None:
    eva, lena = joined(ana, "Eva", "marketing"), joined(ana, "Lena", "sales", "lead")
    card = offer(eva, "Acme", ben.member_id)
    ben.act(lambda view: handoff_verbs.send_back(view, card, {"return_reason": "no budget"}))
    eva.mark_read(card)
    eva.act(lambda view: contest.contest(view, card, "They have 40k."))
    assert (told(ana), told(lena), told(ben)) == ([("contest", "Acme")], [("contest", "Acme")], [])
    ana.act(lambda view: contest.rule_on(view, card, "overturn"))
    assert (told(ana), told(eva)) == ([], [])
    lena.act(lambda view: contest.rule_on(view, card, "overturn", "Read the notes first."))
    assert told(lena) == []
    (entry,) = eva.list_inbox()
    assert (entry.kind, entry.words) == ("ruled", "overturned: Read the notes first.")


def test_nothing_is_read_through_for_it(ana: Workspace) -> None:
    """Every statement walks an index of what waits; none reads all cards, comments or notices."""
    statements: list[str] = []
    ana.connection.set_trace_callback(statements.append)
    joined(ana, "Eva", "sales")
    statements.clear()
    inbox.list_entries(ana.connection, ana.board, ana.me, ana.now())
    inbox.list_entries(
        ana.connection, ana.board, ana.board.find_member("Ana").__class__("x", "Ben", "sales"), ana.now()
    )
    waiting.count_offers(ana.connection, ana.reload())
    ana.connection.set_trace_callback(None)
    asked = [each for each in statements if "card" in each or "comment" in each]
    assert len(asked) > 8
    for statement in asked:
        plan = [row[3] for row in ana.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        scanned = [
            step
            for step in plan
            if step.startswith("SCAN") and step.split()[1] in {"card", "c", "e", "comment", "entity"}
        ]
        assert scanned == [], (statement, plan)
        if "'$.handoff.state') = " in statement:
            assert any("card_handoff" in step for step in plan), json.dumps(plan)
