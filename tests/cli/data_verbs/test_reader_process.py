"""Large files are read by another process: what comes of them is the same, and so is what is said when something is
wrong."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
import time
from pathlib import Path

import pytest

from kanban import config
from kanban.cli.data_verbs import reader_process
from kanban.store.importing.importer import Importer
from kanban.store.opening import list_boards
from tests.cli.data_verbs.imports import counts

ROWS = 700
HEAD = "Name,Company,Email,Stage,Amount,Notes"


@pytest.fixture
def board(home, run_cli):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0


@pytest.fixture
def apart(monkeypatch):
    """Let every file be large; returns the processes that were started."""
    started = []
    begin = reader_process.subprocess.Popen

    def popen(*args, **kwargs):
        started.append(begin(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(reader_process, "LARGE", 0)
    monkeypatch.setattr(reader_process, "_cores", lambda: 2)
    monkeypatch.setattr(reader_process.subprocess, "Popen", popen)
    yield started
    assert all(process.returncode is not None for process in started), "a process was left behind"


def leads(tmp_path, rows=ROWS, date=""):
    file = tmp_path / "leads.csv"
    lines = [
        f"Lead {n},Firm {n % 90},lead{n}@firm{n % 90}.example,Engaged,€{n},{date or f'note {n}'}" for n in range(rows)
    ]
    file.write_text("\n".join([HEAD.replace("Notes", "Created") if date else HEAD, *lines, "\n"]), "utf-8")
    return file


def test_what_another_process_reads_is_what_is_read_here(board, run_cli, tmp_path, apart, monkeypatch):
    file = leads(tmp_path)
    assert run_cli("import", str(file), "--json").json["created"] == ROWS
    assert len(apart) == 1
    cards = run_cli("list", "--json").json
    assert [card["title"] for card in cards] == [f"Lead {n}" for n in range(ROWS)]
    monkeypatch.setattr(reader_process, "LARGE", 1 << 40)
    again = run_cli("import", str(file), "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": ROWS, "rejected": 0}
    assert run_cli("list", "--json").json == cards
    monkeypatch.setattr(reader_process, "LARGE", 0)
    file.write_text(file.read_text("utf-8").replace(",€5,", ",€55,").replace(",note 9\n", ",note nine\n"), "utf-8")
    more = run_cli("import", str(file), "--json").json
    assert (more["created"], more["updated"], more["unchanged"]) == (0, 2, ROWS - 2)
    assert run_cli("doctor").code == 0


def test_what_is_wrong_with_a_file_is_said_in_the_same_words(board, run_cli, tmp_path, apart, monkeypatch):
    file = leads(tmp_path, 40, date="03/04/2025")
    for words in (("import", str(file)), ("import", str(file), "--map", "Nothing=title")):
        there = run_cli(*words)
        with monkeypatch.context() as patch:
            patch.setattr(reader_process, "LARGE", 1 << 40)
            here = run_cli(*words)
        assert there.err == here.err
        assert there.code == here.code == 2
    assert not run_cli("list", "--json").json


def test_a_reader_that_was_killed_is_told_and_the_same_command_goes_on(board, run_cli, tmp_path, apart, monkeypatch):
    file = leads(tmp_path)
    plan = reader_process._ReaderApart.plan

    def cut(self, *args, **kwargs):
        for item in plan(self, *args, **kwargs):
            yield item
            if isinstance(item, reader_process.Window):
                os.kill(apart[-1].pid, signal.SIGKILL)
                apart[-1].stdout.read()  # what was under way is lost

    with monkeypatch.context() as patch:
        patch.setattr(reader_process._ReaderApart, "plan", cut)
        ran = run_cli("import", str(file))
    assert ran.code == 1
    assert "was ended; the same command takes in the rest." in ran.err
    assert run_cli("import", str(file), "--json").json["created"] + 700 >= ROWS
    assert len(run_cli("list", "--json").json) == ROWS


def test_what_nobody_expected_is_told_with_where_it_happened(board, apart):
    database = config.find_places().database
    ((name, _),) = list_boards(database)
    with pytest.raises(RuntimeError, match=r"Traceback[\s\S]*fold_files"):
        reader_process._ReaderApart(reader_process.Job(database, name, None, "", "", {}))


def test_ctrl_c_leaves_no_process_behind(board, run_cli, tmp_path, apart, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Importer, "_write_batch", stop)
    assert run_cli("import", str(leads(tmp_path))).code == 130
    assert apart[0].poll() is not None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="whether a pipe is full is only asked on Linux")
def test_a_reader_that_is_stopped_while_it_writes_loses_nothing(board, run_cli, tmp_path, apart, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")  # as many containers have it
    receive, stopped = reader_process._receive, []

    def waiting(out):
        """How many bytes stand in the pipe."""
        return struct.unpack("i", fcntl.ioctl(out.fileno(), termios.FIONREAD, b"\0" * 4))[0]

    def stopping(out):
        if len(stopped) == 1:  # the first answer is short; behind it comes more than a pipe holds
            room = fcntl.fcntl(out.fileno(), fcntl.F_GETPIPE_SZ) - 4 * 4096  # pages are not filled up
            end = time.monotonic() + 30
            while waiting(out) < room and time.monotonic() < end:
                os.sched_yield()
            for number in (signal.SIGSTOP, signal.SIGCONT):
                os.kill(apart[0].pid, number)
                if number == signal.SIGSTOP:
                    while Path(f"/proc/{apart[0].pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "T":
                        os.sched_yield()
        stopped.append(out)
        return receive(out)

    monkeypatch.setattr(reader_process, "_receive", stopping)
    assert run_cli("import", str(leads(tmp_path, 3_000)), "--json").json["created"] == 3_000
