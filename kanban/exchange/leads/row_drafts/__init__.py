"""From one row to one draft: each column does its part, and what a row can't hold becomes a label, a link or a comment.

Pieces of a recognised sheet come in, drafts of leads go out. Nothing here sees a second file or decides which rows
are one lead.
"""
