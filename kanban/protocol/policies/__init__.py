"""What a server asks of a change before it accepts it: one policy for each kind of change.

`server_policy` hands a change to the others. All of them read from a `docket`, and return what is accepted or raise
Rejected. They never write.
"""
