"""The import page as lines: files to tick, what was understood of them, lists that open in place, the result."""
