"""Maintenance of a server: integrity, backup and restore, size, erased cards, and the operator's list of accounts.

The server's command line and its nightly job come in here. Nothing here answers a device.
"""
