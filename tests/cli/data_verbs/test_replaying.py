"""An agreement tried on what was: on the Zoho export, counted by a query of its own over the files; and on a story
made up."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import run_inside

ZOHO = """
[[line]]
id = "partner"
stage = "MQL"
fact = "source:partner"

[[line]]
id = "mobile"
stage = "MQL"
fact = "phone present"

[[line]]
id = "large"
stage = ["Proposal", "Won"]
fact = "value >= 20000USD"

[[line]]
id = "industry"
stage = "Won"
fact = "field.Industry:technology|pharma"

[[line]]
id = "budget"
stage = "Won"
judgement = "They showed us a budget"
"""


def rows(path: Any) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def when(said: str) -> datetime:
    return datetime.strptime(said, "%d %b, %Y %H:%M:%S")  # noqa: DTZ007 - the export names no zone


def amount(deal: dict[str, str]) -> Decimal:
    return Decimal(deal["Amount"].replace("$", "").replace(",", ""))


@pytest.fixture(scope="module")
def export(shared):
    leads, deals = rows(shared / "data" / "zoho" / "Leads.csv"), rows(shared / "data" / "zoho" / "Potentials.csv")
    return {lead["LEADID"]: lead for lead in leads}, {deal["LEADID"]: deal for deal in deals}


@pytest.fixture(scope="module")
def zoho_home(shared, tmp_path_factory):
    """A home into which the files of the export were imported."""
    home = tmp_path_factory.mktemp("zoho") / "home"
    files = [str(shared / "data" / "zoho" / name) for name in ("Leads.csv", "Potentials.csv")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KANBAN_HOME", str(home))
        assert run_inside("init", "--name", "Ana", "--team", "marketing", "--timezone", "UTC").code == 0
        assert run_inside("import", *files).code == 0
    return home


@pytest.mark.parametrize(
    ("first", "last"), [("2020-01-01", "2021-12-31"), ("2021-02-01", "2021-02-28"), ("2018-01-01", "2026-01-01")]
)
def test_the_counts_agree_with_a_query_over_the_export(run_cli, zoho_home, home, export, tmp_path, first, last):
    leads, deals = export
    shutil.copytree(zoho_home, home)
    file = tmp_path / "zoho.toml"
    file.write_text(ZOHO, "utf-8")
    told = run_cli("agreement", "replay", str(file), "--from", first, "--to", last, "--json").json
    found = {each["stage"]: each for each in told["stages"]}

    def within(said: str) -> bool:
        return first <= when(said).date().isoformat() <= last

    def counts(name: str) -> tuple[int, int]:
        return found[name]["entered"], found[name]["passed"]

    def both(some: Iterator[Any], passes: Callable[[Any], bool]) -> tuple[int, int]:
        listed = list(some)
        return len(listed), sum(map(passes, listed))

    qualified = (
        lead
        for number, lead in leads.items()
        if number not in deals and lead["Lead Status"] == "Pre Qualified" and within(lead["Created Time"])
    )
    assert counts("MQL") == both(
        qualified, lambda lead: "partner" in lead["Lead Source"].casefold() and bool(lead["Mobile"])
    )
    proposed = (
        deal
        for deal in deals.values()
        if deal["Stage"] in {"Initial Offer", "Proposal/Price Quote"} and within(deal["Created Time"])
    )
    assert counts("Proposal") == both(proposed, lambda deal: amount(deal) >= 20000)
    won = [deal for deal in deals.values() if deal["Stage"] == "Closed Won" and within(deal["Closing Date"])]

    def good(deal: dict[str, str]) -> bool:
        industry = leads[deal["LEADID"]]["Industry"].casefold()
        return amount(deal) >= 20000 and ("technology" in industry or "pharma" in industry)

    assert counts("Won") == both(iter(won), good)
    lost = [deal for deal in won if not good(deal)]
    assert found["Won"]["dropped"]["won"] == len(lost) == len(found["Won"]["dropped"]["cards"])
    assert Decimal(found["Won"]["dropped"]["value"]["USD"]) == sum(map(amount, lost))
    failed = {fact["id"]: fact["failed"] for fact in found["Won"]["facts"]}
    assert failed["large"] == sum(amount(deal) < 20000 for deal in won)
    assert found["Won"]["judgements"] == [{"id": "budget", "says": "They showed us a budget"}]


# -- a story made up


@pytest.fixture
def history(own, tmp_path):
    """The command line, with a TOML file that asks for an e-mail at MQL."""
    own("member", "add", "Raj", "--team", "sales", "--role", "lead")
    file = tmp_path / "a.toml"
    file.write_text('[[line]]\nid = "email"\nstage = "MQL"\nfact = "has:email"\n', "utf-8")
    return own, str(file)


def said(own, file, *more):
    return own("agreement", "replay", file, *more, "--json").json["stages"][0]


def test_a_card_is_judged_as_it_was_when_it_entered(history):
    own, file = history
    with_mail = own("add", "A", "--email", "a@a.example", "--json").json["ref"]
    without = own("add", "B", "--json").json["ref"]
    for ref in (with_mail, without):
        own("move", ref, "mql")
    own("edit", with_mail, "email=")
    own("edit", without, "email=b@b.example")  # too late
    told = said(own, file)
    assert (told["entered"], told["passed"], told["dropped"]["cards"]) == (2, 1, [without])
    own("move", without, "engaged")
    own("move", without, "mql")  # its first entry counts
    assert said(own, file)["passed"] == 1
    own("delete", without)
    assert said(own, file)["said"] == "MQL 1→1"


def test_what_was_undone_is_no_entry(history):
    own, file = history
    ref = own("add", "A", "--json").json["ref"]
    own("move", ref, "mql")
    own("undo")
    assert said(own, file)["entered"] == 0
    own("redo")
    assert said(own, file)["entered"] == 1


def test_what_became_of_those_that_drop_out_is_told_currency_by_currency(history):
    own, file = history
    own("stage", "set", "Won", "required=")  # D is won without a value
    for title, money in (("A", "4000 EUR"), ("B", "1000 USD"), ("C", "500 EUR"), ("D", "")):
        ref = own("add", title, "--json", *(["--value", money] if money else [])).json["ref"]
        own("move", ref, "mql")
        own("offer", ref, "--why", "now")
        if title == "C":
            own("--as", "Raj", "return", ref, "--reason", "no need")
        else:
            own("--as", "Raj", "accept", ref, "--next", "x", "--on", "2030-01-01")
            assert own("--as", "Raj", "move", ref, "won").code == 0
    ran = own("agreement", "replay", file)
    assert ran.out.splitlines()[1:] == [
        "MQL 4→0; of the 4 that drop out, 3 were won (€4,000, $1,000), 1 was returned",
        "       4 without: has:email (has:email)",
    ]  # fmt: skip


def test_a_proposal_is_replayed_at_once_and_the_one_that_waits_is_meant(history):
    own, file = history
    own("add", "A", "--stage", "mql")
    ran = own("agreement", "propose", file)
    assert "the last 90 days by it: MQL 1→0; of the 1 that drop out, 0 were won, 0 were returned" in ran.err
    assert own("agreement", "replay").out.startswith(f"agreement {ran.out.strip()} over ")
    assert own("agreement", "replay", "shipped", "--json").json["stages"][0]["stage"] == "MQL"
    assert own("agreement", "replay", "--from", "2026-02-01", "--to", "2026-01-01").code == 2
    assert own("agreement", "replay", "--from", "1 Oct").code == 0, "the last such day, on any day"
    assert own("agreement", "replay", "--from", "nonsense").code == 2
