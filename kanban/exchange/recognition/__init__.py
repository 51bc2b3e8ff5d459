"""What a file is: which program wrote it, which column is which field, how its dates and cells are to be read.

Labels and cells come in, columns with a meaning go out. Nothing here makes a card.
"""
