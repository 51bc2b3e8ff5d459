"""A board of an older version gets the stage Disqualified when it is opened next; nothing else changes."""

from kanban.domain.acts import board_verbs, disqualifying
from kanban.store.maintenance import doctor
from kanban.store.opening import open_workspace
from kanban.store.workspace import Workspace
from tests.made_by_0_2_0.test_boards import restore, rows_of


def places_of(path):
    return {card: (row["lane"], row["stage"], row["touched_at"]) for card, row in rows_of(path, "card").items()}


def test_it_comes_once_and_moves_nobody(tmp_path):
    path = restore("local", tmp_path / "kanban.db")
    with_stages = {}
    for opening in range(2):
        workspace = open_workspace(path, "Pipeline")
        before = places_of(path)
        assert workspace.let_time_pass() == (opening == 0)
        assert {
            card: (row["lane"], row["stage"], row["touched_at"]) for card, row in rows_of(path, "card").items()
        } == before
        with_stages[opening] = [stage.name for stage in workspace.board.stages]
        assert workspace.board.stages[-1].id == disqualifying.derive_stage_id(workspace.board.id)
        workspace.close()
    assert with_stages[0] == with_stages[1]
    assert with_stages[0][-2:] == ["Lost", "Disqualified"]
    assert [finding for finding in doctor.examine(path) if not finding.is_ok] == []


def test_one_that_was_removed_stays_away(ana: Workspace):
    ana.act(lambda view: board_verbs.remove_stage(view, view.board.find_stage("Disqualified")))
    assert not ana.let_time_pass()
    assert disqualifying.find_stage(ana.board) is None
