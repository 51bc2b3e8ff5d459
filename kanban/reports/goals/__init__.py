"""What came of a goal: plan to date, what was reached, and how the shortfall splits over the links of both chains.

In come a goal, journeys and a calendar; out come exact numbers whose parts add up. Nothing here reads a database.
"""
