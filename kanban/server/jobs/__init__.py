"""What the server does by the clock: deadlines, nightly work, building card tables, checking its health.

The jobs call `kanban.store.hub`. They answer no request.
"""
