"""The dashboard as lines: figures that take the cursor, sections that fold, bars drawn from cells.

In comes what `kanban.reports` counted; out come lines of text and figures, each figure with the cards that it counts.
Nothing here counts anything or reads the store.
"""
