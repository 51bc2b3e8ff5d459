"""The stream of events: read as it is cut, given up when it is mute."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.protocol.types import Stopped
from kanban.sync.backoff import LONGEST
from kanban.sync.event_stream import MUTE_STREAMS, QUIET, Event, Poke, listen, parse_events, parse_poke, split_lines

STREAM = 'event: poke\ndata: {"board": "b1", "head": 7}\n\n'


def poke(board="b1", head=7):
    return f'event: poke\ndata: {{"board": "{board}", "head": {head}}}\n\n'.encode()


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))),
    st.sampled_from(["\n", "\r", "\r\n"]),
    st.lists(st.integers(1, 9)),
)
def test_lines_end_at_line_ends_alone_however_they_are_cut(texts, end, sizes):
    """U+2028, U+0085 and form feeds stand in comments; a reader that splits there breaks them."""
    whole = "".join(text + end for text in texts).encode()
    pieces, rest = [], whole
    for size in sizes:
        pieces, rest = [*pieces, rest[:size]], rest[size:]
    assert [line.decode() for line in split_lines([*pieces, rest])] == texts


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_an_event_is_its_fields(end):
    stream = ": welcome\nid: 4\nevent: note\ndata: one\ndata:two\nretry: 5\n\n\n\ndata: bare\n\nevent: cut".replace(
        "\n", end
    )
    for size in (1, 2, 1_000):
        pieces = [stream[at : at + size].encode() for at in range(0, len(stream), size)]
        assert list(parse_events(pieces)) == [Event("note", "one\ntwo"), Event("message", "bare")]


def test_text_with_odd_separators_stays_whole():
    assert list(parse_events(["data: a\u2028b\u0085c\x0cd\n\n".encode()])) == [Event("message", "a\u2028b\u0085c\x0cd")]


@pytest.mark.parametrize("flood", [b"data: " + b"x" * 70_000, b"data: x\n" * 20_000])
def test_an_event_without_an_end_is_given_up(flood):
    with pytest.raises(ValueError, match="no end"):
        list(parse_events([flood]))


@pytest.mark.parametrize(
    ("event", "found"),
    [
        (Event("poke", '{"board": "b1", "head": 7, "more": 1}'), Poke("b1", 7)),
        (Event("ping", "{}"), None),
        (Event("later", '{"board": "b1", "head": 7}'), None),
        (Event("poke", "nonsense"), None),
        (Event("poke", "[]"), None),
        (Event("poke", '{"board": 1, "head": 7}'), None),
        (Event("poke", '{"board": "b1", "head": true}'), None),
        (Event("poke", "[" * 60_000), None),
    ],
)
def test_what_an_event_says_of_a_board(event, found):
    assert parse_poke(event) == found


class Scripted:
    """Streams as a test wants them: each is a list of pieces, or why it can't be opened; then it is over."""

    def __init__(self, *streams):
        self.left, self.rests, self.heard, self.news = list(streams), [], [], []

    @contextmanager
    def events(self):
        stream = self.left.pop(0)
        if isinstance(stream, Stopped):
            raise stream
        yield self.broken(stream)

    @staticmethod
    def broken(pieces):
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def rest(self, seconds, news):
        self.rests.append(seconds)
        self.news.append(news)
        return not self.left

    def run(self):
        listen(self, self.heard.append, self.rest)
        return self.rests


OFFLINE = Stopped("offline", "Nothing answers.")


def test_pokes_are_heard_and_a_stream_that_ends_is_opened_again():
    streams = Scripted([poke(head=7), b"event: ping\ndata: {}\n\n", poke(head=8)], [poke(head=9)])
    rests = streams.run()
    assert streams.heard == [Poke("b1", 7), Poke("b1", 8), Poke("b1", 9)]
    assert all(0 <= seconds <= 1 for seconds in rests)


def test_three_mute_streams_in_a_row_leave_it_to_the_timer():
    late = Stopped("offline", "It does not answer in time.")
    streams = Scripted(*[[late]] * MUTE_STREAMS, [poke()], [late])
    rests = streams.run()
    assert [seconds == QUIET for seconds in rests] == [False] * (MUTE_STREAMS - 1) + [True, False, False]
    assert streams.heard == [Poke("b1", 7)]


def test_a_stream_that_has_spoken_is_not_mute():
    late = Stopped("offline", "It does not answer in time.")
    assert QUIET not in Scripted(*[[b"event: ping\ndata: {}\n\n", late]] * 9).run()


def test_a_server_that_is_away_is_asked_ever_more_rarely_and_never_counts_as_mute():
    rests = Scripted(*[OFFLINE] * 12).run()
    assert QUIET not in rests
    assert all(seconds <= min(60, 2**number) for number, seconds in enumerate(rests))


def test_a_token_that_is_refused_is_not_tried_again_soon():
    assert Scripted(Stopped("unauthorized", "Sign in again.")).run() == [LONGEST]


def test_a_busy_server_is_given_its_time():
    (seconds,) = Scripted(Stopped("slow_down", "No room.", retry_after=60)).run()
    assert 60 <= seconds <= 61


def test_nonsense_is_no_event_and_does_not_end_it():
    streams = Scripted([json.dumps({"hello": 1}).encode() * 9_000], [poke()])
    assert len(streams.run()) == 2
    assert streams.heard == [Poke("b1", 7)]


def test_a_stream_that_the_server_ends_or_will_not_open_is_news_and_a_broken_line_is_none():
    late = Stopped("offline", "It does not answer in time.")
    busy = Stopped("slow_down", "Busy.")
    streams = Scripted([poke()], [], [poke(), late], OFFLINE, busy, Stopped("forbidden", "No."))
    streams.run()
    assert streams.news == [True, False, False, False, False, True]
