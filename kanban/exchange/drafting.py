"""From pieces of a sheet to drafts, a column at a time: no work is done per cell that can be done per column."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from kanban.domain.text import MAX_TEXT, MAX_TITLE
from kanban.exchange import cells
from kanban.exchange.cells import AmountReader, Trouble
from kanban.exchange.csv_files import Rejected
from kanban.exchange.dates import DateReader
from kanban.exchange.draft import Draft, Key, Said
from kanban.exchange.identity import person_key
from kanban.exchange.notes import said_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from kanban.exchange.columns import Column
    from kanban.exchange.dates import Order
    from kanban.exchange.sheet import Piece, Sheet
    from kanban.exchange.stages import Scope, StageChoice, StageMap
    from kanban.exchange.survey import Survey

    Values = Sequence[str | None]

_SCOPES: dict[str, Scope] = {"leads": "lead", "contacts": "lead", "deals": "deal"}
_ADDRESS = re.compile(r"https?://\S+|[^\s/@:]+\.[^\s/@:.]{2,}(?:[:/?#]\S*)?", re.IGNORECASE)


class Batch(NamedTuple):
    """What became of a piece."""

    drafts: list[Draft]
    kept: Sequence[int]
    """For each draft the place of its row in the piece."""
    rejected: list[Rejected]


class Known(NamedTuple):
    """What drafting needs to know besides the file."""

    stages: StageMap
    zone: tzinfo
    currency: str
    """Of amounts that name none."""
    dates: Order | None
    """The order of days in figures, where somebody said it."""
    campaigns: Mapping[str, str]
    """Names by id, from a file of campaigns."""
    comments: Mapping[str, Sequence[Said]]
    """What was said of a lead, by its id, from a file of comments."""


_made: Callable[[Iterable[object]], Draft] = partial(tuple.__new__, Draft)
"""`Draft._make` without its check of the number of fields."""


class _Work:
    """One piece in the making: the cells that could not be read, and the rows that can't go in."""

    def __init__(self, piece: Piece) -> None:
        self.columns = piece.columns
        self.count = len(piece.rows)
        self.none: Values = (None,) * self.count
        self.raw: dict[int, dict[str, str]] = {}
        self.fatal: dict[int, str] = {}

    def keep(self, row: int, label: str, cell: str) -> None:
        """Keep a cell that could not be read as a custom field of its label."""
        text = cells.texts([cell])[0]
        if text:
            self.raw.setdefault(row, {})[label] = text[:MAX_TEXT]


class Drafter:
    """Makes drafts of one sheet's rows."""

    def __init__(self, sheet: Sheet, survey: Survey, known: Known) -> None:
        self.unread: Counter[str] = Counter()
        """Cells that could not be read and became custom fields, by their column's label."""
        self.words: Counter[str] = Counter()
        """Rows by their word for a stage."""
        self.scope: Scope = _SCOPES.get(sheet.mapping.kind, "any")
        """Whose words those are."""
        self._name = sheet.name
        self._identity = sheet.identity
        self._mapping = mapping = sheet.mapping
        self._known = known
        order = known.dates or survey.order
        self._readers = {
            index: DateReader(known.zone, order or scan.order, plain=scan.plain) for index, scan in survey.dates.items()
        }
        self._moment = DateReader(known.zone, order).moment
        self._amounts = {index: AmountReader(known.currency, scan.decimal) for index, scan in survey.amounts.items()}
        self._choices: dict[str, StageChoice] = {}
        beside = ("campaign_id", "status") if self.scope == "lead" else ("campaign_id",)
        self._custom = mapping.custom + tuple(column for target in beside for column in mapping.all(target))

    def draft(self, piece: Piece) -> Batch:
        """Make the drafts of a piece; rows that can't go in are rejected with the reason."""
        work = _Work(piece)
        company, contact, email, phone = (
            self._line(work, "company"),
            self._contact(work),
            self._email(work),
            self._line(work, "phone"),
        )
        title = self._title(work, (contact, company, email, phone))
        choices = self._stage(work)
        stage = [choice.stage for choice in choices]
        value, currency = self._amount(work)
        created = self._date(work, "created_at")
        entered, closed = self._entered(work, stage, created)
        marketing, sales = self._owners(work, stage)
        before = (
            company,
            contact,
            email,
            phone,
            value,
            currency,
            stage,
            self._line(work, "source"),
            self._campaign(work),
        )
        after = (
            self._links(work), self._line(work, "next_step"), self._date(work, "next_on"), self._date(work, "close_on"),
            self._share(work), self._line(work, "lost_reason"), self._line(work, "win_reason"), created, entered, closed,
        )  # fmt: skip
        comments = self._comments(work, created)
        keys = self._keys(work, (title, company, contact), email)
        labels, fields = self._tags(work, choices), self._fields(work)
        origin = [((self._name, line),) for line in piece.lines]
        rest = (repeat(self.scope == "deal", work.count), comments, origin, work.none)
        drafts = list(
            map(_made, zip(keys, title, *before, marketing, sales, labels, fields, *after, *rest, strict=True))
        )
        return self._sorted_out(work, piece, drafts)

    def _sorted_out(self, work: _Work, piece: Piece, drafts: list[Draft]) -> Batch:
        """Leave out the rows that can't go in, and those where nothing stands."""
        rejected: list[Rejected] = []
        kept: Sequence[int] = range(work.count)
        if work.fatal:
            kept = [row for row in kept if row not in work.fatal]
            drafts = [drafts[row] for row in kept]
            rejected = [
                Rejected(self._name, piece.lines[row], reason, tuple(piece.rows[row]))
                for row, reason in sorted(work.fatal.items())
                if any(map(str.strip, piece.rows[row]))
            ]
        return Batch(drafts, kept, rejected)

    # -- names

    def _line(self, work: _Work, target: str) -> Values:
        """Read the columns that feed a field of one line: the first that is filled counts, what the others have is kept."""
        found = work.none
        for column in self._mapping.all(target):
            whole, troubles = cells.cut(work.columns[column.index], cells.LONGEST)
            found = self._joined(work, column, found, cells.lines(whole), troubles)
        return found

    def _email(self, work: _Work) -> Values:
        found = work.none
        for column in self._mapping.all("email"):
            values, troubles = cells.addresses(work.columns[column.index])
            found = self._joined(work, column, found, values, troubles)
        return found

    def _joined(
        self, work: _Work, column: Column, found: Values, values: Values, troubles: Sequence[Trouble]
    ) -> Values:
        if troubles:
            self._take(work, column, troubles)
        if found is work.none:
            return values
        for row, (first, second) in enumerate(zip(found, values, strict=True)):
            if first and second and first != second:
                work.keep(row, column.label, second)
        return _either(found, values)

    def _take(self, work: _Work, column: Column, troubles: Iterable[Trouble]) -> None:
        for row, raw, fatal in troubles:
            if fatal:
                work.fatal.setdefault(row, fatal)
            else:
                self.unread[column.label] += 1
                work.keep(row, column.label, raw)

    def _contact(self, work: _Work) -> Values:
        whole, first, last = (self._line(work, target) for target in ("contact", "first_name", "last_name"))
        if first is work.none or last is work.none:
            return _either(whole, _either(first, last))
        names = [f"{one} {two}" if one and two else one or two for one, two in zip(first, last, strict=True)]
        return _either(whole, names)

    def _title(self, work: _Work, others: Iterable[Values]) -> Sequence[str]:
        """Name each card: by its title, else by whom it is about. Where nothing shows, the row can't go in."""
        column = next(iter(self._mapping.all("title")), None)
        titles = cells.lines(work.columns[column.index]) if column else work.none
        for other in others:
            if None not in titles:
                break
            titles = _either(titles, other)
        names = [title or "" for title in titles]
        if "" in names or not "".join(names).isprintable():
            for row, name in enumerate(names):
                if not name or not cells.visible(name):
                    work.fatal[row] = "nothing to name the card by"
        shortened, troubles = cells.cut(names, MAX_TITLE)
        for row, whole, _ in troubles:
            work.keep(row, column.label if column else "Title", whole)
        return shortened

    # -- what it is worth, where it stands, since when

    def _amount(self, work: _Work) -> tuple[Sequence[int | None], Values]:
        column = next(iter(self._mapping.all("value")), None)
        if column is None:
            return (None,) * work.count, work.none
        index = self._mapping.index("currency")
        currencies = work.columns[index] if index is not None else ("",) * work.count
        minor, currency, troubles = self._amounts[column.index].amounts(work.columns[column.index], currencies)
        self._take(work, column, troubles)
        return minor, currency

    def _share(self, work: _Work) -> Sequence[float | None]:
        index = self._mapping.index("probability")
        return (None,) * work.count if index is None else [cells.share(cell) for cell in work.columns[index]]

    def _stage(self, work: _Work) -> list[StageChoice]:
        column = next(iter(self._mapping.all("status" if self.scope == "lead" else "stage")), None)
        words = self._closing(work, work.columns[column.index] if column else ("",) * work.count)
        self.words.update(words)
        for word in set(words).difference(self._choices):
            self._choices[word] = self._known.stages.choose(word, self.scope)
        found = [self._choices[word] for word in words]
        if column and self.scope != "lead" and any(choice.how == "guessed" for choice in self._choices.values()):
            for row, choice in enumerate(found):
                if choice.how == "guessed" and choice.word:
                    work.keep(row, column.label, choice.word)
        return found

    def _closing(self, work: _Work, words: Sequence[str]) -> Sequence[str]:
        """Put won or lost for the words of deals of which another column says so."""
        outcome, won, closed = (self._mapping.index(target) for target in ("outcome", "is_won", "is_closed"))
        if outcome is not None:
            said = [cell.strip().casefold() for cell in work.columns[outcome]]
            words = [end if end in {"won", "lost"} else word for word, end in zip(words, said, strict=True)]
        if closed is not None:
            ended = ["lost" if cells.is_yes(cell) else "" for cell in work.columns[closed]]
            words = [end or word for word, end in zip(words, ended, strict=True)]
        if won is not None:
            words = ["won" if cells.is_yes(cell) else word for word, cell in zip(words, work.columns[won], strict=True)]
        return words

    def _date(self, work: _Work, target: str) -> Values:
        """Read the columns that feed a moment or (where the name ends in `_on`) a day."""
        found = work.none
        for column in self._mapping.all(target):
            column_cells = work.columns[column.index]
            reader = self._readers[column.index]
            values = reader.days(column_cells) if target.endswith("_on") else reader.moments(column_cells)
            if None in values:
                odd = [row for row, value in enumerate(values) if value is None and column_cells[row].strip()]
                self._take(work, column, [Trouble(row, column_cells[row]) for row in odd])
            found = _either(found, values)
        return found

    def _entered(self, work: _Work, stage: Sequence[str], created: Values) -> tuple[Values, Values]:
        """Give when each came to its stage, and when it was closed, as far as the file tells."""
        entered, closed = self._date(work, "entered_at"), self._date(work, "closed_at")
        outcomes = self._known.stages.outcomes
        if not any(outcomes[name] for name in set(stage)):
            return _either(entered, created), work.none
        expected = next(iter(self._mapping.all("close_on")), None)
        if expected:
            closed = _either(closed, self._readers[expected.index].moments(work.columns[expected.index]))
        closed = [when if outcomes[name] else None for when, name in zip(_either(closed, entered), stage, strict=True)]
        return _either(_either(entered, closed), created), closed

    # -- whose it is, and what else is known

    def _owners(self, work: _Work, stage: Sequence[str]) -> tuple[Values, Values]:
        marketing, sales = self._line(work, "marketing_owner"), self._line(work, "sales_owner")
        if self._mapping.index("owner") is None:
            return marketing, sales
        sides = self._known.stages.sides
        owners = list(zip(self._line(work, "owner"), stage, strict=True))
        marketers = [owner if sides[name] != "sales" else None for owner, name in owners]
        sellers = [owner if sides[name] == "sales" else None for owner, name in owners]
        return _either(marketing, marketers), _either(sales, sellers)

    def _campaign(self, work: _Work) -> Values:
        index = self._mapping.index("campaign_id")
        named = self._line(work, "campaign")
        if index is None:
            return named
        return _either(named, [self._known.campaigns.get(cell.strip()) for cell in work.columns[index]])

    def _tags(self, work: _Work, choices: Sequence[StageChoice]) -> Sequence[tuple[str, ...]]:
        index = self._mapping.index("labels")
        tags: Sequence[tuple[str, ...]] = ((),) * work.count
        if index is not None:
            tags = [cells.labels_of(cell) if cell else () for cell in work.columns[index]]
        if any(choice.label for choice in self._choices.values()):
            tags = [(*own, choice.label) if choice.label else own for own, choice in zip(tags, choices, strict=True)]
        return tags

    def _fields(self, work: _Work) -> Sequence[dict[str, str]]:
        labels = [column.label for column in self._custom]
        columns = []
        for column in self._custom:
            whole, troubles = cells.cut(work.columns[column.index], MAX_TEXT)
            self.unread[column.label] += len(troubles)
            columns.append(cells.texts(whole))
        rows: Iterable[tuple[str | None, ...]] = zip(*columns, strict=True) if columns else repeat((), work.count)
        if any(None in values for values in columns):
            fields = [{label: value for label, value in zip(labels, row, strict=True) if value} for row in rows]
        else:
            fields = [dict(zip(labels, row)) for row in rows]  # type: ignore[arg-type]  # noqa: B905 - no None, one length
        for row, kept in work.raw.items():
            fields[row].update(kept)
        return fields

    def _links(self, work: _Work) -> Sequence[tuple[tuple[str, str], ...]]:
        links: Sequence[tuple[tuple[str, str], ...]] = ((),) * work.count
        for column in self._mapping.all("link"):
            found = cells.lines(work.columns[column.index])
            odd = [row for row, cell in enumerate(found) if cell and not _ADDRESS.fullmatch(cell)]
            self._take(work, column, [Trouble(row, found[row] or "") for row in odd])
            label = column.label
            links = [
                (*before, (label, cell if "://" in cell else f"https://{cell}")) if cell and row not in odd else before
                for row, (cell, before) in enumerate(zip(found, links, strict=True))
            ]
        return links

    def _comments(self, work: _Work, created: Values) -> Sequence[tuple[Said, ...]]:
        said: Sequence[tuple[Said, ...]] = ((),) * work.count
        for column in self._mapping.all("comment"):
            column_cells = work.columns[column.index]
            if any(column_cells):
                found = [
                    said_in(cell, self._moment, at) if cell else ()
                    for cell, at in zip(column_cells, created, strict=True)
                ]
                said = [(*before, *more) for before, more in zip(said, found, strict=True)]
        if self._known.comments and self._identity.own.endswith(".lead"):
            ids = self._identity.ids(work.columns)
            said = [
                (*before, *self._known.comments.get(name or "", ())) for before, name in zip(said, ids, strict=True)
            ]
        return said

    def _keys(self, work: _Work, known_by: Sequence[Values], email: Values) -> Sequence[tuple[Key, ...]]:
        """Give each row its record: its id, else its person, else what is made up from what it is known by."""
        ids = self._identity.ids(work.columns)
        own = self._identity.own
        keys: list[tuple[Key, ...]] = [((own, name),) if name else () for name in ids]
        if None not in ids:
            return keys
        refs = self._identity.refs(work.columns)
        index = self._mapping.index("created_at")
        for row, key in enumerate(keys):
            if key or row in work.fatal:
                continue
            title, company, contact = (values[row] for values in known_by)
            address = email[row]
            if self.scope == "deal":
                made = work.columns[index][row].strip() if index is not None else ""
                named = [name for _, name in refs[row]]
                keys[row] = (self._identity.made_up(*named, title, made, *(() if named else (company, contact))),)
            elif address:
                keys[row] = (person_key(address, company),)
            else:
                keys[row] = (self._identity.made_up(title, company, contact),)
        return keys


def _either(first: Sequence[str | None], second: Sequence[str | None]) -> Sequence[str | None]:
    """Take the second where the first has nothing."""
    if None not in first:
        return first
    if first.count(None) == len(first):
        return second
    return [two if one is None else one for one, two in zip(first, second, strict=True)]
