"""The facts that figures count: the journeys of a board's cards, and rows of what each card adds, which SQL counts.

In come changes of the log and invalidations; out come plain facts of the domain, and groups of cards that count alike.
What is kept follows from the log alone, and is never synced, backed up or migrated.
"""
