"""Cards for programs: searched, changed by the same verbs, and made from web forms.

The REST routes come in here, with an account or a form's key. Nothing here takes changes from a device; `push` does.
"""
