"""The three steps of the import page: files, check, result.

In comes what the child process understood of the files; out go rows to show, and answers for it. No step writes a card
itself.
"""
