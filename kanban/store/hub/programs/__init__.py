"""Cards for programs: queries, the same verbs as on devices, and web forms.

The REST routes come in here, with an account or a form key. Nothing here takes changes from a device; `push` does.
"""
