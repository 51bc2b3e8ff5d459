"""The conversation on a card: comments of both teams, the history between them, and where a comment is written.

Text from people is drawn as plain cells, never as markup. Comments are sent by the screen, not here.
"""
