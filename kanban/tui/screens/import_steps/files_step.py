"""The first step: which files. A folder as a list; several files are ticked, typed, pasted or dropped."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from textual.content import Content

from kanban.cell_width import pad, shorten
from kanban.domain.values.text import clean_line, format_count
from kanban.tui.parts.exchange.import_session import ImportSession
from kanban.tui.screens.import_steps.step import Page, Step
from kanban.tui.widgets.bars.hints import Hint
from kanban.tui.widgets.line_list import Block

TABLES = frozenset({".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".vcf"})
"""Endings of files that may hold cards."""

NOT_A_TABLE = "not a table (csv, xlsx, json, vcf)"
SAVE_AS = "save it as xlsx or csv"
_OTHER = dict.fromkeys((".xls", ".ods", ".numbers", ".xlsb"), SAVE_AS)

MOST = 500
"""Files of a folder that are listed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a folder."""

    path: Path
    is_folder: bool = False
    changed: float = 0.0
    name: str = ""

    @property
    def is_table(self) -> bool:
        """Whether it may hold cards."""
        return not self.is_folder and self.path.suffix.lower() in TABLES


class FilesStep(Step):
    """The files of a folder."""

    name = "Files"

    def __init__(self, page: Page, session: ImportSession) -> None:
        super().__init__(page, session)
        self.folder = self.session.folder or find_first_folder()
        self._problem = ""

    @property
    def ticked(self) -> tuple[Path, ...]:
        """The files that are to be imported."""
        return self.session.plan.files

    @property
    def summary(self) -> str:
        """How many files are ticked, and their rows."""
        if not self.ticked:
            return ""
        words = format_count(len(self.ticked), "file")
        lines = (self.session.preview or {}).get("files", [])
        rows = sum(line["rows"] or 0 for line in lines)
        return f"{words} · {format_count(rows, 'row')}" if rows and not self.session.is_reading else words

    @property
    def told(self) -> str:
        """What is wrong with the files, or how else they come."""
        if self._problem or self.session.problem:
            return self._problem or self.session.problem
        return "" if self.ticked else "Also pasted or dropped paths work: several lines, quotes are removed."

    def list_blocks(self, width: int, height: int) -> list[Block]:  # noqa: ARG002 - it scrolls
        """Return a row for each file and folder; ticked files of other folders come first."""
        entries = self._list_entries()
        elsewhere = [Listed(path, name=shorten_home(path)) for path in self.ticked if path.parent != self.folder]
        files = [entry for entry in entries if not entry.is_folder]
        blocks = [self._file(entry) for entry in [*elsewhere, *files]]
        if not any(entry.is_table for entry in [*elsewhere, *files]):
            nothing = "No files here that can be read."
            blocks.insert(0, Block("nothing", nothing, lambda _: [Content(f"   {nothing}")], is_stop=False))
        return blocks + [_folder(entry) for entry in entries if entry.is_folder]

    def _list_entries(self) -> list[Listed]:
        """Return what is in the folder: tables first, the newest first; then other files, then folders."""
        self._problem = ""
        listed = []
        try:
            with os.scandir(self.folder) as entries:
                for entry in entries:
                    with suppress(OSError):  # one that was removed meanwhile, or a link that leads in a circle
                        if not entry.name.startswith(".") and (entry.is_dir() or entry.is_file()):
                            listed.append(Listed(Path(entry.path), entry.is_dir(), entry.stat().st_mtime, entry.name))
        except OSError as fault:
            self._problem = f"{shorten_home(self.folder)} can't be read: {fault.strerror or fault}."
        listed.sort(key=lambda line: (line.is_folder, not line.is_table, -int(line.changed), line.name.casefold()))
        above = [Listed(self.folder.parent, is_folder=True, name="..")] if self.folder.parent != self.folder else []
        return listed[:MOST] + above

    def _file(self, entry: Listed) -> Block:
        is_ticked = entry.path in self.ticked
        rows, kind, is_odd = "", "", False
        if not entry.is_table:
            kind, is_odd = _OTHER.get(entry.path.suffix.lower(), NOT_A_TABLE), not is_ticked
        if is_ticked:
            rows, kind = self._describe(entry.path)
        stamp = (entry.name, is_ticked, rows, kind)
        draw = partial(_draw_file, entry.name, is_ticked, rows, kind, is_odd)
        return Block(f"file:{entry.path}", stamp, draw)

    def _describe(self, path: Path) -> tuple[str, str]:
        session = self.session
        lines = (session.preview or {}).get("files", [])
        line = next((line for line in lines if line["path"] == str(path)), None)
        if line is None:
            return "", "reading…" if session.is_reading else ""
        rows = "" if line["rows"] is None else format_count(line["rows"], "row")
        return rows, str(line["description"])

    def list_hints(self) -> Sequence[Hint]:
        """Return the keys: on a folder enter opens it."""
        first = Hint("enter", "open folder") if self._is_on_folder() else Hint("enter", "check")
        return (
            first, Hint("space", "tick"), Hint("/", "type a path"), Hint("←", "folder above"), Hint("esc", "cancel"),
            Hint("?", "help"),
        )  # fmt: skip

    def _is_on_folder(self) -> bool:
        return self.page.cursor.startswith("folder:")

    def list_actions(self) -> Mapping[str, Callable[[], None]]:
        """Return what the keys do."""
        return {
            "enter": self._enter, "space": self._tick, "slash": self.page.type_path, "left": self._go_up,
            "escape": self.page.leave, "i": self._enter,
        }  # fmt: skip

    def _enter(self) -> None:
        if self._is_on_folder():
            self.go_to(Path(self.page.cursor.removeprefix("folder:")))
            return
        if not self.ticked:
            self._tick()
        if self.ticked:
            if self.session.problem:  # it may be gone by now, as a full disk
                self.session.look(self.session.plan)
            self.page.go("Check")

    def _tick(self) -> None:
        kind, _, path = self.page.cursor.partition(":")
        if kind != "file":
            self.page.tell("Tick files: the cursor is on none.")
            return
        self.toggle(Path(path))

    def toggle(self, path: Path) -> None:
        """Tick a file, or take its tick off."""
        plan, session = self.session.plan, self.session
        others = tuple(other for other in plan.files if other != path)
        if path not in plan.files and Listed(path).path.suffix.lower() not in TABLES and path.parent == self.folder:
            self.page.tell(f"{clean_line(path.name)} is {NOT_A_TABLE}.", is_wrong=True)
            return
        session.look(replace(plan, files=others if path in plan.files else (*plan.files, path)))

    def _go_up(self) -> None:
        self.go_to(self.folder.parent, start=self.folder)

    def go_to(self, folder: Path, start: Path | None = None) -> None:
        """Show a folder; the cursor goes to `start`, else to the top."""
        self.folder = self.session.folder = folder.absolute()
        first = next((f"file:{entry.path}" for entry in self._list_entries() if entry.is_table), None)
        self.page.draw(start=f"folder:{start}" if start else first)

    # -- typed, pasted, dropped

    def take_typed(self, typed: str, start: str = "") -> bool:
        """Go to a typed folder, or tick a typed file; False with a complaint if there is neither.

        `start` is what stood there before anything was typed.
        """
        meanings = list_meanings(typed, start)
        path = next(filter(None, map(_find_path, meanings)), None)
        if path is not None and path.is_dir():
            self.go_to(path)
        elif not any(map(self.take_paths, meanings)):
            self.page.tell(f"There is no file or folder {shorten(clean_line(meanings[0]), 60)}.", is_wrong=True)
            return False
        return True

    def take_paths(self, pasted: str) -> bool:
        """Tick the files that a text names; False if it names none that is there."""
        paths = split_paths(pasted)
        if len(paths) == 1 and paths[0].is_dir():
            self.go_to(paths[0])
            return True
        files = [path for path in paths if path.is_file()]
        if not files:
            return False
        plan = self.session.plan
        self.folder = self.session.folder = files[0].parent
        self.session.look(replace(plan, files=tuple(dict.fromkeys([*plan.files, *files]))))
        self.page.draw(start=f"file:{files[0]}")
        return True


def find_first_folder() -> Path:
    """Return the folder to begin with: the present one if tables are in it, else that of downloads, else the home."""
    home = Path.home()
    try:
        here = Path.cwd()
    except OSError:  # it was removed
        here = home
    for folder in (here, home / "Downloads", home):
        with suppress(OSError):
            if any(Listed(path).is_table for path in folder.iterdir() if not path.name.startswith(".")):
                return folder
    return here


def shorten_home(path: Path) -> str:
    """Return a path with the home folder as `~`."""
    home = str(Path.home())
    words = str(path)
    return f"~{words[len(home) :]}" if words == home or words.startswith(home + os.sep) else words


def split_paths(pasted: str) -> list[Path]:
    """Return the paths that a text names: one a line, or several in a line as a terminal writes dropped files."""
    paths: list[Path] = []
    for line in filter(None, map(str.strip, pasted.splitlines())):
        whole = _find_path(line)
        if whole is not None:
            paths.append(whole)
            continue
        try:
            words = shlex.split(line)
        except ValueError:
            continue
        paths += filter(None, map(_find_path, words))
    return list(dict.fromkeys(paths))


def list_meanings(typed: str, start: str = "") -> list[str]:
    """Return the paths that typed words may mean, the likeliest first.

    `start` is the folder that stood there before. Whoever types `/tmp/leads.csv` opens the line with the first `/`.
    """
    whole = _RESTARTED.sub("", typed)
    rest = typed.removeprefix(start) if start and typed.startswith(start) else ""
    return [whole, f"/{rest}"] if rest and whole == typed else [whole]


_RESTARTED = re.compile(r"^(?!file:).*/(?=/|~/)")
"""A folder before a path that was typed whole behind it: `/home/ana//tmp/leads.csv`, `/home/ana/~/leads.csv`."""

_QUOTED = re.compile(r"""^(["'“‘])(.*)(["'”’])$""")


def _find_path(words: str) -> Path | None:
    """Return the path that words name, without quotes and with `~` expanded; None if nothing is there."""
    words = words.strip()
    if match := _QUOTED.match(words):
        words = match[2]
    if words.startswith("file://"):
        words = unquote(urlsplit(words).path)
    if not words or "\0" in words:
        return None
    try:
        path = Path(words).expanduser().absolute()
        path.stat()
    except (OSError, RuntimeError, ValueError):  # also a text that is too long for a path
        return None
    return path


# -- drawing


def _draw_file(name: str, is_ticked: bool, rows: str, kind: str, is_odd: bool, width: int) -> list[Content]:
    wide = max(18, min(40, (width - 20) * 2 // 5))
    mark = "✓" if is_ticked else " "
    room = max(0, width - wide - 20)
    line = Content.assemble(
        " ", (mark, "bold $primary"), " ", pad(shorten(clean_line(name), wide), wide), " ", f"{rows:>12}", "   ",
        (shorten(clean_line(kind), room), "$muted"),
    )  # fmt: skip
    return [line.stylize("$muted") if is_odd else line]


def _folder(entry: Listed) -> Block:
    name = f"{clean_line(entry.name)}/"
    return Block(f"folder:{entry.path}", name, lambda width: [Content(f"   {shorten(name, width - 4)}")])
