"""The verb of the teams' meeting: its agenda, what is decided there, whether that was kept, and minutes.

In come words, days and names; out come text, JSON and files. The agenda is counted by `kanban.reports.meetings`.
"""
