"""Who takes part in a board: its members, and its server.

Intents of the header and of dialogs come in; acts on members and rounds with the server go out. Nothing here draws a
card.
"""
