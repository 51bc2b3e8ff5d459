"""kanban: a terminal board for the pipeline that marketing and sales share."""

__version__ = "0.2.0"
"""The program's version: a constant, because asking the installed metadata for it costs 30 ms of start-up."""
