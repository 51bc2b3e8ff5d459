"""The routes of figures: reports, as the command line prints them.

In comes a question; out comes the record that `kanban.reports` makes of the facts that the store reads. Nothing here
counts anything.
"""
