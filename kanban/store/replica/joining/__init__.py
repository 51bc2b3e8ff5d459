"""Joining a server with a board, publishing one, and leaving.

It hands the log over as it is and marks where the server goes on. It does not speak HTTP; `kanban.sync` does.
"""
