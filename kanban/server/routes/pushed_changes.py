"""Reading a push: checked strictly, and so that one invalid change does not block the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kanban.domain.change import Change
from kanban.protocol import wire
from kanban.protocol.types import MOST_CHANGES, Pushed, Stopped
from kanban.protocol.wire_fields import Malformed

_BARE = {
    "v": 1,
    "verb": "unread",
    "at": "1970-01-01T00:00:00Z",
    "etype": "unread",
    "set": {},
    "stamp": "000000000000-0000-00000000",
}


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What a device offers."""

    epoch: str
    device: str
    changes: tuple[Change, ...]
    unread: Mapping[str, str]
    """Id of an unreadable change to the reason.

    The change is among `changes` without values and without a stamp, so that the store refuses it under its own number.
    """

    def add_reasons(self, pushed: Pushed) -> Pushed:
        """Return the verdicts with the reason for each change that could not be read."""
        verdicts = tuple(
            replace(verdict, detail=self.unread[verdict.id])
            if verdict.status == "rejected" and verdict.id in self.unread
            else verdict
            for verdict in pushed.verdicts
        )
        return replace(pushed, verdicts=verdicts)


def read(raw: object) -> PushRequest:
    """Read a push; raises Malformed for anything else, Stopped for too many changes."""
    if not isinstance(raw, dict) or not isinstance(raw.get("changes"), list):
        raise Malformed("A push is an object with epoch, device and changes, which is a list.")
    if len(raw["changes"]) > MOST_CHANGES:
        raise Stopped("too_large", f"{len(raw['changes']):,} changes came at once; {MOST_CHANGES} are allowed.")
    epoch, device = raw.get("epoch"), raw.get("device")
    if not isinstance(epoch, str) or len(epoch) > 64 or not epoch.isascii() or not epoch.isprintable():
        raise Malformed("“epoch” should be the board's epoch, as it was last heard.")
    changes, unread = list[Change](), dict[str, str]()
    for item in raw["changes"]:
        try:
            changes.append(wire.decode_change(item))
        except Malformed as fault:
            bare = _strip_change(item, fault)
            changes.append(bare)
            unread[bare.id] = str(fault)
    return PushRequest(epoch, _device(device), tuple(changes), unread)


def _strip_change(raw: object, fault: Malformed) -> Change:
    """Return the parts of a change by which it can be refused; raises `fault` when even these can't be read."""
    if not isinstance(raw, dict):
        raise fault
    own = {name: raw.get(name) for name in ("id", "dseq")}
    try:
        bare = wire.decode_change(
            {**_BARE, **own, "entity": raw.get("id"), "act": raw.get("id"), "tx": raw.get("tx", raw.get("id"))}
        )
    except Malformed:
        raise fault from None
    return bare._replace(stamp="")


def _device(device: object) -> str:
    """Return the id of the device, checked like the ids of changes."""
    return wire.decode_change({**_BARE, "id": device, "act": device, "tx": device, "entity": device, "dseq": 1}).id
