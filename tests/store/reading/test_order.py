"""The order of a lane: what J and K do, and where cards land, whatever the keys of their neighbours."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain import rank
from kanban.domain.acts import board_verbs, verbs
from kanban.domain.change import CARD, STAGE, Act, Step
from kanban.domain.errors import Refused
from kanban.store.opening import create_board
from kanban.store.reading import read
from kanban.store.workspace import Workspace
from tests.examples import examples
from tests.store.conftest import add


def order(workspace: Workspace, stage: str = "Nurture") -> list[str]:
    lane = workspace.board.find_stage(stage).id
    return [summary.title for summary in read.read_top(workspace.connection, workspace.board, None, lane, 999)]


def ids(workspace: Workspace, stage: str = "Nurture") -> list[str]:
    lane = workspace.board.find_stage(stage).id
    return [summary.id for summary in read.read_top(workspace.connection, workspace.board, None, lane, 999)]


def lane_of(ranks: list[str]) -> Workspace:
    """A board in memory whose first lane holds cards with these keys."""
    workspace = create_board(Path(":memory:"), "Pipeline", "Ana", "marketing")
    stage = workspace.board.stages[0].id
    steps = tuple(
        Step(CARD, f"01a20000-0000-7000-8000-{n:012x}", {"created": True, "title": str(n), "stage": stage, "rank": key},
             "create")
        for n, key in enumerate(ranks)
    )  # fmt: skip
    workspace.act(lambda view: Act("create", steps, ""))
    return workspace


odd_ranks = st.lists(
    st.sampled_from(["a0", "a0", "a0V", "a1" + "V" * 39, "", "~", "ß", "A" + "0" * 27]), min_size=1, max_size=12
)


@examples(60)
@given(odd_ranks, st.lists(st.tuples(st.integers(0, 11), st.integers(-3, 3)), min_size=1, max_size=6))
def test_a_card_moves_exactly_so_many_places_whatever_the_keys(ranks: list[str], moves: list[tuple[int, int]]) -> None:
    workspace = lane_of(ranks)
    for place, steps in moves:
        before = ids(workspace)
        at = place % len(before)
        workspace.act(lambda view, card=before[at], steps=steps: verbs.reorder(view, card, steps))
        wanted = before[:at] + before[at + 1 :]
        wanted.insert(max(0, min(len(wanted), at + steps)), before[at])
        assert ids(workspace) == wanted
    workspace.close()


@examples(60)
@given(odd_ranks, st.lists(st.integers(0, 11), min_size=1, max_size=4, unique=True), st.integers(0, 11))
def test_cards_land_together_in_order_before_the_one_that_is_named(
    ranks: list[str], picks: list[int], mark: int
) -> None:
    workspace = lane_of(ranks)
    before = ids(workspace)
    target = before[mark % len(before)]
    moving = list(dict.fromkeys(before[pick % len(before)] for pick in picks))
    workspace.act(lambda view: verbs.move(view, moving, to=view.board.stages[0], before=target))
    rest = [card for card in before if card not in moving or card == target]
    at = rest.index(target)
    assert ids(workspace) == [*rest[:at], *(card for card in moving if card != target), *rest[at:]]
    workspace.close()


def test_cards_from_elsewhere_land_on_top_in_the_order_given(ana: Workspace) -> None:
    add(ana, "there")
    cards = [add(ana, title, "MQL") for title in ("c", "b", "a")]
    ana.act(lambda view: verbs.move(view, cards, to=view.board.stages[0]))
    assert order(ana) == ["c", "b", "a", "there"]


def test_a_drop_before_a_card_that_has_left_the_lane_meanwhile_lands_on_top(ana: Workspace, ben: Workspace) -> None:
    target, _, card = add(ana, "target", "MQL"), add(ana, "there", "MQL"), add(ana, "card")
    ben.act(lambda view: verbs.move(view, [target], steps=-1))
    ana.act(lambda view: verbs.move(view, [card], to=view.board.find_stage("MQL"), before=target))
    assert order(ana, "MQL") == ["card", "there"]


def test_a_drop_before_a_card_that_was_deleted_meanwhile_lands_where_it_was(ana: Workspace, ben: Workspace) -> None:
    for title in ("3", "2", "1"):
        add(ana, title, "MQL")
    card, target = add(ana, "card"), ids(ana, "MQL")[1]
    ben.act(lambda view: verbs.delete(view, [target]))
    ana.act(lambda view: verbs.move(view, [card], to=view.board.find_stage("MQL"), before=target))
    assert order(ana, "MQL") == ["1", "card", "3"]


def test_hundreds_of_cards_into_one_narrowing_gap_keep_their_order_and_short_keys(ana: Workspace) -> None:
    add(ana, "last"), add(ana, "first")
    wanted, at = ids(ana), 1
    for n in range(250):
        card, target = add(ana, f"{n}", "MQL"), wanted[at]
        ana.act(lambda view, card=card, target=target: verbs.move(view, [card], to=view.board.stages[0], before=target))
        wanted.insert(at, card)
        at += n % 2
    assert ids(ana) == wanted
    assert ana.connection.execute("SELECT max(length(rank)) FROM card").fetchone()[0] <= rank.LONGEST
    assert ana.connection.execute("SELECT count(*) FROM change WHERE verb = 'reorder'").fetchone()[0] > 0


def test_re_ranked_neighbours_go_back_with_the_undo(ana: Workspace) -> None:
    stage = ana.board.stages[0].id
    steps = tuple(
        Step(CARD, f"01a20000-0000-7000-8000-{n:012x}", {"created": True, "title": str(n), "stage": stage,
                                                         "rank": "a0"}, "create")
        for n in range(5)
    )  # fmt: skip
    ana.act(lambda view: Act("create", steps, "Five"))
    before = ana.connection.execute("SELECT id, rank FROM card ORDER BY id").fetchall()
    done = ana.act(lambda view: verbs.reorder(view, steps[4].entity, -2))
    assert order(ana) == ["0", "1", "4", "2", "3"]
    assert done.entity_ids[0] == steps[4].entity
    ana.undo()
    assert ana.connection.execute("SELECT id, rank FROM card ORDER BY id").fetchall() == before
    ana.redo()
    assert order(ana) == ["0", "1", "4", "2", "3"]


def test_at_the_ends_nothing_is_written(ana: Workspace) -> None:
    top, bottom = add(ana, "b"), add(ana, "a")
    top, bottom = bottom, top
    for card, steps, where in ((top, -1, "top"), (bottom, 1, "bottom"), (bottom, 0, "top")):
        done = ana.act(lambda view, card=card, steps=steps: verbs.reorder(view, card, steps))
        assert (done.act, done.summary.endswith(f"is at the {where} already")) == ("", True)


def test_a_move_to_where_a_card_is_says_so_with_its_title_as_it_is(ana: Workspace) -> None:
    one, two = add(ana, "ACME Pilot"), add(ana, "Beta")
    assert ana.act(lambda v: verbs.move(v, [one], to=v.board.stages[0])).summary == "“ACME Pilot” is already in Nurture"
    assert ana.act(lambda v: verbs.move(v, [one, two], steps=-1)).summary == "2 cards are already in Nurture"


# -- stages


def test_stages_keep_their_places_whatever_their_keys(ana: Workspace) -> None:
    same = tuple(Step(STAGE, stage.id, {"rank": "a0"}, "stage") for stage in ana.board.stages)
    ana.act(lambda view: Act("stage", same, ""))
    names = [stage.name for stage in ana.board.stages]
    moved = ana.board.stages[4]
    ana.act(lambda view: board_verbs.move_stage(view, moved, -2))
    names.insert(2, names.pop(4))
    assert [stage.name for stage in ana.board.stages] == names
    ana.act(lambda view: board_verbs.add_stage(view, "New", after=view.board.stages[2]))
    names.insert(3, "New")
    assert [stage.name for stage in ana.board.stages] == names


def test_a_stage_that_was_removed_meanwhile_takes_no_cards(ana: Workspace, ben: Workspace) -> None:
    card, stage = add(ana, "Acme"), ana.board.find_stage("MQL")
    ana.act(lambda view: board_verbs.set_member(view, view.board.find_member("Ben"), {"role": "lead"}))
    ben.act(lambda view: board_verbs.remove_stage(view, stage, marks_to=view.board.stages[0]))
    for verb in (
        lambda view: verbs.move(view, [card], to=stage),
        lambda view: verbs.create(view, {"title": "x"}, stage=stage),
        lambda view: board_verbs.set_stage(view, stage, {"name": "Y"}),
        lambda view: board_verbs.move_stage(view, stage, 1),
        lambda view: board_verbs.remove_stage(view, stage),
        lambda view: board_verbs.add_stage(view, "Z", after=stage),
    ):
        with pytest.raises(Refused, match=r"The stage MQL was removed; choose another one\."):
            ana.act(verb)


@pytest.mark.parametrize(("name", "to"), [("Won", "lost"), ("Lost", "open"), ("Won", "open")])
def test_the_last_stage_of_its_kind_stays_of_its_kind(ana: Workspace, name: str, to: str) -> None:
    registers = board_verbs.read_stage({"outcome": to})
    with pytest.raises(Refused, match=f"{name} is the only stage in which cards are"):
        ana.act(lambda view: board_verbs.set_stage(view, view.board.find_stage(name), registers))
