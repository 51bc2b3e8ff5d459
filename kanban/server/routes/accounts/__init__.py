"""What belongs to one person on this server: their account, their machines, and the links to their calendar.

Only the link's own address takes no token: it carries its secret in the path, which no log and no answer repeats. What
a board's lead does with machines stands with the board's routes.
"""
