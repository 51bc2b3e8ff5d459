"""The server's tables: boards as the fold of their changes, their logs, accounts and what these may reach.

The schema comes from these SQLModel classes and is tested against them: a new database is made from them, on SQLite and
on PostgreSQL, and `tests/store/hub/test_schema.py` and `tests/postgres/test_schema.py` compare the migrations with
them. After them stand here the tables with which the hub builds its statements; no row is an object of a class.

They have a registry of their own, so that a device's database has none of them. All text is compared as bytes, on
PostgreSQL too, because stamps and ranks are.
"""

from sqlalchemy import BigInteger, Float, Integer, MetaData, String

from kanban.store.hub.server_tables import hub_account_tables as hub_account_tables
from kanban.store.hub.server_tables import hub_card_tables as hub_card_tables
from kanban.store.hub.server_tables import hub_log_tables
from kanban.store.hub.server_tables.hub_registry import HubTable

metadata: MetaData = HubTable.metadata
LYING = hub_log_tables.LYING

_TEXT = String().with_variant(String(collation="C"), "postgresql")
_WHOLE = Integer().with_variant(BigInteger(), "postgresql")
for _table in metadata.tables.values():
    for _column in _table.columns:
        if not isinstance(_column.type, Float):
            _column.type = _WHOLE if isinstance(_column.type, Integer) else _TEXT

board = metadata.tables["hub_board"]
entity = metadata.tables["hub_entity"]
change = metadata.tables["hub_change"]
seal = metadata.tables["hub_seal"]
act = metadata.tables["hub_act"]
verdict = metadata.tables["hub_verdict"]
progress = metadata.tables["hub_progress"]

card = metadata.tables["hub_card"]
field = metadata.tables["hub_field"]
comment = metadata.tables["hub_comment"]
sign = metadata.tables["hub_sign"]
building = metadata.tables["hub_building"]
journey = metadata.tables["hub_journey"]
counting = metadata.tables["hub_counting"]

account = metadata.tables["hub_account"]
token = metadata.tables["hub_token"]
device = metadata.tables["hub_device"]
membership = metadata.tables["hub_membership"]
invitation = metadata.tables["hub_invitation"]
barred = metadata.tables["hub_barred"]
code = metadata.tables["hub_code"]
form = metadata.tables["hub_form"]
calendar = metadata.tables["hub_calendar"]
key = metadata.tables["hub_key"]
