"""Maintenance of a server: integrity, backup and restore, size, erased cards, and the operator's list of accounts.

The server's command line and its nightly job come in here. Nothing here answers a device.
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.hub.maintenance import hub_compacting as hub_compacting
    from kanban.store.hub.maintenance import integrity as integrity
    from kanban.store.hub.maintenance import roster as roster
    from kanban.store.hub.maintenance import server_backup as server_backup
    from kanban.store.hub.maintenance import single_server as single_server
else:
    __getattr__ = lazy.submodules(__name__)
