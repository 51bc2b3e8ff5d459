"""The loop: when it does a round, how long it waits, what it tells; by a bell and a clock that the test rings and
winds."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import pytest

from kanban.domain.errors import Refused
from kanban.protocol.types import Stopped
from kanban.sync import loop as module
from kanban.sync.event_stream import Poke
from kanban.sync.loop import ACTIVE, AT_ONCE, ATTENDED, GATHER, IDLE, Loop, WakeSignal
from kanban.sync.status import SyncStatus
from kanban.sync.sync_round import RoundResult

OFFLINE = RoundResult(stopped=Stopped("offline", "Nothing answers."))
GOOD = RoundResult()


class Bells:
    """Answers each wait with the next of what a test scripts, and keeps what was waited for."""

    def __init__(self, *rings):
        self.rings, self.waits, self.hushed = list(rings), [], []
        self.is_stopped = False

    def ring(self, why):
        self.rings.insert(0, why)

    def hush(self, why):
        self.hushed.append(why)

    def wait(self, seconds, among):
        self.waits.append((seconds, frozenset(among)))
        if not self.rings:
            self.is_stopped = True
            return "stop"
        return self.rings.pop(0)


class Fake:
    """A board whose rounds end as a test wants, and whose streams stay shut."""

    board = "b1"

    def __init__(self, *outcomes):
        self.outcomes, self.done, self.numbers = list(outcomes), 0, iter(range(100))
        self.aborted = threading.Event()

    def round(self, progress):
        outcome = self.outcomes[min(self.done, len(self.outcomes) - 1)]
        self.done += 1
        if callable(outcome):
            outcome = outcome(progress)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def status(self):
        return SyncStatus(synced_at="2026-11-23T10:00:00Z")

    def cursor(self):
        return 7

    def streams(self):
        return self

    def tidy(self, rest):
        self.tidied = rest()

    @contextmanager
    def events(self):
        self.aborted.wait(5)
        raise Stopped("offline", "The board was closed.")
        yield iter(())

    def abort(self):
        self.aborted.set()


def run(fake, bells, **more):
    told = []

    @contextmanager
    def begin():
        yield fake

    loop = Loop(begin, told.append, bell=bells, share=lambda: 1.0, **more)
    loop._listening = threading.current_thread()  # no stream: it would wait on the same script
    loop.run()
    return told


def test_it_begins_with_what_is_known_and_then_asks():
    fake = Fake(GOOD)
    told = run(fake, Bells())
    assert [report.outcome for report in told] == [None, GOOD]
    assert fake.done == 1


def test_a_timer_goes_by_whether_somebody_is_there():
    now = [0.0]

    def later(_progress):
        now[0] += ATTENDED + 1
        return GOOD

    bells = Bells("")
    run(Fake(GOOD, later), bells, clock=lambda: now[0])
    assert [seconds for seconds, _ in bells.waits] == [ACTIVE, IDLE]
    assert all(among == {"write", "poke", "asked"} for _, among in bells.waits)


def test_what_is_written_goes_at_once_with_what_comes_right_behind_it():
    bells = Bells("write", "")
    fake = Fake(GOOD)
    run(fake, bells)
    assert [seconds for seconds, _ in bells.waits] == [ACTIVE, GATHER, ACTIVE]
    assert fake.done == 2


def test_failures_wait_twice_as_long_each_time_and_no_write_shortens_that():
    bells = Bells(*[""] * 8)
    run(Fake(OFFLINE), bells)
    assert [seconds for seconds, _ in bells.waits] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert all(among == {"asked", "poke"} for _, among in bells.waits)


def test_one_good_round_forgets_the_failures():
    bells = Bells(*[""] * 4)
    run(Fake(OFFLINE, OFFLINE, GOOD, OFFLINE), bells)
    assert [seconds for seconds, _ in bells.waits] == [1, 2, ACTIVE, 1, 2]


def test_a_busy_server_is_obeyed_whoever_rings():
    bells = Bells()
    run(Fake(RoundResult(stopped=Stopped("slow_down", "Busy.", retry_after=30))), bells)
    assert bells.waits == [(31, frozenset())]


@pytest.mark.parametrize("kind", ["unauthorized", "forbidden", "unknown_board", "too_old"])
def test_what_only_a_person_can_mend_waits_for_one(kind):
    bells = Bells()
    told = run(Fake(RoundResult(stopped=Stopped(kind, "No."))), bells)
    assert bells.waits == [(IDLE, frozenset({"asked"}))]
    assert (told[-1].status.stopped, told[-1].status.sentence) == (kind, "No.")


def test_history_that_is_left_is_fetched_soon_and_in_turn():
    bells = Bells("", "")
    run(Fake(RoundResult(older=True), GOOD), bells)
    assert bells.waits[0] == (AT_ONCE, frozenset())


@pytest.mark.parametrize(
    "outcome",
    [
        RoundResult(cards=frozenset({"k1"})),
        RoundResult(is_structure_changed=True),
        RoundResult(is_booted=True),
        RoundResult(pushed=1),
        RoundResult(refused=("note",)),
    ],
)
def test_the_screen_is_told_to_look_when_something_came(outcome):
    assert run(Fake(outcome), Bells())[-1].has_changes
    assert not run(Fake(GOOD), Bells())[-1].has_changes


def test_a_long_round_tells_how_far_it_is_but_not_for_every_page():
    now = [100.0]

    def long(progress):
        for page in range(100):
            now[0] += 0.01
            progress("pull", page * 500, 50_000)
        return GOOD

    told = run(Fake(long), Bells(), clock=lambda: now[0])
    busy = [report.status.busy for report in told if report.status.busy]
    assert 3 < len(busy) < 8
    assert (busy[-1].what, busy[-1].of) == ("pull", 50_000)


@pytest.mark.parametrize("fault", [Refused("The disk is full."), Stopped("offline", "Away."), RuntimeError("odd")])
def test_nothing_that_goes_wrong_in_a_round_ends_the_loop(fault):
    fake = Fake(fault, GOOD)
    told = run(fake, Bells(""))
    assert fake.done == 2
    assert told[1].status.stopped == "offline"
    assert told[1].status.sentence in {str(fault), module.ODD}
    assert told[2].status.stopped == ""


def test_a_board_that_cannot_be_opened_is_told():
    told = []

    @contextmanager
    def begin():
        raise Refused("This machine is signed out.")
        yield

    Loop(begin, told.append, bell=Bells()).run()
    assert [report.status.sentence for report in told] == ["This machine is signed out."]


# -- the bell, and the threads themselves


def test_a_bell_wakes_for_what_is_listened_to_and_keeps_the_rest():
    bell = WakeSignal()
    bell.ring("write")
    assert bell.wait(0, ("poke",)) == ""
    bell.ring("poke")
    assert bell.wait(0, ("poke", "write")) == "write"
    assert bell.wait(0, ("poke", "write")) == "", "one round answers all that rang before it"
    bell.ring("poke")
    bell.hush("poke")
    assert bell.wait(0, ("poke",)) == ""
    bell.ring("stop")
    assert bell.is_stopped
    assert bell.wait(60, ()) == "stop"


class Live(Fake):
    """A board with a stream that pokes when the test says so."""

    def __init__(self):
        super().__init__(GOOD)
        self.rounds = threading.Semaphore(0)
        self.pokes = []
        self.poked = threading.Semaphore(0)
        self.opened = threading.Event()

    def round(self, progress):
        self.rounds.release()
        return super().round(progress)

    @contextmanager
    def events(self):
        self.opened.set()
        yield self.stream()

    def stream(self):
        while self.poked.acquire(timeout=5) and not self.aborted.is_set():
            board, head = self.pokes.pop(0)
            yield f'event: poke\ndata: {{"board": "{board}", "head": {head}}}\n\n'.encode()
        raise Stopped("offline", "The board was closed.")

    def abort(self):
        super().abort()
        self.poked.release()

    def poke(self, board, head):
        self.pokes.append((board, head))
        self.poked.release()


@pytest.fixture
def live():
    side, told = Live(), []

    @contextmanager
    def begin():
        yield side

    loop = Loop(begin, told.append)
    loop.start()
    assert side.rounds.acquire(timeout=5)
    assert side.opened.wait(5)
    yield side, loop
    loop.close()
    assert not loop._thread.is_alive()
    loop._listening.join(5)
    assert not loop._listening.is_alive()


def test_a_poke_a_write_and_a_wish_each_make_a_round(live):
    side, loop = live
    for ring in (lambda: side.poke("b1", 8), loop.nudge, loop.ask):
        ring()
        assert side.rounds.acquire(timeout=5)


def test_pokes_of_other_boards_and_of_what_is_here_already_make_none(live):
    side, loop = live
    side.poke("b2", 99)
    side.poke("b1", side.cursor())
    side.poke("b1", 9)
    assert side.rounds.acquire(timeout=5)
    assert loop._poked == 9
    assert side.done == 2


def test_what_the_server_says_to_the_stream_makes_a_round_at_once(live):
    side, loop = live
    loop._bell.wait = lambda seconds, among: ""
    assert not loop._rest(1.0, True)
    assert "poke" in loop._bell._rung
    del loop._bell.wait
    assert side.rounds.acquire(timeout=5)


def test_a_redirect_is_tried_again_by_itself():
    bells = Bells(*[""] * 2)
    run(Fake(RoundResult(stopped=Stopped("moved", "It is elsewhere.", to="https://elsewhere.example"))), bells)
    assert [seconds for seconds, _ in bells.waits] == [1, 2, 4]


def test_what_nobody_waits_for_is_done_when_nobody_is_there():
    now, fake = [0.0], Fake(GOOD)

    def later(_progress):
        now[0] += ATTENDED + 1
        return GOOD

    fake.tidied = None
    run(fake, Bells(), clock=lambda: now[0])
    assert fake.tidied is None
    fake.outcomes = [later]
    run(fake, Bells(), clock=lambda: now[0])
    assert fake.tidied is True


def test_it_ends_at_once_whatever_it_waits_for():
    side, reached = Fake(GOOD), threading.Event()

    def stalled(_progress):
        reached.set()
        side.aborted.wait(30)
        return OFFLINE

    side.outcomes = [stalled]
    told = []

    @contextmanager
    def begin():
        yield side

    loop = Loop(begin, told.append)
    loop.start()
    assert reached.wait(5)
    loop.close(5)
    assert not loop._thread.is_alive()
    assert len(told) == 1, "and tells nobody any more"


def test_a_poke_that_the_round_has_answered_is_forgotten():
    bells = Bells()
    fake = Fake(GOOD)
    loop = Loop(lambda: None, lambda _: None, bell=bells)
    loop._side = fake
    loop._listening = threading.current_thread()
    loop._on_poke(Poke("b1", 7))
    assert bells.rings == ["poke"]
    loop._pause(loop._round(fake))
    assert bells.hushed == ["poke"]
    loop._on_poke(Poke("b1", 7))
    assert bells.rings == []
