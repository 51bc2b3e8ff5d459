"""What the server itself writes on a board: what rules add, what falls due, what a restore brings back.

It runs the same verbs as devices do, under the lock of the board, judged by the same policy. Nothing comes in over HTTP here.
"""
