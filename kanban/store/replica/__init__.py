"""A board that goes to a server, on a device.

What was confirmed, what waits, and how the two become the rows one reads. It never speaks to a server: `sync` does,
and hands over what came.

replica        the one object that a round of sync holds; remote: what is known of the server, and how far one has come
outbox         own changes that have not come back yet; confirmed: what an entity is without them
pull           pages of changes; snapshot and snapshot_rows: a board fetched whole; backfill: the history it left out
push_result    what a server answered to a push; held_changes: what it can't take yet
invalidations  rows that changed without a log entry; sync_status: how far the board is synced
new_identity   a new device id, a new epoch; purging: a person erased; forgetting: changes that are not what happened
conflicts/     lost edits and refused changes; joining/: a board attached to a server, or published on one
"""

from typing import TYPE_CHECKING

from kanban import lazy

if TYPE_CHECKING:
    from kanban.store.replica import outbox as outbox
    from kanban.store.replica import remote as remote
    from kanban.store.replica import sync_status as sync_status
else:
    __getattr__ = lazy.submodules(__name__)
