"""Files of notes and of activities: what they hold goes to the cards that it is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kanban.domain import clock
from kanban.domain.records.arrival import ArrivedActivity, ArrivedComment, StrayNotes, fill_next_step, mailbox_key
from kanban.domain.records.outside_ids import complete_id
from kanban.domain.values.text import fold, format_count
from kanban.exchange.leads.activity_files import FIELDS, ActivityReader, FileActivity, FileStep, LeftOut
from kanban.exchange.leads.row_drafts.column_work import digest
from kanban.exchange.leads.row_drafts.comment_cells import FileComment, build_comment, strip_markup
from kanban.exchange.recognition.cells import split_person
from kanban.exchange.recognition.date_columns import DateReader
from kanban.exchange.recognition.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import tzinfo

    from kanban.domain.records.arrival import Arrival
    from kanban.exchange.files.file_table import Question, Rejected
    from kanban.exchange.recognition.identity import Identity
    from kanban.exchange.recognition.sheet import Sheet

    Item = FileComment | FileActivity | FileStep


@dataclass(frozen=True, slots=True)
class _Note:
    """One row of a file of notes or activities."""

    key: str
    """Its own id outside; empty where the file has none."""
    item: Item
    records: tuple[str, ...]
    """The outside ids of the records that it is about, the one that counts most first."""
    mailbox: str | None
    """Of the person whom it is about."""
    names: tuple[str, ...] = ()
    """What the records are called, as `title:rollout`, the one that counts most first."""


class NoteBook:
    """The notes and activities of all files of an import.

    One that names several records belongs to its deal, else its contact, else its lead, else its mailbox, else to who
    is called so: the first of these that is in the files. A name that several rows bear finds none of them.
    """

    def __init__(self, sheets: Iterable[Sheet], zone: tzinfo, now: str) -> None:
        """Read them all; `now` (UTC) tells what is over."""
        self.rejected: list[Rejected] = []
        """Rows that could not be read."""
        self.questions: list[Question] = []
        self._left_out: Counter[str] = Counter()
        """Notes that are left out, by the reason."""
        self._rows_left_out: Counter[str] = Counter()
        """The same for activities."""
        self._now = now
        self._sheets = [sheet for sheet in sheets if sheet.mapping.kind in {"comments", "activities"}]
        self._notes: list[_Note] = []
        self._places: dict[str, int] = {}
        """Places of notes by their own ids."""
        self._about: dict[str, list[int]] = {}
        """Places of notes by the records that they name."""
        self._met: dict[int, tuple[bool, int, str]] = {}
        """For each note the best of its records that was met: whether only by name, its rank, and its key there."""
        self._bearers: dict[str, Counter[str]] = {}
        """How many rows of each file bear a name that a note names."""
        self._waiting: dict[str, list[int]] = {}
        """Places of notes that no card has yet, by record, mailbox or name."""
        self._homeless: set[int] = set()
        """Places of notes that no draft has got."""
        self._beside = 0
        """Open tasks that cards have no room for: they have a next step."""
        self.placed = 0
        """How many of these have found cards on the board."""
        for sheet in sorted(self._sheets, key=lambda sheet: (sheet.mapping.system, sheet.table.header, sheet.name)):
            self._read(sheet, zone)

    def __bool__(self) -> bool:
        """Tell whether there is any note."""
        return bool(self._notes)

    def meet(self, sheet: Sheet, columns: Sequence[Sequence[str]]) -> None:
        """Learn which records are in the files: pass every row that makes a card."""
        identity: Identity = sheet.identity
        for name in identity.ids(columns):
            if name:
                self._meet_record(f"{identity.own}:{name}", is_named_only=False)
        for refs in identity.refs(columns):
            for ref in refs:
                self._meet_record(ref, is_named_only=True)
        if self._bearers:
            for name in _list_names_of_rows(sheet, columns):
                if name in self._bearers:
                    self._bearers[name][sheet.name] += 1

    def start_over(self) -> None:
        """Give all notes back, before the drafts are made again."""
        self._waiting = {}
        self._homeless, self.placed, self._beside = set(range(len(self._notes))), 0, 0
        for place, note in enumerate(self._notes):
            where = self._met[place][2] if place in self._met else note.mailbox or self._find_bearer(note)
            if where:
                self._waiting.setdefault(where, []).append(place)

    def _find_bearer(self, note: _Note) -> str | None:
        """Return the first of its names that one row of a file bears, and no file has twice."""
        return next((name for name in note.names if set(self._bearers[name].values()) == {1}), None)

    def fill(self, draft: Arrival, now: str) -> None:
        """Give a draft the notes about it; `now` is the time of those of which nothing tells one."""
        if draft.own is not None:
            return
        mailbox = mailbox_key(draft.registers.get("email"))
        places = {
            n: where
            for where in (*draft.keys, mailbox, *(_list_names(draft.registers) if self._bearers else ()))
            if where
            for n in self._waiting.pop(where, ())
        }
        if not places:
            return
        self._homeless.difference_update(places)
        otherwise = draft.created_at or _add_seconds(now, -len(places))
        comments = {comment.key: comment for comment in [*draft.comments, *self._build_comments(places, otherwise)]}
        draft.comments = sorted(comments.values(), key=lambda comment: comment.at)
        draft.activities = [*self._build_activities(places, otherwise)]
        steps = self._list_steps(places)
        if steps:
            self._beside += len(steps) - fill_next_step(draft, steps[0])

    def list_strays(self, now: str) -> list[StrayNotes]:
        """Return the notes whose records are not in the files; complete when all drafts were passed to `fill`."""
        groups: dict[tuple[tuple[str, ...], str | None, tuple[str, ...]], dict[int, str]] = {}
        for n in sorted(self._homeless):
            note = self._notes[n]
            where = next(iter((*note.records, *filter(None, [note.mailbox]), *note.names)), None)
            if where:
                groups.setdefault((note.records, note.mailbox, note.names), {})[n] = where
        strays = []
        for (records, mailbox, names), places in groups.items():
            otherwise = _add_seconds(now, -len(places))
            comments, activities = self._build_comments(places, otherwise), self._build_activities(places, otherwise)
            strays.append(StrayNotes(records, mailbox, comments, names, activities, self._list_steps(places)))
        return strays

    def _build_comments(self, places: Mapping[int, str], otherwise: str) -> list[ArrivedComment]:
        """Make comments of notes, given by their places with what they belong to; oldest first."""
        timed = []
        for n in places:
            item = self._notes[n].item
            if isinstance(item, FileComment):
                timed.append((item.at or otherwise, n, item))
        comments: list[ArrivedComment] = []
        earliest = ""
        # the board orders comments by their second: those of one second follow one another
        for noted_at, n, comment in sorted(timed, key=lambda entry: entry[:2]):
            at = max(noted_at, earliest)
            earliest = _add_seconds(at, 1)
            key = self._notes[n].key or _make_key(self._notes[n], places[n])
            comments.append(ArrivedComment(key, comment.author, "", at, comment.body))
        return comments

    def _build_activities(self, places: Mapping[int, str], otherwise: str) -> list[ArrivedActivity]:
        """Make activities of rows, given by their places with what they belong to; oldest first."""
        activities = []
        for n in places:
            item = self._notes[n].item
            if isinstance(item, FileActivity):
                key = self._notes[n].key or _make_key(self._notes[n], places[n])
                activities.append(
                    ArrivedActivity(key, item.kind, item.outcome, item.at or otherwise, item.author, item.text)
                )
        return sorted(activities, key=lambda entry: (entry.at, entry.key))

    def _list_steps(self, places: Iterable[int]) -> list[tuple[str, str]]:
        """Return the days and words of open tasks, the first day first."""
        items = [self._notes[n].item for n in places]
        return sorted((item.day, item.words) for item in items if isinstance(item, FileStep))

    def describe(self, *, with_leads: bool) -> list[str]:
        """Return sentences for the user; complete when all drafts were passed to `fill`."""
        if not with_leads and not self.placed:
            return [
                f"“{sheet.name}” holds {_HOLDS[sheet.mapping.kind][0]}: import it together with the leads that they "
                "are about."
                for sheet in self._sheets
            ]
        sentences = [
            "“{}” holds {}: it makes no cards, and {}.".format(sheet.name, *_HOLDS[sheet.mapping.kind][1:])
            for sheet in self._sheets
        ]
        sentences += [
            f"{format_count(notes, 'note')} left out: {reason}." for reason, notes in sorted(self._left_out.items())
        ]
        sentences += [
            f"{format_count(rows, 'row')} left out: {reason}." for reason, rows in sorted(self._rows_left_out.items())
        ]
        unknown = [n for n in range(len(self._notes)) if _is_outcome_unknown(self._notes[n])]
        if unknown:
            sentences.append(
                f"{format_count(len(unknown), 'call')} without an outcome: imported as “no answer”, so that they count "
                "as attempts, not as contacts."
            )
        if self._beside:
            sentences.append(f"{format_count(self._beside, 'open task')} left out: the card has a next step.")
        if homeless := len(self._homeless) - self.placed:
            what = "names a record that is" if homeless == 1 else "name records that are"
            noun = _name_homeless({self._notes[n].item.__class__ for n in self._homeless})
            sentences.append(f"{format_count(homeless, noun)} {what} not in these files.")
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
        reader = DateReader(zone, sheet.dates or survey.order or survey.assumed_order)
        activities = ActivityReader(sheet, reader.moment, reader.day, self._now, zone)
        is_notes = mapping.kind == "comments"
        fields = ("id", *_RECORDS, *_NAMES, "email", *(_NOTE_FIELDS if is_notes else FIELDS))
        for piece in sheet.pieces():
            self.rejected += piece.rejected
            left_out = self._left_out if is_notes else self._rows_left_out
            left_out.update(piece.passed_over)
            columns = {
                target: _take_filled([piece.columns[column.index] for column in mapping.all(target)], len(piece.rows))
                for target in fields
            }
            for row in zip(*columns.values(), strict=True):
                cells = dict(zip(columns, row, strict=True))
                cells["comment"] = strip_markup(cells["comment"])
                try:
                    item = _read_comment(cells, reader) if is_notes else activities.read(cells)
                except LeftOut as reason:
                    left_out[str(reason)] += 1
                    continue
                if item:
                    self._add(mapping.system, cells, item, "note" if is_notes else "activity")

    def _add(self, system: str, cells: dict[str, str], item: Item, noun_of_row: str) -> None:
        place, number = len(self._notes), cells["id"]
        records = dict.fromkeys(
            f"{system}.{noun}:{complete_id(name.strip()) if system == 'salesforce' else name.strip()}"
            for target, nouns in _RECORDS.items()
            for name in _PARTS.split(cells[target])
            if name.strip()
            for noun in nouns
        )
        key = f"{system}.{noun_of_row}:{number}" if number else ""
        mailbox = mailbox_key(split_person(cells["email"] or cells["contact"])[1])
        known = self._places.setdefault(key, place) if key else place
        if known != place:  # a note on several records has a row for each
            place, note = known, self._notes[known]
            self._notes[place] = replace(note, records=tuple(dict.fromkeys([*note.records, *records])))
        else:
            names = tuple(_list_named(cells))
            self._notes.append(_Note(key, item, tuple(records), mailbox, names))
            for name in names:
                self._bearers.setdefault(name, Counter())
        for record in records:
            self._about.setdefault(record, []).append(place)


_RECORDS = {
    "parent_id": ("deal", "contact", "lead"),
    "deal_id": ("deal",),
    "who_id": ("contact", "lead"),
    "contact_id": ("contact",),
    "lead_id": ("lead",),
}
"""Columns that name a record, the one that counts most first, and what it may be."""

_NAMES = {
    "deal": ("title",),
    "related": ("title", "contact", "company"),
    "contact": ("contact", "title"),
    "company": ("company",),
}
"""Columns that hold the name of a record, the one that counts most first, and which field of a card that may be."""

_NOTE_FIELDS = ("title", "owner", "created_at", "comment")

_HOLDS = {
    "comments": ("comments", "notes", "its notes become comments"),
    "activities": ("activities", "activities", "what was done goes to their cards, and open tasks become next steps"),
}
"""What files hold: alone, beside leads, and what becomes of it."""

_PARTS = re.compile(r"[;,\s]+")
_USER_ID = re.compile(r"005\w{12,15}|\d+")
"""A cell that has the number of a user and no name."""


def _read_comment(cells: Mapping[str, str], reader: DateReader) -> FileComment | None:
    author = "" if _USER_ID.fullmatch(cells["owner"]) else cells["owner"]
    words = _join_title(strip_markup(cells["title"]), cells["comment"])
    return build_comment(author, reader.moment(cells["created_at"]), words)


def _list_named(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of records in a row, as `title:rollout`."""
    for target, fields in _NAMES.items():
        name = fold(split_person(cells[target])[0] or "") if target == "contact" else fold(cells[target])
        if name.strip():
            yield from (f"{field}:{name.strip()}" for field in fields)


def _list_names(registers: Mapping[str, object]) -> Iterator[str]:
    """Yield the names of a draft in the same form."""
    for field in ("title", "contact", "company"):
        value = registers.get(field)
        if isinstance(value, str):
            yield f"{field}:{fold(value).strip()}"


def _list_names_of_rows(sheet: Sheet, columns: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the names of rows that make cards, in the same form."""
    places = {field: sheet.mapping.index(field) for field in ("title", "contact", "company", "first_name", "last_name")}
    for field in ("title", "contact", "company"):
        if (place := places[field]) is not None:
            yield from (f"{field}:{fold(cell).strip()}" for cell in columns[place] if cell)
    first, last = places["first_name"], places["last_name"]
    if first is not None and last is not None and places["contact"] is None:
        for parts in zip(columns[first], columns[last], strict=True):
            yield f"contact:{fold(' '.join(filter(None, map(str.strip, parts))))}"


def _is_outcome_unknown(note: _Note) -> bool:
    return isinstance(note.item, FileActivity) and not note.item.is_outcome_known


def _name_homeless(kinds: set[type]) -> str:
    if kinds == {FileComment}:
        return "note"
    return "activity" if FileComment not in kinds else "note or activity"


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
    item = note.item
    if isinstance(item, FileStep):
        return base
    words = item.body if isinstance(item, FileComment) else f"{item.kind} {item.outcome} {item.text}"
    return f"{base}:{digest(chr(10).join((item.author, item.at or '', words)))}"
