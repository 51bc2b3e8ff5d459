"""Lines and lists in which people type and choose.

They clean what is pasted, offer what fits, and hand on a value. What a value means is decided by the domain.
"""
