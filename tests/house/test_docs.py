"""What the README and the pages beside the code say is so."""

from __future__ import annotations

import re

import pytest

from kanban import config

MOST_LINES = 250
"""The README is for users: what is looked up stands on the pages beside the code."""
MOST_COLUMNS = 130
"""Of a line of prose in the README: some read it in a terminal."""


@pytest.fixture(scope="session")
def readme(checkout):
    return (checkout / "README.md").read_text("utf-8")


@pytest.fixture(scope="session")
def pages(tracked):
    """Every page of documentation, with its text."""
    return {file: file.read_text("utf-8") for file in tracked if file.name == "README.md"}


def test_the_readme_stays_short(readme):
    lines = readme.splitlines()
    assert len(lines) <= MOST_LINES
    assert [line for line in lines if len(line) > MOST_COLUMNS and not line.startswith(("|", "!"))] == []


def test_the_readme_leads_to_every_page(readme, pages, checkout):
    links = {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", readme)}
    assert {file.relative_to(checkout).as_posix() for file in pages} - {"README.md"} - links == set()


def test_its_settings_are_all_there_are_and_all_are_read(checkout, home):
    page = (checkout / "kanban/tui/README.md").read_text("utf-8").partition("\n## Settings and keys of your own\n")[2]
    (sample,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    where = config.find_places()
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


def test_every_shipped_theme_is_described(checkout):
    page = (checkout / "themes/README.md").read_text("utf-8")
    names = {file.stem for file in (checkout / "themes").glob("*.toml")}
    assert len(names) >= 4
    assert {name for name in names if f"| `{name}` |" not in page} == set()


def test_its_places_are_those_below_kanban_home(checkout, tmp_path):
    page = (checkout / "kanban/cli/README.md").read_text("utf-8")
    where = config.find_places({"KANBAN_HOME": str(tmp_path)})
    named = {path.rstrip("/") for path in re.findall(r"`\$KANBAN_HOME/([^`]+)`", page)}
    real = {place.relative_to(tmp_path).as_posix() for place in where}
    assert named == real - {"data"}


def headings(text):
    """Where links into a file may lead."""
    return {
        re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^##+ (.*)$", text, re.MULTILINE)
    }


def test_contents_lead_somewhere(pages, checkout):
    links = {file: set(re.findall(r"\(#([\w-]+)\)", text)) for file, text in pages.items()}
    for long in ("README.md", "kanban/cli/README.md", "kanban/tui/README.md", "kanban/server/README.md"):
        assert len(links[checkout / long]) > 5, long
    for file, places in links.items():
        assert places <= headings(pages[file]), file


def test_every_file_and_picture_that_a_page_shows_is_there(pages, checkout):
    for file, text in pages.items():
        for target in re.findall(r"\]\((?!#|https?:)([^)]+)\)", text):
            name, _, place = target.partition("#")
            wanted = file.parent / name
            assert wanted.exists(), (file, target)
            assert wanted.resolve().is_relative_to(checkout), (file, target)
            assert not place or place in headings(wanted.read_text("utf-8")), (file, target)


def test_every_variable_of_the_tests_is_told(checkout, tracked):
    page = (checkout / "tests/README.md").read_text("utf-8")
    read = re.compile(r'"(KANBAN_[A-Z_]+)"')
    files = [file for file in tracked if file.suffix == ".py" and file.is_relative_to(checkout / "tests")]
    names = {name for file in files for name in read.findall(file.read_text("utf-8"))}
    assert {name for name in names - {"KANBAN_HOME", "KANBAN_DATABASE"} if f"`{name}" not in page} == set()


def test_every_path_that_a_page_names_is_there(pages, checkout):
    named = re.compile(r"(?<![\w/.*-])((?:[a-z_0-9]+/)+(?:[a-z_0-9]+\.(?:py|sql|toml|md))?)(?![\w*])")
    mine = [file for file in pages if file.parent.name in {"tests", "kanban", "themes"}]
    assert len(mine) == 3
    for file in mine:
        for path in named.findall(re.sub(r"<!--.*?-->", "", pages[file])):
            roots = (checkout, checkout / "kanban", checkout / "tests", file.parent)
            assert any((root / path).exists() for root in roots), (file, path)
