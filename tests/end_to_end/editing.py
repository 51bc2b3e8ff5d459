"""Somebody at work who may be killed at any moment: edits, prints each edit once it is committed, syncs beside it as
the board does.

Its arguments are HOME NAME SEED BOARD; a line is `comment BODY`, `card TITLE`, or `value CARD NUMBER`. Ends with its
stdin.
"""

from __future__ import annotations

import random
import sys
import threading
from itertools import count
from pathlib import Path

from kanban import config
from kanban.domain.acts import verbs
from kanban.store.opening import open_workspace
from kanban.store.replica.replica import Replica
from kanban.sync.board_sync import open_side
from kanban.sync.loop import Loop

PACE = 0.01
"""Seconds between two edits."""


def work(home: str, name: str, seed: str, board: str) -> None:
    """Edit until stdin ends, or this process."""
    where = config.places_below(Path(home))
    (token,) = (each.token for each in config.read_credentials(where).values())
    workspace = open_workspace(where.database, board)
    workspace.member_id = Replica(workspace.database, board, workspace.now).remote().member
    loop = Loop(lambda: open_side(where.database, board, lambda _: token, workspace.now), lambda _report: None)
    loop.start()
    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    dice = random.Random(seed)
    own = workspace.find(f"{name}'s own").id
    for number in count():
        said = f"{name} {seed} {number}"
        act = dice.random()
        if act < 0.6:
            workspace.act(lambda view, said=said: verbs.comment(view, own, said))
            line = f"comment {said}"
        elif act < 0.7:
            workspace.act(lambda view, said=said: verbs.create(view, {"title": said}))
            line = f"card {said}"
        else:
            value = int(seed) * 1_000_000 + number
            workspace.act(lambda view, value=value: verbs.edit(view, [own], {"value": value, "currency": "EUR"}))
            line = f"value {value}"
        print(line, flush=True)
        loop.nudge()
        if over.wait(PACE):
            break
    loop.close()
    workspace.close()


def main() -> None:
    """Work as the arguments say."""
    work(*sys.argv[1:])
