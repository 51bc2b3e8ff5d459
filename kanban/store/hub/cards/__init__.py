"""The server's card table: cards as queries and reports ask for them, kept with every write and built for older boards."""
