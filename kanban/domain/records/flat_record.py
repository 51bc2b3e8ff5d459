"""Builds a card's flat record from its columns: the one place that says what `--json`, exports and REST tell of a card.

Listings call it once a row and load nothing else for it, so it imports neither the agreement nor history.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from kanban.domain.card import FIELDS, HANDOFF, RECORD
from kanban.domain.handoffs.holders import find_holder, handoff_record
from kanban.domain.staleness import Silence, read_again
from kanban.domain.values.money import decimal_text

if TYPE_CHECKING:
    from kanban.domain.board import Board, Stage
    from kanban.domain.change import Json

OWNERS = tuple(name for name, kind in FIELDS.items() if kind == "owner")


class RecordBuilder:
    """Builds the records of one board's cards. `stale` is computed for the moment `now`, if one is given."""

    def __init__(self, board: Board, now: datetime | None = None) -> None:
        self.board, self.now = board, now
        self._names = RECORD if now else tuple(name for name in RECORD if name != "stale")
        self._owner_name = lru_cache(1_000)(board.owner_name)

    def build(
        self, columns: Mapping[str, Any], stage: Stage, *, unread: int | bool, is_incomplete: bool
    ) -> dict[str, Any]:
        """Return the record of a card that shows in this stage; `columns` are those of `Card`, by name.

        Absent is null, money is decimal text, times are UTC, days are ISO dates.
        """
        is_deleted, value, probability = bool(columns["deleted"]), columns["value"], columns["probability"]
        handoff = columns["extra"].get(HANDOFF)
        derived: dict[str, Any] = {
            "value": None if value is None else decimal_text(value, columns["currency"]),
            "stage": stage.name,
            "side": stage.side,
            "holder": find_holder(stage.side, handoff, closed=stage.is_closed or is_deleted),
            "handoff": handoff_record(handoff, self.board.find_person_name),
            "labels": list(columns["labels"]),
            "comments": {"marketing": columns["marketing_comments"], "sales": columns["sales_comments"]},
            "activities": {
                "attempts": columns["attempts"],
                "contacts": columns["contacts"],
                "last_at": columns["attempted_at"] or None,
            },
            "unread": unread,
            "entered_stage_at": columns["entered_at"],
            "closed_at": columns["entered_at"] if stage.is_closed else None,
            "probability": stage.probability if probability is None else probability,
            "commit": columns["extra"].get("commit") is True,
            "incomplete": is_incomplete,
            "deleted": is_deleted,
        }
        for name in OWNERS:
            derived[name] = self._owner_name(columns[name])
        if self.now:
            derived["stale"] = not is_deleted and self._is_stale(stage, columns, handoff)
        return {name: derived[name] if name in derived else columns[name] for name in self._names}

    def _is_stale(self, stage: Stage, columns: Mapping[str, Any], handoff: Json) -> bool:
        silence = self._silences.get(stage.id)
        return bool(silence and silence.is_stale(columns["touched_at"], columns["next_on"], read_again(handoff)))

    @cached_property
    def _silences(self) -> dict[str, Silence]:
        """How long the cards of each open stage may be silent."""
        if self.now is None:
            return {}
        return {
            stage.id: Silence(stage.stale_after, self.now, self.board.timezone)
            for stage in self.board.stages
            if not stage.is_closed
        }
