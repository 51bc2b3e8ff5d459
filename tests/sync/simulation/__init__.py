"""Histories of a board that several devices and a server share, through the real engine, with everything that can go
wrong.

    python -m tests.sync.simulation 17 --steps 250      play the history of one seed, and tell it step by step

One number decides a history from its beginning to its end, so that what was found once is found again.
"""
