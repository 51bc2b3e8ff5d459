"""The page that will be asked for next is on its way while this one is taken in."""

from __future__ import annotations

import threading

import pytest

from kanban.protocol.types import Stopped
from kanban.sync import prefetch
from kanban.sync.prefetch import Prefetcher


class Book:
    """Pages 0 to 3, and which of them were fetched in which thread."""

    def __init__(self):
        self.fetched = []
        self.faults = {}
        self.ahead = Prefetcher()

    def fetch(self, asked):
        own = threading.current_thread() is threading.main_thread()
        self.fetched.append((asked["page"], "here" if own else "ahead"))
        if (fault := self.faults.pop(asked["page"], None)) is not None:
            raise fault
        return asked["page"]

    def page(self, number):
        return self.ahead.page({"page": number}, self.fetch, lambda got: {"page": got + 1} if got < 3 else None)


def test_each_page_is_fetched_once_and_all_but_the_first_ahead():
    book = Book()
    assert [book.page(number) for number in range(4)] == [0, 1, 2, 3]
    assert book.fetched == [(0, "here"), (1, "ahead"), (2, "ahead"), (3, "ahead")]


def test_another_page_than_the_one_that_comes_is_asked_for():
    book = Book()
    book.page(0)
    assert book.page(2) == 2
    assert book.page(3) == 3
    assert sorted(book.fetched) == [(0, "here"), (1, "ahead"), (2, "here"), (3, "ahead")]


@pytest.mark.parametrize("fault", [Stopped("offline", "Gone."), RuntimeError("The client was closed.")])
def test_one_that_did_not_come_is_asked_for_again(fault):
    book = Book()
    book.page(0)
    book.ahead._coming.answer({"page": 1})
    book.faults[2] = fault
    assert book.page(1) == 1
    assert book.page(2) == 2
    assert book.fetched[-3:] == [(2, "ahead"), (2, "here"), (3, "ahead")]


def test_what_is_wrong_with_the_page_that_is_asked_for_is_heard():
    book = Book()
    book.faults[0] = Stopped("offline", "Gone.")
    with pytest.raises(Stopped, match="Gone"):
        book.page(0)


def test_one_that_came_long_ago_is_asked_for_anew(monkeypatch):
    book = Book()
    book.page(0)
    monkeypatch.setattr(prefetch, "FRESH", -1.0)
    assert book.page(1) == 1
    assert book.fetched[:3] == [(0, "here"), (1, "ahead"), (1, "here")]
