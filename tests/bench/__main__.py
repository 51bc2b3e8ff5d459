"""Run the benches and print one table: `python -m tests.bench [--cards N] [WORD…]` (only rows that hold a word)."""

from __future__ import annotations

import argparse
import compileall
import os
import sys
import tempfile
from pathlib import Path

from tests.bench import commands, figures, growth, histories, intake, screen, server, sync, team
from tests.bench.table import Table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="PART",
        help="screen, commands, figures, intake, sync, team, server; all unless given; growth, histories",
    )
    parser.add_argument("--cards", type=int, default=100_000, help="cards on the large board (default 100,000)")
    parser.add_argument("--times", type=int, default=5, help="how often each is measured; the median counts")
    asked = parser.parse_args()
    table = Table()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its byte code; so does pytest's checkout
    compileall.compile_dir(Path(__file__).parents[2] / "kanban", quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        for name, part in (
            ("commands", commands.run),
            ("figures", figures.run),
            ("screen", screen.run),
            ("intake", intake.run),
            ("sync", sync.run),
            ("team", team.run),
            ("server", server.run),
            ("growth", growth.run),
            ("histories", histories.run),
        ):
            if name in asked.parts or not (asked.parts or name in {"growth", "histories"}):
                part(table, Path(folder), asked.cards, asked.times)
    print(table.text())
    return 0 if table.all_within else 1


if __name__ == "__main__":
    sys.exit(main())
