"""Import of activities with the real command: on a board of one's own, a second time, and undone."""

import json

LEADS = "Record ID,First Name,Last Name,Email,Contact owner\n1,Ada,Byron,ada@x.example,Mia\n2,Bo,Roe,bo@x.example,Mia\n"
CALLS = (
    "Record ID,Call Title,Call outcome,Activity date,Activity assigned to,Associated Contact IDs,Associated Contact\n"
    "71,Intro,Connected,2025-11-24 10:00,Raj,1,\n72,,No answer,2025-11-23 10:00,Raj,,Bo Roe (bo@x.example)\n"
)
TASKS = "Subject,Due Date,Status,Related To,Type\nSend offer,2099-01-20,Open,Ada Byron,Task\n"


def test_activities_of_files_are_on_their_cards_and_come_once(own, tmp_path):
    for name, text in (("leads.csv", LEADS), ("calls.csv", CALLS), ("tasks.csv", TASKS)):
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / name) for name in ("leads.csv", "calls.csv", "tasks.csv")]
    ran = own("import", *files, "--yes", "--json")
    assert (ran.code, ran.json["created"], ran.json["rejected"]) == (0, 2, 0)
    card = own("show", "Ada Byron", "--json").json
    (logged,) = card["activities"]
    assert (logged["kind"], logged["outcome"], logged["text"]) == ("call", "reached", "Intro")
    assert (logged["author"], logged["team"], logged["author_in_file"]) == (None, None, "Raj")
    assert (card["next_step"], card["next_on"]) == ("Send offer", "2099-01-20")
    assert "Raj in the file" in own("show", "Ada Byron").out
    (other,) = own("show", "Bo Roe", "--json").json["activities"]
    assert (other["outcome"], other["at"][:10]) == ("no answer", "2025-11-23")
    again = own("import", *files, "--yes", "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)
    assert own("doctor").code == 0
    assert own("undo").code == 0
    assert own("list", "--json").json == []
    assert own("import", *files, "--yes").code == 0
    assert len(own("show", "Ada Byron", "--json").json["activities"]) == 1


def test_undone_on_a_shared_board_they_come_in_again(team, tmp_path):
    for name, text in (("leads.csv", LEADS), ("calls.csv", CALLS)):
        (tmp_path / name).write_text(text)
    files = [str(tmp_path / "leads.csv"), str(tmp_path / "calls.csv")]
    for words in (["import", *files, "--yes"], ["sync"], ["undo"], ["sync"], ["import", *files, "--yes"]):
        assert team("Ann", *words).code == 0
    ran = team("Ann", "sync", "--json")
    assert (ran.json["refused"], ran.json["waiting"]) == ([], 0)
    team("Raj", "sync")
    (logged,) = team("Raj", "show", "Ada Byron", "--json").json["activities"]
    assert (logged["outcome"], logged["imported_by"], logged["author_in_file"]) == ("reached", "Ann", "Raj")


def test_later_files_of_activities_find_the_cards_of_the_board(own, tmp_path):
    (tmp_path / "leads.csv").write_text(LEADS)
    (tmp_path / "calls.csv").write_text(CALLS)
    (tmp_path / "tasks.csv").write_text(TASKS)
    assert own("import", str(tmp_path / "leads.csv"), "--yes").code == 0
    ran = own("import", str(tmp_path / "calls.csv"), str(tmp_path / "tasks.csv"), "--yes", "--json")
    assert (ran.code, ran.json["created"], ran.json["updated"]) == (0, 0, 2)
    assert not [note for note in ran.json["notes"] if "not in these files" in note]
    card = own("show", "Ada Byron", "--json").json
    assert [entry["outcome"] for entry in card["activities"]] == ["reached"]
    assert card["next_step"] == "Send offer"
    assert own("doctor").code == 0


def test_an_imported_activity_does_not_stop_a_later_file_from_moving_a_card(own, tmp_path):
    header = "Record Id,Lead Owner.id,Lead Owner,First Name,Last Name,Email,Lead Status\n"
    leads = header + "zcrm_1,zcrm_9,Mia,Ada,Byron,ada@x.example,{}\n"
    header = "Record Id,Call Owner,Subject,Call Start Time,Call Result,Contact Name.id\n"
    calls = header + "zcrm_7,Mia,Ring,2025-11-24 10:00,Interested,zcrm_1\n"
    file, other = tmp_path / "leads.csv", tmp_path / "calls.csv"
    file.write_text(leads.format("Not Contacted"))
    other.write_text(calls)
    assert own("import", str(file), str(other), "--yes").code == 0
    assert len(own("show", "Ada Byron", "--json").json["activities"]) == 1
    file.write_text(leads.format("Contacted"))
    assert own("import", str(file), "--yes").code == 0
    assert own("list", "--json").json[0]["stage"] == "Engaged"


def test_json_lines_bring_activities_whole_to_another_board(own, tmp_path):
    own("member", "add", "Raj", "--team", "sales")
    assert own("add", "Acme").code == 0
    assert own("log", "Acme", "call", "--outcome", "reached", "--text", "Nice", "--as", "Raj").code == 0
    before = own("show", "Acme", "--json").json["activities"]
    file = tmp_path / "out.jsonl"
    assert own("export", str(file)).code == 0
    assert own("board", "new", "Second").code == 0
    assert own("member", "add", "Raj", "--team", "sales").code == 0
    assert own("import", str(file), "--yes").code == 0
    after = own("show", "Acme", "--json").json["activities"]
    facts = ("kind", "outcome", "author", "team", "at", "text")
    assert [[entry[name] for name in facts] for entry in after] == [[entry[name] for name in facts] for entry in before]
    assert json.loads(file.read_text().splitlines()[1])["activities"][0]["author"] == "Raj"
