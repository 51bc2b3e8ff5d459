"""The header, the status line and the key hints: one line each, drawn from plain facts that the screen passes in."""
