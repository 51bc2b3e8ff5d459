"""The three steps of the import page: files, check, result."""
