"""`kanban import`: real files in, one card a lead, the same again nothing, bad rows named."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.data_verbs.imports import counts

LEADS = (
    "Name,Company,Email,Stage,Amount,Notes\nJane,Acme,jane@acme.example,Engaged,€1.200,hello\nBo,Globex,,Needs "
    "Analysis,€800,\n"
)


@pytest.fixture
def board(home, run_cli):
    assert run_cli("init", "--name", "Mia", "--team", "marketing").code == 0


def test_the_zoho_files_become_one_card_a_lead_with_its_deal(board, run_cli, shared):
    files = [str(shared / "data" / "zoho" / name) for name in ("Leads.csv", "Potentials.csv")]
    assert counts(run_cli("import", *files, "--json").json) == {
        "created": 3900,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
    }
    cards = run_cli("list", "--json").json
    again = run_cli("import", *files, "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 3900, "rejected": 0}
    assert run_cli("list", "--json").json == cards
    stages = Counter(card["stage"] for card in cards)
    assert (len(cards), stages["Won"], stages["Lost"]) == (3900, 1425, 485)
    assert all(card["closed_at"] for card in cards if card["stage"] in {"Won", "Lost"})
    with Path(files[1]).open(encoding="utf-8-sig", newline="") as opened:
        deals = list(csv.DictReader(opened))
    money = sum(round(float(deal["Amount"].strip("$").replace(",", "")) * 100) for deal in deals)
    assert sum(round(float(card["value"]) * 100) for card in cards if card["value"]) == money
    assert sum(card["sales_owner"] is not None for card in cards) == len(deals) == 3632


def test_order_of_the_files_and_one_after_the_other_lead_to_the_same_board(board, run_cli, shared):
    leads, deals = (str(shared / "data" / "zoho" / name) for name in ("Leads.csv", "Potentials.csv"))
    for file in (deals, leads):
        run_cli("import", file, "--json")
    cards = run_cli("list", "--json").json
    for files in ((deals,), (leads,), (leads, deals)):
        assert run_cli("import", *files, "--json").json["updated"] == 0
    assert not any("disqualified" in card["labels"] for card in cards if card["sales_owner"])
    stages = Counter(card["stage"] for card in cards)
    assert (len(cards), stages["Won"], stages["Lost"]) == (3900, 1425, 485)


def test_rows_that_become_one_card_are_told(board, run_cli, tmp_path):
    people, deals = tmp_path / "Leads.csv", tmp_path / "Potentials.csv"
    people.write_text(
        "LEADID,Last Name,Company,Lead Owner,Lead Status\n1,Roe,Acme,Mia,Contacted\n2,Low,Globex,Mia,Contacted\n"
    )
    deals.write_text("Potential Name,Potential Owner,Stage,Amount,LEADID\nRoe,Raj,Closed Won,$10.00,1\n")
    told = "3 rows make 2 cards, as rows about the same lead are merged."
    assert told in run_cli("import", str(people), str(deals), "--dry-run").out
    assert told in run_cli("import", str(people), str(deals)).err
    assert "are joined" not in run_cli("import", str(people)).err


def test_a_plain_file_with_a_stage_given_and_a_member_claimed(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text(LEADS.replace("Notes", "Owner").replace("hello", "Raj"), "utf-8")
    ran = run_cli("import", str(file), "--map-stage", "Needs Analysis=Proposal", "--member", "Raj=sales", "--json")
    assert ran.json["created"] == 2
    cards = {card["title"]: card for card in run_cli("list", "--json").json}
    assert (cards["Jane"]["stage"], cards["Jane"]["value"], cards["Jane"]["currency"]) == ("Engaged", "1200.00", "EUR")
    assert cards["Bo"]["stage"] == "Proposal"
    assert {member["name"] for member in run_cli("member", "list", "--json").json} == {"Mia", "Raj"}


def test_a_dry_run_shows_the_stages_and_changes_nothing(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text(LEADS, "utf-8")
    ran = run_cli("import", str(file), "--dry-run")
    assert "Needs Analysis" in ran.out
    assert "Would import 2 leads: 2 new" in ran.out
    assert run_cli("list", "--json").json == []


def test_a_mapping_is_remembered_for_the_next_file_of_its_kind(board, run_cli, tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.csv").write_text(f"Wer,Firma XY\nJane {number},Acme {number}\n", "utf-8")
    assert run_cli("import", str(tmp_path / "1.csv"), "--map", "Wer=title", "Firma XY=company").code == 0
    assert run_cli("import", str(tmp_path / "2.csv")).code == 0
    assert {card["company"] for card in run_cli("list", "--json").json} == {"Acme 1", "Acme 2"}


def test_bad_rows_are_named_and_written_down_and_the_good_ones_go_in(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("Title,Amount\nGood,5\nBad,1e400\nToo,many,cells\n", "utf-8")
    ran = run_cli("import", str(file), "--json")
    assert (ran.code, ran.json["created"], ran.json["rejected"]) == (0, 1, 2)
    assert "line 3" in ran.err
    assert "line 4" in ran.err
    rejects = (tmp_path / "leads.csv.rejects.csv").read_text("utf-8-sig").splitlines()
    assert rejects[0] == "Title,Amount,kanban_reason"
    assert [line.rsplit(",", 1)[0] for line in rejects[1:]] == ["Bad,1e400", "Too,many,cells"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x00\x00", "archive"),
        (bytes(range(256)) * 8, "x.csv"),
        (b"", "empty"),
        (b"%PDF-1.4\n\x00\x01", "PDF"),
    ],
)
def test_what_is_no_table_gets_one_sentence(board, run_cli, tmp_path, content, said):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    ran = run_cli("import", str(file))
    assert ran.code in {1, 2}
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_a_missing_file_and_an_unknown_column_are_named(board, run_cli, tmp_path):
    assert run_cli("import", "nowhere.csv").code == 3
    file = tmp_path / "leads.csv"
    file.write_text(LEADS, "utf-8")
    assert run_cli("import", str(file), "--map", "Nope=title").code == 2
    assert run_cli("import", str(file), "--map-stage", "Needs Analysis=Nowhere").code in {2, 3}


def test_an_import_is_one_act_to_undo(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text(LEADS, "utf-8")
    run_cli("import", str(file))
    assert "Imported 2 leads from leads.csv" in run_cli("undo").out
    assert run_cli("list", "--json").json == []


def test_an_update_is_undone_in_its_own_words_and_can_come_in_again(board, run_cli, tmp_path):
    file, edited = tmp_path / "leads.csv", tmp_path / "edited.csv"
    file.write_text("Name,Email,Company,Notes\nAda,ada@x.example,Acme,\nBo,bo@y.example,Globex,\n", "utf-8")
    edited.write_text(
        "Name,Email,Company,Notes,Size\nAda,ada@x.example,Acme,Called,\nBo,bo@y.example,Globex AG,,7\n"
        "Cy,cy@z.example,Init,,\n",
        "utf-8",
    )
    run_cli("import", str(file))
    for _ in range(2):
        told = run_cli("import", str(edited), "--json").json
        assert (told["created"] + told["updated"], told["unchanged"]) == (3, 0)
        ada, cy = (run_cli("show", title, "--json").json for title in ("Ada", "Cy"))
        assert (len(ada["comments"]), cy["company"]) == (1, "Init")
        said = run_cli("undo").out
        assert run_cli("show", "Ada", "--json").json["comments"] == []
    assert "Updated 3 cards from edited.csv" in said


def test_notes_of_an_import_that_was_undone_come_back_with_their_cards(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email,Notes\nAda,ada@x.example,Called\n", "utf-8")
    for _ in range(2):
        run_cli("import", str(file))
        assert [note["body"] for note in run_cli("show", "Ada", "--json").json["comments"]] == ["Called"]
        assert run_cli("undo").code == 0
        assert run_cli("list", "--json").json == []


def test_what_somebody_set_is_kept_though_a_later_edit_was_undone(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email,Company\nAda,ada@x.example,Acme\n", "utf-8")
    run_cli("import", str(file))
    for company in ("Ours", "Theirs"):
        run_cli("edit", "Ada", f"company={company}")
    run_cli("undo")
    assert run_cli("import", str(file), "--json").json["updated"] == 0
    assert run_cli("show", "Ada", "--json").json["company"] == "Ours"
    run_cli("undo")
    assert run_cli("import", str(file), "--json").json["updated"] == 0  # the import's own value is back


def test_a_later_answer_of_somebody_who_is_here_updates_their_card(board, run_cli, tmp_path):
    header = "#,First name,Last name,Email,Company,Question,Submit Date (UTC),Network ID"
    for n, row in enumerate(("Acme,First,2026-01-05 10:00:00", "Acme Group,Second,2026-02-05 10:00:00")):
        file = tmp_path / f"{n}.csv"
        file.write_text(f"{header}\nab{n},Ada,Byron,ada@x.example,{row},n{n}\n", "utf-8")
        assert counts(run_cli("import", str(file), "--json").json)["created"] == 1 - n
    card = run_cli("show", "Ada Byron", "--json").json
    assert (card["company"], [note["body"] for note in card["comments"]]) == ("Acme Group", ["First", "Second"])
    assert run_cli("import", str(file), "--json").json["updated"] == 0


def test_many_leads_come_in_once_and_only_what_was_edited_changes_cards(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    head = "Name,Company,Email,Stage,Amount,Notes"
    lines = [f"Lead {n},Firm {n % 90},lead{n}@firm{n % 90}.example,Engaged,€{n},note {n}" for n in range(700)]
    file.write_text("\n".join([head, *lines, "\n"]), "utf-8")
    assert run_cli("import", str(file), "--json").json["created"] == 700
    cards = run_cli("list", "--json").json
    assert [card["title"] for card in cards] == [f"Lead {n}" for n in range(700)]
    again = run_cli("import", str(file), "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 700, "rejected": 0}
    assert run_cli("list", "--json").json == cards
    file.write_text(file.read_text("utf-8").replace(",€5,", ",€55,").replace(",note 9\n", ",note nine\n"), "utf-8")
    more = run_cli("import", str(file), "--json").json
    assert (more["created"], more["updated"], more["unchanged"]) == (0, 2, 698)
    assert run_cli("doctor").code == 0


def test_ctrl_c_tells_what_was_kept_and_the_same_command_goes_on(board, run_cli, tmp_path, monkeypatch):
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email\n" + "".join(f"Lead {n},lead{n}@acme.example\n" for n in range(1_000)), "utf-8")

    @contextmanager
    def stopping(_said: str) -> Iterator[Callable[[int, int | None], None]]:
        def stop(_done: int, _total: int | None) -> None:
            raise KeyboardInterrupt

        yield stop

    with monkeypatch.context() as patched:
        patched.setattr("kanban.cli.data_verbs.importing.draw_progress", stopping)
        ran = run_cli("import", str(file))
    there = len(run_cli("list", "--json").json)
    assert 0 < there < 1_000
    assert (ran.code, ran.out) == (130, "")
    assert (
        ran.err
        == f"Stopped: {there} leads went in and stay; the same command imports the rest, kanban undo removes them.\n"
    )
    again = run_cli("import", str(file), "--json").json
    assert (again["created"], again["unchanged"]) == (1_000 - there, there)


def test_json_lines_come_back_with_comments_and_history(board, run_cli, tmp_path):
    run_cli("add", "Acme pilot", "--value", "12k")
    run_cli("comment", "Acme pilot", "Asked **twice**")
    run_cli("move", "Acme pilot", "Engaged")
    file = tmp_path / "all.jsonl"
    assert run_cli("export", str(file)).code == 0
    before = run_cli("show", "Acme pilot", "--json").json
    run_cli("board", "new", "Second")
    ran = run_cli("--board", "Second", "import", str(file), "--json")
    assert counts(ran.json) == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 0}
    after = run_cli("--board", "Second", "show", "Acme pilot", "--json").json
    for name in ("title", "value", "stage", "created_at", "entered_stage_at"):
        assert before[name] == after[name]
    assert [comment["body"] for comment in after["comments"]] == ["Asked **twice**"]
    assert [event["verb"] for event in after["history"]] == [event["verb"] for event in before["history"]]
    assert json.loads(file.read_text("utf-8").splitlines()[1])["title"] == "Acme pilot"


def test_a_guess_is_told_with_the_way_to_say_otherwise(own, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("Name,Email,Status,Owner\nJane,jane@acme.example,Sideways,Bo\n", "utf-8")
    ran = own("import", str(file), "--member", "Bo=sales")
    assert (
        "“Sideways” in leads.csv is no stage here (1 row): new cards with it go to Nurture; "
        "--map-stage 'Sideways=STAGE' says otherwise." in ran.err
    )
    assert [member["name"] for member in own("member", "--json").json] == ["Ana", "Bo"]
    assert own("--as", "Bo", "list", "unread", "--json").json == []
    assert own("import", str(file), "--member", "Bo=legal").code == 2


def test_a_label_and_a_word_with_an_equals_sign_can_be_mapped(board, run_cli, tmp_path):
    file = tmp_path / "leads.csv"
    file.write_text("Worth (1=low),Name,Stage\n5,Jane,a=b\n", "utf-8")
    ran = run_cli("import", str(file), "--map", "Worth (1=low)=value", "--map-stage", "a=b=Proposal", "--json")
    assert (ran.code, ran.json["created"]) == (0, 1)
    (card,) = run_cli("list", "--json").json
    assert (card["value"], card["stage"]) == ("5.00", "Proposal")


def test_both_spellings_of_an_id_of_salesforce_find_one_card_at_a_later_import(board, run_cli, tmp_path):
    short, long = tmp_path / "short.csv", tmp_path / "long.csv"
    header = "Opportunity ID,Opportunity Name,Account Name,Stage,Amount\n"
    short.write_text(header + "001D000000IRFma,Pilot,Acme,Proposal,100\n", "utf-8")
    long.write_text(header + "001D000000IRFmaIAH,Pilot,Acme,Proposal,100\n", "utf-8")
    for first, second in ((short, long), (long, short)):
        assert run_cli("import", str(first), "--json").json["rejected"] == 0
        assert counts(run_cli("import", str(second), "--json").json) == {
            "created": 0, "updated": 0, "unchanged": 1, "rejected": 0,
        }  # fmt: skip
    assert len(run_cli("list", "--json").json) == 1


def test_linked_files_change_nothing_at_a_second_import(board, run_cli, tmp_path):
    deals, contacts = tmp_path / "deals.csv", tmp_path / "contacts.csv"
    deals.write_text("ID,Stage,Amount,Contact ID\n1,Proposal,100,1\n2,Won,200,1\n3,Won,5,9\n", "utf-8")
    contacts.write_text("Contact ID,Name,Email\n1,Ada Byron,ada@x.example\n2,Bo,bo@y.example\n", "utf-8")
    first = run_cli("import", str(deals), str(contacts), "--json").json
    assert counts(first) == {"created": 3, "updated": 0, "unchanged": 0, "rejected": 1}
    again = run_cli("import", str(contacts), str(deals), "--json").json
    assert counts(again) == {"created": 0, "updated": 0, "unchanged": 3, "rejected": 1}


def test_a_file_without_rows_beside_others_is_passed_over(board, run_cli, tmp_path):
    empty, leads = tmp_path / "CampaignMember.csv", tmp_path / "leads.csv"
    empty.write_text("Id,CampaignId,LeadId,ContactId,Status\n", "utf-8")
    leads.write_text("Name,Email\nJane,jane@acme.example\n", "utf-8")
    ran = run_cli("import", str(empty), str(leads), "--json")
    assert (ran.code, ran.json["created"]) == (0, 1)
    assert "“CampaignMember.csv” has a header and no rows: there is nothing to import." in ran.json["notes"]
    assert run_cli("import", str(empty), str(empty)).code == 1


def test_options_may_hold_for_one_of_several_files(own, tmp_path):
    for name, title in (("one=1.csv", "Zażółć"), ("two.csv", "Müller")):
        codec = "cp1250" if title == "Zażółć" else "cp1252"
        (tmp_path / name).write_bytes(f"Name,Company,Close date\n{title},{title} AG,03/04/2027\n".encode(codec))
    files = [str(tmp_path / name) for name in ("one=1.csv", "two.csv")]
    ran = own("import", *files)
    assert ran.code == 2
    assert "say --dates 'one=1.csv=dmy' or --dates 'one=1.csv=mdy'." in ran.err
    words = ("--dates", "one=1.csv=mdy", "--dates", "dmy", "--encoding", "one=1.csv=cp1250", "--encoding", "cp1252")
    assert own("import", *files, *words).code == 0
    cards = {card["title"]: card["close_on"] for card in own("list", "--json").json}
    assert cards == {"Zażółć": "2027-03-04", "Müller": "2027-04-03"}
    refused = own("import", files[1], "--dates", "other.csv=dmy")
    assert (refused.code, refused.err) == (
        2, "kanban: --dates is dmy or mdy, for one file FILE=dmy; not “other.csv=dmy”.\n",
    )  # fmt: skip


@pytest.mark.parametrize(("how", "titles"), [("name", ["Ada"]), ("email", ["Ada", "Ada again"])])
def test_the_same_name_and_company_may_be_enough(own, tmp_path, how, titles):
    assert own("add", "Ada", "--contact", "Ada Byron", "--company", "Acme").code == 0
    file = tmp_path / "again.csv"
    file.write_text("Title,Contact,Company\nAda again,Ada Byron,Acme\n", "utf-8")
    assert own("import", str(file), "--match", how).code == 0
    assert sorted(card["title"] for card in own("list", "--json").json) == titles


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_is_refused_before_anybody_waits_for_it(own, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    ran = own("import", str(tmp_path / "pipe.csv"))
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert "is a pipe or a device" in ran.err


def test_a_disk_that_fills_up_in_the_middle_is_told_with_what_went_in(own, run_process, tmp_path):
    import resource  # noqa: PLC0415 - not on every system

    file = tmp_path / "many.csv"
    file.write_text("Title,Company\n" + "".join(f"Lead {n},{'x' * 500} {n}\n" for n in range(3_000)), "utf-8")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, limits[1]))
    try:
        ran = run_process("import", str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    cards = len(own("list", "--json").json)
    assert 0 < cards < 3_000
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert f"Before that {cards:,} leads went in and stay; the same command imports the rest" in ran.err
    assert own("import", str(file), "--json").json["created"] == 3_000 - cards


def test_a_new_deal_of_somebody_whose_deal_is_closed_names_the_earlier_one(home, run_cli, tmp_path):
    run_cli("init", "--name", "Mara", "--team", "marketing")
    head = "Deal Name,Contact Name,Contact Email,Company,Stage\n"
    for title, stage in (("Old", "Closed Lost"), ("New", "Proposal")):
        path = tmp_path / f"{title}.csv"
        path.write_text(f"{head}{title},Ada Byron,ada@x.example,X,{stage}\n", encoding="utf-8")
        planned = run_cli("import", str(path), "--dry-run", "--json").json
        done = run_cli("import", str(path), "--json").json
    old, old_id = next((card["ref"], card["id"]) for card in run_cli("list", "--json").json if card["title"] == "Old")
    new = next(card["ref"] for card in run_cli("list", "--json").json if card["title"] == "New")
    line = {"file": "New.csv", "line": 2, "title": "New", "card": new, "earlier_title": "Old", "earlier": old}
    assert planned["continued"] == done["continued"] == [line]
    sentence = f"“New” ({new}) is a new card, linked to an earlier deal of the same person: “Old” ({old})."
    assert planned["notes"] == done["notes"] == [sentence]
    again = run_cli("import", str(path), "--json").json
    assert (again["unchanged"], again["continued"]) == (1, [])
    assert f"  earlier deal  Old ({old})" in run_cli("show", "New").out
    assert run_cli("show", "New", "--json").json["earlier"] == {"id": old_id, "ref": old, "title": "Old"}
    assert run_cli("show", "Old", "--json").json["earlier"] is None
    assert "earlier deal" not in run_cli("show", "Old").out
