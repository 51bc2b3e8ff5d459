"""What one machine keeps for a member and never sends: drafts, saved views, what was read.

Plain rows by member and card. Nothing here makes a change.
"""
