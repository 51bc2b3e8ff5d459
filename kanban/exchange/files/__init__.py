"""Files as such: what kind they are, encodings, tables of every format, TOML, and export.

Bytes come in and rows go out, or the other way. Nothing here knows what a column means.
"""
