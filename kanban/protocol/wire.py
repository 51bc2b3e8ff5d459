"""The sync protocol on the wire, version 1: changes, verdicts and pages as JSON, read with suspicion.

Both ends use it. What is read here comes from another machine: every shape, length and depth is checked, and what does not
fit is refused as `Malformed` before anything is done with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

from kanban.domain import clock
from kanban.domain.change import Change, Json
from kanban.domain.entity_state import State
from kanban.domain.errors import KanbanError
from kanban.domain.values import text
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

VERSION = 1
"""The protocol that this program speaks; a server that has moved on answers 426 and is read only."""

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_ODD = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no id, name or sentence has, and not every database takes."""
_KEY = re.compile(rf"[0-9a-f]{{12}}-[0-9a-f]{{4}}-[0-9a-f]{{8}} {_ID.pattern}")
_OWN = frozenset(
    {
        "v", "id", "dseq", "act", "tx", "verb", "at", "etype", "entity", "card", "set", "stamp", "base", "undo_of", "seq", "actor", "device",
    }
)  # fmt: skip


class Malformed(KanbanError):
    """What came is not what the protocol says."""


def write(body: object) -> bytes:
    """Return a message as its bytes: JSON in ASCII, which half a character in an old text survives."""
    return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")


def read(message: bytes) -> object:
    """Return what the bytes of a message say; raises Malformed where they are no JSON (a login page, for one)."""
    try:
        return cast("object", json.loads(message))
    except (ValueError, RecursionError) as fault:  # also for bytes that are no text, and for numbers without end
        raise Malformed("What came is no JSON.") from fault


# -- changes


def encode(change: Change) -> dict[str, Any]:
    """Return a change as the protocol has it; `seq`, `actor` and `device` are the server's to say, who ignores a client's."""
    made: dict[str, Any] = {
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
        made["card"] = change.card
    if change.seq is not None:
        made["seq"] = change.seq
    return made


def decode(raw: object) -> Change:
    """Read a change; raises Malformed. What is not known here is kept in `extra`."""
    body = _object(raw, "a change")
    if _count(body, "v", VERSION) < 1:
        raise Malformed("A change has the version 0, which is none.")
    extra = {} if body.keys() <= _OWN else {name: value for name, value in body.items() if name not in _OWN}
    return Change(
        id=_id(body, "id"),
        act=_id(body, "act"),
        tx=_id(body, "tx"),
        verb=_word(body, "verb"),
        at=_time(body, "at"),
        etype=_word(body, "etype"),
        entity=_id(body, "entity"),
        set=_registers(body.get("set")),
        stamp=_stamp(body, "stamp"),
        actor=_text(body, "actor", MOST_NAME, ""),
        device=_id(body, "device") if body.get("device", "") != "" else "",
        dseq=_count(body, "dseq"),
        base=_count(body, "base", 0),
        undo_of=_id(body, "undo_of") if body.get("undo_of") is not None else None,
        card=_id(body, "card") if body.get("card") is not None else None,
        seq=_count(body, "seq") if body.get("seq") is not None else None,
        extra=_extra(extra) if extra else {},
    )


def _registers(raw: object) -> dict[str, Json]:
    body = _object(raw, "what a change sets")
    if len(body) > MOST_FIELDS:
        raise Malformed(f"A change sets {len(body):,} fields; {MOST_FIELDS} are allowed.")
    return _checked(body)


def _extra(rest: dict[str, object]) -> dict[str, Json]:
    check_value("what a newer version wrote", rest)
    return _checked(rest)


def _checked(body: Mapping[str, object]) -> dict[str, Json]:
    for name, value in body.items():
        if not 0 < len(name) <= MOST_NAME:
            raise Malformed(f"{_quoted(name)} is no name of a field: 1 to {MOST_NAME} characters are.")
        if not ((isinstance(value, str) and len(value) < SHORT) or value is None or value is True or value is False):
            check_value(name, value)
    return cast("dict[str, Json]", dict(body))


SHORT = MOST_VALUE // 8
"""Characters of text that needs no measuring."""


def check_value(name: str, value: object) -> None:
    """Raise Malformed where a value is too large, nests too deep or is no JSON."""
    size, level = 0, [value]
    for _ in range(MOST_DEPTH):
        below: list[object] = []
        for each in level:
            if isinstance(each, Mapping):
                below += each.values()
                size += sum(len(str(key)) + 4 for key in each)
            elif isinstance(each, list):
                below += each
                size += 2 * len(each)
            elif isinstance(each, str):
                size += len(each.encode("utf-8", "surrogatepass"))
            elif isinstance(each, float) and (each != each or each in (float("inf"), float("-inf"))):  # noqa: PLR0124
                raise Malformed(f"The value of {_quoted(name)} is a number that JSON has no word for.")
            elif each is None or isinstance(each, bool | int | float):
                size += 8 if not isinstance(each, int) else max(8, each.bit_length() // 3)
            else:
                raise Malformed(f"The value of {_quoted(name)} is no JSON.")
        if size > MOST_VALUE:
            raise Malformed(f"The value of {_quoted(name)} is larger than {MOST_VALUE >> 10} KiB.")
        if not below:
            return
        level = below
    raise Malformed(f"The value of {_quoted(name)} nests deeper than {MOST_DEPTH} levels.")


# -- answers


def encode_pushed(pushed: Pushed) -> dict[str, Any]:
    """Return the answer to a push."""
    verdicts = [
        {"id": v.id, "status": v.status, "seq": v.seq, "stamp": v.stamp, "code": v.code, "detail": v.detail}
        for v in pushed.verdicts
    ]
    return {"epoch": pushed.epoch, "head": pushed.head, "verdicts": verdicts, "server_time": pushed.server_ms}


def decode_pushed(raw: object) -> Pushed:
    """Read the answer to a push; raises Malformed."""
    body = _object(raw, "the answer to a push")
    verdicts = []
    for each in _list(body, "verdicts", MOST_CHANGES):
        verdict = _object(each, "a verdict")
        status = _text(verdict, "status", 20)
        if status not in {"applied", "superseded", "duplicate", "rejected"}:
            raise Malformed(f"A verdict says {_quoted(status)}, which is none.")
        seq = _count(verdict, "seq") if verdict.get("seq") is not None else None
        if status in {"applied", "superseded"} and seq is None:
            raise Malformed("A verdict accepts a change without a number for it.")
        verdicts.append(
            Verdict(
                _id(verdict, "id"),
                cast("Status", status),
                seq,
                _stamp(verdict, "stamp") if verdict.get("stamp", "") != "" else "",
                cast("Code", _text(verdict, "code", 40, "")),
                _text(verdict, "detail", 2_000, ""),
            )
        )
    return Pushed(_id(body, "epoch"), _count(body, "head"), tuple(verdicts), _count(body, "server_time", 0))


def encode_page(page: Page) -> dict[str, Any]:
    """Return a page of changes."""
    made: dict[str, Any] = {
        "epoch": page.epoch,
        "from": page.since,
        "to": page.to,
        "head": page.head,
        "changes": [encode(change) for change in page.changes],
        "server_time": page.server_ms,
    }
    if page.digest is not None:
        made["digest"] = page.digest
    return made | {"takes": page.takes} if page.takes else made


def decode_page(raw: object) -> Page:
    """Read a page of changes; raises Malformed, also where its numbers have a gap."""
    body = _object(raw, "a page of changes")
    since, to, head = (_count(body, name) for name in ("from", "to", "head"))
    changes = tuple(map(decode, _list(body, "changes", MOST_PAGE)))
    if to - since != len(changes) or any(change.seq != since + n for n, change in enumerate(changes, 1)):
        raise Malformed("A page of changes leaves some out.")
    if head < to:
        raise Malformed("A page of changes goes beyond the newest one.")
    digest = _text(body, "digest", 32) if body.get("digest") is not None else None
    rest = _count(body, "server_time", 0), _text(body, "takes", 64, "")
    return Page(_id(body, "epoch"), since, to, head, changes, digest, *rest)


def encode_state(state: State) -> dict[str, Any]:
    """Return an entity of a snapshot; the keys are given as key to registers, because most share one."""
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


def decode_state(raw: object) -> State:
    """Read an entity of a snapshot; raises Malformed."""
    body = _object(raw, "an entity")
    keys: dict[str, str] = {}
    for key, names in _object(body.get("keys"), "an entity's keys").items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise Malformed("An entity's keys name no fields.")
        if not _KEY.fullmatch(key):
            raise Malformed(f"{_quoted(key)} is no key: a stamp and the id of a change are.")
        keys |= dict.fromkeys(names, key)
    registers = _object(body.get("set"), "an entity's fields")
    if keys.keys() != registers.keys():
        raise Malformed("An entity's keys are not those of its fields.")
    return State(
        _word(body, "etype"),
        _id(body, "id"),
        _checked(registers),
        keys,
        _time(body, "made_at") if body.get("made_at", "") != "" else "",
        _word(body, "made_verb") if body.get("made_verb", "") != "" else "",
        _time(body, "changed_at") if body.get("changed_at", "") != "" else "",
    )


def encode_snapshot(page: SnapshotPage) -> dict[str, Any]:
    """Return a page of a snapshot."""
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
    """Read a page of a snapshot; raises Malformed."""
    body = _object(raw, "a page of a snapshot")
    return SnapshotPage(
        _id(body, "epoch"),
        _count(body, "head"),
        _id(body, "tip") if body.get("tip") is not None else None,
        tuple(map(decode_state, _list(body, "entities", 10 * MOST_PAGE))),
        _text(body, "after", MOST_NAME) if body.get("after") is not None else None,
        _count(body, "count") if body.get("count") is not None else None,
        _count(body, "server_time", 0),
    )


def encode_older(older: Older) -> dict[str, Any]:
    """Return a page of older history."""
    return {"epoch": older.epoch, "changes": [encode(change) for change in older.changes], "before": older.before}


def decode_older(raw: object) -> Older:
    """Read a page of older history; raises Malformed."""
    body = _object(raw, "a page of history")
    changes = tuple(map(decode, _list(body, "changes", MOST_PAGE)))
    numbers = [change.seq or 0 for change in changes]
    if any(low >= high for high, low in pairwise(numbers)) or 0 in numbers:
        raise Malformed("A page of history is not in order.")
    return Older(_id(body, "epoch"), changes, _count(body, "before") if body.get("before") is not None else None)


# -- shapes


def _object(raw: object, what: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Malformed(f"Where {what} should be there is {type(raw).__name__}.")
    return raw


def _list(body: Mapping[str, Any], name: str, most: int) -> Sequence[Any]:
    value = body.get(name)
    if not isinstance(value, list):
        raise Malformed(f"“{name}” should be a list.")
    if len(value) > most:
        raise Malformed(f"“{name}” has {len(value):,} members; {most:,} are allowed.")
    return value


def _text(body: Mapping[str, Any], name: str, most: int, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or len(value) > most or _ODD.search(value):
        raise Malformed(f"“{name}” should be text of one line and at most {most} characters.")
    return value


def _id(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if isinstance(value, str) and _ID.fullmatch(value):
        return value
    raise Malformed(f"“{name}” should be an id, and {_quoted(_text(body, name, 64))} is none.")


def _word(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    raise Malformed(f"“{name}” should be a word in small letters, and {_quoted(_text(body, name, 40))} is none.")


def _stamp(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        value = _text(body, name, 64)
    try:
        clock.stamp_ms(value)
    except KanbanError as fault:
        raise Malformed(f"“{name}” should be a stamp, and {_quoted(_text(body, name, 64))} is none.") from fault
    return value


def _time(body: Mapping[str, Any], name: str) -> str:
    """Return a time in the one form in which times compare as text."""
    value = _text(body, name, 40)
    try:
        return _plain_time(value)
    except KanbanError as fault:
        raise Malformed(f"“{name}” should be a time, and {_quoted(value)} is none.") from fault


@lru_cache(4096)
def _plain_time(value: str) -> str:
    return clock.iso(clock.from_iso(value))


def _count(body: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise Malformed(f"“{name}” should be a whole number from 0 on.")
    return value


def _quoted(value: str) -> str:
    """Return the beginning of what came as a sentence may hold it."""
    return f"“{text.shorten(text.clean_line(value[:80]), 40)}”"
