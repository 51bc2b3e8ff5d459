"""Verbs on data as a whole: import, export, backup, restore, doctor, purge.

Files come in and go out here, and a database as a whole. Cards are read by `kanban.exchange` and written by the store.
"""
