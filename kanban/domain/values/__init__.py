"""Values that people type or read: text, money, dates, business time, labels, links and fields.

Each module reads a value, checks it and writes it for people. They import only one another and the errors, never a card or a board.
"""
