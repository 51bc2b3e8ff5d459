"""A board that goes to a server, on a device.

What was confirmed, what waits, and how the two become the rows one reads.

replica    the one object that the round of syncing holds
remote     what is known of the server and of how far one has come
outbox     own changes that have not come back yet; confirmed what an entity is without them
taking     pages of changes; booting: snapshots, building: the rows of one; older: history that a snapshot left out
settling   what a server answered to a push; overtaken: edits that lost to somebody else's; attention: what to look at
forking    a new device id, a new epoch; publishing: a local board's log on its way; purging: a person erased
forgetting changes that are not what happened
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.replica import outbox as outbox
    from kanban.store.replica import remote as remote
    from kanban.store.replica import sync_status as sync_status
else:
    __getattr__ = lazy.submodules(__name__)
