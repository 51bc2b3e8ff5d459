"""Files to cards and cards to files.

How a table of another program is read, from the file up:

    any_file    the way in: `file_kinds` tells what it is, `tables` what all formats are read as
    encodings   bytes of a text: which encoding, by its mark or by its letters (`alphabets`)
    csv_files   delimiter, header line, rows in blocks with their line numbers; likewise `workbooks`,
                `json_tables`, `trello`, `vcards`
    columns     what each column is, by the words of `headers`; `vendors` undoes what programs do to cells
    identity    which record a row is and which it names
    sheet       all of this for one file, by columns
    survey      a first look at every row: how its dates and amounts are written
    drafting    columns to arrivals, with `work`, `cells`, `dates`, `stages`, `standing` and `notes`
    groups      rows that may be one lead, and what becomes of them (`draft`)
    folding     all files of one import: the way in
"""
