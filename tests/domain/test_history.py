"""A card's history as people read it."""

from __future__ import annotations

import pytest

from kanban.domain import history
from kanban.domain.change import Change
from tests.domain.board import ANA, BEN, BOARD, stage, uuid

CARD, OTHER, NOTE = uuid(4, 1), uuid(4, 2), uuid(5, 1)


def change(
    number: int, verb: str = "edit", entity: str = CARD, etype: str = "card", actor: str = ANA.id, **registers: object
) -> Change:
    return Change(
        uuid(8, number), uuid(9, number), "tx", verb, f"2026-11-{number:02d}T10:00:00Z", etype, entity, registers,
        f"{number:012x}-0000-00000000", actor, "device", number,
    )  # fmt: skip


def told(*changes: Change) -> list[str]:
    return [event.summary for event in history.list_events(changes, BOARD)]


BEGIN = change(
    1, "create", created=True, title="Acme", stage=stage("Nurture").id, rank="a1", value=1_200_000, currency="USD"
)


def test_a_step_that_was_done_before_it_was_written_down_is_not_called_none() -> None:
    assert told(BEGIN, change(2, "done", next_step="Send"))[1:] == ["next: Send"]


def test_a_whole_story() -> None:
    changes = [
        BEGIN,
        change(2, "move", stage=stage("MQL").id, rank="a0"),
        change(3, "edit", company="Beta", phone="1"),
        change(4, "edit", company="Gamma"),
        change(5, "edit", phone=None),
        change(6, "label", **{"label.vip": True}),
        change(7, "label", **{"label.vip": False}),
        change(8, "reorder", rank="a5"),
        change(9, "edit", **{"link.1": {"url": "https://a.example", "name": "a"}}),
        change(10, "edit", **{"link.1": None}),
        change(11, "edit", next_step="Call", next_on="2026-12-01"),
        change(12, "done", next_step="Send", next_on=None),
        change(13, "edit", **{"field.Größe": "XL"}),
        change(14, "delete", deleted=True),
        change(15, "restore", deleted=False, merged_into=None),
        change(16, "edit", value=500),
        change(17, "edit", probability=0.4),
        change(18, "undo", probability=None),
    ]
    assert told(*reversed(changes)) == [
        "added the card in Nurture",
        "moved it from Nurture to MQL",
        "set the company to Beta; set the phone to 1",
        "set the company to Gamma (was Beta)",
        "cleared the phone (1)",
        "added label vip",
        "removed label vip",
        "re-ordered the card",
        "linked https://a.example",
        "removed the link https://a.example",
        "set the next step to Call; set the next step date to 2026-12-01",
        "finished “Call”, next: Send; cleared the next step date (2026-12-01)",
        "set “Größe” to XL",
        "deleted the card",
        "restored the card",
        "set the value to $5.00 (was $12,000.00)",
        "set the probability to 40%",
        "undid: cleared the probability (40%)",
    ]


def test_comments_are_part_of_it() -> None:
    first = change(
        2,
        "comment",
        NOTE,
        "comment",
        BEN.id,
        created=True,
        card=CARD,
        author=BEN.id,
        team="sales",
        kind="comment",
        body="Hello\nthere",
    )
    changes = [
        BEGIN, first, change(3, "edit_comment", NOTE, "comment", BEN.id, body="Hi"),
        change(4, "retract", NOTE, "comment", BEN.id, deleted=True),
        change(5, "undo", NOTE, "comment", BEN.id, deleted=None),
    ]  # fmt: skip
    events = history.list_events(changes, BOARD)
    assert [event.summary for event in events[1:]] == [
        "wrote: Hello", "edited a comment", "deleted a comment", "undid: restored a comment",
    ]  # fmt: skip
    assert {event.comment for event in events[1:]} == {NOTE}
    assert (events[1].actor, events[1].team) == ("Ben", "sales")


@pytest.mark.parametrize("body", ["", "\n", " ", None])
def test_a_comment_without_words_is_still_one(body: str | None) -> None:
    assert told(change(2, "comment", NOTE, "comment", created=True, card=CARD, body=body)) == ["commented"]


def test_a_merge_names_both_cards_where_both_stories_are_told() -> None:
    other = change(2, "create", OTHER, created=True, title="Other")
    merge = change(3, "merge", OTHER, deleted=True, merged_into=CARD)
    assert told(BEGIN, other, merge)[-1] == "merged “Other” into “Acme”"
    assert told(other, merge)[-1] == "merged “Other” into another card"


def test_what_changes_nothing_is_not_told_as_a_change() -> None:
    changes = [BEGIN, change(2, "edit", company=None, **{"label.x": False}), change(3, "edit", title="Acme")]
    events = history.list_events(changes, BOARD)
    assert [event.fields for event in events[1:]] == [(), ()]
    assert [event.summary for event in events[1:]] == ["changed nothing visible"] * 2


def test_the_story_goes_by_what_decides_and_is_told_by_when_it_happened() -> None:
    late = change(9, "edit", title="Late")._replace(stamp="000000000000-0000-00000000", at="2026-11-09T10:00:00Z")
    first, then = history.list_events([BEGIN, late], BOARD)
    assert (then.fields, then.summary) == ((("title", None, "Late"),), "set the title to Late")
    assert ("title", "Late", "Acme") in first.fields


def test_events_come_in_the_order_in_which_they_happened() -> None:
    imported = change(5, "import", created=True, title="Old", stage=stage("Won").id)._replace(at="2021-01-01T00:00:00Z")
    closed = change(6, "import", stage=stage("Lost").id)._replace(at="2022-01-01T00:00:00Z")
    events = history.list_events([closed, imported, change(7, "edit", title="New")], BOARD)
    assert [event.at[:4] for event in events] == ["2021", "2022", "2026"]
    assert [event.summary for event in events] == [
        "imported the card in Won",
        "moved it from Won to Lost",
        "set the title to New (was Old)",
    ]


def test_somebody_and_somewhere_unknown_are_called_by_what_is_known() -> None:
    (event,) = history.list_events([change(1, "move", actor="import", stage="gone")], BOARD)
    assert (event.actor, event.team, event.summary) == ("import", "", "put it in gone")
    assert event.fields == (("stage", None, "gone"),)


def test_what_is_said_along_with_an_act_between_the_teams_stands_behind_it():
    def event(verb, said, act, comment=None):
        return history.Event(
            "2026-11-23T10:00:00Z", "Raj", "sales", verb, said, (), f"{verb}-{act}", act, None, comment
        )

    changes = [
        event("ask", "asked about it", "1"), event("comment", "wrote: Who signs?", "1", "c1"),
        event("comment", "wrote: By the way.", "2", "c2"),
        event("return", "returned it: bad timing, again on 2026-12-07", "3"),
        event("comment", "wrote: bad timing", "3", "c3"), event("move", "moved it from A to B", "4"),
        event("comment", "wrote: Moved.", "4", "c4"),
    ]  # fmt: skip
    assert [each.summary for each in history.merge_remarks(changes)] == [
        "asked about it: Who signs?", "wrote: By the way.", "returned it: bad timing, again on 2026-12-07",
        "moved it from A to B", "wrote: Moved.",
    ]  # fmt: skip
