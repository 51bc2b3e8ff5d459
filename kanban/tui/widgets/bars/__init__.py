"""The header, the status line and the key hints.

They show words out of plain facts that the screen hands in. They never ask for anything.
"""
