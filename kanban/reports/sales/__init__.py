"""Figures of selling and of what leads to it: velocity, how right forecasts were, coverage, campaigns.

In come journeys and deals; out come counted figures with their cards. Nothing here reads a database or draws anything.
"""
