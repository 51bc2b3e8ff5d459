"""What must hold once everybody has spoken with the server again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import text as sql

from kanban.domain import clock, fold
from kanban.domain.change import Change, Json
from kanban.domain.entity_state import EntityState, add_digest, digest_of, digest_text
from kanban.store.hub.board_rows import change_of
from kanban.store.maintenance import doctor, repair
from kanban.store.projection import Projection
from kanban.store.reading.card_records import Listing
from tests.store.conftest import whole_log
from tests.store.world import empty, held
from tests.sync.simulation.door import check_door
from tests.sync.simulation.gate import check_gate
from tests.sync.simulation.removed import check_removed
from tests.sync.simulation.world import Deed, Device, Violation, World

IMPLIED = ("created_at", "entered_at", "acted_at")
"""Registers that changes set without naming them."""

LET_THROUGH = {"passed"}
"""Registers of changes that come after everything when the server takes them."""

AHEAD_MS = 6 * 60_000
"""How far a stamp may lie ahead of the server's clock at most: 5 minutes, and what happens-before adds."""


def check(world: World) -> None:
    """Raise Violation for the first thing that does not hold."""
    changes, states, head, digest = _server(world)
    _numbers(changes, head)
    if not world.restored:
        same("the server's epoch", world.epoch(), "the one it began with", world.first_epoch)
    _values(changes, states)
    _order(world, changes)
    _rules(changes)
    _merges(states)
    check_door(world.board, changes)
    check_gate(world.board, changes)
    total = 0
    for state in states.values():
        total = add_digest(total, minus=0, plus=digest_of(state.etype, state.id, state.keys))
    same("the server's digest", digest_text(digest), "the sum over its entities", digest_text(total))
    expected = _folded(world, changes)
    first: list[dict[str, Any]] | None = None
    for device in world.devices:
        _settled(device)
        remote = device.replica.remote()
        same(f"{device.name}'s cursor", device.replica.cursor, "the head", head)
        same(f"{device.name}'s digest", remote.digest, "the server's", digest_text(digest))
        check_doctor(device)
        _mended(device)
        _rows(device, expected)
        _log(device, world.board, changes)
        _secrets(device)
        records = list(Listing(device.database, world.board).records(None))
        first = first if first is not None else records
        same(f"{device.name}'s cards", records, f"{world.devices[0].name}'s", first)
    _shown(world, states)
    _nothing_lost(world, changes)
    check_removed(world, changes)
    _nothing_kept(world)


def same(what: str, one: object, other_name: str, other: object) -> None:
    """Raise Violation unless two things are equal."""
    if one != other:
        raise Violation(f"{what} is not {other_name}:\n  {_difference(one, other)}")


def _difference(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in [*one, *other]:
            if key not in one or key not in other or one[key] != other[key]:
                return f"at {key}: {_difference(one.get(key, '(nothing)'), other.get(key, '(nothing)'))}"
    if isinstance(one, tuple) and isinstance(other, tuple):
        at = next((n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
        return f"{one[:2]} {at}: {one[at]!r} / {other[at]!r}"
    if isinstance(one, list) and isinstance(other, list):
        for n, (left, right) in enumerate(zip(one, other, strict=False)):
            if left != right:
                return f"at {n}: {_difference(left, right)}"
        return f"{len(one)} are not {len(other)}: {(one[len(other) :] or other[len(one) :])[:1]}"
    if isinstance(one, set) and isinstance(other, set):
        return f"only here {sorted(map(str, one - other))[:2]}, only there {sorted(map(str, other - one))[:2]}"
    return f"{one!r} / {other!r}"


# -- the server


def _server(world: World) -> tuple[list[Change], dict[tuple[str, str], EntityState], int, int]:
    with world.hub.reading() as connection:
        board = connection.execute(sql("SELECT head, digest FROM hub_board")).one()
        changes = [change_of(row) for row in connection.execute(sql("SELECT * FROM hub_change ORDER BY seq"))]
        rows = connection.execute(sql("SELECT etype, id, body, keys AS packed FROM hub_entity"))
        states = {
            (row.etype, row.id): EntityState(row.etype, row.id, json.loads(row.body), fold.unpack(row.packed))
            for row in rows
        }
    return changes, states, board.head, int(board.digest)


def _numbers(changes: list[Change], head: int) -> None:
    same("the server's numbers", [change.seq for change in changes], "dense", list(range(1, head + 1)))
    ids = [change.id for change in changes]
    same("what the server has", len(ids), "there once", len(set(ids)))
    counted = [(change.device, change.dseq) for change in changes]
    same("each device's own numbers", len(counted), "given once", len(set(counted)))
    txs: dict[str, list[int]] = {}
    for change in changes:
        txs.setdefault(change.tx, []).append(change.seq or 0)
    for tx, numbers in txs.items():
        if numbers[-1] - numbers[0] != len(numbers) - 1:
            raise Violation(f"The transaction {tx} was torn apart: {numbers}")


def _values(changes: list[Change], states: Mapping[tuple[str, str], EntityState]) -> None:
    """Each register holds what the greatest key set, as the protocol's text has it; no other module is asked."""
    best: dict[tuple[str, str], dict[str, tuple[str, Json]]] = {}
    for change in changes:
        entity = best.setdefault((change.etype, change.entity), {})
        for name, value in change.set.items():
            if name not in IMPLIED and change.key > entity.get(name, ("", None))[0]:
                entity[name] = (change.key, value)
    for key, registers in best.items():
        found = states[key].registers
        same(
            f"{key} on the server", {name: found.get(name) for name in registers}, "what its log says",
            {name: value for name, (_, value) in registers.items()},
        )  # fmt: skip


def _order(world: World, changes: list[Change]) -> None:
    """No stamp is far ahead; what was made in knowledge of something wins over it."""
    latest = world.time.ms + AHEAD_MS
    by_id = {change.id: change for change in changes}
    for change in changes:
        if clock.stamp_ms(change.stamp) > latest:
            raise Violation(f"The stamp {change.stamp} is ahead of the server's clock.")
    for device in world.devices:
        deeds = sorted(device.deeds.values(), key=lambda deed: deed.n)
        _rising(device, [by_id[deed.id] for deed in deeds if deed.id in by_id], changes)
    seen: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        for name in change.set:
            before = seen.setdefault((change.entity, name), [])
            for other in before:
                if (other.seq or 0) <= change.base and other.key > change.key:
                    raise Violation(f"{change.seq} of {name} was made after {other.seq} had been seen, and lost to it.")
            before.append(change)


def _rules(changes: list[Change]) -> None:
    """A rule did what it did after what set it off, once for an act and a card, whole; and once for a time that
    came."""
    by_id = {change.id: change for change in changes}
    txs: dict[tuple[str, str, str], set[str]] = {}
    for change in changes:
        rule, cause = change.extra.get("rule"), change.extra.get("of")
        if not isinstance(rule, str):
            continue
        if cause is None:
            if change.actor != "board":
                raise Violation(f"{change.actor} let time pass by {change.id}.")
            continue
        first = by_id.get(str(cause))
        if first is None or (first.seq or 0) >= (change.seq or 0):
            raise Violation(f"What set the rule off that made {change.id} is not there before it.")
        if "rule" in first.extra:
            raise Violation(f"A rule set off a rule: {first.id}, {change.id}.")
        card = change.card or change.entity
        txs.setdefault((rule, change.act, card), set()).add(change.tx)
    for key, found in txs.items():
        if len(found) > 1:
            raise Violation(f"The rule {key[0]} ran {len(found)} times for the act {key[1]} on {key[2]}.")


def _merges(states: Mapping[tuple[str, str], EntityState]) -> None:
    """Whatever a card was merged into, there is an end to it: no cards hide each other."""
    into = {entity: state.registers.get("merged_into") for (etype, entity), state in states.items() if etype == "card"}
    for card in into:
        passed: list[Json] = [card]
        while (following := into.get(str(passed[-1]))) is not None:
            if following in passed:
                raise Violation(f"{card} was merged into itself by way of {passed}.")
            passed.append(following)


def _rising(device: Device, own: Iterable[Change], changes: Iterable[Change]) -> None:
    """What a device set later holds over what it set earlier; which of the two is below somebody else's makes no
    difference."""
    last: dict[tuple[str, str], Change] = {}
    own = list(own)
    mine = {change.id for change in own}
    others = [change for change in changes if change.id not in mine]
    for change in own:
        for name in change.set:
            other = last.get((change.entity, name))
            # what was let through the door or a gate holds from when the server took it, which after a fork may be
            # later
            late = other and LET_THROUGH & other.set.keys() and (other.seq or 0) > (change.seq or 0)
            if other is not None and other.key > change.key and not late and not _above(other, name, change, others):
                raise Violation(f"{device.name}'s later change {change.id} of {name} lost to the earlier {other.id}.")
            last[change.entity, name] = change


def _above(earlier: Change, name: str, later: Change, others: Iterable[Change]) -> bool:
    """Whether somebody else's value stood above the earlier one already when the later one came."""
    return any(
        each.entity == earlier.entity
        and name in each.set
        and each.key > earlier.key
        and (each.seq or 0) < (later.seq or 0)
        for each in others
    )


def _folded(world: World, changes: list[Change]) -> dict[str, Any]:
    """What a device holds that got the whole log at once."""
    database = empty()
    try:
        with database.writing() as connection:
            projection = Projection(connection, world.board)
            projection.apply(changes)
            projection.finish()
        return held(database.connection)
    finally:
        database.close()


# -- the devices


def _settled(device: Device) -> None:
    for table in ("outbox", "confirmed", "staged"):
        (count,) = device.database.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        if count:
            raise Violation(f"{device.name} still holds {count} rows of {table}.")


def check_doctor(device: Device) -> None:
    """The doctor finds nothing."""
    wrong = [found for found in doctor.look_inside(device.database.connection) if not found.is_ok]
    if wrong:
        raise Violation(f"The doctor of {device.name} finds {wrong[0].name}: {wrong[0].detail}")


def _mended(device: Device) -> None:
    """Mending takes nothing out of any card's history."""
    histories = list(device.database.connection.execute(_HOMES))
    repair.mend(device.database)
    now = list(device.database.connection.execute(_HOMES))
    same(f"{device.name}'s homes after repair", now, "as before", histories)


_HOMES = "SELECT n, story FROM change ORDER BY n"


def _rows(device: Device, expected: Mapping[str, Any]) -> None:
    found = held(device.database.connection)
    for what, rows in expected.items():
        same(f"{device.name}'s {what}", found[what], "what the log says", rows)


def _log(device: Device, board: str, changes: list[Change]) -> None:
    own = sorted(whole_log(device.database.connection, board), key=lambda change: change.seq or 0)
    same(f"{device.name}'s log", list(map(_told, own)), "the server's", list(map(_told, changes)))


def _secrets(device: Device) -> None:
    """Nobody's disk has what somebody else guessed, but as a register that the server has set for all."""
    rows = device.database.connection.execute(
        "SELECT tx.actor, change.extra FROM change JOIN tx ON tx.n = change.tx WHERE instr(change.extra, 'sealed')"
    )
    for actor, extra in rows:
        if actor != device.member:
            raise Violation(f"{device.name} has what {actor} guessed in secret: {extra}")


def _shown(world: World, states: Mapping[tuple[str, str], EntityState]) -> None:
    """Of what is in from both teams, all is shown; a server that was restored may have lost what was secret."""
    teams: dict[Any, set[Any]] = {}
    for (etype, _), state in states.items():
        own = state.registers
        if etype == "guess" and own.get("deleted") is not True and own.get("card"):
            card = states.get(("card", str(own["card"])))
            if own.get("shown") is None and card and card.registers.get("deleted") is not True:
                teams.setdefault(own["card"], set()).add(own["team"])
    both = [card for card, waiting in teams.items() if len(waiting) > 1]
    if both and not world.restored:
        raise Violation(f"Both have guessed, and nothing shows: {both}")


def _told(change: Change) -> tuple[object, ...]:
    return change.seq, change.id, change.stamp, change.at, change.actor, change.entity, change.verb, dict(change.set)


SERVERS = (
    "handoff",
    "passed",
    "tick.",
    "contest.",
    "ruling.",
    "sign.",
    "entered_at",
    "acted_at",
    "created_at",
    "at",
    "revised_at",
    "by",
    "done_at",
    "outcome_at",
    "rule",
)
"""Registers, and beginnings of such, of which the server tells some part itself: times, people, deadlines."""


ADDED = {"passed", "by"}
"""Registers that a server adds, so that they are in what comes back and was not typed."""


def typed(registers: dict[str, object]) -> str:
    """What of a change its author typed; the names alone of what a server may have told better."""
    told = {name: None if name.startswith(SERVERS) else value for name, value in registers.items() if name not in ADDED}
    return json.dumps(told, sort_keys=True)


def _nothing_lost(world: World, changes: list[Change]) -> None:
    """What a disk acknowledged is on the server or under its author's eyes; what the server acknowledged is there."""
    there = {change.id for change in changes}
    gone = world.acknowledged - there
    erased = world.once_purged | {
        change.entity for change in changes if change.verb == "purge"
    }  # with what was merged into it
    for device in world.devices:
        rows = device.database.connection.execute("SELECT changes FROM attention WHERE kind = 'refused'")
        notes = [each for row in rows for each in json.loads(row[0])]
        told = {(each["entity"], typed(each["set"])) for each in notes}
        for deed in device.deeds.values():
            if deed.id in there or (deed.entity, typed(json.loads(deed.set))) in told or deed.card in erased:
                continue
            if deed.of is not None and deed.of not in there:
                continue  # nobody typed it; what set the rule off is under its author's eyes
            if world.restored and any(_is_same_undo(deed, each) for each in notes):
                continue  # before it was lost the server had put right to what it goes back
            raise Violation(f"{device.name}'s {deed.verb} {deed.id} is lost: {deed.set}")
        gone -= device.deeds.keys()
    if gone:
        raise Violation(f"The server had accepted {sorted(gone)[:3]}, and has lost it.")


def _is_same_undo(deed: Deed, note: Mapping[str, Any]) -> bool:
    """Whether a note is about an undo, as the server had once taken it: each register goes back to what really was
    before."""
    alike = deed.verb in {"undo", "redo"} and (note["verb"], note["entity"]) == (deed.verb, deed.entity)
    return alike and bool(note["set"]) and note["set"].keys() <= json.loads(deed.set).keys()


def _nothing_kept(world: World) -> None:
    """What was purged is nowhere."""
    for texts in world.purged.values():
        for device in world.devices:
            whole = "\n".join(device.database.connection.iterdump())
            for text in texts:
                if text in whole and not any(text in said for said in world.carried):
                    raise Violation(f"{device.name} still has “{text}”, which was purged.")
