"""The floors: a bare Textual app with one Static, which repaints 20 cells at a key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One Static and nothing else."""

    CSS = "#cells { width: 20; height: 1; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar = [("j", "repaint", "Repaint"), ("q", "quit", "Quit")]
    presses = 0

    def compose(self) -> ComposeResult:
        yield Static("bare 000000000000000", id="cells")

    def action_repaint(self) -> None:
        self.presses += 1
        self.query_one("#cells", Static).update(f"bare {self.presses:015d}")


if __name__ == "__main__":
    Bare().run()
