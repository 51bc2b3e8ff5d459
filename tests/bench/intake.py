"""Importing generated leads: time and memory against writing the cards alone, and moving a card meanwhile."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from kanban.config import find_places
from kanban.domain.acts import verbs
from kanban.store.opening import open_workspace
from kanban.store.rows import CARD_COLUMNS, INSERT_CARD
from tests.bench.table import Table
from tests.terminal import Screen, kanban


def leads(folder: Path, count: int) -> Path | None:
    """Return a file of generated leads, or None without the generator."""
    tool = Path(os.environ.get("KANBAN_SHARED", Path(__file__).parents[2].parent / "shared")) / "tools" / "gen_leads.py"
    if not tool.exists():
        print(f"skipped: the import needs {tool}", file=sys.stderr)
        return None
    file = folder / "leads.csv"
    command = [sys.executable, str(tool), str(count), "--seed", "7", "--no-inline-comments", "--out", str(file)]
    subprocess.run(command, check=True)
    return file


def fresh(folder: Path, name: str) -> dict[str, str]:
    """Return the environment of a home with an empty board."""
    env = {**os.environ, "KANBAN_HOME": str(folder / name)}
    subprocess.run(
        kanban("init", "--name", "Ana", "--team", "marketing"), env=env, check=True, stdout=subprocess.DEVNULL
    )
    return env


def run(table: Table, folder: Path, cards: int, times: int) -> None:
    file = leads(folder, cards)
    if file is None:
        return
    env = fresh(folder, "import")
    command = kanban("import", str(file), "--json")
    begin, memory = time.perf_counter(), 0.0
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as importing:
        while importing.poll() is None:
            memory = max(memory, resident(importing.pid))
            time.sleep(0.1)
    taken = time.perf_counter() - begin
    assert not importing.returncode
    floor = median(cards_alone(find_places(env).database, folder) for _ in range(3))
    table.add(f"import of {cards:,} leads", taken, floor, 5, "s")
    table.add("the same: memory, both processes", memory, None, 200, "MB")
    _wants(table, folder, command)
    _moves(table, fresh(folder, "meanwhile"), command)
    _keys(table, fresh(folder, "screen"), file, folder)


WANTS = ("source:webinar value>=40000", "value>=90000 source:fair", "company:gmbh")


def _wants(table: Table, folder: Path, command: list[str]) -> None:
    """Import with three wants and without, in turn: what they cost the processor."""
    costs: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(4):
        for has_wants in (False, True):
            env = fresh(folder, f"wants {turn} {has_wants}")
            subprocess.run(kanban("member", "add", "Raj", "--team", "sales"), env=env, check=True)
            for query in WANTS if has_wants else ():
                words = ("--as", "Raj", "want", "add", query, "--by", "+4w", "--number", "500")
                subprocess.run(kanban(*words), env=env, check=True)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*command, "--as", "Ana"], env=env, check=True, stdout=subprocess.DEVNULL)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            costs[has_wants].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    table.add("import with three wants, processor time; floor: without", min(costs[True]), min(costs[False]), 1.05, "s")


def resident(pid: int) -> float:
    """Return the MB of memory that a process and those it started hold, what they share counted once (Linux)."""
    total = 0.0
    with contextlib.suppress(OSError):  # it may end while one looks
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        total = int(rollup.partition("\nPss:")[2].split()[0]) / 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        total += sum(resident(int(child)) for child in children)
    return total


def cards_alone(database: Path, folder: Path) -> float:
    """Return the seconds that sqlite3 needs to write the same card rows, with the same indexes, in one transaction."""
    source = sqlite3.connect(database)
    rows = source.execute(f"SELECT n, {', '.join(CARD_COLUMNS)} FROM card").fetchall()
    schema = [
        row[0] for row in source.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'card' AND sql IS NOT NULL")
    ]
    source.close()
    floor = sqlite3.connect(folder / "floor.db", isolation_level=None)
    floor.execute("PRAGMA journal_mode=WAL")
    for statement in schema:
        floor.execute(statement)
    begin = time.perf_counter()
    floor.execute("BEGIN")
    floor.executemany(INSERT_CARD, rows)
    floor.execute("COMMIT")
    taken = time.perf_counter() - begin
    floor.close()
    for file in folder.glob("floor.db*"):
        file.unlink()
    return taken


def _moves(table: Table, env: dict[str, str], command: list[str]) -> None:
    """Move a card again and again while an import runs."""
    home = find_places(env)
    subprocess.run(kanban("add", "Mover"), env=env, check=True, stdout=subprocess.DEVNULL)
    workspace = open_workspace(home.database)
    workspace.member_id = workspace.board.members[0].id
    card = workspace.find("Mover").id
    taken: list[float] = []
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as importing:
        step = 1
        while importing.poll() is None:
            begin = time.perf_counter()
            workspace.act(lambda view: verbs.move(view, [card], steps=step))  # noqa: B023 - called at once
            taken.append((time.perf_counter() - begin) * 1000)
            step = -step
            time.sleep(0.02)
    workspace.close()
    table.add("moving a card while that runs: 90 % within", quantiles(taken, n=10)[-1], None, 50, "ms")


def _keys(table: Table, env: dict[str, str], file: Path, folder: Path) -> None:
    """Move the cursor on the board before and while its import page imports in the background."""
    few = folder / "few.csv"
    few.write_text("Title,Company\n" + "".join(f"Card {n},Company {n}\n" for n in range(8)), "utf-8")
    subprocess.run(kanban("import", str(few), "--yes"), env=env, check=True, stdout=subprocess.DEVNULL)
    with Screen(kanban(), env=env) as terminal:
        terminal.see("Card 6")
        terminal.quiet(1.0)
        before = [_press(terminal, key) for key in "jk" * 15]
        terminal.type("I", "/", "ctrl+u")
        terminal.send(str(file))
        terminal.type("enter", "enter")
        terminal.see("First cards", 120)
        terminal.quiet(0.5)
        terminal.send("i")
        terminal.see("leave running")
        terminal.send("tab")
        terminal.see(" import")
        meanwhile = []
        while " import" in terminal.text.partition("\n")[0]:
            meanwhile += [_press(terminal, key) for key in "jk"]
    print(f"keys pressed meanwhile: {len(meanwhile)}", file=sys.stderr)
    table.add("cursor key while the screen imports, floor: before", median(meanwhile), median(before), 3, "ms")
    table.add("the same: 90 % within", quantiles(meanwhile, n=10)[-1], quantiles(before, n=10)[-1], 3, "ms")


def _press(terminal: Screen, key: str) -> float:
    """Return the ms from a key until the cursor is on another line of the screen."""
    row, begin = _find_cursor(terminal), time.perf_counter()
    terminal.send(key)
    with contextlib.suppress(AssertionError):  # at the end of a lane it stays
        terminal.wait(lambda: _find_cursor(terminal) != row, 2.0)
    taken = (time.perf_counter() - begin) * 1000
    terminal.read(0.02)
    return taken


def _find_cursor(terminal: Screen) -> int:
    return next((n for n, line in enumerate(terminal.screen.display) if "▌" in line), -1)
