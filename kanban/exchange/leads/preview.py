"""What an import understood of its files: plain data for the command line's text, its JSON and the screen.

`preview_builder` makes it of files; whoever looks into the board adds how many cards are new or known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from kanban.domain.values.fields import format_column
from kanban.exchange.leads.card_counts import FIRST

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kanban.exchange.files.file_table import Assumption, Choice, Question


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file."""

    file: str
    system: str
    """The program that wrote it, `file` where it is not known."""
    kind: str
    rows: int | None
    """Rows that were read; None where they are no leads and were not counted."""
    encoding: str
    sheet: str
    makes_cards: bool
    path: str = ""
    """As it was given."""
    encodings: tuple[Choice, ...] = ()
    """Among which its own can be chosen where it is a guess."""
    sheets: tuple[Choice, ...] = ()
    """Of a workbook that has several."""

    @property
    def description(self) -> str:
        """What it is: `Zoho deals`, `HubSpot companies, no cards`."""
        program = _PROGRAMS.get(self.system, self.system.capitalize())
        kind = ("" if program else "plain file") if self.kind == "plain" else self.kind
        words = [f"{program} {kind}".strip(), *([f"sheet {self.sheet}"] if self.sheet else [])]
        words += [] if self.makes_cards else ["no cards"]
        words += [] if self.encoding in _PLAIN_TEXT else [self.encoding]
        return ", ".join(words)


_PROGRAMS = {
    "bitrix": "Bitrix24", "espocrm": "EspoCRM", "file": "", "hubspot": "HubSpot", "kanban": "kanban",
    "linkedin": "LinkedIn",
}  # fmt: skip
"""The names of programs that are not just capitalized."""
_PLAIN_TEXT = frozenset({"", "utf-8", "utf-8-sig", "ascii"})


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A column of a file, by its label."""

    file: str
    column: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that a field may be fed from instead."""

    file: str
    column: str
    filled: int
    """Rows in which it is filled."""
    rows: int
    sum: str | None
    """Of amounts, as decimal text; None for other fields."""
    sample: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of the cards, and the columns that feed it."""

    field: str
    columns: tuple[ColumnName, ...]
    sample: str
    """The first filled cell."""
    is_guessed: bool
    is_remembered: bool
    """An earlier import was told so."""
    candidates: tuple[Candidate, ...] = ()

    @property
    def name(self) -> str:
        """What the field is called for people."""
        return format_column(self.field)


@dataclass(frozen=True, slots=True)
class CustomField:
    """A column that is kept as a custom field."""

    file: str
    column: str
    sample: str
    did_you_mean: str | None
    """A field that its label comes near."""

    @property
    def likely_name(self) -> str | None:
        """What that field is called for people."""
        return format_column(self.did_you_mean) if self.did_you_mean else None


@dataclass(frozen=True, slots=True)
class Reading:
    """How amounts or dates are read, and what says so."""

    value: str | None
    """The code of the currency, or the order of dates (`dmy`, `mdy`)."""
    source: str
    """What it follows from, such as `the column “Amount Currency”`."""


@dataclass(frozen=True, slots=True)
class CurrencyWord:
    """A word or sign in the column of currencies or of amounts that does not say for sure which currency it is."""

    file: str
    column: str
    word: str
    currency: str
    """The code that it is taken for."""
    rows: int
    """Amounts with it."""
    is_guessed: bool
    """Whether several currencies are called so."""
    is_assumed: bool
    """Whether none is, and the amounts count as those that name none."""


@dataclass(frozen=True, slots=True)
class StageWord:
    """A word of a file for a stage."""

    file: str
    word: str
    """Empty for rows that name no stage."""
    stage: str
    """The name of the stage here."""
    rows: int
    is_guessed: bool
    is_remembered: bool
    label: str | None
    """A label that its cards get."""


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """An owner in the files."""

    name: str
    rows: int
    is_member: bool


@dataclass(frozen=True, slots=True)
class CardLook:
    """A card as it will look."""

    title: str
    company: str | None
    value: str | None
    """Decimal text."""
    currency: str | None
    stage: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A row that looks like a card which is here, without being surely the same."""

    file: str
    line: int
    title: str
    card: str
    why: str


@dataclass(frozen=True, slots=True)
class ContinuedLine:
    """A row that makes a new card of somebody who has a card with an earlier deal."""

    file: str
    line: int
    title: str
    card: str
    """The ref of the new card."""
    earlier_title: str
    earlier: str
    """The ref of the earlier deal's card."""


@dataclass(frozen=True, slots=True)
class RejectLine:
    """A row that does not go in."""

    file: str
    line: int
    reason: str
    unit: str = "line"
    """What `line` counts: lines, rows of a sheet, records or cards of a list."""


@dataclass(frozen=True, slots=True)
class CampaignCounts:
    """What comes of the campaigns in the files."""

    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Preview:
    """All that is known of an import before it, or after."""

    files: tuple[FileLine, ...] = ()
    fields: tuple[FieldLine, ...] = ()
    custom_fields: tuple[CustomField, ...] = ()
    ignored: tuple[ColumnName, ...] = ()
    currency: Reading | None = None
    """None where no file has amounts."""
    currency_words: tuple[CurrencyWord, ...] = ()
    dates: Reading | None = None
    stages: tuple[StageWord, ...] = ()
    owners: tuple[OwnerLine, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()
    """Why rows that are no leads were left out, and how many."""
    becomes: tuple[tuple[str, int], ...] = ()
    """Names of stages, and the cards that the files place there."""
    first_cards: tuple[CardLook, ...] = ()
    matches: tuple[MatchLine, ...] = ()
    continued: tuple[ContinuedLine, ...] = ()
    questions: tuple[Question, ...] = ()
    rejects: tuple[RejectLine, ...] = ()
    notes: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    extended: int = 0
    """How many of these got fields that no card had before, of columns that are new."""
    deleted: int = 0
    """Leads whose card was deleted here, and stays so."""
    campaigns: CampaignCounts | None = None
    """None where no file has campaigns."""

    @property
    def is_new(self) -> bool:
        """Whether there is anything to write."""
        campaigns = self.campaigns
        return bool(
            self.created + self.updated + self.extended or (campaigns and campaigns.created + campaigns.updated)
        )

    @property
    def leads(self) -> int:
        """How many leads were looked at."""
        return self.created + self.updated + self.unchanged + self.deleted


# -- as JSON


def encode_preview(preview: Preview, *, is_dry_run: bool) -> dict[str, Any]:
    """Return the object that `kanban import --json` prints; the real import leaves out the first cards."""
    encoded: dict[str, Any] = {
        "dry_run": is_dry_run,
        "created": preview.created,
        "updated": preview.updated,
        "unchanged": preview.unchanged,
        "extended": preview.extended,
        "rejected": len(preview.rejects),
        "campaigns": preview.campaigns and _encode(preview.campaigns),
        "deleted": preview.deleted,
        "files": [_encode(line) | {"description": line.description} for line in preview.files],
        "fields": [_encode(line) | {"name": line.name} for line in preview.fields],
        "custom_fields": [_encode(line) | {"likely_name": line.likely_name} for line in preview.custom_fields],
        "ignored": _encode(preview.ignored),
        "currency": preview.currency and {"code": preview.currency.value, "from": preview.currency.source},
        "currency_words": _encode(preview.currency_words),
        "dates": preview.dates and {"order": preview.dates.value, "from": preview.dates.source},
        "stages": _encode(preview.stages),
        "owners": _encode(preview.owners),
        "skipped": [{"reason": reason, "rows": rows} for reason, rows in preview.skipped],
        "becomes": [{"stage": stage, "cards": cards} for stage, cards in preview.becomes],
        "first_cards": _encode(preview.first_cards),
        "matches": _encode(preview.matches),
        "continued": _encode(preview.continued),
        "questions": list(map(_encode_question, preview.questions)),
        "rejects": list(map(_encode_reject, preview.rejects)),
        "notes": list(preview.notes),
        "assumed": _encode(preview.assumptions),
    }
    if not is_dry_run:
        del encoded["first_cards"]
    return encoded


def _encode(value: Any) -> Any:  # noqa: ANN401 - a line, lines of one sort, or what stands in them
    """Return a line as an object with a key for each attribute; `is_guessed` is `guessed` there."""
    if isinstance(value, tuple):
        return list(map(_encode, value))
    if is_dataclass(value):
        return {field.name.removeprefix("is_"): _encode(getattr(value, field.name)) for field in fields(value)}
    return value


def _encode_reject(line: RejectLine) -> dict[str, Any]:
    encoded: dict[str, Any] = _encode(line)
    if line.unit == "line":  # as its number is called
        del encoded["unit"]
    return encoded


def _encode_question(question: Question) -> dict[str, Any]:
    encoded = _encode(question)
    del encoded["words"], encoded["names_file"]
    return {**encoded, "sentence": question.sentence}


def join_previews(previews: Sequence[Preview]) -> Preview:
    """Return one preview of the parts of an import: of several files' lines all, of counts the sums."""
    if len(previews) == 1:
        return previews[0]
    first = next((preview for preview in previews if preview.currency or preview.dates), Preview())
    becomes: Counter[str] = Counter()
    for preview in previews:
        becomes.update(dict(preview.becomes))
    lists = (
        "files", "fields", "custom_fields", "ignored", "currency_words", "stages", "owners", "skipped", "matches",
        "continued", "questions", "rejects", "notes", "assumptions",
    )  # fmt: skip
    lines: dict[str, Any] = {
        name: tuple(line for preview in previews for line in getattr(preview, name)) for name in lists
    }
    return replace(
        first,
        **lines,
        becomes=tuple(becomes.items()),
        first_cards=tuple(card for preview in previews for card in preview.first_cards)[:FIRST],
        created=sum(preview.created for preview in previews),
        updated=sum(preview.updated for preview in previews),
        unchanged=sum(preview.unchanged for preview in previews),
        extended=sum(preview.extended for preview in previews),
        deleted=sum(preview.deleted for preview in previews),
        campaigns=_add_campaigns([preview.campaigns for preview in previews if preview.campaigns]),
    )


def _add_campaigns(counts: Sequence[CampaignCounts]) -> CampaignCounts | None:
    if not counts:
        return None
    return CampaignCounts(
        sum(count.created for count in counts),
        sum(count.updated for count in counts),
        sum(count.unchanged for count in counts),
    )
