"""Columns that mark people and records: who wants to hear nothing or does not come, and what is deleted or archived.

A label is read by what each of its words does to the meaning, in every language that is known, so that a negation turns
it. Nothing here feeds a field of a card.
"""
