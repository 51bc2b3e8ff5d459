"""Handles keys one after the other: the next one waits until everything that the one before caused has happened.

A key goes to what has the focus, which hands on what it does not want, until the app runs a command for it; and a
command may move the focus or put a dialog up a few messages later. Keys that arrive meanwhile wait here. Else they
would go to what had the focus before: words for a comment would run as commands of the board.

A mark follows each key along the same way, from the widget up to the app. Whatever the key set off is ahead of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

ROUNDS = 2
"""How often the mark goes the way of its key: what a widget tells itself is behind the first one."""

LOOK = 0.02
"""Seconds between two looks at a key that others wait for: its mark is lost with a widget that goes away."""

TYPED_INTO = frozenset({"Input", "TextArea"})
"""Textual's widgets in which people type, by name: to load a text area takes a twentieth of a start."""

LOOKS = 25
"""Looks after which the others wait no longer. A slow command keeps the app from looking, so it is waited for."""


class KeyDone(Message):
    """The mark posted after a key: when it arrives, the key was handled."""

    def __init__(self, key: int, target: MessagePump, left: int) -> None:
        super().__init__()
        self.key, self.target, self.left = key, target, left


class KeyQueue:
    """The queue of keys and pastes of one app."""

    def __init__(self, app: App[Any], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """Take the app, and the function that sends an event to the focused widget."""
        self._app, self._hand_on = app, hand_on
        self._waiting: deque[events.Event] = deque()
        self._key = 0
        """The number of the key that is under way, or was last."""
        self._event: events.Event | None = None
        self._target: MessagePump = app
        """What that key went to."""
        self._is_busy = False

    @property
    def _is_lost(self) -> bool:
        """Whether the mark of the current key is lost, because the widget that got the key was removed."""
        target = self._target
        return not target.is_running or (isinstance(target, Widget) and not target.is_attached)

    async def take(self, event: events.Event) -> None:
        """Pass a key on, or queue it until the one before is handled."""
        if self._is_busy and not self._waiting and self._is_lost:
            await self._end(self._key)
        if not self._is_busy:
            await self._begin(event)
            return
        if not self._waiting:
            self._look_again(LOOKS)
        self._waiting.append(event)

    def _look_again(self, left: int) -> None:
        self._app.set_timer(LOOK, partial(self._look, self._key, left - 1))

    async def _look(self, key: int, left: int) -> None:
        """Stop waiting for a key whose mark is lost."""
        if key != self._key or not self._is_busy:
            return
        if self._is_lost or not left:
            await self._end(key)
        else:
            self._look_again(left)

    async def _begin(self, event: events.Event) -> None:
        if not self._app.screen_stack:  # it is being left
            return
        target: MessagePump = self._app.focused or self._app.screen
        if isinstance(event, events.Key) and not _is_text(event, target):
            self._key += 1
            self._is_busy, self._event, self._target = True, event, target
            await self._hand_on(event)
            self._mark(KeyDone(self._key, target, ROUNDS))
        else:
            await self._hand_on(event)

    def _mark(self, mark: KeyDone) -> None:
        if not mark.target.post_message(mark):  # it is gone, and so is what it had to tell
            self._app.call_later(self._end, mark.key)

    def show_pressed_key(self, event: events.Event) -> None:
        """Note that no widget took a key and the app ran its command: the focus may have changed."""
        if self._is_busy and event is self._event and self._app.screen_stack:
            self._event, self._target = None, self._app.focused or self._app.screen
            self._mark(KeyDone(self._key, self._target, 1))

    def finish(self, mark: KeyDone) -> None:
        """Post the mark once more if a widget took its key, then finish the key."""
        if mark.key != self._key or not self._is_busy:
            return
        if mark.left > 1 and self._event is not None:
            self._mark(KeyDone(mark.key, mark.target, mark.left - 1))
        elif mark.left == 1:
            self._settle(mark.key)

    def _settle(self, key: int) -> None:
        """Wait until the focus has moved and a new dialog is mounted."""
        app, end = self._app, partial(self._end, key)
        if not (app.screen_stack and app.screen.call_later(app.call_later, end)):
            app.call_later(end)

    async def _end(self, key: int) -> None:
        """Pass on the next key, unless another key is being handled."""
        if key != self._key or not self._is_busy:
            return
        self._is_busy = False
        while self._waiting and not self._is_busy:
            await self._begin(self._waiting.popleft())
        if self._waiting:
            self._look_again(LOOKS)


def _is_text(event: events.Key, target: MessagePump) -> bool:
    """Whether a key types a letter into an input, which moves no focus, so that nothing need wait for it."""
    return event.is_printable and any(kind.__name__ in TYPED_INTO for kind in type(target).__mro__)
