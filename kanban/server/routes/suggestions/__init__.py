"""The routes of what members are proposed: the next five cards, the wants of reps, deals to walk with their debriefs.

In comes a question, or an act in the token's name; out come the records that the command line prints. Nothing here
decides what is better: `kanban.reports.next_five` does.
"""
