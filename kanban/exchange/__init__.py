"""Files to cards and cards to files.

In come files and the answers of whoever imports them; out come arrivals, questions and reports, and for an export text.
It knows no database: the store's importer writes what arrives.

How a table of another program is read, from the file up:

    files           which kind of file, which encoding; rows in blocks with their line numbers
    recognition     what each column is, by the lists of `words`, and how dates and amounts are written; `sheet` does
                    this for one file, `survey` takes a first look at all of its rows
    leads           rows to arrivals: `row_drafts` makes a draft of a row, `row_groups` joins rows that are one lead,
                    `file_set` takes all files of one import and is the way in
"""
