"""From rows to leads: drafts of cards out of one file or several that belong together.

It takes sheets that were recognised and gives arrivals. It never looks into the database.
"""
