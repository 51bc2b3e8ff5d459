"""The words of other programs: which column label means which field, in files of one kind.

Nothing here reads a file or decides: `recognition` looks labels up in it.

A module for each sort of program, each with tables of words, labels to leave out, and signs to know a file by.
"""

from __future__ import annotations

from kanban.exchange.recognition.programs import close_com, crms, forms, task_boards
from kanban.exchange.recognition.words.headers import parse_signs

TABLES = task_boards.TABLES | forms.TABLES | crms.TABLES | close_com.TABLES
"""What a program's own labels mean in files of one kind; these come before the common ones."""

NOISE = task_boards.NOISE | forms.NOISE | crms.NOISE | close_com.NOISE
"""Columns about the program that wrote the file, not about the lead."""

_ANY_PROGRAM = parse_signs("""
    file comments: leadid, author, text
    file comments: leadid, author, body
    file deals: opportunityid, dealstage
    file deals: opportunityid, stage
    file deals: dealid, dealstage
    file deals: deal
    file deals: dealname
    file deals: dealowner
    file deals: opportunity
    file deals: opportunityname
    file leads: leadstatus, -stage
    file leads: leadowner, -stage
""")
SIGNS = (*task_boards.SIGNS, *forms.SIGNS, *crms.SIGNS, *close_com.SIGNS, *_ANY_PROGRAM)
"""How to tell whose file it is: the first line whose marks are all there. A mark is a squashed label, `-label` one that
must be absent, `.id` any label that ends so (Zoho), `deal -` any that begins so (Pipedrive)."""
