"""The routes of the REST interface and of sync, with the records that they take and give.

Each route checks its request, calls one function of the store's server side, and answers. No SQL and no rule of the board stands here.
"""
