"""A device's copy of the board that the simulation watches: it may not differ from the server's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.store.replica.replica import Replica

if TYPE_CHECKING:
    from kanban.protocol.types import Page
    from tests.sync.simulation.world import Device, World


class Violation(AssertionError):
    """What must hold does not."""


class Watched(Replica):
    """A replica that is never found to differ from the server, unless it is told to think so, or may have outlived what
    it knows.

    A server that was restored can come to the same change at the same number by another way: only the digest tells that
    then.
    """

    def __init__(self, device: Device, world: World) -> None:
        super().__init__(device.database, world.board, world.time.now)
        self.whose = device

    def has_diverged(self, page: Page) -> bool:
        if self.whose.doubtful:
            self.whose.doubtful = False
            return True
        if super().has_diverged(page):
            if self.whose.outlived:
                return True
            raise Violation(f"{self.whose.name} at {page.to} differs from the server.")
        return False
