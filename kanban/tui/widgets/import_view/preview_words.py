"""What `kanban import --json` prints, in words for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from kanban.domain.values import money
from kanban.domain.values.text import format_count

Data = Mapping[str, Any]
"""The object that the child process prints, or a part of it."""

ORDERS = {"dmy": "day month year", "mdy": "month day year"}

_FIRST = (
    "title", "company", "contact", "email", "value", "stage", "close_on", "sales_owner", "marketing_owner",
    "owner", "source", "campaign", "phone", "first_name", "last_name", "currency", "labels", "next_step", "next_on",
    "lost_reason", "win_reason", "probability",
)  # fmt: skip

KEYS = {
    "--map": "enter: choose", "--set currency": "c: choose", "--encoding": "enter on Letters: choose",
    "--sheet": "enter on Sheet: choose",
}  # fmt: skip
"""How an assumption is changed on the screen, by how its option begins."""


def list_fields(data: Data) -> list[Data]:
    """Return the lines of fields: guesses and what matters most first."""
    order = {field: place for place, field in enumerate(_FIRST)}
    return sorted(data["fields"], key=lambda line: order.get(line["field"], len(order)))


def list_columns(line: Data) -> str:
    """Return the labels of the columns that feed a field."""
    return ", ".join(dict.fromkeys(name["column"] for name in line["columns"])) or "no column"


def describe_sample(line: Data, stages: Sequence[Data]) -> str:
    """Return a field's sample; of a stage also what it is here."""
    sample = str(line["sample"])
    if line["field"] == "stage":
        stage = next((word["stage"] for word in stages if word["word"] == sample), "")
        return f"{sample} → {stage}" if stage and stage != sample else sample
    return sample


def describe_currency(data: Data) -> str:
    """Return the currency and what says so."""
    currency = data.get("currency")
    return f"{currency['code']}, {_name_source(currency)}" if currency else "no amounts"


def describe_currency_words(data: Data) -> str:
    """Return what the words and signs for currencies are taken for that don't say it for sure."""
    return " · ".join(
        f"“{line['word']}” → {line['currency']} {'a guess' if line['guessed'] else 'assumed'}, "
        f"{format_count(line['rows'], 'amount')}"
        for line in data["currency_words"]
    )


def describe_dates(data: Data) -> str:
    """Return the order of dates and what says so."""
    if any(question["kind"] == "dates" for question in data["questions"]):
        return "not known yet.  d: choose"
    dates = data.get("dates")
    if not dates:
        return "none"
    order = ORDERS.get(dates["order"])
    if order or str(dates["from"]).startswith("--"):
        return f"{order or 'by file'}, {_name_source(dates)}"
    return f"as in {dates['from']}"


def _name_source(reading: Data) -> str:
    """Return what says so; an option of the command line is what somebody chose here."""
    source = str(reading["from"])
    if source.startswith("--"):
        return f"as chosen{source[source.find(';') :] if ';' in source else ''}"
    return f"from {source}"


def describe_encoding(line: Data) -> str:
    """Return the encoding of a file that does not tell its own, with a line as it is read."""
    choice = next((choice for choice in line["encodings"] if choice["value"] == line["encoding"]), None)
    if choice is None:
        return str(line["encoding"])
    return f"{choice['words']} ({choice['value']}): “{choice['sample']}”"


def describe_sheet(line: Data) -> str:
    """Return which sheet of a workbook is read."""
    return f"{line['sheet']}, of {format_count(len(line['sheets']), 'sheet')}"


def describe_counts(data: Data) -> str:
    """Return how many cards are new, updated and unchanged, and how many rows are rejected."""
    counts = " · ".join(f"{data[key]:,} {key}" for key in ("updated", "unchanged"))
    return f"{data['created']:,} new · {counts} · {format_count(data['rejected'], 'row')} rejected"


def describe_stages(data: Data) -> str:
    """Return how many stage names there are, in how many rows, and how many of them are guesses."""
    words = [line for line in data["stages"] if line["word"]]
    if not words:
        stage = next((line["stage"] for line in data["stages"]), "")
        return f"no row names one: new cards go to {stage}" if stage else "no row names one"
    guesses = sum(line["guessed"] for line in words)
    rows = format_count(sum(line["rows"] for line in words), "row")
    return f"{format_count(len(words), 'name')} in {rows}, {f'{guesses:,} guessed' if guesses else 'all known'}"


def describe_owners(data: Data) -> str:
    """Return how many owners there are, and how many of them are members."""
    owners = data["owners"]
    if not owners:
        return "no row names one"
    members = sum(line["member"] for line in owners)
    if not members:
        return f"{format_count(len(owners), 'name')}, none is a member"
    return f"{format_count(len(owners), 'name')}, {members:,} {'is a member' if members == 1 else 'are members'}"


def format_value(card: Data) -> str:
    """Return the value of a card as the board shows it."""
    return _format_amount(card.get("value"), card.get("currency"))


def format_sum(total: str | None, currency: str | None) -> str:
    """Return the sum of a column's amounts; empty if it has none."""
    return f"sum {_format_amount(total, currency)}" if total else ""


def _format_amount(amount: str | None, currency: str | None) -> str:
    if not amount:
        return ""
    try:
        minor = int(Decimal(amount).scaleb(money.count_decimals(currency)))
    except (InvalidOperation, ValueError):
        return str(amount)
    return money.format_money(minor, currency).removesuffix(".00")


def count_written(data: Data) -> int:
    """Return how many cards and campaigns were added or changed."""
    counts = [data[name] for name in ("created", "updated")] + [data.get("extended", 0)]
    campaigns = data.get("campaigns") or {"created": 0, "updated": 0}
    return int(sum(counts)) + int(campaigns["created"]) + int(campaigns["updated"])


def describe_result(data: Data) -> str:
    """Return the sentence of the result."""
    created, updated, unchanged, rejected = (data[name] for name in ("created", "updated", "unchanged", "rejected"))
    parts = [f"{format_count(created, 'card')} added"] * bool(created)
    parts += [f"{updated:,} updated"] * bool(updated) + [f"{unchanged:,} unchanged"] * bool(unchanged)
    if campaigns := data.get("campaigns"):
        listed, changed = campaigns["created"], campaigns["updated"]
        parts += [f"{format_count(listed, 'campaign')} added"] * bool(listed)
        parts += [f"{format_count(changed, 'campaign')} updated"] * bool(changed)
    if not count_written(data):
        parts = [f"Nothing new: {unchanged:,} unchanged" if unchanged else "Nothing was imported"]
    sentence = f"{', '.join(parts)}."
    return (
        f"{sentence} {format_count(rejected, 'row')} {'was' if rejected == 1 else 'were'} rejected."
        if rejected
        else sentence
    )


def list_notes(data: Data) -> list[str]:
    """Return what is to be known of the files, and what was assumed of them."""
    return [*map(str, data["notes"]), *(str(line["text"]) for line in data["assumed"])]


def list_doubts(data: Data) -> list[str]:
    """Return what was assumed, with the key that changes it where there is one; then the notes."""
    doubts = []
    for line in data["assumed"]:
        key = next((key for option, key in KEYS.items() if line["option"].startswith(option)), "")
        doubts.append(f"{line['text']}  {key}".rstrip())
    return [*doubts, *map(str, data["notes"])]


def count_guesses(data: Data) -> int:
    """Return how many fields, words for stages and words for currencies are guesses."""
    words = sum(bool(line["guessed"] and line["word"]) for line in data["stages"])
    return sum(map(is_doubtful, data["fields"])) + words + len(data.get("currency_words", ()))


def is_doubtful(line: Data) -> bool:
    """Tell whether a field is a guess, or its value may as well come from another column."""
    return bool(line["guessed"]) or (line["field"] == "value" and len(line["candidates"]) > 1)
