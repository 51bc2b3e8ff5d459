"""What a worker knows of when something falls due on a board."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Diary:
    """When something of a board's cards falls due for a rule of time, as far as this worker has read the board."""

    epoch: str
    structure: int
    head: int = 0
    due: dict[str, str] = field(default_factory=dict)
    """Card to the next time (UTC)."""
