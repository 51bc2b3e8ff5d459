"""The conversation on a card: comments of both teams, the acts between them, and the composer.

Text from people is drawn as plain cells, never as markup. The screen sends the comments.
"""
