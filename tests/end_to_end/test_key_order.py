"""Keys that come in one burst, as over a slow line: words behind the comment key are words, and never commands."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a pty needs a Unix")


def test_a_comment_in_one_burst_is_a_comment(machine):
    cards = {card["id"]: card["stage"] for card in machine.told("list")}
    with machine.screen() as screen:
        screen.see("60 cards")
        screen.send("gcnext: drop HL and J\x13")
        screen.see("Comment added to")
        screen.type("esc", "esc", "q")
    assert {card["id"]: card["stage"] for card in machine.told("list")} == cards
    (card,) = machine.told("list", '"drop HL and J"')
    assert "next: drop HL and J" in [comment["body"] for comment in machine.told("comments", card["ref"])]
