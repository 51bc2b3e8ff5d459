"""What a server asks of a change before it takes it: one policy for each kind of change.

`server_policy` hands a change to the others; all of them look into a `docket` and answer with a refusal or nothing. They never write.
"""
