"""Theme files: what is shipped can be read by every eye, what is broken is told and left out."""

from __future__ import annotations

import itertools
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES
from textual.widgets import Static

from kanban import config
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.tui import palette, theme

SHIPPED = ("high-contrast", "kanban-cvd", "kanban-dark", "kanban-light")
JOBS = ("marketing", "sales", "overdue", "unread")
GROUNDS = ("background", "surface", "panel")

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
}


def seen_with(eye, color):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
    mixed = (min(1, max(0, sum(m * c for m, c in zip(row, linear, strict=True)))) for row in EYES[eye])
    return Color(*(round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)) for c in mixed))


@pytest.fixture
def where(home):
    return config.find_places()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    return theme.load(config.places_below(tmp_path_factory.mktemp("none"))).shipped


def colors_of(shown):
    return {
        name: Color.parse(value)
        for name, value in {**shown.to_color_system().generate(), **palette.build_own_variables(shown)}.items()
        if name in palette.VARIABLES + palette.COLORS
    }


@pytest.fixture
def own(where):
    """Write a theme file of the user: the shipped default with something replaced."""

    def write(old="", new="", name="mine"):
        file = where.themes_dir / f"{name}.toml"
        text = (theme.find_shipped_dir() / "kanban-dark.toml").read_text("utf-8")
        text = text.replace('name = "kanban-dark"', f'name = "{name}"')
        assert old in text
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(old, new, 1), "utf-8")
        return file

    return write


def test_the_shipped_themes_are_whole(where):
    found = theme.load(where)
    assert tuple(found.shipped) == SHIPPED
    assert found.problems == ()
    for name, shown in found.shipped.items():
        file = theme.find_shipped_dir() / f"{name}.toml"
        assert shown.name == name
        assert set(config.parse_toml(file)[0]["variables"]) == set(palette.VARIABLES), "every colour is chosen by hand"


@pytest.mark.parametrize(("name", "least"), [*((name, 4.5) for name in SHIPPED), ("high-contrast", 7)])
def test_every_text_of_a_shipped_theme_can_be_read(shipped, name, least):
    assert palette.list_weak_contrasts(shipped[name], least) == []


@pytest.mark.parametrize("name", SHIPPED)
def test_the_four_jobs_of_colour_are_told_apart(shipped, name):
    colors = colors_of(shipped[name])
    for one, other in itertools.combinations(JOBS, 2):
        assert palette.measure_distance(colors[one], colors[other]) >= 25, (one, other)
    assert palette.measure_contrast(colors["selection"], colors["background"]) >= (
        3 if name == "high-contrast" else 1.4
    )


@pytest.mark.parametrize("eye", EYES)
def test_the_colour_blind_safe_theme_is(shipped, eye):
    colors = {job: seen_with(eye, color) for job, color in colors_of(shipped["kanban-cvd"]).items() if job in JOBS}
    for one, other in itertools.combinations(JOBS, 2):
        assert palette.measure_distance(colors[one], colors[other]) >= 25, (one, other)


def test_the_eye_of_this_test_does_mix_red_and_green():
    red, green = Color.parse("#d03030"), Color.parse("#7a7a00")
    assert palette.measure_distance(red, green) > 60
    assert palette.measure_distance(seen_with("deuteranopia", red), seen_with("deuteranopia", green)) < 25


@pytest.mark.parametrize("name", [name for name, built_in in BUILTIN_THEMES.items() if not built_in.ansi])
def test_textuals_own_themes_get_colours_that_can_be_read_and_told_apart(name):
    colors = colors_of(BUILTIN_THEMES[name])
    for text, ground in itertools.product(palette.TEXTS, GROUNDS):
        assert palette.measure_contrast(colors[text], colors[ground]) >= palette.READABLE, (text, ground)
    assert palette.measure_contrast(colors["selection-text"], colors["selection"]) >= palette.READABLE
    assert palette.measure_distance(colors["marketing"], colors["sales"]) >= 20


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
def test_ansi_themes_leave_the_colours_to_the_terminal(name):
    own = palette.build_own_variables(BUILTIN_THEMES[name])
    assert set(own) == set(palette.VARIABLES)
    assert all(Color.parse(value).ansi is not None for value in own.values())
    assert len({own[job] for job in JOBS}) == 4


class _Board(App):
    CSS = "\n".join(f"Static {{ color: ${name}; background: ${name}; }}" for name in palette.VARIABLES)

    def get_theme_variable_defaults(self):
        return palette.build_own_variables(self.current_theme)

    def compose(self):
        yield Static("card", markup=False)


async def test_every_theme_can_be_switched_to_live(where):
    found = theme.load(where).by_name
    app = _Board()
    async with app.run_test() as pilot:
        for name, shown in found.items():
            app.register_theme(shown)
            app.theme = name
            await pilot.pause()
            wanted = Color.parse(palette.build_own_variables(shown)["lane-title"])
            assert app.query_one(Static).styles.color == wanted, name


def test_a_users_theme_is_read_and_stands_before_a_shipped_one_of_its_name(where, own):
    own()
    own('"#e6b067"', '"orange"', name="kanban-light")
    found = theme.load(where)
    assert found.problems == ()
    assert found.by_name["mine"].variables["marketing"] == "#e6b067"
    assert found.by_name["kanban-light"].variables["marketing"] == "orange"
    origins = {line.name: line.origin for line in theme.list_themes(found)}
    assert (origins["mine"], origins["kanban-light"], origins["kanban-dark"], origins["nord"]) == (
        "yours",
        "yours",
        "kanban",
        "textual",
    )
    assert [line.origin for line in theme.list_themes(found)][:3] == ["kanban"] * 3


def test_colours_that_a_theme_leaves_out_are_derived(where, own):
    file = own()
    text = file.read_text("utf-8")
    file.write_text(text[: text.index("# Colour has four")], "utf-8")
    mine = theme.load(where).own["mine"]
    assert set(palette.VARIABLES) <= set(mine.variables)
    assert theme.check_file(file) == []


BROKEN = {
    "syntax": ("dark = true", "dark = ", "not valid TOML"),
    "bad colour": ('"#e6b067"', '"#e6b06"', "marketing = '#e6b06' is not a colour; write"),
    "unknown name": ('"#e6b067"', '"orangish"', "marketing = 'orangish' is not a colour"),
    "number": ('"#e6b067"', "7", "marketing = 7 is not a colour in quotes"),
    "terminal's": ('"#e6b067"', '"ansi_yellow"', "the terminal's own colour"),
    "see-through": ('"#10141a"', '"#10141a80"', "lets what is behind shine through"),
    "unknown colour": ("door ", "dour ", "'dour' is not known in [variables]"),
    "unknown key": ("dark = true", "dark = true\nlight = false", "'light' is not known"),
    "missing colour": ('panel      = "#1e252e"', "", "[colors] lacks panel"),
    "no table": ("[colors]", "colors = 1\n[colours]", "colors must be a table"),
    "no name": ('name = "mine"', "", "name is needed"),
    "bad name": ('name = "mine"', 'name = "so mine"', "name is needed"),
    "no dark": ("dark = true", 'dark = "yes"', "dark is needed"),
    "control bytes": ("dark = true", 'dark = true\n"\\u001b[2J" = 1', r"'\x1b[2J' is not known"),
    "endless": ('"#e6b067"', '"' + "x" * 20_000 + '"', "… is not a colour"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_theme_is_told_and_left_out(where, own, fault):
    old, new, says = BROKEN[fault]
    file = own(old, new)
    found = theme.load(where)
    assert "mine" not in found.by_name
    assert tuple(found.shipped) == SHIPPED
    assert any(says in problem.sentence for problem in found.problems), found.problems
    assert theme.check_file(file) == list(found.problems)
    assert theme.load_one("mine", where) is None
    for problem in found.problems:
        assert problem.file == file
        assert problem.sentence.isprintable()
        assert len(problem.sentence) < 250


def test_a_fault_is_told_with_its_line(own):
    file = own('"#e6b067"', '"beige-ish"')
    (problem,) = theme.check_file(file)
    assert file.read_text("utf-8").splitlines()[problem.line - 1].startswith("marketing")


@given(
    st.dictionaries(
        st.sampled_from(["name", "dark", "colors", "variables", "x"]),
        st.sampled_from(["1", "true", '"mine"', "[]", "{}", '{ primary = "#fff" }', '{ primary = 3, "" = [] }']),
    )
)
def test_no_theme_file_raises(tmp_path_factory, tables):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text("".join(f"{key} = {value}\n" for key, value in tables.items()), "utf-8")
    assert theme.check_file(file)


def test_a_weak_contrast_is_told_but_used(where, own):
    file = own('muted          = "#8d98a7"', 'muted = "#333a44"')
    problems = theme.check_file(file)
    assert problems
    assert all(problem.sentence.startswith("muted on ") for problem in problems)
    assert "mine" in theme.load(where).own
    assert theme.load(where).problems == ()


def test_two_files_of_one_name_are_told(where, own):
    own()
    twin = own(name="other")
    twin.write_text(twin.read_text("utf-8").replace('name = "other"', 'name = "mine"'), "utf-8")
    found = theme.load(where)
    assert list(found.own) == ["mine"]
    assert [problem.file for problem in found.problems] == [twin]


def test_one_theme_alone_is_found_where_all_are(where, own):
    own()
    assert theme.load_one("mine", where) == theme.load(where).own["mine"]
    assert theme.load_one("kanban-light", where) == theme.load(where).shipped["kanban-light"]
    assert theme.load_one("nord", where) is BUILTIN_THEMES["nord"]
    assert theme.load_one("nobody", where) is None
    assert theme.load_one("../mine", where) is None


def test_a_missing_theme_falls_back_aloud(where):
    known = theme.load(where).by_name
    assert theme.choose("nord", known) == ("nord", "")
    name, sentence = theme.choose("gone\x1b[2J", known)
    assert name == "kanban-dark"
    assert sentence.startswith(r"There is no usable theme 'gone\x1b[2J', so this is kanban-dark;")
    assert theme.choose("gone", BUILTIN_THEMES)[0] == "textual-dark"


def test_a_file_that_is_not_there_is_said(where):
    with pytest.raises(NotFound, match="There is no file"):
        theme.check_file(where.themes_dir / "gone.toml")


def test_a_new_theme_is_a_sound_and_documented_copy(where):
    file = theme.new_theme("harbour", where)
    assert file == where.themes_dir / "harbour.toml"
    assert theme.check_file(file) == []
    text = file.read_text("utf-8")
    assert text.startswith("# harbour: a theme of your own.\n#\n# A colour is")
    assert "kanban-dark" not in text
    for name in palette.VARIABLES + palette.COLORS:
        assert any(line.startswith(name) and "  # " in line for line in text.splitlines()), name
    assert theme.load(where).own["harbour"].name == "harbour"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_theme_never_overwrites(where, own):
    before = own().read_text("utf-8")
    with pytest.raises(Refused, match="is there already"):
        theme.new_theme("mine", where)
    assert (where.themes_dir / "mine.toml").read_text("utf-8") == before


@pytest.mark.parametrize("name", ["", "../x", "a b", "1a", "x" * 41, "a\n"])
def test_a_name_that_no_theme_can_bear_is_refused(where, name):
    with pytest.raises(UsageFault, match="can't be named"):
        theme.new_theme(name, where)
    assert not where.themes_dir.exists()


def test_a_home_that_cant_be_written_is_said(where, home):
    home.write_text("")
    with pytest.raises(Refused, match="can't be written"):
        theme.new_theme("mine", where)


def test_an_installation_without_themes_still_starts(where, monkeypatch):
    monkeypatch.setattr(theme, "find_shipped_dir", lambda: None)
    found = theme.load(where)
    assert theme.choose(config.DEFAULT_THEME, found.by_name)[0] == "textual-dark"
    with pytest.raises(Refused, match="nothing to copy"):
        theme.new_theme("mine", where)
