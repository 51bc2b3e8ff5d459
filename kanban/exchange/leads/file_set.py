"""All files of one import, folded into drafts: read once to learn what they are like, then once to draft."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kanban.domain.records.arrival import Arrival, mailbox_key
from kanban.domain.values.text import shorten
from kanban.exchange.files.file_table import Rejected
from kanban.exchange.leads.card_counts import FIRST, CardCounts
from kanban.exchange.leads.chances import keep_foreign_chances
from kanban.exchange.leads.constants import fill_constants, read_constants
from kanban.exchange.leads.id_links import link_files
from kanban.exchange.leads.lookup_files import (
    MAKE_NO_CARDS,
    describe_files,
    list_left_out,
    read_campaigns,
    read_roles,
)
from kanban.exchange.leads.note_book import NoteBook
from kanban.exchange.leads.opened_sheets import ask_title, check_columns, find_nameless, open_sheets
from kanban.exchange.leads.per_file import PerFile
from kanban.exchange.leads.row_counts import RowCounts
from kanban.exchange.leads.row_drafts.companies import CompanyBook
from kanban.exchange.leads.row_drafts.drafting import Drafter, DraftingContext
from kanban.exchange.leads.row_drafts.further_contacts import FurtherContacts, read_further_roles
from kanban.exchange.leads.row_drafts.times_ahead import bring_back, bring_comments_back
from kanban.exchange.leads.row_groups import Row, RowGatherer, Ties, fold_rows
from kanban.exchange.recognition.sheet import Sheet
from kanban.exchange.recognition.survey import Survey
from kanban.exchange.recognition.words.stage_words import StageChoice, StageMap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kanban.domain.board import Board
    from kanban.domain.change import Json
    from kanban.domain.records.arrival import Matching, StrayNotes
    from kanban.exchange.files.file_table import Assumption, Question
    from kanban.exchange.leads.row_drafts.amounts import FileCurrency
    from kanban.exchange.leads.row_drafts.drafting import Batch
    from kanban.exchange.recognition.sheet import Piece


@dataclass(frozen=True, slots=True)
class StageLine:
    """A line of the table of stages that a dry run shows."""

    file: str
    choice: StageChoice
    rows: int


class FoldedFiles:
    """The drafts of an import, and notes on its files."""

    def __init__(
        self,
        sheets: Sequence[Sheet],
        surveys: Mapping[int, Survey],
        ties: Ties,
        context: DraftingContext,
        constants: Mapping[str, Json],
        companies: CompanyBook,
        note_book: NoteBook,
        questions: Sequence[Question] = (),
    ) -> None:
        self.sheets = tuple(sheets)
        """The files as they were recognised, in the order given."""
        self.questions = tuple(questions)
        """What must be answered before anything may be imported; until then the first choice is assumed."""
        self.total = sum(survey.rows for survey in surveys.values())
        """Rows that will be read."""
        self.rejects: dict[int, list[Rejected]] = {}
        """Rows of each file that can't go in, by its place; complete when the drafts were all taken."""
        self.counters = RowCounts()
        self.cards = CardCounts()
        """What the drafts come to; complete when they were all taken."""
        self.surveys = surveys
        """Of the files that make cards, by their places."""
        self._first_rows: dict[int, Survey] = {}
        """Of other files, where somebody asked for a sample."""
        self._ties = ties
        self._context = context
        self._constants = constants
        self._companies = companies
        self._note_book = note_book
        self._stages: list[StageLine] = []
        self._nameless: dict[tuple[str, int], tuple[int, tuple[str, ...]]] = {}
        """Place of the file, and cells, of rows that nothing in their own file names, by file and line."""

    @property
    def rejected(self) -> list[Rejected]:
        """All rows that can't go in."""
        return [row for rows in self.rejects.values() for row in rows]

    @property
    def notes(self) -> list[str]:
        """Sentences for the user about the files as a whole; complete when the drafts were all taken."""
        with_leads = bool(self.surveys)
        beside = (self._companies.describe() if with_leads else []) + self._note_book.describe(with_leads=with_leads)
        return describe_files(self.sheets) + beside + self.counters.describe()

    @property
    def assumptions(self) -> list[Assumption]:
        """What is assumed unless somebody says otherwise; complete when the drafts were all taken."""
        of_files = [assumption for sheet in self.sheets for assumption in sheet.table.assumptions]
        of_companies = [] if self.surveys else self._companies.list_assumptions()
        return of_files + of_companies + list_left_out(self.sheets) + self.counters.list_assumptions()

    @property
    def currencies(self) -> Sequence[FileCurrency]:
        """The currencies of the files' amounts and where they come from; complete when the drafts were all taken."""
        return tuple(self.counters.currencies)

    @property
    def stages(self) -> Sequence[StageLine]:
        """Where the words for stages lead; complete when the drafts were all taken."""
        return tuple(self._stages)

    @property
    def custom_fields(self) -> list[tuple[str, str]]:
        """File and label of the columns that are not recognised and become custom fields."""
        sheets = [sheet for sheet in self.sheets if sheet.mapping.kind not in MAKE_NO_CARDS - {"companies"}]
        return [(sheet.name, column.label) for sheet in sheets for column in sheet.mapping.custom]

    def sample(self, n: int, index: int) -> str:
        """Return a filled cell of a column of a file, both given by their places."""
        survey = self.surveys.get(n)
        if survey is None:  # a file that makes no cards: a look at its first rows will do
            survey = self._first_rows.setdefault(n, Survey(self.sheets[n].mapping))
            if not survey.rows and (piece := next(self.sheets[n].pieces(), None)) and piece.rows:
                survey.look(piece.columns)
        return survey.samples.of(index)

    def list_stray_notes(self) -> list[StrayNotes]:
        """Return notes on records that are not in the files; complete when the drafts were all taken."""
        strays = self._note_book.list_strays(self._context.now)
        for notes in strays:
            bring_comments_back(notes.comments, self._context.now)
        return strays

    def count_placed_notes(self, placed: int) -> None:
        """Learn how many of these have found cards on the board."""
        self._note_book.placed = placed

    def __iter__(self) -> Iterator[Arrival]:
        """Yield the drafts one by one; see `batches`."""
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[list[Arrival]]:
        """Yield the drafts some hundred at a time, mostly in the order of the files, deals' files first.

        May be called again, and then starts from the beginning.
        """
        for drafts in self._fold():
            self.counters.drafts += len(drafts)
            if self._constants:
                fill_constants(drafts, self._constants)
            if self._companies:
                for draft in drafts:
                    self._companies.fill(draft)
            if self._nameless:
                drafts = self._name_drafts(drafts)  # noqa: PLW2901 - those without a name are left out
            if self._note_book:
                for draft in drafts:
                    self._note_book.fill(draft, self._context.now)
            self.counters.ahead += bring_back(drafts, self._context.now, self._context.board, self._context.zone)
            self.cards.look(drafts)
            if drafts:
                yield drafts

    def _name_drafts(self, drafts: list[Arrival]) -> list[Arrival]:
        """Name drafts without a title by the person or company of another file; leave out those that have neither."""
        with_names: list[Arrival] = []
        for draft in drafts:
            if "title" not in draft.registers and draft.own is None:
                names = (draft.registers.get(name) for name in ("contact", "company", "email", "phone"))
                title = next((name for name in names if isinstance(name, str)), None)
                if title is None:
                    self._leave_out(draft)
                    continue
                draft.registers["title"] = title
            with_names.append(draft)
        return with_names

    def _leave_out(self, draft: Arrival) -> None:
        n, row = self._nameless[draft.file, draft.line]
        self.counters.drafted -= 1
        self.counters.drafts -= 1
        if self.sheets[n].identity.is_member_list:
            self.counters.passed_over["member of a campaign who is not in these files"] += 1
        else:
            reason = "nothing to name the card by: what it names is not in these files"
            self.rejects[n].append(Rejected(draft.file, draft.line, reason, row))

    def _fold(self) -> Iterator[list[Arrival]]:
        self.rejects, self.counters, self.cards, self._stages = {}, RowCounts(), CardCounts(), []
        places = {sheet.name: n for n, sheet in enumerate(self.sheets) if sheet.mapping.kind in MAKE_NO_CARDS}
        for row in self._companies.rejected + self._note_book.rejected:
            self.rejects.setdefault(places[row.file], []).append(row)
        self._nameless = {}
        self._companies.start_over()
        self._note_book.start_over()
        gathering = RowGatherer(self._ties.shared)
        weight = self._context.stages.weight
        for n in sorted(self.surveys, key=self._rank_sheet):
            for alone, groups in self._read(n, gathering):
                yield alone + [draft for rows in groups if rows for draft in fold_rows(rows, weight)]
        yield [draft for rows in gathering.rest() for draft in fold_rows(rows, weight)]

    def _rank_sheet(self, n: int) -> tuple[bool, str, str, list[str]]:
        """Return what orders the files, so that the order in which they are given changes no card."""
        sheet = self.sheets[n]
        return sheet.mapping.kind != "deals", sheet.mapping.kind, sheet.mapping.system, list(sheet.table.header)

    def _read(self, n: int, gathering: RowGatherer) -> Iterator[tuple[list[Arrival], list[list[Row]]]]:
        """Read one sheet: yield drafts of single rows, and groups of rows that are complete."""
        sheet, counters = self.sheets[n], self.counters
        sheet.identity.start_over()
        drafter = Drafter(sheet, self.surveys[n], self._context, self.cards)
        rejects = self.rejects.setdefault(n, [])
        sorter = _TieSorter(sheet, self._ties.of(n), gathering)
        for piece in sheet.pieces():
            counters.passed_over.update(piece.passed_over)
            if not piece.rows:
                rejects += piece.rejected
                continue
            batch = drafter.draft(piece)
            if sheet.identity.names_others:
                for row, draft in zip(batch.row_numbers, batch.drafts, strict=True):
                    if "title" not in draft.registers:
                        self._nameless[draft.file, draft.line] = n, tuple(piece.rows[row])
            if self.counters.drafted < FIRST:
                self.cards.await_first(batch.drafts)
            rejects += sorted(piece.rejected + batch.rejected, key=lambda row: row.line)
            counters.rows += len(piece.rows)
            counters.drafted += len(batch.drafts)
            yield sorter.sort(piece, batch)
        counters.add_file(sheet.name, drafter, sheet.mapping)
        self._stages += _list_stages(sheet, drafter, self._context.stages)


class _TieSorter:
    """Tells drafts that stand alone from those that others may belong to; these wait for each other."""

    def __init__(self, sheet: Sheet, ties: dict[int, list[int]], gathering: RowGatherer) -> None:
        self._identity = sheet.identity
        self._titled = bool(sheet.mapping.all("title"))
        self._ties = ties
        self._tied = list(ties)
        self._gathering = gathering
        self._before = 0

    def sort(self, piece: Piece, batch: Batch) -> tuple[list[Arrival], list[list[Row]]]:
        """Return the drafts that stand alone and the groups complete by now. Pass pieces in the order of the sheet."""
        start, self._before = self._before, self._before + len(piece.rows)
        tied = self._tied[bisect_left(self._tied, start) : bisect_left(self._tied, self._before)]
        refs = self._identity.refs(piece.columns)
        bound = {row - start for row in tied}.union(row for row, keys in enumerate(refs) if keys)
        if not bound:
            return batch.drafts, []
        groups = []
        tokens = self._identity.read_tokens(piece.columns) if self._identity.has_mailboxes else []
        for row, draft in zip(batch.row_numbers, batch.drafts, strict=True):
            if row in bound:
                person = mailbox_key(draft.registers.get("email")) if self._identity.has_mailboxes else None
                member = Row(
                    draft,
                    refs[row],
                    self._titled,
                    person or (tokens[row] if tokens else None),
                    self._identity.is_member_list,
                    self._identity.is_response_list,
                )
                ties = self._ties.get(start + row)
                groups.append(self._gathering.add(member, ties) if ties else [member])
        return [draft for row, draft in zip(batch.row_numbers, batch.drafts, strict=True) if row not in bound], groups


def _list_stages(sheet: Sheet, drafter: Drafter, stages: StageMap) -> list[StageLine]:
    row_counts: Counter[StageChoice] = Counter()
    for (word, scope), rows in drafter.stage_reader.words.items():
        row_counts[stages.choose(word, scope)] += rows
    return [StageLine(sheet.name, choice, rows) for choice, rows in row_counts.most_common()]


def fold_files(
    paths: Sequence[Path],
    board: Board,
    now: str,
    *,
    overrides: Mapping[str, str] | None = None,
    stage_words: Mapping[str, str] | None = None,
    stage: str | None = None,
    constants: Sequence[tuple[str, str]] = (),
    dates: PerFile = None,
    encoding: PerFile = None,
    delimiter: str | None = None,
    sheet_name: PerFile = None,
    match: Matching = "email",
) -> FoldedFiles:
    """Survey all files of an import; the drafts are made lazily, while the result is iterated.

    The board's zone and currency stand in where a file names none, `now` (UTC ISO 8601) where nothing tells when a
    comment was made. `overrides` are columns and fields (`--map`), `stage_words` foreign words and names of stages
    (`--map-stage`), `stage` the name of the one for rows without a stage (`--stage`), `constants` what fills the gaps
    of every card (`--set`). `dates` (the order of ambiguous days), `encoding` and `sheet_name` are for all files, or by
    their names.

    Dates that could be read both ways, and a file of which no column names a card, are questions in the result.
    Raises KanbanError for a file that can't be read, and UsageFault for a column, field or stage that there is not.
    """
    sheets = open_sheets(paths, overrides, dates=dates, encoding=encoding, delimiter=delimiter, sheet_name=sheet_name)
    for sheet in sheets:
        sheet.name_stages([*(stage_words or {}), *(name for s in board.stages for name in (s.name, *s.aliases))])
        sheet.name_members(member.name for member in board.members)
    link_files(sheets, by_name=match != "never")
    check_columns(sheets, overrides or {})
    nameless = find_nameless(sheets)
    _prepare_identities(sheets, match)
    zone = board.zone
    note_book = NoteBook(sheets, zone, now)
    ties = Ties()
    further = FurtherContacts(sheets, read_further_roles(sheets, read_roles(sheets)))
    surveys = _survey_sheets(sheets, ties, note_book, further)
    further.read_names()
    stages = StageMap(board.stages, stage_words, stage)
    keep_foreign_chances(sheets, surveys, stages, overrides or {})
    companies = CompanyBook(sheets)
    filled = read_constants(constants, board, now)
    currency = filled.pop("currency", None) if "value" not in filled else None
    context = DraftingContext(
        board, zone, stages, read_campaigns(sheets), now, bool(companies),
        currency if isinstance(currency, str) else None, further,
    )  # fmt: skip
    questions = _list_questions(sheets, surveys, nameless, note_book)
    return FoldedFiles(sheets, surveys, ties, context, filled, companies, note_book, questions)


def _list_questions(
    sheets: Sequence[Sheet], surveys: Mapping[int, Survey], nameless: Sequence[int], note_book: NoteBook
) -> list[Question]:
    """Return what the files leave open; with several files each question names its own."""
    questions = [question for sheet in sheets for question in sheet.table.questions]
    questions += [ask_title(sheets[n], surveys[n].samples) for n in nameless]
    date_questions = (survey.find_question(sheets[n].name) for n, survey in surveys.items() if not sheets[n].dates)
    questions += [question for question in date_questions if question]
    questions += note_book.questions
    paths_by_name = {name: str(sheet.table.path) for sheet in sheets for name in (sheet.name, shorten(sheet.name, 80))}
    is_one = len(sheets) == 1
    return [
        replace(question, names_file=not is_one and question.kind != "title", path=paths_by_name[question.file])
        for question in questions
    ]


def _prepare_identities(sheets: Sequence[Sheet], match: Matching) -> None:
    """Let each sheet know what it needs of the other files and of the options to tell whose row is whose."""
    contacts_of_deals = read_roles(sheets)
    for sheet in sheets:
        if sheet.mapping.kind == "deals" and sheet.mapping.system == "salesforce":
            sheet.identity.contacts_of_deals = contacts_of_deals
        sheet.identity.has_mailboxes = match != "never"


def _survey_sheets(
    sheets: Sequence[Sheet], ties: Ties, note_book: NoteBook, further: FurtherContacts
) -> dict[int, Survey]:
    """Read every row once and return the surveys of the sheets that make cards, by their places.

    `ties`, `note_book` and `further` learn from the same pass which rows belong together, which records notes may be
    about, and which contacts deals have.
    """
    surveys: dict[int, Survey] = {}
    for n, sheet in enumerate(sheets):
        if sheet.mapping.kind in MAKE_NO_CARDS:
            continue
        surveys[n] = survey = Survey(sheet.mapping, sheet.table.decimal_columns)
        for piece in sheet.pieces():
            if piece.rows:
                survey.look(piece.columns)
                further.meet(sheet, piece)
                ties.look(n, sheet.identity.ties(piece.columns))
                if note_book:
                    note_book.meet(sheet, piece.columns)
    ties.settle()
    return surveys
