"""Import and export as the board's screen has them: files read in a child process, and cards written to a file.

Paths and answers of the dialogs come in; jobs for the worker and for the child process go out. Nothing here reads a
column itself.
"""
