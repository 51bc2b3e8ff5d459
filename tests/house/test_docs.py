"""What the README says is so."""

from __future__ import annotations

import re

import pytest

from kanban import config


@pytest.fixture(scope="session")
def readme(checkout):
    return (checkout / "README.md").read_text("utf-8")


def test_its_settings_are_all_there_are_and_all_are_read(readme, home):
    (sample,) = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    where = config.places()
    home.mkdir()
    where.config_file.write_text(sample, "utf-8")
    read = config.load(where)
    assert read.problems == ()
    assert read.theme == "kanban-light"
    assert read.keys == {"move": ("m",), "help": ("question_mark", "f1")}
    where.config_file.write_text("nothing = 1", "utf-8")
    (unknown,) = config.load(where).problems
    settings = set(re.findall(r"^\[?(\w+)", sample.partition("[keys]")[0], re.MULTILINE))
    assert unknown.sentence.endswith("the settings are theme, escape_delay and the table [keys].")
    assert settings == {"theme", "escape_delay"}


def test_every_shipped_theme_is_described(readme, checkout):
    names = {file.stem for file in (checkout / "themes").glob("*.toml")}
    assert len(names) >= 4
    assert {name for name in names if f"| `{name}` |" not in readme} == set()


def test_its_places_are_those_below_kanban_home(readme, tmp_path):
    where = config.places({"KANBAN_HOME": str(tmp_path)})
    named = {path.rstrip("/") for path in re.findall(r"`\$KANBAN_HOME/([^`]+)`", readme)}
    real = {place.relative_to(tmp_path).as_posix() for place in where}
    assert named == real - {"data"}


def headings(text):
    """Where links into a file may lead."""
    return {
        re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^##+ (.*)$", text, re.MULTILINE)
    }


def test_its_contents_lead_somewhere(readme, checkout):
    server = (checkout / "kanban/server/README.md").read_text("utf-8")
    for text in (readme, server):
        links = set(re.findall(r"\(#([\w-]+)\)", text))
        assert len(links) > 5
        assert links <= headings(text)


def test_every_file_and_picture_it_shows_is_there(readme, checkout):
    for target in re.findall(r"\]\((?!#|https?:)([^)]+)\)", readme):
        file, _, place = target.partition("#")
        assert (checkout / file).exists(), target
        assert not place or place in headings((checkout / file).read_text("utf-8")), target
