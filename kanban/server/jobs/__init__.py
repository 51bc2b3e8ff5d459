"""What the server does by its own clock: deadlines, the nightly work, card tables to build, its health.

The jobs call the store's server side. They answer no request.
"""
