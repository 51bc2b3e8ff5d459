"""One server for one SQLite file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kanban.domain.errors import Refused
from kanban.store.hub.maintenance.single_server import lock_alone, server_of

HOLD = (
    "import sys; from kanban.store.hub.maintenance.single_server import lock_alone\nwith lock_alone(sys.argv[1]): "
    "print('held', flush=True); sys.stdin.read()"
)


def test_a_second_one_is_refused_by_whatever_path(tmp_path: Path) -> None:
    file = tmp_path / "server.db"
    link = tmp_path / "link.db"
    link.symlink_to(file)
    with lock_alone(f"sqlite:///{file}"):
        for name in (file, link, tmp_path / "." / "x" / ".." / "server.db"):
            with pytest.raises(Refused, match=rf"Another kanban serve \(process {os.getpid()}\) has .*server.db open"):
                lock_alone(f"sqlite:///{name}").__enter__()
        assert server_of(link) == f"process {os.getpid()}"
        with lock_alone(f"sqlite:///{tmp_path}/other.db"):
            pass
    assert server_of(file) == ""
    with lock_alone(f"sqlite:///{file}"):
        pass


def test_it_ends_with_the_process_however_that_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/server.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Refused, match=f"process {other.pid}"):
            lock_alone(url).__enter__()
        other.kill()
    with lock_alone(url):
        pass


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "postgresql+psycopg://db/kanban", "mongodb://x", "nothing"]
)
def test_other_databases_have_as_many_as_they_like(url: str) -> None:
    with lock_alone(url), lock_alone(url):
        pass


def test_a_folder_that_is_not_there_is_told_by_whoever_opens_it(tmp_path: Path) -> None:
    with lock_alone(f"sqlite:///{tmp_path}/no/such/server.db"):
        pass
    assert server_of(tmp_path / "no" / "server.db") == ""
