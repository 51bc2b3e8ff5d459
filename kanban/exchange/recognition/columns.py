"""What each column of a file is: recognised by its label, or said with --map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kanban.domain.errors import UsageFault
from kanban.domain.records.card_row import COLUMNS
from kanban.domain.values.fields import format_typed_name
from kanban.domain.values.text import clean_line, shorten
from kanban.exchange.files.faulty_rows import REASON, count_own_columns
from kanban.exchange.files.json_lines import ACTIVITIES, COMMENTS, OBJECTIONS
from kanban.exchange.recognition.file_signs import identify
from kanban.exchange.recognition.id_columns import find_first_own_id, is_id_of_deal, is_list_of_deals, is_own_id
from kanban.exchange.recognition.programs import NOISE, TABLES
from kanban.exchange.recognition.words import column_labels as near
from kanban.exchange.recognition.words.headers import (
    COMMON,
    COUNTS,
    FIELDS,
    SEVERAL,
    Kind,
    squash,
)
from kanban.exchange.recognition.words.place_labels import find_states
from kanban.exchange.recognition.words.side_headers import AS_CARDS, SIDE_KINDS, makes_cards, map_side_file
from kanban.exchange.recognition.words.title_and_name import find_people_words, settle_title_and_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

CUSTOM = "field."
"""How a target begins that is a custom field; its label follows."""


_LONGEST_LABEL = 80
"""Characters of a label; it becomes the name of a field."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a file and where its cells go."""

    index: int
    label: str
    """As the file has it; two that are the same are told apart by a number."""
    target: str
    """A field of `headers.FIELDS` (or one of a vendor's own, such as `is_won`), or `field.<label>` for a custom one."""
    is_guess: bool = False
    """Whether the label only comes near a word for the field, or another column fits as well."""
    unit: str | None = None
    """The currency that the label names, as a code."""
    could_be: tuple[str, ...] = ()
    """Fields that the label may mean and the column does not feed, best first."""
    or_else: str | None = None
    """The field that its cells fit as well, where they don't tell for sure."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a file is and what its columns are."""

    system: str
    """The program that wrote it (`zoho`, `hubspot`, …), or `file`."""
    kind: Kind
    columns: tuple[Column, ...]

    def all(self, target: str) -> tuple[Column, ...]:
        """The columns that feed a target, best first."""
        return tuple(column for column in self.columns if column.target == target)

    def index(self, target: str) -> int | None:
        """The place of the column that feeds a target, None if there is none."""
        return next((column.index for column in self.columns if column.target == target), None)

    @property
    def custom(self) -> tuple[Column, ...]:
        """The columns that become custom fields."""
        return tuple(column for column in self.columns if column.target.startswith(CUSTOM))


def recognise(
    header: Sequence[str], overrides: Mapping[str, str] | None = None, what: tuple[str, Kind] | None = None
) -> ColumnMapping:
    """Tell what a file's columns are; `overrides` (label → field, custom field or `ignore`) come before that.

    `what` are the program and the kind of the file, where something else than its header tells them.
    Labels in `overrides` that the file does not have are passed over. Raises UsageFault for a field that is none.
    """
    bare_header = near.drop_shared_prefix(header)
    program = identify(header)
    if bare_header == list(header) or (program[0] != "file" and identify(bare_header) != program):
        return _recognise(header, overrides, what)
    bare = dict(zip(map(squash, header), bare_header, strict=True))
    overrides_of_bare = {bare.get(squash(label), label): field for label, field in (overrides or {}).items()}
    mapping = _recognise(bare_header, overrides_of_bare, what)
    labels, bare_labels = _number_labels(header), _number_labels(bare_header)
    columns = tuple(
        replace(
            column,
            label=labels[column.index],
            target=CUSTOM + labels[column.index]
            if column.target == CUSTOM + bare_labels[column.index]
            else column.target,
        )
        for column in mapping.columns
    )
    return replace(mapping, columns=columns)


def _recognise(
    header: Sequence[str], overrides: Mapping[str, str] | None, what: tuple[str, Kind] | None
) -> ColumnMapping:
    """Tell what columns are by labels without a prefix that most of them share."""
    system, kind = what or identify(header)
    labels = _number_labels(header, is_exact=system == "kanban")
    states, bought = find_states(header), near.find_bought(header) | find_people_words(header)
    squashed = ["" if n in states else near.find_key(label) for n, label in enumerate(header)]
    overridden = {squash(label): find_field(field) for label, field in (overrides or {}).items()}
    targets = {n: overridden[key] for n, key in enumerate(map(squash, header)) if key in overridden}
    targets = (_find_custom_fields(labels) if system == "kanban" else {}) | _find_reasons(labels) | targets
    if kind in AS_CARDS and makes_cards(targets.values()):
        kind = AS_CARDS[kind]
    if kind in SIDE_KINDS:
        fields = map_side_file(system, kind, labels, squashed, targets)
        return ColumnMapping(system, kind, tuple(Column(n, labels[n], field) for n, field in fields))
    claimed = set(targets.values()) - SEVERAL - {"ignore"}
    order: dict[int, int] = {}
    marks = _MARKS if system == "kanban" or kind == "campaigns" else frozenset()
    common = {field: words for field, words in COMMON.items() if field not in marks}
    for table in (TABLES.get((system, kind), {}), common):
        _take_known_words(table, squashed, targets, order, claimed)
    noise = NOISE.get(system, COUNTS if "comment" in targets.values() else frozenset()) | {squash(REASON)}
    guesses: set[int] = set()
    meanings: dict[int, list[near.Meaning]] = {}
    if system != "kanban" and kind != "campaigns":
        meanings = {
            n: [] if n in states or n in bought else near.find_meanings(label)
            for n, label in enumerate(labels)
            if n not in targets and squashed[n] not in noise
        }
        guesses |= _take_near_words(meanings, targets, order, claimed, is_weak=False)
    settle_title_and_name(labels, kind, targets, claimed)
    guesses |= _take_near_words(meanings, targets, order, claimed, is_weak=True)
    if system != "kanban":
        targets |= _find_done_marks(labels, targets)
    columns = [
        Column(
            n,
            label,
            targets.get(n) or ("ignore" if squashed[n] in noise else CUSTOM + label),
            is_guess=n in guesses,
            unit=near.read_label(label).unit if targets.get(n) == "value" else None,
            could_be=_list_other_meanings(label, meanings.get(n, ()), targets.get(n)) if n in meanings else (),
        )
        for n, label in enumerate(labels)
    ]
    beside = [column.label for column in columns if column.target.startswith(CUSTOM)]
    if (system, kind) == ("file", "plain") and is_list_of_deals(set(targets.values()), beside):
        return _recognise(header, overrides, ("file", "deals"))
    columns.sort(key=lambda column: order.get(column.index, -1))
    fed = frozenset(targets.values())
    if kind == "plain" and (own := find_first_own_id(labels, targets, fed)) is not None:
        columns.sort(key=lambda column: column.index != own)
    return ColumnMapping(system, kind, tuple(_settle_column(column, kind, claimed, fed) for column in columns))


def _find_done_marks(labels: Sequence[str], targets: Mapping[int, str]) -> dict[int, str]:
    """Return targets of columns that say of the next step that it is done: `Done`; `Completed` right beside one."""
    steps = {n for n, target in targets.items() if target in _OF_STEP}
    words = {n: near.read_label(label).words for n, label in enumerate(labels) if n not in targets} if steps else {}
    return {
        n: "step_done"
        for n, (first, *others) in ((n, some) for n, some in words.items() if some)
        if set(others) <= _WHEN and (first in _DONE or (first in _ENDED and {n - 1, n + 1} & steps))
    }


_OF_STEP = frozenset({"next_step", "next_on", "next_time"})
_WHEN = frozenset({"date", "on", "at", "time"})
_DONE = frozenset({
    "done", "fait", "hecho", "gemacht", "fatto", "gedaan", "zrobione", "feito", "gjort", "выполнено", "готово",
})  # fmt: skip
_ENDED = frozenset({
    "completed", "complete", "finished", "abgeschlossen", "completado", "completato", "concluido", "ukonczone",
})  # fmt: skip


def _find_reasons(labels: Sequence[str]) -> dict[int, str]:
    """Return targets of the last columns of a file of rejects, which tell why and are never imported."""
    width = count_own_columns(labels)
    return {} if width is None else dict.fromkeys(range(width, len(labels)), "ignore")


def _find_custom_fields(labels: Sequence[str]) -> dict[int, str]:
    """Return targets of the custom fields of an export: beside all its columns any other, else one called like them."""
    own, is_whole = {squash(label) for label in labels if label in COLUMNS}, set(COLUMNS) <= set(labels)
    others = {
        n: label for n, label in enumerate(labels) if label not in {*COLUMNS, REASON, COMMENTS, ACTIVITIES, OBJECTIONS}
    }
    return {n: CUSTOM + label for n, label in others.items() if is_whole or squash(label) in own}


def count_known_columns(header: Sequence[str], overrides: Mapping[str, str] | None = None) -> int:
    """Return how many columns of a header feed a field: the sheet of a workbook with most of them has the leads."""
    columns = recognise(header, overrides).columns
    return sum(column.target != "ignore" and not column.target.startswith(CUSTOM) for column in columns)


_MARKS = frozenset({"is_active"})
"""What leaves rows of other programs out; campaigns are over then, and cards of this one have fields called so."""

OWNERS = frozenset({"owner", "marketing_owner", "sales_owner"})
STAGES = frozenset({"stage", "status"})
"""Fields of which one stands for the others."""


def _take_known_words(
    table: Mapping[str, Sequence[str]],
    squashed: Sequence[str],
    targets: dict[int, str],
    order: dict[int, int],
    claimed: set[str],
) -> None:
    """Give the fields of a table to the columns whose label is one of their words, the best word first."""
    for field, words in table.items():
        for word in words:
            for n, label in enumerate(squashed):
                if label == word and n not in targets and field not in claimed:
                    targets[n] = field
                    order[n] = len(order)
                    if field not in SEVERAL:
                        claimed.add(field)


def _take_near_words(
    meanings: Mapping[int, Sequence[near.Meaning]],
    targets: dict[int, str],
    order: dict[int, int],
    claimed: set[str],
    *,
    is_weak: bool,
) -> set[int]:
    """Give fields that no better column feeds to the columns that come nearest; return those that are a guess.

    Where another column is as near, the first one gets the field, as a guess.
    """
    offers = sorted(
        (meaning.distance, n, rank, meaning.field)
        for n, fields in meanings.items()
        for rank, meaning in enumerate(fields)
        if meaning.is_weak is is_weak
    )
    nearest: dict[str, tuple[int, int]] = {}
    guesses: set[int] = set()
    fed = set(targets.values())
    for distance, n, _, field in offers:
        if n in targets:
            continue
        if _is_taken(field, claimed, fed if is_weak else ()):
            if field in nearest and nearest[field][0] == distance:
                guesses.add(nearest[field][1])
            continue
        targets[n] = field
        order[n] = len(order)
        nearest[field] = (distance, n)
        if is_weak:
            guesses.add(n)
        if field not in SEVERAL:
            claimed.add(field)
    return guesses


def _is_taken(field: str, claimed: set[str], fed: Collection[str]) -> bool:
    """Tell whether a better column feeds a field; of owners and stages one that stands for all counts too."""
    if field == "owner":
        return bool(OWNERS & claimed)
    if field in OWNERS:
        return field in claimed or "owner" in claimed
    if fed and field == "contact" and {"first_name", "last_name"} <= claimed:
        return True
    return field in claimed or field in fed


def _list_other_meanings(label: str, meanings: Iterable[near.Meaning], target: str | None) -> tuple[str, ...]:
    fields = dict.fromkeys([*(meaning.field for meaning in meanings), *near.list_hints(label)])
    return tuple(field for field in fields if field != target)


def find_field(name: str) -> str:
    """Return the target of a field typed after `--map COLUMN=`. Raises UsageFault that names the known fields."""
    typed = clean_line(name)
    if typed.casefold().startswith(CUSTOM) and len(typed) > len(CUSTOM):
        return CUSTOM + typed[len(CUSTOM) :].strip()
    plain = typed.casefold().replace("-", "_").replace(" ", "_")
    if plain in FIELDS:
        return plain
    word = squash(typed)
    target = next((field for field, words in COMMON.items() if word and word in words), None)
    if target is None:
        known = ", ".join(map(format_typed_name, FIELDS))
        raise UsageFault(f"Unknown field “{shorten(typed, 60)}”. A column can be {known}, or field.NAME.")
    return target


def _number_labels(header: Sequence[str], *, is_exact: bool = False) -> list[str]:
    """Return the labels cleaned, and the second of two equal ones numbered; `is_exact` minds their capitals."""
    labels: list[str] = []
    used: set[str] = set()
    numbers: dict[str, int] = {}  # where to go on counting, as thousands of columns may have no label
    for raw in header:
        plain = clean_line(raw)[:_LONGEST_LABEL]
        label = plain.rstrip("* ") or plain
        name, number = label, numbers.get(label, 1)
        while (name if is_exact else name.casefold()) in used:
            number += 1
            name = f"{label} ({number})"
        numbers[label] = number
        used.add(name if is_exact else name.casefold())
        labels.append(name)
    return labels


def _settle_column(column: Column, kind: Kind, claimed: set[str], fed: frozenset[str]) -> Column:
    """Settle a column's target, given the kind of file and the targets that other columns claim, and all that are fed.

    Fields that several columns may feed are never claimed.
    """
    target = column.target
    if target == "owner" and kind != "plain":
        target = "sales_owner" if kind == "deals" else "marketing_owner"
        if target in claimed:
            target = CUSTOM + column.label
    elif "id" not in claimed and (target == _OWN_IDS.get(kind) or _is_own_id(column, kind, fed)):
        target = "id"
        claimed.add(target)
    elif _is_outcome(column, kind, claimed):
        target = "outcome"
        claimed.add(target)
    elif target == "status" and kind == "plain" and "stage" in claimed:
        target = CUSTOM + column.label
    elif target == "status" and kind == "deals":
        target = CUSTOM + column.label if "stage" in claimed else "stage"
    elif target == "status" and kind == "plain":
        target = "stage"
    elif (
        kind == "deals" and "is_won" not in fed and target == CUSTOM + column.label and squash(target) in _MARKS_OF_WON
    ):
        target = "is_won"
    elif target == "lifecycle" and (kind == "deals" or not {"stage", "status"} & claimed):
        target = {"deals": CUSTOM + column.label, "plain": "stage"}.get(kind, "status")
    elif target == "stage" and kind in {"leads", "contacts"}:
        target = CUSTOM + column.label if "status" in claimed else "status"
    is_left = target != column.target and (target.startswith(CUSTOM) or target == "outcome")
    could_be = (column.target, *column.could_be) if is_left and not column.target.startswith(CUSTOM) else ()
    return replace(column, target=target, could_be=could_be or column.could_be)


_MARKS_OF_WON = frozenset(squash(CUSTOM + label) for label in ("is won", "closed won", "is closed won"))
_OWN_IDS = {"leads": "lead_id", "plain": "lead_id", "deals": "deal_id"}


def _is_outcome(column: Column, kind: Kind, claimed: set[str]) -> bool:
    """Tell whether a column beside the stage may say that a deal is won or lost; its other words do not count."""
    if kind not in {"plain", "deals"} or "stage" not in claimed or "outcome" in claimed:
        return False
    words = set(near.read_label(column.label).words)
    is_state = bool(words & _STATES) and words <= _STATES | {"deal", "opportunity", "sale"}
    return is_state and (column.target == "status" or "stage" in column.could_be)


_STATES = frozenset({"state", "status", "outcome", "result"})


def _is_own_id(column: Column, kind: Kind, fed: frozenset[str]) -> bool:
    """Tell whether `Contact ID` is what the rows of a list of people are known by."""
    if not column.target.startswith(CUSTOM):
        return False
    if kind == "deals":
        return is_id_of_deal(column.label)
    return kind in {"plain", "contacts"} and "title" not in fed and is_own_id(column.label, fed)
