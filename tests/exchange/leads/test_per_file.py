"""Answers for single files of an import: by name, or by path where several files have one name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kanban.domain.errors import UsageFault
from kanban.exchange.leads.per_file import choose_for, name_files, split_per_file

NORTH, SOUTH, DEALS = Path("/in/north/leads.csv"), Path("/in/south/leads.csv"), Path("/in/north/deals.csv")


def test_files_of_one_name_are_called_by_so_many_folders_as_tell_them_apart():
    assert name_files([NORTH, DEALS]) == ["leads.csv", "deals.csv"]
    assert name_files([NORTH, SOUTH, DEALS]) == ["north/leads.csv", "south/leads.csv", "deals.csv"]
    deep = [Path("/a/x/leads.csv"), Path("/b/x/leads.csv"), Path("leads.csv")]
    assert name_files(deep) == ["a/x/leads.csv", "b/x/leads.csv", "leads.csv"]
    assert name_files([NORTH, NORTH]) == ["leads.csv", "leads.csv"]


def test_a_value_is_for_all_files_or_for_one_by_any_of_its_names():
    paths = [NORTH, SOUTH, DEALS]
    typed = ["utf-8", "north/leads.csv=cp1250", f"{SOUTH}=cp1251", "deals.csv=cp1252"]
    values = split_per_file("--encoding", typed, paths)
    assert [choose_for(path, values) for path in [*paths, Path("/other.csv")]] == [
        "cp1250",
        "cp1251",
        "cp1252",
        "utf-8",
    ]


def test_a_name_that_two_files_have_is_refused():
    with pytest.raises(UsageFault) as fault:
        split_per_file("--encoding", ["leads.csv=cp1250"], [NORTH, SOUTH])
    assert str(fault.value) == (
        "2 files are called “leads.csv”: say --encoding 'north/leads.csv=cp1250' or "
        "--encoding 'south/leads.csv=cp1250'."
    )
    assert split_per_file("--encoding", ["leads.csv=cp1250"], [NORTH, NORTH]) == {str(NORTH): "cp1250"}
