"""Objections and the playbook as the board's screen has them.

Keys on a card and in the list of plays come in; what is typed goes out as verbs to the writer thread. The playbook is
read in a thread of its own, so a board with many objections keeps nobody waiting.
"""
