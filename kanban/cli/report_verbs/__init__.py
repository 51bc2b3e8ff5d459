"""Verbs that show figures: each report as text, JSON or CSV, and the cards behind each of its figures.

Each module declares the arguments of its reports, reads the facts from the store and prints what `kanban.reports` makes
of them. It works nothing out itself.
"""
