"""A list that came in with its names as people’s, or as deals’, makes no cards again once they are read otherwise."""

import pytest

DEALS = (
    "Name,Company,Value,Stage\n"
    "Northwind rollout,Northwind Ltd,12000,Proposal\n"
    "Fjord pilot,Fjord AS,8000,Discovery\n"
    "Fjord pilot,Fjord AS,9000,Discovery\n"
)


@pytest.mark.parametrize(("first", "second"), [("contact", "title"), ("title", "contact")])
def test_no_card_comes_twice(own, tmp_path, first, second):
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, "utf-8")
    assert own("import", str(path), "--map", f"Name={first}", "--json").json["created"] == 3
    ids = {card["id"] for card in own("list", "--json").json}
    planned = own("import", str(path), "--map", f"Name={second}", "--dry-run", "--json").json
    again = own("import", str(path), "--map", f"Name={second}", "--json").json
    assert planned["created"] == again["created"] == 0
    assert {card["id"] for card in own("list", "--json").json} == ids
    assert own("import", str(path), "--json").json["unchanged"] == 3


def test_rows_of_other_people_are_not_taken_for_them(own, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, "utf-8")
    own("import", str(path), "--map", "Name=contact")
    path.write_text("Deal,Company,Contact\nNorthwind rollout,Northwind Ltd,Ada Byron\n", "utf-8")
    assert own("import", str(path), "--json").json["created"] == 1
