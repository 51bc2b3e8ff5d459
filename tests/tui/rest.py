"""When an app has nothing more to do by itself: asked of its loop, where Textual's pilot looks at the processor
every 20 ms."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import contextmanager
from time import monotonic
from unittest.mock import patch
from weakref import WeakKeyDictionary, WeakSet

from textual._context import visible_screen_stack
from textual.geometry import Region

PATIENCE = 5.0
"""Seconds after which an app that never rests is left alone."""

SOON = 0.003
"""Seconds within which a timer counts as something that is being done: long prose is broken into lines in slices."""


PROMPT = WeakSet()
"""The apps that are drawn when their test rests."""

OWED = WeakKeyDictionary()
"""For each compositor the regions that it was to draw, and has not."""


def owe_frame(compositor, crop, _):
    """Draw the widgets in a region of the screen when the test rests; makes no strips, as there is no terminal."""
    OWED.setdefault(compositor, []).append(crop)
    app = compositor.root.app
    if app not in PROMPT or os.environ.get("KANBAN_FRAMES") == "all":
        draw_owed(app)
    return []


def draw_owed(app):
    """Draw the widgets in the regions that the app's screen owes; tells whether there were any."""
    compositor = app.screen._compositor
    regions = OWED.pop(compositor, None)
    if not regions:
        return False
    visible_screen_stack.set(app._background_screens)
    deque(compositor._get_renders(Region.from_union(regions)), maxlen=0)
    return True


def raise_fault(app):
    """Raise what a handler of the app raised: the app has ended since, and will do nothing of what a test waits for."""
    if app._exception is not None:
        raise app._exception


async def _loop_rests(end):
    """Wait until no task of the loop can go on, and none is about to."""
    loop = asyncio.get_running_loop()
    while monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        due = min((each.when() - loop.time() for each in loop._scheduled if not each.cancelled()), default=SOON)
        if due >= SOON:
            return
        await asyncio.sleep(max(0.0, due))


async def rest(app):
    """Wait until all messages are done, and the screen shows what came of them; it draws at once, not 60 times a
    second.

    Raises what a handler raised.
    """
    end = monotonic() + PATIENCE
    while monotonic() < end:
        await _loop_rests(end)
        raise_fault(app)
        if not app.screen_stack:
            return
        screen = app.screen
        if app._resize_timer is not None:
            app._check_resize()
        elif not (screen._callbacks or screen._update_timer._active.is_set()):
            return
        else:
            screen._on_timer_update()


async def rest_drawn(app):
    """Wait as `rest` does, with the screen drawn at its end."""
    await rest(app)
    while app.screen_stack and draw_owed(app):
        await rest(app)


@contextmanager
def prompt(app):
    """Let the pilot of an app go on as soon as that rests: half a second of waiting a test are minutes for a thousand.

    What its screen shows is drawn then, and not each frame in between.
    """

    async def wait(*_, **__):
        await rest(app)
        return True

    async def wait_drawn(*_, **__):
        await rest_drawn(app)
        return True

    PROMPT.add(app)
    with (
        patch("textual.app.wait_for_idle", wait),
        patch("textual.pilot.wait_for_idle", wait_drawn),
        patch("textual.pilot.Pilot._wait_for_screen", wait_drawn),
    ):
        yield
