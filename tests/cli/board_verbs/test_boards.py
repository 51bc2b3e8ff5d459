"""Boards, stages, members, labels: what leads set up."""

from __future__ import annotations


def names(ran):
    return [each["name"] for each in ran.json]


def test_init_makes_a_board_and_who_made_it_acts_there(run_cli, home):
    ran = run_cli(
        "init", "--name", "Ana", "--team", "marketing", "--currency", "chf", "--timezone", "Europe/Zurich", "--json"
    )
    assert ran.code == 0
    made = ran.json
    assert (made["name"], made["member"], made["team"]) == ("Pipeline", "Ana", "marketing")
    assert run_cli("board", "set", "--json").json["currency"] == "CHF"
    (me,) = run_cli("member", "--json").json
    assert (me["name"], me["team"], me["role"], me["you"]) == ("Ana", "marketing", "lead", True)
    assert (home / "data" / "kanban.db").exists()


def test_init_again_says_so_and_makes_another_board_only_when_asked(own):
    ran = own("init", "--name", "Bo", "--team", "sales")
    assert (ran.code, ran.out) == (1, "")
    assert "There is a board Pipeline already" in ran.err
    assert own("init", "--name", "Bo", "--team", "sales", "--board", "Partners").code == 0
    assert names(own("board", "--json")) == ["Pipeline", "Partners"]
    assert own("add", "x", "--json").json["sales_owner"] == "Bo"


def test_init_refuses_what_is_no_zone_currency_team_or_name(run_cli, home):
    for extra in (
        ["--timezone", "Mars/Base"],
        ["--currency", "euros"],
        ["--team", "legal"],
        ["--name", " "],
        ["--board", ""],
    ):
        ran = run_cli("init", "--name", "Ana", "--team", "marketing", *extra)
        assert (ran.code, ran.err.count("\n")) == (2, 1), extra
    assert not (home / "data" / "kanban.db").exists()
    assert run_cli("init", "--name", "Ana").code == 2


def test_boards_are_made_chosen_renamed_deleted_and_restored(own):
    assert own("board", "new", "Partners").code == 0
    assert [(b["name"], b["chosen"], b["members"]) for b in own("board", "list", "--json").json] == [
        ("Pipeline", False, 1),
        ("Partners", True, 1),
    ]
    assert own("board", "new", "partners").code == 1
    assert own("board", "rename", "Partners", "pipeline").code == 1
    assert own("board", "rename", "partners", "Allies").code == 0
    assert own("board", "set", "name=Pipeline").code == 1
    assert own("board", "use", "pipeline").code == 0
    assert own("board", "use", "nothing").code == 3
    own("--board", "Allies", "add", "Kept")
    assert own("board", "delete", "Allies").code == 0
    assert names(own("board", "--json")) == ["Pipeline"]
    assert own("board", "restore", "nothing").code == 3
    assert own("board", "restore", "allies").code == 0
    assert [card["title"] for card in own("--board", "Allies", "list", "--json").json] == ["Kept"]
    assert [line.split()[:2] for line in own("board").out.splitlines()[1:]] == [["*", "Pipeline"], ["Allies", "1"]]


def test_settings_are_shown_and_set(own):
    assert own("board", "set", "currency=usd", "holidays=2026-12-25,2026-12-26", "limit_policy=refuse").code == 0
    settings = own("board", "set", "--json").json
    assert (settings["currency"], settings["holidays"]) == ("USD", ["2026-12-25", "2026-12-26"])
    assert "currency=USD\n" in own("board", "set").out
    for wrong in ("colour=red", "timezone=Mars", "limit_policy=perhaps", "currency", "hours=always"):
        ran = own("board", "set", wrong)
        assert (ran.code, ran.err.count("\n")) == (2, 1), wrong
    assert own("undo").code == 0
    assert own("board", "set", "--json").json["currency"] == "EUR"


def test_stages(own):
    def order():
        return names(own("stage", "--json"))

    first = order()
    assert own("stage", "add", "Trial", "--after", "Discovery", "limit=3", "stale-after=7d").code == 0
    assert order() == [*first[:6], "Trial", *first[6:]]
    assert own("stage", "move", "Trial", "--before", "MQL").code == 0
    assert order() == [*first[:2], "Trial", *first[2:]]
    assert own("stage", "move", "Trial", "--after", "MQL").code == 0
    assert order() == [*first[:3], "Trial", *first[3:]]
    assert own("stage", "move", "trial", "--before", "Nurture").code == 0
    assert order() == ["Trial", *first]
    assert own("stage", "move", "trial", "--by", "2").code == 0
    assert order() == [*first[:2], "Trial", *first[2:]]
    assert own("stage", "move", "trial", "--by", "-1").code == 0
    assert order() == [first[0], "Trial", *first[1:]]
    assert own("stage", "move", "trial", "--after", "trial").code == 2
    assert (
        own("stage", "set", "Trial", "name=Pilot", "probability=30%", "required=value,field.Size", "limit=").code == 0
    )
    pilot = next(stage for stage in own("stage", "--json").json if stage["name"] == "Pilot")
    assert (pilot["probability"], pilot["required"], pilot["limit"], pilot["stale_after"]) == (
        0.3, ["value", "field.Size"], None, 7,
    )  # fmt: skip
    assert own("stage", "remove", "Pilot").code == 0
    assert order() == first
    assert own("stage", "remove", "Won").code == 1
    assert own("stage", "add", "won").code == 1
    assert own("stage", "set", "Won", "limit=many").code == 2
    assert own("stage", "set", "nothing", "limit=1").code == 3
    assert "Negotiation   sales" in own("stage").out


def test_members(own, home):
    assert own("member", "add", "Raj", "--team", "sales").code == 0
    assert own("member", "add", "raj", "--team", "sales").code == 1
    assert own("member", "add", "Eve", "--team", "legal").code == 2
    assert own("member", "set", "Raj", "name=Rajesh", "role=lead").code == 0
    assert own("member", "away", "rajesh").code == 0
    member = own("member", "--json").json[1]
    assert (member["name"], member["role"], member["away"], member["aliases"], member["you"]) == (
        "Rajesh", "lead", True, ["Raj"], False,
    )  # fmt: skip
    assert own("member", "back", "Raj").code == 0
    assert own("member", "use", "Raj").code == 0
    assert own("add", "x", "--json").json["sales_owner"] == "Rajesh"
    assert own("member", "away").code == 0
    assert [m["away"] for m in own("member", "--json").json] == [False, True]
    assert own("member", "remove", "Ana").code == 0
    assert own("member", "remove", "Rajesh").code == 1
    assert own("member", "remove", "nobody").code == 3
    assert own("member").out.splitlines()[1].split() == ["*", "Rajesh", "sales", "lead", "away", "Raj"]


def test_what_was_said_before_somebody_came_is_read(own):
    ref = own("add", "x").out.strip()
    own("comment", ref, "Before")
    own("member", "add", "Raj", "--team", "sales")
    assert own("--as", "Raj", "list", "unread", "--json").json == []
    own("comment", ref, "After")
    assert len(own("--as", "Raj", "list", "unread", "--json").json) == 1


def test_labels(own):
    one, two = (own("add", title, "--label", "hot").out.strip() for title in ("One", "Two"))
    assert own("label", "add", "vip", one, two).code == 0
    assert own("label", "add", "VIP", one).code == 0
    assert [(each["label"], each["cards"]) for each in own("label", "--json").json] == [
        ("hot", 2),
        ("vip", 2),
    ]
    assert own("label", "remove", "VIP", two).err == "Removed label “vip” from 1 card.\n"
    assert own("label", "add", "ViP", two).err == "Added label “vip” to 1 card.\n"
    assert own("label", "rename", "HOT", "urgent").err == "Renamed label “hot” to “urgent” on 2 cards.\n"
    assert own("show", one, "--json").json["labels"] == ["urgent", "vip"]
    assert own("label", "remove", "vip", two).code == 0
    assert own("undo").out == "Undone: Removed label “vip” from 1 card.\n"
    ran = own("label", "remove", "nothing")
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    assert own("label", "add", "x" * 41, one).code == 2
    assert own("label").out.splitlines() == ["LABEL   CARDS", "urgent      2", "vip         2"]


def test_without_labels_or_views_it_says_how_to_make_one(own):
    assert "kanban edit CARD label=vip" in own("label").err
    assert "kanban view add" in own("view").err
    assert own("label", "--json").json == own("view", "--json").json == []


def test_only_leads_set_up_the_board(own):
    own("member", "add", "Raj", "--team", "sales")
    for words in (["stage", "add", "x"], ["board", "set", "currency=USD"], ["member", "add", "x", "--team", "sales"]):
        ran = own("--as", "Raj", *words)
        assert (ran.code, ran.err.count("\n")) == (1, 1), words
        assert "only leads can" in ran.err
