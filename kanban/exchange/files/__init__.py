"""Files as such: encodings, tables of text, JSON lines, TOML, and export.

Bytes come in and rows go out, or the other way. Nothing here knows what a column means.
"""
