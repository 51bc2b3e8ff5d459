"""The facts that figures count, on a server: the journeys of each board's cards, kept in a table of their own.

In come changes of a board's log; out come plain facts of the domain. What is kept follows from the log alone: it is
brought up to date when figures are asked for, and made anew where it does not fit.
"""
