"""The server's card table: cards as queries and reports need them, updated with every write."""
