"""The header, the status line and the key hints: one line each, drawn from plain facts that the screen passes in.

A click on a hint comes out as a command. They look nothing up themselves.
"""
