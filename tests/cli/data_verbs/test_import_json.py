"""`kanban import --json` holds everything that the text shows: for every file of the cases, word by word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HEADINGS = (
    "First cards", "Custom fields", "Ignored", "Currency", "Dates", "Owners", "Becomes", "Skipped", "Stages",
    "Would import", "Imported",
)  # fmt: skip
OURS = frozenset(
    ["a", "guess", "as", "last", "time", "from", "no", "column", "filled", "sum", "of", "such", "in", "line", "and",
     "more", "rows", "row", "can't", "go", "leads", "lead", "new", "updated", "unchanged", "rejected", "cards", "plain",
     "file", "day", "month", "year", "name", "names", "member", "members", "kept", "otherwise", "says", "could", "not",
     "be", "imported", "correct", "it", "them", "import", "that", "the", "last", "column", "has", "reason", "reasons",
     "label", "which", "others", "adds", "one", "none", "NAME=TEAM", "is", "are", "looks", "look", "like", "existing",
     "card", "did", "you", "mean", "by", "--member", "--map", "--map-stage"]
)  # fmt: skip
"""Words that stand around what was understood."""
CASES = (
    *[
        "asana",
        "bitrix_deals",
        "hs_companies",
        "hs_contacts",
        "hs_deals",
        "list_no_company",
        "list_with_company",
        "mailchimp",
    ],
    *[
        "monday_board",
        "plain_disqualified_leads",
        "remembered_a",
        "remembered_b",
        "sf_opps_report",
        "totals",
        "tradeshow",
    ],
)


def flatten(value):
    """Yield the values of a JSON document as text; numbers as they stand and with commas."""
    if isinstance(value, dict):
        for part in value.values():
            yield from flatten(part)
    elif isinstance(value, list):
        for part in value:
            yield from flatten(part)
    elif value is not None:
        yield str(value)
        if isinstance(value, int) or re.fullmatch(r"-?\d+\.\d+", str(value)):
            yield f"{float(value):,.2f}"
            yield f"{float(value) + 0.001:,.0f}"


def split_words(text):
    """Return what stands in a text that is neither punctuation nor cut off."""
    return [
        word
        for word in re.findall(r"[^\s“”‘’\"'();:·→←?]+", re.sub(r"\S*…|,(?!\d)", " ", text))
        if re.search(r"\w", word.strip("."))
    ]


def missing(text, told):
    """Return the words of a text that neither the JSON nor this program's own words hold."""
    for heading in HEADINGS:
        text = re.sub(rf"^ *{heading}\b", " ", text, flags=re.MULTILINE)
    known = {word.strip(".") for value in flatten(told) for word in split_words(value)} | OURS
    known |= {str(len(part)) for part in told.values() if isinstance(part, list)}
    leads = sum(told[name] for name in ("created", "updated", "unchanged", "deleted"))
    known |= {f"{leads:,}", str(len({line["name"] for line in told["owners"]}))}
    known |= {str(sum(line["member"] for line in told["owners"]))}
    return [word for word in split_words(text) if word.strip(".") not in known and not is_short_money(word, known)]


def is_short_money(word, known):
    """Tell whether a word is an amount as a card shows it: a sign and a number that the JSON has."""
    return bool(re.match(r"[€$£]", word)) and word.lstrip("€$£") in known


@pytest.mark.parametrize("case", [*CASES, "hs_contacts hs_companies hs_deals", "contacts.vcf"])
def test_it_holds_everything_that_the_text_shows(own, shared, case):
    folder = shared / "cases" / "import"
    files = [str(folder / (name if "." in name else f"{name}.csv")) for name in case.split()]
    options = ("--map", "product=title") if case.startswith("remembered") else ()
    text, told = own("import", *files, *options, "--dry-run"), own("import", *files, *options, "--dry-run", "--json")
    assert missing(text.out + text.err, told.json if told.out else {}) == [], text.out


def test_no_word_of_the_command_line_stands_in_notes(own, shared):
    folder = shared / "cases" / "import"
    for path in sorted(folder.glob("*.csv")):
        told = own("import", str(path), "--map", "product=title", "--dry-run", "--json")
        if not told.out:
            told = own("import", str(path), "--dry-run", "--json")
        if told.out:
            assert not any("--" in note for note in told.json["notes"]), path
            assert all(line["option"].startswith("--") and "--" not in line["text"] for line in told.json["assumed"])


def test_the_import_tells_where_the_rejected_rows_are(own, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("Deal,Company\nPump,Acme\nToo,many,cells\n")
    told = own("import", str(path), "--json").json
    assert [Path(name).name for name in told["reject_files"]] == ["deals.csv.rejects.csv"]
    assert (
        missing(own("import", str(path)).err, told | {"reject_files": [str(tmp_path / "deals.csv.rejects.csv")]}) == []
    )
