"""The server trusts no client: random changes of random people, against an independent copy of the table of
permissions.

`KANBAN_TRUST=300` plays so many sequences; `python -m tests.server.trust --sequences 2000` tells what came of them.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from tests.server.trust.play import play

SEQUENCES = int(os.environ.get("KANBAN_TRUST", "10"))
COUNTED = 12
"""How many of them are looked through for what they try."""
PARTS = 2
"""Tests among which the others are shared out, for the machine's cores."""


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_forbidden_changes_anything_and_nothing_allowed_is_refused(part: int) -> None:
    for seed in range(COUNTED + part, SEQUENCES, PARTS):
        play(seed)


def test_the_sequences_try_what_matters_both_ways() -> None:
    tally: Counter[str] = Counter()
    for seed in range(COUNTED):
        play(seed, tally=tally)
    for what in (
        "handoff offered",
        "handoff taken",
        "card stage",
        "comment created",
        "undo of a card",
        "card created by import",
        "lesson created",
        "objection created",
        "objection created by import",
        "objection other",
        "play created",
        "want created",
        "card skip",
        "guess created",
    ):
        assert tally[f"{what}, allowed"], what
        assert tally[f"{what}, refused"], what
    for what in (
        "made",
        "listed",
        "ended, allowed",
        "ended, refused",
        "read, with steps",
        "read, empty",
        "read, refused",
        "used as a token, refused",
    ):
        assert tally[f"calendar {what}"], what
