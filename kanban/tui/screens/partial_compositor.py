"""A compositor that renders only the widgets under the changed regions.

Textual's renders and cuts every widget that touches the bounding box of all changes. The status line is at one end of
the board and the header at the other, so that a moved card made it cut all lanes, line by line: a third of the frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._compositor import ChopsUpdate, Compositor

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.widget import Widget


class PartialCompositor(Compositor):
    """Textual's compositor, with a partial update that leaves out what it would throw away."""

    def __init__(self) -> None:
        super().__init__()
        self._update_regions: frozenset[Region] = frozenset()

    @property
    def visible_widgets(self) -> dict[Widget, tuple[Region, Region]]:
        """Return the visible widgets; during a partial update only those under a changed region."""
        visible = super().visible_widgets
        if not self._update_regions:
            return visible
        return {
            widget: (region, clip)
            for widget, (region, clip) in visible.items()
            if any(map(region.overlaps, self._update_regions))
        }

    def render_partial_update(self) -> ChopsUpdate | None:
        """Render the changed regions."""
        _ = self.cuts  # made from all visible widgets, so made before they are narrowed
        # a copy: Textual clears its own set before it renders
        self._update_regions = frozenset(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._update_regions = frozenset()
