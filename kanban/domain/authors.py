"""How the author of a comment is shown: a member, or for an imported comment the importer and the file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kanban.domain.board import Board
    from kanban.domain.card import Comment


def format_author(comment: Comment, board: Board) -> str:
    """Format who wrote a comment: `Ann`, or `imported by Mara · Ana Müller in the file`."""
    if not comment.is_imported:
        return board.find_person_name(comment.author)
    importer = board.find_person_name(comment.imported_by)
    name_in_file = find_author_in_file(comment, board)
    return f"imported{f' by {importer}' if importer else ''}{f' · {name_in_file} in the file' if name_in_file else ''}"


def find_author_in_file(comment: Comment, board: Board) -> str:
    """Return the name that the file gives the author of a comment; empty where it gives none."""
    return board.find_person_name(
        comment.author_in_file
    )  # version 0.1.0 kept a member's id where the name was a member's
