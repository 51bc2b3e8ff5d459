"""Keeping the data: backup, restore, doctor, locate."""

from __future__ import annotations

from kanban.cli.cards import card_parser, run_restore

VERBS = {"restore": card_parser(run_restore, "kanban restore k7q2mab")}
