"""What tests read of an import's JSON."""

from __future__ import annotations

from typing import Any


def counts(told: dict[str, Any]) -> dict[str, int]:
    """How many cards are new, changed and as they were, and how many rows did not go in."""
    return {name: told[name] for name in ("created", "updated", "unchanged", "rejected")}
