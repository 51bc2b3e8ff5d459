"""Looking after a server: its integrity, backup and restore, size, erased cards, and its keeper's list of accounts.

The command line of the server and its nightly job come in here. Nothing here answers a device.
"""
