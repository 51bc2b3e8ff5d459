"""Requests as they come in: connections, bodies, limits, the certificate and the log.

All of it runs before a route sees a request, or around it. Nothing here knows what a board is.
"""
