"""The sync protocol on the wire, version 1: changes, verdicts and pages as JSON.

Both ends use it. Input comes from another machine: every shape, length and depth is checked, and `Malformed` is
raised before anything is done with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, cast

from kanban.domain.change import Change, Json
from kanban.domain.entity_state import EntityState
from kanban.protocol.types import (
    MOST_CHANGES,
    MOST_DEPTH,
    MOST_FIELDS,
    MOST_NAME,
    MOST_PAGE,
    MOST_VALUE,
    Code,
    Older,
    Page,
    Pushed,
    SnapshotPage,
    Status,
    Verdict,
)
from kanban.protocol.wire_fields import (
    ID,
    Malformed,
    quote,
    read_count,
    read_id,
    read_list,
    read_object,
    read_stamp,
    read_text,
    read_time,
    read_word,
)

VERSION = 1
"""The protocol version of this program. A newer server answers 426, and the client becomes read only."""

_KEY = re.compile(rf"[0-9a-f]{{12}}-[0-9a-f]{{4}}-[0-9a-f]{{8}} {ID.pattern}")
_OWN = frozenset(
    {
        "v", "id", "dseq", "act", "tx", "verb", "at", "etype", "entity", "card", "set", "stamp", "base", "undo_of",
        "seq", "actor", "device",
    }
)  # fmt: skip


def write_message(body: object) -> bytes:
    """Return a message as bytes: JSON in ASCII, which survives even half a character in an old text."""
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")


def read_message(message: bytes) -> object:
    """Return the JSON in a message. Raises Malformed for anything else, such as a login page."""
    try:
        return cast("object", json.loads(message))
    except (ValueError, RecursionError) as fault:  # also for bytes that are no text, and for numbers without end
        raise Malformed("The message is not JSON.") from fault


# -- changes


def encode_change(change: Change) -> dict[str, Any]:
    """Return a change as JSON; servers ignore a client's `seq`, `actor` and `device`."""
    body: dict[str, Any] = {
        **change.extra,
        "v": VERSION,
        "id": change.id,
        "dseq": change.dseq,
        "act": change.act,
        "tx": change.tx,
        "verb": change.verb,
        "at": change.at,
        "etype": change.etype,
        "entity": change.entity,
        "set": dict(change.set),
        "stamp": change.stamp,
        "base": change.base,
        "undo_of": change.undo_of,
        "actor": change.actor,
        "device": change.device,
    }
    if change.card is not None:
        body["card"] = change.card
    if change.seq is not None:
        body["seq"] = change.seq
    return body


def decode_change(raw: object) -> Change:
    """Read a change. Raises Malformed. Unknown members are kept in `extra`."""
    body = read_object(raw, "a change")
    if read_count(body, "v", VERSION) < 1:
        raise Malformed("A change can't have the version 0.")
    extra = {} if body.keys() <= _OWN else {name: value for name, value in body.items() if name not in _OWN}
    return Change(
        id=read_id(body, "id"),
        act=read_id(body, "act"),
        tx=read_id(body, "tx"),
        verb=read_word(body, "verb"),
        at=read_time(body, "at"),
        etype=read_word(body, "etype"),
        entity=read_id(body, "entity"),
        set=_read_registers(body.get("set")),
        stamp=read_stamp(body, "stamp"),
        actor=read_text(body, "actor", MOST_NAME, ""),
        device=read_id(body, "device") if body.get("device", "") != "" else "",
        dseq=read_count(body, "dseq"),
        base=read_count(body, "base", 0),
        undo_of=read_id(body, "undo_of") if body.get("undo_of") is not None else None,
        card=read_id(body, "card") if body.get("card") is not None else None,
        seq=read_count(body, "seq") if body.get("seq") is not None else None,
        extra=_read_extra(extra) if extra else {},
    )


def _read_registers(raw: object) -> dict[str, Json]:
    body = read_object(raw, "what a change sets")
    if len(body) > MOST_FIELDS:
        raise Malformed(f"A change sets {len(body):,} fields; {MOST_FIELDS} are allowed.")
    return _check_registers(body)


def _read_extra(rest: dict[str, object]) -> dict[str, Json]:
    check_value("what a newer version wrote", rest)
    return _check_registers(rest)


def _check_registers(body: Mapping[str, object]) -> dict[str, Json]:
    for name, value in body.items():
        if not 0 < len(name) <= MOST_NAME:
            raise Malformed(f"The name of a field has 1 to {MOST_NAME} characters, not {len(name):,}.")
        if not ((isinstance(value, str) and len(value) < SHORT) or value is None or value is True or value is False):
            check_value(name, value)
    return cast("dict[str, Json]", dict(body))


SHORT = MOST_VALUE // 8
"""Shorter texts need no measuring."""


def check_value(name: str, value: object) -> None:
    """Raise Malformed for a value that is too large, too deep or not JSON."""
    size, level = 0, [value]
    for _ in range(MOST_DEPTH):
        below: list[object] = []
        for item in level:
            if isinstance(item, Mapping):
                below += item.values()
                size += sum(len(str(key)) + 4 for key in item)
            elif isinstance(item, list):
                below += item
                size += 2 * len(item)
            elif isinstance(item, str):
                size += len(item.encode("utf-8", "surrogatepass"))
            elif isinstance(item, float) and (item != item or item in (float("inf"), float("-inf"))):  # noqa: PLR0124
                raise Malformed(f"The value of {quote(name)} is a number that JSON can't hold.")
            elif item is None or isinstance(item, bool | int | float):
                size += 8 if not isinstance(item, int) else max(8, item.bit_length() // 3)
            else:
                raise Malformed(f"The value of {quote(name)} is not JSON.")
        if size > MOST_VALUE:
            raise Malformed(f"The value of {quote(name)} is larger than {MOST_VALUE >> 10} KiB.")
        if not below:
            return
        level = below
    raise Malformed(f"The value of {quote(name)} nests deeper than {MOST_DEPTH} levels.")


# -- answers


def encode_pushed(pushed: Pushed) -> dict[str, Any]:
    """Return the answer to a push as JSON."""
    verdicts = [
        {"id": v.id, "status": v.status, "seq": v.seq, "stamp": v.stamp, "code": v.code, "detail": v.detail}
        for v in pushed.verdicts
    ]
    return {"epoch": pushed.epoch, "head": pushed.head, "verdicts": verdicts, "server_time": pushed.server_ms}


def decode_pushed(raw: object) -> Pushed:
    """Read the answer to a push. Raises Malformed."""
    body = read_object(raw, "the answer to a push")
    verdicts = []
    for item in read_list(body, "verdicts", MOST_CHANGES):
        verdict = read_object(item, "a verdict")
        status = read_text(verdict, "status", 20)
        if status not in {"applied", "superseded", "duplicate", "rejected"}:
            raise Malformed(f"A verdict says {quote(status)}, which is not a status.")
        seq = read_count(verdict, "seq") if verdict.get("seq") is not None else None
        if status in {"applied", "superseded"} and seq is None:
            raise Malformed("A verdict accepts a change without a number for it.")
        verdicts.append(
            Verdict(
                read_id(verdict, "id"),
                cast("Status", status),
                seq,
                read_stamp(verdict, "stamp") if verdict.get("stamp", "") != "" else "",
                cast("Code", read_text(verdict, "code", 40, "")),
                read_text(verdict, "detail", 2_000, ""),
            )
        )
    return Pushed(read_id(body, "epoch"), read_count(body, "head"), tuple(verdicts), read_count(body, "server_time", 0))


def encode_page(page: Page) -> dict[str, Any]:
    """Return a page of changes as JSON."""
    body: dict[str, Any] = {
        "epoch": page.epoch,
        "from": page.since,
        "to": page.to,
        "head": page.head,
        "changes": [encode_change(change) for change in page.changes],
        "server_time": page.server_ms,
    }
    if page.digest is not None:
        body["digest"] = page.digest
    return body | {"takes": page.takes} if page.takes else body


def decode_page(raw: object) -> Page:
    """Read a page of changes. Raises Malformed, also for a gap between its numbers."""
    body = read_object(raw, "a page of changes")
    since, to, head = (read_count(body, name) for name in ("from", "to", "head"))
    changes = tuple(map(decode_change, read_list(body, "changes", MOST_PAGE)))
    if to - since != len(changes) or any(change.seq != since + n for n, change in enumerate(changes, 1)):
        raise Malformed("A page of changes leaves some out.")
    if head < to:
        raise Malformed("A page of changes goes beyond the newest one.")
    digest = read_text(body, "digest", 32) if body.get("digest") is not None else None
    rest = read_count(body, "server_time", 0), read_text(body, "takes", 64, "")
    return Page(read_id(body, "epoch"), since, to, head, changes, digest, *rest)


def encode_state(state: EntityState) -> dict[str, Any]:
    """Return an entity of a snapshot as JSON. Keys are given as key to registers, because most share one."""
    by_key: dict[str, list[str]] = {}
    for name, key in state.keys.items():
        by_key.setdefault(key, []).append(name)
    return {
        "etype": state.etype,
        "id": state.id,
        "set": state.registers,
        "keys": by_key,
        "made_at": state.made_at,
        "made_verb": state.made_verb,
        "changed_at": state.changed_at,
    }


def decode_state(raw: object) -> EntityState:
    """Read an entity of a snapshot. Raises Malformed."""
    body = read_object(raw, "an entity")
    keys: dict[str, str] = {}
    for key, names in read_object(body.get("keys"), "an entity's keys").items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Malformed("An entity's keys name no fields.")
        if not _KEY.fullmatch(key):
            raise Malformed(f"{quote(key)} is not a key: that is a stamp and the id of a change.")
        keys |= dict.fromkeys(names, key)
    registers = read_object(body.get("set"), "an entity's fields")
    if keys.keys() != registers.keys():
        raise Malformed("An entity's keys don't match its fields.")
    return EntityState(
        read_word(body, "etype"),
        read_id(body, "id"),
        _check_registers(registers),
        keys,
        read_time(body, "made_at") if body.get("made_at", "") != "" else "",
        read_word(body, "made_verb") if body.get("made_verb", "") != "" else "",
        read_time(body, "changed_at") if body.get("changed_at", "") != "" else "",
    )


def encode_snapshot(page: SnapshotPage) -> dict[str, Any]:
    """Return a page of a snapshot as JSON."""
    return {
        "epoch": page.epoch,
        "head": page.head,
        "tip": page.tip,
        "entities": [encode_state(state) for state in page.entities],
        "after": page.after,
        "count": page.count,
        "server_time": page.server_ms,
    }


def decode_snapshot(raw: object) -> SnapshotPage:
    """Read a page of a snapshot. Raises Malformed."""
    body = read_object(raw, "a page of a snapshot")
    return SnapshotPage(
        read_id(body, "epoch"),
        read_count(body, "head"),
        read_id(body, "tip") if body.get("tip") is not None else None,
        tuple(map(decode_state, read_list(body, "entities", 10 * MOST_PAGE))),
        read_text(body, "after", MOST_NAME) if body.get("after") is not None else None,
        read_count(body, "count") if body.get("count") is not None else None,
        read_count(body, "server_time", 0),
    )


def encode_older(older: Older) -> dict[str, Any]:
    """Return a page of older history as JSON."""
    return {
        "epoch": older.epoch,
        "changes": [encode_change(change) for change in older.changes],
        "before": older.before,
    }


def decode_older(raw: object) -> Older:
    """Read a page of older history. Raises Malformed."""
    body = read_object(raw, "a page of history")
    changes = tuple(map(decode_change, read_list(body, "changes", MOST_PAGE)))
    numbers = [change.seq or 0 for change in changes]
    if any(low >= high for high, low in pairwise(numbers)) or 0 in numbers:
        raise Malformed("A page of history is not in order.")
    return Older(
        read_id(body, "epoch"), changes, read_count(body, "before") if body.get("before") is not None else None
    )
