"""What an import costs grows as its files do: four times the columns, words or names take four times the calls."""

import sys

import pytest

from kanban.exchange.leads.file_set import fold_files
from kanban.exchange.leads.preview import encode_preview
from kanban.exchange.leads.preview_builder import build_preview
from tests.exchange.conftest import BOARD, NOW

FEW, MANY = 150, 600
MOST = 1_500
"""Calls for one column, word or name; comparing a label with each word that is known takes 20,000."""


def count_calls(work):
    """Return how many functions are called while some work is done, those that generators go on with too."""
    calls = 0

    def count(_frame, event, _what):
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def look(path):
    files = fold_files([path], BOARD, NOW)
    for _ in files:
        pass
    return encode_preview(build_preview(files, BOARD), is_dry_run=True)


def spell(number, word="word"):
    return f"{word} {''.join('bcdfghjklm'[int(figure)] + 'aeiouaeiou'[int(figure)] for figure in str(number))}"


def write_wide(path, numbers, word="word"):
    labels = [spell(n, word) for n in numbers]
    path.write_text(f"Name,Email,{','.join(labels)}\nAda,ada@x.example,{','.join(labels)}\n", "utf-8")


def write_misspelt(path, numbers):
    write_wide(path, numbers, "compnay")


def write_hinting(path, numbers):
    write_wide(path, numbers, "stage of")


def write_rows(path, column, cells):
    path.write_text(f"Deal name,{column}\n" + "".join(f"Deal {n},{cell}\n" for n, cell in enumerate(cells)), "utf-8")


def write_stages(path, numbers):
    write_rows(path, "Stage", map(spell, numbers))


def write_owners(path, numbers):
    write_rows(path, "Owner", map(spell, numbers))


def write_amounts(path, numbers):
    write_rows(path, "Amount", (f"{n}.{n % 90 + 10}" for n in numbers))


@pytest.mark.parametrize(
    "write", [write_wide, write_misspelt, write_hinting, write_stages, write_owners, write_amounts]
)
def test_calls_grow_with_the_file(tmp_path, write):
    first, few, many = (tmp_path / f"{name}.csv" for name in ("first", "few", "many"))
    write(first, range(10))
    write(few, range(1000, 1000 + FEW))  # words that no other file has: some answers are remembered
    write(many, range(3000, 3000 + MANY))
    look(first)  # tables that are made once are there
    calls_of_few, calls_of_many = count_calls(lambda: look(few)), count_calls(lambda: look(many))
    assert calls_of_many < 1.2 * MANY / FEW * calls_of_few
    assert calls_of_many < MOST * MANY
