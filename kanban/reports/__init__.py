"""Figures for both teams, computed from plain facts; a report is data that every door prints in its own way.

In come facts that the store reads (deals, periods); out come frozen dataclasses, their records for JSON and their
tables. Nothing here reads a database, a file or a clock, or knows how a figure is drawn.
"""
