"""`kanban import` of one file in which several people write from one mailbox."""

from tests.cli.data_verbs.imports import counts

ROWS = "Name,E-mail,Phone\nLuz,a@x.example,111\nTrial,a@x.example,222\nLuz Trial,a@x.example,333\n"


def test_a_name_that_fits_somebody_of_the_same_file_later_loses_nothing(home, run_cli, tmp_path):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0
    (tmp_path / "people.csv").write_text(ROWS, "utf-8")
    first = run_cli("import", str(tmp_path / "people.csv"), "--json").json
    assert counts(first) == {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0}
    cards = run_cli("list", "--json").json
    assert {(card["title"], card["phone"]) for card in cards} == {("Luz Trial", "333"), ("Trial", "222")}
    again = run_cli("import", str(tmp_path / "people.csv"), "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 2, "rejected": 0}
