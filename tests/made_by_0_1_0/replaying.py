"""A machine of version 0.1.0, as its requests were recorded: asks them again, with what the server of today gave it."""

from __future__ import annotations

import gzip
import json

from kanban.protocol import wire

GIVEN = ("token", "code", "epoch", "account", "id", "device", "tip", "after", "before")
"""What a server makes up, and a client sends back."""


class Replayed:
    """Asks a server what was recorded, in order, at the times at which it was asked."""

    def __init__(self, client, moment):
        self.client, self.moment = client, moment
        self.given = {}
        """What was recorded, to what the server of today said instead."""

    async def ask(self, exchange):
        """Ask once more; returns the status and the body of the answer."""
        self.moment.ms = max(self.moment.ms, exchange["at_ms"])
        headers = {name: self._now(value) for name, value in exchange["headers"].items()}
        content = None
        if exchange["body"] is not None:
            content = self._now(json.dumps(exchange["body"], separators=(",", ":"))).encode("ascii")
            if headers.get("content-encoding") == "gzip":
                content = gzip.compress(content, 6, mtime=0)
        said = await self.client.request(
            exchange["method"], self._now(exchange["path"]), headers=headers, content=content
        )
        answer = said.json() if said.content else None
        self._learn(exchange["answer"], answer)
        return said.status_code, answer

    def _now(self, text):
        for was, now in self.given.items():
            text = text.replace(was, now)
        return text

    def _learn(self, was, now):
        """Note what the server made up this time."""
        if isinstance(was, dict) and isinstance(now, dict):
            for name in was.keys() & now.keys():
                if (
                    name in GIVEN
                    and isinstance(was[name], str)
                    and isinstance(now[name], str)
                    and was[name] != now[name]
                ):
                    self.given[was[name]] = now[name]
                self._learn(was[name], now[name])
        elif isinstance(was, list) and isinstance(now, list):
            for one, other in zip(was, now, strict=False):
                self._learn(one, other)


def lacks(was, now, place=""):
    """Return where an answer lacks what a client of 0.1.0 reads in it: a name that was there, or another kind of
    value."""
    if isinstance(was, dict) and isinstance(now, dict):
        gone = [f"{place}.{name}" for name in was if name not in now]
        return gone + [
            each for name in was.keys() & now.keys() for each in lacks(was[name], now[name], f"{place}.{name}")
        ]
    if isinstance(was, list) and isinstance(now, list):
        short = [f"{place}: {len(now)}"] if len(now) < len(was) else []
        return short + [
            each
            for n, (one, other) in enumerate(zip(was, now, strict=False))
            for each in lacks(one, other, f"{place}[{n}]")
        ]
    return [] if type(was) is type(now) or None in {was, now} else [f"{place}: {was!r}, {now!r}"]


def verdicts(answer):
    """Return what became of each change of a push, as (id, status, code)."""
    return [(each.id, each.status, each.code) for each in wire.decode_pushed(answer).verdicts]
