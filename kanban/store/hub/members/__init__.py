"""Who may use a server: accounts, invitations and devices.

Tokens and codes come in, an account or a refusal goes out. Nothing here changes a card.
"""
