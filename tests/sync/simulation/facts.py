"""The facts that the simulation agrees on, each as one reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

FACTS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "has:email": lambda card: card.get("email") is not None,
    "value>=1000": lambda card: isinstance(card.get("value"), int) and card["value"] >= 100_000,
    "company:acme": lambda card: "acme" in (card.get("company") or "").casefold(),
}
"""Fact to whether a card's registers meet it."""
