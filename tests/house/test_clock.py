"""One clock: `kanban.domain.clock` alone reads the time of day, everybody else asks the clock that they were given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.trees import parse

CLOCK = "kanban/domain/clock.py"

READS = {
    *(f"time.{name}" for name in ("time", "time_ns", "clock_gettime", "clock_gettime_ns")),
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today", "uuid.uuid1", "uuid.uuid6", "uuid.uuid7", "email.utils.localtime", "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp", "sqlalchemy.func.current_date", "sqlalchemy.func.localtimestamp",
}  # fmt: skip
"""What reads the time of day however it is called."""

UNMOVED = {name for name in READS if name.startswith("datetime.")}
"""What reads it past `time.time`."""

READS_WITHOUT = {
    "time.localtime": 1,
    "time.gmtime": 1,
    "time.ctime": 1,
    "time.asctime": 1,
    "time.strftime": 2,
    "email.utils.formatdate": 1,
}
"""What reads it unless it is given so many arguments."""

SQL = re.compile(r"\bCURRENT_(TIME|DATE|TIMESTAMP)\b|\blocaltimestamp\b|'now'|\bunixepoch\(\)|\bclock_timestamp\(\)")
"""What reads it within SQL."""

TIMELY = re.compile(r"\btime\b|datetime|uuid|email|sqlalchemy")
"""One of these stands in every module that imports something of what is above: most need no longer look."""

ASKERS = {"kanban/domain/ids.py", "kanban/cli/card_verbs/listing.py"}
"""Modules that ask the machine's clock themselves: ids rise with it, whatever time a workspace has, and the quickest
listing opens no workspace."""


def _names(tree):
    """What the names that a module imports stand for, by name."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                found[each.asname or each.name.partition(".")[0]] = (
                    each.name if each.asname else each.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for each in node.names:
                found[each.asname or each.name] = f"{node.module}.{each.name}"
    return found


def _path(node, names):
    """What an expression such as `dt.datetime.now` stands for; empty for anything else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return ""
    return ".".join([names[node.id], *reversed(parts)])


def wall_clock(source, reads=READS):
    """The lines of a module that read the time of day, by default in any way."""
    if not (TIMELY.search(source) or (reads is READS and SQL.search(source))):
        return []
    tree = parse(source)
    names = _names(tree)
    enough = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            path = _path(node.func, names)
            if path in READS_WITHOUT and len(node.args) >= READS_WITHOUT[path]:
                enough.add(node.func)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and node not in enough:
            path = _path(node, names)
            if path in reads or (reads is READS and path in READS_WITHOUT):
                found.append(node.lineno)
        elif (
            reads is READS and isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
        ):
            found.append(node.lineno)
    return sorted(set(found))


def asks_machine(source):
    """The lines of a module that call the machine's clock instead of the one they were given."""
    tree = parse(source)
    names = _names(tree)
    machine = {"kanban.domain.clock.utc_now", "kanban.domain.clock.now_ms"}
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and _path(node.func, names) in machine]


@pytest.fixture(scope="module")
def sources(checkout):
    """The text of every module of the program, by its path from the checkout's top."""
    return {
        str(file.relative_to(checkout)): file.read_text("utf-8") for file in sorted((checkout / "kanban").rglob("*.py"))
    }


def test_only_the_clock_reads_the_time_of_day(sources):
    reading = {name: lines for name, source in sources.items() if (lines := wall_clock(source))}
    assert reading.keys() == {CLOCK}, reading


def test_nobody_asks_the_machine_who_was_given_a_clock(sources):
    asking = {name: lines for name, source in sources.items() if (lines := asks_machine(source))}
    assert asking.keys() == ASKERS, asking


def test_tests_read_no_date_that_a_shifted_run_does_not_move(tracked, checkout):
    """C reads the date of `datetime.now` and `date.today` itself (`tests.shifted`); only what 0.1.0 wrote was made
    that way."""
    recorded = checkout / "tests/made_by_0_1_0/make.py"
    files = [
        file for file in tracked if file.suffix == ".py" and checkout / "tests" in file.parents and file != recorded
    ]
    assert len(files) > 150
    assert [file for file in files if wall_clock(file.read_text("utf-8"), UNMOVED)] == []


def test_programs_that_tests_start_keep_the_path_and_so_the_shift(tracked, checkout):
    """Who sets PYTHONPATH anew drops the folder of `tests/shifted/sitecustomize.py`; the checkout is on it already."""
    allowed = {checkout / "tests/conftest.py", checkout / "tests/shifted/test_shifted.py", Path(__file__)}
    setting = [
        file
        for file in tracked
        if file.suffix == ".py"
        and checkout / "tests" in file.parents
        and file not in allowed
        and any(
            isinstance(node, ast.Constant) and node.value == "PYTHONPATH" for node in ast.walk(parse(file.read_text()))
        )
    ]
    assert setting == []


@pytest.mark.parametrize(
    "line",
    [
        "import time; time.time()",
        "import time as t; x = t.time_ns",
        "from time import time; time()",
        "from time import time_ns as ns; ns()",
        "import time; time.localtime()",
        "import time; time.strftime('%d')",
        "import time; clock = time.gmtime",
        "from datetime import datetime; datetime.now()",
        "from datetime import UTC, datetime; datetime.now(UTC)",
        "from datetime import datetime as dt; dt.utcnow()",
        "import datetime; datetime.datetime.today()",
        "import datetime as d; d.date.today()",
        "from datetime import date; field(default_factory=date.today)",
        "def f():\n    from datetime import date\n    return date.today()",
        "import uuid; uuid.uuid1()",
        "from sqlalchemy import func; func.now()",
        "sql = 'INSERT INTO t VALUES (CURRENT_TIMESTAMP)'",
        "sql = \"SELECT strftime('%s', 'now')\"",
    ],
)
def test_every_way_to_read_it_is_noticed(line):
    assert wall_clock(line)


@pytest.mark.parametrize(
    "line",
    [
        "import time; time.monotonic(); time.perf_counter(); time.sleep(1)",
        "import time; time.localtime(seconds); time.strftime('%d', then)",
        "from datetime import datetime; datetime.fromtimestamp(0); datetime.fromisoformat(text)",
        "workspace.now(); view.today; self.now()",
        "from datetime import time; time(12)",
        "from kanban.domain.clock import utc_now; found_board(path, now=utc_now)",
    ],
)
def test_what_measures_or_asks_its_own_clock_is_fine(line):
    assert wall_clock(line) == []
    assert asks_machine(line) == []


def test_to_ask_the_machine_is_noticed():
    assert asks_machine("from kanban.domain import clock; clock.now_ms()") == [1]
    assert asks_machine("def f():\n    from kanban.domain.clock import utc_now\n    return utc_now()") == [3]
