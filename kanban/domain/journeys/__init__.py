"""What happened to a card, as figures need it: where it stood since when, what it was worth, how its offers ended.

In come a card's changes from the log; out come plain facts, from which acts that were undone are left out. Nothing here
counts anything or knows a report: that is done in `kanban.reports`.
"""
