"""Files that make no cards but tell something of them: campaigns' names, deals' contacts, and notes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.records.arrival import ArrivedComment, StrayNotes, mailbox_key
from kanban.domain.records.outside_ids import complete_id
from kanban.domain.values.text import format_count
from kanban.exchange.files.file_table import Assumption
from kanban.exchange.leads.row_drafts.column_work import digest
from kanban.exchange.leads.row_drafts.comment_cells import build_comment, strip_markup
from kanban.exchange.recognition.cells import clean_lines, is_yes, split_person
from kanban.exchange.recognition.date_columns import DateReader
from kanban.exchange.recognition.survey import Survey
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from kanban.domain.records.arrival import Arrival
    from kanban.exchange.files.file_table import Question, Rejected
    from kanban.exchange.leads.row_drafts.comment_cells import FileComment
    from kanban.exchange.recognition.identity import Identity
    from kanban.exchange.recognition.sheet import Sheet

OTHER_RECORDS = frozenset({"products", "invoices", "tickets"})
MAKE_NO_CARDS = frozenset({"campaigns", "comments", "companies", "roles", "activities"}) | OTHER_RECORDS
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
            names.update((complete_id(number), called) for number, called in pairs if number and called)
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
            for deal_name, contact_name, cell in pairs:
                deal_id, contact_id = complete_id(deal_name or ""), complete_id(contact_name or "")
                if deal_id and contact_id and (deal_id not in contacts or (is_yes(cell) and deal_id not in primary)):
                    contacts[deal_id] = contact_id
                    if is_yes(cell):
                        primary.add(deal_id)
    return contacts


@dataclass(frozen=True, slots=True)
class _Note:
    """One row of a file of notes."""

    key: str
    """Its own id outside; empty where the file has none."""
    comment: FileComment
    records: tuple[str, ...]
    """The outside ids of the records that it is about, the one that counts most first."""
    mailbox: str | None
    """Of the person whom it is about."""


class NoteBook:
    """The notes of all files of an import, which become comments on cards.

    A note that names several records belongs to its deal, else its contact, else its lead, else its mailbox: the first
    of these that is in the files.
    """

    def __init__(self, sheets: Iterable[Sheet], zone: tzinfo) -> None:
        self.rejected: list[Rejected] = []
        """Rows that could not be read."""
        self.questions: list[Question] = []
        self._left_out: Counter[str] = Counter()
        """Notes that are left out, by the reason."""
        self._sheets = [sheet for sheet in sheets if sheet.mapping.kind == "comments"]
        self._notes: list[_Note] = []
        self._places: dict[str, int] = {}
        """Places of notes by their own ids."""
        self._about: dict[str, list[int]] = {}
        """Places of notes by the records that they name."""
        self._met: dict[int, tuple[bool, int, str]] = {}
        """For each note the best of its records that was met: whether only by name, its rank, and its key there."""
        self._waiting: dict[str, list[int]] = {}
        """Places of notes that no card has yet, by record or mailbox."""
        self._homeless: set[int] = set()
        """Places of notes that no draft has got."""
        self.placed = 0
        """How many of these have found cards on the board."""
        for sheet in sorted(self._sheets, key=lambda sheet: (sheet.mapping.system, sheet.table.header, sheet.name)):
            self._read(sheet, zone)

    def __bool__(self) -> bool:
        """Tell whether there is any note."""
        return bool(self._notes)

    def meet(self, identity: Identity, columns: Sequence[Sequence[str]]) -> None:
        """Learn which records are in the files: pass every row that makes a card."""
        for name in identity.ids(columns):
            if name:
                self._meet_record(f"{identity.own}:{name}", is_named_only=False)
        for refs in identity.refs(columns):
            for ref in refs:
                self._meet_record(ref, is_named_only=True)

    def start_over(self) -> None:
        """Give all notes back, before the drafts are made again."""
        self._waiting = {}
        self._homeless, self.placed = set(range(len(self._notes))), 0
        for place, note in enumerate(self._notes):
            where = self._met[place][2] if place in self._met else note.mailbox
            if where:
                self._waiting.setdefault(where, []).append(place)

    def fill(self, draft: Arrival, now: str) -> None:
        """Give a draft the notes about it; `now` is the time of those of which nothing tells one."""
        if draft.own is not None:
            return
        mailbox = mailbox_key(draft.registers.get("email"))
        places = {n: where for where in (*draft.keys, mailbox) if where for n in self._waiting.pop(where, ())}
        if not places:
            return
        self._homeless.difference_update(places)
        otherwise = draft.created_at or _add_seconds(now, -len(places))
        comments = {comment.key: comment for comment in [*draft.comments, *self._build_comments(places, otherwise)]}
        draft.comments = sorted(comments.values(), key=lambda comment: comment.at)

    def list_strays(self, now: str) -> list[StrayNotes]:
        """Return the notes whose records are not in the files; complete when all drafts were passed to `fill`."""
        groups: dict[tuple[tuple[str, ...], str | None], dict[int, str]] = {}
        for n in sorted(self._homeless):
            note = self._notes[n]
            where = note.records[0] if note.records else note.mailbox
            if where:
                groups.setdefault((note.records, note.mailbox), {})[n] = where
        return [
            StrayNotes(records, mailbox, self._build_comments(places, _add_seconds(now, -len(places))))
            for (records, mailbox), places in groups.items()
        ]

    def _build_comments(self, places: dict[int, str], otherwise: str) -> list[ArrivedComment]:
        """Make comments of notes, given by their places with what they belong to; oldest first."""
        timed = sorted((self._notes[n].comment.at or otherwise, n) for n in places)
        comments: list[ArrivedComment] = []
        earliest = ""
        for noted_at, n in timed:  # the board orders comments by their second: those of one second follow one another
            note, at = self._notes[n], max(noted_at, earliest)
            earliest = _add_seconds(at, 1)
            key = note.key or _make_key(note, places[n])
            comments.append(ArrivedComment(key, note.comment.author, "", at, note.comment.body))
        return comments

    def describe(self, *, with_leads: bool) -> list[str]:
        """Return sentences for the user; complete when all drafts were passed to `fill`."""
        if not with_leads and not self.placed:
            return [
                f"“{sheet.name}” holds comments: import it together with the leads that they are about."
                for sheet in self._sheets
            ]
        sentences = [
            f"“{sheet.name}” holds notes: it makes no cards, and its notes become comments." for sheet in self._sheets
        ]
        sentences += [
            f"{format_count(notes, 'note')} left out: {reason}." for reason, notes in sorted(self._left_out.items())
        ]
        if homeless := len(self._homeless) - self.placed:
            what = "names a record that is" if homeless == 1 else "name records that are"
            sentences.append(f"{format_count(homeless, 'note')} {what} not in these files.")
        return sentences

    def _meet_record(self, key: str, *, is_named_only: bool) -> None:
        system, _, name = key.partition(".")
        names = [key, f"file.{name}"]
        if system == "file":
            names += [f"{sheet.mapping.system}.{name}" for sheet in self._sheets]
        for spelled in dict.fromkeys(names):
            for place in self._about.get(spelled, ()):
                met = is_named_only, self._notes[place].records.index(spelled), key
                self._met[place] = min(self._met.get(place, met), met)

    def _read(self, sheet: Sheet, zone: tzinfo) -> None:
        mapping, survey = sheet.mapping, Survey(sheet.mapping)
        for piece in sheet.pieces():
            if piece.rows:
                survey.look(piece.columns)
        if sheet.dates is None and (question := survey.find_question(sheet.name)):
            self.questions.append(question)
        moment = DateReader(zone, sheet.dates or survey.order or survey.assumed_order).moment
        for piece in sheet.pieces():
            self.rejected += piece.rejected
            self._left_out.update(piece.passed_over)
            columns = {
                target: _take_filled([piece.columns[column.index] for column in mapping.all(target)], len(piece.rows))
                for target in ("id", *_RECORDS, "email", "title", "owner", "created_at", "comment")
            }
            for row in zip(*columns.values(), strict=True):
                cells = dict(zip(columns, row, strict=True))
                author = "" if _USER_ID.fullmatch(cells["owner"]) else cells["owner"]
                words = _join_title(strip_markup(cells["title"]), strip_markup(cells["comment"]))
                comment = build_comment(author, moment(cells["created_at"]), words)
                if comment:
                    self._add(mapping.system, cells, comment)

    def _add(self, system: str, cells: dict[str, str], comment: FileComment) -> None:
        place, number = len(self._notes), cells["id"]
        records = dict.fromkeys(
            f"{system}.{noun}:{complete_id(name.strip()) if system == 'salesforce' else name.strip()}"
            for target, nouns in _RECORDS.items()
            for name in _PARTS.split(cells[target])
            if name.strip()
            for noun in nouns
        )
        key = f"{system}.note:{number}" if number else ""
        known = self._places.setdefault(key, place) if key else place
        if known != place:  # a note on several records has a row for each
            place, note = known, self._notes[known]
            self._notes[place] = replace(note, records=tuple(dict.fromkeys([*note.records, *records])))
        else:
            self._notes.append(_Note(key, comment, tuple(records), mailbox_key(split_person(cells["email"])[1])))
        for record in records:
            self._about.setdefault(record, []).append(place)


_RECORDS = {
    "parent_id": ("deal", "contact", "lead"),
    "deal_id": ("deal",),
    "contact_id": ("contact",),
    "lead_id": ("lead",),
}
"""Columns that name a record, the one that counts most first, and what it may be."""

_PARTS = re.compile(r"[;,\s]+")
_USER_ID = re.compile(r"005\w{12,15}|\d+")
"""A cell that has the number of a user and no name."""


def _take_filled(columns: Sequence[Sequence[str]], rows: int) -> Sequence[str]:
    """Return for each row the first cell that is filled, without space around it."""
    return (
        [next(filter(None, map(str.strip, row)), "") for row in zip(*columns, strict=True)] if columns else [""] * rows
    )


def _join_title(title: str, words: str) -> str:
    """Put a note's title before its words, unless these begin with it."""
    if not title or words.startswith(title) or title.casefold() in _NO_TITLE:
        return words
    return f"{title}\n\n{words}".strip()


_NO_TITLE = frozenset({"untitled note", "untitled", "no title"})


def _add_seconds(moment: str, seconds: int) -> str:
    return clock.iso(clock.from_iso(moment) + timedelta(seconds=seconds))


def _make_key(note: _Note, where: str) -> str:
    """Build the key of a note without an id: of the first record that it names, as the program of its card calls it."""
    base = f"{where.partition('.')[0]}.{note.records[0].partition('.')[2]}" if note.records else f"person:{where}"
    return f"{base}:{digest(chr(10).join((note.comment.author, note.comment.at or '', note.comment.body)))}"


def describe_files(sheets: Sequence[Sheet]) -> list[str]:
    """Return sentences on what was assumed of files, and on files that make no cards."""
    notes = [note for sheet in sheets for note in (*sheet.table.notes, *sheet.remarks)]
    with_campaigns = [sheet.name for sheet in sheets if sheet.mapping.index("campaign_id") is not None]
    for sheet in sheets:
        if sheet.mapping.kind == "campaigns":
            also = ", and cards of the others name them" if len(with_campaigns) > 1 else ""
            notes.append(f"“{sheet.name}” holds campaigns: it makes no cards, but fills the list of campaigns{also}.")
        elif sheet.mapping.kind == "activities":
            notes.append(f"“{sheet.name}” holds activities: they are not imported yet.")
    return notes


def list_left_out(sheets: Sequence[Sheet]) -> list[Assumption]:
    """Return what is assumed of files of records that are no leads."""
    assumptions = []
    for sheet in sheets:
        if sheet.mapping.kind in OTHER_RECORDS:
            label = next((label for label in sheet.table.header if squash(label) in _CALLED), "COLUMN")
            sentence = f"“{sheet.name}” holds {sheet.mapping.kind}: it makes no cards."
            assumptions.append(Assumption(sentence, f"--map '{label}=title'"))
    return assumptions


_CALLED = frozenset({"subject", "name", "productname", "ticketname", "invoicenumber"})
"""Labels of columns by which such records are called."""
