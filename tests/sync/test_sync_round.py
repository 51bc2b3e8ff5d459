"""The round against a real server's store and a real database, with one thing going wrong at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from kanban.domain.acts import verbs
from kanban.domain.ids import new_id
from kanban.protocol.types import Kind, Older, Page, Pushed, SnapshotPage, Stopped
from kanban.protocol.wire_fields import Malformed
from kanban.sync import sync_round as rounds
from kanban.sync.server_answers import ServerInfo
from tests.sync.simulation.checks import check
from tests.sync.simulation.founding import joining
from tests.sync.simulation.play import heal, stage
from tests.sync.simulation.world import Device, World


@pytest.fixture
def world() -> Iterator[World]:
    with stage(seed=1, ruled=False) as made:
        made.faulty = False
        yield made


@pytest.fixture
def ana(world: World) -> Device:
    return world.devices[0]


@pytest.fixture
def ben(world: World) -> Device:
    return world.devices[1]


def add(device: Device, title: str = "Acme") -> str:
    """Add a card."""
    return device.workspace.act(lambda view: verbs.create(view, {"title": title})).entity_ids[0]


def edit(device: Device, card: str, **registers: Any) -> None:
    device.workspace.act(lambda view: verbs.edit(view, [card], registers))


def titles(device: Device) -> set[str]:
    return {card.title for card, *_ in device.workspace.list_cards()}


class Bent:
    """A way to the server on which one kind of request goes as a test wants it."""

    def __init__(self, device: Device, **bent: Callable[..., Any]) -> None:
        self.straight, self.bent = device.wire, bent
        self.asked: list[str] = []

    def _go(self, kind: str, *words: Any) -> Any:
        self.asked.append(kind)
        assert len(self.asked) < 200, "the round does not end"
        straight = getattr(self.straight, {"older": "fetch_older"}.get(kind, kind))
        return self.bent[kind](straight, *words) if kind in self.bent else straight(*words)

    def meta(self) -> ServerInfo:
        return self._go("meta")

    def push(self, board: str, body: Mapping[str, Any]) -> Pushed:
        return self._go("push", board, body)

    def pull(self, board: str, epoch: str, since: int, tip: str | None, limit: int) -> Page:
        return self._go("pull", board, epoch, since, tip, limit)

    def snapshot(self, board: str, after: str | None) -> SnapshotPage:
        return self._go("snapshot", board, after)

    def fetch_older(self, board: str, before: int, limit: int) -> Older:
        return self._go("older", board, before, limit)


def with_small_pages(world: World) -> None:
    """Let snapshots and history come in several pages, with nothing going wrong by itself."""
    world.faulty, world.fault = True, lambda _: "none"
    world.may_die = world.meanwhile = lambda _: None


def stopping(kind: Kind, sentence: str = "No.", **more: Any) -> Callable[..., Any]:
    def stop(*_: Any) -> Any:
        raise Stopped(kind, sentence, **more)

    return stop


def all_agree(world: World) -> None:
    heal(world)
    check(world)


def test_what_one_adds_the_other_has_after_a_round_each(world, ana, ben):
    add(ana, "Acme")
    told: list[tuple[str, int, int | None]] = []
    outcome = rounds.run_round(ana.replica, ana.wire, progress=lambda *words: told.append(words))
    assert (outcome.pushed, outcome.pulled, outcome.waiting, outcome.stopped) == (1, 0, 0, None)
    assert [what for what, _, _ in told] == ["push", "pull"]
    assert "Acme" not in titles(ben)
    assert world.sync(ben).cards
    assert "Acme" in titles(ben)
    all_agree(world)


def test_nothing_to_do_is_one_request(ana):
    bent = Bent(ana)
    assert rounds.run_round(ana.replica, bent) == rounds.RoundResult()
    assert bent.asked == ["pull"]


@pytest.mark.parametrize("kind", ["offline", "unauthorized", "forbidden", "unknown_board", "too_old", "slow_down"])
@pytest.mark.parametrize("request_", ["push", "pull"])
def test_what_stops_it_is_told_and_nothing_is_lost(world, ana, kind, request_):
    add(ana, "Acme")
    stop = stopping(kind, "It can't be.", retry_after=7.0)
    outcome = rounds.run_round(ana.replica, Bent(ana, **{request_: stop}))
    assert (outcome.stopped.kind, str(outcome.stopped), outcome.stopped.retry_after) == (kind, "It can't be.", 7.0)
    assert outcome.waiting == (1 if request_ == "push" else 0)
    assert "Acme" in titles(ana)
    all_agree(world)


def test_an_answer_that_makes_no_sense_is_no_answer(world, ana):
    def mad(*_: Any) -> Any:
        raise Malformed("“to” should be a whole number from 0 on.")

    add(ana)
    outcome = rounds.run_round(ana.replica, Bent(ana, push=mad))
    assert outcome.stopped.kind == "offline"
    assert outcome.waiting == 1
    all_agree(world)


def test_a_batch_that_is_too_large_is_halved_but_no_act_is_torn(world, ana):
    cards = [add(ana, f"Deal {n}") for n in range(10)]
    ana.workspace.act(lambda view: verbs.delete(view, cards[:4]))
    sent = []

    def narrow(push, board, body):
        if len(body["changes"]) > 4:
            raise Stopped("too_large", "Too much.")
        sent.append([change["tx"] for change in body["changes"]])
        return push(board, body)

    outcome = rounds.run_round(ana.replica, Bent(ana, push=narrow))
    assert (outcome.pushed, outcome.waiting, outcome.stopped) == (14, 0, None)
    assert len(sent[-1]) == 4
    assert len(set(sent[-1])) == 1
    all_agree(world)


@pytest.mark.parametrize("kind", ["too_large", "invalid"])
def test_what_can_not_be_sent_even_alone_goes_back_to_its_author_and_the_rest_goes_on(world, ana, kind):
    add(ana, "before")
    bad = add(ana, "unbearable")
    edit(ana, bad, company="Acme")
    add(ana, "after")

    def picky(push, board, body):
        if any(change["set"].get("title") == "unbearable" for change in body["changes"]):
            raise Stopped(kind, "The server can't bear it.")
        return push(board, body)

    outcome = rounds.run_round(ana.replica, Bent(ana, push=picky))
    assert (outcome.waiting, outcome.stopped) == (0, None)
    assert [note.detail for note in outcome.refused] == ["The server can't bear it."]
    assert {"before", "after"} <= titles(ana)
    assert "unbearable" not in titles(ana)
    all_agree(world)


def test_a_server_that_bears_nothing_is_not_believed_for_long(world, ana):
    for n in range(8):
        add(ana, f"Deal {n}")
    outcome = rounds.run_round(ana.replica, Bent(ana, push=stopping("invalid")))
    assert outcome.stopped.kind == "invalid"
    assert len(outcome.refused) == rounds.GIVEN_UP
    assert outcome.waiting == 8 - rounds.GIVEN_UP
    all_agree(world)


def test_a_copied_database_goes_on_as_another_device(world, ana):
    add(ana, "before")
    world.back_up(ana)
    world.sync(ana)
    add(ana, "on the first one")
    world.sync(ana)
    world.restore(ana)
    add(ana, "on the copy")
    outcome = world.sync(ana)
    assert (outcome.is_forked, outcome.waiting, outcome.stopped) == (True, 0, None)
    assert {"before", "on the first one", "on the copy"} <= titles(ana)
    all_agree(world)


def test_a_gap_in_one_epoch_is_mended_by_going_on_as_another_device(world, ana):
    add(ana, "Acme")
    answers = iter([Stopped("gap", "Something is missing."), Stopped("gap", "Something is missing.")])

    def missing(push, board, body):
        stop = next(answers, None)
        if stop:
            raise stop
        return push(board, body)

    bent = Bent(ana, push=missing)
    outcome = rounds.run_round(ana.replica, bent)
    assert bent.asked[:2] == ["push", "pull"]
    assert (outcome.is_forked, outcome.waiting, outcome.stopped) == (True, 0, None)
    all_agree(world)


def test_a_server_restored_from_a_backup_gets_back_what_it_lost(world, ana, ben):
    world.back_up_server()
    add(ana, "Acme")
    world.sync(ana)
    world.sync(ben)
    world.restore_server()
    add(ben, "Borealis")
    outcome = world.sync(ben)
    assert (outcome.is_booted, outcome.stopped) == (True, None)
    assert "Acme" not in titles(ben)
    world.sync(ana)
    world.sync(ben)
    assert {"Acme", "Borealis"} <= titles(ana) & titles(ben)
    all_agree(world)


def test_a_copy_that_differs_is_fetched_anew_and_what_waits_is_kept(world, ana):
    def unsent(push, board, body):
        raise Stopped("offline", "Lost.")

    add(ana, "Acme")
    rounds.run_round(ana.replica, Bent(ana, push=unsent))
    ana.doubtful = True
    outcome = world.sync(ana)
    assert (outcome.is_booted, outcome.waiting, outcome.stopped) == (True, 0, None)
    assert "Acme" in titles(ana)
    all_agree(world)


def test_far_behind_a_copy_is_fetched(world, ana, ben, monkeypatch):
    monkeypatch.setattr(rounds, "FAR", 5)
    monkeypatch.setattr(rounds, "PAGE", 3)
    for n in range(10):
        add(ana, f"Deal {n}")
    world.sync(ana)
    outcome = world.sync(ben)
    assert (outcome.is_booted, outcome.older) == (True, 0)
    assert "Deal 9" in titles(ben)
    all_agree(world)


def test_a_copy_is_gone_on_with_where_it_was_broken_off(world, ana):
    ana.doubtful = True
    asked: list[str | None] = []

    with_small_pages(world)

    def breaking(snapshot, board, after):
        asked.append(after)
        if len(asked) == 2:
            raise Stopped("offline", "Lost.")
        return snapshot(board, after)

    assert rounds.run_round(ana.replica, Bent(ana, snapshot=breaking)).stopped.kind == "offline"
    assert rounds.run_round(ana.replica, Bent(ana, snapshot=breaking)).is_booted
    assert asked[:3] == [None, asked[1], asked[1]]
    assert asked[1] is not None
    all_agree(world)


def test_history_comes_after_the_copy_in_portions(world, ana, monkeypatch):
    monkeypatch.setattr(rounds, "OLDER_PAGES", 1)
    with_small_pages(world)
    joined = world.add("New", ana.caller, ana.member, joining(world.hub, ana.caller, world.board, world.time))
    outcome = world.sync(joined)
    assert outcome.is_booted
    left = outcome.older
    assert left > 9
    while outcome.older:
        outcome = world.sync(joined)
        left, before = outcome.older, left
        assert left < before
        assert len(joined.wire.old["older"]) < 50
    all_agree(world)


# -- servers that never come to an end


def test_epochs_without_end_end_the_round(ana):
    def restless(*_: Any) -> Any:
        raise Stopped("epoch", "Restored.", epoch=new_id())

    add(ana)
    outcome = rounds.run_round(ana.replica, Bent(ana, push=restless, pull=restless))
    assert outcome.stopped is not None
    assert outcome.waiting >= 1


def test_the_same_epoch_again_is_no_new_one(ana):
    same = ana.replica.remote().epoch
    outcome = rounds.run_round(ana.replica, Bent(ana, pull=stopping("epoch", epoch=same)))
    assert outcome.stopped.kind == "epoch"


@pytest.mark.parametrize("kind", ["device_forked", "gap"])
def test_forks_and_gaps_without_end_end_the_round(world, ana, kind):
    add(ana)
    outcome = rounds.run_round(ana.replica, Bent(ana, push=stopping(kind)))
    assert outcome.stopped.kind == "offline"
    assert outcome.waiting == 1
    all_agree(world)


def bend_page(**changed: Any) -> Callable[..., Page]:
    return lambda pull, *words: replace(pull(*words), **changed)


@pytest.mark.parametrize(
    "bend",
    [bend_page(epoch="another"), bend_page(since=5_000, to=5_000), bend_page(changes=(), to=0, since=0, head=9_000)],
)
def test_late_and_foreign_pages_are_not_taken_and_end_the_round(world, ana, ben, bend):
    add(ben)
    world.sync(ben)
    cursor = ana.replica.cursor
    outcome = rounds.run_round(ana.replica, Bent(ana, pull=bend))
    assert outcome.stopped.kind == "offline"
    assert ana.replica.cursor == cursor
    all_agree(world)


def test_pages_that_are_empty_before_the_head_end_the_round(world, ana):
    def empty(pull, *words):
        page = pull(*words)
        return replace(page, changes=(), to=page.since, head=page.since + 5, digest=None)

    assert rounds.run_round(ana.replica, Bent(ana, pull=empty)).stopped.kind == "offline"
    all_agree(world)


def test_answers_that_answer_nothing_end_the_round(world, ana):
    add(ana)

    def silent(push, board, body):
        return replace(push(board, body), verdicts=())

    outcome = rounds.run_round(ana.replica, Bent(ana, push=silent))
    assert outcome.stopped.kind == "offline"
    assert outcome.waiting == 1
    all_agree(world)
