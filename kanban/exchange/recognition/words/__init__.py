"""The words of column labels and stages: lists, other languages, and how near a label is to a word of the lists.

Labels and names come in, fields and kinds of stage go out. Nothing here reads a cell or a file.
"""
