"""When an app has nothing more to do by itself: asked of its loop, where Textual's pilot looks at the processor every 20 ms."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from time import monotonic
from unittest.mock import patch

PATIENCE = 5.0
"""Seconds after which an app that never rests is left alone."""

SOON = 0.003
"""Seconds within which a timer counts as something that is being done: long prose is broken into lines in slices."""


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
    """Wait until all messages are done, and the screen shows what came of them; it draws at once, not 60 times a second.

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


@contextmanager
def prompt(app):
    """Let the pilot of an app go on as soon as that rests: half a second of waiting a test are minutes for a thousand."""

    async def wait(*_, **__):
        await rest(app)
        return True

    with (
        patch("textual.app.wait_for_idle", wait),
        patch("textual.pilot.wait_for_idle", wait),
        patch("textual.pilot.Pilot._wait_for_screen", wait),
    ):
        yield
