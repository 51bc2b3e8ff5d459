"""Boards to measure on, made once a run."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from kanban import config
from kanban.cli.demo_board.crowd import Crowd
from kanban.cli.demo_board.demo_content import MARKETERS, REPS
from kanban.domain.acts import board_verbs
from kanban.domain.clock import utc_now
from kanban.domain.ids import new_id
from kanban.domain.playbook import starter_plays
from kanban.store.importing.importer import Importer
from kanban.store.opening import create_board


def home_with(folder: Path, cards: int) -> dict[str, str]:
    """Return the environment of a home whose board has so many leads, as an import brings them: nothing signed, no
    rules."""
    home = folder / f"home-{cards}"
    if not home.exists():
        where = config.places_below(home)
        config.make_places(where)
        made = create_board(where.database, "Pipeline", MARKETERS[0], "marketing")
        for team, names in (("marketing", MARKETERS[1:]), ("sales", REPS)):
            for name in names:
                made.act(lambda view, name=name, team=team: board_verbs.add_member(view, name, team))
        Importer(made, lambda taken: f"Imported {taken.created:,} leads").run(
            Crowd(made.board, utc_now()).arrivals(cards)
        )
        config.remember(where, board=made.board.id, member=(made.board.id, made.member_id or ""), welcomed=True)
        made.close()
    return {"KANBAN_HOME": str(home)}


def home_with_objections(folder: Path, cards: int, count: int) -> dict[str, str]:
    """Return the environment of a home like that, with the starter plays and so many objections, a third answered.

    They are rows alone, without a log.
    """
    home = folder / f"home-{cards}-{count}"
    if not home.exists():
        shutil.copytree(home_with(folder, cards)["KANBAN_HOME"], home)
        _add_objections(home, count)
    return {"KANBAN_HOME": str(home)}


def _add_objections(home: Path, count: int) -> None:
    places = config.places_below(home)
    chance = random.Random(7)
    with closing(sqlite3.connect(places.database)) as connection, connection:
        (board,) = connection.execute("SELECT id FROM entity WHERE etype = 'board' AND id = board LIMIT 1").fetchone()
        cards = [row[0] for row in connection.execute("SELECT id FROM card WHERE board = ? ORDER BY n", (board,))]
        plays = list(starter_plays.list_starters(board))
        rows = [(play, "play", board, json.dumps({"created": True, **settings}), "{}") for play, settings in plays]
        words = [word for _, settings in plays for word in str(settings["answer"]).split()]
        for number in range(count):
            body: dict[str, Any] = {
                "created": True, "card": chance.choice(cards), "at": "2026-11-23T12:00:00Z",
                "words": " ".join(chance.choices(words, k=5)),
            }  # fmt: skip
            if number % 3 == 0:
                body["play"] = chance.choice(plays)[0]
            rows.append((new_id(), "objection", board, json.dumps(body), "{}"))
        connection.executemany("INSERT INTO entity (id, etype, board, body, keys) VALUES (?, ?, ?, ?, ?)", rows)
