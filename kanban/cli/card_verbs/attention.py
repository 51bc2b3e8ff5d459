"""`kanban attention`: changes that the server refused, that others overtook, or whose card was removed."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from kanban.cli import output
from kanban.cli.card_verbs.comments import format_local_time
from kanban.cli.open_board import open_named_board
from kanban.cli.parsing import JSON, positional, verb
from kanban.domain import ids
from kanban.domain.errors import NotFound, UsageFault
from kanban.domain.values import text

if TYPE_CHECKING:
    from kanban.store.replica.conflicts.conflict_notes import ConflictNote
    from kanban.store.workspace import Workspace


def run_list(args: Namespace) -> int:
    """Print what needs attention."""
    workspace = open_named_board(args.as_name, args.board).workspace
    notes = workspace.list_notes()
    if args.json:
        output.write_json(
            [
                {
                    "id": note.id,
                    "ref": ids.ref_of(note.id),
                    "kind": note.kind,
                    "card": note.card,
                    "card_ref": ids.ref_of(note.card) if note.card else None,
                    "said": note.summary,
                    "detail": note.detail,
                    "code": note.code,
                    "at": note.at,
                    "text": note.text,
                    "restores": note.is_restoring,
                }
                for note in notes
            ]
        )
        return 0
    if not notes:
        output.say("Nothing needs attention.")
        return 0
    rows = [
        [
            ids.ref_of(note.id),
            format_local_time(note.at, workspace),
            ids.ref_of(note.card) if note.card else "",
            note.summary,
            note.detail,
        ]
        for note in notes
    ]
    output.write_table(("note", "at", "card", "what", "why"), rows, yielding=("what", "why"))
    for note in notes:
        if note.kind == "removed":
            _write_removed(note)
    return 0


def _write_removed(note: ConflictNote) -> None:
    """Print all of a note about a card that was removed, and what to type: a table cuts what is long."""
    card, name = ids.ref_of(note.card) if note.card else "", ids.ref_of(note.id)
    output.write_line(f"\n{name}  {text.clean_line(note.summary)}")
    if note.detail:
        output.write_line(f"  {text.clean_line(note.detail)}")
    output.write_line(f"  kanban restore {card} brings it back.")
    if not note.is_restoring:
        output.write_line(f"  kanban attention retry {name} sets yours.")


def run_retry(args: Namespace) -> int:
    """Do again what was refused or overtaken, or bring back what was removed."""
    workspace, notes = _find_notes(args)
    for note in notes:
        output.narrate(workspace.retry(note.id).summary)
    return 0


def run_discard(args: Namespace) -> int:
    """Take notes off the list."""
    workspace, notes = _find_notes(args)
    for note in notes:
        workspace.resolve(note.id)
    output.narrate(f"Discarded {output.several(len(notes), 'note')}")
    return 0


def _find_notes(args: Namespace) -> tuple[Workspace, list[ConflictNote]]:
    workspace = open_named_board(args.as_name, args.board).workspace
    notes, typed_id = workspace.list_notes(), args.note.strip().casefold()
    if typed_id == "all":
        return workspace, notes
    matching_notes = [
        note for note in notes if typed_id and (note.id == typed_id or ids.ref_of(note.id).startswith(typed_id))
    ]
    if len(matching_notes) > 1:
        raise UsageFault(f"“{output.fit_line(args.note, 40)}” could be several notes; give more of its letters.")
    if not matching_notes:
        raise NotFound(f"No note is called “{output.fit_line(args.note, 40)}”; kanban attention shows them all.")
    return workspace, matching_notes


_NOTE = positional("note", "NOTE", "as kanban attention shows it, or all")
_RETRY = "do it again as the board is now; for an overtaken move, make it all the same; for a removed card, restore it"

VERBS = {
    "attention": verb(
        run_list,
        JSON,
        examples=("kanban attention", "kanban attention retry k7q2mab", "kanban attention discard all"),
        below={
            "list": verb(run_list, JSON, says="what needs attention, the newest first"),
            "retry": verb(run_retry, _NOTE, says=_RETRY),
            "discard": verb(run_discard, _NOTE, says="drop the note; the board stays as it is"),
        },
    )
}
