"""How many examples the tests of properties try: `KANBAN_EXAMPLES=100` tries all of them, the default is a fifth."""

from __future__ import annotations

import os

from hypothesis import settings

SHARE = int(os.environ.get("KANBAN_EXAMPLES", "20"))
"""Examples of a test that asks for no number of its own; of a hundred for one that does."""


def examples(most: int) -> settings:
    """Let a test try another number of examples than the others do."""
    return settings(max_examples=max(1, most * SHARE // 100))
