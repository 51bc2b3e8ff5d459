"""A road to the server that cuts, delays, doubles, lies, refuses and stalls: what waits gets there soon after it is
mended."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from kanban.domain.acts import verbs
from kanban.store.reading.card_records import Listing
from kanban.sync.board_sync import open_side
from kanban.sync.loop import Loop
from tests.served import colleagues, serving
from tests.sync.relay import KINDS, Relay

SOON = 10.0
"""Seconds from the mending until both machines and the server have it all."""


class Open:
    """A board that is open on somebody's machine, its loop at work."""

    def __init__(self, colleague, token):
        self.workspace, self.board = colleague.workspace, colleague.workspace.board.id
        self._told, self.status = threading.Condition(), None
        self.loop = Loop(
            lambda: open_side(colleague.where.database, self.board, lambda _: token, self.workspace.now), self._report
        )
        self.loop.start()

    def _report(self, report):
        with self._told:
            self.status = report.status
            self._told.notify_all()

    def act(self, verb):
        self.workspace.act(verb)
        self.loop.nudge()

    def sees(self, holds, patience):
        """Whether something holds before the time is up; looked at whenever the loop tells something."""
        with self._told:
            return self._told.wait_for(holds, patience)

    @property
    def in_step(self):
        return self.status is not None and not self.status.stopped and not self.status.waiting

    def cards(self):
        """What `kanban list --json` tells."""
        self.workspace.reload()
        return list(Listing(self.workspace.database, self.board).records(None))


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_there_soon_after_the_road_is_mended(kind, tmp_path):
    with serving(tmp_path / "server") as served, Relay(served.url) as relay:
        through = SimpleNamespace(url=relay.url, tokens=served.tokens)
        with colleagues(through, tmp_path, "Ann", "Raj") as people:
            ann, raj = (Open(each, served.tokens[name]) for each, name in zip(people, ("Ann", "Raj"), strict=True))
            try:
                assert ann.sees(lambda: ann.in_step, 20)
                assert raj.sees(lambda: raj.in_step, 20)
                relay.spoil(kind)
                for number in range(4):
                    ann.act(lambda view, number=number: verbs.create(view, {"title": f"Ann {number}"}))
                    raj.act(lambda view, number=number: verbs.create(view, {"title": f"Raj {number}"}))
                assert relay.wait_spoiled(2 if kind in {"stalled", "late"} else 4, 40)
                mended = time.monotonic()
                relay.heal()

                def whole(side):
                    return lambda: side.in_step and len(side.cards()) == 8

                for side in (ann, raj):
                    assert side.sees(whole(side), SOON - (time.monotonic() - mended)), (side.status, side.cards())
                assert ann.cards() == raj.cards()
                with served.hub.reading() as connection:
                    made = connection.scalars(text("SELECT entity FROM hub_change WHERE etype = 'card'")).all()
                assert len(made) == len(set(made)) == 8
            finally:
                ann.loop.close()
                raj.loop.close()
