"""Boards to measure on, made once a run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.terminal import kanban


def home_with(folder: Path, cards: int) -> dict[str, str]:
    """Return the environment of a home whose board has so many cards, made by `kanban demo --size`."""
    home = folder / f"home-{cards}"
    if not home.exists():
        env = {**os.environ, "KANBAN_HOME": str(home)}
        subprocess.run(kanban("demo", "--size", str(cards)), env=env, check=True, stdout=subprocess.DEVNULL)
    return {"KANBAN_HOME": str(home / "demo")}
