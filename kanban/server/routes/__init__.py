"""The routes of the REST interface and of sync, with the records that they take and give.

Each route checks its request, calls one function of `kanban.store.hub`, and answers. There is no SQL and no board rule
here.
"""
