"""What every test stands on: a home of its own, a still terminal, the command line as a function, the shared data."""

from __future__ import annotations

import gc
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

from kanban.domain import clock
from kanban.domain.change import Change
from kanban.protocol import registers
from kanban.store import database, schema
from kanban.store.acts import writing
from tests.examples import SHARE

if TYPE_CHECKING:
    from tests.brood import Brood

gc.disable()  # until all tests are found

# Textual reads these while it is imported, so they stand before any test module.
os.environ["ESCDELAY"] = "1"
os.environ["TEXTUAL_ANIMATIONS"] = "none"
os.environ.pop("NO_COLOR", None)
os.environ.setdefault("TZ", "UTC")

CHECKOUT = Path(__file__).resolve().parent.parent

# What tests start runs this checkout too, and at the same moment: `tests.shifted` comes in by PYTHONPATH.
os.environ["PYTHONPATH"] = os.pathsep.join([str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])])

# The same examples at every run, and nothing left behind; `--hypothesis-profile=search` looks for new ones.
# A machine that is busy with other things makes no test fail.
settings.register_profile(
    "steady",
    max_examples=SHARE,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """Look for garbage less often, and not in what is there for all tests: that was a quarter of their time."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)


def pytest_configure(config: pytest.Config) -> None:
    """Let no example depend on which other tests ran before in the same process: Hypothesis looks for words in what
    is imported."""
    if config.getoption("--hypothesis-profile") is None:
        patch = pytest.MonkeyPatch()
        patch.setattr(providers, "_get_local_constants", lambda: providers._local_constants)
        config.add_cleanup(patch.undo)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    """The exit code."""
    out: str
    """stdout: data."""
    err: str
    """stderr: narration."""

    @property
    def json(self) -> Any:
        """What stdout says as JSON."""
        return json.loads(self.out)


class Run(Protocol):
    """`run_cli("list", "--json")`, with text for stdin if it reads that."""

    def __call__(self, *argv: str, stdin: str = "") -> Ran: ...


@pytest.fixture(scope="session", autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test ever reaches the home of who runs it, not even one that forgets to ask for `home`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANBAN_HOME", str(tmp_path_factory.mktemp("nobody")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_power_cuts() -> Iterator[None]:
    """Nothing in this process waits for the disk; what is killed, or has to outlive it, is a process of its own.

    The tables of a new database are copied from those of the first one.

    What one device does after another stays later for it: no two acts fall into one millisecond.
    """
    connected, now, last, lock = database._connect, clock.now_ms, 0, Lock()

    def hurried(name: str) -> sqlite3.Connection:
        connection = connected(name)
        connection.execute("PRAGMA synchronous=OFF")
        return connection

    def later() -> int:
        nonlocal last
        with lock:
            last = max(now(), last + 1)
            return last

    create, made = schema.create, sqlite3.connect(":memory:", check_same_thread=False)

    def copied(fresh: database.Database) -> None:
        with lock:
            if not made.execute("SELECT 1 FROM sqlite_master").fetchone():
                create(fresh)
                fresh.connection.backup(made)
            else:
                made.backup(fresh.connection)

    with pytest.MonkeyPatch.context() as patch, closing(made):
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(schema, "create", copied)
        patch.setattr(database, "_connect", hurried)
        patch.setattr(clock, "now_ms", later)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Let all databases of servers in this process share what SQLAlchemy made of each statement: every test has its
    own."""
    servers = sys.modules.get("kanban.store.hub.server_database")
    if servers is None:  # nothing that was collected has a server
        yield
        return
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite as Dialect  # noqa: PLC0415 - as above

    compiled: dict[Any, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            servers, "create_engine", partial(servers.create_engine, execution_options={"compiled_cache": compiled})
        )
        patch.setattr(Dialect, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(Dialect, "__hash__", lambda self: hash(type(self)))
        yield


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder with `pyproject.toml`."""
    return CHECKOUT


FOLDERS: Counter[str] = Counter()
"""How many folders of each name `tmp_path` has made."""


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test alone; pytest's own looks through the folders of all tests before for a free number."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    path = tmp_path_factory.getbasetemp() / f"{name}{FOLDERS[name.casefold()]}"
    FOLDERS[name.casefold()] += 1
    path.mkdir(0o700)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A KANBAN_HOME of this test alone; nothing is in it yet."""
    path = tmp_path / "home"
    monkeypatch.setenv("KANBAN_HOME", str(path))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return path


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data: `$KANBAN_SHARED`, or `shared/` beside the checkout or above it."""
    named = os.environ.get("KANBAN_SHARED")
    for folder in [Path(named)] if named else [parent / "shared" for parent in CHECKOUT.parents]:
        if (folder / "data").is_dir():
            return folder
    return pytest.skip("the shared data is not here: set KANBAN_SHARED to its folder")


@pytest.fixture
def run_cli(home: Path) -> Run:
    """The command line inside this process: quick, and the debugger sees it."""

    def run(*argv: str, stdin: str = "") -> Ran:
        return run_inside(*argv, stdin=stdin)

    return run


def run_inside(*argv: str, stdin: str = "") -> Ran:
    """Run the command line inside this process, at the home that `KANBAN_HOME` names."""
    import kanban.cli.main as door  # noqa: PLC0415 - a test that draws no line of the CLI needs none of it

    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8")), "utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        try:
            code = door.main(list(argv))
        except SystemExit as leaving:  # argparse leaves so after --help and on a usage error
            code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    return Ran(code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))


@pytest.fixture
def run_process(home: Path) -> Run:
    """The command line as a process of its own, without a terminal: for exit codes, imports, signals."""

    def run(*argv: str, stdin: str = "") -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "kanban", *argv],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
            cwd=home.parent,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def brood() -> Iterator[Brood]:
    """Processes that are ready at once."""
    from tests.brood import Brood  # noqa: PLC0415 - most tests start no process

    made = Brood()
    yield made
    made.close()


ODD_VALUES: list[None] = []
"""Not empty while a module's tests put back what no verb would write: an undo gives a register the value it had."""


@pytest.fixture(scope="module")
def odd_values() -> Iterator[None]:
    """Let the tests of a module undo what a hostile log holds."""
    ODD_VALUES.append(None)
    yield
    ODD_VALUES.clear()


@pytest.fixture(scope="session", autouse=True)
def every_register_has_its_place() -> Iterator[None]:
    """Let whatever a verb writes, in any test, be something that servers take: a new register stands in their list."""
    stamped, whole = writing.ChangeStamper.changes, registers.REGISTERS

    def checked(self: writing.ChangeStamper, *words: Any, **more: Any) -> list[Change]:
        made = stamped(self, *words, **more)
        plays_otherwise = ODD_VALUES or registers.REGISTERS is not whole  # another version
        for change in () if plays_otherwise else made:
            if change.etype == "gadget":  # what a test takes from a version to come
                continue
            where = f"kanban/protocol/registers.py: the verb {change.verb} writes {change.etype}"
            assert registers.find_unknown(change) is None, (
                f"{where}.{registers.find_unknown(change)}, which no server knows"
            )
            odd = registers.find_misfit(change)
            assert odd is None, f"{where}.{odd}, which may not be {change.set[odd]!r:.80}"
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing.ChangeStamper, "changes", checked)
        yield
