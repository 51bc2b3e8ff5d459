"""What the drafts of an import come to, counted while they are made."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kanban.domain.change import Json
    from kanban.domain.records.arrival import Arrival

FIRST = 3
"""Cards that are shown as they will look."""


class CardCounts:
    """What the drafts come to: cards by stage, owners, currencies, and the first cards."""

    def __init__(self) -> None:
        self.stages: Counter[str] = Counter()
        """Cards by the id of their stage."""
        self.owners: Counter[str] = Counter()
        """Rows by the name of an owner."""
        self.currencies: Counter[str] = Counter()
        """Amounts by the code of their currency."""
        self._first: dict[str, Arrival | None] = {}
        """The cards of the first rows, by key; None for one that was not met yet."""
        self._awaited = 0

    @property
    def first(self) -> list[Arrival]:
        """The first cards."""
        return [draft for draft in self._first.values() if draft]

    def await_first(self, drafts: Sequence[Arrival]) -> None:
        """Take the first rows for those whose cards are shown."""
        for draft in drafts[: FIRST - len(self._first)]:
            self._first.setdefault(draft.keys[0], None)
        self._awaited = len(self._first)

    def look(self, drafts: Sequence[Arrival]) -> None:
        """Count cards."""
        self.stages.update([draft.stage for draft in drafts])
        for draft in drafts if self._awaited else ():
            for key in draft.keys:
                if key in self._first and self._first[key] is None:
                    self._first[key] = draft
                    self._awaited -= 1
                    break

    def look_at_columns(self, owners: Iterable[Sequence[Json]], currencies: Sequence[Json]) -> None:
        """Count what stands in some rows."""
        for names in owners:
            self.owners.update(names)  # type: ignore[arg-type]  # lines of text; None is taken out below
        self.currencies.update(currencies)  # type: ignore[arg-type]
        for counter in (self.owners, self.currencies):
            del counter[None]
