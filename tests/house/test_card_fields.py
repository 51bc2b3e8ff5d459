"""Every field of a card is in each place that the architecture page lists."""

from __future__ import annotations

from kanban.domain import card
from kanban.server.routes import rest_records
from kanban.store.hub.server_tables.hub_card_tables import HubCard
from kanban.store.tables.card_tables import CardRow
from kanban.tui.widgets.card.field_rows import GROUPS

PLACES = {
    "RECORD in domain/card.py": card.RECORD,
    "Card in domain/card.py": card.Card._fields,
    "CardRow in store/tables/card_tables.py": CardRow.model_fields,
    "HubCard in store/hub/server_tables/hub_card_tables.py": HubCard.model_fields,
    "CardFields in server/routes/rest_records.py": rest_records.CardFields.model_fields,
    "Card in server/routes/rest_records.py": rest_records.Card.model_fields,
    "GROUPS in tui/widgets/card/field_rows.py": [name for _, names in GROUPS for name in names],
}


def test_every_place_has_every_field():
    lacking = [f"{place} lacks {name}" for place, names in PLACES.items() for name in card.FIELDS if name not in names]
    assert not lacking, f"{'; '.join(lacking)}. See “How to add a card field” in kanban/README.md."
