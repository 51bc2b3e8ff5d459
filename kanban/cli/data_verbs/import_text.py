"""What `kanban import` shows of a preview and says of the result: 80 columns, aligned, readable without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from kanban.cell_width import cells, pad
from kanban.cli import output
from kanban.domain.values import money
from kanban.domain.values.text import clean_line
from kanban.exchange.leads.preview import Preview, RejectLine

if TYPE_CHECKING:
    from kanban.cli.data_verbs.reader_process import FileRejects
    from kanban.exchange.leads.preview import CardLook, CustomField, FieldLine, FileLine, StageWord

WIDTH = 80
SHOWN = 10
"""Rejected rows, owners and custom fields that are named one by one; all of them are in the JSON."""

_ORDERS = {"dmy": "day month year", "mdy": "month day year"}


def write_preview(preview: Preview) -> None:
    """Print what an import would do."""
    for line in format_preview(preview):
        output.write_line(line)


def format_preview(preview: Preview) -> Iterator[str]:
    """Yield the lines of a preview; an empty one between two parts."""
    parts = (
        _lay([_describe_file(line) for line in preview.files], (34, 14, 28)),
        _format_fields(preview),
        _format_facts(preview),
        _format_stages(preview.stages),
        _format_cards(preview.first_cards),
        _format_matches(preview),
        _format_rejects(preview.rejects),
        [line for note in _list_notes(preview) for line in _wrap("", note)],
        [line for question in preview.questions for line in _wrap("? ", question.sentence)],
    )
    is_first = True
    for part in parts:
        lines = list(part)
        if lines and not is_first:
            yield ""
        is_first = is_first and not lines
        yield from lines
    yield ""
    yield format_counts(preview, "Would import")


def format_counts(preview: Preview, verb: str) -> str:
    """Return the line that sums up an import."""
    if preview.campaigns and not preview.leads:
        campaigns = preview.campaigns
        total = campaigns.created + campaigns.updated + campaigns.unchanged
        return (
            f"{verb} {output.several(total, 'campaign')}: {campaigns.created:,} new, {campaigns.updated:,} updated, "
            f"{campaigns.unchanged:,} unchanged."
        )
    return (
        f"{verb} {output.several(preview.leads, 'lead')}: {preview.created:,} new, {preview.updated:,} updated, "
        f"{preview.unchanged:,} unchanged, {output.several(len(preview.rejects), 'row')} rejected."
    )


def format_question(preview: Preview) -> str:
    """Return the question whether to import what was shown."""
    campaigns = preview.campaigns.created + preview.campaigns.updated if preview.campaigns else 0
    new = [f"{preview.created:,} new {'card' if preview.created == 1 else 'cards'}"] if preview.created else []
    new += [output.several(campaigns, "campaign")] if campaigns else []
    cards = "" if preview.created else " card" if preview.updated == 1 else " cards"
    here = "that is here" if preview.updated == 1 else "that are here"
    acts = [f"import {' and '.join(new)}"] if new else []
    acts += [f"update {preview.updated:,}{cards} {here}"] if preview.updated else []
    question = " and ".join(acts) or "import nothing new"
    return f"{question[0].upper()}{question[1:]}?"


# -- the parts of the preview


def _describe_file(line: FileLine) -> tuple[str, str, str]:
    rows = "" if line.rows is None else output.several(line.rows, "row")
    return line.file, rows, line.description


def _format_fields(preview: Preview) -> Iterator[str]:
    stages = {line.word: line.stage for line in preview.stages if line.word != line.stage}
    for line in preview.fields:
        columns = ", ".join(dict.fromkeys(name.column for name in line.columns)) or "no column"
        mark = "?" if line.is_guessed else " "
        how = "  as last time" if line.is_remembered else "  a guess" if line.is_guessed and line.columns else ""
        room = WIDTH - 46 - len(how)
        sample = (
            f"{line.sample} → {stages[line.sample]}" if line.field == "stage" and line.sample in stages else line.sample
        )
        field, sample = _pad(line.name, 15), _pad(sample, room)
        yield f"{mark} {field} ← {_pad(columns, 24)}  {sample}{how}".rstrip()
        yield from _format_candidates(line)
    custom = list(dict.fromkeys(name.column for name in preview.custom_fields))
    if custom:
        yield from _wrap("  Custom fields    ", _list_some(custom))
    for name in preview.custom_fields:
        if name.did_you_mean:
            words = f"Did you mean {name.likely_name} by “{name.column}” ({name.sample})? {_map_option(name)}"
            yield from _wrap("  ? ", words)
    if preview.ignored:
        yield from _wrap(
            "  Ignored          ", _list_some(list(dict.fromkeys(name.column for name in preview.ignored)))
        )


def _format_candidates(line: FieldLine) -> Iterator[str]:
    feeding = {(name.file, name.column) for name in line.columns}
    for candidate in line.candidates:
        total = f", sum {Decimal(candidate.sum):,}" if candidate.sum else ""
        words = f"    {candidate.column}: {candidate.filled:,} of {candidate.rows:,} filled{total}, such as "
        words += f"“{output.fit_line(candidate.sample, max(6, WIDTH - cells(words) - 2))}”"
        option = f"--map {_quote(f'{candidate.column}={line.field}')}?"
        if (candidate.file, candidate.column) in feeding:
            option = ""
        if cells(words) + 2 + cells(option) > WIDTH:
            yield words
            words, option = "      " + option, ""
        yield f"{words}  {option}".rstrip()


def _format_facts(preview: Preview) -> Iterator[str]:
    if preview.currency:
        yield from _wrap("Currency  ", f"{preview.currency.value}, from {preview.currency.source}")
    if preview.dates:
        order = _ORDERS.get(preview.dates.value or "")
        yield from _wrap(
            "Dates     ", f"{order}, from {preview.dates.source}" if order else f"as in {preview.dates.source}"
        )
    if preview.owners:
        names = [f"{line.name} {line.rows:,}{' (member)' if line.is_member else ''}" for line in preview.owners]
        members = sum(line.is_member for line in preview.owners)
        which = f"{members:,} of them {'is a member' if members == 1 else 'are members'}" if members else "no member"
        rest = "" if members == len(names) else "; the others are kept as names, --member NAME=TEAM adds one"
        rest = rest if members else "; kept as names, --member NAME=TEAM adds one"
        yield from _wrap("Owners    ", f"{output.several(len(names), 'name')}, {which}{rest}: {_list_some(names)}")
    if preview.becomes:
        total = output.several(sum(cards for _, cards in preview.becomes), "card")
        stages = " · ".join(f"{stage} {cards:,}" for stage, cards in preview.becomes)
        yield from _wrap("Becomes   ", f"{total}: {stages}")


def _format_stages(stages: Sequence[StageWord]) -> Iterable[str]:
    rows = []
    for line in stages:
        if not line.word and not line.is_guessed and len(stages) == 1:
            continue
        how = "a guess: --map-stage" if line.is_guessed else "as last time" if line.is_remembered else ""
        label = f" + label {line.label}" if line.label else ""
        rows.append((line.word or "(none)", f"→ {line.stage}{label}", output.several(line.rows, "row"), how))
    if not rows:
        return []
    return [
        f"{lead} {line}"
        for lead, line in zip(
            ("Stages   ", *("         " for _ in rows[1:])), _lay(rows, (24, 20, 11, 20), right={2}), strict=True
        )
    ]


def _format_cards(cards: Sequence[CardLook]) -> Iterable[str]:
    if not cards:
        return []
    rows = [
        (
            card.title,
            card.company or "",
            _format_value(card),
            card.stage,
            card.owner or "",
        )
        for card in cards
    ]
    return ["First cards", *(f"  {line}" for line in _lay(rows, (24, 18, 10, 11, 10), right={2}))]


def _format_value(card: CardLook) -> str:
    if card.value is None:
        return ""
    amount = money.parse_amount(card.value, card.currency, decimal=".")
    return money.format_short_money(amount.minor, card.currency)


def _format_matches(preview: Preview) -> Iterator[str]:
    if preview.matches:
        one = len(preview.matches) == 1
        rows = "1 row looks like an existing card" if one else f"{len(preview.matches):,} rows look like existing cards"
        becomes = "it becomes a new card" if one else "they become new cards"
        yield f"{rows}; {becomes}, --match name updates {'that one' if one else 'those'}:"
    for line in preview.matches[:SHOWN]:
        yield from _wrap("  ", f"{line.file}, line {line.line:,}: {line.title} ({line.why}, {line.card})")


def _format_rejects(rejects: Sequence[RejectLine]) -> Iterator[str]:
    if rejects:
        yield f"{output.several(len(rejects), 'row')} can't go in:"
    yield from _list_reject_lines(rejects)


def _list_reject_lines(rejects: Sequence[RejectLine]) -> Iterator[str]:
    for line in rejects[:SHOWN]:
        yield f"  {line.file}, {line.unit} {line.line}: {line.reason}"
    if len(rejects) > SHOWN:
        yield f"  and {len(rejects) - SHOWN:,} more"


# -- the result


def say_result(preview: Preview, files: Sequence[Path], plan: Preview | None) -> None:
    """Say on stderr what happened to rows, unless the `plan` has it."""
    if preview.rejects:
        one = len(preview.rejects) == 1
        where = (
            f": correct {'it' if one else 'them'} in {' and '.join(map(str, files))} and import that; "
            f"the last column has the reason{'' if one else 's'}"
        )
        output.say(f"{output.several(len(preview.rejects), 'row')} could not be imported{where if files else ''}.")
    if plan is None:
        for line in _format_matches(preview):
            output.say(line)
        for line in _list_reject_lines(preview.rejects):
            output.say(line)
    known = _list_notes(plan) if plan else ()
    for note in _list_notes(preview):
        if note not in known:
            output.say(note)
    if plan is None:
        _say_guesses(preview)


def _say_guesses(preview: Preview) -> None:
    for name in preview.custom_fields:
        if name.did_you_mean:
            output.say(
                f"Did you mean {name.likely_name} by “{name.column}” ({name.sample}) in {name.file}? "
                f"{_map_option(name)} reads it so."
            )
    for line in preview.stages:
        if line.is_guessed and line.word:
            word = output.fit_line(line.word, 40)
            output.say(
                f"“{word}” in {line.file} is no stage here ({output.several(line.rows, 'row')}): new cards with it go "
                f"to {line.stage}; --map-stage '{word}=STAGE' says otherwise."
            )


def list_rejects(rejects: Iterable[FileRejects]) -> list[RejectLine]:
    """Return the rows of files of rejects as a preview has them."""
    return [RejectLine(row.file, row.line, row.reason) for some in rejects for row in some.rows]


def _list_notes(preview: Preview) -> list[str]:
    """Return the notes, and what was assumed with the option that says otherwise."""
    assumed = (f"{line.text.removesuffix('.')}; {line.option} says otherwise." for line in preview.assumptions)
    return [*preview.notes, *assumed]


# -- laying out


def _map_option(name: CustomField) -> str:
    return f"--map {_quote(f'{name.column}={name.did_you_mean}')}"


def _quote(words: str) -> str:
    return words if words.replace("_", "").replace("=", "").isalnum() else f"'{words}'"


def _list_some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _pad(text: str, width: int) -> str:
    return pad(output.fit_line(text, width), width)


def _wrap(start: str, text: str) -> list[str]:
    """Break a text into lines; the further ones stand below where it begins."""
    return textwrap.wrap(
        clean_line(text),
        WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_on_hyphens=False,
    )


def _lay(
    rows: Sequence[Sequence[str]], widest: Sequence[int], right: frozenset[int] | set[int] = frozenset()
) -> list[str]:
    """Lay rows out in columns, each as wide as it needs and at most so wide."""
    fitted = [[output.fit_line(cell, most) for cell, most in zip(row, widest, strict=True)] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*fitted, strict=True)]
    return [
        "  ".join(
            pad(cell, width, "right" if n in right else "left")
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in fitted
    ]
