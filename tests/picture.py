"""Make the README's picture from the demo board: `python -m tests.picture` writes `.github/board.svg`."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

from kanban import config
from kanban.cli.board_verbs.demo import make_demo
from kanban.store.opening import open_workspace
from kanban.tui.app import KanbanApp

SIZE = (164, 40)
FILE = Path(__file__).parents[1] / ".github" / "board.svg"
KEYS = ("l", "l", "l", "enter")
"""To the door, and its first card open beside the board: an offer with an hour left."""

FONTS = re.compile(r"@font-face\s*\{[^}]*\}\s*")
"""What Textual puts into its pictures to fetch fonts from elsewhere; the viewer's own will do."""


async def picture(home: Path) -> str:
    """Return the board with an open card, as SVG."""
    where = config.places_below(home)
    make_demo(where)
    workspace = open_workspace(where.database)
    workspace.member_id = workspace.board.find_member("Ana").id
    app = KanbanApp(workspace, where, config.load(where))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        drawn = app.export_screenshot(title="kanban")
    workspace.close()
    return FONTS.sub("", drawn).replace("<text ", '<text xml:space="preserve" ')  # else some viewers drop blanks


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        drawn = asyncio.run(picture(Path(folder)))
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(drawn, "utf-8")
    print(f"{FILE.name}: {len(drawn) // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
