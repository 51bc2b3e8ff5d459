"""Backup, restore, locate, themes, completions, from a shell."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from kanban import config
from kanban.cli import verb_table


def test_backup_and_restore(own, tmp_path, home):
    own("add", "First")
    file = tmp_path / "boards.db"
    ran = own("backup", str(file), "--json")
    assert ran.json == {"file": str(file), "bytes": file.stat().st_size}
    ran = own("backup", str(file))
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert own("backup", str(file), "--force").code == 0
    ref = own("add", "Second").out.strip()
    ran = own("restore", str(file), "--json")
    assert ran.json == {"file": str(file), "kept": str(home / "data" / "kanban.db.before-restore")}
    assert [card["title"] for card in own("list", "--json").json] == ["First"]
    assert own("show", ref).code == 3
    assert own("restore", ran.json["kept"]).code == 0
    assert own("show", ref).code == 0
    assert own("restore", ran.json["kept"]).code == 0
    assert own("show", ref).code == 3


def test_restore_takes_cards_and_files_apart(own, tmp_path):
    ref = own("add", "a/b.db").out.strip()
    own("delete", ref)
    assert own("restore", "a/b.db").code == 0
    text = tmp_path / "notes.db"
    text.write_text("hello")
    for name, code, said in (
        (str(text), 1, "is no database"),
        (str(tmp_path / "gone.db"), 3, "neither a file nor"),
        ("nothing", 3, "No card has the ref"),
    ):
        ran = own("restore", name)
        assert (ran.code, ran.err.count("\n")) == (code, 1)
        assert said in ran.err


def test_backup_without_a_board(run_cli, tmp_path):
    assert run_cli("backup", str(tmp_path / "b.db")).code == 3


def test_locate(run_cli):
    where = config.find_places()
    assert run_cli("locate", "data").out == f"{where.database}\n"
    assert run_cli("locate", "--json").json == {
        "config": str(where.config_file), "data": str(where.database), "themes": str(where.themes_dir),
        "log": str(where.log_file), "state": str(where.state_file), "demo": str(where.demo_home),
    }  # fmt: skip
    assert len(run_cli("locate").out.splitlines()) == 6
    assert run_cli("locate", "nothing").code == 2


def test_themes(run_cli, home):
    listed = run_cli("theme", "list", "--json").json
    assert {"kanban-dark", "kanban-light", "high-contrast", "kanban-cvd", "nord"} <= {theme["name"] for theme in listed}
    assert [theme["name"] for theme in listed if theme["chosen"]] == ["kanban-dark"]
    assert "kanban-cvd" in run_cli("theme").out
    assert run_cli("theme", "check", "kanban-dark").code == 0
    ran = run_cli("theme", "new", "mine")
    assert ran.out == f"{home / 'themes' / 'mine.toml'}\n"
    assert run_cli("theme", "new", "mine").code == 1
    assert run_cli("theme", "new", "\x1b[31m").code == 2
    assert run_cli("theme", "check").code == 0
    (home / "themes" / "mine.toml").write_text('name = "mine"\ndark = 3\n')
    ran = run_cli("theme", "check", "mine", "--json")
    assert ran.code == 1
    assert {"file", "line", "said"} == set(ran.json[0])
    assert run_cli("theme", "check").code == 1
    assert "mine.toml" in run_cli("theme", "list").err
    assert run_cli("theme", "check", "nothing").code == 3


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions_know_every_verb(run_cli, shell, tmp_path):
    ran = run_cli("completions", shell)
    assert (ran.code, ran.err) == (0, "")
    assert [verb for verb in verb_table.VERBS if verb not in ran.out] == []
    found = shutil.which(shell)
    if found:
        script = tmp_path / "script"
        script.write_text(ran.out)
        assert subprocess.run([found, "-n", str(script)], check=False).returncode == 0
    assert run_cli("completions", "tcsh").code == 2


def test_a_file_that_can_not_be_restored_is_named_for_what_it_is(own, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("copy", "copy.db"):
        (tmp_path / name).touch()
        assert f"{name} is empty (0 bytes), so nothing was changed" in own("restore", name).err
        (tmp_path / name).write_text("words", "utf-8")
        assert f"{name} is no database, so nothing was changed" in own("restore", name).err
    own("add", "copy")
    own("delete", "copy")
    assert own("restore", "copy").code == 0, "a card of that name comes first"
