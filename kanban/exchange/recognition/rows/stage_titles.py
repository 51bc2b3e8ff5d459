"""Stages that stand in the titles of groups alone: a row with one cell, above the rows of its group."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kanban.domain.values.text import clean_line
from kanban.exchange.recognition.rows.row_words import STAGE_WORDS, split_count
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kanban.exchange.recognition.columns import ColumnMapping

LABEL = "Group title"
"""What stands for a label where the titles feed a field."""

_TELLING = ("stage", "status", "lifecycle", "outcome", "is_won", "is_closed", "is_lost", "completed_at")
"""Fields of files that tell the stage of each row."""

_KINDS = frozenset({"plain", "deals", "leads", "contacts"})
_PAIR = re.compile(r"[^:=]{1,40}[:=]\s*(\S.*)")


def may_have_titles(mapping: ColumnMapping) -> bool:
    """Tell whether the titles of groups may say the stage: no column does."""
    return mapping.system != "kanban" and mapping.kind in _KINDS and not any(map(mapping.all, _TELLING))


def find_target(mapping: ColumnMapping) -> str:
    """Return the field that titles feed where they tell the stage."""
    return "status" if mapping.kind in {"leads", "contacts"} else "stage"


def read_title(row: Sequence[str]) -> str:
    """Return the title that a row holds, without its count and what it is grouped by: `Stage: Proposal (2)`."""
    title, _ = split_count(clean_line(next((cell for cell in row if cell.strip()), "")))
    pair = _PAIR.fullmatch(title)
    return pair[1] if pair else title


def are_stages(titles: Iterable[str], stage_names: Collection[str]) -> bool:
    """Tell whether most titles of groups are stages; `stage_names` are further squashed words for one."""
    words = {squash(title) for title in titles if title}
    return bool(words) and 2 * sum(word in STAGE_WORDS or word in stage_names for word in words) >= len(words)
