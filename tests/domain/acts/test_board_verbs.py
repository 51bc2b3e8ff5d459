"""What leads do to the board itself."""

from __future__ import annotations

import pytest

from kanban.domain.acts import board_verbs, stage_marks
from kanban.domain.change import Act
from kanban.domain.errors import KanbanError, Refused, UsageFault
from tests.domain.board import ANA, BEN, BOARD, STAGES, Table, card, stage, uuid, with_stage


def only(act: Act) -> dict[str, object]:
    (step,) = act.steps
    return dict(step.set)


@pytest.mark.parametrize(
    "verb",
    [
        lambda v: board_verbs.add_stage(v, "X"), lambda v: board_verbs.set_stage(v, STAGES[0], {"name": "X"}),
        lambda v: board_verbs.move_stage(v, STAGES[0], 1), lambda v: board_verbs.remove_stage(v, STAGES[1]),
        lambda v: board_verbs.add_member(v, "X", "sales"), lambda v: board_verbs.set_member(v, BEN,
            {"team": "marketing"}),
        lambda v: board_verbs.set_member(v, ANA, {"away": "yes"}), lambda v: board_verbs.remove_member(v, BEN),
        lambda v: board_verbs.set_board(v, {"name": "X"}), board_verbs.delete_board, board_verbs.restore_board,
    ],
)  # fmt: skip
def test_only_a_lead_changes_the_board(verb) -> None:
    with pytest.raises(Refused, match="Ben is a member on this board; only leads can"):
        verb(Table(actor=BEN))
    verb(Table(actor=ANA))


def test_everybody_says_whether_they_are_away() -> None:
    assert only(board_verbs.set_member(Table(actor=BEN), BEN, {"away": "yes"})) == {"away": True}


# -- stages


def test_a_new_stage_stands_before_the_closed_ones_and_is_like_its_neighbour() -> None:
    made = only(board_verbs.add_stage(Table(), " Demo "))
    assert stage("Negotiation").rank < made["rank"] < stage("Won").rank
    assert (made["name"], made["side"], made["probability"], made["outcome"]) == ("Demo", "sales", 0.8, None)
    made = only(board_verbs.add_stage(Table(), "Demo", after=stage("MQL"), settings={"limit": 3}))
    assert stage("MQL").rank < made["rank"] < stage("Handoff").rank
    assert (made["side"], made["limit"]) == ("marketing", 3)


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_names_have_a_length(name: str) -> None:
    with pytest.raises(UsageFault, match="has 1 to 60 characters"):
        board_verbs.add_stage(Table(), name)


def test_no_two_stages_have_the_same_name() -> None:
    for verb in (
        lambda: board_verbs.add_stage(Table(), "mql"),
        lambda: board_verbs.set_stage(Table(), stage("Won"), {"name": "MQL"}),
    ):
        with pytest.raises(Refused, match="There is a stage called"):
            verb()
    assert only(board_verbs.set_stage(Table(), stage("MQL"), {"name": "mql"})) == {"name": "mql"}


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("name", " A  b ", "A b"), ("side", "Sales", "sales"), ("limit", "5", 5), ("limit", "", None),
        ("stale-after", "14d", 14), ("stale_after", "never", None), ("probability", "40%", 0.4),
        ("outcome", "won", "won"), ("outcome", "open", None), ("required", "phone, reason,label.vip, field.X,",
                                    ["phone", "lost_reason", "label.vip", "field.X"]),
        ("required", "", []),
    ],
)  # fmt: skip
def test_settings_of_a_stage_are_read(key: str, typed: str, value: object) -> None:
    assert board_verbs.read_stage({key: typed}) == {key.replace("-", "_"): value}


@pytest.mark.parametrize(
    ("key", "typed"),
    [("side", "left"), ("limit", "0"), ("limit", "x"), ("limit", "1e9"), ("limit", "²"), ("stale_after", "-1"),
     ("stale_after", "36501"), ("probability", "2.5x"), ("outcome", "maybe"), ("required", "colour"),
     ("colour", "red")],
)  # fmt: skip
def test_what_a_stage_does_not_take_is_said(key: str, typed: str) -> None:
    with pytest.raises(UsageFault) as raised:
        board_verbs.read_stage({key: typed})
    assert str(raised.value).isprintable()


def test_only_what_differs_is_written() -> None:
    lost = stage("Lost")
    assert (
        board_verbs.set_stage(Table(), lost, {"name": "Lost", "required": ["lost_reason"], "limit": None}).steps == ()
    )
    assert only(board_verbs.set_stage(Table(), lost, {"name": "Lost", "required": []})) == {"required": []}


def test_stages_move_to_the_ends_and_not_beyond() -> None:
    table = Table()
    assert only(board_verbs.move_stage(table, stage("MQL"), -99))["rank"] < stage("Nurture").rank
    assert only(board_verbs.move_stage(table, stage("MQL"), 99))["rank"] > stage("Lost").rank
    assert board_verbs.move_stage(table, stage("Nurture"), -1).steps == ()
    assert stage("Handoff").rank < only(board_verbs.move_stage(table, stage("MQL"), 1))["rank"] < stage("Accepted").rank


def test_a_stage_with_cards_and_the_last_of_its_kind_stay() -> None:
    with pytest.raises(Refused, match="MQL still holds 1 card; move it"):
        board_verbs.remove_stage(Table([card(1, "MQL")]), stage("MQL"))
    for name in ("Won", "Lost"):
        with pytest.raises(Refused, match=f"{name} is the last of its kind"):
            board_verbs.remove_stage(Table(), stage(name))
    few = BOARD._replace(all_stages=(STAGES[0], *STAGES[8:]))
    with pytest.raises(Refused, match="Nurture is the last of its kind"):
        board_verbs.remove_stage(Table(board=few), STAGES[0])
    with pytest.raises(Refused, match="Nurture is the only stage that is open"):
        board_verbs.set_stage(Table(board=few), STAGES[0], {"outcome": "won"})
    assert only(board_verbs.remove_stage(Table(), stage("Engaged"))) == {"deleted": True}


def test_a_marked_stage_is_removed_when_another_takes_its_mark_over() -> None:
    with pytest.raises(stage_marks.MarkedStage, match="Discovery is marked SQL, by which figures find it"):
        board_verbs.remove_stage(Table(), stage("Discovery"))
    act = board_verbs.remove_stage(Table(), stage("Discovery"), marks_to=stage("Proposal"))
    assert [(step.entity, dict(step.set)) for step in act.steps] == [
        (stage("Discovery").id, {"deleted": True}),
        (stage("Discovery").id, {"mark.sql": False}),
        (stage("Proposal").id, {"mark.sql": True}),
    ]
    assert act.summary == "Removed the stage Discovery; Proposal is marked SQL now"


def test_marks_stay_with_renamed_stages_and_go_from_one_to_another() -> None:
    assert {mark: bearer.name for mark, bearer in BOARD.marked.items()} == {
        "nurture": "Nurture", "mql": "MQL", "accepted": "Accepted", "sql": "Discovery",
    }  # fmt: skip
    renamed = board_verbs.set_stage(Table(), stage("MQL"), {"name": "Qualified"})
    assert dict(renamed.steps[-1].set) == {"mark.mql": True}
    found_out = stage("Discovery")._replace(name="Found out", aliases=("Discovery",))
    board = BOARD._replace(all_stages=tuple(found_out if each.id == found_out.id else each for each in STAGES))
    assert board.list_marks(stage("Discovery").id) == ("sql",)
    given = board_verbs.set_stage(Table(), stage("Proposal"), {"mark": "sql"})
    assert [(step.entity, dict(step.set)) for step in given.steps] == [
        (stage("Discovery").id, {"mark.sql": False}),
        (stage("Proposal").id, {"mark.sql": True}),
    ]
    claimed = with_stage("Proposal", claims=(("sql", True),))
    assert claimed.marked["sql"].name == "Proposal"
    assert board_verbs.set_stage(Table(board=claimed), claimed.find_stage("Proposal"), {"mark": "sql"}).steps == ()
    gone = with_stage("Discovery", deleted=True)
    assert gone.marked["sql"].name == "Discovery"
    assert gone.list_marks(stage("Discovery").id) == ()
    for typed in ("", "hot"):
        with pytest.raises(UsageFault, match="mark"):
            board_verbs.read_stage({"mark": typed})


def test_a_stage_has_a_line_of_guidance() -> None:
    assert board_verbs.read_stage({"guidance": " Agree on  a date "}) == {"guidance": "Agree on a date"}
    assert only(board_verbs.set_stage(Table(), stage("MQL"), {"guidance": "Ask why now"})) == {
        "guidance": "Ask why now"
    }
    assert board_verbs.set_stage(Table(), stage("MQL"), {"guidance": None}).steps == ()


# -- members


def test_members_come_and_come_back() -> None:
    assert only(board_verbs.add_member(Table(), " Dan ", "Sales"))["name"] == "Dan"
    gone = BOARD._replace(all_members=(ANA, BEN._replace(deleted=True)))
    act = board_verbs.add_member(Table(board=gone), "ben", "marketing")
    assert (act.steps[0].entity, only(act)["deleted"], only(act)["team"]) == (BEN.id, False, "marketing")
    for name in ("Ben", "anna maria"):
        with pytest.raises(Refused, match=r"There is a member called Ben|Ana is also known as anna maria"):
            board_verbs.add_member(Table(), name, "sales")
    with pytest.raises(UsageFault, match="A team is one of marketing, sales, not “ops”"):
        board_verbs.add_member(Table(), "Dan", "ops")


@pytest.mark.parametrize(
    ("pairs", "registers"),
    [
        ({"name": "Anne"}, {"name": "Anne", "aliases": ["Anna Maria", "Ana"]}), ({"name": "Ana"}, {}),
        ({"team": "Sales"}, {"team": "sales"}), ({"aliases": "A. M., Anni"}, {"aliases": ["A. M.", "Anni"]}),
        ({"aliases": ""}, {"aliases": []}), ({"name": "Anna Maria"}, {"name": "Anna Maria", "aliases": ["Ana"]}),
        ({"away": "no"}, {}), ({"name": "Anne", "aliases": "Anni"}, {"name": "Anne", "aliases": ["Anni", "Ana"]}),
        ({"aliases": "Anni", "name": "Anne"}, {"name": "Anne", "aliases": ["Anni", "Ana"]}),
    ],
)  # fmt: skip
def test_what_is_known_of_a_member_is_changed(pairs: dict[str, str], registers: dict[str, object]) -> None:
    act = board_verbs.set_member(Table(), ANA, pairs)
    assert ({} if not act.steps else only(act)) == registers


@pytest.mark.parametrize(
    ("pairs", "said"),
    [({"name": "ben"}, "There is a member called ben"), ({"aliases": "Ben"}, "There is a member called Ben"),
     ({"colour": "red"}, "has no setting"), ({"role": "boss"}, "A role is one of"),
     ({"away": "perhaps"}, "Away is one of yes, no"), ({"role": "member"}, "Ana is the only lead")],
)  # fmt: skip
def test_what_a_member_can_not_be_is_said(pairs: dict[str, str], said: str) -> None:
    with pytest.raises(KanbanError, match=said):
        board_verbs.set_member(Table(), ANA, pairs)


def test_the_last_lead_stays() -> None:
    with pytest.raises(Refused, match="Ana is the only lead of this board; make someone else a lead first"):
        board_verbs.remove_member(Table(), ANA)
    two = BOARD._replace(all_members=(ANA, BEN._replace(role="lead")))
    assert only(board_verbs.remove_member(Table(board=two), ANA)) == {"deleted": True}


# -- settings


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("name", " Deals ", "Deals"), ("currency", "usd", "USD"), ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("hours", "Mon-Thu,Sat 9:30-18", "Mon-Thu,Sat 9:30-18"),
        ("holidays", "2026-12-25, 26 Dec 2026", ["2026-12-25", "2026-12-26"]), ("limit-policy", "Refuse", "refuse"),
        ("lost-reasons", "price, x, price", ["price", "x"]), ("hours", "Mon-Sun 0-24", "Mon-Sun 0-24"),
    ],
)  # fmt: skip
def test_settings_of_the_board_are_read(key: str, typed: str, value: object) -> None:
    assert only(board_verbs.set_board(Table(), {key: typed})) == {key.replace("-", "_"): value}


@pytest.mark.parametrize(
    ("key", "typed"),
    [("colour", "red"), ("name", ""), ("currency", "euro"), ("timezone", "Mars/Base"), ("timezone", "../etc/passwd"),
     ("timezone", ""), ("hours", "always"), ("hours", "Mon-Fri 17-9"), ("hours", "Mon-Fri 9-25"),
     ("hours", "Foo-Bar 9-17"), ("holidays", "Christmas"), ("holidays", "25 Dec"), ("holidays", "+2026d"),
     ("lost_reasons", " , "), ("routing", "chance"), ("limit_policy", "x")],
)  # fmt: skip
def test_what_the_board_does_not_take_is_said(key: str, typed: str) -> None:
    with pytest.raises(UsageFault) as raised:
        board_verbs.set_board(Table(), {key: typed})
    assert str(raised.value).isprintable()


def test_a_setting_that_stands_is_not_written() -> None:
    assert board_verbs.set_board(Table(), {"currency": "eur", "hours": "Mon-Fri 9-17"}).steps == ()
    assert board_verbs.delete_board(Table()).steps[0].entity == uuid(1, 0)


@pytest.mark.parametrize("typed", ["An\u200ba", "\ufeffana", "A\u2060na", "a\u00adna"])
def test_a_name_that_looks_like_another_is_that_name(typed: str) -> None:
    assert ANA.is_named(typed)
    with pytest.raises(Refused):
        board_verbs.add_member(Table(ANA), typed, "sales")


@pytest.mark.parametrize("typed", ["\u200b", "\u2060\ufeff"])
def test_a_name_is_seen(typed: str) -> None:
    with pytest.raises(UsageFault):
        board_verbs.read_name(typed, "member")
