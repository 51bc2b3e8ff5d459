"""Apps share the styles that they read. The worker of every test's board is watched.

It counts what it is asked, and does not wait to read the inbox.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial

import pytest
from textual._compositor import Compositor
from textual.css.stylesheet import Stylesheet

from kanban.tui import board_worker
from tests.tui.rest import owe_frame


@pytest.fixture(scope="session", autouse=True)
def _styles_are_read_once():
    """Let all apps share the rules that Textual read out of the same CSS under the same theme: each would take 0.1 s
    for it."""
    begin, set_variables = Stylesheet.__init__, Stylesheet.set_variables
    rules_by_theme = defaultdict(dict)

    def share(sheet):
        sheet._parse_cache = rules_by_theme[frozenset(sheet._variables.items())]

    def begin_shared(sheet, **given):
        begin(sheet, **given)
        share(sheet)

    def set_shared(sheet, variables):
        sheet._parse_cache = {}  # which it empties
        set_variables(sheet, variables)
        share(sheet)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "__init__", begin_shared)
        patch.setattr(Stylesheet, "set_variables", set_shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_cut_for_no_terminal():
    """Let an app without a terminal draw its widgets when a test rests, and not cut and join them for what nobody looks
    at.

    The pictures that tests look at are made whole. `KANBAN_FRAMES=all` draws the widgets for each frame in between too.
    """
    render_update = Compositor.render_update

    def draw_update(compositor, *given, **named):
        compositor._render_chops = partial(owe_frame, compositor)
        try:
            return render_update(compositor, *given, **named)
        finally:
            del compositor._render_chops

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", draw_update)
        yield


@pytest.fixture(autouse=True)
def _watched_worker(monkeypatch):
    run = board_worker.BoardWorker.run

    def counted(worker, *job):
        worker.jobs = getattr(worker, "jobs", 0) + 1
        run(worker, *job)

    monkeypatch.setattr(board_worker.BoardWorker, "run", counted)
    monkeypatch.setattr(board_worker, "PAUSE", 0.0)
