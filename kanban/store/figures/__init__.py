"""The facts that figures count: the journeys of a board's cards, kept so that no report reads the whole log again.

In come changes of the log and invalidations; out come plain facts of the domain. What is kept follows from the log
alone, and is never synced, backed up or migrated.
"""
