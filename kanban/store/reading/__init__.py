"""Reading a board in plain SQL: lanes, cards, comments, inbox, what waits.

What a first frame or a listing waits for loads no SQLModel. It returns records and rows of the domain. It never writes.
"""
