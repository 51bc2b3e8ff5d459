"""Boards from before activities open, are well, and keep everything; what a newer server sent counts from then on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kanban.domain.acts import activity_verbs
from kanban.store import hub as server
from kanban.store.maintenance import doctor
from kanban.store.opening import list_boards, open_workspace
from kanban.store.workspace import Workspace

HERE = Path(__file__).resolve().parent


def restore(name: str, path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((HERE / f"{name}.sql").read_text("utf-8"))
    return path


def rows_of(path: Path, table: str) -> dict[str, dict[str, object]]:
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {table}")}


def test_a_devices_board_opens_and_keeps_everything(tmp_path: Path) -> None:
    path = restore("local", tmp_path / "kanban.db")
    before, said = rows_of(path, "card"), rows_of(path, "comment")
    assert [name for _, name in list_boards(path)] == ["Pipeline"]
    with closing(open_workspace(path, "Pipeline")) as workspace:
        (acme,) = (each for each in before.values() if each["title"] == "Acme")
        after = rows_of(path, "card")
        for card, row in before.items():
            changed = {name for name, value in row.items() if after[card][name] != value}
            assert changed <= {"version", "touched_at", "updated_at"}, row["title"]
        assert rows_of(path, "comment") == said
        (logged,) = workspace.list_activities(str(acme["id"]))
        assert (logged.label, logged.text) == ("Call · reached", "Wants two lines first.")
        card = workspace.card(str(acme["id"]))
        assert (card.attempts, card.contacts, card.sales_attempted_at) == (1, 1, logged.done_at)
        assert any(change.etype == "activity" for change in workspace.list_changes(card.id))
        workspace.member_id = workspace.board.members[0].id
        _log(workspace, card.id)
        assert workspace.card(card.id).attempts == 2
    assert [finding for finding in doctor.examine(path) if not finding.is_ok] == []


def _log(workspace: Workspace, card: str) -> None:
    workspace.act(lambda view: activity_verbs.log_activity(view, [card], "email", "sent"))


def test_a_servers_database_is_brought_forward_and_is_well(tmp_path: Path) -> None:
    path = restore("server", tmp_path / "server.db")
    before = rows_of(path, "hub_card")
    hub = server.open_hub(f"sqlite:///{path}")
    hub.close()
    after = rows_of(path, "hub_card")
    assert before
    for card, row in before.items():
        assert {name: after[card][name] for name in row} == row
        assert (after[card]["attempts"], after[card]["contacts"], after[card]["attempted_at"]) == (0, 0, "")
