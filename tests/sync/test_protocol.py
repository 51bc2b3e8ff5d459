"""The protocol on the wire: what is written is read back, and what is not the protocol is refused in one sentence."""

from __future__ import annotations

import json
import math
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.domain.change import Change
from kanban.domain.entity_state import EntityState
from kanban.domain.values.text import MAX_TEXT, clean_line
from kanban.protocol import wire
from kanban.protocol.types import (
    MOST_CHANGES,
    MOST_DEPTH,
    MOST_FIELDS,
    MOST_NAME,
    MOST_PAGE,
    MOST_VALUE,
    Older,
    Page,
    Pushed,
    SnapshotPage,
    Verdict,
)
from kanban.protocol.wire_fields import Malformed

ids = st.uuids().map(str)
words = st.sampled_from(["create", "move", "edit_comment", "card", "comment", "gadget", "re-rank"])
numbers = st.integers(0, (1 << 53) - 1)
times = st.sampled_from(["2026-11-23T10:02:11Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
stamps = st.builds(
    lambda ms, n, device: f"{ms:012x}-{n:04x}-{device:08x}",
    st.integers(0, 253_402_300_799_999), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF),
)  # fmt: skip
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
names = st.text(min_size=1, max_size=MOST_NAME)
registers = st.dictionaries(names, values, max_size=4)
lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)
extras = st.dictionaries(names.filter(lambda name: name not in wire._OWN), values, max_size=2)


@st.composite
def changes(draw: st.DrawFn, seq: int | None = None) -> Change:
    return Change(
        id=draw(ids),
        act=draw(ids),
        tx=draw(ids),
        verb=draw(words),
        at=draw(times),
        etype=draw(words),
        entity=draw(ids),
        set=draw(registers),
        stamp=draw(stamps),
        actor=draw(lines),
        device=draw(ids | st.just("")),
        dseq=draw(numbers),
        base=draw(numbers),
        undo_of=draw(st.none() | ids),
        card=draw(st.none() | ids),
        seq=seq,
        extra=draw(extras),
    )


@st.composite
def pages(draw: st.DrawFn) -> Page:
    since, count = draw(st.integers(0, 1 << 50)), draw(st.integers(0, 3))
    some = tuple(draw(changes(since + n)) for n in range(1, count + 1))
    head = draw(st.integers(since + count, 1 << 51))
    return Page(draw(ids), since, since + count, head, some, draw(st.none() | st.just("00ff" * 4)), draw(numbers))


@st.composite
def states(draw: st.DrawFn) -> EntityState:
    held = draw(registers)
    keys = {name: f"{draw(stamps)} {draw(ids)}" for name in held}
    return EntityState(
        draw(words), draw(ids), held, keys, draw(times | st.just("")), draw(words | st.just("")), draw(times)
    )


snapshots = st.builds(
    SnapshotPage, ids, numbers, st.none() | ids, st.lists(states(), max_size=3).map(tuple), st.none() | lines,
    st.none() | numbers, numbers,
)  # fmt: skip
verdicts = st.builds(
    Verdict, ids, st.sampled_from(["applied", "superseded", "duplicate", "rejected"]), numbers, stamps | st.just(""),
    st.sampled_from(["", "forbidden", "stage_gate", "gone"]), lines,
)  # fmt: skip
answers = st.builds(Pushed, ids, numbers, st.lists(verdicts, max_size=3).map(tuple), numbers)


@st.composite
def histories(draw: st.DrawFn) -> Older:
    top, count = draw(st.integers(10, 1 << 50)), draw(st.integers(0, 3))
    return Older(draw(ids), tuple(draw(changes(top - n)) for n in range(count)), draw(st.none() | numbers))


MESSAGES = [
    (changes(), wire.encode_change, wire.decode_change),
    (pages(), wire.encode_page, wire.decode_page),
    (states(), wire.encode_state, wire.decode_state),
    (snapshots, wire.encode_snapshot, wire.decode_snapshot),
    (answers, wire.encode_pushed, wire.decode_pushed),
    (histories(), wire.encode_older, wire.decode_older),
]
NAMES = ["change", "page", "state", "snapshot", "pushed", "older"]


@pytest.mark.parametrize(("made", "encode", "decode"), MESSAGES, ids=NAMES)
def test_what_is_written_is_read_back(made, encode, decode):
    @given(made)
    def holds(message):
        assert decode(wire.read_message(wire.write_message(encode(message)))) == message

    holds()


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from([-1, 1 << 53, 10**30, math.nan, math.inf, "", "\ud800", "a\nb", "\x00", "\x1b[2J", "x" * 300,
                       "9" * 400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(body: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON body, the whole of it first."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(body, dict):
        inner = list(body.items())
    elif isinstance(body, list):
        inner = list(enumerate(body))
    return [path, *(place for key, value in inner for place in places(value, (*path, key)))]


def spoiled(body: Any, path: tuple[Any, ...], value: Any, *, gone: bool) -> Any:
    """A copy of a body with something else, or nothing, in one place."""
    if not path:
        return value
    whole = deepcopy(body)
    inside = whole
    for key in path[:-1]:
        inside = inside[key]
    if gone:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    return whole


@pytest.mark.parametrize(("made", "encode", "decode"), MESSAGES, ids=NAMES)
def test_what_is_spoiled_in_one_place_is_read_or_refused_in_one_sentence(made, encode, decode):
    @given(st.data(), made, junk)
    def holds(data, message, value):
        body = encode(message)
        path = data.draw(st.sampled_from(places(body)))
        one_sentence_at_most(decode, spoiled(body, path, value, gone=bool(path) and data.draw(st.booleans())))

    holds()


def one_sentence_at_most(decode, raw):
    """It reads as something that can be written again, or says in one harmless line why not."""
    try:
        read = decode(raw)
    except Malformed as fault:
        said = str(fault)
        assert said == clean_line(said)
        assert 10 < len(said) < 300
        assert said.endswith(".")
    else:
        index = [decoder for _, _, decoder in MESSAGES].index(decode)
        wire.write_message(MESSAGES[index][1](read)).decode("ascii")


@pytest.mark.parametrize("decode", [decode for _, _, decode in MESSAGES], ids=NAMES)
@given(raw=junk)
def test_what_is_no_message_is_refused(decode, raw):
    with pytest.raises(Malformed):
        decode(raw)


@given(st.binary() | st.text().map(str.encode))
def test_bytes_are_json_or_refused(message):
    try:
        json.loads(message)
    except (ValueError, RecursionError):
        with pytest.raises(Malformed, match=r"^The message is not JSON\.$"):
            wire.read_message(message)
    else:
        wire.read_message(message)


@pytest.mark.parametrize("message", [b"<html>Log in</html>", b"[" * 100_000, b"9" * 10_000, b'"\xff"', b""])
def test_a_login_page_a_bomb_and_an_endless_number_are_no_json(message):
    with pytest.raises(Malformed):
        wire.read_message(message)


# -- one rule each


CHANGE = Change(
    id="0199c200-0000-7000-8000-000000000001", act="a", tx="t", verb="edit", at="2026-11-23T10:02:11Z", etype="card",
    entity="e", set={"title": "Acme"}, stamp="0199c2000000-0000-9f31ab20", actor="m", device="d", dseq=1, seq=8,
)  # fmt: skip


def nested(levels: int) -> Any:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


WRONG = {
    "a number that is a switch": ("dseq", True), "a number that is text": ("dseq", "1"), "one below 0": ("base", -1),
    "one past what JSON holds": ("dseq", 1 << 53), "one with a point": ("dseq", 1.0),
    "a version that is a switch": ("v", True), "version 0": ("v", 0), "an id with blanks": ("id", "a b"),
    "an id of two lines": ("id", "a\nb"), "an endless id": ("entity", "a" * 65), "an id that is none": ("tx", None),
    "a verb in capitals": ("verb", "EDIT"), "a type that is a path": ("etype", "../card"),
    "a stamp past the year 9999": ("stamp",
        "ffffffffffff-0000-9f31ab20"),
    "a stamp in capitals": ("stamp", "0199C2000000-0000-9f31ab20"),
    "a time without a zone": ("at", "2026-11-23T10:02:11"), "no time": ("at", "soon"),
    "the edge of time": ("at", "0001-01-01T00:00:00+14:00"), "an actor of two lines": ("actor", "a\nb"),
    "half a character": ("actor", "\ud800"), "a device that is none": ("device", " "),
    "fields that are a list": ("set", []), "no fields at all": ("set", None),
    "a field without a name": ("set", {"": 1}), "a field with an endless name": ("set", {"n" * (MOST_NAME + 1): 1}),
    "too many fields": ("set", {f"f{n}": 1 for n in range(MOST_FIELDS + 1)}),
    "a value too long": ("set", {"x": "é" * (MOST_VALUE // 2 + 1)}),
    "many that are long together": ("set", {"x": ["x" * 1000] * 200}),
    "a number too long": ("set", {"x": 10 ** (4 * MOST_VALUE)}), "no number": ("set", {"x": math.nan}),
    "no end": ("set", {"x": [-math.inf]}), "a value too deep": ("set", {"x": nested(MOST_DEPTH + 1)}),
    "no JSON": ("set", {"x": {1, 2}}), "a number for a name": ("later", nested(MOST_DEPTH)),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG.values(), ids=WRONG)
def test_a_change_is_refused_for(name, value):
    body = wire.encode_change(CHANGE)
    wire.decode_change(body)
    with pytest.raises(Malformed) as refused:
        wire.decode_change({**body, name: value})
    assert str(refused.value) == clean_line(str(refused.value))


@pytest.mark.parametrize("name", ["id", "dseq", "act", "tx", "verb", "at", "etype", "entity", "set", "stamp"])
def test_a_change_lacks_nothing(name):
    body = wire.encode_change(CHANGE)
    del body[name]
    with pytest.raises(Malformed):
        wire.decode_change(body)


def test_the_longest_comment_the_deepest_value_and_the_most_fields_fit():
    held = {"body": "\N{PARTY POPPER}" * MAX_TEXT, "deep": nested(MOST_DEPTH)}
    held |= {f"f{n}": n for n in range(MOST_FIELDS - 2)}
    change = CHANGE._replace(set=held)
    assert wire.decode_change(wire.encode_change(change)) == change


def test_times_are_read_into_the_form_in_which_they_compare():
    body = {**wire.encode_change(CHANGE), "at": "2026-11-23T11:02:11.5+01:00"}
    assert wire.decode_change(body) == CHANGE


def test_what_a_newer_version_says_of_a_change_is_kept():
    body = {**wire.encode_change(CHANGE), "v": 2, "mood": {"is": "good"}}
    assert wire.decode_change(body).extra == {"mood": {"is": "good"}}
    assert wire.encode_change(wire.decode_change(body))["mood"] == {"is": "good"}


def page(*numbers: int, since: int = 7, to: int | None = None, head: int = 20) -> dict[str, Any]:
    some = [wire.encode_change(CHANGE._replace(seq=number)) for number in numbers]
    return {"epoch": "e", "from": since, "to": since + len(some) if to is None else to, "head": head, "changes": some}


@pytest.mark.parametrize(
    "wrong",
    [
        page(8, 10), page(9, 8), page(8, 8), page(9), page(8, to=9), page(8, to=7), page(8, 9, head=8),
        page(to=1 << 52, head=1 << 52), page(since=8, to=7), {**page(8), "changes": None},
        {**page(), "changes": [{}] * (MOST_PAGE + 1)}, {**page(8),
                                                        "changes": [{**wire.encode_change(CHANGE), "seq": None}]},
                                                        {**page(8), "digest": 5},
    ],
)  # fmt: skip
def test_a_page_has_no_gap_and_ends_where_it_says(wrong):
    wire.decode_page(page(8, 9))
    with pytest.raises(Malformed):
        wire.decode_page(wrong)


def test_history_is_read_from_the_newest_down():
    body = wire.encode_older(Older("e1", (CHANGE._replace(seq=9), CHANGE._replace(seq=7)), 7))
    wire.decode_older(body)
    for changes in (body["changes"][::-1], [*body["changes"], {**body["changes"][0], "seq": None}]):
        with pytest.raises(Malformed):
            wire.decode_older({**body, "changes": changes})


def test_an_entity_names_the_set_that_won_each_of_its_fields():
    state = EntityState("card", "c", {"title": "Acme"}, {"title": CHANGE.key})
    body = wire.encode_state(state)
    assert wire.decode_state(body) == state
    for wrong in (
        {"keys": {}}, {"keys": {CHANGE.key: ["title", "more"]}}, {"keys": {"soon": ["title"]}},
        {"keys": {CHANGE.key: "title"}}, {"keys": {CHANGE.key: [1]}}, {"set": {}}, {"set": {"title": math.inf}},
        {"made_at": "soon"}, {"made_verb": "A B"},
    ):  # fmt: skip
        with pytest.raises(Malformed):
            wire.decode_state({**body, **wrong})


def test_a_verdict_that_accepts_has_a_number():
    body = wire.encode_pushed(Pushed("e", 8, (Verdict("i", "applied", 8, CHANGE.stamp),)))
    wire.decode_pushed(body)
    for wrong in (
        {"status": "perhaps"}, {"seq": None}, {"seq": True}, {"id": None}, {"stamp": "soon"}, {"detail": "x" * 2_001},
        {"code": 5},
    ):  # fmt: skip
        with pytest.raises(Malformed):
            wire.decode_pushed({**body, "verdicts": [{**body["verdicts"][0], **wrong}]})
    with pytest.raises(Malformed):
        wire.decode_pushed({**body, "verdicts": body["verdicts"] * (MOST_CHANGES + 1)})
