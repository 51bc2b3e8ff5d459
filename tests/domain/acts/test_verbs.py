"""Verbs: what each writes, what it says, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kanban.domain import permissions
from kanban.domain.acts import verbs
from kanban.domain.card import Comment
from kanban.domain.change import Act
from kanban.domain.errors import KanbanError, Refused, UsageFault
from tests.domain.board import ANA, BEN, BOARD, CLEO, NOW, VIC, Table, card, stage, uuid, with_stage


def sets(act: Act) -> list[dict[str, object]]:
    return [dict(step.set) for step in act.steps]


# -- who may

NOTE = Comment(uuid(5, 1), uuid(4, 1), BEN.id, "sales", "comment", "words", NOW)


@pytest.mark.parametrize(
    ("verb", "least"),
    [
        (lambda v: verbs.create(v, {"title": "x"}), BEN),
        (lambda v: verbs.edit(v, [uuid(4, 1)], {"title": "x"}), BEN),
        (lambda v: verbs.move(v, [uuid(4, 1)], steps=1), BEN),
        (lambda v: verbs.reorder(v, uuid(4, 1), 1), BEN),
        (lambda v: verbs.finish_step(v, uuid(4, 1)), BEN),
        (lambda v: verbs.delete(v, [uuid(4, 1)]), BEN),
        (lambda v: verbs.restore(v, [uuid(4, 1)]), BEN),
        (lambda v: verbs.merge(v, uuid(4, 1), uuid(4, 2)), BEN),
        (lambda v: verbs.link(v, uuid(4, 1), "acme.example"), BEN),
        (lambda v: verbs.comment(v, uuid(4, 1), "words"), CLEO),
    ],
)
def test_each_verb_asks_for_a_role(verb, least) -> None:
    table = Table([card(1, next_step="Call"), card(2)], actor=VIC)
    with pytest.raises(Refused, match=r"Vic is a viewer on this board; only (commenters, )?members and leads can"):
        verb(table)
    table.actor = CLEO
    if least is BEN:
        with pytest.raises(Refused, match=r"Cleo is a commenter on this board; only members and leads can .*"):
            verb(table)
    table.actor = least
    verb(table)


# -- create, edit


def test_a_new_card_stands_on_top_and_belongs_to_its_maker() -> None:
    table = Table([card(1)], actor=BEN)
    act = verbs.create(table, {"title": "Acme", "value": 0, "company": None})
    (made,) = sets(act)
    assert made.pop("rank") < "a1"
    assert made == {"created": True, "title": "Acme", "value": 0, "sales_owner": "Ben", "stage": stage("Nurture").id}
    assert act.summary == "Added “Acme” to Nurture"


def test_an_owner_that_is_given_is_kept() -> None:
    (made,) = sets(verbs.create(Table(actor=BEN), {"title": "Acme", "marketing_owner": "Mia"}))
    assert (made.get("marketing_owner"), made.get("sales_owner")) == ("Mia", None)


def test_a_card_needs_a_title() -> None:
    with pytest.raises(UsageFault, match="needs a title"):
        verbs.create(Table(), {"company": "Acme"})


def test_a_limit_warns_or_refuses_as_the_board_says() -> None:
    board = with_stage("MQL", limit=1)
    table = Table([card(1, "MQL"), card(2), card(3)], board=board)
    act = verbs.move(table, [uuid(4, 2), uuid(4, 3)], to=stage("MQL", board))
    assert act.warnings == ("MQL now holds 3 cards, over its limit of 1.",)
    assert verbs.create(table, {"title": "x"}, stage=stage("MQL", board)).warnings != ()
    table.board = board._replace(limit_policy="refuse")
    with pytest.raises(Refused, match=r"MQL is at its limit of 1 card \(1 there\); move one on first"):
        verbs.move(table, [uuid(4, 2)], to=stage("MQL", board))
    assert verbs.reorder(replace(table, cards=[card(1, "MQL"), card(4, "MQL")]), uuid(4, 1), 1).warnings == ()


def test_only_what_differs_is_written() -> None:
    table = Table([card(1, company="Acme", value=0, labels=("vip",)), card(2)])
    wanted = {"company": "Acme", "value": 0, "phone": None, "label.vip": True, "label.gone": False}
    act = verbs.edit(table, [uuid(4, 1), uuid(4, 2)], wanted)
    assert sets(act) == [{"company": "Acme", "value": 0, "label.vip": True}]
    assert [step.entity for step in act.steps] == [uuid(4, 2)]
    assert verbs.edit(table, [uuid(4, 1)], {"value": None, "label.vip": False}).steps[0].set == {
        "value": None,
        "label.vip": False,
    }


def test_an_edit_of_labels_alone_is_called_so() -> None:
    table = Table([card(1)])
    assert verbs.edit(table, [uuid(4, 1)], {"label.vip": True}).steps[0].verb == "label"
    assert verbs.edit(table, [uuid(4, 1)], {"label.vip": True, "phone": "1"}).steps[0].verb == "edit"


def test_what_the_stage_requires_is_not_cleared() -> None:
    table = Table([card(1, "Lost", lost_reason="price")])
    with pytest.raises(Refused, match="Lost requires the lost reason; change it rather than clear it"):
        verbs.edit(table, [uuid(4, 1)], {"lost_reason": None})
    assert verbs.edit(table, [uuid(4, 1)], {"lost_reason": "no budget"}).steps


def test_deleted_cards_are_restored_first() -> None:
    table = Table([card(1, deleted=True)])
    for verb in (
        lambda: verbs.edit(table, [uuid(4, 1)], {"title": "x"}), lambda: verbs.move(table, [uuid(4, 1)], steps=1),
        lambda: verbs.comment(table, uuid(4, 1), "x"), lambda: verbs.delete(table, [uuid(4, 1)]),
    ):  # fmt: skip
        with pytest.raises(Refused, match="is deleted; restore it first"):
            verb()


# -- move


def test_a_move_is_relative_and_stops_at_the_ends() -> None:
    table = Table([card(1, "Nurture"), card(2, "Lost")])
    act = verbs.move(table, [uuid(4, 1), uuid(4, 2)], steps=2)
    assert [(step.entity, step.set["stage"]) for step in act.steps] == [(uuid(4, 1), stage("MQL").id)]


def test_a_move_asks_for_what_the_stage_requires() -> None:
    table = Table([card(1, "Proposal")])
    with pytest.raises(permissions.MissingFields) as missing:
        verbs.move(table, [uuid(4, 1)], to=stage("Lost"))
    assert missing.value.names == ("lost_reason",)
    assert str(missing.value) == "Lost needs the lost reason of “Card 1”; give it with --set lost-reason=…."
    (made,) = sets(verbs.move(table, [uuid(4, 1)], to=stage("Lost"), inputs={"lost_reason": "price"}))
    assert made["lost_reason"] == "price"


def test_a_card_that_shows_elsewhere_because_its_stage_is_gone_can_be_moved() -> None:
    board = with_stage("Engaged", deleted=True)
    table = Table([card(1, "Engaged")], board=board)
    assert verbs.move(table, [uuid(4, 1)], steps=1).steps[0].set["stage"] == stage("MQL").id
    assert verbs.move(table, [uuid(4, 1)], to=stage("Nurture")).steps == ()


def test_what_is_there_already_is_said() -> None:
    table = Table([card(1), card(2)])
    assert verbs.move(table, [uuid(4, 1)], steps=-1).summary == "“Card 1” is already in Nurture"
    assert verbs.move(table, [uuid(4, 1), uuid(4, 2)], to=stage("Nurture")).summary == "2 cards are already in Nurture"
    assert verbs.move(table, [], steps=1).summary == "Nothing to move"


# -- next step, comments


def test_a_next_step_is_done_and_the_next_one_set() -> None:
    table = Table([card(1, next_step="Call Jane", next_on="2026-11-01")])
    act = verbs.finish_step(table, uuid(4, 1), " Send\nit ", None)
    assert sets(act) == [{"next_step": "Send it", "next_on": None}]
    assert act.summary == "Done: Call Jane (“Card 1”)"
    with pytest.raises(Refused, match="has no next step that could be done"):
        verbs.finish_step(Table([card(1)]), uuid(4, 1))


def test_a_comment_bears_its_authors_team_at_that_moment() -> None:
    (made,) = sets(verbs.comment(Table([card(1)], actor=CLEO), uuid(4, 1), " Hello\x1b \n"))
    assert made == {
        "created": True, "card": uuid(4, 1), "author": CLEO.id, "team": "sales", "kind": "comment", "body": "Hello␛",
    }  # fmt: skip
    with pytest.raises(Refused, match="needs some words"):
        verbs.comment(Table([card(1)]), uuid(4, 1), " \n ")


def test_only_its_author_rewrites_a_comment() -> None:
    table = Table([card(1)], actor=ANA, comments=[NOTE])
    for verb in (lambda: verbs.edit_comment(table, NOTE.id, "x"), lambda: verbs.retract_comment(table, NOTE.id)):
        with pytest.raises(Refused, match="Only the author can edit or delete a comment"):
            verb()
    table.actor = BEN
    assert sets(verbs.edit_comment(table, NOTE.id, "other")) == [{"body": "other"}]
    assert verbs.edit_comment(table, NOTE.id, " words ").steps == ()
    assert sets(verbs.retract_comment(table, NOTE.id)) == [{"deleted": True}]
    table.comments = [NOTE._replace(deleted=True)]
    with pytest.raises(Refused, match="was deleted; undo restores it"):
        verbs.edit_comment(table, NOTE.id, "x")


# -- delete, restore, merge, link


def test_deleting_and_restoring() -> None:
    table = Table([card(1), card(2, deleted=True)])
    assert sets(verbs.delete(table, [uuid(4, 1), uuid(4, 1)])) == [{"deleted": True}]
    act = verbs.restore(table, [uuid(4, 1), uuid(4, 2)])
    assert (sets(act), act.summary) == ([{"deleted": False, "merged_into": None}], "Restored “Card 2”")
    assert verbs.restore(table, [uuid(4, 1)]).summary == "“Card 1” is on the board already"


def test_a_merge_keeps_what_is_there_takes_what_is_lacking_and_keeps_the_rest_beside_it() -> None:
    keep = card(1, company="Acme", labels=("a",), extra={"field.x": "1", "field.off": False, "link.2": {"url": "v"}})
    lose = card(2, company="Other", phone="5", labels=("a", "b"),
                extra={"field.x": "2", "field.y": "3", "field.off": "on",
                "link.1": {"url": "u"}, "link.2": {"url": "w"}, "origin.crm:1": True, "label.b": True, "deal": True,
                "created": True})  # fmt: skip
    act = verbs.merge(Table([keep, lose]), keep.id, lose.id)
    gained, gone = act.steps
    (other,) = [name for name, value in gained.set.items() if value == {"url": "w"}]
    assert other.startswith("link.")
    assert other != "link.2"
    assert (gained.entity, {name: value for name, value in gained.set.items() if name != other}) == (
        keep.id,
        {
            "field.Title 2": "Card 2",
            "field.Company 2": "Other",
            "phone": "5",
            "field.x 2": "2",
            "field.y": "3",
            "field.off": "on",
            "link.1": {"url": "u"},
            "origin.crm:1": True,
            "label.b": True,
            "deal": True,
        },
    )
    assert (gone.entity, dict(gone.set)) == (lose.id, {"deleted": True, "merged_into": keep.id})
    with pytest.raises(Refused, match="can't be merged with itself"):
        verbs.merge(Table([keep]), keep.id, keep.id)


@pytest.mark.parametrize(
    ("keep", "lose", "gained"),
    [
        ((None, "EUR"), (500, "USD"), {"value": 500, "currency": "USD"}),
        ((None, None), (500, "USD"), {"value": 500, "currency": "USD"}), ((None, "USD"), (500, "USD"), {"value": 500}),
        ((1, None), (500, "USD"), {"field.Value 2": "5.00 USD"}),
        ((0, "EUR"), (0, "USD"), {"field.Value 2": "0.00 USD"}), ((5, "EUR"), (5, "EUR"), {}),
        ((None, None), (None, "USD"), {}), ((None, "EUR"), (500, None), {"value": 500, "currency": None}),
    ],
)  # fmt: skip
def test_in_a_merge_an_amount_and_its_currency_go_together(keep, lose, gained) -> None:
    one = card(1, title="Same", value=keep[0], currency=keep[1])
    two = card(2, title="Same", value=lose[0], currency=lose[1])
    act = verbs.merge(Table([one, two]), one.id, two.id)
    assert ({} if len(act.steps) == 1 else dict(act.steps[0].set)) == gained


def test_a_link_is_taken_off() -> None:
    table = Table([card(1, extra={"link.7": {"url": "u"}})])
    assert sets(verbs.unlink(table, uuid(4, 1), "7")) == [{"link.7": None}]
    assert verbs.unlink(table, uuid(4, 1), "8").steps == ()


def test_every_refusal_is_one_printable_line() -> None:
    table = Table([card(1, title="[red]" + "x" * 400, deleted=True)], board=BOARD)
    with pytest.raises(KanbanError) as raised:
        verbs.move(table, [uuid(4, 1)], steps=1)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 200
