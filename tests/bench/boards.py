"""Boards to measure on, made once a run."""

from __future__ import annotations

from pathlib import Path

from kanban import config
from kanban.cli.demo_board.crowd import Crowd
from kanban.cli.demo_board.demo_content import MARKETERS, REPS
from kanban.domain.acts import board_verbs
from kanban.domain.clock import utc_now
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
