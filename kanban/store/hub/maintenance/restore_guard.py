"""What a restore must not bring back: whatever was revoked, used, removed or erased since the backup.

It is read from every remaining database: what the server has held until then, and the intact copies of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select, update

from kanban.domain import clock, fold
from kanban.domain.change import MEMBER, Step
from kanban.store.hub import codes, server_tables
from kanban.store.hub.board_rows import lock_row
from kanban.store.hub.maintenance.card_erasing import erase
from kanban.store.hub.transaction import EVERYBODY, BoardTransaction

if TYPE_CHECKING:
    from kanban.store.hub.server_database import Hub

_A, _B, _E, _F = server_tables.account.c, server_tables.board.c, server_tables.entity.c, server_tables.form.c
_T, _K, _X, _M, _I = (
    server_tables.token.c,
    server_tables.code.c,
    server_tables.barred.c,
    server_tables.membership.c,
    server_tables.invitation.c,
)
_L = server_tables.calendar.c
_GONE = select(_T.account).where(_T.account.not_in(select(_A.id))).distinct()
"""Accounts that were removed: their tokens stay, revoked."""
_ERASED = select(_E.board, _E.etype, _E.id).where(_E.purged == 1)
_REMOVED = select(_E.board, _E.id, _E["keys"].label("packed")).where(_E.etype == MEMBER, _E.deleted == 1)


@dataclass(slots=True)
class Endings:
    """What has ended, according to the databases that were read."""

    revoked: dict[str, str] = field(default_factory=dict)
    """Token to when it was revoked."""
    used: dict[str, str] = field(default_factory=dict)
    """Code (hash) to when it was used or ended."""
    forms: dict[str, str] = field(default_factory=dict)
    """Form key to when it was removed."""
    calendars: dict[str, str] = field(default_factory=dict)
    """Link of a calendar to when it was revoked."""
    barred: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    """(board, token) to the row of a machine that a board was taken away from."""
    accounts: set[str] = field(default_factory=set)
    """Removed accounts."""
    members: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """Board to its removed members, each with the change that removed it."""
    erased: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    """Board to (type, id) of erased entities."""

    def read(self, connection: Connection, *, newest: bool) -> None:
        """Add what has ended by a database; what can be undone, such as a member's removal, only by the `newest`."""
        tokens = select(_T.id, _T.revoked_at).where(_T.revoked_at.is_not(None))
        self.revoked |= {row.id: str(row.revoked_at) for row in connection.execute(tokens)}
        spent = select(_K.hash, _K.used_at).where(_K.used_at.is_not(None))
        self.used |= {row.hash: str(row.used_at) for row in connection.execute(spent)}
        removed = select(_F.key, _F.removed_at).where(_F.removed_at.is_not(None))
        self.forms |= {row.key: str(row.removed_at) for row in connection.execute(removed)}
        ended = select(_L.id, _L.revoked_at).where(_L.revoked_at.is_not(None))
        self.calendars |= {row.id: str(row.revoked_at) for row in connection.execute(ended)}
        self.accounts |= set(connection.execute(_GONE).scalars())
        for board, etype, entity in connection.execute(_ERASED):
            self.erased[board].add((etype, entity))
        if newest:
            for row in connection.execute(select(server_tables.barred)).mappings():
                self.barred[row["board"], row["token"]] = dict(row)
            for board, member, packed in connection.execute(_REMOVED):
                self.members[board][member] = fold.unpack(packed).get("deleted", "").rpartition(" ")[2]

    # -- what is done about it

    def end_again(self, hub: Hub, connection: Connection, now_ms: int) -> None:
        """End all of it in a restored database, within its transaction."""
        at = clock.iso_ms(now_ms)
        for token, when in self.revoked.items():
            connection.execute(update(server_tables.token).where(_T.id == token).values(revoked_at=when))
        for code, when in self.used.items():
            connection.execute(update(server_tables.code).where(_K.hash == code).values(used_at=when))
        for key, when in self.forms.items():
            connection.execute(update(server_tables.form).where(_F.key == key).values(removed_at=when))
        for link, when in self.calendars.items():
            connection.execute(update(server_tables.calendar).where(_L.id == link).values(revoked_at=when))
        for (board, token), row in self.barred.items():
            connection.execute(delete(server_tables.barred).where(_X.board == board, _X.token == token))
            connection.execute(insert(server_tables.barred), row)
        for account in sorted(self.accounts):
            end_account(connection, account, at)
        boards = connection.execute(select(_B.id).where(_B.state == "open").order_by(_B.id)).scalars().all()
        for board in boards:
            self._end_on(hub, connection, board, now_ms)

    def _end_on(self, hub: Hub, connection: Connection, board: str, now_ms: int) -> None:
        if not (self.members[board] or self.erased[board]):
            return
        transaction = BoardTransaction(hub, connection, lock_row(connection, board), now_ms)
        known = {member.id for member in transaction.board.members}
        since = [
            member
            for member, change in sorted(self.members[board].items())
            if member in known and transaction.find_change(change) is None  # else the backup knows what came of it
        ]
        steps = [Step(MEMBER, item, {"deleted": True}, "member") for item in since]
        if steps:
            transaction.write_own(steps, "member", EVERYBODY)
        left = sorted(self.erased[board])
        transaction.load(left)
        erase(transaction, [item for item in left if not transaction.is_purged(*item)], EVERYBODY)
        if transaction.changes:
            transaction.write()


def end_account(connection: Connection, account: str, at: str) -> None:
    """Remove an account from a database: its tokens and codes are revoked, and it is on no board."""
    codes.end_codes_of_account(connection, account, at)
    worthless = update(server_tables.token).where(_T.account == account, _T.revoked_at.is_(None))
    connection.execute(worthless.values(revoked_at=at))
    columns: Iterable[tuple[Any, Any]] = (
        (server_tables.membership, _M.account), (server_tables.invitation, _I.account), (server_tables.account, _A.id),
    )  # fmt: skip
    for table, column in columns:
        connection.execute(delete(table).where(column == account))
