"""Undo and redo: one's own acts go and come back whole, and nobody's later edit is ever overwritten."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.acts import board_verbs, verbs
from kanban.domain.card import is_absent
from kanban.domain.errors import KanbanError, Refused
from kanban.domain.fold import add_implied_times
from kanban.store import log
from kanban.store.acts import undoing
from kanban.store.opening import create_board
from kanban.store.reading import read
from kanban.store.reading.read import list_with_merged
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.store.conftest import NOON, Clockwork, add, whole_log


class Table:
    """Two members at one board in memory, and what they may do at random."""

    def __init__(self) -> None:
        self.clock = Clockwork()
        lea = create_board(Path(":memory:"), "Pipeline", "Lea", "marketing", now=self.clock)
        self.ana, self.ben = (
            Workspace(
                lea.database,
                lea.board.id,
                lea.act(lambda view, name=name: board_verbs.add_member(view, name, "sales", "lead")).entity_ids[0],
                now=self.clock,
            )
            for name in ("Ana", "Ben")
        )

    def cards(self) -> list[str]:
        return [row[0] for row in self.ana.connection.execute("SELECT id FROM card ORDER BY n")]

    def comments(self, member: Workspace) -> list[str]:
        rows = self.ana.connection.execute("SELECT id FROM comment WHERE author = ? ORDER BY n", (member.member_id,))
        return [row[0] for row in rows]

    def do(self, member: Workspace, kind: str, a: int, b: int) -> None:
        """Do something, if it may be done."""
        self.clock.turn(minutes=1)
        cards = self.cards()
        if kind == "create" or not cards:
            member.act(lambda view: verbs.create(view, {"title": f"Card {len(cards)}", "company": "Acme"}))
            return
        card, other = cards[a % len(cards)], cards[b % len(cards)]
        notes = self.comments(member)
        note = notes[a % len(notes)] if notes else None
        if kind in {"edit_comment", "retract"} and note is None:
            kind = "comment"
        acts = {
            "edit": lambda view: verbs.edit(view, [card], {"title": f"Title {b}", "company": [None, "Beta"][b % 2]}),
            "value": lambda view: verbs.edit(view, [card, other], {"value": b * 100, "currency": "EUR"}),
            "label": lambda view: verbs.edit(view, [card], {"label.vip": b % 2 == 0, "label.dach": True}),
            "step": lambda view: verbs.move(view, [card, other], steps=(b % 5) - 2),
            "to": lambda view: verbs.move(view, [card], to=view.board.stages[b % 8]),
            "before": lambda view: verbs.move(view, [card], to=view.board.lane_of(view.card(other).stage),
                                              before=other),
            "reorder": lambda view: verbs.reorder(view, card, (b % 5) - 2 or 1),
            "comment": lambda view: verbs.comment(view, card, f"Words {b}"),
            "edit_comment": lambda view: verbs.edit_comment(view, note or "", f"Other words {b}"),
            "retract": lambda view: verbs.retract_comment(view, note or ""),
            "delete": lambda view: verbs.delete(view, {card, other} if b % 2 else [card]),
            "restore": lambda view: verbs.restore(view, [card]),
            "merge": lambda view: verbs.merge(view, card, other),
            "next": lambda view: verbs.edit(view, [card], {"next_step": f"Call {b}", "next_on": "2026-12-01"}),
            "done": lambda view: verbs.finish_step(view, card),
            "link": lambda view: verbs.link(view, card, f"https://acme.example/{b}"),
            "stage": lambda view: board_verbs.add_stage(view, f"Stage {log.read_head(view.connection)}",
                                                        after=view.board.stages[b % 5]),
            "rename": lambda view: board_verbs.set_stage(view, view.board.stages[b % 8],
                                                         {"name": f"Name {log.read_head(view.connection)}"}),
            "shift": lambda view: board_verbs.move_stage(view, view.board.stages[a % 8], (b % 5) - 2 or 1),
            "drop": lambda view: board_verbs.remove_stage(view, view.board.stages[b % 8],
                                                          marks_to=view.board.stages[a % 8]),
        }  # fmt: skip
        with suppress(KanbanError):
            member.act(acts[kind])

    def picture(self) -> dict[str, Any]:
        """All that people see, times of the last change aside."""
        board = self.ana.reload()
        cards = {}
        for card, lane, _ in self.ana.list_cards():
            cards[card.id] = {
                name: getattr(card, name) for name in type(card).__slots__ if name not in {"extra", "updated_at",
                    "stage", "rank"}
            } | {
                "extra": {name: value for name, value in card.extra.items() if not is_absent(value)},
                "lane": lane,
                "comments": [(note.id, note.body) for note in self.ana.list_comments(card.id)],
            }  # fmt: skip
        return {
            "cards": cards,
            "lanes": {stage.id: [summary.id for summary in read.read_top(self.ana.connection, board, None, stage.id,
                99)]
                      for stage in board.stages},
            "stages": [(stage.id, stage.name, stage.side) for stage in board.stages],
            "totals": {stage: (total.cards, total.values) for stage, total in
                       read.count_totals(self.ana.connection, board, NOON).items()},
        }  # fmt: skip

    def winners(self) -> dict[tuple[str, str, str], tuple[str, str, str, Any]]:
        """(type, entity, field) to (key, actor, act, value) of the change that wins."""
        best: dict[tuple[str, str, str], tuple[str, str, str, Any]] = {}
        for change in whole_log(self.ana.connection, self.ana.board.id):
            for name, value in add_implied_times(change).items():
                place = (change.etype, change.entity, name)
                if place not in best or change.key > best[place][0]:
                    best[place] = (change.key, change.actor, change.act, value)
        return best


KINDS = [
    "create", "edit", "value", "label", "step", "to", "before", "reorder", "comment", "edit_comment", "retract",
    "delete", "restore", "merge", "next", "done", "link", "stage", "rename", "shift", "drop",
]  # fmt: skip
doings = st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 9))


def all_of(step: Any) -> int:
    """Undo or redo until there is nothing more; returns how often."""
    for count in range(200):
        try:
            step()
        except Refused:
            return count
    raise AssertionError("It never ends.")


@examples(150)
@given(st.lists(doings, max_size=5), st.lists(doings, min_size=1, max_size=12))
def test_alone_all_is_undone_to_where_one_began_and_redone_to_where_one_was(
    before: list[tuple[str, int, int]], after: list[tuple[str, int, int]]
) -> None:
    table = Table()
    for doing in before:
        table.do(table.ben, *doing)
    start = table.picture()
    for doing in after:
        table.do(table.ana, *doing)
    end = table.picture()
    undone = all_of(table.ana.undo)
    assert table.picture() == start
    assert all_of(table.ana.redo) == undone
    assert table.picture() == end
    table.ana.close()


both = st.lists(
    st.tuples(
        st.booleans(), st.one_of(doings, st.just(("undo", 0, 0)), st.just(("undo", 0, 0)), st.just(("redo", 0, 0)))
    ),
    max_size=25,
)


@examples(150)
@given(both)
def test_nobodys_later_edit_is_ever_overwritten(script: list[tuple[bool, tuple[str, int, int]]]) -> None:
    table = Table()
    for anas, (kind, a, b) in script:
        member = table.ana if anas else table.ben
        if kind not in {"undo", "redo"}:
            table.do(member, kind, a, b)
            continue
        before = table.winners()
        undone = {row[0] for row in table.ana.connection.execute("SELECT undo_of FROM act WHERE undo_of IS NOT NULL")}
        undos = {row[0] for row in table.ana.connection.execute("SELECT id FROM act WHERE undo_of IS NOT NULL")}
        try:
            done = member.undo() if kind == "undo" else member.redo()
        except Refused:
            assert table.winners() == before
            continue
        for place, (_, _, act, _) in table.winners().items():
            if act == done.act and place in before:
                _, whose, over, _ = before[place]
                assert whose == member.member_id or over in undone or over in undos, (place, before[place])
    table.ana.close()


# -- single histories


def title(workspace: Workspace, card: str) -> str:
    return workspace.card(card).title


def test_an_act_that_others_changed_since_is_passed_over_and_the_ones_before_it_can_be_undone(
    ana: Workspace, ben: Workspace
) -> None:
    one, two = add(ana, "One"), add(ana, "Two")
    ana.act(lambda view: verbs.edit(view, [one], {"title": "One!"}))
    ana.act(lambda view: verbs.edit(view, [two], {"title": "Two!"}))
    ben.act(lambda view: verbs.edit(view, [two], {"title": "Ben's"}))
    with pytest.raises(Refused, match="was left as it is, because everything it changed was changed again since; undo"):
        ana.undo()
    assert (title(ana, one), title(ana, two)) == ("One!", "Ben's")
    ana.undo()
    assert (title(ana, one), title(ana, two)) == ("One", "Ben's")
    ana.redo()
    assert (title(ana, one), title(ana, two)) == ("One!", "Ben's")
    with pytest.raises(Refused, match="changed again since; redo once more"):
        ana.redo()
    with pytest.raises(Refused, match="Nothing to redo"):
        ana.redo()
    assert title(ana, two) == "Ben's"


def test_what_was_undone_by_others_counts_for_nothing(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "a")
    ana.act(lambda view: verbs.edit(view, [card], {"title": "b"}))
    ben.act(lambda view: verbs.edit(view, [card], {"title": "c"}))
    ben.undo()
    assert title(ana, card) == "b"
    ana.undo()
    assert title(ana, card) == "a"


def test_part_of_an_act_is_undone_and_the_rest_is_said(ana: Workspace, ben: Workspace) -> None:
    one, two = add(ana, "One"), add(ana, "Two")
    ana.act(lambda view: verbs.edit(view, [one, two], {"company": "Acme"}))
    ben.act(lambda view: verbs.edit(view, [two], {"company": "Beta"}))
    undone = ana.undo()
    assert (ana.card(one).company, ana.card(two).company) == (None, "Beta")
    assert undone.warnings == ("1 of its changes was left alone, because someone changed them since.",)
    assert undone.summary == "Undone: Changed the company of 2 cards"


def test_a_card_that_someone_restored_since_is_not_undone_away(ana: Workspace, ben: Workspace) -> None:
    card = add(ana, "Acme")
    ben.act(lambda view: verbs.delete(view, [card]))
    ben.act(lambda view: verbs.restore(view, [card]))
    with pytest.raises(Refused, match="was left as it is"):
        ana.undo()
    assert ana.card(card).deleted is False


def test_a_move_undone_gives_the_card_its_old_place_and_its_old_clock_back(
    ana: Workspace, clockwork: Clockwork
) -> None:
    card = add(ana, "Acme")
    below = add(ana, "Below")
    ana.act(lambda view: verbs.reorder(view, below, 1))
    before = ana.card(card)
    clockwork.turn(days=40)
    ana.act(lambda view: verbs.move(view, [card], steps=2))
    assert ana.card(card).entered_at != before.entered_at
    ana.undo()
    after = ana.card(card)
    assert (after.stage, after.rank, after.entered_at, after.touched_at) == (
        before.stage,
        before.rank,
        before.entered_at,
        before.touched_at,
    )


def test_each_undo_and_redo_says_what_it_takes_back(ana: Workspace) -> None:
    card = add(ana, "Acme")
    ana.act(lambda view: verbs.move(view, [card], steps=1))
    said = [ana.undo().summary, ana.redo().summary, ana.undo().summary, ana.undo().summary]
    assert said == [
        "Undone: Moved “Acme” to Engaged", "Redone: Moved “Acme” to Engaged", "Undone: Moved “Acme” to Engaged",
        "Undone: Added “Acme” to Nurture",
    ]  # fmt: skip


def test_something_new_ends_what_could_be_redone(ana: Workspace) -> None:
    card = add(ana, "Acme")
    ana.act(lambda view: verbs.edit(view, [card], {"title": "b"}))
    ana.undo()
    ana.act(lambda view: verbs.edit(view, [card], {"title": "c"}))
    with pytest.raises(Refused, match="Nothing to redo"):
        ana.redo()
    ana.undo()
    assert title(ana, card) == "Acme"


def test_the_comments_of_a_merge_go_back_where_they_were(ana: Workspace, ben: Workspace) -> None:
    keep, lose = add(ana, "Keep"), add(ana, "Lose", company="Acme")
    ana.act(lambda view: verbs.comment(view, keep, "on keep"))
    ben.act(lambda view: verbs.comment(view, lose, "on lose"))
    ana.act(lambda view: verbs.merge(view, keep, lose))
    assert [note.body for note in ana.list_comments(keep)] == ["on keep", "on lose"]
    assert (ana.card(keep).marketing_comments, ana.card(keep).sales_comments) == (1, 1)
    assert ana.card(keep).company == "Acme"
    ana.undo()
    assert (ana.card(keep).marketing_comments, ana.card(keep).sales_comments) == (1, 0)
    assert (ana.card(lose).sales_comments, ana.card(lose).deleted, ana.card(keep).company) == (1, False, None)
    assert list_with_merged(ana.connection, keep) == [keep]
    ana.redo()
    assert (ana.card(keep).marketing_comments, ana.card(keep).sales_comments) == (1, 1)


def test_hundreds_of_cards_go_back_in_one_undo(ana: Workspace) -> None:
    cards = [add(ana, f"Card {n}") for n in range(5)]
    cards += ana.act(
        lambda view: verbs.Act("import", tuple(step for n in range(1200) for step in verbs.create(view,
            {"title": f"{n}"}).steps), "Many")
    ).entity_ids  # fmt: skip
    ana.act(lambda view: verbs.move(view, cards, to=view.board.stages[2]))
    assert read.count_cards(ana.connection, ana.board.stages[2].id) == 1205
    ana.undo()
    assert read.count_cards(ana.connection, ana.board.stages[0].id) == 1205
    ana.undo()
    assert read.count_cards(ana.connection, ana.board.stages[0].id) == 5
    ana.redo()
    ana.redo()
    assert read.count_cards(ana.connection, ana.board.stages[2].id) == 1205


def test_an_undo_that_was_broken_off_is_finished_by_the_next_one(
    ana: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "BATCH", 4)
    cards = [add(ana, f"Card {n}") for n in range(10)]
    ana.act(lambda view: verbs.move(view, cards, steps=1))
    real, calls = undoing.undo.invert_act, []

    def dies(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*arguments, **more)

    monkeypatch.setattr(undoing.undo, "invert_act", dies)
    with pytest.raises(KeyboardInterrupt):
        ana.undo()
    held = [read.count_cards(ana.connection, stage.id) for stage in ana.board.stages[:2]]
    assert held == [4, 6]
    done = ana.undo()
    assert done.summary == "Undone: Moved 10 cards to Engaged"
    assert [read.count_cards(ana.connection, stage.id) for stage in ana.board.stages[:2]] == [10, 0]
    ana.redo()
    assert [read.count_cards(ana.connection, stage.id) for stage in ana.board.stages[:2]] == [0, 10]
    ana.undo()
    assert ana.undo().summary == "Undone: Added “Card 9” to Nurture"


def test_others_get_in_between_the_batches_of_a_large_undo(
    ana: Workspace, ben: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undoing, "BATCH", 4)
    cards = [add(ana, f"Card {n}") for n in range(10)]
    ana.act(lambda view: verbs.edit(view, cards, {"company": "Acme"}))
    monkeypatch.setattr(
        undoing.time,
        "sleep",
        lambda _: ben.act(lambda view: verbs.edit(view, [cards[-1]], {"company": "Ben's"})),
    )
    done = ana.undo()
    assert ana.card(cards[-1]).company == "Ben's"
    assert [ana.card(card).company for card in cards[:-1]] == [None] * 9
    assert done.warnings == ("1 of its changes was left alone, because someone changed them since.",)
    assert done.cards == frozenset(cards[:-1])
