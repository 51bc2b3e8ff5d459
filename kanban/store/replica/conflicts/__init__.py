"""What somebody should look at: refused changes, overtaken edits, cards that are gone, and trying again.

Pull and push results put notes down here; the workspace reads them. Nothing here decides what a server takes.
"""
