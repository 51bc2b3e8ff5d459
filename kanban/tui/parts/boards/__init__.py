"""How the board itself is set up: its settings and stages, its campaigns, its rules, its agreement.

Edits of the dialogs come in; acts on the board go out. Nothing here draws a lane or a card.
"""
