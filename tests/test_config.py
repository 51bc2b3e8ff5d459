"""Settings, memory and places: read whatever stands there, write only what is the program's."""

from __future__ import annotations

import logging
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban import config
from kanban.domain.errors import Refused


@pytest.fixture
def where(home):
    return config.find_places()


def settings(where, text):
    where.config_file.parent.mkdir(parents=True, exist_ok=True)
    where.config_file.write_text(text, "utf-8")
    return config.load(where)


def names(folder):
    return sorted(file.name for file in folder.iterdir())


def test_kanban_home_holds_everything(tmp_path):
    found = config.find_places({"KANBAN_HOME": str(tmp_path)})
    assert found.database == tmp_path / "data" / "kanban.db"
    assert found.log_file == tmp_path / "log" / "kanban.log"
    assert all(place.is_relative_to(tmp_path) for place in found)


@pytest.mark.parametrize("env", [{}, {"KANBAN_HOME": ""}])
def test_without_kanban_home_the_systems_places_are_used(env, monkeypatch, tmp_path):
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    found = config.find_places(env)
    assert all(place.is_absolute() for place in found)
    assert found.database.name == "kanban.db"
    assert found.database.parent.name == "joint-kanban"
    assert found.themes_dir.parent == found.config_file.parent


def test_a_relative_home_and_a_tilde_become_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "ana"))
    assert config.find_places({"KANBAN_HOME": "here"}).data_dir == tmp_path / "here" / "data"
    assert config.find_places({"KANBAN_HOME": "~/k"}).data_dir == tmp_path / "ana" / "k" / "data"


def test_the_demo_keeps_its_data_apart_and_the_users_settings(where):
    demo = config.demo_places(where)
    assert demo.database.is_relative_to(where.demo_home)
    assert demo.state_file != where.state_file
    assert (demo.config_file, demo.themes_dir) == (where.config_file, where.themes_dir)


def test_nothing_is_made_by_looking(home):
    config.load(config.find_places())
    assert not home.exists()


def test_folders_are_for_the_user_alone(where):
    config.make_places(where)
    assert where.log_file.parent.is_dir()
    assert stat.S_IMODE(where.data_dir.stat().st_mode) == 0o700


def test_a_home_that_is_a_file_is_refused_in_one_sentence(home):
    home.write_text("")
    with pytest.raises(Refused, match=r"can't be written \(.*\): .* KANBAN_HOME") as refused:
        config.make_places(config.find_places())
    assert "\n" not in str(refused.value)
    with pytest.raises(Refused):
        config.remember(config.find_places(), board="b")
    assert config.load(config.find_places()) == config.Config()


def test_no_files_mean_defaults(where):
    assert config.load(where) == config.Config(theme="kanban-dark", keys={}, escape_delay=25)


def test_settings_are_read(where):
    read = settings(
        where, 'theme = "nord"\nescape_delay = 50\n[keys]\nmove = "m,f5"\nquit = ["q"]\nhelp = ""\n"go" = ","\n'
    )
    assert (read.theme, read.escape_delay) == ("nord", 50)
    assert read.keys == {"move": ("m", "f5"), "quit": ("q",), "help": (), "go": (",",)}
    assert read.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("theme = ", 1, "not valid TOML: Invalid value"),
        ('theme = "nord"\n\nx = = 1', 3, "not valid TOML"),
        ("theme = 7", 1, "theme must be a name in quotes"),
        ("\nescape_delay = 0", 2, "from 1 to 1000"),
        ("escape_delay = true", 1, "whole number"),
        ("keys = 1", 1, "keys must be a table"),
        ("\n[keys]\nquit = 3", 3, "the key for 'quit' must be text"),
        ("[keys]\nquit = [1]", 2, "the key for 'quit' must be text"),
        ('colour = "red"', 1, "'colour' is not a setting"),
        ("\n[colours]\nred = 1", 2, "'colours' is not a setting"),
        ('"\\u001b[31m" = 1', None, r"'\x1b[31m' is not a setting"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_the_rest_holds(where, text, line, says):
    read = settings(where, text)
    (problem,) = read.problems
    assert says in problem.sentence
    assert problem.line == line
    assert problem.file == where.config_file
    assert str(problem).startswith(f"{where.config_file}, line {line}: " if line else f"{where.config_file}: ")
    assert str(problem).isprintable()
    assert (read.theme, read.escape_delay, read.keys) == ("kanban-dark", 25, {})


def test_one_wrong_setting_leaves_the_others(where):
    read = settings(where, 'theme = "nord"\nescape_delay = "soon"\n[keys]\nquit = 3\nmove = "m"')
    assert (read.theme, read.escape_delay, read.keys) == ("nord", 25, {"move": ("m",)})
    assert len(read.problems) == 2


def test_a_file_that_is_no_text_is_said(where):
    where.config_file.parent.mkdir()
    where.config_file.write_bytes(b"\xff\xfe\x00theme")
    (problem,) = config.load(where).problems
    assert problem.sentence == "This is not text in UTF-8; every setting keeps its default until that is mended."


def test_a_folder_in_the_files_place_is_said(where):
    where.config_file.mkdir(parents=True)
    (problem,) = config.load(where).problems
    assert "can't be read" in problem.sentence


def test_a_mark_at_the_beginning_of_the_file_is_no_fault(where):
    assert settings(where, '\ufefftheme = "nord"').theme == "nord"


@given(st.text(max_size=60))
def test_no_settings_raise(tmp_path_factory, text):
    where = config.places_below(tmp_path_factory.getbasetemp() / "any")
    where.config_file.parent.mkdir(exist_ok=True)
    for file in (where.config_file, where.state_file):
        file.write_text(text, "utf-8", errors="replace")
    assert all(str(problem) for problem in config.load(where).problems)


def test_what_is_remembered_is_there_at_the_next_start(where):
    config.remember(where, board="b1", member=("b1", "ana"))
    config.remember(where, theme="nord", welcomed=True)
    config.remember(where, member=("b2", "bo"))
    assert config.load(where) == config.Config(
        theme="nord", board="b1", as_member={"b1": "ana", "b2": "bo"}, welcomed=True
    )
    assert stat.S_IMODE(where.state_file.stat().st_mode) == 0o600
    assert names(where.state_file.parent) == ["state.toml"]


def test_the_users_file_is_never_written(where):
    text = '# mine\ntheme = "nord"   # and a comment\n'
    settings(where, text)
    config.remember(where, theme="gruvbox", board="b")
    assert where.config_file.read_text("utf-8") == text


def test_a_chosen_theme_holds_until_the_users_file_names_another(where):
    settings(where, 'theme = "nord"')
    config.remember(where, theme="gruvbox")
    assert config.load(where).theme == "gruvbox"
    assert settings(where, 'theme = "nord"\nescape_delay = 30').theme == "gruvbox"
    assert settings(where, 'theme = "dracula"').theme == "dracula"


def test_what_a_newer_version_remembered_is_kept(where):
    config.remember(where, board="b")
    where.state_file.write_text(where.state_file.read_text("utf-8") + "[later]\nx = 1\n", "utf-8")
    config.remember(where, board="c")
    assert "[later]\nx = 1" in where.state_file.read_text("utf-8")
    assert config.load(where).problems == ()


def test_a_broken_memory_is_said_and_written_anew(where):
    config.remember(where, board="b")
    where.state_file.write_text("board = ", "utf-8")
    read = config.load(where)
    assert [problem.file for problem in read.problems] == [where.state_file]
    config.remember(where, board="c")
    assert config.load(where) == config.Config(board="c")


def test_a_memory_of_the_wrong_shape_is_passed_over(where):
    where.state_file.parent.mkdir(parents=True)
    where.state_file.write_text('theme = 1\nboard = []\nwelcomed = "yes"\nas_member = { b = 1, c = "bo" }\n', "utf-8")
    assert config.load(where) == config.Config(as_member={"c": "bo"})


def test_a_write_that_fails_leaves_the_old_file_whole(where, monkeypatch):
    config.remember(where, board="b")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refused, match="No space left on device"):
        config.remember(where, board="c")
    monkeypatch.undo()
    assert names(where.state_file.parent) == ["state.toml"]
    assert config.load(where).board == "b"


@pytest.fixture
def quiet_log():
    log = logging.getLogger("kanban")
    before = (log.handlers[:], log.propagate, log.level, logging.raiseExceptions)
    yield log
    for handler in log.handlers[:]:
        log.removeHandler(handler)
        handler.close()
    log.handlers[:], log.propagate, log.level, logging.raiseExceptions = before


def test_tracebacks_go_to_the_log_alone(where, quiet_log, capfd):
    config.log_to(where.log_file)
    try:
        int("of no use to a user")
    except ValueError:
        logging.getLogger("kanban.cli").exception("kanban list")
    assert "Traceback" in where.log_file.read_text("utf-8")
    assert stat.S_IMODE(where.log_file.stat().st_mode) == 0o600
    assert capfd.readouterr() == ("", "")


def test_the_log_is_turned_over(where, quiet_log, monkeypatch):
    monkeypatch.setattr(config, "LOG_BYTES", 500)
    config.log_to(where.log_file)
    for _ in range(40):
        quiet_log.warning("x" * 100)
    assert len(names(where.log_file.parent)) == 4
    assert where.log_file.stat().st_size <= 500


def test_a_log_that_cant_be_written_is_given_up_without_a_word(home, quiet_log, capfd):
    home.write_text("")
    config.log_to(config.find_places().log_file)
    quiet_log.error("lost")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("before", "after"), [({"NO_COLOR": ""}, {}), ({"NO_COLOR": "1"}, {"NO_COLOR": "1"}), ({}, {})]
)
def test_an_empty_no_color_means_nothing(before, after):
    env = dict(before)
    config.set_textual_variables(config.Config(escape_delay=40), env)
    assert env == {**after, "ESCDELAY": "40", "TEXTUAL_FPS": "240"}


def test_the_users_own_escdelay_wins():
    env = {"ESCDELAY": "7"}
    config.set_textual_variables(config.Config(), env)
    assert env["ESCDELAY"] == "7"


def test_the_line_of_a_key_is_found_in_its_table():
    text = 'a = 1\n# b = 2\n[t]\na = 3\n"q r" = 4\n[t.u]\nb.c = 5\n'
    assert config.find_line(text, "a") == 1
    assert config.find_line(text, "b") is None
    assert config.find_line(text, "a", "t") == 4
    assert config.find_line(text, "q r", "t") == 5
    assert config.find_line(text, "b", "t.u") == 7
    assert config.find_line(text, "t") == 3


def test_credentials_are_kept_for_one_pair_of_eyes(home):
    where = config.find_places()
    assert config.read_credentials(where) == {}
    ann = config.Credentials("kbt_secret-of-ann", "a1", "Ann")
    config.keep_credentials(where, "https://one.example", ann)
    config.keep_credentials(where, "https://two.example:8443/x", config.Credentials("kbt_2", "a2", "Ann “B”"))
    file = config.credentials_path(where)
    assert file == home / "credentials.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert config.read_credentials(where)["https://one.example"] == ann
    assert "secret" not in repr(config.read_credentials(where))
    config.keep_credentials(where, "https://one.example", None)
    assert list(config.read_credentials(where)) == ["https://two.example:8443/x"]


@pytest.mark.parametrize("broken", ["= nonsense", "\x00", '["https://one.example"\ntoken = 1'])
def test_broken_credentials_are_neither_read_nor_written_over(home, broken):
    where = config.find_places()
    home.mkdir()
    config.credentials_path(where).write_text(broken, "utf-8")
    for act in (
        lambda: config.read_credentials(where),
        lambda: config.keep_credentials(where, "https://two.example", None),
    ):
        with pytest.raises(Refused, match="kanban join"):
            act()
    assert config.credentials_path(where).read_text("utf-8") == broken


def test_odd_credentials_are_passed_over(home):
    where = config.find_places()
    home.mkdir()
    config.credentials_path(where).write_text(
        'a = 1\n["https://x"]\ntoken = 5\n["https://y"]\ntoken = "kbt_y"', "utf-8"
    )
    assert config.read_credentials(where) == {"https://y": config.Credentials("kbt_y", "", "")}
