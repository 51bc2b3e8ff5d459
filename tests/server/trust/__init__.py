"""Random changes of random people through a real server, against a copy of the table of permissions that knows none
of its code."""
