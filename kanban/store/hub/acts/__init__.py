"""What the server itself writes on a board: acts of rules, deadlines, and what a restore brings back.

It runs the same verbs as devices do, under the board's lock, judged by the same policy. Nothing comes in over HTTP
here.
"""
