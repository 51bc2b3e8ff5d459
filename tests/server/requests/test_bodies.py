"""Bodies, looked through before they are parsed: how large they unpack, how many values they have, how deep those
nest."""

from __future__ import annotations

import gzip
import json
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.server.requests.bodies import (
    MOST_DIGITS,
    BodyTooLarge,
    BrokenBody,
    UnfitBody,
    has_too_many_values,
    is_too_deep,
    read,
    unpack,
)
from kanban.server.settings import Allowance, Settings

MOST = 8 << 20
PUSH = Settings().push


@given(st.binary(max_size=5_000))
def test_what_was_packed_comes_out(body):
    assert unpack(gzip.compress(body), MOST) == body


@given(st.binary(min_size=1, max_size=5_000))
def test_no_more_comes_out_than_is_allowed(body):
    with pytest.raises(BodyTooLarge):
        unpack(gzip.compress(body), len(body) - 1)


def test_a_bomb_is_noticed_while_it_is_small():
    bomb = gzip.compress(bytes(512 << 20), 1)
    began = time.thread_time()
    with pytest.raises(BodyTooLarge):
        unpack(bomb, MOST)
    assert time.thread_time() - began < 0.2  # a fiftieth of what unpacking all of it takes


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"plain",
        gzip.compress(b"whole", mtime=0)[:-4],
        gzip.compress(b"one", mtime=0) + b"more",
        gzip.compress(b"one", mtime=0) + gzip.compress(b"two", mtime=0),
        zlib.compress(b"other"),
    ],
)
def test_what_is_no_gzip_is_broken(packed):
    with pytest.raises(BrokenBody):
        unpack(packed, MOST)


def depth(value):
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


nested = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text('[]{}"\\a', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}"\\', max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(nested, st.integers(0, 6))
def test_depth_is_found_without_parsing(value, most):
    assert is_too_deep(json.dumps(value).encode(), most) == (depth(value) > most)


@pytest.mark.parametrize(
    ("body", "deep"),
    [
        (b"[" * (8 << 20), True),
        (b"[]" * (4 << 20), False),
        (b'{"a":' * 1_000_000, True),
        (b"][", True),
        (b'["' + b'\\"' * (4 << 20), True),
        (b'"' + b"\\" * (4 << 20), False),
        (b'"\\"' * (2 << 20), False),
        (b'["[",[]]' * (1 << 20), False),
    ],
)
def test_hostile_bodies_are_looked_through_in_one_go(body, deep):
    """Each is as large as a body may be; a search that begins anew at every sign would take hours."""
    assert is_too_deep(body, 20) == deep


def values(value):
    """Members of objects and lists, all the way down."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return len(inner) + sum(map(values, inner))


@given(nested, st.integers(0, 12))
def test_values_are_counted_without_parsing(value, most):
    """An opening bracket counts too, whether something is in it or not."""
    said = has_too_many_values(json.dumps(value).encode(), most)
    if values(value) > most:
        assert said
    if not said:
        assert values(value) <= most


@given(st.lists(st.dictionaries(st.text(), st.text() | st.lists(st.integers(), max_size=3)), max_size=9))
def test_text_does_not_count_however_many_commas_it_has(value):
    """A body that is within what is allowed is never refused for what stands in its strings."""
    body = json.dumps(value).encode()
    structure = sum(body.count(sign) for sign in (b"[", b"{", b","))
    assert not has_too_many_values(body, max(structure, 1))
    assert not has_too_many_values(json.dumps([", [ {" * 50] * 4).encode(), 8)


def expected(body):
    """What the standard library says."""
    try:
        return json.loads(body)
    except ValueError:
        return BrokenBody


@given(nested)
def test_a_body_within_limits_is_what_json_says(value):
    allowance = Allowance(1 << 20, 1 << 20, 10_000)
    body = json.dumps(value, ensure_ascii=False).encode()
    assert read(body, allowance, 20, packed=False) == value
    assert read(gzip.compress(body), allowance, 20, packed=True) == value


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"NaN", UnfitBody),
        (b"[-Infinity]", UnfitBody),
        (b"1e999", UnfitBody),
        (b"-1e999", UnfitBody),
        (b"9" * (MOST_DIGITS + 1), UnfitBody),
        (b"0." + b"1" * MOST_DIGITS, UnfitBody),
        (b"[" * 30 + b"]" * 30, UnfitBody),
        (b"{", UnfitBody),
        (b"", BrokenBody),
        (b"nothing", BrokenBody),
        (b"1 2", BrokenBody),
        (b"\xff", BrokenBody),
        ('{"a": 1}'.encode("utf-16"), BrokenBody),
        ('"a"'.encode("utf-16"), BrokenBody),
        ('"a"'.encode("utf-32"), BrokenBody),
    ],
)
def test_what_is_not_to_be_had_is_refused(body, fault):
    with pytest.raises(fault):
        read(body, PUSH, 20, packed=False)


def test_a_quote_within_a_letter_of_utf_16_hides_nothing():
    """`json` reads UTF-16 too, and U+2261 has the byte of a quote there."""
    body = ('["\u2261",' + "[]," * 400_000 + "1]").encode("utf-16-le")
    with pytest.raises((BodyTooLarge, UnfitBody, BrokenBody)):
        read(body, PUSH, 20, packed=False)


HOSTILE = {
    "empty lists": b'{"code":[' + b"[]," * (MOST // 3 - 10) + b"1]}",
    "keys": b"{" + b",".join(b'"%d":1' % number for number in range(500_000)) + b"}",
    "numbers": b"[" + b"1," * (MOST // 2 - 10) + b"1]",
    "long numbers": b"[" + b",".join([b"9" * 4_290] * (MOST // 4_300)) + b"]",
    "fractions": b"[1." + b"1" * (MOST - 20) + b"]",
    "strings": b"[" + b'"",' * (MOST // 3 - 10) + b"1]",
    "open strings": b'["[' + b'",[' * (MOST // 3 - 10) + b"1]",
    "lists in lists": b"[" * 19 + b"[]," * (MOST // 3 - 20) + b"1" + b"]" * 19,
    "brackets": b"[]" * (MOST // 2),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_takes_long_to_parse_is_not_parsed(body):
    """Parsed, most of these take a second in which no other thread runs, and hundreds of megabytes."""
    packed = gzip.compress(body, 1)
    began = time.thread_time()
    with pytest.raises((BodyTooLarge, UnfitBody)):
        read(packed, PUSH, 20, packed=True)
    assert time.thread_time() - began < 0.3


def test_a_full_push_is_read():
    """500 changes, as many as may come at once, of 25 fields each: more than any import makes."""
    change = {f"name{number}": "a value, of some length" for number in range(16)}
    body = json.dumps([change | {"set": {f"field{number}": "text, text" for number in range(25)}}] * 500).encode()
    assert len(read(body, PUSH, 20, packed=False)) == 500
