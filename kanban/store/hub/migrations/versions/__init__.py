"""One file per step, oldest first.

Each says what it changes, and is never changed once it was released. Only alembic loads them.
"""
