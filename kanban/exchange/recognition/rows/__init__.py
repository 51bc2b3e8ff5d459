"""Which rows of a file are no leads: totals, titles of groups, headers that come again, ends of reports.

Words alone don't tell it (a company may be called Total Energies), so a row is compared with the other rows of its
file: which columns these fill, and what stands before and behind it. Nothing here changes a cell.
"""
