"""From pieces of a sheet to drafts, a column at a time: no work is done per cell that can be done per column."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain.card import CUSTOM, FIELDS, LABEL, LINK
from kanban.domain.errors import UsageFault
from kanban.domain.records.arrival import OPTED_OUT, RESPONDED, Arrival, ArrivedComment
from kanban.domain.records.outside_ids import build_person_key, complete_id
from kanban.domain.values.links import read_link
from kanban.domain.values.text import MAX_TEXT, MAX_TITLE
from kanban.exchange.files.file_table import Rejected
from kanban.exchange.files.json_lines import ACTIVITIES, OBJECTIONS
from kanban.exchange.leads.row_drafts.activity_cells import drop_done_steps, read_own_activities, read_own_objections
from kanban.exchange.leads.row_drafts.amounts import AmountColumn
from kanban.exchange.leads.row_drafts.column_work import SAMPLES, PieceReader, digest, fill_gaps, list_kept_columns
from kanban.exchange.leads.row_drafts.comment_cells import read_comments
from kanban.exchange.leads.row_drafts.row_people import OptOuts, read_people
from kanban.exchange.leads.row_drafts.row_stages import StageReader
from kanban.exchange.leads.row_drafts.titles import choose_titles
from kanban.exchange.recognition import cells
from kanban.exchange.recognition.cells import CellFault
from kanban.exchange.recognition.own_columns import find_key_columns, find_own_columns, may_name_own
from kanban.exchange.recognition.words.headers import DAY_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from kanban.domain.board import Board
    from kanban.domain.change import Json
    from kanban.exchange.leads.card_counts import CardCounts
    from kanban.exchange.leads.row_drafts.column_work import Values
    from kanban.exchange.leads.row_drafts.comment_cells import FileComment
    from kanban.exchange.leads.row_drafts.further_contacts import FurtherContacts
    from kanban.exchange.recognition.sheet import Piece, Sheet
    from kanban.exchange.recognition.survey import Survey
    from kanban.exchange.recognition.words.stage_words import StageChoice, StageMap

_PAGE = re.compile(r"https?://\S+", re.IGNORECASE)
_OF_THEIR_OWN = ("title", "company", "contact", "email", "phone", "campaign")
_NUMBERED = ("phone", "id", "lead_id", "contact_id", "deal_id")
_LINES = tuple(name for name, kind in FIELDS.items() if kind == "text" and name not in _OF_THEIR_OWN)
"""Registers that are a line of text and nothing more."""

_NAMES = ("source", "campaign", "lost_reason", "win_reason")
"""Registers that name one of several things."""

_READERS: dict[str, Callable[[Sequence[str]], tuple[Sequence[Json], list[CellFault]]]] = {
    "share": cells.read_shares,
    "time": cells.read_times,
}
_READ_ALONE = {name: _READERS[kind] for name, kind in FIELDS.items() if kind in _READERS}


@dataclass(frozen=True, slots=True)
class DraftingContext:
    """What drafting needs to know besides the file."""

    board: Board
    zone: tzinfo
    """The board's."""
    stages: StageMap
    campaigns: Mapping[str, str]
    """Names by id, from a file of campaigns."""
    now: str
    """The time of comments without a time of their own, UTC ISO 8601."""
    has_companies: bool = False
    """Whether a file of companies is among the files."""
    currency: str | None = None
    """The currency of amounts that name none, if the user gave one."""
    further: FurtherContacts | None = None
    """Knows the further contacts of deals."""


class Batch(NamedTuple):
    """What became of a piece."""

    drafts: list[Arrival]
    row_numbers: Sequence[int]
    """For each draft the place of its row in the piece."""
    rejected: list[Rejected]


class Drafter:
    """Makes drafts of one sheet's rows."""

    def __init__(self, sheet: Sheet, survey: Survey, context: DraftingContext, counts: CardCounts) -> None:
        self.unread: Counter[str] = Counter()
        """Cells that could not be read and became custom fields, by their column's label."""
        self.samples: dict[str, list[str]] = {}
        """The first of them."""
        self.completed: Counter[str] = Counter()
        """Cells that were taken for a web address and got its `https://`, by their column's label."""
        self.numeric_titles = 0
        """Cards of which nothing but a number names them."""
        self.stage_reader = StageReader(sheet.mapping, survey, context.stages, context.zone, sheet.dates)
        """Knows the words for stages that were met."""
        self._name = sheet.name
        self._identity = sheet.identity
        self._mapping = sheet.mapping
        self._context = context
        self._counts = counts
        self._own_names = find_key_columns(sheet.mapping)
        self._own = find_own_columns(sheet.mapping) if self._own_names != (None, None) else ()
        self._lead, self._deal = self.stage_reader.scope == "lead", self.stage_reader.scope == "deal"
        self.amounts = AmountColumn(sheet.mapping, survey, context.board.currency, context.currency)
        """Knows the currencies that were met."""
        self.several_contacts = 0
        """Rows that name more contacts than one."""
        self._sheet = sheet
        self._opt_outs = OptOuts(sheet.mapping)
        self.opted_out = 0
        """Rows of people who opted out."""
        self.rounded: Counter[str] = Counter()
        """Numbers that a spreadsheet has rounded, by their column's label."""
        self._custom = list_kept_columns(sheet.mapping, has_companies=context.has_companies, is_lead=self._lead)

    def draft(self, piece: Piece) -> Batch:
        """Draft the cards of a piece; reject rows that can't be imported, with the reason."""
        work = PieceReader(self._mapping, piece, self.unread)
        people = read_people(work)
        self._keep_further_contacts(work, piece)
        title = self._title(work, (people.contact, people.company, people.email, people.phone))
        choices = self.stage_reader.stage(work)
        since = self.stage_reader.find_entry_times(work, choices)
        columns: dict[str, Sequence[Json]] = {
            "title": title,
            "company": people.company,
            "contact": people.contact,
            "email": people.email,
            "phone": people.phone,
        }
        columns["value"], columns["currency"] = self.amounts.read(work)
        columns["marketing_owner"], columns["sales_owner"] = self._owners(work, choices)
        self._counts.look_at_columns((columns["marketing_owner"], columns["sales_owner"]), columns["currency"])
        columns["campaign"] = self._campaign(work)
        columns |= {name: work.line(name) for name in _LINES}
        columns |= {name: cells.drop_no_words(columns[name]) for name in _NAMES}  # type: ignore[arg-type]  # lines
        columns |= {name: self.stage_reader.date(work, name) for name in DAY_FIELDS}
        for name, read in _READ_ALONE.items():
            for column in work.mapping.all(name):
                columns[name], faults = read(work.columns[column.index])
                work.take(column, faults)
        drop_done_steps(work, columns)
        keys = self._keys(work, (title, people.company, people.contact), people.email)
        registers = self._registers(work, columns, choices)
        stages = [choice.stage.id for choice in choices]
        flags = (repeat(self._lead or not self._deal, work.count), repeat(self._deal, work.count))
        comments = self._comments(work, keys, since.created)
        drafts = list(map(Arrival, keys, registers, stages, since.created, since.entered, *flags, comments))
        self._say_more(drafts, choices, piece)
        for label, raw_cells in work.samples.items():
            self.samples[label] = (self.samples.get(label, []) + raw_cells)[:SAMPLES]
        return self._drop_rejected(work, piece, drafts)

    def _keep_further_contacts(self, work: PieceReader, piece: Piece) -> None:
        """Keep the contacts of deals that are named by id beside the first one, unless the row has their names."""
        for row, names in self._context.further.list_names(self._sheet, piece).items() if self._context.further else ():
            if row not in work.several_contacts:
                work.keep(row, "Further contacts", names)
                work.several_contacts.add(row)
        self.several_contacts += len(work.several_contacts)

    def _say_more(self, drafts: Sequence[Arrival], choices: Sequence[StageChoice], piece: Piece) -> None:
        """Mark stages that are a guess, and give rows of this program's own exports their raw cells."""
        for draft, choice, line in zip(drafts, choices, piece.lines, strict=True):
            draft.file, draft.line = self._name, line
            draft.is_guessed = choice.is_guessed or not choice.word
            draft.is_response, draft.answers = self._identity.is_response_list, self._opt_outs.fields
        if self._context.has_companies and self._identity.company_kinds:
            for draft, key in zip(drafts, self._identity.read_company_keys(piece.columns), strict=True):
                draft.company_key = key
        for draft in drafts if self._identity.is_member_list else ():
            draft.gap_fills = frozenset(name for name in draft.registers if not name.startswith(LABEL))
        for column in self._mapping.all(ACTIVITIES):
            for draft, cell in zip(drafts, piece.columns[column.index], strict=True):
                draft.activities = [*read_own_activities(cell, self._context.now)]
        for column in self._mapping.all(OBJECTIONS):
            for draft, cell in zip(drafts, piece.columns[column.index], strict=True):
                draft.activities += read_own_objections(cell, self._context.now)
        if self._own:
            for draft, row in zip(drafts, piece.rows, strict=True):
                if self._may_name_own_card(row):
                    draft.own = {name: row[index] for index, name in self._own}

    def _may_name_own_card(self, row: Sequence[str]) -> bool:
        """Tell whether a row may name a card of this board."""
        card_id, ref = ("" if index is None else row[index] for index in self._own_names)
        return may_name_own(card_id, ref)

    def _drop_rejected(self, work: PieceReader, piece: Piece, drafts: list[Arrival]) -> Batch:
        """Drop rows that can't be imported, and empty ones."""
        rejected: list[Rejected] = []
        kept_rows: Sequence[int] = range(work.count)
        if work.fatal:
            kept_rows = [row for row in kept_rows if row not in work.fatal]
            drafts = [drafts[row] for row in kept_rows]
            rejected = [
                Rejected(self._name, piece.lines[row], reason, tuple(piece.rows[row]))
                for row, reason in sorted(work.fatal.items())
                if any(map(str.strip, piece.rows[row]))
            ]
        return Batch(drafts, kept_rows, rejected)

    # -- who it is about

    def _title(self, work: PieceReader, others: Sequence[Values]) -> Values:
        """Name each card: by its title, else by its person or company. Without any, reject the row.

        A row that names records of other files stays without a title, because those may have one.
        """
        titles = choose_titles(work, others)
        self.numeric_titles += work.numeric_titles
        names = [title or "" for title in titles]
        refs: Sequence[object] = ()
        if "" in names or not "".join(names).isprintable():
            if self._identity.names_others:  # what it names may name it
                companies = self._identity.read_company_keys(work.columns)
                rows = zip(self._identity.refs(work.columns), companies, strict=True)
                refs = [keys or company for keys, company in rows]
            for row, name in enumerate(names):
                if (not name or not cells.is_visible(name)) and not (
                    (refs and refs[row]) or self._may_name_own_card([column[row] for column in work.columns])
                ):
                    work.fatal[row] = "nothing to name the card by"
        shortened, troubles = cells.cut_column(names, MAX_TITLE)
        for row, whole, _ in troubles:
            work.keep(row, "Title", whole)
        return [title or None for title in shortened] if refs else shortened

    def _owners(self, work: PieceReader, choices: Sequence[StageChoice]) -> tuple[Values, Values]:
        marketing, sales = (cells.drop_nobody(work.line(target)) for target in ("marketing_owner", "sales_owner"))
        if work.first("owner") is None:
            return marketing, sales
        owners = list(zip(cells.drop_nobody(work.line("owner")), choices, strict=True))
        marketers = [owner if choice.stage.side != "sales" else None for owner, choice in owners]
        sellers = [owner if choice.stage.side == "sales" else None for owner, choice in owners]
        return fill_gaps(marketing, marketers), fill_gaps(sales, sellers)

    def _keys(self, work: PieceReader, known_by: Sequence[Values], email: Values) -> Sequence[tuple[str, ...]]:
        """Return each row's keys: its id, else its person, else a key built from what it is known by."""
        identity = self._identity
        if identity.is_member_list:
            return self._member_keys(work, known_by, email)
        ids = identity.ids(work.columns)
        if None not in ids:
            return [(f"{identity.own}:{name}",) for name in ids]
        keys = [(f"{identity.own}:{name}",) if name else () for name in ids]
        refs = identity.refs(work.columns)
        created = work.first("created_at") or ("",) * work.count
        for row, key in enumerate(keys):
            if key or row in work.fatal:
                continue
            title, company, contact = (values[row] for values in known_by)
            address = email[row]
            if self._deal:
                rest = refs[row] or (company, contact)
                keys[row] = (identity.make_key(title, created[row].strip(), *rest),)
            elif address:
                keys[row] = (build_person_key(address, company),)
            else:
                keys[row] = (identity.make_key(title, company, contact),)
        return keys

    def _member_keys(self, work: PieceReader, known_by: Sequence[Values], email: Values) -> Sequence[tuple[str, ...]]:
        """Return the key of the lead or contact that each member of a campaign is."""
        return [
            refs[:1] or (build_person_key(address, company) if address else self._identity.make_key(company, contact),)
            for refs, address, company, contact in zip(
                self._identity.refs(work.columns), email, known_by[1], known_by[2], strict=True
            )
        ]

    # -- what is known of it

    def _campaign(self, work: PieceReader) -> Values:
        campaigns, ids = work.line("campaign"), work.first("campaign_id")
        return (
            campaigns
            if ids is None
            else fill_gaps(campaigns, [self._context.campaigns.get(complete_id(cell.strip())) for cell in ids])
        )

    def _registers(
        self, work: PieceReader, columns: dict[str, Sequence[Json]], choices: Sequence[StageChoice]
    ) -> list[dict[str, Json]]:
        """Build each row's registers from the columns; leave empty ones out."""
        for column in self._custom:
            cut_cells, troubles = cells.cut_column(work.columns[column.index], MAX_TEXT)
            self.unread[column.label] += len(troubles)
            name = column.target if column.target.startswith(CUSTOM) else CUSTOM + column.label
            texts = cells.clean_texts(cut_cells)
            further = columns.get(name)  # of another column that was said to be this field
            columns[name] = fill_gaps(texts, further) if further else texts  # type: ignore[arg-type]  # of texts
        self._links(work, columns)
        full = {name: values for name, values in columns.items() if None not in values}
        rows = zip(*full.values())  # noqa: B905 - one length
        registers: list[dict[str, Json]] = [dict(zip(full, row)) for row in rows]  # noqa: B905 - one length
        if not full:
            registers = [{} for _ in range(work.count)]
        for name, values in columns.items():
            if name not in full and values is not work.none:
                for row, value in zip(registers, values, strict=True):
                    if value is not None:
                        row[name] = value
        if self._lead or self._deal:
            for row in registers:
                row["deal" if self._deal else "lead"] = True
        self._label(work, registers, choices)
        self._count_rounded(work)
        for place, raw_cells in work.raw.items():
            registers[place].update({CUSTOM + label: text for label, text in raw_cells.items()})
        return registers

    def _label(self, work: PieceReader, registers: Sequence[dict[str, Json]], choices: Sequence[StageChoice]) -> None:
        for column in self._mapping.all("labels"):
            for row, cell in zip(registers, work.columns[column.index], strict=True):
                row.update({LABEL + label: True for label in cells.split_labels(cell)})
        if self.stage_reader.has_labels:
            for row, choice in zip(registers, choices, strict=True):
                if choice.label:
                    row[LABEL + choice.label] = True

        for row, cell in zip(registers, work.first("is_responded") or (), strict=False):
            if cells.is_yes(cell):
                row[LABEL + RESPONDED] = True
        opted_out = self._opt_outs.find(work.columns)
        self.opted_out += len(opted_out)
        for place in opted_out:
            registers[place][LABEL + OPTED_OUT] = True

    def _count_rounded(self, work: PieceReader) -> None:
        """Count numbers that a spreadsheet has rounded; an id among them is kept as a field, and names no record."""
        for target in _NUMBERED:
            for column in self._mapping.all(target):
                rounded = cells.find_rounded(work.columns[column.index])
                self.rounded[column.label] += len(rounded)
                for row, cell in rounded.items() if target != "phone" else ():
                    work.keep(row, column.label, cell)

    def _links(self, work: PieceReader, columns: dict[str, Sequence[Json]]) -> None:
        """Read links as typed in other programs: keep paths, add https to web addresses and count those."""
        for column in self._mapping.all("link"):
            links: list[Json] = []
            odd: list[CellFault] = []
            for row, cell in enumerate(cells.clean_lines(work.columns[column.index])):
                register: dict[str, Json] | None = None
                if cell and _PAGE.fullmatch(cell):
                    register = {"url": cell, "name": column.label}
                elif cell:
                    try:
                        register, warning = read_link(cell, column.label)
                    except UsageFault:
                        odd.append(CellFault(row, cell))
                    else:
                        self.completed[column.label] += bool(warning)
                links.append(register)
            work.take(column, odd)
            columns[f"{LINK}{digest(column.label)}"] = links

    def _comments(
        self, work: PieceReader, keys: Sequence[tuple[str, ...]], created: Values
    ) -> Iterable[list[ArrivedComment]]:
        """Return the comments of each row, oldest first."""
        comment_columns: list[list[Sequence[FileComment]]] = []
        for column in self._mapping.all("comment"):
            column_cells = work.columns[column.index]
            if any(column_cells):
                comment_columns.append([read_comments(cell, self.stage_reader.moment) for cell in column_cells])
        if not comment_columns:
            return [[] for _ in range(work.count)]
        return [
            _key_comments(key[0], [comment for some in row for comment in some], at or self._context.now)
            if key and any(row)
            else []
            for key, at, row in zip(keys, created, zip(*comment_columns, strict=True), strict=True)
        ]


def _key_comments(key: str, comments: Iterable[FileComment], otherwise: str) -> list[ArrivedComment]:
    """Give comments keys, so that a second import knows them; `otherwise` is the time of those without one."""
    arrived = [
        ArrivedComment(
            f"{key}:{digest(chr(10).join((comment.author, comment.at or '', comment.body)))}",
            comment.author,
            "",
            comment.at or otherwise,
            comment.body,
        )
        for comment in dict.fromkeys(comments)
    ]
    return sorted(arrived, key=lambda comment: comment.at)
