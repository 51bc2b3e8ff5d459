"""Themes: TOML files, the program's and the user's, made into Textual's; and the program's own colours for every other.

A theme that is broken is never half used: it is left out, and the reason is a `Problem`, which is shown.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

import kanban
from kanban.config import DEFAULT_THEME, Places, Problem, find_line, parse_toml, quote_value, write_private
from kanban.domain.errors import NotFound, Refused, UsageFault
from kanban.tui.palette import COLORS, VARIABLES, build_shades, list_weak_contrasts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

FALLBACK = "textual-dark"
"""Textual's own: there even when no theme file of this program can be found."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")  # Textual makes a CSS class of it
_MISSING = (FileNotFoundError, NotADirectoryError)


class Themes(NamedTuple):
    """The themes that were read, and the problems of those that were not."""

    shipped: Mapping[str, Theme] = MappingProxyType({})
    """The program's own."""
    own: Mapping[str, Theme] = MappingProxyType({})
    """The user's; one may bear a shipped theme's name and then stands in its place."""
    problems: tuple[Problem, ...] = ()

    @property
    def by_name(self) -> dict[str, Theme]:
        """All of them, Textual's own included, by name."""
        return {**BUILTIN_THEMES, **self.shipped, **self.own}


class ThemeLine(NamedTuple):
    """A line of `kanban theme list`."""

    name: str
    is_dark: bool
    origin: str
    """`kanban`, `yours` or `textual`."""


def load(where: Places) -> Themes:
    """Read the shipped themes and the user's. Never raises: a bad file is left out and told of in `problems`."""
    problems: list[Problem] = []
    folder = find_shipped_dir()
    shipped = _read_folder(folder, problems) if folder else {}
    return Themes(shipped, _read_folder(where.themes_dir, problems), tuple(problems))


def load_one(name: str, where: Places) -> Theme | None:
    """Return the theme of that name, if it is Textual's or its file is valid; otherwise `load` reports why not.

    One file instead of all of them: what the first paint waits for.
    """
    for folder in (where.themes_dir, find_shipped_dir()) if _NAME.fullmatch(name) else ():
        if folder is None:
            continue
        try:
            theme, _ = _read_theme(folder / f"{name}.toml")
        except _MISSING:
            continue
        return theme if theme and theme.name == name else None
    return BUILTIN_THEMES.get(name)


def has_few_colors(environ: Mapping[str, str]) -> bool:
    """Return whether a terminal shows sixteen colours or fewer, by its environment."""
    name = environ.get("TERM", "").strip().lower()
    if sys.platform == "win32" or name in {"", "dumb", "unknown"}:
        return False
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return False
    return not any(part in name for part in ("256color", "direct", "truecolor", "kitty", "ghostty", "alacritty"))


def ansi_twin(theme: Theme, environ: Mapping[str, str]) -> str:
    """Return the ANSI theme in place of another: a light one if the terminal's background is light."""
    ground = environ.get("COLORFGBG", "").rpartition(";")[2]
    dark = ground not in {"7", "15"} if ground.isdigit() else theme.dark
    return "ansi-dark" if dark else "ansi-light"


def list_themes(themes: Themes) -> list[ThemeLine]:
    """Return every theme that can be chosen, once each: the program's, the user's, then Textual's, by name."""
    origins = dict.fromkeys(BUILTIN_THEMES, "textual") | dict.fromkeys(themes.shipped, "kanban")
    origins |= dict.fromkeys(themes.own, "yours")
    order = ("kanban", "yours", "textual")
    lines = [ThemeLine(name, theme.dark, origins[name]) for name, theme in themes.by_name.items()]
    return sorted(lines, key=lambda line: (order.index(line.origin), line.name))


def choose(name: str, theme_names: Collection[str]) -> tuple[str, str]:
    """The theme to use, and a sentence for the user where it is not the wanted one, else `""`."""
    if name in theme_names:
        return name, ""
    instead = DEFAULT_THEME if DEFAULT_THEME in theme_names else FALLBACK
    return (
        instead,
        f"There is no usable theme {quote_value(name)}, so this is {instead}; `kanban theme list` names them all.",
    )


def check_file(file: Path) -> list[Problem]:
    """Return the problems of a theme file, weak contrasts included, although those do not prevent its use.

    Raises NotFound when there is no such file.
    """
    try:
        theme, problems = _read_theme(file)
    except _MISSING as error:
        raise NotFound(f"There is no file {file}.", command="`kanban theme list` names the themes there are") from error
    return problems if theme is None else [Problem(file, sentence) for sentence in list_weak_contrasts(theme)]


def new_theme(name: str, where: Places) -> Path:
    """Write a documented copy of the default theme under a new name into the user's folder; return its path.

    Raises UsageFault for a name that no theme can bear, Refused where the file is there already or can't be written.
    """
    if not _NAME.fullmatch(name):
        raise UsageFault(
            f"A theme can't be named {quote_value(name)}: use letters, digits and -, a letter first, at most 40."
        )
    file = where.themes_dir / f"{name}.toml"
    if os.path.lexists(file):  # Path's own raises where the folder may not be looked into
        raise Refused(f"{file} is there already; edit it, or choose another name.")
    folder = find_shipped_dir()
    if folder is None:
        raise Refused("The program's own themes are missing from this installation, so there is nothing to copy.")
    text = (folder / f"{DEFAULT_THEME}.toml").read_text("utf-8")
    _, _, body = text.partition("#\n")  # without the sentence that describes the default theme
    write_private(file, f"# {name}: a theme of your own.\n#\n" + body.replace(f'"{DEFAULT_THEME}"', f'"{name}"', 1))
    return file


@cache
def find_shipped_dir() -> Path | None:
    """Return the folder of the program's own themes: in the installed package, or at the top of a checkout."""
    package = Path(kanban.__file__).parent
    for folder in (package / "themes", package.parent / "themes"):
        if (folder / f"{DEFAULT_THEME}.toml").is_file():
            return folder
    return None


def _read_folder(folder: Path, problems: list[Problem]) -> dict[str, Theme]:
    """Return the folder's themes by name; of two with one name the first counts."""
    themes: dict[str, Theme] = {}
    try:
        files = sorted(folder.glob("*.toml"))
    except OSError:
        return themes
    for file in files:
        try:
            theme, wrong = _read_theme(file)
        except _MISSING:  # deleted since, or a link to nowhere
            continue
        problems += wrong
        if theme and theme.name in themes:
            problems.append(Problem(file, f"Another file of this folder is named {theme.name} too, so this one waits."))
        elif theme:
            themes[theme.name] = theme
    return themes


def _read_theme(file: Path) -> tuple[Theme | None, list[Problem]]:
    """Return the theme of a file, or its problems, never both. Raises like open() if the file is missing."""
    read = parse_toml(file)
    if isinstance(read, Problem):
        return None, [read]
    tables, text = read
    problems: list[Problem] = []

    def wrong(sentence: str, key: str, table: str = "") -> None:
        problems.append(Problem(file, sentence, find_line(text, key, table)))

    for key in sorted(tables.keys() - {"name", "dark", "colors", "variables"}):
        wrong(f"{quote_value(key)} is not known; a theme has name, dark, [colors] and [variables].", key)
    name, dark = tables.get("name"), tables.get("dark")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        wrong('name is needed: letters, digits and -, a letter first, such as name = "mine".', "name")
    if not isinstance(dark, bool):
        wrong("dark is needed: true for light text on a dark screen, else false.", "dark")
    values = {table: tables.get(table, {}) for table in ("colors", "variables")}
    read_colors = {table: _read_colors(colors, table, wrong) for table, colors in values.items()}
    if isinstance(values["colors"], dict) and (missing := [key for key in COLORS if key not in values["colors"]]):
        wrong(f"[colors] lacks {', '.join(missing)}.", "colors")
    if problems:
        return None, problems
    colors: dict[str, Any] = read_colors["colors"]
    theme = Theme(name=str(name), dark=dark is True, **colors, variables=read_colors["variables"])
    return replace(theme, variables=build_shades(theme)), []


def _read_colors(table: object, name: str, wrong: Callable[..., None]) -> dict[str, str]:
    """Return the valid colours of one table; the others are reported."""
    known = COLORS if name == "colors" else VARIABLES
    if not isinstance(table, dict):
        wrong(f"{name} must be a table: a line [{name}] and the colours below it.", name)
        return {}
    good = {}
    for key, value in table.items():
        if key not in known:
            wrong(f"{quote_value(key)} is not known in [{name}]; it has {', '.join(known)}.", key, name)
        elif fault := _describe_fault(value):
            wrong(f"{key} = {quote_value(value)} {fault}.", key, name)
        else:
            good[key] = value
    return good


def _describe_fault(value: object) -> str:
    """Return why this is no colour for a theme file, or `""`."""
    if not isinstance(value, str):
        return 'is not a colour in quotes, such as "#e6b067"'
    try:
        color = Color.parse(value)
    except (ColorParseError, ValueError):
        return 'is not a colour; write "#e6b067", "rgb(230,176,103)" or a CSS name such as "orange"'
    if color.ansi is not None:
        return "is the terminal's own colour; those are for the themes ansi-dark and ansi-light alone"
    return "lets what is behind shine through; give it as an opaque colour" if color.a < 1 else ""
