"""Make the data in this folder, with the code of the commit before activities came.

    git worktree add --detach OLD 464de861; python3 -m venv OLD/.venv; OLD/.venv/bin/pip install -e "OLD[dev]"
    cd OLD; .venv/bin/python NEW/tests/made_by_0_2_0/make.py

Ids are random, so every run writes other files. The device's board has cards in all states, and an activity that a
newer server sent: its row is kept, and nothing is known of it yet.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(Path.cwd()))  # the tests of the old checkout beside its program

from kanban.domain.acts import verbs  # noqa: E402
from kanban.domain.change import Change  # noqa: E402
from kanban.domain.handoffs import handoff_verbs  # noqa: E402
from kanban.domain.ids import new_id  # noqa: E402
from kanban.store import log  # noqa: E402
from kanban.store.opening import found_board  # noqa: E402
from kanban.store.projection import Projection  # noqa: E402
from tests.made_by_0_1_0.make import as_sql  # noqa: E402
from tests.store.conftest import add, joined  # noqa: E402
from tests.store.hub.world import World  # noqa: E402

ACTIVITY = {
    "created": True, "kind": "call", "outcome": "reached", "text": "Wants two lines first.", "team": "sales",
}  # fmt: skip
"""What a newer version logged, without its card, its author and its time."""


STEP = {"next_step": "call her", "next_on": "2026-12-24"}


def make_local(path: Path) -> None:
    """Play a small board on one device."""
    ana = found_board(path, "Pipeline", "Ana", "marketing")
    raj = joined(ana, "Raj", "sales")
    cards = {
        title: add(ana, title, "MQL", email=f"{title[:2].lower()}@x.example", source="Fair", company=title)
        for title in ("Acme", "Globex", "Initech", "Hooli", "Twin of Acme")
    }
    ana.act(lambda view: verbs.comment(view, cards["Acme"], "Came back from the *fair*."))
    raj.act(lambda view: verbs.comment(view, cards["Acme"], "Who signs?"))
    for title in ("Acme", "Globex"):
        ana.act(lambda view, title=title: handoff_verbs.offer(view, cards[title], {"why": "asked"}))
    raj.act(lambda view: handoff_verbs.accept(view, cards["Acme"], STEP))
    raj.act(
        lambda view: handoff_verbs.send_back(view, cards["Globex"], {"return_reason": "no budget", "again": "never"})
    )
    ana.act(lambda view: verbs.merge(view, cards["Acme"], cards["Twin of Acme"]))
    ana.act(lambda view: verbs.delete(view, [cards["Hooli"]]))
    _receive_activity(ana, raj.member_id or "", cards["Acme"])
    for workspace in (raj, ana):
        workspace.close()


def _receive_activity(ana, raj: str, card: str) -> None:
    """Apply what a newer version logged, as a pull does."""
    with ana.database.writing() as connection:
        newest, at = connection.execute("SELECT max(stamp), max(at) FROM change").fetchone()
        registers = {**ACTIVITY, "card": card, "author": raj, "done_at": at}
        made = Change(
            id=new_id(), act=new_id(), tx=new_id(), verb="log", at=at, etype="activity", entity=new_id(),
            set=registers, stamp=newest, actor=raj, device=new_id(), dseq=1, card=card,
        )  # fmt: skip
        projection = Projection(connection, ana.board.id)
        projection.apply([made])
        projection.finish()
        log.append(connection, ana.board.id, [made])


def make_server(path: Path) -> None:
    """Play a small board on a server."""
    world = World(f"sqlite:///{path}", anew=True)
    card = world.member.add("Accepted", title="Acme", email="a@x.example", created=True)
    world.member.add("Nurture", title="Globex")
    world.member.comment(card, "Who signs?")
    world.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, make in (("local", make_local), ("server", make_server)):
            path = Path(folder) / f"{name}.db"
            make(path)
            (HERE / f"{name}.sql").write_text(as_sql(path), "utf-8")
            with closing(sqlite3.connect(path)) as connection:
                tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            sys.stdout.write(f"{name} {json.dumps(tables)}\n")


if __name__ == "__main__":
    main()
