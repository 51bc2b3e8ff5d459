"""Files that make no cards but tell something of them: campaigns' names, and comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kanban.exchange.leads.comment_cells import build_comment
from kanban.exchange.recognition.cells import clean_lines, is_yes
from kanban.exchange.recognition.date_columns import DateReader, DateScan
from kanban.exchange.recognition.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from kanban.exchange.leads.comment_cells import FileComment
    from kanban.exchange.recognition.date_columns import Order
    from kanban.exchange.recognition.sheet import Sheet

MAKE_NO_CARDS = frozenset({"campaigns", "comments", "companies", "roles", "activities"})
"""The kinds of these files."""


def read_campaigns(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Read the names of campaigns by their ids."""
    names: dict[str, str] = {}
    for sheet in sheets:
        key, name = sheet.mapping.index("campaign_id"), sheet.mapping.index("campaign")
        if sheet.mapping.kind != "campaigns" or key is None or name is None:
            continue
        for piece in sheet.pieces():
            pairs = zip(clean_lines(piece.columns[key]), clean_lines(piece.columns[name]), strict=True)
            names.update((number, called) for number, called in pairs if number and called)
    return names


def read_roles(sheets: Iterable[Sheet]) -> dict[str, str]:
    """Read the contact of each deal by the deal's id, from files that say which contact has which part in it.

    Of several contacts the primary one counts, else the first.
    """
    contacts: dict[str, str] = {}
    primary: set[str] = set()
    for sheet in sheets:
        deal, contact = sheet.mapping.index("deal_id"), sheet.mapping.index("contact_id")
        if sheet.mapping.kind != "roles" or deal is None or contact is None:
            continue
        mark = sheet.mapping.index("is_primary")
        for piece in sheet.pieces():
            marks = piece.columns[mark] if mark is not None else ("",) * len(piece.rows)
            pairs = zip(clean_lines(piece.columns[deal]), clean_lines(piece.columns[contact]), marks, strict=True)
            for deal_id, contact_id, cell in pairs:
                if deal_id and contact_id and (deal_id not in contacts or (is_yes(cell) and deal_id not in primary)):
                    contacts[deal_id] = contact_id
                    if is_yes(cell):
                        primary.add(deal_id)
    return contacts


def read_comment_files(
    sheets: Iterable[Sheet], zone: tzinfo, dates: Order | None
) -> dict[str, tuple[FileComment, ...]]:
    """Read the comments of each lead by its id, oldest first."""
    comments: dict[str, list[FileComment]] = {}
    for sheet in sheets:
        if sheet.mapping.kind != "comments":
            continue
        places = {squash(label): n for n, label in enumerate(sheet.table.header)}
        scan = DateScan()
        if "at" in places:
            for piece in sheet.pieces():
                scan.look(piece.columns[places["at"]])
        moment = DateReader(zone, dates or scan.order).moment
        for piece in sheet.pieces():
            nothing: Sequence[str] = ("",) * len(piece.rows)
            ids, authors, times, bodies = (
                next((piece.columns[places[name]] for name in names if name in places), nothing)
                for names in (("leadid",), ("author",), ("at",), ("text", "body"))
            )
            for lead, author, at, body in zip(ids, authors, times, bodies, strict=True):
                row_comments = build_comment(author, moment(at), body)
                if row_comments:
                    comments.setdefault(lead.strip(), []).append(row_comments)
    return {
        lead: tuple(sorted(row_comments, key=lambda comment: comment.at or ""))
        for lead, row_comments in comments.items()
    }


def describe_files(sheets: Sequence[Sheet]) -> list[str]:
    """Return sentences on what was assumed of files, and on files that make no cards."""
    notes = [note for sheet in sheets for note in sheet.table.notes]
    with_campaigns = [sheet.name for sheet in sheets if sheet.mapping.index("campaign_id") is not None]
    with_leads = any(sheet.mapping.kind not in MAKE_NO_CARDS for sheet in sheets)
    for sheet in sheets:
        if sheet.mapping.kind == "campaigns" and len(with_campaigns) > 1:
            notes.append(f"“{sheet.name}” holds campaigns: it makes no cards, and names the campaigns of the others.")
        elif sheet.mapping.kind == "campaigns":
            notes.append(
                f"“{sheet.name}” holds campaigns: it makes no cards; import it together with the deals that name them."
            )
        elif sheet.mapping.kind == "comments" and not with_leads:
            notes.append(f"“{sheet.name}” holds comments: import it together with the leads that they are about.")
    return notes
