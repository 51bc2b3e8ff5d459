"""What people try with objections, plays, wants and skips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kanban.domain.ids import new_id

if TYPE_CHECKING:
    from kanban.domain.change import Change
    from tests.server.trust.deeds import Hands

LONG_AGO = "2020-02-03T00:00:00Z"


def object_to(hands: Hands) -> Change:
    """Log an objection."""
    made: dict[str, Any] = {
        "created": True, "card": hands._card(), "words": "too dear" if hands._maybe(0.9) else " ",
        "author": hands._me(), "at": LONG_AGO, "team": hands.who.team if hands._maybe(0.9) else "sales",
    }  # fmt: skip
    if hands._maybe(0.2):
        made |= _end(hands)
    if hands._maybe(0.2):
        made["play"] = _play(hands)
    verb = hands.chance.choice(["object", "object", "import", "whatever"])
    if verb == "import" and hands._maybe(0.5):
        made |= {"author": "Mia of old", "team": ""}
    return hands._change("objection", new_id(), made, verb)


def settle(hands: Hands) -> Change:
    """Say how an objection ended, or change another thing about it."""
    objections = hands.board.of("objection")
    if not objections and hands._maybe(0.8):
        return object_to(hands)
    objection = hands.chance.choice(objections) if objections and hands._maybe(0.95) else new_id()
    registers = hands.chance.choice(
        [
            _end(hands),
            _end(hands),
            _end(hands),
            {"play": _play(hands)},
            {"deleted": True},
            {"words": "dearer"},
            {"outcome": "lost"},
        ]
    )
    return hands._change("objection", objection, registers, hands.chance.choice(["settle", "settle", "import", "edit"]))


def write_play(hands: Hands) -> Change:
    """Write a play, or change one."""
    plays = hands.board.of("play")
    if plays and hands._maybe(0.5):
        registers: dict[str, Any] = hands.chance.choice(
            [{"answer": "Yes"}, {"title": ""}, {"title": "Other"}, {"archived": True}, {"author": hands._me()}]
        )
        return hands._change("play", hands.chance.choice(plays), registers, "play")
    made = {"created": True, "title": "Three years" if hands._maybe(0.9) else "", "author": hands._me(), "at": LONG_AGO}
    return hands._change("play", new_id(), made, "play")


def want(hands: Hands) -> Change:
    """Make a want, or end one."""
    wants = hands.board.of("want")
    if wants and hands._maybe(0.5):
        registers: dict[str, Any] = hands.chance.choice(
            [{"ended": True}, {"ended": True}, {"number": 7}, {"query": "x"}]
        )
        return hands._change("want", hands.chance.choice(wants), registers, hands.chance.choice(["want", "edit"]))
    made: dict[str, Any] = {
        "created": True, "owner": hands._me(), "query": "acme", "number": hands.chance.choice([1, 5, 7, 40, 0, 501]),
        "by": "2026-01-01", "at": LONG_AGO,
    }  # fmt: skip
    return hands._change("want", new_id(), made, "want")


def skip(hands: Hands) -> Change:
    """Skip a card, for oneself or for somebody else."""
    values: list[Any] = [{"until": "2026-01-01", "why": "not now"}, {"until": "soon", "why": "x"}, None]
    registers = {f"skip.{hands._me()}": hands.chance.choice([values[0], *values])}
    return hands._change("card", hands._card(), registers, hands.chance.choice(["skip", "edit"]))


def _play(hands: Hands) -> str:
    plays = hands.board.of("play")
    return hands.chance.choice(plays) if plays and hands._maybe(0.8) else new_id()


def _end(hands: Hands) -> dict[str, Any]:
    return {"outcome": hands.chance.choice(["resolved", "lost"]), "outcome_by": hands._me(), "outcome_at": LONG_AGO}
