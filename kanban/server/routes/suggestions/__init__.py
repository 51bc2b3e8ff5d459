"""The routes of what members are proposed: the next five cards, and the wants of reps with the cards that they met.

In comes a question, or an act in the token's name; out come the records that the command line prints. Nothing here
decides what is better: `kanban.reports.next_five` does.
"""
