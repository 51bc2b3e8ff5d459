"""The line between the board and the open card: drag it to make the card wider or narrower."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from kanban.tui.messages import EdgeMoved


class PanelEdge(Widget):
    """One column at the card's left."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    PanelEdge { width: 1; height: 1fr; dock: left; color: $panel; background: $background; }
    PanelEdge:hover { color: $foreground; }
    PanelEdge.-held { color: $primary; }
    """

    _began = 0
    """The column where the drag began."""

    def render(self) -> RenderResult:
        """Return the line."""
        return Content("\n".join("│" * self.size.height))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to drag it."""
        event.stop()
        self.add_class("-held")
        self._began = self.region.x
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Ask for the edge to follow the mouse."""
        if self.has_class("-held"):
            event.stop()
            self.post_message(EdgeMoved(int(event.screen_x), is_dragged=True))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End the drag: the screen remembers the new place."""
        if self.has_class("-held"):
            event.stop()
            self.remove_class("-held")
            self.capture_mouse(capture=False)
            self.post_message(EdgeMoved(int(event.screen_x), is_dragged=False))

    def cancel_drag(self) -> bool:
        """Cancel a drag: put the edge back. Return whether it was dragged."""
        if not self.has_class("-held"):
            return False
        self.remove_class("-held")
        self.capture_mouse(capture=False)
        self.post_message(EdgeMoved(self._began, is_dragged=True))
        return True
