"""The time at which 0.1.0 was recorded, and homes with what it wrote."""

from __future__ import annotations

import pytest

from kanban import config
from kanban.domain import clock
from tests.made_by_0_1_0 import files


class Moment:
    """The time of this machine: it stands still but for the millisecond that every look at it takes."""

    def __init__(self, ms):
        self.ms = ms

    def now_ms(self):
        self.ms += 1
        return self.ms


@pytest.fixture
def moment(monkeypatch):
    """Let it be the moment at which the server's database was dumped."""
    made = Moment(files.last_moment())
    monkeypatch.setattr(clock, "now_ms", made.now_ms)
    return made


@pytest.fixture
def home_of(tmp_path, monkeypatch):
    """`home_of("synced", "Raj")`: let the command line act in a home with such a database, as who worked there."""

    def make(name, who, address=files.ADDRESS):
        home = tmp_path / who
        monkeypatch.setenv("KANBAN_HOME", str(home))
        where = config.places_below(home)
        config.make_places(where)
        files.restore(name, where.database, address)
        token = files.recorded()["tokens"].get(who)
        if token:
            config.keep_credentials(where, address, config.Credentials(token, "", who))
        return where

    return make
