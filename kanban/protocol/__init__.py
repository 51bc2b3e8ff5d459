"""What client and server agree on: who may do what, how a change is judged, and how it travels.

In come changes, and what the board says of their author; out come verdicts, and the JSON that travels. Both sides call
it, so that a device refuses what its server would; it sends nothing and keeps nothing.
"""
