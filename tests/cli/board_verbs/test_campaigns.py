"""`kanban campaign`, and what imports and exports do with campaigns."""

from __future__ import annotations

import json

HEADER = "CAMPAIGNID,Campaign Name,Type,Status,Start Date,End Date,Budgeted Cost,Actual Cost\n"
SPRING = "24,Spring fair,Trade Show,Active,2026-04-25,2026-05-05,$4000,$3850.50\n"
RECORD = {
    "name": "Spring fair", "type": "Trade Show", "status": "Active", "currency": "USD", "planned_cost": "4000.00",
    "actual_cost": "3850.50", "from": "2026-04-25", "to": "2026-05-05",
}  # fmt: skip


def listed(own):
    return [
        {name: value for name, value in record.items() if name != "id"}
        for record in own("campaign", "list", "--json").json
    ]


def test_a_campaign_is_listed_changed_and_removed(own):
    assert own("campaign").err == "No campaigns yet; kanban campaign add NAME makes one.\n"
    assert (
        own("campaign", "add", "Steel webinar", "type=Webinar", "planned-cost=4k").err
        == "Added the campaign “Steel webinar”.\n"
    )
    own("add", "Acme", "--campaign", "steel WEBINAR")
    own("add", "Globex", "--campaign", "Fair")
    shown = own("campaign", "list")
    assert shown.out == (
        "CAMPAIGN       TYPE     STATUS  PLANNED  ACTUAL  FROM  TO  CARDS\n"
        "Steel webinar  Webinar           €4,000                        1\n"
    )
    assert shown.err == "1 card names 1 campaign that is not listed; kanban campaign add NAME lists one.\n"
    record = own("campaign", "set", "steel", "status=Done", "actual-cost=3850.50", "to=5 Dec 2026", "--json").json
    assert (record["status"], record["actual_cost"], record["to"]) == ("Done", "3850.50", "2026-12-05")
    assert own("undo").out == "Undone: Changed the campaign “Steel webinar”.\n"
    assert listed(own)[0]["status"] is None
    assert own("campaign", "set", "nope", "status=x").code == 3
    assert own("campaign", "set", "steel", "size=3").code == 2
    assert (
        own("campaign", "set", "steel", "from=3 Dec 2026", "to=1 Dec 2026").err
        == "kanban: The campaign would end (1 Dec 2026) before it begins (3 Dec 2026).\n"
    )
    assert own("campaign", "remove", "steel").err == "Removed the campaign “Steel webinar”.\n"
    assert listed(own) == []
    own("undo")
    assert [record["name"] for record in listed(own)] == ["Steel webinar"]


def test_sales_reads_campaigns_and_leaves_them_alone(own, tmp_path):
    own("member", "add", "Raj", "--team", "sales")
    refused = own("--as", "Raj", "campaign", "add", "Fair")
    assert (refused.code, refused.err) == (
        1,
        "kanban: Only members of marketing and leads can change campaigns.\n",
    )
    file = tmp_path / "Campaigns.csv"
    file.write_text(HEADER + SPRING, "utf-8")
    said = own("--as", "Raj", "import", str(file), "--yes")
    assert said.code == 0
    assert "1 campaign was left alone: members of marketing and leads may change campaigns." in said.err
    assert listed(own) == []


def test_an_import_fills_the_list_and_a_second_one_changes_nothing(own, tmp_path):
    file = tmp_path / "Campaigns.csv"
    file.write_text(HEADER + SPRING, "utf-8")
    preview = own("import", str(file), "--dry-run", "--json").json
    assert preview["campaigns"] == {"created": 1, "updated": 0, "unchanged": 0}
    assert listed(own) == []
    assert own("import", str(file), "--json").json["campaigns"] == {"created": 1, "updated": 0, "unchanged": 0}
    assert listed(own) == [{**RECORD, "cards": 0}]
    head = own("status", "--json").json
    assert own("import", str(file), "--json").json["campaigns"] == {"created": 0, "updated": 0, "unchanged": 1}
    assert own("status", "--json").json == head
    assert own("undo").out == "Undone: Imported 1 campaign from Campaigns.csv.\n"
    assert listed(own) == []
    own("import", str(file), "--yes")
    assert listed(own) == [{**RECORD, "cards": 0}]


def test_what_was_changed_here_is_kept(own, tmp_path):
    file = tmp_path / "Campaigns.csv"
    file.write_text(HEADER + SPRING, "utf-8")
    own("import", str(file), "--yes")
    own("campaign", "set", "spring", "status=Paused", "actual-cost=$1")
    file.write_text(
        HEADER + SPRING.replace("Active", "Complete").replace("Trade Show", "Fair").replace("4000", "5000"), "utf-8"
    )
    said = own("import", str(file), "--yes")
    assert "The campaign “Spring fair” kept its status, which was changed here." in said.err
    assert "The campaign “Spring fair” kept its planned cost, which was changed here." in said.err
    assert listed(own) == [{**RECORD, "type": "Fair", "status": "Paused", "actual_cost": "1.00", "cards": 0}]
    own("campaign", "remove", "spring")
    own("import", str(file), "--yes")
    assert listed(own) == []


def test_an_export_carries_campaigns_to_another_board(own, tmp_path):
    file, out = tmp_path / "Campaigns.csv", tmp_path / "all.jsonl"
    file.write_text(HEADER + SPRING, "utf-8")
    own("import", str(file), "--yes")
    own("campaign", "add", "Plain")
    own("add", "Acme", "--campaign", "Spring fair")
    own("export", str(out))
    assert [one["name"] for one in json.loads(out.read_text("utf-8").splitlines()[0])["campaigns"]] == [
        "Plain",
        "Spring fair",
    ]
    own("board", "new", "Other", "--team", "marketing")
    assert listed(own) == []
    own("import", str(out), "--yes")
    plain = dict.fromkeys(RECORD) | {"name": "Plain", "cards": 0}
    assert listed(own) == [plain, {**RECORD, "cards": 1}]
    assert own("import", str(out), "--json").json["campaigns"] == {"created": 0, "updated": 0, "unchanged": 2}


def test_a_campaign_is_renamed_on_its_cards_too(own):
    own("campaign", "add", "Steel webinar", "type=Webinar", "planned-cost=4k", "from=3 Dec 2026")
    own("add", "Acme", "--campaign", "steel WEBINAR")
    own("add", "Globex", "--campaign", "Fair")
    done = own("campaign", "set", "steel", "name=Steel webinar 2026", "status=Done", "--json")
    assert done.err == "Renamed the campaign “Steel webinar” to “Steel webinar 2026” on 1 card.\n"
    assert (done.json["name"], done.json["status"], done.json["planned_cost"]) == (
        "Steel webinar 2026",
        "Done",
        "4000.00",
    )
    campaigns = {card["title"]: card["campaign"] for card in own("list", "--json").json}
    assert campaigns == {"Acme": "Steel webinar 2026", "Globex": "Fair"}
    assert [(one["name"], one["from"], one["cards"]) for one in listed(own)] == [
        ("Steel webinar 2026", "2026-12-03", 1)
    ]
    own("undo")
    assert [(one["name"], one["status"], one["cards"]) for one in listed(own)] == [("Steel webinar", None, 1)]
    assert {card["campaign"] for card in own("list", "--json").json} == {"steel WEBINAR", "Fair"}
    assert own("campaign", "set", "steel", "name=STEEL Webinar").err == "Changed the campaign “Steel webinar”.\n"
    assert listed(own)[0]["name"] == "STEEL Webinar"


def test_a_campaign_takes_no_name_that_another_one_has_until_that_is_removed(own):
    for name in ("Fair", "Spring fair"):
        own("campaign", "add", name, "planned-cost=4k")
        own("add", f"Card of {name}", "--campaign", name)
    refused = own("campaign", "set", "Spring fair", "name=FAIR")
    assert refused.code == 1
    assert "There is a campaign called “FAIR” already. To merge the two, remove that one first" in refused.err
    own("campaign", "remove", "Fair")
    assert own("campaign", "set", "Spring fair", "name=Fair").code == 0
    assert [(one["name"], one["planned_cost"], one["cards"]) for one in listed(own)] == [("Fair", "4000.00", 2)]


def test_one_campaign_is_shown(own):
    own("campaign", "add", "Fair", "type=Trade show", "planned-cost=4k", "from=3 Dec 2026")
    own("add", "Acme", "--campaign", "fair")
    shown = own("campaign", "show", "fair").out.splitlines()
    assert shown[0] == "Fair"
    assert [line.split()[0] for line in shown[1:]] == ["type", "planned", "days", "cards"]
    assert "€4,000" in shown[2]
    query = shown[-1].split("kanban list ")[1].strip("'")
    assert [card["title"] for card in own("list", query, "--json").json] == ["Acme"]
    assert own("campaign", "show", "fair", "--json").json["cards"] == 1
    assert own("campaign", "show", "nope").code == 3
