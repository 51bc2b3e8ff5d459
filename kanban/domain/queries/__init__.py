"""The query language: read from text, matched against cards in memory.

The store compiles the same terms to SQL. Nothing here knows a database, and a query never raises once it was read.
"""
