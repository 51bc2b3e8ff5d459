"""How long cards wait with each side, in business time, and what leads ruled before."""

from __future__ import annotations

from kanban.domain.acts import board_verbs
from kanban.domain.handoffs import contest, handoff_verbs, precedent
from kanban.store.reading import waiting
from kanban.store.workspace import Workspace
from tests.store.conftest import Clockwork, add, joined


def waits(workspace: Workspace) -> dict[str, tuple[tuple[str, str], ...]]:
    """What the heads say, by the names of the stages; empty lanes left out."""
    board = workspace.reload()
    found = waiting.compute_medians(workspace.connection, board, workspace.now())
    return {board.stage(lane).name: said for lane, said in found.items() if said}


def test_lanes_tell_the_median_in_business_hours_over_a_weekend_and_a_holiday(
    ana: Workspace, clockwork: Clockwork
) -> None:
    """Monday noon to Monday noon is 40 hours; with a holiday in between it is 32."""
    ana.act(lambda view: board_verbs.set_board(view, {"hours": "Mon-Fri 9-17", "timezone": "UTC"}))
    for title in ("first", "second"):
        add(ana, title)
    clockwork.turn(days=2)
    add(ana, "third")
    add(ana, "sold", "Discovery")
    clockwork.turn(days=5)  # the Monday after
    assert waits(ana) == {"Nurture": (("marketing", "40h"),), "Discovery": (("sales", "24h"),)}
    ana.act(lambda view: board_verbs.set_board(view, {"holidays": "2026-11-26"}))
    assert waits(ana) == {"Nurture": (("marketing", "32h"),), "Discovery": (("sales", "16h"),)}
    add(ana, "fourth")
    assert waits(ana)["Nurture"] == (("marketing", "24h"),)  # between 16 and 32
    clockwork.turn(days=70)
    assert waits(ana)["Discovery"] == (("sales", "52d"),)


def test_the_door_tells_of_both_sides_since_each_has_the_card(
    ana: Workspace, ben: Workspace, clockwork: Clockwork
) -> None:
    ana.act(lambda view: board_verbs.set_board(view, {"hours": "Mon-Fri 9-17", "timezone": "UTC"}))
    asked, offered = add(ana, "asked", "MQL"), add(ana, "offered", "MQL")
    add(ana, "placed", "Handoff")
    for card in (asked, offered):
        ana.act(lambda view, card=card: handoff_verbs.offer(view, card, {"why": "now"}))
    clockwork.turn(hours=3)
    ben.act(lambda view: handoff_verbs.ask(view, asked, "Who?"))
    clockwork.turn(hours=1)
    assert waits(ana)["Handoff"] == (("sales", "4h"), ("marketing", "1h"))
    ana.act(lambda view: handoff_verbs.answer(view, asked, "She."))
    assert waits(ana)["Handoff"] == (("sales", "4h"),)
    ben.act(lambda view: handoff_verbs.accept(view, offered, {"next_step": "call", "next_on": "2026-12-01"}))
    assert waits(ana)["Handoff"] == (("sales", "2h"),)  # between 4 and 0
    assert waits(ana)["Accepted"] == (("sales", "0m"),)


def test_closed_and_empty_lanes_wait_for_nobody(ana: Workspace) -> None:
    add(ana, "won", "Won")
    assert waits(ana) == {}


def test_the_same_ruling_by_both_is_a_precedent_for_the_reason_or_the_line(ana: Workspace, ben: Workspace) -> None:
    lena = joined(ana, "Lena", "sales", "lead")
    made = []
    for title, line in (("first", None), ("second", "budget")):
        card = add(ana, title, "MQL")
        ana.act(lambda view, card=card: handoff_verbs.offer(view, card, {"why": "now"}))
        ben.act(lambda view, card=card: handoff_verbs.send_back(view, card, {"return_reason": "no budget"}))
        ana.act(lambda view, card=card, line=line: contest.contest(view, card, "They do.", line=line))
        ana.act(lambda view, card=card: contest.rule_on(view, card, "overturn", "It was there."))
        made.append(card)
    assert ana.list_precedents() == []
    for card in made:
        lena.act(lambda view, card=card: contest.rule_on(view, card, "overturn"))
    found = ana.list_precedents()
    assert [each.title for each in precedent.find_precedents(found, reason="no budget")] == ["first"]
    (told,) = precedent.find_precedents(found, line="budget")
    assert told.summary == f"overturned on “second” ({told.ref}): They do. · It was there."
    assert precedent.find_precedents(found, reason="no need") == []


def test_where_a_team_has_no_lead_the_others_ruling_is_enough(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "MQL")
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    ben.act(lambda view: handoff_verbs.send_back(view, card, {"return_reason": "no need"}))
    ana.act(lambda view: contest.contest(view, card, "They do."))
    assert ana.act(lambda view: contest.rule_on(view, card, "uphold")).summary.endswith("a precedent for “no need”")
    assert [each.verdict for each in ana.list_precedents()] == ["uphold"]


def test_a_precedent_stays_when_the_card_is_returned_and_contested_again(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme", "MQL")
    ana.act(lambda view: handoff_verbs.offer(view, card, {"why": "now"}))
    for reason, verdict in (("no need", "overturn"), ("no budget", "uphold")):  # the first one offers it again
        ben.act(lambda view, reason=reason: handoff_verbs.send_back(view, card, {"return_reason": reason}))
        ana.act(lambda view: contest.contest(view, card, "No."))
        ana.act(lambda view, verdict=verdict: contest.rule_on(view, card, verdict))
    assert [(each.reason, each.verdict) for each in ana.list_precedents()] == [
        ("no need", "overturn"),
        ("no budget", "uphold"),
    ]
    ana.undo()
    assert [each.reason for each in ana.list_precedents()] == ["no need"]
    contested = contest.read(ana.card(card).extra)
    assert contested
    assert (contested.reason, contested.rulings) == ("no budget", {})
