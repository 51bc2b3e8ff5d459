"""Where things are on this machine, what the user has set, and what the program remembers between two starts.

Two files, two owners: `config.toml` is written by hand and never by the program (writing TOML drops comments);
`state.toml` is the program's. What is wrong in either is collected as `Problem`s: the program starts all the same.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from kanban import lazy, libraries, store
from kanban.domain.errors import Refused
from kanban.domain.values.text import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from logging import Handler

FOLDER = "joint-kanban"
"""The name of the program's folders below the system's places; `kanban` is other programs' name too."""

DEFAULT_THEME = "kanban-dark"
"""The theme that opens where none is chosen, or the chosen one can't be read."""

DEFAULT_ESCAPE_DELAY = 25
"""Milliseconds: short enough to feel at once, long enough for an arrow key that SSH cut in two."""

LOG_BYTES = 1 << 20
"""The log is turned over at this size; three older ones are kept."""


# A named tuple, as are all values that every verb defines at its start: `dataclasses` alone would take 5 ms of it.
class Places(NamedTuple):
    """Where everything is. Nothing here exists until `make_places`; every path is absolute."""

    config_file: Path
    """The user's settings, written by hand."""
    state_file: Path
    """What the program remembers: theme, board, member."""
    themes_dir: Path
    """The user's own themes, one `*.toml` each."""
    data_dir: Path
    """The database, its backups and what belongs to it."""
    database: Path
    """All boards of this machine."""
    server_database: Path
    """What `kanban serve` keeps, unless it is given another place."""
    log_file: Path
    """What went wrong, with tracebacks: they never reach the terminal."""
    demo_home: Path
    """The demo's board lives here, apart from the user's own."""


def find_places(env: Mapping[str, str] | None = None) -> Places:
    """Return the paths below `KANBAN_HOME` if that is set, else in the system's own folders."""
    home = (os.environ if env is None else env).get("KANBAN_HOME", "")
    if home:
        return places_below(Path(os.path.expanduser(home)).absolute())  # noqa: PTH111 - Path's raises on ~nobody
    system = libraries.platformdirs.PlatformDirs(FOLDER, appauthor=False)
    data, state = system.user_data_path, system.user_state_path
    return Places(
        config_file=system.user_config_path / "config.toml",
        state_file=state / "state.toml",
        themes_dir=system.user_config_path / "themes",
        data_dir=data,
        database=data / "kanban.db",
        server_database=data / "server.db",
        log_file=system.user_log_path / "kanban.log",
        demo_home=data / "demo",
    )


def places_below(home: Path) -> Places:
    """Return paths that are all below one folder, as `KANBAN_HOME` asks for."""
    return Places(
        config_file=home / "config.toml",
        state_file=home / "state.toml",
        themes_dir=home / "themes",
        data_dir=home / "data",
        database=home / "data" / "kanban.db",
        server_database=home / "data" / "server.db",
        log_file=home / "log" / "kanban.log",
        demo_home=home / "demo",
    )


def demo_places(own: Places) -> Places:
    """Return the demo's paths: data and state of its own; settings, themes and log are the user's."""
    below = places_below(own.demo_home)
    return below._replace(config_file=own.config_file, themes_dir=own.themes_dir, log_file=own.log_file)


def make_places(where: Places) -> None:
    """Create the folders that the program writes to, for this user alone. Raises Refused on failure."""
    for folder in (where.data_dir, where.state_file.parent, where.log_file.parent):
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _build_write_error(folder, error) from error


class Problem(NamedTuple):
    """One thing that is wrong in a file the user may write, said in one sentence."""

    file: Path
    """The file it is in."""
    sentence: str
    """What is wrong and what is done about it."""
    line: int | None = None
    """The line, from 1, where it is known."""

    def __str__(self) -> str:
        """`/home/ana/config.toml, line 3: …`."""
        return f"{self.file}{f', line {self.line}' if self.line else ''}: {self.sentence}"


class Config(NamedTuple):
    """What the user set and what the program remembers, as one."""

    theme: str = DEFAULT_THEME
    """The theme's name. The one chosen in the program holds until `config.toml` names another."""
    keys: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """Command id → the keys that call it instead of its own; no keys at all switches it off."""
    escape_delay: int = DEFAULT_ESCAPE_DELAY
    """Milliseconds to wait after escape for the rest of a key sequence, 1 to 1000."""
    board: str = ""
    """The id of the board that opens; empty where none was chosen yet."""
    as_member: Mapping[str, str] = MappingProxyType({})
    """Board id → id of the member who acts there on this machine."""
    welcomed: bool = False
    """The welcome of a first start has been seen."""
    card_width: int = 0
    """Columns of an open card beside the board, as its edge was moved last; 0 where it never was."""
    problems: tuple[Problem, ...] = ()
    """What could not be read; the default stands in its place."""


def load(where: Places) -> Config:
    """Read settings and state. Never raises: what is wrong is in `problems`."""
    problems: list[Problem] = []
    settings, text = _load(where.config_file, problems, "every setting keeps its default until that is mended")
    memory, _ = _load(where.state_file, problems, "what it remembered is lost; it is written again at the next change")

    def note(key: str, sentence: str, table: str = "") -> None:
        problems.append(Problem(where.config_file, sentence, find_line(text, key, table)))

    for key in sorted(settings.keys() - {"theme", "escape_delay", "keys"}):
        note(key, f"{quote_value(key)} is not a setting; the settings are theme, escape_delay and the table [keys].")
    theme = settings.get("theme", "")
    if not isinstance(theme, str):
        note("theme", f'theme must be a name in quotes, such as "{DEFAULT_THEME}", so the default is used.')
        theme = ""
    delay = settings.get("escape_delay", DEFAULT_ESCAPE_DELAY)
    if type(delay) is not int or not 1 <= delay <= 1000:  # not isinstance: true is an int
        note("escape_delay", f"escape_delay must be a whole number from 1 to 1000, so {DEFAULT_ESCAPE_DELAY} is used.")
        delay = DEFAULT_ESCAPE_DELAY
    keys: dict[str, tuple[str, ...]] = {}
    table = settings.get("keys", {})
    if not isinstance(table, dict):
        note("keys", 'keys must be a table: a line [keys], then lines such as move_card = "m".')
        table = {}
    for command, value in table.items():
        key_names = _read_keys(value)
        if key_names is None:
            note(
                command,
                f'the key for {quote_value(command)} must be text or a list of texts, such as "m" or ["m", "f5"].',
                "keys",
            )
        else:
            keys[command] = key_names

    chosen = _read_text(memory, "theme")
    if chosen and _read_text(memory, "theme_over") == theme:
        theme = chosen
    members = memory.get("as_member", {})
    return Config(
        theme=theme or DEFAULT_THEME,
        keys=keys,
        escape_delay=delay,
        board=_read_text(memory, "board"),
        as_member={k: v for k, v in members.items() if isinstance(v, str)} if isinstance(members, dict) else {},
        welcomed=memory.get("welcomed") is True,
        card_width=width if type(width := memory.get("card_width")) is int else 0,
        problems=tuple(problems),
    )


def remember(
    where: Places,
    *,
    theme: str | None = None,
    board: str | None = None,
    member: tuple[str, str] | None = None,
    welcomed: bool | None = None,
    card_width: int | None = None,
) -> None:
    """Update `state.toml` with the given values; keep the rest, including what a newer version wrote.

    `member` is (board id, member id). The file is replaced whole, so a reader never sees half of it. Raises Refused
    where it can't be written.
    """
    memory, _ = _load(where.state_file, [], "")
    if theme is not None:
        memory["theme"] = theme
        memory["theme_over"] = _read_text(_load(where.config_file, [], "")[0], "theme")
    if board is not None:
        memory["board"] = board
    if member is not None:
        known = memory.get("as_member")
        memory["as_member"] = {**(known if isinstance(known, dict) else {}), member[0]: member[1]}
    if welcomed is not None:
        memory["welcomed"] = welcomed
    if card_width is not None:
        memory["card_width"] = card_width
    head = "# Written by kanban; your own settings belong in config.toml.\n"
    write_private(where.state_file, head + libraries.tomli_w.dumps(memory))


class Credentials(NamedTuple):
    """What signs this machine in to one server."""

    token: str
    account: str
    name: str
    """Whose account it is."""
    code: str = ""
    """The hash of the one-time code that it came for: the same code given again means the same sign-in."""

    def __repr__(self) -> str:
        """Leave the token out."""
        return f"Credentials(account={self.account!r}, name={self.name!r})"


def read_credentials(where: Places) -> dict[str, Credentials]:
    """Return the credentials by server address. Raises Refused for an unreadable file, so that nobody overwrites it."""
    problems: list[Problem] = []
    table, _ = _load(credentials_path(where), problems, "mend it, or delete it and sign in again with kanban join")
    if problems:
        raise Refused(str(problems[0]))
    rows = {url: entry for url, entry in table.items() if isinstance(entry, dict) and _read_text(entry, "token")}
    return {
        url: Credentials(*(_read_text(row, key) for key in ("token", "account", "name", "code")))
        for url, row in rows.items()
    }


def keep_credentials(where: Places, url: str, signed_in: Credentials | None) -> None:
    """Save a server's credentials in a private file; None forgets them. Raises Refused."""
    known = {server: row for server, row in read_credentials(where).items() if server != url}
    known |= {url: signed_in} if signed_in else {}
    rows = {url: {key: value for key, value in row._asdict().items() if value} for url, row in known.items()}
    head = "# Written by kanban. A token is as good as a password.\n"
    write_private(credentials_path(where), head + libraries.tomli_w.dumps(rows))


def credentials_path(where: Places) -> Path:
    """Return the path of the tokens: beside the settings, in a file that only this user may read."""
    return where.config_file.with_name("credentials.toml")


def write_private(file: Path, text: str) -> None:
    """Replace the file in one step; readable by this user alone. Raises Refused."""
    temporary = ""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = lazy.tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # made with mode 0600
        os.chmod(temporary, 0o600)  # noqa: PTH101 - a umask may have taken away one's own rights too
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        Path(temporary).replace(file)
    except OSError as error:
        with suppress(OSError):
            if temporary:
                Path(temporary).unlink()
        raise _build_write_error(file, error) from error


def log_to(file: Path) -> None:
    """Send log records of at least warning level to a file, rotated at 1 MiB.

    A log that can't be written is given up silently: it must never stop or blur the board.
    """
    logging = lazy.logging
    logging.raiseExceptions = False  # else a full disk prints a traceback across the board
    log = logging.getLogger("kanban")
    log.propagate = False
    log.setLevel(logging.WARNING)
    for old in log.handlers[:]:
        log.removeHandler(old)
        old.close()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if file.exists():
            file.chmod(0o600)
        handler: Handler = store.disk.log_file.private_handler(file, LOG_BYTES, 3)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)


def set_textual_variables(config: Config, env: MutableMapping[str, str] | None = None) -> None:
    """Set the environment variables that Textual reads while it is imported; call it before that.

    Escape then answers at once. The second frame of a key (a filter's results) waits some 6 ms for the first
    instead of 25. An empty NO_COLOR, which by its own rule means nothing, leaves the colours on.
    """
    env = os.environ if env is None else env
    env.setdefault("TEXTUAL_FPS", "240")
    env.setdefault("ESCDELAY", str(config.escape_delay))
    if not env.get("NO_COLOR"):
        env.pop("NO_COLOR", None)


def parse_toml(file: Path) -> tuple[dict[str, Any], str] | Problem:
    """Return the file's tables and text, or the problem; raises as open() does for a file that does not exist."""
    try:
        text = file.read_text("utf-8").removeprefix("\ufeff")  # some editors begin with a mark that TOML does not know
    except (FileNotFoundError, NotADirectoryError):
        raise
    except UnicodeDecodeError:
        return Problem(file, "This is not text in UTF-8.")
    except OSError as error:
        return Problem(file, f"It can't be read: {error.strerror or error}.")
    try:
        return lazy.tomllib.loads(text), text
    except (lazy.tomllib.TOMLDecodeError, RecursionError) as error:
        reason, _, place = str(error).rstrip(")").partition(" (at ")
        at = re.match(r"line (\d+)", place)
        line = int(at[1]) if at else len(text.splitlines()) or None
        return Problem(file, f"This is not valid TOML: {reason}.", line)


def find_line(text: str, key: str, table: str = "") -> int | None:
    """Return the line, from 1, on which a TOML text sets a table's key (`""`: the top); None where that is unclear."""
    here = ""
    key_pattern = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*[=.]""")
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"\s*\[\[?\s*([^\]]*?)\s*\]", line):
            here = head[1].strip("\"'")
            if not table and here.partition(".")[0] == key:
                return number
        elif here == table and key_pattern.match(line):
            return number
    return None


def quote_value(value: object) -> str:
    """Quote a value from a file for a message: one line, no control characters, at most 40 cells."""
    return shorten(repr(value), 40)


def _load(file: Path, problems: list[Problem], so: str) -> tuple[dict[str, Any], str]:
    """Return the file's tables and text; both empty for a missing file or a broken one, which adds a problem."""
    try:
        read = parse_toml(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}, ""
    if isinstance(read, Problem):
        problems.append(read._replace(sentence=f"{read.sentence.removesuffix('.')}; {so}."))
        return {}, ""
    return read


def _read_keys(value: object) -> tuple[str, ...] | None:
    """Read `"m"`, `"m,f5"` or `["m", "f5"]` as keys; None for anything else."""
    if isinstance(value, str):
        value = [value] if value == "," else value.split(",")
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        return None
    return tuple(key.strip() or key for key in value if key)


def _read_text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key, "")
    return value if isinstance(value, str) else ""


def _build_write_error(place: Path, error: OSError) -> Refused:
    why = error.strerror or error
    return Refused(f"{place} can't be written ({why}): make room for it or set KANBAN_HOME to a folder of yours.")
