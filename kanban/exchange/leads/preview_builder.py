"""Makes the preview of an import, of what the pass that makes the drafts has gathered: it costs no other one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.values.money import decimal_text, parse_amount
from kanban.exchange.leads.lookup_files import MAKE_NO_CARDS
from kanban.exchange.leads.preview import (
    Candidate,
    CardLook,
    ColumnName,
    CurrencyWord,
    CustomField,
    FieldLine,
    FileLine,
    OwnerLine,
    Preview,
    Reading,
    RejectLine,
    StageWord,
)
from kanban.exchange.recognition.cells import AmountReader
from kanban.exchange.recognition.columns import CUSTOM
from kanban.exchange.recognition.suggestions import DOUBTED, suggest_fields
from kanban.exchange.recognition.survey import CHOSEN, FAMILIES, list_rivals
from kanban.exchange.recognition.words.headers import squash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kanban.domain.board import Board
    from kanban.domain.records.arrival import Arrival
    from kanban.exchange.leads.file_set import FoldedFiles
    from kanban.exchange.leads.row_drafts.amounts import FileCurrency
    from kanban.exchange.recognition.columns import Column
    from kanban.exchange.recognition.sheet import Sheet
    from kanban.exchange.recognition.survey import Survey


_ORDER = {
    name: n
    for n, name in enumerate(
        (
            "title", "company", "contact", "first_name", "last_name", "email", "phone", "value", "currency", "stage",
            "close_on", "sales_owner", "marketing_owner", "owner", "source", "campaign",
        )
    )
}  # fmt: skip
"""In which order fields are shown; others follow."""

_OF_STAGE = ("stage", "status", "lifecycle")
"""What tells of the stage; where one says nothing, the next one counts. They are shown as one field."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was not said this time but an earlier time."""

    columns: frozenset[str] = frozenset()
    """Labels, squashed."""
    words: frozenset[str] = frozenset()
    """Words for stages, squashed."""


NOTHING_REMEMBERED = Remembered()


def build_preview(files: FoldedFiles, board: Board, remembered: Remembered = NOTHING_REMEMBERED) -> Preview:
    """Return what was understood; complete when the drafts were all taken."""
    makers = [
        (n, sheet) for n, sheet in enumerate(files.sheets) if sheet.mapping.kind not in MAKE_NO_CARDS - {"companies"}
    ]
    names = {stage.id: stage.name for stage in board.all_stages}
    order = {stage.id: n for n, stage in enumerate(board.all_stages)}
    cards = files.cards
    units = {sheet.name: sheet.table.unit for sheet in files.sheets}
    return Preview(
        files=tuple(_describe_file(files, n, sheet) for n, sheet in enumerate(files.sheets)),
        fields=tuple(_list_fields(files, makers, remembered, board)),
        custom_fields=tuple(_list_custom_fields(files, makers)),
        ignored=tuple(ColumnName(sheet.name, column.label) for _, sheet in makers for column in _list_ignored(sheet)),
        currency=_tell_currency(files, makers, board),
        currency_words=tuple(_list_currency_words(files)),
        dates=_tell_dates(files, makers),
        stages=tuple(
            StageWord(
                line.file,
                line.choice.word,
                line.choice.stage.name,
                line.rows,
                line.choice.is_guessed,
                line.choice.how == "given" and squash(line.choice.word) in remembered.words,
                line.choice.label,
            )
            for line in files.stages
        ),
        owners=tuple(
            OwnerLine(name, rows, any(member.is_named(name) for member in board.members))
            for name, rows in cards.owners.most_common()
        ),
        skipped=tuple(sorted(files.counters.passed_over.items())),
        becomes=tuple((names[stage], cards.stages[stage]) for stage in sorted(cards.stages, key=order.__getitem__)),
        first_cards=tuple(_describe_card(draft, names) for draft in cards.first),
        questions=files.questions,
        rejects=tuple(RejectLine(row.file, row.line, row.reason, units[row.file]) for row in files.rejected),
        notes=tuple(files.notes),
        assumptions=tuple(files.assumptions),
    )


def _describe_file(files: FoldedFiles, n: int, sheet: Sheet) -> FileLine:
    mapping, survey = sheet.mapping, files.surveys.get(n)
    return FileLine(
        sheet.name,
        mapping.system,
        mapping.kind,
        survey.rows if survey else None,
        sheet.table.encoding,
        sheet.table.sheet,
        mapping.kind not in MAKE_NO_CARDS,
        str(sheet.table.path),
        sheet.table.encodings,
        sheet.table.sheets,
    )


def _list_custom_fields(files: FoldedFiles, makers: Sequence[tuple[int, Sheet]]) -> Iterator[CustomField]:
    for n, sheet in makers:
        suggestions = suggest_fields(sheet.mapping)
        for column in sheet.mapping.custom:
            sample = files.sample(n, column.index)
            yield CustomField(sheet.name, column.label, sample, suggestions.get(column.index))


def _list_ignored(sheet: Sheet) -> list[Column]:
    return [column for column in sheet.mapping.columns if column.target == "ignore"]


def _list_fields(
    files: FoldedFiles, makers: Sequence[tuple[int, Sheet]], remembered: Remembered, board: Board
) -> Iterator[FieldLine]:
    """Yield the fields that columns feed, those that a person looks for first before others."""
    fed: dict[str, list[tuple[int, Sheet, Column]]] = {}
    for n, sheet in makers:
        for column in sheet.mapping.columns:
            if column.target != "ignore" and not column.target.startswith(CUSTOM):
                target = "stage" if column.target in _OF_STAGE else column.target
                fed.setdefault(target, []).append((n, sheet, column))
    fed.get("stage", []).sort(key=lambda fed_by: _OF_STAGE.index(fed_by[2].target))
    candidates = {field: _list_candidates(files, makers, field, board) for field in (*CHOSEN, *DOUBTED)}
    shown_at = {
        field: next((name for name in FAMILIES.get(field, (field,)) if name in fed), field)
        for field in candidates
        if candidates[field]
    }
    for name in shown_at.values():
        fed.setdefault(name, [])
    by_target = {name: candidates[field] for field, name in shown_at.items()}
    with_guesses = {doubt.file for doubt in files.counters.amount_doubts if doubt.is_guess}
    for field, feeding in sorted(fed.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))):
        samples = (files.sample(n, column.index) for n, _, column in feeding)
        yield FieldLine(
            field,
            tuple(ColumnName(sheet.name, column.label) for _, sheet, column in feeding),
            next(filter(None, samples), ""),
            any(column.is_guess for _, _, column in feeding)
            or not feeding
            or (field == "value" and any(sheet.name in with_guesses for _, sheet, _ in feeding)),
            any(squash(column.label) in remembered.columns for _, _, column in feeding),
            by_target.get(field, ()),
        )


def _list_candidates(
    files: FoldedFiles, makers: Sequence[tuple[int, Sheet]], field: str, board: Board
) -> tuple[Candidate, ...]:
    """Return the columns that look like a field, with what they hold."""
    candidates: list[Candidate] = []
    for n, sheet in makers:
        survey = files.surveys.get(n)
        rivals = list_rivals(sheet.mapping, field) if survey else ()
        of_sheet: list[Candidate] = []
        for column in rivals:
            assert survey is not None  # noqa: S101 - nothing is listed without it
            total = _add_up(survey, column, board) if field == "value" else None
            filled, sample = survey.samples.count_filled(column.index), survey.samples.of(column.index)
            of_sheet.append(Candidate(sheet.name, column.label, filled, survey.rows, total, sample))
        if field == "value" and of_sheet:
            is_sure = rivals[0].target == field and not rivals[0].is_guess
            of_sheet = _drop_other_figures(of_sheet, is_sure=is_sure)
        elif of_sheet:
            of_sheet = _drop_empty(
                of_sheet, {column.label for column in rivals if column.target in FAMILIES.get(field, (field,))}
            )
        candidates += of_sheet
    return tuple(candidates)


def _drop_empty(candidates: list[Candidate], feeding: set[str]) -> list[Candidate]:
    """Drop columns without any filled cell, and all where that leaves nothing beside those that feed the field."""
    filled = [candidate for candidate in candidates if candidate.filled or candidate.column in feeding]
    return filled if any(candidate.column not in feeding for candidate in filled) else []


def _drop_other_figures(candidates: list[Candidate], *, is_sure: bool) -> list[Candidate]:
    """Drop columns without an amount and, beside a sure one that comes first, those that hold far less."""
    first = candidates[0]
    amounts = [candidate for candidate in candidates if candidate.sum != ""]
    if is_sure and first.sum:
        amounts = [one for one in amounts if one.sum is None or abs(Decimal(one.sum)) * 10 >= abs(Decimal(first.sum))]
    return [] if is_sure and len(amounts) < 2 else amounts


def _add_up(survey: Survey, column: Column, board: Board) -> str | None:
    """Return the sum of a column as decimal text, "" without any amount.

    None if it holds several currencies or too many different cells.
    """
    cell_counts = survey.samples.list_amounts(column.index)
    if cell_counts is None:
        return None
    scan = survey.amounts[column.index]
    reader = AmountReader(column.unit or board.currency, scan.decimal, has_numbers=scan.has_numbers)
    minors, currencies, _ = reader.amounts(list(cell_counts), [""] * len(cell_counts))
    codes = {code for code, minor in zip(currencies, minors, strict=True) if minor is not None}
    if len(codes) != 1:
        return None if codes else ""
    total = sum((minor or 0) * rows for minor, rows in zip(minors, cell_counts.values(), strict=True))
    return decimal_text(total, codes.pop())


def _tell_currency(files: FoldedFiles, makers: Sequence[tuple[int, Sheet]], board: Board) -> Reading | None:
    if not files.cards.currencies:
        return None
    (code, most), *others = files.cards.currencies.most_common()
    codes = {currency.code for currency in files.currencies if currency.source}
    counts = [f"{other} {rows:,}{'' if other in codes else ' assumed'}" for other, rows in others]
    beside = f"; {', '.join(counts)}" if counts else ""
    currencies = [currency for currency in files.currencies if currency.code == code]
    unread = next((currency for currency in currencies if currency.word and not currency.is_guess), None)
    for currency in currencies:
        if _is_of_column(currency):
            doubt = ", a guess" if currency.word else ""
            return Reading(code, f"{currency.source}{doubt}{beside}")
        if currency.source.startswith("the signs"):
            break
    for n, sheet in makers:
        for column in sheet.mapping.all("value"):
            cell = files.sample(n, column.index)
            if _names_currency(cell):
                doubt = ", a guess" if any(currency.is_guess for currency in currencies) else ""
                return Reading(code, f"“{cell}” in {column.label}{doubt}{beside}")
            if column.unit:
                return Reading(code, f"the label “{column.label}”{beside}")
    stated = next((currency for currency in currencies if currency.source.startswith("--")), None)
    if stated:
        return Reading(code, f"{stated.source}{beside}")
    if unread and code == board.currency:
        return Reading(code, f"the board, as “{unread.word}” in “{unread.column}” is no currency that is known{beside}")
    if code == board.currency and not others:
        return Reading(code, "the board, as no file names one")
    return Reading(code, f"the amounts: {code} {most:,}{beside}")


def _is_of_column(currency: FileCurrency) -> bool:
    return currency.source.startswith("the column")


def _list_currency_words(files: FoldedFiles) -> list[CurrencyWord]:
    return [
        CurrencyWord(
            currency.file, currency.column, currency.word, currency.code, currency.rows,
            is_guessed=currency.is_guess, is_assumed=not currency.is_guess,
        )
        for currency in files.currencies
        if currency.word
    ]  # fmt: skip


def _names_currency(cell: str) -> bool:
    try:
        return parse_amount(cell).currency is not None
    except UsageFault:
        return False


def _tell_dates(files: FoldedFiles, makers: Sequence[tuple[int, Sheet]]) -> Reading | None:
    orders = {sheet.dates for _, sheet in makers if sheet.dates}
    if orders:
        return Reading(orders.pop() if len(orders) == 1 else None, "--dates")
    sample_words = ""
    for n, sheet in makers:
        survey = files.surveys.get(n)
        if survey is None:
            continue
        labels = {column.index: column.label for column in sheet.mapping.columns}
        for index, scan in survey.dates.items():
            if survey.order and scan.deciding:
                return Reading(survey.order, f"“{scan.deciding}” in {labels[index]}")
            cell = files.sample(n, index)
            sample_words = sample_words or (f"“{cell}” in {labels[index]}" if cell else "")
    return Reading(None, sample_words) if sample_words else None


def _describe_card(draft: Arrival, names: dict[str, str]) -> CardLook:
    registers = draft.registers
    value, currency = registers.get("value"), registers.get("currency")
    owner = registers.get("sales_owner") or registers.get("marketing_owner")

    def text(name: str) -> str | None:
        value_text = registers.get(name)
        return value_text if isinstance(value_text, str) else None

    return CardLook(
        text("title") or "",
        text("company"),
        decimal_text(value, str(currency)) if isinstance(value, int) else None,
        str(currency) if isinstance(value, int) else None,
        names[draft.stage],
        str(owner) if owner else None,
    )
