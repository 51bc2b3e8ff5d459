"""What waits for the member: the inbox, and what they promised for today.

Entries that the store reads come in; answers to them go out, through the parts whose topic they are. Nothing here
decides what waits: `kanban.domain.waiting` does.
"""
