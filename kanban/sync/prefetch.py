"""Pages fetched ahead: while one is applied, the next one is already on its way."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from kanban.protocol.types import Stopped

Answer = TypeVar("Answer")
Params = Mapping[str, str | int]

FRESH = 5.0
"""Seconds after which a page that was fetched ahead is thrown away."""


class PageFetch(Generic[Answer]):
    """One page on its way, in a thread of its own."""

    def __init__(self, params: Params, fetch: Callable[[Params], Answer]) -> None:
        self.params, self._fetch = params, fetch
        self._answer: Answer | None = None
        self._begun = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="sync ahead", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._answer = self._fetch(self.params)
        except Stopped:
            self._answer = None  # whoever asks for it asks again, and hears for themselves
        except RuntimeError:  # the client was closed meanwhile
            self._answer = None

    def answer(self, params: Params) -> Answer | None:
        """Wait for the page; None when another one was asked for, or it is too old, or it failed."""
        if params != self.params:
            return None
        self._thread.join()
        return self._answer if time.monotonic() - self._begun < FRESH else None


class Prefetcher(Generic[Answer]):
    """Fetches one kind of page ahead; each page names the next."""

    def __init__(self) -> None:
        self._coming: PageFetch[Answer] | None = None

    def page(
        self, params: Params, fetch: Callable[[Params], Answer], following: Callable[[Answer], Params | None]
    ) -> Answer:
        """Return a page, and start fetching the next one."""
        coming, self._coming = self._coming, None
        answer = coming.answer(params) if coming else None
        if answer is None:
            answer = fetch(params)
        next_params = following(answer)
        if next_params is not None:
            self._coming = PageFetch(next_params, fetch)
        return answer
