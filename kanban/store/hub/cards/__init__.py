"""The server's card table: cards as queries and reports need them, updated with every write.

In come the entities that the hub wrote; out come the rows that queries, REST and reports read. It holds nothing that
the log does not tell, and can be built anew at any time.
"""
