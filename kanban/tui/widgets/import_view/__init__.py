"""The import page as lines: files to tick, what was understood of them, lists that open in place, the result.

Keys on its rows come out as messages, and the steps decide what they mean. Nothing here reads a file.
"""
