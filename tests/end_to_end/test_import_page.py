"""Importing on a real terminal: from the file to the cards on the board, and back."""

from __future__ import annotations

import os

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a pty needs a Unix")

LEADS = "Title,Company,Value,Stage\nVireo pump,Vireo,€2500,MQL\nKestrel roll,Kestrel,€5500,Discovery\n,,€12,MQL\n"


def test_a_file_is_imported_while_the_board_is_open_and_taken_back(machine, tmp_path):
    path = tmp_path / "the leads.csv"
    path.write_text(LEADS, "utf-8")
    with machine.screen(size=(80, 24)) as screen:
        screen.see("60 cards")
        screen.type("I")
        screen.see("[Files]")
        screen.send(f"\x1b[200~'{path}'\x1b[201~")  # dropped on the terminal, which writes it as a paste
        screen.see("1 file · 3 rows")
        screen.type("enter")
        screen.see("First cards")
        screen.see("2 new · 0 updated · 0 unchanged · 1 row rejected")
        screen.type("i")
        screen.see("2 cards added. 1 row was rejected.")
        screen.see("[Result]")
        screen.type("b")
        screen.see("62 cards")
        assert "Vireo pump" in machine.run("list", "stage:mql").out
        screen.type("I")
        screen.see("[Files]")
        screen.type("esc", "u")
        screen.see_gone("62 cards")
        screen.type("q")
        assert screen.exit() == 0
    assert "Vireo pump" not in machine.run("list", "stage:mql").out
