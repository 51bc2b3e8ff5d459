"""Labels in files are those of the board: each once, whatever its letter case, under its present name."""

from __future__ import annotations

import pytest


@pytest.fixture
def put_in(own, tmp_path):
    """Import one lead with these labels; returns the labels that its card bears."""

    def run(cell: str) -> list[str]:
        path = tmp_path / "leads.csv"
        path.write_text(f'Name,Email,Tags\nJane,jane@acme.example,"{cell}"\n', "utf-8")
        assert own("import", str(path)).code == 0
        (card,) = own("list", "Jane", "--json").json
        return card["labels"]

    return run


def test_a_label_comes_in_once_and_spelled_as_on_the_board(own, put_in):
    own("add", "Other", "--label", "VIP")
    assert sorted(put_in("vip, Vip ,VIP,new")) == ["VIP", "new"]
    assert own("label", "list", "--json").json == [{"label": "new", "cards": 1}, {"label": "VIP", "cards": 2}]
    before = own("history", "Jane", "--json").json
    put_in("VIP;vip|NEW")
    assert own("history", "Jane", "--json").json == before


def test_a_label_that_the_card_bears_in_another_spelling_is_not_put_on_again(own, put_in):
    put_in("fair")
    own("edit", "Jane", "label=Dach")
    assert sorted(put_in("DACH, Fair"), key=str.casefold) == ["Dach", "fair"]


def test_the_former_name_of_a_label_puts_on_the_present_one(own, put_in):
    put_in("old")
    own("label", "rename", "old", "new")
    assert put_in("Old") == ["new"]
