"""A renamed stage keeps its old name as an alias: what was saved under it keeps working."""

from __future__ import annotations


def titles(own, *words: str) -> list[str]:
    return [each["title"] for each in own("list", *words, "--json").json]


def test_views_rules_and_queries_with_the_old_name_of_a_stage_keep_working(own):
    own("add", "Card")
    own("view", "add", "nur", "stage:Nurture")
    own("view", "add", "short", "stage:nur")
    own("rule", "add", "R", "--when", "commented on", "--if", "stage:nurture", "--then", "label hit")
    assert own("stage", "set", "Nurture", "name=Cold").code == 0
    assert titles(own, "--view", "nur") == titles(own, "--view", "short") == titles(own, "stage:nurture") == ["Card"]
    own("comment", "Card", "hello")
    assert own("list", "--json").json[0]["labels"] == ["hit"]
    assert own("move", "Card", "Engaged").code == 0
    assert own("move", "Card", "nurture").code == 0
    assert own("list", "--json").json[0]["stage"] == "Cold"


def test_an_old_name_is_given_to_something_new_only_when_asked_and_after_saying_what_uses_it(own):
    own("add", "Card")
    own("view", "add", "nur", "stage:Nurture")
    own("stage", "set", "Nurture", "name=Cold")
    ran = own("stage", "add", "Nurture")
    assert ran.code == 1
    assert "“Nurture” is a former name of Cold" in ran.err
    assert "It is used by the view “nur”" in ran.err
    assert own("stage", "set", "Engaged", "name=nurture").code == 1
    assert own("stage", "add", "Nurture", "--yes").code == 0
    assert titles(own, "stage:nurture") == []
    assert titles(own, "stage:cold") == ["Card"]


def test_a_stage_takes_its_own_old_name_back_and_undo_too(own):
    own("add", "Card")
    own("stage", "set", "Nurture", "name=Cold")
    assert own("stage", "set", "Cold", "name=Nurture").code == 0
    assert titles(own, "stage:cold") == titles(own, "stage:nurture") == ["Card"]
    own("undo")
    own("undo")
    assert own("list", "stage:cold").code == 3 or titles(own, "stage:nurture") == ["Card"]


def test_a_reopened_card_has_no_reason_for_its_close(own):
    own("add", "Card", "--stage", "Discovery")
    own("move", "Card", "Lost", "--set", "lost_reason=price")
    assert own("list", "--json").json[0]["lost_reason"] == "price"
    own("move", "Card", "Discovery")
    assert own("list", "--json").json[0]["lost_reason"] is None
    own("undo")
    assert own("list", "--json").json[0]["lost_reason"] == "price"


def test_views_rules_lines_and_queries_with_the_old_name_of_a_label_keep_working(own, tmp_path):
    own("add", "Card", "--label", "Old")
    own("add", "Other")
    own("view", "add", "lab", "label:old")
    own("rule", "add", "Hit", "--when", "commented", "--if", "label:old", "--then", "label hit")
    own("rule", "add", "Put", "--when", "enters Engaged", "--then", "label old")
    lines = tmp_path / "a.toml"
    lines.write_text('[[line]]\nid = "l"\nstage = "MQL"\nfact = "label:old"\nsays = "Labelled old"\n')
    own("agreement", "propose", lines)
    own("agreement", "sign")
    assert own("label", "rename", "old", "New").err == "Renamed label “Old” to “New” on 1 card.\n"
    assert titles(own, "--view", "lab") == titles(own, "label:old") == titles(own, "label:OLD") == ["Card"]
    assert titles(own, "-label:old") == ["Other"]
    own("comment", "Card", "hello")
    assert own("list", "Card", "--json").json[0]["labels"] == ["New", "hit"]
    assert own("move", "Card", "MQL").code == 0
    own("move", "Other", "Engaged")
    assert own("list", "title:Other", "--json").json[0]["labels"] == ["New"]
    assert not own("list", "title:Card", "--json").json[0]["incomplete"]
    own("edit", "Card", "label=-old")
    assert titles(own, "label:new") == titles(own, "label:old") == ["Other"]
    assert own("label", "rename", "new", "newest").code == 0
    assert titles(own, "label:old") == titles(own, "label:new") == titles(own, "label:newest") == ["Other"]


def test_the_old_name_of_a_label_is_given_away_only_when_asked(own):
    own("add", "Card", "--label", "old")
    own("add", "Other", "--label", "other")
    own("view", "add", "lab", "label:old")
    own("rule", "add", "Put", "--when", "commented", "--then", "label old")
    own("label", "rename", "old", "new")
    ran = own("label", "rename", "other", "old")
    assert ran.code == 1
    assert "“old” is a former name of new" in ran.err
    assert "It is used by the view “lab”, the rule “Put”. --yes" in ran.err
    assert own("label", "rename", "other", "old", "--yes").code == 0
    assert (titles(own, "label:old"), titles(own, "label:new")) == (["Other"], ["Card"])
    own("undo")
    assert (titles(own, "label:old"), titles(own, "label:other")) == (["Card"], ["Other"])


def test_a_label_takes_its_own_old_name_back_and_undo_forgets_the_alias(own):
    own("add", "Card", "--label", "old")
    own("label", "rename", "old", "new")
    assert own("label", "rename", "new", "old").code == 0
    assert titles(own, "label:old") == titles(own, "label:new") == ["Card"]
    own("undo")
    own("undo")
    assert titles(own, "label:new") == []
    own("redo")
    assert titles(own, "label:old") == ["Card"]
    assert own("list", "--json").json[0]["labels"] == ["new"]


def test_a_member_is_found_by_the_name_that_they_had_before(own):
    own("member", "add", "Raj", "--team", "sales")
    own("add", "Card", "--owner", "Raj", "--stage", "Discovery")
    own("comment", "Card", "@Raj have a look")
    own("view", "add", "his", "owner:raj")
    own("member", "set", "Raj", "name=Rajesh Rao")
    assert titles(own, "--view", "his") == titles(own, "owner=raj") == titles(own, "mentions:raj") == ["Card"]
    assert titles(own, "owner:rao") == ["Card"]
    own("member", "set", "Rajesh", "name=Tom Berg")
    own("add", "Later", "--owner", "Tom", "--stage", "Discovery")
    assert sorted(titles(own, "owner:raj")) == sorted(titles(own, "sales=raj")) == ["Card", "Later"]


def test_a_file_may_use_the_old_name_of_a_stage(own, tmp_path):
    own("stage", "add", "Cosy")
    own("stage", "set", "Cosy", "name=Warm")
    leads = tmp_path / "leads.csv"
    leads.write_text("Title,Stage,Email\nAcme,Cosy,a@acme.example\n")
    assert own("import", str(leads)).code == 0
    assert own("list", "--json").json[0]["stage"] == "Warm"


def test_a_name_that_a_member_had_before_is_not_given_away(own):
    own("member", "add", "Raj", "--team", "sales")
    own("member", "set", "Raj", "name=Rajesh")
    for words in (("member", "add", "raj", "--team", "sales"), ("member", "set", "Ana", "name=Raj")):
        refused = own(*words)
        assert refused.code == 1
        assert "Rajesh is also known as" in refused.err
    assert own("member", "set", "Rajesh", "aliases=").code == 0
    assert own("member", "add", "Raj", "--team", "sales").code == 0


def test_a_mark_goes_to_another_stage_before_its_own_is_removed(own):
    marks = {record["name"]: record["marks"] for record in own("stage", "list", "--json").json}
    assert {name: borne for name, borne in marks.items() if borne} == {
        "Nurture": ["nurture"], "MQL": ["mql"], "Accepted": ["accepted"], "Discovery": ["sql"],
    }  # fmt: skip
    own("stage", "set", "Discovery", "name=Found out", "guidance=Ask for the budget")
    records = {record["name"]: record for record in own("stage", "list", "--json").json}
    assert (records["Found out"]["marks"], records["Found out"]["guidance"]) == (["sql"], "Ask for the budget")
    own("add", "Acme", "--stage", "Found out")
    assert own("show", "Acme").out.splitlines()[2] == "› Ask for the budget"
    own("delete", "Acme")
    refused = own("stage", "remove", "Found out")
    assert (refused.code, refused.err) == (
        1,
        (
            "kanban: Found out is marked SQL, by which figures find it: say which stage takes that over (--mark-to "
            "STAGE).\n"
        ),
    )
    removed = own("stage", "remove", "Found out", "--mark-to", "Proposal")
    assert removed.err == "Removed the stage Found out; Proposal is marked SQL now.\n"
    assert [record["name"] for record in own("stage", "list", "--json").json if "sql" in record["marks"]] == [
        "Proposal"
    ]
    own("undo")
    assert [record["name"] for record in own("stage", "list", "--json").json if "sql" in record["marks"]] == [
        "Found out"
    ]
